"""A figure stated for a longer period beside its parts: it needs a reason where the two differ."""

from datetime import date

import pytest

from charter.faults import Refused
from charter.models import Landlord, User
from charter.periods import Period
from measures.actions import approve_result, record_result, submit_result
from measures.actions.results import NEEDS_REASON_TO_DIFFER, waits_for_words
from measures.figures import Figures
from measures.forms.figures import FigureForm
from measures.models import Measure, Result, Target

pytestmark = pytest.mark.django_db
Q1 = Period.parse("2025-26-Q1")


@pytest.fixture
def people() -> tuple[User, User]:
    make = User.objects.create_user
    return make("author@example.org", "Author"), make("checker@example.org", "Checker")


@pytest.fixture
def measure(people: tuple[User, User]) -> Measure:
    """Three approved months of 90, 91 and 92 of 100: the quarter is 273 of 300."""
    Landlord.objects.create(name="Alderbrook Homes", first_period="2024-04")
    made = Measure.objects.create(
        slug="repairs",
        title="Repairs",
        kind="percentage",
        direction="higher",
        frequency="monthly",
        unit="%",
        decimals=1,
    )
    Target.objects.create(measure=made, starts=date(2024, 4, 1), target=80)
    for month, numerator in (("2025-04", 90), ("2025-05", 91), ("2025-06", 92)):
        sent = submit_result(result=recorded(made, month, numerator, 100, people[0]), by=people[0])
        approve_result(result=sent, by=people[1])
    return made


def recorded(
    measure: Measure, period: str, numerator: int, denominator: int, by: User, **more: str
) -> Result:
    figures = Figures(numerator, denominator, **more)  # type: ignore[arg-type]
    return record_result(measure=measure, period=Period.parse(period), figures=figures, by=by)


def test_a_stated_quarter_that_differs_needs_a_reason(measure: Measure, people: tuple[User, User]) -> None:
    draft = recorded(measure, Q1.key, 280, 300, people[0])
    with pytest.raises(Refused) as refusal:
        submit_result(result=draft, by=people[0])
    assert str(refusal.value) == NEEDS_REASON_TO_DIFFER
    assert waits_for_words(draft)
    assert Result.objects.get(pk=draft.pk).workflow == "draft"


@pytest.mark.parametrize("name", ["differs_because", "note"])
def test_with_the_reason_it_goes_on_and_keeps_it(
    measure: Measure, people: tuple[User, User], name: str
) -> None:
    draft = recorded(measure, Q1.key, 280, 300, people[0], **{name: "Some jobs came in later."})
    assert submit_result(result=draft, by=people[0]).differs_because == "Some jobs came in later."


def test_one_that_agrees_needs_none(measure: Measure, people: tuple[User, User]) -> None:
    sent = submit_result(
        result=recorded(measure, Q1.key, 273, 300, people[0], note="From May."), by=people[0]
    )
    assert (sent.workflow, sent.differs_because) == ("submitted", "")


def test_beside_months_that_are_not_all_there_nothing_can_differ(
    measure: Measure, people: tuple[User, User]
) -> None:
    draft = recorded(measure, "2025-26-Q2", 280, 300, people[0])
    assert submit_result(result=draft, by=people[0]).workflow == "submitted"


def test_an_own_figure_is_never_asked(measure: Measure, people: tuple[User, User]) -> None:
    assert not waits_for_words(recorded(measure, "2025-07", 93, 100, people[0]))


def test_the_form_has_the_box_for_a_longer_period_only(measure: Measure) -> None:
    assert "differs_because" in FigureForm(measure=measure, period=Q1).fields
    assert "differs_because" not in FigureForm(measure=measure, period=Period.parse("2025-04")).fields


def test_the_form_takes_the_reason(measure: Measure) -> None:
    sent = {"numerator": "280", "denominator": "300", "differs_because": "Later jobs.", "version": "0"}
    form = FigureForm(sent | {"token": "x" * 32}, measure=measure, period=Q1)
    form.is_valid()
    assert form.figures is not None
    assert form.figures.differs_because == "Later jobs."
