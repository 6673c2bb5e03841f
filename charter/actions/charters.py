"""Verbs of the charter as a whole: which one is current, and a new version beside it."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from charter import audit, changes, drafts, permissions
from charter.actions.texts import charter_page
from charter.drafts import Change, Field, Kind, Values, Where, Wrong
from charter.faults import Fault, Refused
from charter.models import Charter, CharterStage, Expectation, Quote, Theme, Translation, User
from charter.models.charter import STAGES
from charter.translated import lazily as _lazy

Copier = Callable[[Charter, Charter], None]
_copiers: list[Copier] = []
TITLE, SLUG = 200, 80
COPIED = (
    "landlord",
    "introduction",
    "strategic_plan",
    "values",
    "financial_year_starts",
    "met_from",
    "near_from",
    "coverage_numerator",
    "coverage_denominator",
    "named",
)


@transaction.atomic
def make_current(*, charter: Charter, by: User) -> Charter:
    """Make this the charter that the public pages show; the one before stays under its own address.

    Doing it twice changes nothing. Raises Refused unless the charter is published.
    """
    charters = lock_charters()
    wanted = charters[charter.pk]
    if wanted.stage != "published":
        raise Refused(
            _(
                "The charter “{title}” is at the stage {stage}. Only a published charter can be "
                "current: publish it first."
            ).format(title=wanted.title, stage=wanted.get_stage_display().lower())
        )
    if wanted.is_current:
        return wanted
    before = next((found for found in charters.values() if found.is_current), None)
    if before is not None:
        before.is_current = False
        before.version += 1
        before.save()
    wanted.is_current = True
    wanted.version += 1
    wanted.save()
    audit.record("make_current", wanted, by=by, detail={"before": before.slug if before else None})
    changes.announce("charter", [wanted.pk], by=by)
    return wanted


def lock_charters() -> dict[int, Charter]:
    """Every charter by its number, locked in one order: whoever may change which one is current begins so."""
    return {found.pk: found for found in Charter.objects.select_for_update(of=("self",)).order_by("pk")}


@transaction.atomic
def first_published_becomes_current(*, charter: Charter, by: User) -> bool:
    """Make a published charter current if none is yet (design section 2); says whether it did."""
    if charter.stage != "published" or Charter.objects.filter(is_current=True).exists():
        return False
    make_current(charter=charter, by=by)
    return True


def copies(copier: Copier) -> Copier:
    """Register what a new version takes along from an app; called in the order of the apps."""
    _copiers.append(copier)
    return copier


@transaction.atomic
def start_new_version(*, charter: Charter, slug: str, title: str, by: User) -> Charter:
    """A new charter beside this one, with the same themes, promises, lines and texts, at the stage draft.

    The current charter stays as it is; the new one is edited by drafts until it is published and made
    current. Raises Refused for a name that is taken or none, and without a title.
    """
    if permissions.reach(by, "edit_charter") is None:
        raise Refused(_("Your role does not let you start a new charter."))
    name, words = slug.strip(), " ".join(drafts.tidy(title).split())
    faults = [Fault("title", "", _("Give the new charter a title."))] if not words else []
    if len(words) > TITLE:
        faults.append(Fault("title", "", _("Shorten the title to {title} characters.").format(title=TITLE)))
    if not drafts.SLUG.fullmatch(name) or len(name) > SLUG:
        faults.append(
            Fault("slug", "", _("Use small letters, digits and single hyphens, like charter-2027."))
        )
    elif Charter.objects.filter(slug=name).exists():
        faults.append(Fault("slug", "", _("“{name}” is taken. Choose another name.").format(name=name)))
    if faults:
        raise Refused.because(faults)
    made = _copy_of(charter, name, words)
    for copier in (_copy_texts, *_copiers):
        copier(charter, made)
    audit.record("start_new_version", made, by=by, detail={"from": charter.slug})
    changes.announce("charter", [made.pk], by=by)
    return made


def _copy_of(charter: Charter, slug: str, title: str) -> Charter:
    kept = {name: getattr(charter, name) for name in COPIED}
    return Charter.objects.create(slug=slug, title=title, stage="draft", **kept)


def _copy_texts(old: Charter, new: Charter) -> None:
    """Themes, what we ask, quotes and translations; the stages begin anew, without dates."""
    for theme in Theme.objects.filter(charter=old):
        Theme.objects.create(
            charter=new, slug=theme.slug, title=theme.title, summary=theme.summary, order=theme.order
        )
    for asked in Expectation.objects.filter(charter=old):
        Expectation.objects.create(charter=new, text=asked.text, order=asked.order)
    for quote in Quote.objects.filter(charter=old):
        Quote.objects.create(charter=new, text=quote.text, attribution=quote.attribution, order=quote.order)
    for said in Translation.objects.filter(charter=old):
        Translation.objects.create(charter=new, language=said.language, source=said.source, text=said.text)
    for order, (stage, _word) in enumerate(STAGES[:-1]):
        CharterStage.objects.create(charter=new, stage=stage, order=order)


def _current_wrong(where: Where, values: Values) -> list[Wrong]:
    charter = where.subject
    if values["current"] == "no" and charter.is_current:
        return [("current", _("One charter is always current. Make another one current instead."))]
    if values["current"] == "yes" and charter.stage != "published":
        stage = charter.get_stage_display().lower()
        return [
            (
                "current",
                _("It is at the stage {stage}. Only a published charter can be current.").format(stage=stage),
            )
        ]
    return []


def _write_current(change: Change) -> Charter:
    return make_current(charter=change.where.subject, by=change.by)


def _lock_all(where: Where) -> None:
    lock_charters()


CURRENT = Kind(
    name="current",
    title=_lazy("Which charter is current"),
    model=Charter,
    fields=(
        Field(
            "current",
            _lazy("Show this charter as the current one"),
            "choice",
            missing=_lazy("Choose yes or no."),
            choices=lambda where: [("yes", _("Yes")), ("no", _("No"))],
            hint=_lazy("The next release shows it; the one before stays under its own address."),
        ),
    ),
    read=lambda row: {"current": "yes" if row.is_current else "no"},
    write=_write_current,
    told=lambda row: ("charter", [row.pk]),
    parent=lambda row: row.pk,
    page=charter_page,
    wrong=_current_wrong,
    adds=False,
    locks=_lock_all,
)

KINDS = (CURRENT,)
