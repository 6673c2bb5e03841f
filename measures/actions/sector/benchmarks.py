"""Loading quartiles of the sector, to compare like with like."""

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit
from charter.actions.landlord import set_size_and_type
from charter.faults import Refused
from charter.models import LandlordCode, User
from charter.numbers import plain, round_half_up
from measures.actions.imports.receiving import receive_upload
from measures.csv_import import COMMAND_LINE
from measures.models import Benchmark
from measures.sector_data import STORED_PLACES, BenchmarkLine, SectorFiles, benchmark_lines, read_files

SOURCE = "Regulator of Social Housing, Tenant Satisfaction Measures"
FIVE = ("minimum", "lower_quartile", "median", "upper_quartile", "maximum")


@dataclass(frozen=True)
class BenchmarkLoad:
    """How many quartiles are new, changed and the same as before."""

    new: int
    changed: int
    same: int


@transaction.atomic
def load_benchmarks(
    *, files: Sequence[tuple[str, bytes]], by: User, write: bool = True, source: str = SOURCE
) -> BenchmarkLoad:
    """Load quartiles by year, stock, size band and type, from tables of quartiles or of all figures.

    From figures they are computed, with deciles; with the list of landlords also by size band and type, and
    the landlord of the portal gets its own size band and type from it. Without `write` it only counts.
    Raises Refused with every fault, or when the files hold no quartiles.
    """
    found = read_files(files)
    if found.faults:
        raise Refused.because(one.fault for one in found.faults)
    lines = {line.key: line for line in found.benchmarks}
    lines |= {line.key: line for line in benchmark_lines(found.figures, found.landlords)}
    if not lines:
        raise Refused(_("There are no quartiles in these files, and no figures to work them out from."))
    load = _count(lines.values(), source)
    if write:
        for line in lines.values():
            Benchmark.objects.update_or_create(defaults=_values(line, source), **_key(line))
        _place_landlord(found, by)
        _keep(files, by, load)
    return load


def _place_landlord(found: SectorFiles, by: User) -> None:
    """Note the portal's own size band and type, if the list names one of its codes; the newest code wins."""
    ours = LandlordCode.objects.filter(code__in=found.landlords).order_by("starts").last()
    if ours is not None:
        listed = found.landlords[ours.code]
        landlord, size_band, kind = ours.landlord, listed.size_band, listed.kind
        set_size_and_type(landlord=landlord, size_band=size_band, landlord_type=kind, by=by)


def _key(line: BenchmarkLine) -> dict[str, Any]:
    return {
        "year": line.year,
        "regulator_code": line.regulator_code,
        "stock": line.stock,
        "size_band": line.size_band,
        "landlord_type": line.kind,
    }


def _values(line: BenchmarkLine, source: str) -> dict[str, Any]:
    five = {name: round_half_up(value, STORED_PLACES) for name, value in zip(FIVE, line.five, strict=True)}
    deciles = [plain(value, STORED_PLACES) for value in line.deciles]
    return {"landlords": line.landlords, "source": source, "deciles": deciles, **five}


def _count(lines: Collection[BenchmarkLine], source: str) -> BenchmarkLoad:
    known: dict[tuple[str, ...], Benchmark] = {
        (row.year, row.regulator_code, row.stock, row.size_band, row.landlord_type): row
        for row in Benchmark.objects.all()
    }
    counted = {"new": 0, "changed": 0, "same": 0}
    for line in lines:
        row = known.get(line.key)
        if row is None:
            counted["new"] += 1
            continue
        differs = any(getattr(row, name) != value for name, value in _values(line, source).items())
        counted["changed" if differs else "same"] += 1
    return BenchmarkLoad(**counted)


def _keep(files: Sequence[tuple[str, bytes]], by: User, load: BenchmarkLoad) -> None:
    for name, data in files:
        source = io.BytesIO(data)
        batch = receive_upload(source=source, name=name, by=by, limits=COMMAND_LINE, check=False).batch
        if batch.state != "accepted":
            batch.form, batch.state = "benchmarks", "accepted"
            batch.accepted_by, batch.accepted_at = by, timezone.now()
            batch.save()
        detail = {"new": load.new, "changed": load.changed, "same": load.same}
        audit.record("load_benchmarks", batch, by=by, detail=detail)
