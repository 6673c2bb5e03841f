"""Every line of the demonstration charter has a status, or says why not, from something that was recorded."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from measures import presenters
from measures.models import Case, Measure, MeasureLine, Result
from promises.models import Edition
from tests.demonstration import loaded

pytestmark = pytest.mark.django_db
LINES = 38
STATUSES = {"met", "near", "missed"}
# What has no status in the last release, and why; each says so in a sentence.
WITHOUT_STATUS = {
    "changes-you-asked-for": "no_target",
    "complaints-we-agreed-with": "no_target",
    "damp-sensors": "not_due",
    "second-answers": "not_applicable",  # on purpose: nobody complained twice
    "damp-made-safe": "overdue",  # on purpose: September's figure did not come
    "damp-that-came-back": "overdue",
}


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


def lines() -> list[MeasureLine]:
    return list(
        MeasureLine.objects.filter(promise__charter__is_current=True).select_related("measure", "promise")
    )


def documents() -> dict[str, presenters.Document]:
    live = presenters.live_release()
    assert live is not None
    return presenters.documents(live, "measures")


def source(measure: Measure) -> str:
    """What the measure's standing came from; nothing if there is no such record."""
    results = Result.objects.filter(measure=measure, workflow="approved", segment=None)
    match measure.kind:
        case "publication":
            owed = measure.publications.all()
            there = Edition.objects.filter(publication__in=owed, approved_at__isnull=False).exists()
            return "editions" if there else ""
        case "composite":
            members = measure.members.all()
            return "members" if members and all(source(member) for member in members) else ""
        case "trend":
            return f"series of {source(measure.of)}" if measure.of and source(measure.of) else ""
        case "milestone":
            stages = measure.stages.filter(done__isnull=False).exists()
            return "stages" if stages or measure.done or results.exists() else ""
        case "cases":
            return "case file" if Case.objects.filter(measure=measure).exists() and results.exists() else ""
        case "counted":
            return "count" if results.filter(origin="automatic").exists() else ""
        case "grade":
            return "grade" if results.exclude(grade="").exists() else ""
        case _:
            return "data" if results.exists() else ""


def test_there_are_38_lines_of_every_kind() -> None:
    found = lines()
    assert len(found) == LINES
    assert len({line.measure.kind for line in found}) == 14


def test_every_line_has_a_status_or_says_why_not() -> None:
    told, missing = documents(), []
    for line in lines():
        measure = line.measure
        document = told[measure.slug]
        name = f"{line.promise.slug}: {measure.slug} ({measure.kind})"
        if not source(measure):
            missing.append(f"{name}: nothing is recorded that it could come from")
        if document["state"] == "judged" and document["status"] in STATUSES:
            continue
        if WITHOUT_STATUS.get(measure.slug) != document["state"]:
            missing.append(f"{name}: {document['state']}, {document['status']}: {document['reason']}")
        elif not document["reason"] or not document["word"]:
            missing.append(f"{name}: says no reason")
    assert missing == [], "\n".join(missing)


def test_the_promise_says_the_same_as_the_measure() -> None:
    live = presenters.live_release()
    assert live is not None
    told = documents()
    shown = [
        line["measure"] for one in presenters.documents(live, "promises").values() for line in one["lines"]
    ]
    assert len(shown) == LINES
    for one in shown:
        document = told[one["slug"]]
        assert (one["state"], one["status"], one["word"]) == (
            document["state"], document["status"], document["word"],
        )  # fmt: skip


def test_a_measure_of_two_promises_counts_once_in_the_charter() -> None:
    found = lines()
    twice = {line.measure.slug for line in found if sum(one.measure == line.measure for one in found) == 2}
    assert twice == {"emergency-repairs", "listen-and-act", "you-said-we-did-posters"}
    live = presenters.live_release()
    assert live is not None
    charter = presenters.document(live, "charter")
    assert charter is not None
    told = documents()
    judged = {line.measure.slug for line in found if told[line.measure.slug]["state"] == "judged"}
    met = {slug for slug in judged if told[slug]["status"] == "met"}
    assert (charter["measures_met"], charter["measures_judged"]) == (len(met), len(judged))
