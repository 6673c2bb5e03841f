"""What people who take part agree to, word for word; a new wording gets a new version, none is changed."""

from charter.translated import lazily as _lazy

TAKING_PART = "taking_part"
VERSION = "2026-11"  # the wording that is asked for now
WORDINGS = {
    "2026-11": _lazy(
        "You may keep what I wrote here and contact me about taking part. I can leave at any time with one"
        " press, and you then delete it."
    ),
}
