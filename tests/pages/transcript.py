"""What a screen reader says of a page, from the browser's own accessibility tree, in reading order."""

from typing import Any

from playwright.sync_api import Page

from tests.pages.browser import browser
from tests.pages.front import ROOT
from tests.pages.installation import Installation

DOCUMENT = ROOT / "docs" / "accessibility.md"
PAGES = {"The home page": "/", "A measure": "/measures/electrical-checks/"}
# Said with its name; what has none of these roles says only what is in it.
SPOKEN = {
    "RootWebArea": "page", "banner": "banner", "main": "main", "navigation": "navigation",
    "contentinfo": "footer", "search": "search", "region": "region", "heading": "heading", "link": "link",
    "button": "button", "searchbox": "search box", "textbox": "text box", "combobox": "list to choose from",
    "list": "list", "listitem": "item", "table": "table", "row": "row", "columnheader": "column heading",
    "rowheader": "row heading", "cell": "cell", "image": "picture", "img": "picture",
    "graphics-document": "picture", "status": "status", "alert": "alert", "DisclosureTriangle": "to open",
    "form": "form", "article": "article", "note": "note", "figure": "figure", "caption": "caption",
    "complementary": "aside", "term": "term", "definition": "definition", "checkbox": "tick box",
    "radio": "choice", "meter": "meter", "time": "time", "blockquote": "quote",
}  # fmt: skip
# The name is all that is said of these; what they hold would say it twice.
WHOLE = {
    "term",
    "link", "button", "columnheader", "rowheader", "image", "img", "graphics-document", "DisclosureTriangle",
}  # fmt: skip
TOLD = {"level": "level {}", "expanded": "{}", "required": "required", "invalid": "not right"}


def write(site: Installation) -> list[str]:
    """Put the transcripts of today into the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    with browser() as opened:
        tab = opened.new_page(ignore_https_errors=True, base_url=site.site)
        for title, path in PAGES.items():
            tab.goto(path)
            text = with_part(text, title, transcript(tab))
    DOCUMENT.write_text(text, encoding="utf-8")
    print(f"transcript: {DOCUMENT.relative_to(ROOT)}")
    return []


def part_of(text: str, title: str) -> list[str]:
    """The lines of a transcript in the document."""
    after = text.partition(f"### {title}\n")[2].partition("```text\n")[2]
    return after.partition("\n```")[0].splitlines()


def with_part(text: str, title: str, lines: list[str]) -> str:
    """The document with one transcript put in. Raises ValueError when it has no place for it."""
    before, heading, rest = text.partition(f"### {title}\n")
    words, fence, inside = rest.partition("```text\n")
    _, end, after = inside.partition("\n```")
    if not (heading and fence and end):
        raise ValueError(f"docs/accessibility.md has no place for “{title}”")
    return before + heading + words + fence + "\n".join(lines) + end + after


def transcript(page: Page) -> list[str]:
    """Every line that is said, indented by what it is in."""
    line = page.context.new_cdp_session(page)
    nodes = line.send("Accessibility.getFullAXTree")["nodes"]
    line.detach()
    known = {node["nodeId"]: node for node in nodes}
    return merged(said(nodes[0], known, 0))


def said(node: dict[str, Any], known: dict[str, Any], depth: int) -> list[tuple[int, str]]:
    """Depth and words of a node and of all that it holds."""
    role, name = (
        node.get("role", {}).get("value", ""),
        " ".join(node.get("name", {}).get("value", "").split()),
    )
    lines: list[tuple[int, str]] = []
    ignored = node.get("ignored", False)
    if not ignored and role == "StaticText":
        return [(depth, name)] if name else []
    if not ignored and role in SPOKEN and (name or role not in ("region", "form")):
        states = states_of(node)
        lines.append((depth, ", ".join([SPOKEN[role], *([f"“{name}”"] if name else []), *states])))
        depth += 1
        if role in WHOLE and name:
            return lines
        if role == "heading" and not any(
            is_link(known.get(child, {}), known) for child in node.get("childIds", [])
        ):
            return lines
    for child in node.get("childIds", []):
        if child in known:
            lines += said(known[child], known, depth)
    return lines


def is_link(node: dict[str, Any], known: dict[str, Any]) -> bool:
    """Whether there is a link in it."""
    if node.get("role", {}).get("value") == "link":
        return True
    return any(is_link(known.get(child, {}), known) for child in node.get("childIds", []))


def states_of(node: dict[str, Any]) -> list[str]:
    """Level, opened or closed, required, and the like."""
    found = []
    for one in node.get("properties", []):
        value = one["value"].get("value")
        if one["name"] == "expanded":
            found.append("opened" if value else "closed")
        elif one["name"] == "level" and node["role"]["value"] == "heading":
            found.append(f"level {value}")
        elif one["name"] in TOLD and value not in (False, "false", None):
            found.append(TOLD[one["name"]])
    return found


def merged(lines: list[tuple[int, str]]) -> list[str]:
    """Words beside each other on one line, as they are said in one breath."""
    found: list[tuple[int, str, bool]] = []
    roles = tuple(SPOKEN.values())
    for depth, words in lines:
        plain = not words.startswith(tuple(f"{role}," for role in roles)) and words not in roles
        if plain and found and found[-1][2] and found[-1][0] == depth:
            found[-1] = (depth, f"{found[-1][1]} {words}", True)
        else:
            found.append((depth, words, plain))
    return [f"{'  ' * depth}{words}" for depth, words, _ in found]
