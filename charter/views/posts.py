"""Posts: who holds them and held them, what they own and approve; handing them over."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter.access import actor, requires
from charter.actions.form_tokens import where_it_led
from charter.actions.leaving import hand_over, held_as_shown
from charter.actions.people import create_post
from charter.forms import HandOverForm, PostForm
from charter.leaving import duties_of, owed_by
from charter.models import Post, PostHolding, User
from charter.querysets import open_holdings


@requires("manage_people")
def posts(request: HttpRequest) -> HttpResponse:
    """Every post with who holds it now and how much hangs on it, and a form for a new one."""
    form = PostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), _create_post(request, form), "title")
        if answer is not None:
            return answer
    held: dict[int, list[PostHolding]] = {}
    for holding in _holding_now():
        held.setdefault(holding.post_id, []).append(holding)
    found = list(Post.objects.order_by("title"))
    duties = duties_of([post.pk for post in found])
    rows = [
        {
            "post": post,
            "holdings": held.get(post.pk, []),
            "owns": sum(duty.does == "owns" for duty in duties[post.pk]),
            "approves": sum(duty.does == "approves" for duty in duties[post.pk]),
        }
        for post in found
    ]
    return render(request, "charter/staff/posts.html", {"rows": rows, "form": form}, status=form.page_status)


def _holding_now() -> QuerySet[PostHolding]:
    today = timezone.localdate()
    rows = PostHolding.objects.filter(starts__lte=today).exclude(ends__lt=today)
    return rows.select_related("person").order_by("deputy", "person__name")


def _create_post(request: HttpRequest, form: PostForm) -> Callable[[], str]:
    def work() -> str:
        made = create_post(title=form.cleaned_data["title"], by=actor(request))
        messages.success(request, _("The post is there. Put a person into it on that person's page."))
        return reverse("staff_post", args=[made.pk])

    return work


@requires("manage_people")
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """One post: everybody who held it, holds it or will, and what it owns and approves."""
    found = get_object_or_404(Post, pk=pk)
    today = timezone.localdate()
    holdings = list(found.holdings.select_related("person").order_by("-starts", "deputy", "person__name"))
    times = [{"row": one, "now": one.holds_on(today), "later": one.starts > today} for one in holdings]
    duties = duties_of([found.pk])[found.pk]
    context = {
        "post": found,
        "times": times,
        "held": any(one.holds_on(today) and not one.deputy for one in holdings),
        "owns": [duty for duty in duties if duty.does == "owns"],
        "approves": [duty for duty in duties if duty.does == "approves"],
    }
    return render(request, "charter/staff/post.html", context)


@requires("manage_people")
def hand_over_post(request: HttpRequest, pk: int, holding: int) -> HttpResponse:
    """End one time in a post: what hangs on it, and who follows."""
    person = _person(pk)
    rows = open_holdings(person).select_related("post").filter(pk=holding)
    return _hand_over(request, person, rows, leaves=False)


@requires("manage_people")
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a person off: first everything that is theirs, and a successor for each post."""
    person = _person(pk)
    if not person.is_active and request.method != "POST":
        return redirect("staff_person", person.pk)
    return _hand_over(request, person, open_holdings(person).select_related("post"), leaves=True)


def _person(pk: int) -> User:
    return get_object_or_404(User.objects.exclude(email=User.SYSTEM_EMAIL), pk=pk)


def _hand_over(
    request: HttpRequest, person: User, rows: QuerySet[PostHolding], *, leaves: bool
) -> HttpResponse:
    held = list(rows)
    data = request.POST if request.method == "POST" else None
    form = HandOverForm(data, holdings=held, initial={"seen": held_as_shown(person)})
    if not held and not leaves:
        return _where_it_led(request, form)
    if data is not None:
        answer = form.send(actor(request), _do(request, person, form, leaves=leaves))
        if answer is not None:
            return answer
        form.replace("seen", held_as_shown(person))
    duties = duties_of([one.post_id for one in held])
    context = {
        "person": person,
        "form": form,
        "leaves": leaves,
        "rows": [
            {"holding": one, "duties": duties[one.post_id], "follows": follows, "because": because}
            for one, follows, because in form.rows
        ],
        "owed": owed_by(person),
        "me": actor(request),
    }
    return render(request, "charter/staff/leave.html", context, status=form.page_status)


def _where_it_led(request: HttpRequest, form: HandOverForm) -> HttpResponse:
    """A second press after the post was handed over leads on; everything else is an unknown address."""
    led_to = where_it_led(form.cleaned_data["form_token"], actor(request)) if form.is_valid() else ""
    if not led_to:
        raise Http404
    return redirect(led_to)


def _do(request: HttpRequest, person: User, form: HandOverForm, *, leaves: bool) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        hand_over(
            person=person,
            successions=form.successions,
            by=actor(request),
            starts=said["starts"],
            leaves=leaves,
            give_roles=said["give_roles"],
            seen=said["seen"],
        )
        messages.success(request, _words(person, leaves=leaves, later=_is_later(form)))
        return reverse("staff_person", args=[person.pk])

    return work


def _is_later(form: HandOverForm) -> bool:
    day = form.cleaned_data["starts"]
    return day is not None and day > timezone.localdate()


def _words(person: User, *, leaves: bool, later: bool) -> str:
    if not leaves:
        return _("Handed over.")
    when = _("will be switched off on that day") if later else _("is switched off")
    return _("The account of {name} {when}. What hung on the posts has passed on.").format(
        name=person.name, when=when
    )
