"""The way of a figure in one place: from which state an action leads where (design section 4.2).

Every verb asks here. What is not in the table is refused, whoever asks and by whichever door.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.faults import Refused
from measures.words import WORKFLOW

NOTHING = "nothing"  # there is no figure of the period yet
STATES = (NOTHING, "draft", "submitted", "returned", "approved", "superseded")
# Action: who may, as a permission of `charter/permissions.py`; the portal itself does what has none.
ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "record": "enter_result",
        "correct": "enter_result",
        "submit": "enter_result",
        "recall": "enter_result",
        "approve": "decide_result",
        "return": "decide_result",
        "finalise": "close_year",
        "supersede": "",
    }
)
# A correction is a new figure beside the approved one: that stays as it is until the new one is approved.
NEXT: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (NOTHING, "record"): "draft",
        ("draft", "record"): "draft",
        ("returned", "record"): "draft",
        ("approved", "correct"): "draft",
        ("draft", "submit"): "submitted",
        ("returned", "submit"): "submitted",
        ("submitted", "recall"): "draft",
        ("submitted", "approve"): "approved",
        ("submitted", "return"): "returned",
        ("approved", "finalise"): "approved",
        ("approved", "supersede"): "superseded",
    }
)
_DECIDED = N_("This figure was already decided. Open the list again to see by whom.")
_NOT_SENT = {
    "draft": N_("This figure is draft, so it was not sent for approval yet."),
    "returned": N_("This figure was sent back, so there is nothing to decide until it comes again."),
}
_REFUSALS: Mapping[str, str] = {
    "record": N_("This figure is already submitted. Recall it before you change it."),
    "correct": N_("There is no approved figure to correct."),
    "recall": N_("Only a submitted figure can be recalled."),
    "finalise": N_("Only an approved figure becomes final."),
    "supersede": N_("Only an approved figure is replaced by another."),
}


def next_state(state: str, action: str) -> str:
    """Where the action leads from the state. Raises Refused, in words for people, where it leads nowhere.

    Raises KeyError for an action that is none.
    """
    if action not in ACTIONS:
        raise KeyError(f"“{action}” is no action of a figure.")
    found = NEXT.get((state, action))
    if found is None:
        raise Refused(_refusal(state, action))
    return found


def _refusal(state: str, action: str) -> str:
    if action in ("approve", "return"):
        return _(_NOT_SENT.get(state, _DECIDED))
    if action == "submit":
        return _("This figure is {state}, so it cannot be submitted.").format(
            state=_(dict(WORKFLOW).get(state, state)).lower()
        )
    return _(_REFUSALS[action])
