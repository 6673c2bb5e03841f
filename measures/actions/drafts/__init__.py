"""Makes the kinds of draft of this app known; MeasuresConfig.ready imports it (ADR 0022)."""

from charter import drafts
from measures.actions.drafts import dated, lists, measures

for _kind in (measures.MEASURE, *dated.KINDS, *lists.KINDS):
    drafts.register(_kind)
