"""XML parts of a workbook as a stream of events, held to limits; no entity, no document type, no recursion.

The parser is defusedxml's: entities and external addresses are refused, not resolved (reliability.md, P21).
"""

import zipfile
from collections.abc import Mapping
from xml.sax.handler import ContentHandler, ErrorHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.expatreader import DefusedExpatParser

PIECE = 65_536
DEEPEST = 40  # elements within elements; a sheet needs eight
LONGEST_TOKEN = 1_000_000  # bytes without an event: one element with a million attributes


class Stop(Exception):
    """Enough was read."""


class TooStrange(Exception):
    """Markup that no office program writes."""


class Part(ContentHandler):
    """Listens to one part: override `start`, `end` and `text`; names come without their prefix."""

    def __init__(self) -> None:
        super().__init__()
        self.events = 0
        self._depth = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, content: str) -> None:
        """Text inside the element that was begun last."""

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Count the depth and pass it on."""
        self.events += 1
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooStrange("elements within elements")
        self.start(name.rpartition(":")[2], attrs)  # type: ignore[arg-type]

    def endElement(self, name: str) -> None:
        """Pass it on."""
        self.events += 1
        self._depth -= 1
        self.end(name.rpartition(":")[2])

    def characters(self, content: str) -> None:
        """Pass it on."""
        self.events += 1
        self.text(content)


def listen(archive: zipfile.ZipFile, name: str, part: Part) -> None:
    """Let `part` hear everything in the archive's file `name`, until its end or until it raises Stop.

    Raises TooStrange, defusedxml's refusals, the parser's complaint, or KeyError when there is no such file.
    """
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setContentHandler(part)
    parser.setErrorHandler(ErrorHandler())
    silent = 0
    try:
        with archive.open(name) as stream:
            while piece := stream.read(PIECE):
                before = part.events
                parser.feed(piece)
                silent = 0 if part.events > before else silent + len(piece)
                if silent > LONGEST_TOKEN:
                    raise TooStrange("an element without end")
        parser.close()
    except Stop:
        return
