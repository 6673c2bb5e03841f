"""Documents for staff: record an edition of a publication, approve somebody else's."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import drafts, permissions
from charter.access import actor, requires
from charter.drafts import Where
from charter.form_parts import ConfirmForm
from charter.querysets import open_drafts_of_new
from measures.presenters import documents_owed
from promises.actions import approve_edition, note_change, record_edition
from promises.forms import ChangeForm, EditionForm
from promises.models import Edition, Publication
from promises.querysets import editions_to_approve, publications_with_editions, written_by


@requires("see_measures")
def editions(request: HttpRequest) -> HttpResponse:
    """Every document that the landlord owes, its editions, and what waits for approval."""
    person = actor(request)
    decides = permissions.reach(person, "approve_edition") is not None
    kind = drafts.kind_named("publication")
    owed = {one.publication.slug: one for one in documents_owed(timezone.localdate())}
    context = {
        "publications": [(found, owed[found.slug]) for found in publications_with_editions()],
        "mine": set(written_by(person).values_list("pk", flat=True)),
        "waiting": editions_to_approve() if decides else [],
        "decides": decides,
        "person": person,
        "kind": kind,
        "writes": kind.may_draft(person, Where()),
        "open": open_drafts_of_new(kind.name),
    }
    return render(request, "promises/staff/editions.html", context)


@requires("write_edition")
def new_edition(request: HttpRequest, slug: str) -> HttpResponse:
    """Record an edition of a document that the person's post owns."""
    publication = get_object_or_404(written_by(actor(request)), slug=slug)
    today = timezone.localdate()
    open_days = next(one.open_days for one in documents_owed(today) if one.publication.slug == slug)
    form = (
        EditionForm(request.POST, request.FILES, open_days=open_days)
        if request.method == "POST"
        else EditionForm(initial={"published": today}, open_days=open_days)
    )
    if request.method == "POST":
        answer = form.send(actor(request), _record(request, publication, form))
        if answer is not None:
            return answer
    context = {"publication": publication, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "promises/staff/new_edition.html", context, status=status)


def _record(request: HttpRequest, publication: Publication, form: EditionForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        file = said["file"]
        edition = record_edition(
            publication=publication,
            title=said["title"],
            published=said["published"],
            due=form.due_day,
            review_by=said["review_by"],
            address=said["address"],
            file=(f"{publication.slug}.pdf", file.read()) if file else None,
            by=actor(request),
        )
        messages.success(request, _("Recorded. It counts and shows once somebody else approved it."))
        return reverse("staff_edition", args=[edition.pk])

    return work


@requires("write_edition")
def new_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Note a change that a document of the person's post must follow."""
    publication = get_object_or_404(written_by(actor(request)), slug=slug)
    if not publication.follows_changes:
        raise Http404
    form = ChangeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), _note(request, publication, form))
        if answer is not None:
            return answer
    context = {"publication": publication, "form": form, "changes": publication.changes.all()}
    status = 422 if form.is_bound else 200
    return render(request, "promises/staff/new_change.html", context, status=status)


def _note(request: HttpRequest, publication: Publication, form: ChangeForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        note_change(publication=publication, day=said["day"], note=said["note"], by=actor(request))
        messages.success(
            request, _("Noted. {title}: see by when a new edition is due.").format(title=publication.title)
        )
        return reverse("staff_editions")

    return work


@requires("see_measures")
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition: read it, and approve it if somebody else recorded it."""
    person = actor(request)
    found = _edition(request, pk)
    decides = permissions.reach(person, "approve_edition") is not None
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not decides:
            raise Http404
        answer = form.send(person, _approve(request, found))
        if answer is not None:
            return answer
    context = {
        "edition": found,
        "form": form,
        "decides": decides and found.approved_by_id is None,
        "is_own": found.written_by_id == person.pk,
    }
    status = 422 if form.is_bound else 200
    return render(request, "promises/staff/edition.html", context, status=status)


def _edition(request: HttpRequest, pk: int) -> Edition:
    """What is approved is for all staff; before that only for approvers, its author and its post."""
    person = actor(request)
    rows = Edition.objects.select_related("publication", "written_by", "approved_by")
    if permissions.reach(person, "approve_edition") is None:
        own = Q(written_by=person) | Q(publication__in=written_by(person))
        rows = rows.filter(own | Q(approved_by__isnull=False))
    return get_object_or_404(rows, pk=pk)


def _approve(request: HttpRequest, found: Edition) -> Callable[[], str]:
    def work() -> str:
        approve_edition(edition=found, by=actor(request))
        messages.success(request, _("Approved: {title}.").format(title=found.title))
        return reverse("staff_editions")

    return work


@requires("see_measures")
def edition_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file of an edition, to be read before it is approved."""
    found = _edition(request, pk)
    if not found.file:
        raise Http404
    name = f"{found.publication.slug}-{found.published:%Y-%m-%d}.pdf"
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=name)
