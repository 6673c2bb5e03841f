"""The verb of search: fill what can be found from what is public now."""

from collections.abc import Iterable

from django.db import connection, transaction

from charter import jobs, search
from charter.models import Job, SearchEntry, SearchWord, User

LOCK = 4_201_860_002  # one filling at a time: a second waits, and then reads what the first left
# Two letters are no word to mistype; longer than this is no word.
WORDS = """
    INSERT INTO charter_searchword (word, things)
    SELECT word, ndoc FROM ts_stat(
        $$SELECT to_tsvector('simple', title || ' ' || text || ' ' || more) FROM charter_searchentry$$)
    WHERE word ~ '^[[:alpha:]]{3,40}$'
"""


@transaction.atomic
def fill_search(*, sources: Iterable[str] | None = None) -> int:
    """Replace what these sources offer (all without any) by what they offer now; how many things there are.

    In the transaction of the change, so that what was withdrawn is found no more in the same moment.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    offered = search.sources()
    named = list(offered) if sources is None else [name for name in sources if name in offered]
    # What an app offered that is not there any more goes, too.
    SearchEntry.objects.exclude(source__in=set(offered) - set(named)).delete()
    SearchEntry.objects.bulk_create(
        SearchEntry(
            source=name,
            kind=one.kind,
            title=one.title,
            text=one.text,
            more=one.more,
            address=one.address,
        )
        for name in named
        for one in offered[name]()
    )
    SearchWord.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(WORDS)
    return SearchEntry.objects.count()


@transaction.atomic
def ask_to_fill_search(*, by: User) -> Job:
    """Ask the worker to fill it anew: documents become public with their day, without anybody's doing."""
    return jobs.enqueue("fill_search", key="fill_search", by=by)


@jobs.register("fill_search")
def _fill_search(job: Job) -> str:
    return f"{fill_search()} things can be found"
