"""Every word of the pages, the mails and the messages passes gettext, and every such text can be gathered."""

from pathlib import Path

import pytest
from django.conf import settings

from charter.languages import catalogues
from tests.languages.wrapped import texts_of_python, words_of_python, words_of_template

ROOT = Path(settings.ROOT)
ENDINGS = {".html", ".txt", ".svg"}
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.suffix in ENDINGS)
MODULES = sorted(path for app in catalogues.FOLDERS for path in (ROOT / app).rglob("*.py"))
# Words for who runs the portal and for who writes it; the landlord's own words of the demonstration.
NOT_FOR_READERS = {"management", "demonstration", "settings", "migrations"}
SAME_WORDS = {
    "templates/charter/cookies.html: th: sessionid": "the name of a cookie",
    "templates/charter/cookies.html: th: csrftoken": "the name of a cookie",
}
OTHERS = {
    "charter/languages/catalogues.py": "answers a command",
    "charter/views/styleguide.py": "samples of a landlord's words",
}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_word_of_a_template_passes_gettext() -> None:
    told = [
        f"{named(path)}: {fault}"
        for path in TEMPLATES
        for fault in words_of_template(path.read_text(encoding="utf-8"), path.suffix)
    ]
    assert len(TEMPLATES) > 200
    assert set(told) == set(SAME_WORDS)


def test_every_word_that_python_shows_passes_gettext() -> None:
    told = [
        f"{named(path)}, {fault}"
        for path in MODULES
        if not NOT_FOR_READERS & set(path.parts) and named(path) not in OTHERS
        for fault in words_of_python(path.read_text(encoding="utf-8"))
    ]
    assert told == []


def test_every_text_of_python_is_in_the_catalogue() -> None:
    """Babel does not look into f-strings, and not into what it takes for another function."""
    held = {
        text
        for message in catalogues.collected(ROOT)
        for text in (message.id if isinstance(message.id, list | tuple) else [message.id])
    }
    given = {text for path in MODULES for text in texts_of_python(path.read_text(encoding="utf-8"))}
    assert len(given) > 2000
    assert sorted(given - held) == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("<p>Our promises</p>", "p: Our promises"),
        ("<p>{% translate 'Kept' %} of {{ total }}</p>", "p: of"),
        ("<p{% if x %} class='y'{% endif %}>{{ n }} homes</p>", "p: homes"),
        ('<a href="{% url \'home\' %}" aria-label="Next page">›</a>', "a aria-label: Next page"),
        ('<img alt="Chart of {{ title }}">', "img alt: Chart of"),
        ('<input placeholder="Your street">', "input placeholder: Your street"),
        ('<meta name="description" content="What we do">', "meta description: What we do"),
        ("<svg><title>{{ title }}, each month</title></svg>", "title: , each month"),
        ('{% include "a.html" with label="All figures" %}', "given: All figures"),
        ('{{ name|default:"nobody yet" }}', "given: nobody yet"),
        (
            '{% blocktranslate with who=name|default:"Nobody" %}By {{ who }}{% endblocktranslate %}',
            "given: Nobody",
        ),
    ],
)
def test_a_bare_word_of_a_template_is_found(source: str, fault: str) -> None:
    assert list(words_of_template(source)) == [fault]


@pytest.mark.parametrize(
    "source",
    [
        '<p>{% translate "Our promises" %}</p>{# a remark #}{% comment %}Not shown{% endcomment %}',
        "<p>{% blocktranslate count n=2 %}{{ n }} home{% plural %}{{ n }} homes{% endblocktranslate %}</p>",
        '<a class="btn" data-hx-get="y">{{ one.title|default:_("No title") }} · 1 &amp; 2 &nbsp;</a>',
        '{% include "components/field.html" with label=_("All figures") kind="met" %}',
        '{% if kind == "Not kept" %}{{ day|date:"j F Y" }}{% endif %}<script>var word = "x"</script>',
        "<code>/api/v1/results</code><td>–</td><b>%</b>",
    ],
)
def test_a_template_in_order_is_left_alone(source: str) -> None:
    assert list(words_of_template(source)) == []


def test_a_bare_word_of_a_mail_is_found() -> None:
    assert list(words_of_template("{% translate 'Hello' %} {{ name }},\nread this.\n", ".txt")) == [
        "mail: , read this."
    ]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('messages.success(request, "Saved.")', "line 1: Saved."),
        ('messages.error(request, f"Sent to {who}.")', "line 1: Sent to "),
        ('raise Refused("Choose a day.")', "line 1: Choose a day."),
        ('raise Refused("Choose {what}.".format(what=_("a day")))', "line 1: Choose {what}."),
        ('form.add_error("day", "Too late." if late else _("Too early."))', "line 1: Too late."),
        ('forms.CharField(label="Your name", help_text=_lazy("As on letters."))', "line 1: Your name"),
        ('forms.CharField(error_messages={"required": "Enter a day."})', "line 1: Enter a day."),
        ("said = f\"{one} {_('Many do.')}\"", "line 1: _() inside an f-string"),
        ('_(f"Sent to {who}.")', "line 1: _() of a text that is put together"),
        ('_("Sent to " + who)', "line 1: _() of a text that is put together"),
        ('_("Sent to {who}.".format(who=who))', "line 1: _() of a text that is put together"),
        ('ngettext("{n} home", f"{n} homes", n)', "line 1: ngettext() of a text that is put together"),
    ],
)
def test_a_bare_word_of_python_is_found(source: str, fault: str) -> None:
    assert list(words_of_python(source)) == [fault]


@pytest.mark.parametrize(
    "source",
    [
        'messages.success(request, _("Saved."))',
        'raise Refused(_("Choose {what}.").format(what=WHAT[kind]))',
        'log.warning("the mail server %s does not answer", name)',
        'forms.CharField(label=_lazy("Your name"), widget=X(attrs={"autocomplete": "name"}))',
        "messages.error(request, str(refusal))",
        "_(words)",
    ],
)
def test_python_in_order_is_left_alone(source: str) -> None:
    assert list(words_of_python(source)) == []
