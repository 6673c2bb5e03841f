"""The verbs of reminders: make the digests of a day, send one, keep choices and the timetable."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, jobs, notices
from charter.conflicts import check_version, save_first
from charter.faults import Fault, Refused
from charter.mails import digest_mail
from charter.models import Digest, DigestRun, Job, MailChoice, Timetable, User
from charter.models.notice import DIGEST_DAYS
from charter.notices import KINDS, ONE_DAY, WEEK, Occasion, Stretch, kinds_for

LOOK_BACK_RUNS = 40  # more days than the longest pause between two digests of anybody
MOST_DAYS = 365


@transaction.atomic
def ask_for_digests(*, by: User) -> Job | None:
    """Ask the worker for today's digests once their hour has come; None where nothing is to do."""
    now = timezone.localtime()
    if now.hour < notices.timetable().hour or DigestRun.objects.filter(day=now.date()).exists():
        return None
    return jobs.enqueue("make_digests", key=now.date().isoformat(), by=by)


@jobs.register("make_digests")
def _make_digests(job: Job) -> str:
    return _("{make_digests} digests made").format(make_digests=make_digests(by=job.asked_by))


@transaction.atomic
def make_digests(*, by: User) -> int:
    """Make one digest for everybody who is to hear of something today; each is sent by a job of its own.

    How many were made. The day is taken once: a second call makes none. Days on which nothing was made,
    because the worker stood still or the person gets no mail on them, are looked at with the next digest.
    """
    today = timezone.localdate()
    try:
        with transaction.atomic():
            run = DigestRun.objects.create(day=today)
    except IntegrityError:
        return 0
    earlier = list(DigestRun.objects.filter(day__lt=today).values_list("day", flat=True)[:LOOK_BACK_RUNS])
    since = min(earlier[-1] if earlier else today - ONE_DAY, today - WEEK)
    told = _by_person(notices.occasions(Stretch(since, today, notices.timetable())))
    people = User.objects.filter(pk__in=told, is_active=True).select_related("mail_choice").order_by("pk")
    for person in people:
        lines = lines_for(person, told[person.pk], today, earlier)
        if lines:
            digest = Digest.objects.create(person=person, day=today, lines=lines)
            jobs.enqueue("send_digest", key=f"digest-{digest.pk}", ids={"digest": digest.pk}, by=by)
            run.made += 1
    run.save()
    return run.made


def _by_person(found: Iterable[Occasion]) -> dict[int, list[Occasion]]:
    told: dict[int, list[Occasion]] = defaultdict(list)
    for one in found:
        told[one.person].append(one)
    return told


def lines_for(
    person: User, told: Sequence[Occasion], today: date, earlier: Sequence[date]
) -> list[dict[str, str]]:
    """What a person reads on a day, in the order of the mail; nothing on a day without mail for them.

    `earlier` are the days on which digests were made before, newest first.
    """
    choice: MailChoice = getattr(person, "mail_choice", None) or MailChoice(person=person)
    if not notices.sends_on(choice.days, today):
        return []
    never = (earlier[-1] if earlier else today) - ONE_DAY
    since = next((day for day in earlier if notices.sends_on(choice.days, day)), never)
    newest: dict[str, Occasion] = {}
    for one in told:
        wanted = KINDS[one.kind].always or one.kind not in choice.unwanted
        before = newest.get(one.about)
        if wanted and since < one.on <= today and (before is None or before.on < one.on):
            newest[one.about] = one
    order = list(KINDS)
    ordered = sorted(newest.values(), key=lambda one: (order.index(one.kind), one.on, one.text))
    return [{"kind": one.kind, "text": one.text, "address": one.address} for one in ordered]


@jobs.register("send_digest")
def _send_digest(job: Job) -> str:
    return send_digest(digest=Digest.objects.get(pk=job.ids["digest"]))


@transaction.atomic
def send_digest(*, digest: Digest) -> str:
    """Send a digest once; to nobody who was switched off meanwhile. What was done, for the job's row.

    Its Message-ID is the same at every try: a mail server that took it and could not say so knows it again.
    """
    found = Digest.objects.select_for_update(of=("self",)).select_related("person").get(pk=digest.pk)
    if found.sent_at is not None:
        return _("sent before")
    if not found.person.is_active:
        return _("not sent: the account is switched off")
    digest_mail(found).send()
    found.sent_at = timezone.now()
    found.save()
    return "sent"


@transaction.atomic
def choose_mails(*, person: User, days: str, unwanted: Sequence[str], version: int) -> MailChoice:
    """Keep what a person wants to hear and on which days.

    Raises Refused for an unknown day or kind, for one that nobody can switch off or that the person's roles
    do not receive, and Changed when it was
    changed elsewhere since `version` (0: never chosen).
    """
    offered = {key for key, one in kinds_for(person).items() if not one.always}
    if days not in dict(DIGEST_DAYS) or not set(unwanted) <= offered:
        raise Refused(_("Choose from the list on this page."))
    found = MailChoice.objects.select_for_update().filter(person=person).first()
    choice = found or MailChoice(person=person, version=0)
    check_version(choice, version)
    choice.days, choice.unwanted = days, sorted(unwanted)
    choice.version += 1
    save_first(choice, found_by={"person": person})
    audit.record("choose_mails", choice, by=person, detail={"days": days, "unwanted": choice.unwanted})
    return choice


@dataclass(frozen=True)
class Rhythm:
    """When the portal reminds, as a form sends it; see `Timetable` for what each number means."""

    before_due: tuple[int, ...]
    overdue_every: int
    escalate_after: int
    waiting_days: int
    review_before: int
    hour: int


@transaction.atomic
def change_timetable(*, wanted: Rhythm, version: int, by: User) -> Timetable:
    """Change when the portal reminds; digests of tomorrow follow it.

    Raises Refused for numbers out of bounds (`faults` names each) and Changed when somebody changed it
    since `version`.
    """
    found = Timetable.objects.select_for_update().first() or notices.timetable()
    check_version(found, version)
    faults = _out_of_bounds(wanted)
    if faults:
        raise Refused.because(faults)
    before = {name: getattr(found, name) for name in asdict(wanted)}
    for name, value in asdict(wanted).items():
        setattr(found, name, sorted(set(value), reverse=True) if name == "before_due" else value)
    found.version = found.version + 1 if found.pk else 1
    save_first(found, found_by={})
    audit.record("change_timetable", found, by=by, detail={"before": before})
    return found


def _out_of_bounds(wanted: Rhythm) -> list[Fault]:
    bounds = {
        "overdue_every": (wanted.overdue_every, 1, 60),
        "escalate_after": (wanted.escalate_after, 1, 60),
        "waiting_days": (wanted.waiting_days, 1, 60),
        "review_before": (wanted.review_before, 1, MOST_DAYS),
        "hour": (wanted.hour, 0, 23),
    }
    found = [
        Fault(name, _("Give a whole number from {low} to {high}.").format(low=low, high=high), "")
        for name, (value, low, high) in bounds.items()
        if not low <= value <= high
    ]
    if not all(1 <= day <= MOST_DAYS for day in wanted.before_due):
        found.append(
            Fault(
                "before_due",
                _("Give days from 1 to {most_days}, parted by commas.").format(most_days=MOST_DAYS),
                "",
            )
        )
    return found
