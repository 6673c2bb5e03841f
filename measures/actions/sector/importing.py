"""Writing one landlord's figures from the regulator's tables: measures, figures, approval, all or nothing."""

import io
from collections.abc import Callable, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit
from charter.actions.landlord import give_code, set_landlord, set_size_and_type
from charter.faults import Refused
from charter.models import Landlord, User
from charter.querysets import first_period
from measures.actions.imports.accepting import tell_approved_at_once
from measures.actions.imports.figures import answers_document
from measures.actions.imports.receiving import receive_upload
from measures.actions.results import Decision, approve_result, record_result, submit_result
from measures.actions.sector.planning import Named, SectorPlan, plan_sector
from measures.csv_import import COMMAND_LINE
from measures.figures import Figures
from measures.models import Definition, Import, Measure, Result
from measures.sector_data import SectorFigure, SectorMeasure

SOURCE = "Regulator of Social Housing, Tenant Satisfaction Measures"
DUE_CALENDAR_DAYS = 122  # 31 July after a year that ends on 31 March (scoring.md 5.0)
Tell = Callable[[str], None]


@transaction.atomic
def import_sector(
    *,
    files: Sequence[tuple[str, bytes]],
    code: str,
    by: User,
    approve_by: User | None = None,
    tell: Tell | None = None,
) -> SectorPlan:
    """Write the landlord's figures, with the measures and the landlord that the portal lacks.

    Without `approve_by` the figures wait for another person's approval; with it they are approved as final,
    which is for history and demonstration data only. A marker gives no value and is kept. Doing it twice
    changes nothing. Raises Refused with every fault (see plan_sector); nothing is written then.
    """
    if approve_by is not None and approve_by.pk == by.pk:
        raise Refused(_("The same person cannot enter and approve figures. Name another with --approve-by."))
    plan = plan_sector(files=files, code=code, only_history=approve_by is not None)
    say = tell or (lambda line: None)
    _landlord(plan, by)
    batches = [_keep(name, data, by) for name, data in files]
    measures = dict(plan.existing)
    for wanted in plan.missing:
        measures[wanted.regulator_code, wanted.stock] = _make(wanted, plan, by)
    say(f"{len(plan.missing)} measures made.")
    written = [_record(figure, measures[_named(wanted)], batches[0], by) for figure, wanted in plan.figures]
    say(f"{len(written)} figures recorded.")
    _hand_on(written, batches[0], by, approve_by)
    return plan


def _named(wanted: SectorMeasure) -> Named:
    return (wanted.regulator_code, wanted.stock)


def _landlord(plan: SectorPlan, by: User) -> Landlord:
    """The landlord of the installation, made from the regulator's list if there is none, with its code."""
    landlord = plan.landlord
    if landlord is None and plan.listed is not None:
        landlord = set_landlord(name=plan.listed.name, by=by)
    if landlord is None:
        raise Refused(_("The portal has no landlord yet. Run set_landlord first."))
    if plan.listed is not None:
        size_band, kind = plan.listed.size_band, plan.listed.kind
        landlord = set_size_and_type(landlord=landlord, size_band=size_band, landlord_type=kind, by=by)
    if not landlord.codes.filter(code=plan.code).exists():
        starts = min((figure.year.start for figure, _ in plan.figures), default=timezone.localdate())
        give_code(landlord=landlord, code=plan.code, starts=starts, by=by)
    return landlord


def _keep(name: str, data: bytes, by: User) -> Import:
    """Keep the file with its hash, as every file of figures is kept."""
    received = receive_upload(source=io.BytesIO(data), name=name, by=by, limits=COMMAND_LINE, check=False)
    batch = received.batch
    if batch.state != "accepted":
        batch.form, batch.state = "sector", "accepted"
        batch.accepted_by, batch.accepted_at = by, timezone.now()
        batch.save()
    return batch


def _make(wanted: SectorMeasure, plan: SectorPlan, by: User) -> Measure:
    definition = wanted.definition.replace("[landlord]", plan.name)
    measure = Measure.objects.create(
        slug=_free_slug(wanted),
        title=wanted.title,
        kind=wanted.kind,
        direction=wanted.direction,
        frequency="annual",
        unit=wanted.unit,
        decimals=1,
        definition=definition,
        numerator_label=wanted.numerator[:200],
        denominator_label=wanted.denominator[:200],
        source=SOURCE,
        regulator_code=wanted.regulator_code,
        stock=wanted.stock,
        natural_min=Decimal(0),
        natural_max=None if wanted.kind == "rate" else Decimal(100),
        due_working_days=None,
        due_calendar_days=DUE_CALENDAR_DAYS,
        answer_scale=wanted.answer_scale or "satisfied",
        per=Decimal(1000),
    )
    Definition.objects.create(
        measure=measure,
        starts=min(figure.year.start for figure, _ in plan.figures),
        text=definition,
        numerator_label=wanted.numerator[:200],
        denominator_label=wanted.denominator[:200],
    )
    audit.record("make_measure", measure, by=by, detail={"regulator": wanted.regulator_code})
    return measure


def _free_slug(wanted: SectorMeasure) -> str:
    """The measure's usual slug, or one with its stock when another measure has that already."""
    with_stock = f"{wanted.slug}-{wanted.stock.lower().replace('+', '-')}"
    for slug in (wanted.slug, with_stock, f"tsm-{with_stock}"):
        if not Measure.objects.filter(slug=slug).exists():
            return slug
    raise Refused(
        _("Other measures already have the addresses for {regulator_code}. Rename one.").format(
            regulator_code=wanted.regulator_code
        )
    )


def _record(figure: SectorFigure, measure: Measure, batch: Import, by: User) -> Result:
    first = first_period()
    is_past = first is not None and figure.year.end < first.start
    return record_result(
        measure=measure,
        period=figure.year,
        figures=_figures(figure, measure),
        by=by,
        origin="history" if is_past else "file",
        batch=batch,
    )


def _figures(figure: SectorFigure, measure: Measure) -> Figures:
    if figure.marker:
        return Figures(marker=figure.marker)
    if figure.answers is None:
        return Figures(numerator=figure.numerator, denominator=figure.denominator)
    if measure.kind == "satisfaction":
        return Figures(answers=answers_document(figure.answers))
    return Figures(numerator=figure.answers.satisfied, denominator=figure.answers.base)


def _hand_on(written: Sequence[Result], batch: Import, by: User, approve_by: User | None) -> None:
    for result in written:
        sent = submit_result(result=result, by=by)
        if approve_by is not None:
            approve_result(result=sent, by=approve_by, decision=Decision("final", announce=False))
    if written and approve_by is not None:
        tell_approved_at_once(batch, [result.pk for result in written], by=by, approve_by=approve_by)
