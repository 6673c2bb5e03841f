"""A complaint told to the landlord's own complaints system, where the settings name an address for it.

The body is signed, so that the system knows who sends it: `X-Portal-Signature: sha256=…`, HMAC of the body
with the secret of the settings. The reference is the key of the request: one that comes twice is the same.
"""

import hashlib
import hmac
import json

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from charter.faults import Refused
from engagement.models import Feedback

PATIENCE = (5, 15)  # seconds to get through, and to be answered


def is_told(feedback: Feedback) -> bool:
    """Whether this goes to a system of the landlord: complaints do, where an address is set."""
    return feedback.kind == "complaint" and bool(settings.COMPLAINTS_HOOK)


def tell(feedback: Feedback) -> None:
    """Send it. Raises Refused when the system does not take it; asking again later is safe."""
    body = json.dumps(_said(feedback), ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": str(feedback.reference),
        "X-Portal-Signature": signature(body),
    }
    try:
        answer = requests.post(
            settings.COMPLAINTS_HOOK, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False
        )
    except requests.RequestException as fault:
        raise Refused(_("The complaints system does not answer. It is tried again.")) from fault
    if not 200 <= answer.status_code < 300:
        raise Refused(
            _("The complaints system answered {status}. It is tried again.").format(status=answer.status_code)
        )


def signature(body: bytes) -> str:
    """What the complaints system compares, to know that the body is ours and whole."""
    made = hmac.new(settings.COMPLAINTS_HOOK_SECRET.encode(), body, hashlib.sha256)
    return f"sha256={made.hexdigest()}"


def _said(feedback: Feedback) -> dict[str, object]:
    contact = getattr(feedback, "contact", None)
    return {
        "reference": feedback.reference,
        "received_at": feedback.received_at.isoformat(),
        "acknowledge_due": feedback.acknowledge_due.isoformat() if feedback.acknowledge_due else None,
        "text": feedback.text,
        "promises": feedback.promises,
        "name": contact.name if contact else "",
        "email": contact.email if contact else "",
        "phone": contact.phone if contact else "",
    }
