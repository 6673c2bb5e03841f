"""The addresses of the open data under /api/v1/."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from measures import presenters
from measures.api import schemas
from measures.api.reading import Unavailable, chosen_release, document_of, reference, result_rows, results_csv
from measures.open_data.package import LICENCE
from measures.presenters import ReleaseView

PROBLEMS = {404: schemas.Problem, 410: schemas.Problem, 422: schemas.Problem}

api = NinjaAPI(
    title="Customer Charter open data",
    version="1",
    urls_namespace="api",
    docs_url=None,
    description="Read only. Exact numbers are strings. `?release=` names an earlier release.",
    openapi_extra={"info": {"license": {"name": LICENCE["title"], "url": LICENCE["path"]}}},
)


@api.exception_handler(Unavailable)
def unavailable(request: HttpRequest, problem: Unavailable) -> HttpResponse:
    """A JSON answer with a word for programs and a sentence for people."""
    answer = {"code": problem.code, "message": problem.message}
    return api.create_response(request, answer, status=problem.status)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """A parameter that cannot be read."""
    answer = {"code": "unreadable", "message": "A parameter could not be read. See /api/v1/openapi.json."}
    return api.create_response(request, answer, status=422)


@api.get("/charter", response={200: schemas.Charter, **PROBLEMS}, summary="The charter and its counts")
def charter(request: HttpRequest, release: str | None = None) -> HttpResponse:
    """The charter's sentence, counts, themes, promises and texts."""
    return frozen(document_of(chosen_release(release), "charter"))


@api.get("/promises", response={200: schemas.Promises, **PROBLEMS}, summary="All promises")
def promises(request: HttpRequest, release: str | None = None) -> HttpResponse:
    """Each promise with its status and score."""
    found = chosen_release(release)
    return frozen({"release": reference(found), "promises": document_of(found, "charter")["promises"]})


@api.get("/promises/{slug:slug}", response={200: schemas.Promise, **PROBLEMS}, summary="One promise")
def promise(request: HttpRequest, slug: str, release: str | None = None) -> HttpResponse:
    """A promise with its commitments and lines."""
    return frozen(document_of(chosen_release(release), f"promises/{slug}"))


@api.get("/measures", response={200: schemas.Measures, **PROBLEMS}, summary="All measures")
def measures(request: HttpRequest, release: str | None = None) -> HttpResponse:
    """Each measure with its figure, state and status."""
    found = chosen_release(release)
    return frozen({"release": reference(found), "measures": document_of(found, "performance")["measures"]})


@api.get("/measures/{slug:slug}", response={200: schemas.Measure, **PROBLEMS}, summary="One measure")
def measure(request: HttpRequest, slug: str, release: str | None = None) -> HttpResponse:
    """A measure with its definition, targets, whole series and commentary."""
    return frozen(document_of(chosen_release(release), f"measures/{slug}"))


@api.get(
    "/results",
    response={200: schemas.Results, **PROBLEMS},
    summary="Figures",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def results(
    request: HttpRequest,
    measure: str | None = None,
    period: str | None = None,
    release: str | None = None,
    format: Literal["json", "csv"] = "json",
) -> HttpResponse:
    """Figures of all measures or of one; `format=csv` gives a table."""
    found = chosen_release(release)
    rows = result_rows(found, measure, period)
    if format == "csv":
        return csv_answer(found, results_csv(found, rows), "results")
    return frozen({"release": reference(found), "results": rows})


@api.get("/releases", response=schemas.Releases, summary="All releases")
def releases(request: HttpRequest) -> HttpResponse:
    """Every release, newest first; a withdrawn one with its reason."""
    return frozen({"releases": [_release(found) for found in presenters.releases()]})


@api.get("/benchmarks", response=schemas.Benchmarks, summary="Quartiles of the sector")
def benchmarks(request: HttpRequest) -> HttpResponse:
    """Quartiles of landlords by year, measure, stock, size and type."""
    return frozen({"benchmarks": presenters.benchmarks()})


def frozen(document: dict[str, Any]) -> HttpResponse:
    """A frozen document as it is: the schemas describe it, nothing may reshape it on the way."""
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


def csv_answer(release: ReleaseView, content: bytes, name: str) -> HttpResponse:
    """A CSV file as a download, named after its release."""
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{release.slug}.csv"'
    return answer


def _release(found: ReleaseView) -> dict[str, Any]:
    fields = ("slug", "period", "label", "revision", "state", "hash", "reason", "notice", "withdrawn_because")
    return {name: getattr(found, name) for name in fields} | {
        "published_at": found.published_at.isoformat(),
        "corrected_later": list(found.corrected_later),
    }
