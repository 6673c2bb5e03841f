"""The verbs of a group's own words: one member writes, another publishes; staff may only withhold them.

There is no verb with which staff change them (docs/adr/0038).
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit
from charter.conflicts import check_version, save_first
from charter.faults import Refused
from charter.models import Body, User
from charter.permissions import is_member
from measures.models import PanelComment


@transaction.atomic
def write_comment(
    *, body: Body, promise: str, period: str, text: str, by: User, version: int | None = None
) -> PanelComment:
    """Write what the body says of a promise (slug, empty: of everything) in a period, or write it anew.

    What is written anew is published anew, by somebody else. Raises Refused without words, for the very words
    that are withheld and for who is no member of this body today, Changed when another member saved since the
    page was opened.
    """
    _must_be_member(by, body)
    if not text.strip():
        raise Refused(_("Write what you want to say."))
    place = {"body": body, "promise": promise, "period": period}
    rows = PanelComment.objects.select_for_update(of=("self",))
    found = rows.filter(**place).first() or PanelComment(**place, version=0)
    check_version(found, version)
    if found.withheld_at is not None and text.strip() == found.text:
        raise Refused(_("These words are withheld. Change them, or ask staff why."))
    found.text, found.author = text.strip(), by
    found.published_by = found.published_at = None  # a reason for withholding stays until new words are out
    found.version += 1
    save_first(found, found_by=place)
    audit.record("write_comment", found, by=by, detail={"promise": promise, "period": period})
    return found


@transaction.atomic
def publish_comment(*, comment: PanelComment, by: User, version: int | None = None) -> PanelComment:
    """Publish the words of another member of the same body.

    Raises Refused for who is no member of this body today, for the one who wrote them (the database forbids
    it as well) and when they are out already or withheld; Changed as above.
    """
    found = _locked(comment)
    _must_be_member(by, found.body)
    if found.author_id == by.pk:
        raise Refused(_("You wrote this, so another member must publish it."))
    if found.published_at is not None:
        raise Refused(_("These words are published already."))
    check_version(found, version)
    found.published_by, found.published_at = by, timezone.now()
    found.withheld_by, found.withheld_at, found.withheld_because = None, None, ""
    _save(found)
    audit.record("publish_comment", found, by=by)
    return found


@transaction.atomic
def withhold_comment(
    *, comment: PanelComment, reason: str, by: User, version: int | None = None
) -> PanelComment:
    """Take published words back from readers, who see the reason in their place. The words stay as they are.

    Raises Refused without a reason and for words that are not published or withheld already; Changed
    as above.
    """
    found = _locked(comment)
    if not reason.strip():
        raise Refused(_("Say why. Everybody who could read the words reads the reason."))
    if found.published_at is None or found.withheld_at is not None:
        raise Refused(_("Only words that are published can be withheld."))
    check_version(found, version)
    found.withheld_by, found.withheld_at, found.withheld_because = by, timezone.now(), reason.strip()
    _save(found)
    audit.record("withhold_comment", found, by=by, detail={"reason": reason.strip()})
    return found


def _locked(comment: PanelComment) -> PanelComment:
    rows = PanelComment.objects.select_for_update(of=("self",)).select_related("body")
    return rows.get(pk=comment.pk)


def _save(comment: PanelComment) -> None:
    comment.version += 1
    comment.save()


def _must_be_member(person: User, body: Body) -> None:
    if not is_member(person, body, timezone.localdate()):
        raise Refused(_("Only members of {body} may do this.").format(body=body.name))
