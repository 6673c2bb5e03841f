"""The style guide: every part of the pages on one page, for staff only."""

import re

import pytest
from django.conf import settings
from django.test import Client

from charter.templatetags import icons
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

    def test_every_icon_is_shown_by_its_name(self) -> None:
        text = signed_in(make_person("Tom Hale", "approver")).get("/styleguide/").content.decode()
        names = icons.STATUSES + icons.ARROWS
        shown = re.findall(r'<span class="st \w+">(<svg.*?</svg>)\s*<code>(\w+)</code>', text)
        assert [name for _, name in shown] == list(names)
        assert len({drawing for drawing, _ in shown}) == len(names), "each has a shape of its own"

    def test_a_name_that_is_no_icon_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no icon “star”"):
            icons.icon("star")

    def test_paper_shows_the_same_shapes(self) -> None:
        """A printed paper may hold no drawing without a title, so it takes them from files."""
        for name in ("met", "near", "missed", "none"):
            file = (settings.ROOT / "static" / "img" / f"{name}.svg").read_text(encoding="utf-8")
            assert re.findall(r' d="([^"]+)"', file) == re.findall(r' d="([^"]+)"', icons.icon(name)), name

    def test_a_fault_is_tied_to_its_field(self) -> None:
        text = signed_in(make_person("Tom Hale", "approver")).get("/styleguide/").content.decode()
        assert 'aria-invalid="true"' in text
        described = re.search(r'<textarea[^>]*aria-describedby="([^"]*)"', text)
        assert described is not None
        for name in described[1].split():
            assert f'id="{name}"' in text

    def test_visitors_go_to_the_sign_in(self, client: Client) -> None:
        assert client.get("/styleguide/").status_code == 302
