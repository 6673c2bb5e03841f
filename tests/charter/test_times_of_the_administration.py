"""Days and times in Django's administration read as on every other page, and its landmarks are sound."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.formats import date_format

from charter.models import User
from tests.people import signed_in

pytestmark = pytest.mark.django_db
AFTERNOON = datetime(2026, 7, 5, 13, 4, tzinfo=UTC)


def test_a_time_has_24_hours(administrator) -> None:
    User.objects.filter(pk=administrator.pk).update(joined=AFTERNOON)
    page = signed_in(administrator).get(reverse("admin:charter_user_changelist")).content.decode()
    assert "5 July 2026, 14:04" in page
    assert "p.m." not in page


def test_without_our_formats_it_has_not(monkeypatch) -> None:
    """Negative control: what Django writes by itself."""
    monkeypatch.setattr(settings, "FORMAT_MODULE_PATH", None)
    formats.reset_format_cache()
    try:
        assert "p.m." in date_format(AFTERNOON, "DATETIME_FORMAT")
    finally:
        formats.reset_format_cache()


def test_the_page_has_one_foot(administrator) -> None:
    page = signed_in(administrator).get(reverse("admin:index")).content.decode()
    assert page.count("<footer") == 1
    assert "To look at." in page
