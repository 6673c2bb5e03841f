"""An event as a calendar file (RFC 5545): one day, one place in time, no names of people."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST = 75  # octets of a line, RFC 5545 section 3.1
USUAL = timedelta(hours=2)  # how long an event is taken to last where nobody said


@dataclass(frozen=True)
class Entry:
    """What a calendar is told of an event, its start and last change; `is_off`: it was called off."""

    key: str
    title: str
    text: str
    address: str
    starts: datetime
    changed: datetime
    is_off: bool = False
    place: str = ""


def calendar(entry: Entry) -> bytes:
    """The file, in moments of UTC, so that no rule of summer time is needed."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Customer Charter//Events//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_text(entry.key)}",
        f"DTSTAMP:{_moment(entry.changed)}",
        f"DTSTART:{_moment(entry.starts)}",
        f"DTEND:{_moment(entry.starts + USUAL)}",
        f"SUMMARY:{_text(entry.title)}",
        *([f"DESCRIPTION:{_text(entry.text)}"] if entry.text else []),
        *([f"LOCATION:{_text(entry.place)}"] if entry.place else []),
        f"URL:{entry.address}",
        f"STATUS:{'CANCELLED' if entry.is_off else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _moment(found: datetime) -> str:
    return found.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """Words as a value: signs with a meaning are marked, line breaks are all alike (section 3.3.11)."""
    marked = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(marked.splitlines())


def _folded(line: str) -> list[bytes]:
    """A line in pieces of at most 75 octets that cut no letter; all but the first begin with a space."""
    pieces, piece = [], b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > LONGEST:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return [*pieces, piece]
