"""The style guide: every part of the pages on one page, for staff only."""

import re

import pytest
from django.test import Client

from tests.people import make_person, signed_in


@pytest.mark.django_db
class TestStyleguide:
    def test_staff_see_every_part(self) -> None:
        text = signed_in(make_person("Tom Hale", "approver")).get("/styleguide/").content.decode()
        assert len(re.findall(r"<h1[ >]", text)) == 1
        for part in (
            "tally",
            "ledger",
            "strip",
            "quote",
            "chart",
            "wwb",
            "facts",
            "notice",
            "summary",
            "field bad",
            "tabs",
            "btn-2",
        ):
            assert f'class="{part}' in text or f" {part}" in text, part
        assert "None" not in re.sub(r"<[^>]*>", " ", text)

    def test_a_fault_is_tied_to_its_field(self) -> None:
        text = signed_in(make_person("Tom Hale", "approver")).get("/styleguide/").content.decode()
        assert 'aria-invalid="true"' in text
        described = re.search(r'<textarea[^>]*aria-describedby="([^"]*)"', text)
        assert described is not None
        for name in described[1].split():
            assert f'id="{name}"' in text

    def test_visitors_go_to_the_sign_in(self, client: Client) -> None:
        assert client.get("/styleguide/").status_code == 302
