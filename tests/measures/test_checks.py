"""The nightly proof: agreement is silent; each kind of difference is found, told, logged and noted."""

import logging
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from charter import jobs
from charter.models import AuditEvent, Charter, Job, Theme, User
from charter.periods import Period
from measures.actions import Decision, approve_result, checks, record_result, submit_result
from measures.actions.checks import check_published
from measures.actions.releases import publish_release
from measures.figures import Figures
from measures.models import MeasureLine, Release, ReleaseDocument, ReleaseEntry, Report, Target
from measures.tasks import check_published as nightly
from measures.tasks import publish_scheduled
from promises.models import Promise

pytestmark = pytest.mark.django_db
Q2 = Period.parse("2026-27-Q2")


@pytest.fixture
def release(measure, landlord, data_owner, approver) -> Release:
    """A quarter of one measure, one promise kept, published."""
    charter = Charter.objects.create(
        slug="ours", title="Ours", landlord=landlord, stage="published", is_current=True
    )
    theme = Theme.objects.create(charter=charter, slug="repairs", title="Repairs")
    promise = Promise.objects.create(charter=charter, theme=theme, slug="on-time", title="Mend on time")
    MeasureLine.objects.create(promise=promise, measure=measure, text="Repairs on time")
    Target.objects.update(starts=date(2020, 4, 1))
    for month, done in (("2026-07", 961), ("2026-08", 970), ("2026-09", 958)):
        draft = record_result(
            measure=measure,
            period=Period.parse(month),
            figures=Figures(Decimal(done), Decimal(1000)),
            by=data_owner,
        )
        sent = submit_result(result=draft, by=data_owner)
        approve_result(result=sent, by=approver, decision=Decision("final"))
    return publish_release(period=Q2, by=approver)


def found() -> list[str]:
    return list(check_published(by=User.objects.system()).differences)


def changed(monkeypatch: pytest.MonkeyPatch, address: str, old: str, new: str) -> None:
    """Let one address answer something else."""
    real = checks._get
    monkeypatch.setattr(
        checks, "_get", lambda asked: real(asked).replace(old, new) if asked == address else real(asked)
    )


def test_before_the_first_release_there_is_nothing_to_compare(landlord) -> None:
    assert check_published(by=User.objects.system()) == checks.Check(0, ())


def test_agreement_is_silent(release) -> None:
    assert check_published(by=User.objects.system()) == checks.Check(1, ())
    assert not AuditEvent.objects.filter(verb="published_differs").exists()


@pytest.mark.parametrize(
    ("address", "old", "new", "words"),
    [
        ("/", "1 of 1 promise kept", "2 of 2 promises kept", "does not say the charter's sentence"),
        ("/", "96.3%", "98.3%", "The home page does not say “96.3%” of on-time"),
        ("/measures/repairs/", "96.3%", "196.3%", "The page of repairs does not show “96.3%”"),
        ("/measures/repairs/", "2,889", "2,888", "does not show “2,889”"),
        ("/measures/repairs/", "On target", "Below target", "does not show “On target”"),
        ("/api/v1/measures/repairs", "2889", "2890", "open data of repairs is not the published document"),
        ("/api/v1/charter", "kept", "missed", "open data of the charter is not"),
        ("/measures/repairs.csv", "961", "962", "table of repairs does not hold the published figures"),
    ],
)
def test_each_difference_is_found(release, monkeypatch, address, old, new, words) -> None:
    assert old in checks._get(address)
    changed(monkeypatch, address, old, new)
    assert any(words in one for one in found()), found()


def test_a_page_that_does_not_answer_is_a_difference(release, monkeypatch) -> None:
    real = checks._get
    monkeypatch.setattr(checks, "_get", lambda asked: "" if asked == "/measures/repairs/" else real(asked))
    assert "The page of repairs does not show “96.3%”." in found()


def test_stored_documents_are_held_against_their_hashes(release) -> None:
    entry = ReleaseEntry.objects.get(release=release, name="measures/repairs")
    ReleaseDocument.objects.filter(pk=entry.document_id).update(
        body=entry.document.body.replace("2889", "2890")
    )
    assert "The stored document measures/repairs was changed or damaged." in found()
    ReleaseEntry.objects.filter(name="performance").delete()
    assert "The list of documents is not the one that was published." in found()


def test_papers_are_held_against_their_hashes(release, approver) -> None:
    report = Report.objects.create(release=release, ordered_by=approver, digest="0" * 64)
    report.file.save("x.pdf", ContentFile(b"%PDF-1.7"))
    assert found() == ["The file of the board report was changed or damaged."]
    report.file.storage.delete(report.file.name)
    assert found() == ["The file of the board report is missing."]


def test_a_difference_is_an_alarm(release, monkeypatch, caplog) -> None:
    changed(monkeypatch, "/", "1 of 1 promise kept", "nothing")
    with caplog.at_level(logging.ERROR):
        nightly()
        assert jobs.run(Job.objects.get(kind="check_published").pk)
    assert "differs from what was published in 1 places" in caplog.text
    event = AuditEvent.objects.get(verb="published_differs")
    assert event.detail == {"differences": ["The home page does not say the charter's sentence."]}


def test_the_command_says_what_it_compared_and_fails_on_a_difference(release, monkeypatch) -> None:
    out, err = StringIO(), StringIO()
    call_command("check_published", stdout=out, stderr=err)
    assert "1 measure compared" in out.getvalue()
    changed(monkeypatch, "/", "1 of 1 promise kept", "nothing")
    with pytest.raises(CommandError, match="1 difference in 1 measure"):
        call_command("check_published", stdout=out, stderr=err)
    assert "The home page does not say" in err.getvalue()


def test_a_scheduled_release_goes_live_in_its_minute(release, approver) -> None:
    Target.objects.update(target=96)
    at = timezone.now() + timedelta(minutes=5)
    later = publish_release(period=Q2, by=approver, reason="A new target.", scheduled_for=at)
    publish_scheduled()
    assert Release.objects.get(state="live") == release
    assert not Job.objects.filter(kind="publish_due").exists(), "nothing is due, so nobody is asked"
    Release.objects.filter(pk=later.pk).update(scheduled_for=timezone.now())
    publish_scheduled()
    assert jobs.run(Job.objects.get(kind="publish_due").pk)
    assert Release.objects.get(state="live") == later
