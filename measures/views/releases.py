"""Releases for staff: what there is, a preview of a period, publish or schedule, withdraw."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter.access import actor, requires
from charter.faults import Refused
from charter.form_parts import ReasonForm
from charter.periods import Period, PeriodError
from charter.querysets import year_starts
from charter.translated import lazily as _lazy
from measures.actions.releases import publish_release, withdraw_release
from measures.actions.waivers import take_back_waiver
from measures.actions.waivers import waive as waive_measure
from measures.forms.releases import PeriodForm, PublishForm
from measures.models import Measure, Release, Waiver
from measures.presenters import label_of
from measures.querysets.release_check import periods_to_publish, preview
from measures.querysets.releases import headline_of, live_without

CHANGED = _lazy(
    "Something was approved or changed after you opened this preview. It now shows the new "
    "state: look at it again, then publish."
)


@requires("publish")
def releases(request: HttpRequest) -> HttpResponse:
    """Every release with its state, and the choice of a period to publish."""
    rows = Release.objects.select_related("published_by", "replaces")
    context = {
        "releases": [{"row": row, "label": label_of(row)} for row in rows],
        "form": PeriodForm(periods=periods_to_publish(timezone.localdate(), year_starts())),
    }
    return render(request, "measures/staff/releases.html", context)


@requires("publish")
def release_preview(request: HttpRequest) -> HttpResponse:
    """What would be published of a period, what is missing and who owes it; then publish or schedule."""
    period = _period(request.POST.get("period") or request.GET.get("period", ""))
    shown = preview(period, timezone.now())
    data = request.POST if request.method == "POST" else None
    form = PublishForm(
        data,
        again=shown.before is not None,
        worked_out=bool(shown.worked_out),
        initial={"seen": shown.hash},
    )
    if data is not None:
        answer = form.send(actor(request), _publish(request, period, form))
        if answer is not None:
            return answer
        form.replace("seen", shown.hash)
    context = {"preview": shown, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "measures/staff/release_preview.html", context, status=status)


def _period(text: str) -> Period:
    try:
        return Period.parse(text, year_starts())
    except PeriodError as error:
        raise Http404 from error


def _publish(request: HttpRequest, period: Period, form: PublishForm) -> Callable[[], str]:
    def work() -> str:
        release = publish_release(
            period=period,
            by=actor(request),
            reason=form.cleaned_data.get("reason", ""),
            scheduled_for=form.moment,
            nothing_missing=True,
        )
        if release.hash != form.cleaned_data["seen"]:
            raise Refused(CHANGED)
        scheduled = release.state == "scheduled"
        said = _("{period} is scheduled.") if scheduled else _("{period} is published.")
        messages.success(request, said.format(period=period.label))
        return reverse("staff_release", args=[release.slug])

    return work


@requires("publish")
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """One release: what it holds and what it changed; withdraw it with a reason for the public."""
    found = get_object_or_404(
        Release.objects.select_related("published_by", "withdrawn_by", "replaces"), slug=slug
    )
    scheduled = found.state == "scheduled"
    hint = _("Nobody has seen it.") if scheduled else _("The public reads this where the release was.")
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=_("Why is it called off?") if scheduled else _("Why is it withdrawn?"),
        hint=hint,
        missing="" if scheduled else _("Say why it is withdrawn. The public reads this."),
    )
    if request.method == "POST":
        answer = form.send(actor(request), _withdraw(request, found, form), "reason")
        if answer is not None:
            return answer
    context = {"release": found, "label": label_of(found), "form": form, "entries": found.entries.count()}
    context |= _live_again(found)
    status = 422 if form.is_bound else 200
    return render(request, "measures/staff/release.html", context, status=status)


def _live_again(found: Release) -> dict[str, object]:
    """What the public reads once a live release is withdrawn: the page says it before the button."""
    then = live_without(found)
    return {"then": then, "then_label": label_of(then), "then_says": headline_of(then)} if then else {}


def _withdraw(request: HttpRequest, found: Release, form: ReasonForm) -> Callable[[], str]:
    def work() -> str:
        withdraw_release(release=found, by=actor(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("{label_of} is withdrawn.").format(label_of=label_of(found)))
        return reverse("staff_releases")

    return work


@requires("waive")
def waive(request: HttpRequest, period: str, slug: str) -> HttpResponse:
    """Agree to publish a period without a figure, for a reason that the public reads; or take that back."""
    wished = _period(period)
    measure = get_object_or_404(Measure.objects.select_related("owner"), slug=slug, retired__isnull=True)
    waiver = Waiver.objects.select_related("waived_by").filter(measure=measure, period=wished.key).first()
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=_("Why is the period published without this figure?"),
        hint=_("The public reads it with the release."),
        row=waiver or Waiver(measure=measure, period=wished.key),
    )
    if request.method == "POST":
        takes_back = request.POST.get("do") == "back" and waiver is not None
        if takes_back:
            form.fields["reason"].required = False
        answer = form.send(
            actor(request), _waive(request, measure, wished, form, waiver if takes_back else None)
        )
        if answer is not None:
            return answer
    context = {"period": wished, "measure": measure, "waiver": waiver, "form": form}
    return render(request, "measures/staff/waive.html", context, status=form.page_status)


def _waive(
    request: HttpRequest, measure: Measure, period: Period, form: ReasonForm, back: Waiver | None
) -> Callable[[], str]:
    def work() -> str:
        if back is not None:
            take_back_waiver(waiver=back, by=actor(request), version=form.cleaned_data["version"])
            messages.success(
                request, _("{label} waits for {title} again.").format(label=period.label, title=measure.title)
            )
        else:
            waive_measure(
                measure=measure,
                period=period,
                by=actor(request),
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
            )
            messages.success(
                request,
                _("{label} may be published without {title}.").format(
                    label=period.label, title=measure.title
                ),
            )
        return f"{reverse('staff_release_preview')}?period={period.key}"

    return work
