"""`import_results`, `import_tsm`, `load_benchmarks` as they are run: summary, faults, nothing half done."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from charter.models import AuditEvent, Landlord, LandlordCode, User
from charter.numbers import round_half_up
from measures import rules
from measures.models import Benchmark, Import, Measure, Result, Segment

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DATA = Path(__file__).parents[1] / "data"
PERCEPTION = DATA / "rsh_tsm_2024_25_perception.csv"
MANAGEMENT = DATA / "rsh_tsm_2024_25_management.csv"
LANDLORDS = DATA / "rsh_landlords.csv"
TABLES = (PERCEPTION, MANAGEMENT, LANDLORDS)
BY = ("--by", "author@example.org")
HISTORY = ("approved", "final", "history")
BOTH = (*BY, "--approve-by", "checker@example.org", "--yes")


@pytest.fixture(autouse=True)
def people() -> None:
    User.objects.create_user("author@example.org", "Author")
    User.objects.create_user("checker@example.org", "Checker")


@pytest.fixture
def measure() -> Measure:
    Landlord.objects.create(name="Alderbrook Homes", first_period="2026-04")
    return Measure.objects.create(
        slug="calls", title="Calls", kind="percentage", direction="higher", frequency="monthly", decimals=1
    )


def run(capsys, *arguments: object) -> str:
    call_command(*[str(one) for one in arguments])
    return capsys.readouterr().out


def refusal(*arguments: object) -> str:
    with pytest.raises(CommandError) as caught:
        call_command(*[str(one) for one in arguments])
    return str(caught.value)


def written() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Landlord, Measure, Result, Import, AuditEvent))


# ---- import_results


def results(tmp_path: Path, *rows: str) -> Path:
    file = tmp_path / "figures.csv"
    file.write_text("\n".join(["measure,period,segment,numerator,denominator", *rows]))
    return file


def test_without_yes_the_file_is_only_checked(capsys, tmp_path, measure):
    before = written()
    said = run(capsys, "import_results", results(tmp_path, "calls,2025-04,,9,10"), *BY)
    assert "1 figures of 1 measure, no fault." in said
    assert "Nothing was written. Add --yes to import the file." in said
    assert written() == before


def test_history_goes_the_whole_way(capsys, tmp_path, measure):
    file = results(tmp_path, "calls,2025-04,,9,10", "calls,2025-05,,10,10")
    assert "2 approved." in run(capsys, "import_results", file, *BOTH)
    assert set(Result.objects.values_list("workflow", "approval", "origin")) == {
        ("approved", "final", "history")
    }
    assert "The same file was already accepted" in refusal("import_results", file, *BOTH)
    assert "2 of them stand already" in run(capsys, "import_results", file, *BY)


def test_figures_of_the_portals_time_are_submitted_and_wait(capsys, tmp_path, measure):
    file = results(tmp_path, "calls,2026-04,,9,10")
    assert "is not history" in refusal("import_results", file, *BOTH)
    assert "1 submitted for approval." in run(capsys, "import_results", file, *BY, "--yes")


def test_all_faults_are_listed_and_nothing_is_written(tmp_path, measure):
    file = results(tmp_path, "calls,2025-04,,9,10", "calls,2025-13,,9,10", "nobody,2025-05,nowhere,11,10")
    before = written()
    said = refusal("import_results", file, *BY, "--yes")
    assert said.startswith("3 faults. Nothing was written.\n  1. Row 3, Period:")
    assert "Row 4, Measure: There is no measure nobody." in said
    assert written() == before


@pytest.mark.parametrize(
    ("by", "says"),
    [
        (("--by", "nobody@example.org"), "Nobody with the e-mail address"),
        ((*BY, "--approve-by", "author@example.org", "--yes"), "The same person cannot enter and approve"),
    ],
)
def test_people_must_exist_and_differ(tmp_path, measure, by, says):
    assert says in refusal("import_results", results(tmp_path, "calls,2025-04,,9,10"), *by)


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert "cannot be read" in refusal("import_results", tmp_path / "none.csv", *BY)


def test_more_rows_than_the_browser_takes(capsys, tmp_path, measure):
    Segment.objects.bulk_create([Segment(slug=f"s{n}", name=f"s{n}", dimension="x") for n in range(2_001)])
    rows = [f"calls,2025-{month:02d},s{n},9,10" for month in range(4, 9) for n in range(2_001)]
    said = run(capsys, "import_results", results(tmp_path, *rows), *BY)
    assert "10,005 figures" in said


# ---- import_tsm

# A council with rented homes alone, a provider with shared owners too, one for shared owners only.
KINDS = {"00FF": 26, "L4521": 39, "4636": 19}


@pytest.mark.parametrize("code", KINDS)
def test_a_landlord_is_made_with_all_its_figures_at_the_regulators_values(capsys, code):
    said = run(capsys, "import_tsm", "--landlord", code, *BOTH, *TABLES)
    landlord = Landlord.objects.get()
    assert landlord.name in said
    assert LandlordCode.objects.get().code == code
    assert len(printed(code)) == KINDS[code]
    assert _stored() == printed(code)
    assert set(Result.objects.values_list("workflow", "approval", "origin")) == {
        ("approved", "final", "history")
    }
    assert "figures approved." in said


def printed(code: str) -> dict[tuple[str, str], str]:
    """The regulator's own values of a landlord by code and stock, read from the files a second way."""
    found = {}
    for file, parts, value in ((PERCEPTION, None, 14), (MANAGEMENT, 4, 8)):
        for line in file.read_text().splitlines()[1:]:
            cells = line.split(",")
            if cells[1] == code:
                part = cells[parts] if parts else ""
                found[f"{cells[3]}.{part}" if part else cells[3], cells[2]] = cells[value]
    return found


def _stored() -> dict[tuple[str, str], str]:
    found = {}
    for result in Result.objects.select_related("measure"):
        value = rules.value_of_result(result.measure, result)
        shown = f"[{result.marker}]" if result.marker else str(round_half_up(value, 1))
        found[result.measure.regulator_code, result.measure.stock] = shown
    return found


def test_a_marker_gives_no_value_and_is_kept(capsys):
    run(capsys, "import_tsm", "--landlord", "L4203", *BOTH, *TABLES)
    result = Result.objects.get(measure__slug="tp10")
    assert (result.marker, result.numerator, result.value, result.workflow) == ("E", None, None, "approved")


def test_without_yes_it_shows_what_it_would_do(capsys):
    before = written()
    said = run(capsys, "import_tsm", "--landlord", "00FF", *BY, *TABLES)
    assert "City of York Council (00FF), who will be made the landlord of this portal." in said
    assert "2024-25 TP01     LCRA" in said
    assert "Nothing was written." in said
    assert written() == before


def test_importing_twice_changes_nothing(capsys):
    run(capsys, "import_tsm", "--landlord", "00FF", *BOTH, *TABLES)
    before = written()[:3]
    said = run(capsys, "import_tsm", "--landlord", "00FF", *BOTH, *TABLES)
    assert "0 figures, 0 new measures, 26 figures the same." in said
    assert written()[:3] == before


def test_measures_of_the_set_that_the_portal_keeps_are_used(capsys):
    Landlord.objects.create(name="City of York Council", first_period="2026-04")
    Measure.objects.create(
        slug="happy", title="Happy", kind="percentage", direction="higher", frequency="quarterly",
        regulator_code="TP01", stock="LCRA",
    )  # fmt: skip
    run(capsys, "import_tsm", "--landlord", "00FF", *BOTH, *TABLES)
    assert Result.objects.get(measure__slug="happy").denominator
    assert not Measure.objects.filter(slug="tp01").exists()


def test_a_figure_that_stands_otherwise_and_a_kind_that_does_not_fit_are_faults(capsys):
    run(capsys, "import_tsm", "--landlord", "00FF", *BOTH, *TABLES)
    Result.objects.filter(measure__slug="tp01").update(numerator=1)
    said = refusal("import_tsm", "--landlord", "00FF", *BOTH, *TABLES)
    assert said.startswith(
        "1 fault. Nothing was written.\n  1. TP01, April 2024 to March 2025: There is another"
    )
    Result.objects.filter(measure__slug="tp01").update(numerator=1, workflow="draft")
    Measure.objects.filter(slug="tp01").update(kind="count")
    assert "is kept as count, not as satisfaction" in refusal(
        "import_tsm", "--landlord", "00FF", *BOTH, *TABLES
    )


def test_other_answers_with_the_same_sums_are_another_figure(capsys):
    run(capsys, "import_tsm", "--landlord", "00FF", *BOTH, *TABLES)
    result = Result.objects.get(measure__slug="tp01")
    very, fairly = result.answers["very_satisfied"], result.answers["fairly_satisfied"]
    assert very != fairly
    result.answers |= {"very_satisfied": fairly, "fairly_satisfied": very}
    result.save()
    said = refusal("import_tsm", "--landlord", "00FF", *BOTH, *TABLES)
    assert "TP01, April 2024 to March 2025: There is another approved figure already." in said
    result.answers |= {"very_satisfied": very, "fairly_satisfied": fairly, "method": "telephone"}
    result.save()
    assert "26 figures the same." in run(capsys, "import_tsm", "--landlord", "00FF", *BOTH, *TABLES)
    Result.objects.filter(pk=result.pk).update(answers=None)  # its two numbers are all that it says
    assert "26 figures the same." in run(capsys, "import_tsm", "--landlord", "00FF", *BOTH, *TABLES)


def test_a_slug_that_is_taken_gets_the_stock_beside_it(capsys):
    for slug in ("tp01", "tp02", "tp02-lcra"):
        Measure.objects.create(slug=slug, title=slug, kind="count", direction="lower", frequency="monthly")
    run(capsys, "import_tsm", "--landlord", "00FF", *BOTH, *TABLES)
    slugs = Measure.objects.filter(regulator_code__in=["TP01", "TP02"]).values_list("slug", flat=True)
    assert set(slugs) == {"tp01-lcra", "tsm-tp02-lcra"}


def test_a_year_that_has_not_ended_and_the_same_person_are_refused(tmp_path):
    coming = tmp_path / "perception.csv"
    coming.write_text(PERCEPTION.read_text().replace("2024/25,00FF", "2098/99,00FF"))
    said = refusal("import_tsm", "--landlord", "00FF", *BOTH, coming, LANDLORDS)
    assert "April 2098 to March 2099 has not ended yet." in said
    same = (*BY, "--approve-by", "author@example.org", "--yes")
    assert "The same person" in refusal("import_tsm", "--landlord", "00FF", *same, *TABLES)


def test_without_an_approver_the_figures_wait(capsys):
    run(capsys, "import_tsm", "--landlord", "00FF", *BY, "--yes", *TABLES)
    assert set(Result.objects.values_list("workflow", flat=True)) == {"submitted"}


@pytest.mark.parametrize(
    ("code", "tables", "says"),
    [
        ("L9999", TABLES, "There is no landlord with the code L9999 in these files. Check the code."),
        ("45UD", (*TABLES,), "has no figures in these files"),
        ("00FF", TABLES[:2], "The portal has no landlord yet, and these files do not say who 00FF is."),
        ("00FF", (PERCEPTION, PERCEPTION, LANDLORDS), "has the same figure as row"),
    ],
)
def test_a_landlord_that_is_not_there_is_a_clear_fault(code, tables, says, tmp_path):
    if code == "45UD":
        landlords = tmp_path / "landlords.csv"
        landlords.write_text(LANDLORDS.read_text() + '45UD,Small Council,LA,"<5,000",South,No\n')
        tables = (PERCEPTION, MANAGEMENT, landlords)
    before = written()
    assert says in refusal("import_tsm", "--landlord", code, *BOTH, *tables)
    assert written() == before


@pytest.mark.parametrize("code", [None, "L4240"])
def test_another_landlords_portal_takes_nothing(code):
    landlord = Landlord.objects.create(name="Alderbrook Homes", first_period="2026-04")
    if code:
        LandlordCode.objects.create(landlord=landlord, code=code, starts=date(2020, 4, 1))
    said = refusal("import_tsm", "--landlord", "00FF", *BOTH, *TABLES)
    assert "This portal belongs to Alderbrook Homes" in said
    assert Result.objects.count() == 0


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("\n2024/25,00FF,LCRA,TP01,", "\n2024/25,00FF,LCRA,TP01,x", "very_satisfied: “x"),
        ("\n2024/25,00FF,LCRA,TP01,", "\n2024/25,00FF,LCRA,TP01,9", "is not the sum of the five answers"),
        ("\n2024/25,00FF,LCRA,TP01,", "\n2024/25,00FF,LCRX,TP01,", "is not a stock that we know"),
        ("neither,", "", "“neither” is missing: the table of perception figures has 15 columns."),
    ],
)
def test_a_bad_cell_or_a_missing_column_is_a_clear_fault(tmp_path, old, new, says):
    bad = tmp_path / "perception.csv"
    text = PERCEPTION.read_text()
    assert old in text
    bad.write_text(text.replace(old, new, 1))
    before = written()
    said = refusal("import_tsm", "--landlord", "00FF", *BOTH, bad, MANAGEMENT, LANDLORDS)
    assert said.startswith("1 fault. Nothing was written.\n  1. perception.csv, Row ")
    assert says in said
    assert written() == before


def test_a_bad_cell_of_another_landlord_does_not_stop_this_one(capsys, tmp_path):
    bad = tmp_path / "perception.csv"
    text = PERCEPTION.read_text()
    bad.write_text(text.replace("\n2024/25,L4240,LCRA,TP01,", "\n2024/25,L4240,LCRA,TP01,x", 1))
    assert "26 figures approved." in run(
        capsys, "import_tsm", "--landlord", "00FF", *BOTH, bad, MANAGEMENT, LANDLORDS
    )


def test_a_year_of_the_portals_time_cannot_be_approved_at_once():
    Landlord.objects.create(name="City of York Council", first_period="2024-04")
    said = refusal("import_tsm", "--landlord", "00FF", *BOTH, *TABLES)
    assert "April 2024 to March 2025 is not history: the portal answers for it." in said


# ---- load_benchmarks


def test_quartiles_are_loaded_from_their_table(capsys):
    file = DATA / "rsh_tsm_sector_quartiles.csv"
    assert "78 new, 0 changed, 0 the same." in run(capsys, "load_benchmarks", file, *BY)
    row = Benchmark.objects.get(year="2024-25", regulator_code="TP01", stock="LCRA")
    assert (str(row.median.normalize()), row.landlords, row.size_band) == ("71.8", 353, "")
    assert "0 new, 0 changed, 78 the same." in run(capsys, "load_benchmarks", file, *BY)


def test_quartiles_by_size_and_type_come_from_all_figures(capsys):
    assert "Nothing was written." in run(capsys, "load_benchmarks", *TABLES, *BY, "--check")
    assert Benchmark.objects.count() == 0
    run(capsys, "load_benchmarks", *TABLES, *BY)
    like = Benchmark.objects.get(
        year="2024-25", regulator_code="TP01", stock="LCRA", size_band="5,000-40,000", landlord_type="PRP"
    )
    assert 50 < like.landlords < 353
    assert like.lower_quartile < like.median < like.upper_quartile


def test_files_without_quartiles_are_refused():
    assert "There are no quartiles in these files" in refusal("load_benchmarks", LANDLORDS, *BY)
    assert "1 fault. Nothing was written." in refusal(
        "load_benchmarks", DATA / "hostile" / "picture.csv", *BY
    )
