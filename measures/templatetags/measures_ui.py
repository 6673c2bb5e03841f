"""Charts in templates: documents in, coordinates out; nothing is marked safe."""

from typing import Any

from django import template

from measures.charts import Chart, Spark, chart_of, spark_of

register = template.Library()


@register.filter
def spark(row: dict[str, Any]) -> Spark | None:
    """The small chart of a measure's last eight figures."""
    target = (row.get("target") or {}).get("value")
    return spark_of(row.get("sparkline") or [], target, percentage=row.get("unit") == "%")


@register.filter
def chart(document: dict[str, Any]) -> Chart | None:
    """The chart of a measure's own periods; None when there are too few points to draw."""
    return chart_of(document)
