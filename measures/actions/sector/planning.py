"""What an import of the regulator's tables would do for one landlord. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.faults import Fault, Refused
from charter.models import Landlord
from charter.querysets import first_period
from measures.actions.imports.figures import answers_document
from measures.models import Measure, Result
from measures.rules import POINTS
from measures.sector_data import SectorFigure, SectorFiles, SectorLandlord, SectorMeasure, read_files
from measures.sector_data import sector_measure as described

# Kinds that a regulator's figure fits into, should the installation already keep the measure as one of them.
FITTING = {"satisfaction": {"satisfaction", "percentage"}, "percentage": {"percentage"}, "rate": {"rate"}}
STANDING = {
    "approved": N_("There is another approved figure already."),
    "submitted": N_("There is a submitted figure already. Recall it first."),
}
COUNTED = (*POINTS, "dont_know", "filter_yes", "filter_no")  # not asked is not the same as nobody
Named = tuple[str, str]  # the regulator's code of a measure, and the stock


@dataclass(frozen=True)
class SectorPlan:
    """What is to be written: `figures` with the measure each belongs to, those to be made, those the same."""

    code: str
    listed: SectorLandlord | None
    landlord: Landlord | None
    figures: tuple[tuple[SectorFigure, SectorMeasure], ...]
    existing: dict[Named, Measure]
    same: int

    @property
    def name(self) -> str:
        """The landlord's name."""
        if self.landlord is not None:
            return self.landlord.name
        return self.listed.name if self.listed else self.code

    @property
    def missing(self) -> list[SectorMeasure]:
        """The measures that the installation lacks, each once."""
        wanted = {(one.regulator_code, one.stock): one for _, one in self.figures}
        return [one for key, one in wanted.items() if key not in self.existing]


def plan_sector(*, files: Iterable[tuple[str, bytes]], code: str, only_history: bool = False) -> SectorPlan:
    """Read the tables and hold the landlord's rows against what the portal has.

    `only_history` refuses years that the portal answers for. Raises Refused with every fault: of the files,
    of the landlord's rows, a wrong code, a landlord that is not there, another landlord's portal.
    """
    wanted = code.strip().upper()
    found = read_files(files, only=wanted)
    faults = [one.fault for one in found.faults_for(wanted)]
    listed, figures = found.landlords.get(wanted), found.of(wanted)
    if not faults:
        faults = [*_who(wanted, found, listed), *_periods(figures, only_history)]
    if faults:
        raise Refused.because(faults)
    existing = {(one.regulator_code, one.stock): one for one in Measure.objects.exclude(regulator_code="")}
    wanted_figures = tuple((figure, described(figure.code, figure.part, figure.stock)) for figure in figures)
    moving, same, standing = _against_results(wanted_figures, existing)
    if faults := [*standing, *_kinds(wanted_figures, existing)]:
        raise Refused.because(faults)
    return SectorPlan(wanted, listed, Landlord.objects.first(), moving, existing, same)


def _who(code: str, found: SectorFiles, listed: SectorLandlord | None) -> list[Fault]:
    """Whether these files hold this landlord, and this portal is theirs."""
    if not found.of(code):
        if listed is not None:
            return [
                Fault(
                    "",
                    _("{name} ({code}) has no figures in these files.").format(name=listed.name, code=code),
                    _("Give the right files."),
                )
            ]
        return [
            Fault(
                "",
                _("There is no landlord with the code {code} in these files.").format(code=code),
                _("Check the code."),
            )
        ]
    landlord = Landlord.objects.first()
    if landlord is None:
        return [] if listed else [_unlisted(code)]
    codes = set(landlord.codes.values_list("code", flat=True))
    if codes and code not in codes:
        known = ", ".join(sorted(codes))
        what = _("This portal belongs to {name} ({known}), not to {code}.").format(
            name=landlord.name, known=known, code=code
        )
        return [Fault("", what, _("Check the code."))]
    if not codes and (listed is None or listed.name.casefold() != landlord.name.casefold()):
        other = listed.name if listed else _("a landlord that these files do not name")
        remedy = _("If they are one, give the code with set_landlord --code first.")
        return [
            Fault(
                "",
                _("This portal belongs to {name}, and {code} is {other}.").format(
                    name=landlord.name, code=code, other=other
                ),
                remedy,
            )
        ]
    return []


def _unlisted(code: str) -> Fault:
    return Fault(
        "",
        _("The portal has no landlord yet, and these files do not say who {code} is.").format(code=code),
        _("Add the list of landlords (rsh_landlords.csv) to the files, or run set_landlord first."),
    )


def _periods(figures: list[SectorFigure], only_history: bool) -> list[Fault]:
    faults, first = [], first_period()
    for year in sorted({figure.year for figure in figures}):
        if year.end >= timezone.localdate():
            faults.append(
                Fault(
                    "",
                    _("{period} has not ended yet.").format(period=year.label),
                    _("Give figures of past years."),
                )
            )
        elif only_history and _is_answered(year.end, first.start if first else None):
            remedy = _("Leave out --approve-by; another person approves these figures in the portal.")
            faults.append(
                Fault(
                    "",
                    _("{period} is not history: the portal answers for it.").format(period=year.label),
                    remedy,
                )
            )
    return faults


def _is_answered(end: date, first: date | None) -> bool:
    invented = Landlord.objects.filter(is_demonstration=True).exists()
    return first is not None and not invented and end >= first


def _kinds(
    figures: Iterable[tuple[SectorFigure, SectorMeasure]], existing: dict[Named, Measure]
) -> list[Fault]:
    faults = []
    for _figure, wanted in figures:
        measure = existing.get((wanted.regulator_code, wanted.stock))
        if measure is not None and measure.kind not in FITTING[wanted.kind]:
            what = _("“{title}” is kept as {kind}, not as {other}.").format(
                title=measure.title, kind=measure.kind, other=wanted.kind
            )
            faults.append(Fault(measure.slug, what, _("Correct the kind, or the measure's regulator code.")))
    return faults


def _against_results(
    figures: tuple[tuple[SectorFigure, SectorMeasure], ...], existing: dict[Named, Measure]
) -> tuple[tuple[tuple[SectorFigure, SectorMeasure], ...], int, list[Fault]]:
    """The figures to be written, how many stand already as they are, and faults for those that differ."""
    standing = Result.objects.filter(
        measure__in=existing.values(), segment=None, workflow__in=STANDING
    ).select_related("measure")
    by_key = {(one.measure_id, one.period): one for one in standing.order_by("workflow")}
    moving, faults, same = [], [], 0
    for figure, wanted in figures:
        measure = existing.get((wanted.regulator_code, wanted.stock))
        found = by_key.get((measure.pk, figure.year.key)) if measure else None
        if found is None:
            moving.append((figure, wanted))
        elif found.workflow == "approved" and _is_same(figure, found):
            same += 1
        else:
            where = f"{wanted.regulator_code}, {figure.year.label}"
            faults.append(Fault(where, _(STANDING[found.workflow]), _("Ask for a correction.")))
    return tuple(moving), same, faults


def _is_same(figure: SectorFigure, result: Result) -> bool:
    """Whether a stored figure says exactly what the regulator's says.

    Of answers each count is the same, and whatever else the regulator says; a stored figure that never had
    the single answers says as much as its two numbers do.
    """
    numerator, denominator = figure.numerator, figure.denominator
    if figure.answers is not None:
        numerator, denominator = figure.answers.satisfied, figure.answers.base
    stated = (result.numerator, result.denominator, result.marker)
    return stated == (numerator, denominator, figure.marker) and _same_answers(figure, result)


def _same_answers(figure: SectorFigure, result: Result) -> bool:
    if figure.answers is None or not result.answers:
        return not result.answers
    said = answers_document(figure.answers)
    return all(result.answers.get(name) == said.get(name) for name in (*said, *COUNTED))
