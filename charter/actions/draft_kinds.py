"""Makes the kinds of draft of this app known; CharterConfig.ready imports it."""

from charter import drafts
from charter.actions import bodies, charters, stages, texts

for _kind in (*texts.KINDS, *bodies.KINDS, *stages.KINDS, *charters.KINDS):
    drafts.register(_kind)
