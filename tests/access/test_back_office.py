"""Django's administration: every record can be looked at, none changed, and no figure is told by any way."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.db.models import Model
from django.urls import reverse

from charter.admin import LEFT_OUT, portal_admin
from charter.models import User
from measures.actions import record_result, return_result, submit_result
from measures.figures import Figures
from measures.models import Commentary, Result
from tests.access.test_four_eyes import MONTH
from tests.people import make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OURS = ("charter", "promises", "measures", "engagement")
SHOWN = sorted(portal_admin._registry, key=lambda model: model._meta.label)
# History tables are looked at by the same class; a few stand for them all.
HISTORY = [model for model in SHOWN if hasattr(model, "pgh_tracked_model")]
ROWS = [model for model in SHOWN if model not in HISTORY]
SECRET = [
    "measures.Result",
    "measures.ResultEvent",
    "measures.Commentary",
    "measures.SeriesScore",
    "charter.User",
]
CANARIES = ("7770123", "8880123", "canary-why", "canary-note", "canary-reason")


@pytest.fixture
def client(administrator, landlord):
    found = signed_in(administrator)
    found.raise_request_exception = False
    return found


@pytest.fixture
def returned(measure, data_owner, approver) -> Result:
    """A figure with a mark in everything that may not be told."""
    figures = Figures(
        Decimal(7770123), Decimal(8880123), note="canary-note", why="canary-why", action="canary-why"
    )
    result = record_result(measure=measure, period=MONTH, figures=figures, by=data_owner)
    submit_result(result=result, by=data_owner)
    return return_result(result=result, by=approver, reason="canary-reason")


def place(model: type[Model]) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def test_every_model_is_shown_or_left_out_for_a_reason() -> None:
    models = {model._meta.label for app in OURS for model in apps.get_app_config(app).get_models()}
    shown = {model._meta.label for model in SHOWN}
    history = {one._meta.label for one in apps.get_models() if hasattr(one, "pgh_tracked_model")}
    unshown_history = {
        one._meta.label
        for one in apps.get_models()
        if getattr(getattr(one, "pgh_tracked_model", None), "_meta", None)
        and one.pgh_tracked_model._meta.label in LEFT_OUT
    }
    assert models - shown - set(LEFT_OUT) - unshown_history == set()
    assert history - unshown_history <= shown


@pytest.mark.parametrize("model", [*ROWS, *HISTORY[:3]], ids=lambda model: model._meta.label)
def test_each_is_read_only(client, returned, model) -> None:
    where, row = place(model), model._default_manager.first()
    before = list(model._default_manager.order_by("pk").values()[:5])
    assert client.get(where).status_code == 200
    assert client.get(f"{where}add/").status_code == 403
    assert client.post(f"{where}add/", {}).status_code == 403
    picked = {"action": "delete_selected", "_selected_action": [row.pk if row else 1], "post": "yes"}
    client.post(where, picked)
    if row is not None:
        assert client.get(f"{where}{row.pk}/change/").status_code == 200
        assert client.post(f"{where}{row.pk}/change/", {"workflow": "approved"}).status_code == 403
        assert client.get(f"{where}{row.pk}/delete/").status_code == 403
        assert client.post(f"{where}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert list(model._default_manager.order_by("pk").values()[:5]) == before


def test_no_figure_is_told(client, returned) -> None:
    for model in SHOWN:
        where, rows = place(model), list(model._default_manager.all()[:1])
        pages = [where] if rows else []
        for row in rows:
            pages += [f"{where}{row.pk}/change/", f"{where}{row.pk}/history/"]
        for page in pages:
            text = client.get(page).content.decode()
            assert [canary for canary in CANARIES if canary in text] == [], page


@pytest.mark.parametrize("label", SECRET)
def test_nobody_guesses_a_value_by_asking_for_it(client, returned, label) -> None:
    """`?numerator__gte=5` would tell by whether the row is listed; so would a password's first letters."""
    model = apps.get_model(label)
    for field in model._meta.concrete_fields:
        answer = client.get(place(model), {f"{field.name}__gte": "1"})
        assert answer.status_code in (302, 400), field.name


def test_without_the_ban_one_could_guess(client, returned, monkeypatch) -> None:
    admin = portal_admin._registry[Result]
    monkeypatch.setattr(admin, "lookup_allowed", lambda lookup, value, request: True)
    listed = client.get(place(Result), {"numerator__gte": "7770123"})
    not_listed = client.get(place(Result), {"numerator__gte": "7770124"})
    assert f"/{returned.pk}/change/" in listed.content.decode()
    assert f"/{returned.pk}/change/" not in not_listed.content.decode()


def test_neither_passwords_nor_keys(client) -> None:
    person = make_person("Nia Rees", "approver")
    text = client.get(f"{place(User)}{person.pk}/change/").content.decode()
    assert "md5$" not in text
    assert "password" not in text.lower()


def test_the_way_in_and_back(client) -> None:
    assert 'href="/admin/"' in client.get("/staff/").content.decode()
    assert 'href="/staff/"' in client.get("/admin/").content.decode()


def test_the_lists_are_named_in_english(administrator) -> None:
    page = signed_in(administrator).get(reverse("admin:index")).content.decode()
    for wrong in ("aliass", "glasss", "Commentarys", "commentarys", "Evidences"):
        assert wrong not in page
    assert "Body aliases" in page
    assert str(Commentary(result_id=21)) == "Words of figure 21"
