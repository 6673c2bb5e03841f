"""Mails of engagement, as plain text and as HTML: to followers, to who spoke, and to who deals with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import presenters as portal
from charter.faults import Refused
from charter.identity import links
from charter.mails import both_forms, host, mail
from charter.models import Landlord
from engagement import icalendar
from engagement.models import (
    DataRequest,
    Event,
    EventMail,
    Feedback,
    FollowedTopic,
    Follower,
    FollowerMail,
    Member,
)
from measures import presenters
from measures.presenters import Document, ReleaseView

TAKE_PART = "confirm-taking-part"
CONFIRM, STOP, SPOKEN = "confirm-following", "stop-following", "what-i-told-you"
REPLY = "reply-to-event"
SUBJECTS = {
    "invited": N_("You are invited: {title}"),
    "moved": N_("At another time: {title}"),
    "cancelled": N_("Called off: {title}"),
    "moved_up": N_("There is a place for you: {title}"),
    "reminder": N_("See you soon: {title}"),
    "outcome": N_("What we heard: {title}"),
}
MOST_LINES = 15
GONE = N_("This is no longer in our results, so there is nothing new about it.")


@dataclass(frozen=True)
class Part:
    """What a release says of one topic: lines of text, how many more there are, and the page with all."""

    title: str
    lines: tuple[str, ...]
    more: int
    address: str


@dataclass(frozen=True)
class Parts:
    """The documents of a release, from which the part of any topic is made; read once for all mails."""

    charter: Document
    performance: Document
    promises: Mapping[str, Document]
    areas: Mapping[str, Document]

    def of(self, topic: FollowedTopic) -> Part:
        """What the release says of a topic; of one that is not in it any more, that it is not."""
        made = {"charter": self._charter, "promise": self._promise, "area": self._area, "body": self._body}
        return made[topic.kind](topic.slug) or _part(topic.label, [_(GONE)], reverse("home"))

    def _charter(self, slug: str) -> Part | None:
        said = [self.charter.get("sentence", ""), *(_standing(one) for one in self.charter["promises"])]
        return _part(_("All our promises"), said, reverse("home"))

    def _promise(self, slug: str) -> Part | None:
        found = self.promises.get(slug)
        if found is None:
            return None
        figures = (_figure(line["measure"]) for line in found["lines"])
        return _part(_standing(found), [found["sentence"], *figures], reverse("promise", args=[slug]))

    def _area(self, slug: str) -> Part | None:
        found = self.areas.get(slug)
        if found is None:
            return None
        titles = {one["slug"]: one["title"] for one in self.performance["measures"]}
        shown = {name: one for name, one in found["figures"].items() if name in titles and not one["hidden"]}
        said = [f"{titles[name]}: {one['shown_unit']}, {one['word'].lower()}" for name, one in shown.items()]
        return _part(found["name"], said, f"{reverse('performance')}?area={slug}")

    def _body(self, slug: str) -> Part | None:
        rows = [(one, found) for one in self.performance["measures"] for found in one["monitored_by"]]
        watched = [(one, found) for one, found in rows if found["slug"] == slug]
        if not watched:
            return None
        title = _("What the {body} watches").format(body=watched[0][1]["name"])
        return _part(title, (_figure(one) for one, body in watched), f"{reverse('performance')}?body={slug}")


def parts_of(release: ReleaseView) -> Parts:
    """The parts of a release's mails. Four queries."""
    return Parts(
        charter=presenters.document(release, "charter") or {"promises": []},
        performance=presenters.document(release, "performance") or {"measures": []},
        promises=presenters.documents(release, "promises"),
        areas=presenters.documents(release, "areas"),
    )


def _part(title: str, lines: Iterable[str], path: str) -> Part:
    said = [line for line in lines if line]
    return Part(title, tuple(said[:MOST_LINES]), max(len(said) - MOST_LINES, 0), links.absolute(path))


def _standing(promise: Document) -> str:
    return f"{promise['title']}: {promise['word'].lower()}"


def _figure(measure: Document) -> str:
    """A measure with its figure and how it stands, as the lists of the portal say it."""
    figure = measure["figure"]
    shown = f"{figure['shown_unit']}, " if figure and figure["shown_unit"] else ""
    return f"{measure['title']}: {shown}{measure['word'].lower()}"


def letter_about(wish: FollowedTopic) -> EmailMultiAlternatives:
    """The letter to somebody who asked to follow: press this link, or that they follow already."""
    path = reverse("follow_confirm", args=[links.sign(wish.key, purpose=CONFIRM)])
    context = {"topic": wish.label, "follows": wish.confirmed_at is not None, "link": links.absolute(path)}
    subject = _("You follow our results") if wish.confirmed_at else _("Please confirm: results by e-mail")
    return _message("letter", subject, wish.follower, context)


def news_mail(row: FollowerMail, release: ReleaseView, parts: Parts) -> EmailMultiAlternatives:
    """What a release brings, for what one follower follows; known by the same name at every try."""
    topics = row.follower.topics.filter(confirmed_at__isnull=False)
    context = {
        "label": release.label,
        "reason": release.reason,
        "parts": [parts.of(topic) for topic in topics],
        "address": links.absolute(reverse("release", args=[release.slug])),
    }
    said = _("Corrected results: {label}") if release.revision > 1 else _("New results: {label}")
    message = _message("news", said.format(label=release.label), row.follower, context)
    message.extra_headers["Message-ID"] = f"<news-{row.pk}@{host()}>"
    return message


def _message(name: str, subject: str, follower: Follower, more: dict[str, Any]) -> EmailMultiAlternatives:
    """A mail that says how to stop, in its text and for the button of the mail program (RFC 8058)."""
    stop = links.absolute(reverse("follow_stop", args=[links.sign(follower.key, purpose=STOP)]))
    context = more | {"subject": subject, "stop": stop, "landlord": portal.landlord()}
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    return mail(subject, follower.email, both_forms(f"engagement/mail/{name}", context), headers)


def own_page(feedback: Feedback) -> str:
    """The whole address of the page on which the person sees what became of what they said."""
    if feedback.sent_as is None:
        return ""
    return links.absolute(reverse("feedback_status", args=[links.sign(feedback.sent_as, purpose=SPOKEN)]))


def heard_mail(feedback: Feedback) -> EmailMultiAlternatives:
    """To who spoke: we have it, its reference, who has it and by when they hear."""
    subject = _("We have what you told us: {reference}").format(reference=feedback.reference)
    return _to_person("heard", subject, feedback)


def answer_mail(feedback: Feedback) -> EmailMultiAlternatives:
    """To who spoke: our answer."""
    subject = _("Our answer to what you told us: {reference}").format(reference=feedback.reference)
    return _to_person("answer", subject, feedback)


def _to_person(name: str, subject: str, feedback: Feedback) -> EmailMultiAlternatives:
    context = {
        "subject": subject,
        "feedback": feedback,
        "page": own_page(feedback),
        "landlord": portal.landlord(),
    }
    headers = {"Message-ID": f"<{name}-{feedback.pk}@{host()}>", "Auto-Submitted": "auto-generated"}
    return mail(subject, feedback.contact.email, both_forms(f"engagement/mail/{name}", context), headers)


def inbox_of(kind: str) -> str:
    """The address of those who deal with a complaint or a worry; empty for none. One query."""
    landlord = Landlord.objects.get()
    own = landlord.complaints_email if kind == "complaint" else landlord.safety_email
    return own or landlord.email


def hand_over_mail(feedback: Feedback) -> EmailMultiAlternatives:
    """To the inbox of those who deal with it: all that was said, and how to reach the person.

    Raises Refused where the landlord gave no address that it could go to.
    """
    inbox = inbox_of(feedback.kind)
    if not inbox:
        raise Refused(_("There is no inbox to hand it over to. Give one in the settings."))
    subject = f"{feedback.get_kind_display()} {feedback.reference}"
    context = {"subject": subject, "feedback": feedback, "landlord": portal.landlord()}
    headers = {"Message-ID": f"<hand-over-{feedback.pk}@{host()}>", "Auto-Submitted": "auto-generated"}
    return mail(subject, inbox, both_forms("engagement/mail/hand_over", context), headers)


def data_request_mail(request: DataRequest) -> EmailMultiAlternatives:
    """To who asks about their own data: that we have it, that it takes longer, or how it ended."""
    subject = _("Your question about your data: {reference}").format(reference=request.reference)
    context = {"subject": subject, "request": request, "landlord": portal.landlord()}
    headers = {
        "Message-ID": f"<data-{request.pk}-{request.version}@{host()}>",
        "Auto-Submitted": "auto-generated",
    }
    return mail(subject, request.email, both_forms("engagement/mail/data_request", context), headers)


def event_mail(row: EventMail) -> EmailMultiAlternatives:
    """The mail of one row, whose member is there; known by the same name at every try."""
    place, event = row.place, row.place.event
    subject = " ".join(_(SUBJECTS[row.kind]).format(title=event.title).split())
    lies_ahead = row.kind not in ("cancelled", "outcome")
    context = {
        "subject": subject,
        "kind": row.kind,
        "event": event,
        "lies_ahead": lies_ahead,
        "join": event.join_link if lies_ahead and place.state == "coming" else "",
        "reply": links.absolute(reverse("event_reply", args=[links.sign(place.key, purpose=REPLY)])),
        "page": links.absolute(reverse("event", args=[event.slug])),
        "landlord": portal.landlord(),
    }
    headers = {"Message-ID": f"<event-{row.pk}@{host()}>", "Auto-Submitted": "auto-generated"}
    email = place.member.email if place.member else ""
    message = mail(subject, email, both_forms("engagement/mail/event", context), headers)
    if row.kind != "outcome":
        message.attach(f"{event.slug}.ics", icalendar.calendar(entry_of(event, row)), "text/calendar")
    return message


def entry_of(event: Event, row: EventMail) -> icalendar.Entry:
    """What a calendar is told in a mail; the same key as on the public page, so it is one entry."""
    return icalendar.Entry(
        key=f"{event.slug}@{links.absolute('').partition('://')[2]}",
        title=event.title,
        text=event.cancelled_because or event.summary,
        address=links.absolute(reverse("event", args=[event.slug])),
        starts=event.starts,
        changed=row.begun_at or row.about,
        is_off=event.state == "cancelled",
        place=event.place,
    )


def member_letter(member: Member) -> EmailMultiAlternatives:
    """To who signed up: press this link; to who is a member already, the link to their own page."""
    known = member.confirmed_at is not None
    token = links.sign(member.key, purpose=TAKE_PART)
    path = (
        reverse("get_involved_mine", args=[member.key])
        if known
        else reverse("get_involved_confirm", args=[token])
    )
    subject = _("Your page: taking part") if known else _("Please confirm: taking part")
    context = {
        "subject": subject,
        "known": known,
        "link": links.absolute(path),
        "landlord": portal.landlord(),
    }
    headers = {"Auto-Submitted": "auto-generated"}
    return mail(subject, member.email, both_forms("engagement/mail/member", context), headers)
