"""What a new version of the charter takes along of measures: its own sentences of how each is measured."""

from charter.actions.charters import copies
from charter.models import Charter
from measures.models import MeasureLine
from promises.models import Promise


@copies
def copy_lines(old: Charter, new: Charter) -> None:
    """The lines of every promise, each to the same measure; measures live through all charters."""
    promises = {promise.slug: promise for promise in Promise.objects.filter(charter=new)}
    lines = MeasureLine.objects.filter(promise__charter=old).select_related("promise", "measure")
    for line in lines.prefetch_related("monitored_by"):
        made = MeasureLine.objects.create(
            promise=promises[line.promise.slug],
            measure=line.measure,
            text=line.text,
            weight=line.weight,
            order=line.order,
        )
        made.monitored_by.set(line.monitored_by.all())
