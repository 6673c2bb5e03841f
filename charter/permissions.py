"""Every permission and who has it, on one screen (reliability.md section 5, design.md section 8).

A permission names the row of that table. A scope says how far a role reaches:
`all`; `assigned` (measures whose post the person holds, or is deputy of); `own body` (only bodies that the
grant names); `own` (what the person made); `released` (what was released to the Board); `no values` (that it
moved, not what it says); `break glass` (only for an hour, with a reason that a second administrator is told).
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from charter.models import Body, PostHolding, RoleGrant, User
from charter.translated import lazily as _lazy

STAFF = frozenset({"data_owner", "approver", "engagement_officer", "administrator"})
# Whoever sees unpublished figures or personal data signs in with a second factor (design section 8).
SECOND_FACTOR = STAFF | {"body_reader"}
# What these roles see hangs on their body, so they are given for one.
OF_A_BODY = frozenset({"panel_member", "body_reader"})
WHICH_BODY = _lazy("Choose the body: panel members and body readers see the pages of one body only.")
# From the widest to the narrowest.
SCOPES = ("all", "assigned", "own body", "own", "released", "no values", "break glass")


@dataclass(frozen=True)
class Permission:
    """One row of the table: what may be done, by which role, how far."""

    row: str
    says: str
    roles: dict[str, str]


PERMISSIONS: dict[str, Permission] = {
    "account": Permission(
        "43", _lazy("see the own account"), dict.fromkeys((*STAFF, "panel_member", "body_reader"), "all")
    ),
    "staff_home": Permission("", _lazy("open the staff area"), dict.fromkeys(STAFF, "all")),
    "see_measures": Permission("6, 7", _lazy("read measures and targets"), dict.fromkeys(STAFF, "all")),
    "see_unpublished": Permission(
        "8–11", _lazy("read figures not yet published"), {"data_owner": "assigned", "approver": "all"}
    ),
    "enter_result": Permission("12, 13", _lazy("enter and submit figures"), {"data_owner": "assigned"}),
    "decide_result": Permission("14", _lazy("approve or return figures, not the own"), {"approver": "all"}),
    "upload_results": Permission("17", _lazy("upload a file of figures"), {"data_owner": "assigned"}),
    "download_upload": Permission(
        "18",
        _lazy("download an uploaded file"),
        {"data_owner": "own", "approver": "all", "administrator": "break glass"},
    ),
    "export_lists": Permission(
        "22", _lazy("download lists of measures"), {"data_owner": "assigned", "approver": "all"}
    ),
    "run_scoring": Permission("19", _lazy("have scores computed"), {"approver": "all"}),
    "publish": Permission("20", _lazy("publish, schedule and withdraw releases"), {"approver": "all"}),
    "see_history": Permission(
        "21",
        _lazy("read the history of one figure"),
        {
            "data_owner": "assigned",
            "approver": "all",
            "body_reader": "released",
            "administrator": "no values",
        },
    ),
    "waive": Permission("74", _lazy("agree to publish without a figure"), {"approver": "all"}),
    "see_withdrawn": Permission("3", _lazy("see a withdrawn release"), {"approver": "all"}),
    "unlock_period": Permission("75", _lazy("unlock a period, with a reason"), {"approver": "all"}),
    "close_year": Permission("75", _lazy("close a year; reopen one, two together"), {"approver": "all"}),
    "order_report": Permission("47", _lazy("order a Board report"), {"approver": "all"}),
    "read_report": Permission(
        "48", _lazy("download a Board report"), {"approver": "all", "body_reader": "released"}
    ),
    "release_report": Permission("49", _lazy("release a report to the Board"), {"approver": "all"}),
    "write_edition": Permission("73", _lazy("record an edition of a document"), {"data_owner": "assigned"}),
    "approve_edition": Permission("73", _lazy("approve an edition, not the own"), {"approver": "all"}),
    "edit_charter": Permission("25", _lazy("draft charter texts"), {"engagement_officer": "all"}),
    "approve_charter": Permission("26", _lazy("approve charter texts, not the own"), {"approver": "all"}),
    "read_drafts": Permission(
        "7, 25, 26, 77", _lazy("read drafts of texts and definitions"), dict.fromkeys(STAFF, "all")
    ),
    "propose_definition": Permission(
        "77",
        _lazy("draft a new measure, and definitions of the own ones"),
        {"data_owner": "assigned", "engagement_officer": "own"},
    ),
    "approve_definition": Permission("77", _lazy("approve measures and definitions"), {"approver": "all"}),
    "propose_target": Permission(
        "23", _lazy("propose targets"), {"data_owner": "assigned", "approver": "all"}
    ),
    "approve_target": Permission("24", _lazy("approve targets, not the own"), {"approver": "all"}),
    "read_proposals": Permission(
        "7",
        _lazy("read drafts of definitions and targets"),
        {"data_owner": "assigned", "approver": "all", "administrator": "all"},
    ),
    "keep_segments": Permission("76", _lazy("draft areas and other segments"), {"administrator": "all"}),
    "charter_desk": Permission(
        "25, 26",
        _lazy("see charters at work and let one enter a stage"),
        {"engagement_officer": "all", "approver": "all"},
    ),
    "sign_off_charter": Permission(
        "26", _lazy("sign a charter off, publish and retire it"), {"approver": "all"}
    ),
    "manage_people": Permission(
        "50, 83", _lazy("invite people, give roles and posts"), {"administrator": "all"}
    ),
    "invite_people": Permission(
        "50",
        _lazy("invite people; engagement officers invite the panel only"),
        {"administrator": "all", "engagement_officer": "own"},
    ),
    "reset_second_factor": Permission("51", _lazy("reset another's second factor"), {"administrator": "all"}),
    "end_sessions": Permission("52", _lazy("end others' sessions"), {"administrator": "all"}),
    "settings": Permission("53, 76", _lazy("settings, bodies, segments"), {"administrator": "all"}),
    "calendar": Permission("76", _lazy("keep the working calendar"), {"administrator": "all"}),
    "see_jobs": Permission("54", _lazy("see the job list and health"), {"administrator": "all"}),
    "retry_job": Permission(
        "55",
        _lazy("retry failed work"),
        {"data_owner": "own", "engagement_officer": "own", "approver": "all", "administrator": "all"},
    ),
    "break_glass": Permission(
        "18, 29, 30", _lazy("open for an hour what the role does not show"), {"administrator": "all"}
    ),
    "see_audit": Permission("21", _lazy("read the audit trail"), {"administrator": "all"}),
    "django_admin": Permission("56", _lazy("look into Django's administration"), {"administrator": "all"}),
    "see_followers": Permission(
        "",
        _lazy("see how many follow by mail, never who"),
        {"approver": "all", "engagement_officer": "all", "administrator": "all"},
    ),
    "keep_members": Permission(
        "38", _lazy("see who takes part, and add members"), {"engagement_officer": "all"}
    ),
    "read_feedback": Permission(
        "28–30", _lazy("read what people sent, and answer it"), {"engagement_officer": "all"}
    ),
    "read_consultations": Permission(
        "71, 72",
        _lazy("read consultations before they are public, and what people said"),
        {"engagement_officer": "all", "approver": "all"},
    ),
    "keep_consultations": Permission(
        "71, 72", _lazy("write consultations and answer comments"), {"engagement_officer": "all"}
    ),
    "approve_comment_answer": Permission(
        "72", _lazy("approve answers to comments, not the own"), {"approver": "all"}
    ),
    "deal_with_data": Permission(
        "45", _lazy("search, copy and erase for a person who asks"), {"engagement_officer": "all"}
    ),
    "let_data_search": Permission(
        "45, 46",
        _lazy("let a search for a person begin, not of the own check"),
        {"engagement_officer": "all", "administrator": "all"},
    ),
    "read_referred": Permission(
        "29",
        _lazy("read what was referred to the own post, without who wrote it"),
        {"data_owner": "assigned"},
    ),
    "publish_feedback": Permission(
        "33",
        _lazy("let words of what people sent out, not the own"),
        {"approver": "all", "engagement_officer": "all"},
    ),
    "read_changes": Permission(
        "32, 33",
        _lazy("read “You said, we did” before it is public"),
        {"approver": "all", "engagement_officer": "all"},
    ),
    "write_change": Permission("32", _lazy("write “You said, we did”"), {"engagement_officer": "all"}),
    "approve_change": Permission(
        "33", _lazy("approve and publish “You said, we did”, not the own"), {"approver": "all"}
    ),
    "read_scrutiny": Permission(
        "63–66",
        _lazy("read scrutiny at work"),
        {
            "panel_member": "own body",
            "engagement_officer": "all",
            "approver": "all",
            "data_owner": "assigned",
        },
    ),
    "write_scrutiny": Permission(
        "63",
        _lazy("open scrutiny, recommend, and publish its report, not of the own project"),
        {"panel_member": "own body", "engagement_officer": "all"},
    ),
    "answer_scrutiny": Permission(
        "64", _lazy("answer recommendations and say what is to be done"), {"approver": "all"}
    ),
    "report_action": Permission(
        "65", _lazy("report an action of the own post as done"), {"data_owner": "assigned"}
    ),
    "close_action": Permission(
        "66", _lazy("close an action that the own body watches"), {"panel_member": "own body"}
    ),
    "read_challenges": Permission(
        "60–62",
        _lazy("read challenges at work"),
        {
            "panel_member": "own body",
            "data_owner": "assigned",
            "approver": "all",
            "engagement_officer": "all",
        },
    ),
    "raise_challenge": Permission(
        "60",
        _lazy("challenge a promise or measure; confirm the group's words, not the own"),
        {"panel_member": "own body"},
    ),
    "answer_challenge": Permission(
        "61", _lazy("answer a challenge"), {"data_owner": "assigned", "approver": "all"}
    ),
    "keep_events": Permission(
        "70", _lazy("plan events, note invitations and what took place"), {"engagement_officer": "all"}
    ),
    "body_dashboard": Permission(
        "57",
        _lazy("see a body's dashboard"),
        {
            "panel_member": "own body",
            "body_reader": "own body",
            "approver": "all",
            "engagement_officer": "all",
        },
    ),
    "keep_meetings": Permission(
        "79",
        _lazy("plan meetings, keep agenda and minutes"),
        {"panel_member": "own body", "approver": "all", "engagement_officer": "all"},
    ),
    "panel_write": Permission("58", _lazy("write the group's own words"), {"panel_member": "own body"}),
    "panel_publish": Permission(
        "59", _lazy("publish the group's words, not the own"), {"panel_member": "own body"}
    ),
    "panel_withhold": Permission(
        "62", _lazy("withhold words, with a reason in public"), {"engagement_officer": "all"}
    ),
    "answer_minute": Permission(
        "61",
        _lazy("answer what a meeting asked"),
        dict.fromkeys(("data_owner", "approver", "engagement_officer"), "all"),
    ),
    "see_timeliness": Permission(
        "",
        _lazy("see which figures came in time, without values"),
        {**dict.fromkeys(STAFF, "all"), "body_reader": "own body"},
    ),
    "rate_data": Permission(
        "77", _lazy("say how far data can be trusted"), {"data_owner": "assigned", "approver": "all"}
    ),
    "chase_figure": Permission(
        "", _lazy("remind the owner of a late figure"), {"approver": "all", "engagement_officer": "all"}
    ),
    "order_pack": Permission(
        "80",
        _lazy("order the pack of a body"),
        {"panel_member": "own body", "body_reader": "own body", "approver": "all"},
    ),
    "read_pack": Permission(
        "80",
        _lazy("read the packs of a body"),
        {
            "panel_member": "own body",
            "body_reader": "own body",
            "approver": "all",
            "engagement_officer": "all",
        },
    ),
    "read_sections": Permission(
        "81",
        _lazy("read texts of papers"),
        dict.fromkeys(("data_owner", "approver", "engagement_officer"), "all"),
    ),
    "write_section": Permission(
        "81", _lazy("write texts of papers"), {"data_owner": "all", "engagement_officer": "all"}
    ),
    "approve_section": Permission("82", _lazy("approve texts of papers, not the own"), {"approver": "all"}),
}


def roles_of(person: User, on: date | None = None) -> frozenset[str]:
    """The roles that a person has on a day (today in London by default); none when switched off."""
    if not person.is_authenticated or not person.is_active:
        return frozenset()
    day = on or timezone.localdate()
    return frozenset(grants_of(person, day).values_list("role", flat=True))


def open_to(person: User) -> frozenset[str]:
    """The names of every permission that the person has today, whatever the scope; roles are read once."""
    held = roles_of(person)
    return frozenset(name for name, found in PERMISSIONS.items() if held & found.roles.keys())


def grants_of(person: User, on: date | None = None) -> QuerySet[RoleGrant]:
    """The grants of a person that hold on a day (today in London by default)."""
    day = on or timezone.localdate()
    return RoleGrant.objects.filter(person=person, starts__lte=day).exclude(ends__lt=day)


def is_member(person: User, body: Body, on: date) -> bool:
    """Whether the person is a panel member of this very body on a day; a grant for no named body is none."""
    grants = RoleGrant.objects.filter(person=person, role="panel_member", body=body, starts__lte=on)
    return person.is_active and grants.exclude(ends__lt=on).exists()


def reach(person: User, permission: str) -> str | None:
    """How far the person may go: the widest scope among the roles, or None when not at all.

    Raises KeyError for a permission that the table does not hold.
    """
    return min(scopes_of(person, permission), key=SCOPES.index, default=None)


def scopes_of(person: User, permission: str) -> frozenset[str]:
    """Every scope that the person's roles give: roles add up, so what one may not another may.

    Raises KeyError for a permission that the table does not hold.
    """
    roles = PERMISSIONS[permission].roles
    return frozenset(roles[role] for role in roles_of(person) if role in roles)


def holders_of(role: str, on: date | None = None) -> list[int]:
    """Ids of the active people who have a role on a day (today in London by default)."""
    day = on or timezone.localdate()
    grants = RoleGrant.objects.filter(role=role, starts__lte=day, person__is_active=True).exclude(
        ends__lt=day
    )
    return sorted(set(grants.values_list("person_id", flat=True)))


def can_follow(day: date) -> QuerySet[User]:
    """Who can follow in a post from a day on, those who work in the portal first; others may be given roles.

    Members of the panel and readers of a body who work nowhere else in it are left out.
    """
    held = RoleGrant.objects.filter(person=OuterRef("pk")).exclude(ends__lt=day)
    works, reads = Exists(held.filter(role__in=STAFF)), Exists(held.exclude(role__in=STAFF))
    people = User.objects.filter(is_active=True).exclude(email=User.SYSTEM_EMAIL)
    found = people.annotate(works=works, reads=reads).exclude(works=False, reads=True)
    return found.order_by("-works", "name", "pk")


def posts_of(person: User, on: date | None = None) -> list[int]:
    """Ids of the posts that a person holds or deputises for on a day."""
    day = on or timezone.localdate()
    held = PostHolding.objects.filter(person=person, starts__lte=day).exclude(ends__lt=day)
    return list(held.values_list("post_id", flat=True))
