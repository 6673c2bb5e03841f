"""One way of writing an Atom feed (RFC 4287): ids that stay, and no time of day that is not in an entry."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed

from charter.presenters import landlord

MOST = 100  # entries; who wants all of them reads the API
# Whatever is no Char of XML 1.0 (section 2.2): one such sign, and there is no feed at all.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # when a feed without entries changed last


@dataclass(frozen=True)
class Entry:
    """One entry. `key` is its address for good, `address` where to read it now, both below the site."""

    title: str
    key: str
    address: str
    text: str
    published: datetime
    updated: datetime | None = None


class _Feed(Atom1Feed):
    """Django's feed, which tells the present time where it has no entry: its ETag would never hold."""

    def latest_post_date(self) -> datetime:
        """When the newest entry was published or changed."""
        return super().latest_post_date() if self.items else NEVER


def atom(title: str, *, page: str, feed: str, entries: Iterable[Entry]) -> HttpResponse:
    """The newest entries as Atom; `page` is where people read the same, `feed` the feed's own address."""
    name = _plain(landlord().name)
    made = _Feed(
        title=f"{title}: {name}",
        link=_whole(page),
        description="",
        feed_url=_whole(feed),
        feed_guid=_whole(feed),
        language="en-GB",
        author_name=name,
    )
    for one in sorted(entries, key=lambda entry: entry.updated or entry.published, reverse=True)[:MOST]:
        made.add_item(
            title=_plain(one.title),
            link=_whole(one.address),
            description=escape(_plain(one.text), quote=False),  # a summary is read as HTML
            unique_id=_whole(one.key),
            pubdate=one.published,
            updateddate=one.updated or one.published,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _plain(text: str) -> str:
    return NOT_IN_XML.sub(" ", text)


def _whole(address: str) -> str:
    return _plain(address if "://" in address else f"{settings.SITE}{address}")
