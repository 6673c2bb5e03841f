"""Every column has its entry, and no history keeps who somebody is (reliability.md P47, P51)."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client

from engagement.data_map import HOLDINGS
from engagement.data_map.others import OTHERS, PACKAGES

OURS = ("charter", "promises", "measures", "engagement")
# In histories stand numbers and days of a row, never who it is: that is what these columns are.
IN_HISTORY = {
    "engagement.Feedback": {"reference"},
    "engagement.EventPlace": {"member", "key"},
    "charter.PostHolding": {"person"},
    "charter.RoleGrant": {"person"},
}


def tables() -> Iterator[type[Model]]:
    """Every table but the histories, which copy the columns of another."""
    for config in apps.get_app_configs():
        for model in config.get_models(include_auto_created=True):
            if not any(field.name == "pgh_id" for field in model._meta.fields):
                yield model


def held() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in HOLDINGS:
        for label, columns in one.columns.items():
            assert not found.get(label, set()) & set(columns.split()), (label, "stands in two holdings")
            found.setdefault(label, set()).update(columns.split())
    return found


def mapped(label: str) -> set[str]:
    return held().get(label, set()) | set(OTHERS.get(label, "").split()) | {"id"}


def without_an_entry(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields} - mapped(model._meta.label)


@pytest.mark.parametrize("model", list(tables()), ids=lambda model: model._meta.label)
def test_every_column_has_its_entry(model: type[Model]) -> None:
    ours = model._meta.app_label in OURS
    if not ours and model._meta.label in PACKAGES:
        return
    assert without_an_entry(model) == set()
    both = held().get(model._meta.label, set()) & set(OTHERS.get(model._meta.label, "").split())
    assert both == set(), "a column is personal, or it is not"


def test_a_column_without_an_entry_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    monkeypatch.setitem(OTHERS, "engagement.Event", "version slug")
    assert "title" in without_an_entry(apps.get_model("engagement.Event"))


def test_the_map_names_nothing_that_is_not_there() -> None:
    known = {model._meta.label: {field.name for field in model._meta.concrete_fields} for model in tables()}
    for label, columns in [*OTHERS.items(), *((label, " ".join(names)) for label, names in held().items())]:
        assert set(columns.split()) <= known[label], label
    assert set(known) >= PACKAGES


def test_no_history_keeps_who_somebody_is() -> None:
    events = {
        model.pgh_tracked_model._meta.label: {field.name for field in model._meta.fields}  # type: ignore[attr-defined]
        for config in apps.get_app_configs()
        for model in config.get_models()
        if hasattr(model, "pgh_tracked_model")
    }
    assert "engagement.Feedback" in events
    kept = {label: names & events[label] for label, names in held().items() if label in events}
    assert {label: names for label, names in kept.items() if names} == IN_HISTORY


@pytest.mark.django_db
def test_people_read_the_map(client: Client, landlord: object) -> None:
    page = client.get("/your-data/").content.decode()
    for one in HOLDINGS:
        assert str(one.says) in page.replace("&#x27;", "'")
        assert str(one.kept) in page.replace("&#x27;", "'")
