"""A box that a form does not list changes nothing, whatever it is called (P29, X76)."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import F, Model
from django.test import Client

from charter.form_parts import PortalForm
from charter.models import Invitation, Landlord, Post, PostHolding, RoleGrant, Timetable, User
from charter.periods import Period
from measures.actions import record_result, submit_result
from measures.figures import Figures
from measures.models import Commentary, Import, Measure, Result, Target
from tests.people import make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MONTH = Period.containing(date.today(), "month").previous()
WATCHED: tuple[type[Model], ...] = (
    User, RoleGrant, Post, PostHolding, Landlord, Measure, Target, Result, Commentary, Import, Invitation,
    Timetable,
)  # fmt: skip
CHANGED = {"numerator": "97", "denominator": "100"}
# Boxes of the portal's own doing, and the words of the study.
HOSTILE = {"status": "approved", "approver": "1", "is_staff": "1", "is_superuser": "1", "id": "1", "pk": "1"}
NOT_BOXES = {"csrfmiddlewaretoken", "do", "next", "period", "form_token"}


def every_field() -> dict[str, str]:
    """Each column of each model of ours, with a value that would do harm."""
    found = dict(HOSTILE)
    for app in ("charter", "promises", "measures", "engagement"):
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                found |= {field.name: "1", field.attname: "1"}
    return found | {"workflow": "approved", "approval": "final", "role": "administrator", "is_active": ""}


@contextmanager
def undone() -> Iterator[None]:
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def stored() -> dict[str, list[tuple[Any, ...]]]:
    """Every watched row without what is new each time: keys, moments, unique marks."""
    return {
        model._meta.label: sorted(map(_plain, model._default_manager.values()), key=str) for model in WATCHED
    }


def _plain(row: dict[str, Any]) -> tuple[Any, ...]:
    new = (datetime, UUID)
    kept = {key: value for key, value in row.items() if not isinstance(value, new)}
    return tuple(sorted((key, str(value)) for key, value in kept.items() if key not in ("id", "result_id")))


def boxes_of(client: Client, where: str, pick: Callable[[Any], Any]) -> dict[str, Any]:
    form = pick(client.get(where).context)
    return {field.html_name: field.value() for field in form if field.value() not in (None, False, "")}


@pytest.fixture
def forms(
    measure, post, data_owner, approver, administrator
) -> dict[str, tuple[Client, str, Any, dict[str, Any]]]:
    """Forms that write: who sends them, where, which form of the page, and what is typed."""
    from decimal import Decimal

    draft = record_result(
        measure=measure, period=MONTH, figures=Figures(Decimal(99), Decimal(100)), by=data_owner
    )
    earlier = MONTH.previous()
    waiting = submit_result(
        result=record_result(
            measure=measure, period=earlier, figures=Figures(Decimal(98), Decimal(100)), by=data_owner
        ),
        by=data_owner,
    )
    someone, homes = make_person("Nia Rees"), Post.objects.create(title="Head of Homes")
    owner, decider, admin = signed_in(data_owner), signed_in(approver), signed_in(administrator)
    one, person = f"/staff/figures/{measure.slug}/{MONTH.slug}/", f"/staff/people/{someone.pk}/"
    decision = f"/staff/approvals/{waiting.pk}/"
    assert draft.workflow == "draft"

    def form(page: Any) -> Any:
        return page["form"]

    return {
        "save a figure": (owner, one, form, CHANGED | {"do": "save"}),
        "submit a figure": (owner, one, form, {"do": "submit"}),
        "approve": (decider, decision, lambda page: page["approve"], {"approval": "provisional"}),
        "return": (decider, decision, lambda page: page["back"], {"do": "return", "reason": "Look again."}),
        "a new post": (admin, "/staff/posts/", form, {"title": "Head of Safety"}),
        "give a role": (
            admin, person, lambda page: page["forms"]["role"], {"do": "role", "role-role": "data_owner"},
        ),
        "put into a post": (
            admin, person, lambda page: page["forms"]["post"], {"do": "post", "post-post": homes.pk},
        ),
        "settings": (admin, "/staff/settings/", form, {"phone": "0800 1"}),
        "switch off": (admin, f"{person}leave/", form, {}),
    }  # fmt: skip


NAMES = (
    "save a figure", "submit a figure", "approve", "return", "a new post", "give a role", "put into a post",
    "settings", "switch off",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_column_sent_to_every_form_changes_nothing_more(forms, name, caplog) -> None:
    before, usual = compared(forms[name], caplog)
    assert usual != before
    assert "boxes that it does not have" in caplog.text
    assert all(person.email not in caplog.text for person in User.objects.all())


def compared(form: tuple[Client, str, Any, dict[str, Any]], caplog) -> tuple[object, object]:
    """What is stored before a form is sent and after; raises AssertionError when more boxes change more."""
    client, where, pick, typed = form
    before, boxes = stored(), boxes_of(client, where, pick) | typed
    own = _listed(client, where, pick) | set(boxes)
    extra = {key: value for key, value in every_field().items() if key not in own}
    assert len(extra) > 150
    with undone():
        assert client.post(where, boxes).status_code == 302, where
        usual = stored()
    with undone(), caplog.at_level(logging.WARNING, logger="charter.form_parts"):
        assert client.post(where, boxes | extra).status_code == 302, where
        assert stored() == usual, "more boxes changed more"
    return before, usual


def _listed(client: Client, where: str, pick: Callable[[Any], Any]) -> set[str]:
    """The boxes that the form does have, empty ones too."""
    return {field.html_name for field in pick(client.get(where).context)} | NOT_BOXES


def test_a_form_that_took_one_box_more_would_be_noticed(forms, caplog, monkeypatch) -> None:
    """Negative control: the same forms, but whatever handles them also writes one column that was sent."""
    send = PortalForm.send

    def careless(form: PortalForm, by: User, *given: Any, **named: Any) -> Any:
        answer = send(form, by, *given, **named)
        if answer is not None and "session_round" in form.data:
            User.objects.filter(pk=by.pk).update(session_round=F("session_round") + 7)
        return answer

    monkeypatch.setattr(PortalForm, "send", careless)
    with pytest.raises(AssertionError, match="more boxes changed more"):
        compared(forms["settings"], caplog)
