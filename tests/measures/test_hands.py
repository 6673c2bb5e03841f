"""Whoever typed any version of a figure, or of words, decides nothing about it: on no page, by no verb."""

from decimal import Decimal

import pytest
from django.urls import reverse

from charter.faults import Refused
from charter.models import User
from charter.periods import Period
from measures.actions import approve_result, record_result, return_result, submit_result
from measures.actions.approvals import approve_together
from measures.actions.commentary import Told, approve_commentary, return_commentary, write_commentary
from measures.figures import Figures
from measures.models import Measure, MeasureCommentary, Result
from measures.querysets.hands import had_a_hand
from measures.querysets.queue import queue_for
from measures.querysets.together import together_for
from tests.people import make_person, signed_in

pytestmark = pytest.mark.django_db
AUGUST = Period.parse("2026-08")
DECIDE = ("Approve the ticked figures", 'value="approve"', 'value="return"')


@pytest.fixture
def second(db) -> User:
    return make_person("Sara Quill", "approver")


@pytest.fixture
def twice(measure, data_owner, approver) -> Result:
    """A figure that an approver typed first; its owner changed and sent it."""
    first = record_result(measure=measure, period=AUGUST, figures=share(96), by=approver)
    changed = record_result(
        measure=measure, period=AUGUST, figures=share(97), by=data_owner, version=first.version
    )
    return submit_result(result=changed, by=data_owner)


def share(number: int) -> Figures:
    return Figures(Decimal(number), Decimal(100))


def offers(person: User, address: str) -> bool:
    """Whether the page has a button to decide."""
    text = signed_in(person).get(address).content.decode()
    return any(button in text for button in DECIDE)


def test_an_earlier_version_is_a_hand_in_every_list(twice, approver, second) -> None:
    assert had_a_hand([twice], approver) == {twice.pk}
    assert had_a_hand([twice], second) == set()
    assert [line.is_own for line in queue_for(approver)] == [True]
    assert [line.is_own for line in queue_for(second)] == [False]
    assert (len(together_for(approver).lines), len(together_for(approver).left_out)) == (0, 1)
    assert len(together_for(second).lines) == 1


def test_the_pages_offer_nothing_to_who_typed_an_earlier_version(twice, approver, second) -> None:
    alone = reverse("staff_approval", args=[twice.pk])
    several = reverse("staff_approve_several") + f"?figure={twice.pk}"
    assert [offers(approver, page) for page in (alone, several)] == [False, False]
    assert [offers(second, page) for page in (alone, several)] == [True, True]


def test_no_verb_decides_for_who_typed_an_earlier_version(twice, approver, second) -> None:
    with pytest.raises(Refused, match="You entered this figure"):
        return_result(result=twice, by=approver, reason="Not so.")
    with pytest.raises(Refused, match="You entered this figure"):
        approve_result(result=twice, by=approver)
    with pytest.raises(Refused, match="You entered this figure"):
        approve_together(versions={twice.pk: twice.version}, by=approver)
    assert return_result(result=twice, by=second, reason="Count again.").workflow == "returned"


def test_words_too(post, landlord, data_owner, approver, second) -> None:
    composite = Measure.objects.create(
        slug="met", title="Met", kind="composite", direction="higher", frequency="monthly", owner=post
    )
    told = Told("Two were ill.", "We hire.")
    first = write_commentary(measure=composite, period=AUGUST, told=told, by=approver)
    found = write_commentary(
        measure=composite, period=AUGUST, told=told, by=data_owner, version=first.version
    )
    page = reverse("staff_commentary_decide", args=[found.pk])
    assert (offers(approver, page), offers(second, page)) == (False, True)
    for verb, more in ((approve_commentary, {}), (return_commentary, {"reason": "No."})):
        with pytest.raises(Refused, match="You wrote this"):
            verb(commentary=found, by=approver, **more)
    approve_commentary(commentary=found, by=second)
    assert MeasureCommentary.objects.get().workflow == "approved"


def test_a_list_asks_as_often_for_one_as_for_many(
    measure, data_owner, approver, django_assert_max_num_queries
) -> None:
    for month in ("2026-06", "2026-07", "2026-08"):
        made = record_result(measure=measure, period=Period.parse(month), figures=share(96), by=data_owner)
        submit_result(result=made, by=data_owner)
    rows = list(Result.objects.select_related("measure"))
    with django_assert_max_num_queries(2):
        assert had_a_hand(rows, approver) == set()
