"""Published targets and figures, loaded whole and judged by the portal, against the published verdicts.

Run with PORTAL_WRITE_DOCS=1 to write docs/published-statuses.md anew.
"""

import os

import pytest
from django.core.management import call_command
from django.db import transaction

from charter.models import User
from measures.actions.scores import score_period
from measures.models import Measure, Result, Score
from tests.published_kpis import report
from tests.published_kpis.files import write_all
from tests.published_kpis.published import NO_CASES, Row, by_landlord, by_measure, rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Found by reading the file, not by running the portal: the verdicts that their own target contradicts.
CONTRADICTED = {24: "missed", 32: "missed", 38: "not_judged"}


class _Undo(Exception):
    """Leaves the database empty for the next landlord."""


@pytest.fixture(scope="session")
def statuses(django_db_setup, django_db_blocker, tmp_path_factory) -> dict[int, str]:
    """Our status of every row: each landlord loaded into an empty database, scored, undone."""
    found: dict[int, str] = {}
    with django_db_blocker.unblock():
        for landlord, charter, results in write_all(tmp_path_factory.mktemp("published")):
            try:
                with transaction.atomic():
                    found |= _judge(by_landlord()[landlord], charter, results)
                    raise _Undo
            except _Undo:
                continue
    return found


def _judge(published: list[Row], charter, results) -> dict[int, str]:
    assert not Measure.objects.exists()
    author = User.objects.create_user("author@example.org", "Author")
    User.objects.create_user("checker@example.org", "Checker")
    by = ("--by", author.email, "--yes")
    call_command("load_charter", str(charter), *by, verbosity=0)
    call_command("import_results", str(results), *by, "--approve-by", "checker@example.org")
    assert Result.objects.filter(workflow="approved").count() == len(published)
    return {row.number: _status(row, author) for row in published}


def _status(row: Row, by: User) -> str:
    """The status that the portal scored for the row's own period."""
    score_period(period=row.period, by=by)
    measure = Measure.objects.get(slug=row.slug)
    score = Score.objects.get(subject="measure", subject_id=measure.pk, period=row.period.key)
    assert score.detail["period"] == row.period.key or row.actual == NO_CASES or not row.target
    return score.status


def test_all_48_rows_are_there():
    assert len(rows()) == 48
    assert len(by_landlord()) == 7
    assert sum(len(by_measure(found)) for found in by_landlord().values()) == 35


def test_every_published_status_that_follows_from_its_own_target_is_reproduced(statuses):
    published = {row.number: row.published for row in rows() if row.published is not None}
    differing = {number: statuses[number] for number, word in published.items() if statuses[number] != word}
    assert differing == CONTRADICTED
    assert len(published) - len(differing) == 33


def test_a_figure_without_target_is_not_judged(statuses):
    assert {statuses[row.number] for row in rows() if not row.target} == {"not_judged"}


def test_the_document_lists_every_exception(statuses):
    fresh = report.document(statuses)
    if os.environ.get("PORTAL_WRITE_DOCS"):
        report.DOCUMENT.write_text(fresh, encoding="utf-8")
    assert report.DOCUMENT.read_text(encoding="utf-8") == fresh
    for number in CONTRADICTED:
        assert f"\n| {number} |" in fresh
