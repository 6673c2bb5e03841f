"""What drafts of a promise write, and what a new version of the charter takes along."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import drafts
from charter.actions.charters import copies
from charter.actions.rows import put, put_listed
from charter.actions.texts import (
    PLACE,
    in_charter,
    place_of,
    put_in_place,
    retired_slugs,
    slug_field,
    slug_wrong,
)
from charter.drafts import Change, Choices, Field, Values, Where, Wrong
from charter.models import Charter, Theme
from charter.numbers import plain
from promises.models import STANDARDS, Commitment, Promise


def _standards(where: Where) -> Choices:
    return [(key, str(words)) for key, words in STANDARDS]


def _themes(where: Where) -> Choices:
    return list(Theme.objects.filter(charter_id=where.parent).values_list("slug", "title"))


def _of_theme(row: Promise) -> list[Promise]:
    return list(Promise.objects.filter(charter_id=row.charter_id, theme_id=row.theme_id))


def _read(row: Promise) -> Values:
    return {
        "slug": row.slug,
        "title": row.title,
        "theme": row.theme.slug,
        "summary": drafts.tidy(row.summary),
        "commitments": [" ".join(drafts.tidy(one.text).split()) for one in row.commitments.all()],
        "weight": plain(row.weight),
        "standards": list(row.standards),
        "next_review": row.next_review.isoformat() if row.next_review else "",
        "place": place_of(row, _of_theme(row)),
    }


def _wrong(where: Where, values: Values) -> list[Wrong]:
    held = Promise.objects.filter(charter_id=where.parent).values_list("slug", flat=True)
    wrong = slug_wrong(where, values, [*held, *retired_slugs("promise", where.parent_id)])
    # An old day that the draft leaves alone is what the review is about: it does not stand in the way.
    held_day = where.subject.next_review if where.subject is not None else None
    day = drafts.as_day(values["next_review"])
    if day is not None and day != held_day and day < timezone.localdate():
        wrong.append(("next_review", _("This day is past. Say when the text is to be looked at next.")))
    return wrong


def _write(change: Change) -> Promise:
    values, parent = change.values, change.where.parent
    row: Promise = change.where.subject or Promise(charter_id=parent)
    if row.pk is None:
        row.slug = values["slug"] or drafts.slug_of(values["title"])
        row.order = Promise.objects.filter(charter_id=parent).count()
    moved = row.pk is None or row.theme.slug != values["theme"]
    put(
        row,
        {
            "title": values["title"],
            "theme": Theme.objects.get(charter_id=parent, slug=values["theme"]),
            "summary": values["summary"],
            "weight": drafts.as_number(values["weight"], "1"),
            "standards": values["standards"],
            "next_review": drafts.as_day(values["next_review"]),
        },
    )
    if change.moves("commitments"):
        put_listed(Commitment, {"promise": row}, [{"text": text} for text in values["commitments"]])
    if moved or change.moves("place"):
        _put_in_theme(row, values["place"] if change.moves("place") else "")
    return row


def _put_in_theme(row: Promise, place: str) -> None:
    """Move a promise within its theme and number the charter's promises anew, theme by theme."""
    rows = Promise.objects.filter(charter_id=row.charter_id).select_related("theme")
    in_order = sorted(rows, key=lambda one: (one.theme.order, one.theme_id, one.order, one.pk))
    theirs = [one for one in in_order if one.theme_id == row.theme_id and one.pk != row.pk]
    others = [one for one in in_order if one.pk != row.pk]
    at = int(place) - 1 if place else len(theirs)
    if at < len(theirs):
        before = others.index(theirs[at])
    else:
        before = others.index(theirs[-1]) + 1 if theirs else len(others)
    put_in_place(row, others, str(before + 1))


PROMISE = in_charter(
    name="promise",
    title=N_("Promise"),
    model=Promise,
    fields=(
        slug_field(N_("the promise")),
        Field(
            "title",
            N_("Title"),
            missing=N_("Give the promise a title."),
            hint=N_("Like “We repair your home on time”."),
        ),
        Field("theme", N_("Theme"), "choice", missing=N_("Choose a theme."), choices=_themes),
        Field("summary", N_("Summary"), "text", most=2000),
        Field("commitments", N_("How we will deliver it"), "lines", most=500, hint=N_("One on each line.")),
        Field(
            "weight",
            N_("Weight"),
            "number",
            missing=N_("Enter a weight of 0 or more. 1 is usual."),
            low=Decimal(0),
            high=Decimal(1000),
            hint=N_("How much it counts beside the others. 1 is usual."),
        ),
        Field("standards", N_("Standards of the regulator"), "ticks", choices=_standards),
        Field("next_review", N_("To be looked at again by"), "day"),
        PLACE,
    ),
    read=_read,
    write=_write,
    wrong=_wrong,
    retire=lambda row: row.delete(),
)

drafts.register(PROMISE)


@copies
def copy_promises(old: Charter, new: Charter) -> None:
    """A new version has the same promises with their lines of “how we will deliver it”."""
    themes = {theme.slug: theme for theme in Theme.objects.filter(charter=new)}
    same = ("slug", "title", "summary", "weight", "standards", "next_review", "order")
    for promise in (
        Promise.objects.filter(charter=old).select_related("theme").prefetch_related("commitments")
    ):
        kept = {name: getattr(promise, name) for name in same}
        made = Promise.objects.create(charter=new, theme=themes[promise.theme.slug], **kept)
        for line in promise.commitments.all():
            Commitment.objects.create(promise=made, text=line.text, order=line.order)
