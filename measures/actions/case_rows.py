"""Rows of cases whose figure was sent back and then replaced: they never count again."""

from collections.abc import Collection

from django.db.models import F
from django.utils.translation import gettext as _

from charter.faults import Refused
from charter.working_time import CalendarError
from measures.cases import CaseRuleError
from measures.models import Case, Measure, Result
from measures.querysets.cases import rows_set_aside


def put_aside(
    *, measure: Measure, of: Result | None = None, named: Collection[tuple[str, str]] | None = None
) -> None:
    """Let the rows of returned figures go for good, and the rows before them stand again.

    `of` and `named` keep it to one figure, or to these references and stages. A row that names its own file
    as the one that replaced it was in force for nothing. Part of the verb that calls it, which is audited.
    """
    try:
        found = rows_set_aside(measure, of)
    except (CaseRuleError, CalendarError) as error:
        raise Refused(
            _("The cases of {measure} cannot be counted: {why}").format(measure=measure.title, why=error)
        ) from error
    found = [one for one in found if named is None or one.name in named]
    Case.objects.filter(pk__in=[pk for one in found for pk in one.gone]).update(replaced_by=F("batch"))
    Case.objects.filter(pk__in=[one.back for one in found if one.back]).update(replaced_by=None)
