"""Hand-made rows of engagement for the tests: whole rows, as the database takes them."""

from datetime import UTC, date, datetime
from itertools import count

from charter.models import Body, Post, RoleGrant, User
from engagement.models import Event, Feedback, Recommendation, ScrutinyAction, ScrutinyProject, ServiceChange

numbers = count(1)
LONG_AGO = datetime(2020, 1, 1, 9, tzinfo=UTC)


def person(name: str) -> User:
    found = User.objects.filter(email=f"{name}@example.org").first()
    return found or User.objects.create_user(f"{name}@example.org", name.title())


def author() -> User:
    return person("author")


def checker() -> User:
    return person("checker")


def body() -> Body:
    return Body.objects.get_or_create(slug="panel", defaults={"name": "Panel", "kind": "tenant"})[0]


def member() -> User:
    """Somebody of the body."""
    found = person("member")
    RoleGrant.objects.get_or_create(
        person=found, role="panel_member", body=body(), starts=LONG_AGO.date(), defaults={"given_by": found}
    )
    return found


def moment(text: str) -> datetime:
    """An instant as written, in UTC where it names no zone."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def change(published: str = "", **more: object) -> ServiceChange:
    given = {
        "slug": f"change-{next(numbers)}", "title": "Lights", "said": "It is dark.", "did": "We lit it.",
        "decided_on": date(2024, 1, 1), "written_by": author(),
    }  # fmt: skip
    if published:
        given |= {"approved_by": checker(), "approved_at": LONG_AGO, "published_at": moment(published)}
    return ServiceChange.objects.create(**given | more)


def project(published: str = "", **more: object) -> ScrutinyProject:
    given = {
        "slug": f"project-{next(numbers)}", "title": "Lifts", "body": body(), "started": date(2024, 1, 1),
        "opened_by": author(),
    }  # fmt: skip
    if published:
        given |= {"published_on": date.fromisoformat(published), "published_by": checker()}
    return ScrutinyProject.objects.create(**given | more)


def recommendation(due: str, answered: str = "", **more: object) -> Recommendation:
    given = {
        "project": more.get("project") or project(), "text": "Mend it.", "made_on": date(2024, 1, 1),
        "made_by": author(), "answer_due": date.fromisoformat(due),
    }  # fmt: skip
    if answered:
        given |= {"decision": "accepted", "answer": "Yes.", "answered_by": checker()}
        given |= {"answered_on": date.fromisoformat(answered)}
    return Recommendation.objects.create(**given | more)


def action(due: str, closed: str = "", *, done: str = "", **more: object) -> ScrutinyAction:
    given = {
        "text": "Mend the lift.", "owner": Post.objects.get_or_create(title="Head of Homes")[0],
        "due": date.fromisoformat(due), "added_on": date(2024, 1, 1), "added_by": author(),
    }  # fmt: skip
    if "recommendation" not in more:
        given["project"] = project()
    if done or closed:
        given |= {"done_on": date.fromisoformat(done or closed), "done_by": author()}
    if closed:
        given |= {"closed_on": date.fromisoformat(closed), "closed_by": checker()}
    return ScrutinyAction.objects.create(**given | more)


def event(starts: str, invited: str = "", state: str = "held", **more: object) -> Event:
    given = {
        "slug": f"event-{next(numbers)}", "kind": "focus_group", "title": "Talk", "starts": moment(starts),
        "state": state, "planned_by": author(),
    }  # fmt: skip
    if invited:
        given["invited_on"] = date.fromisoformat(invited)
    if state != "planned":
        given |= {"settled_by": author(), "settled_at": datetime(2026, 11, 1, tzinfo=UTC)}
    if state == "cancelled":
        given["cancelled_because"] = "The hall was closed."
    return Event.objects.create(**given | more)


def feedback(kind: str = "complaint", due: str = "", answered: str = "", **more: object) -> Feedback:
    given = {"kind": kind, "text": "It leaks.", "received_at": LONG_AGO}
    if due:
        given["answer_due"] = date.fromisoformat(due)
    if answered:
        given |= {"answered_at": moment(answered), "answered_by": checker()}
    return Feedback.objects.create(**given | more)


def public(kind: str, published: str) -> Feedback:
    """Feedback whose words were made public."""
    return feedback(
        kind,
        public_text="Thank you.",
        worded_by=author(),
        published_by=checker(),
        published_at=moment(published),
    )
