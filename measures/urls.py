"""Addresses of the figures: two lists, one for everybody and one for staff."""

from django.urls import URLPattern, URLResolver, include, path

from measures.views import (
    approvals,
    cases,
    figures,
    imports,
    measures,
    milestones,
    open_data,
    periods,
    releases,
    reports,
    years,
)
from measures.views import public as pages

public: list[URLPattern | URLResolver] = [
    path("performance/", pages.performance, name="performance"),
    path("measures/<slug:slug>/", pages.measure, name="measure"),
    path("measures/<slug:slug>.csv", open_data.measure_csv, name="measure_csv"),
    path("measures/<slug:slug>.json", open_data.measure_json, name="measure_json"),
    path("measures/<slug:slug>.svg", open_data.open_data(pages.measure_svg), name="measure_svg"),
    path("api/v1/", open_data.unknown, name="api_root"),
    path("api/v1/", include((open_data.open_routes(), "api"))),
    path("api/v1/<path:rest>", open_data.unknown, name="api_unknown"),
    path("releases/", pages.releases, name="releases"),
    path("releases/<slug:slug>/", pages.release, name="release"),
]

staff: list[URLPattern | URLResolver] = [
    path("staff/figures/", figures.figures, name="staff_figures"),
    path("staff/figures/<slug:measure>/<slug:period>/", figures.figure, name="staff_figure"),
    path("staff/milestones/<slug:slug>/", milestones.milestone, name="staff_milestone"),
    path("staff/cases/<slug:measure>/<slug:period>/", cases.late_cases, name="staff_late_cases"),
    path("staff/cases/<slug:measure>/<slug:period>.csv", cases.late_cases_csv, name="staff_late_cases_csv"),
    path("staff/imports/", imports.imports, name="staff_imports"),
    path("staff/imports/template/<slug:form>.csv", imports.template_download, name="staff_import_template"),
    path("staff/imports/<int:pk>/", imports.import_page, name="staff_import"),
    path("staff/imports/<int:pk>/faults.csv", imports.faults_download, name="staff_import_faults"),
    path("staff/imports/<int:pk>/file/", imports.file_download, name="staff_import_file"),
    path("staff/approvals/", approvals.approvals, name="staff_approvals"),
    path("staff/approvals/<int:pk>/", approvals.approval, name="staff_approval"),
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
    path("staff/releases/<slug:slug>/", releases.release, name="staff_release"),
    path("staff/reports/", reports.reports, name="staff_reports"),
    path("staff/reports/<int:pk>/", reports.report, name="staff_report"),
    path("reports/", reports.released_reports, name="reports"),
    path("staff/reports/<int:pk>/board/", reports.report_to_board, name="staff_report_to_board"),
    path("staff/reports/<int:pk>/file/", reports.report_file, name="staff_report_file"),
    path("staff/measures/", measures.measures, name="staff_measures"),
]
