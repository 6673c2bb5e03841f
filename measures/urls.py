"""Addresses of the figures: two lists, one for everybody and one for staff."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from charter.open_data import open_data as as_open_data
from measures import feeds
from measures.views import (
    approvals,
    cases,
    commentary,
    compare,
    downloads,
    embed,
    evidence,
    figure_history,
    figures,
    import_files,
    imports,
    measure_desk,
    measures,
    milestones,
    my_area,
    open_data,
    periods,
    releases,
    reports,
    site_preview,
    years,
)
from measures.views import public as pages


def both(where: str, view: Callable[..., HttpResponseBase], name: str) -> list[URLPattern | URLResolver]:
    """A download as CSV and as XLSX: `name`_csv and `name`_xlsx."""
    return [path(f"{where}.{end}", view, {"ending": end}, name=f"{name}_{end}") for end in ("csv", "xlsx")]


public: list[URLPattern | URLResolver] = [
    path("performance/", pages.performance, name="performance"),
    path("compare/", compare.compare, name="compare"),
    path("my-area/", my_area.my_area, name="my_area"),
    path("measures/<slug:slug>/", pages.measure, name="measure"),
    path("measures/<slug:slug>/embed/", embed.measure_embed, name="measure_embed"),
    path("measures/<slug:slug>.csv", open_data.measure_csv, name="measure_csv"),
    path("measures/<slug:slug>.json", open_data.measure_json, name="measure_json"),
    path("measures/<slug:slug>.svg", as_open_data(pages.measure_svg), name="measure_svg"),
    path("data/", open_data.data, name="data"),
    path("data/latest.zip", open_data.package, name="latest_package"),
    path("data/dataset.jsonld", open_data.dataset, name="dataset"),
    path("data/<slug:table>.csv", open_data.table_csv, name="table_csv"),
    path("api/v1/", open_data.unknown, name="api_root"),
    path("api/v1/", include((open_data.open_routes(), "api"))),
    path("api/v1/<path:rest>", open_data.unknown, name="api_unknown"),
    path("feeds/releases.atom", feeds.releases, name="releases_feed"),
    path("feeds/documents.atom", feeds.documents, name="documents_feed"),
    path("releases/", pages.releases, name="releases"),
    path("releases/<slug:slug>/", pages.release, name="release"),
    path("releases/<slug:slug>.zip", open_data.package, name="release_package"),
]

staff: list[URLPattern | URLResolver] = [
    path("staff/figures/", figures.figures, name="staff_figures"),
    path("staff/figures/<slug:measure>/<slug:period>/", figures.figure, name="staff_figure"),
    path("staff/figures/<slug:measure>/<slug:period>/check/", figures.check, name="staff_figure_check"),
    path("staff/evidence/<int:pk>/", evidence.evidence_file, name="staff_evidence"),
    path("staff/commentary/<slug:measure>/<slug:period>/", commentary.commentary, name="staff_commentary"),
    path("staff/commentary/<int:pk>/", commentary.decide, name="staff_commentary_decide"),
    path(
        "staff/figures/<slug:measure>/<slug:period>/history/",
        figure_history.history,
        name="staff_figure_history",
    ),
    *both(
        "staff/figures/<slug:measure>/<slug:period>/history",
        figure_history.history_file,
        "staff_figure_history",
    ),
    path("staff/milestones/<slug:slug>/", milestones.milestone, name="staff_milestone"),
    path("staff/cases/<slug:measure>/<slug:period>/", cases.late_cases, name="staff_late_cases"),
    path("staff/cases/<slug:measure>/<slug:period>.csv", cases.late_cases_csv, name="staff_late_cases_csv"),
    path("staff/imports/", imports.imports, name="staff_imports"),
    *both("staff/imports/template/<slug:form>", import_files.template_download, "staff_import_template"),
    path("staff/imports/<int:pk>/", imports.import_page, name="staff_import"),
    *both("staff/imports/<int:pk>/faults", import_files.faults_download, "staff_import_faults"),
    path("staff/imports/<int:pk>/file/", import_files.file_download, name="staff_import_file"),
    *both("staff/figures", downloads.figures_list, "staff_figures"),
    *both("staff/approvals", downloads.queue_list, "staff_approvals"),
    *both("staff/measures", downloads.measures_list, "staff_measures"),
    *both("staff/measures/collection", measures.collection_list, "staff_collection"),
    path("staff/approvals/", approvals.approvals, name="staff_approvals"),
    path("staff/approvals/<int:pk>/", approvals.approval, name="staff_approval"),
    path("staff/approvals/together/", approvals.approve_several, name="staff_approve_several"),
    path("staff/approvals/file/<int:pk>/", approvals.approve_file, name="staff_approve_file"),
    path("staff/years/", years.year_list, name="staff_years"),
    path("staff/years/<slug:slug>/", years.year, name="staff_year"),
    path("staff/unlocks/", periods.unlocks, name="staff_unlocks"),
    path("staff/unlocks/<int:pk>/", periods.unlock, name="staff_unlock"),
    path("staff/unlocks/<slug:measure>/<slug:period>/", periods.unlock_new, name="staff_unlock_new"),
    path("staff/unlocks/<slug:measure>/<slug:period>/ask/", periods.unlock_ask, name="staff_unlock_ask"),
    path("staff/lock-rule/", periods.lock_rule, name="staff_lock_rule"),
    path("staff/releases/", releases.releases, name="staff_releases"),
    path("staff/releases/preview/", releases.release_preview, name="staff_release_preview"),
    path("staff/releases/preview/<slug:period>/site/", site_preview.period_site, name="staff_period_site"),
    path("staff/releases/preview/<slug:period>/site/<path:rest>", site_preview.period_site),
    path("staff/releases/<slug:slug>/site/", site_preview.release_site, name="staff_release_site"),
    path("staff/releases/<slug:slug>/site/<path:rest>", site_preview.release_site),
    path("staff/releases/waive/<slug:period>/<slug:slug>/", releases.waive, name="staff_waive"),
    path("staff/releases/<slug:slug>/", releases.release, name="staff_release"),
    path("staff/reports/", reports.reports, name="staff_reports"),
    path("staff/reports/<int:pk>/", reports.report, name="staff_report"),
    path("reports/", reports.released_reports, name="reports"),
    path("staff/reports/<int:pk>/board/", reports.report_to_board, name="staff_report_to_board"),
    path("staff/reports/<int:pk>/file/", reports.report_file, name="staff_report_file"),
    path("staff/measures/", measures.measures, name="staff_measures"),
    path("staff/measures/<slug:slug>/", measure_desk.measure, name="staff_measure"),
    path("staff/segments/", measure_desk.segments, name="staff_segments"),
]
