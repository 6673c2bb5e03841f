"""The landlord's logo: drawn anew and small, shown everywhere, and hostile files that change nothing."""

import io
import struct
import zlib
from contextlib import nullcontext

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageFile, PngImagePlugin

from charter import pictures
from charter.faults import FileRefused
from charter.models import AuditEvent, Landlord, Logo
from tests.people import fields_of, signed_in

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(
    kind: str = "PNG", size: tuple[int, int] = (600, 200), mode: str = "RGB", **options: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "#1b44b8").save(out, format=kind, **options)
    return out.getvalue()


def noise(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(out, format="PNG")
    return out.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that unpacks to side × side pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * (side // 8 + 1) * side, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def wide_webp() -> bytes:
    """A WebP whose head claims 16 million pixels a side."""
    head = b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\xff\xff" + b"\xff\xff\xff"
    return b"RIFF" + struct.pack("<I", 4 + len(head)) + b"WEBP" + head


@pytest.fixture
def client(administrator, landlord) -> Client:
    return signed_in(administrator)


def send(client: Client, content: bytes | None, name: str = "logo.png", **typed: str):
    where = reverse("staff_logo")
    fields = fields_of(client.get(where)) | {"logo_alt": "Alderbrook Homes"} | typed
    if content is not None:
        fields["file"] = SimpleUploadedFile(name, content)
    return client.post(where, fields)


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpeg"), ("WEBP", "a.webp")])
def test_each_kind_is_shown_to_everybody_as_a_small_png(client, kind, name) -> None:
    assert send(client, picture(kind), name).status_code == 302
    logo = Logo.objects.get()
    assert (logo.width, logo.height) == (360, 120)
    page = Client().get("/").content.decode()
    address = reverse("logo", args=[logo.digest])
    assert f'<img src="{address}" width="180" height="60" alt="Alderbrook Homes">' in page
    answer = Client().get(address)
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in answer["Vary"]
    assert answer.content == bytes(logo.content)
    with Image.open(io.BytesIO(answer.content), formats=("PNG",)) as shown:
        assert shown.size == (360, 120)


def test_nothing_that_hid_in_the_file_is_kept(client) -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "taken at 12 Mill Lane")
    assert send(client, picture(pnginfo=told) + b"<script>alert(1)</script>").status_code == 302
    kept = bytes(Logo.objects.get().content)
    assert b"Mill Lane" not in kept
    assert b"script" not in kept


def test_what_breaks_off_is_refused_even_where_pillow_would_fill_it_in(client, monkeypatch) -> None:
    """As it is told to in a process that has printed a paper."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert send(client, picture()[:60]).status_code == 422
    assert send(client, picture("JPEG")[:900], "logo.jpg").status_code == 422
    assert not Logo.objects.exists()
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_without_that_pillow_fills_it_in(client, monkeypatch) -> None:
    """The negative control."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    monkeypatch.setattr(pictures, "_nothing_filled_in", nullcontext)
    assert send(client, picture()[:60]).status_code == 302


def test_a_picture_of_many_colours_stays_light(client) -> None:
    assert send(client, noise((900, 300))).status_code == 302
    assert len(Logo.objects.get().content) < 60_000


def test_clear_ground_stays_clear() -> None:
    logo = pictures.logo_of(picture(mode="RGBA"), "a.png")
    with Image.open(io.BytesIO(logo.content)) as shown:
        assert shown.mode == "RGBA"


@pytest.mark.parametrize(
    ("content", "name", "status", "says"),
    [
        (SVG, "logo.svg", 415, "It looks like a web page or drawing."),
        (SVG, "logo.png", 415, "It looks like a web page or drawing."),
        (b"%PDF-1.7\n", "logo.png", 415, "It looks like PDF."),
        (b"GIF89a" + bytes(40), "logo.gif", 415, "It looks like a picture (GIF)."),
        (b"MZ" + bytes(40), "logo.png", 415, "It looks like a program."),
        (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20), "logo.webp", 415, "a picture, sound or film"),
        (picture(), "logo.jpg", 415, "Rename it to end in .png."),
        (picture("WEBP"), "logo.png", 415, "Rename it to end in .webp."),
        (b"", "logo.png", 422, "The file is empty."),
        (picture()[:60], "logo.png", 422, "It may be damaged."),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(8), "logo.webp", 422, "It may be damaged."),
        (wide_webp(), "logo.webp", 413, "The picture is too large: 16,777,216"),
        (bomb(20_000), "logo.png", 413, "The picture is too large: 20,000"),
        (bytes(2_000_001), "logo.png", 413, "Files must be smaller than 2 MB."),
        (picture(size=(900, 3)), "logo.png", 422, "The picture is too small or too narrow."),
    ],
)
def test_a_hostile_file_is_refused_in_words_and_changes_nothing(client, content, name, status, says) -> None:
    answer = send(client, content, name)
    assert (answer.status_code, Logo.objects.count()) == (status, 0)
    text = " ".join(answer.content.decode().split())
    assert says in text
    assert 'value="Alderbrook Homes"' in text
    assert Landlord.objects.get().logo is None


def test_without_the_look_at_its_size_the_bomb_would_unpack(monkeypatch) -> None:
    """The negative control: it is our look that stops it, before anything decodes."""
    unpacked = []
    monkeypatch.setattr(pictures, "kind_of", lambda *_: "png")
    monkeypatch.setattr(Image.Image, "tobytes", lambda self, *_: unpacked.append(self.size) or bytes(48))
    monkeypatch.setattr(Image, "frombytes", lambda *_: Image.new("RGB", (40, 40)))
    pictures.logo_of(bomb(8_000), "logo.png")
    assert unpacked == [(8_000, 8_000)]


def test_without_the_drawing_anew_the_words_would_be_kept(monkeypatch) -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "taken at 12 Mill Lane")
    content = picture(pnginfo=told)
    monkeypatch.setattr(pictures, "_png", lambda _: content)
    assert b"Mill Lane" in pictures.logo_of(content, "logo.png").content


def test_words_alone_are_changed_and_both_are_needed(client) -> None:
    assert "Choose a picture." in send(client, None).content.decode()
    assert "Write what the logo says" in send(client, picture(), logo_alt=" ").content.decode()
    send(client, picture())
    assert send(client, None, logo_alt="Alder").status_code == 302
    assert Landlord.objects.get().logo_alt == "Alder"
    assert Logo.objects.count() == 1


def test_it_is_taken_away_and_its_old_address_still_answers(client) -> None:
    send(client, picture())
    digest = Logo.objects.get().digest
    assert send(client, None, do="remove").status_code == 302
    assert "<b>Alderbrook Homes</b>" in Client().get("/").content.decode()
    assert Client().get(reverse("logo", args=[digest])).status_code == 200
    verbs = AuditEvent.objects.filter(verb="change_logo").order_by("pk")
    assert [event.detail["before"]["logo"] for event in verbs] == ["", digest]


def test_two_at_once(client) -> None:
    old = fields_of(client.get(reverse("staff_logo"))) | {"logo_alt": "Alder"}
    send(client, picture())
    answer = client.post(
        reverse("staff_logo"), old | {"file": SimpleUploadedFile("b.png", picture("PNG", (90, 90)))}
    )
    assert answer.status_code == 409
    assert Landlord.objects.get().logo_alt == "Alderbrook Homes"


def test_an_unknown_address_is_nothing(client) -> None:
    assert Client().get("/logo/" + "0" * 64 + ".png").status_code == 404


def test_only_administrators_choose_it(landlord, approver) -> None:
    assert signed_in(approver).get(reverse("staff_logo")).status_code == 403


def test_refusals_carry_their_status() -> None:
    with pytest.raises(FileRefused) as refused:
        pictures.logo_of(SVG, "logo.svg")
    assert refused.value.status == 415
