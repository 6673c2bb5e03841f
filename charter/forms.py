"""The forms of people, roles, posts and settings."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import glass
from charter.actions.leaving import Succession
from charter.audit import words as audit_words
from charter.form_parts import DayField, PortalForm, TextField, choice, paragraph, sentence
from charter.models import Body, MailChoice, Post, PostHolding, Timetable, User
from charter.models.notice import DIGEST_DAYS
from charter.models.people import ROLE_WORDS
from charter.notices import kinds_for
from charter.permissions import OF_A_BODY, WHICH_BODY, can_follow
from charter.translated import lazily as _lazy

TOO_LONG = _lazy("This is too long. An e-mail address has at most 254 characters.")
ADDRESS = dict.fromkeys(("required", "invalid"), _lazy("Enter an e-mail address, like name@example.org."))


class PersonForm(PortalForm):
    """A new account."""

    name = sentence(
        _lazy("Name"),
        _lazy("Enter the person's name."),
        most=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_lazy("E-mail address"),
        help_text=_lazy("They sign in with it. We show it to administrators only."),
        max_length=254,
        error_messages=ADDRESS,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


def _needs_body(form: PortalForm, roles: Iterable[str], body: Body | None) -> None:
    """Say at its box that a body is missing where a role is given for one."""
    if OF_A_BODY & set(roles) and body is None and "body" not in form.errors:
        form.add_error("body", WHICH_BODY)


def _of_body() -> forms.ModelChoiceField:
    """The body that a role is for."""
    return forms.ModelChoiceField(
        Body.objects.order_by("name"),
        label=_lazy("For one body only"),
        required=False,
        empty_label=_lazy("Not for one body"),
        help_text=_lazy("Panel members and body readers see the dashboards of the bodies named here."),
        error_messages={"invalid_choice": _lazy("Choose one of the list.")},
    )


class RoleForm(PortalForm):
    """A role for a person, from a day on."""

    role = choice(_lazy("Role"), [("", _lazy("Choose a role")), *ROLE_WORDS], missing=_lazy("Choose a role."))
    body = _of_body()
    starts = DayField(label=_lazy("From"), required=False, help_text=_lazy("Left blank: today."))
    ends = DayField(
        label=_lazy("Last day"), required=False, help_text=_lazy("Left blank: until it is ended.")
    )

    def clean(self) -> dict[str, Any]:
        """A role of a body names it."""
        cleaned = super().clean() or {}
        _needs_body(self, [cleaned.get("role", "")], cleaned.get("body"))
        return cleaned


class InvitePanelForm(PortalForm):
    """Somebody to ask in as a member of the panel."""

    email = forms.EmailField(
        label=_lazy("E-mail address"),
        help_text=_lazy("We send a link to it. It works once, for two days."),
        max_length=254,
        error_messages=ADDRESS | {"max_length": TOO_LONG},
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    body = _of_body()
    starts = DayField(label=_lazy("From"), required=False, help_text=_lazy("Left blank: today."))
    ends = DayField(
        label=_lazy("Until"), required=False, help_text=_lazy("The last day. Left blank: without an end.")
    )

    def clean(self) -> dict[str, Any]:
        """A role of a body names it."""
        cleaned = super().clean() or {}
        roles = cleaned.get("roles", ()) if "roles" in self.fields else ["panel_member"]
        _needs_body(self, roles, cleaned.get("body"))
        return cleaned


class InviteForm(InvitePanelForm):
    """Somebody to ask in, with any roles and perhaps a post."""

    roles = forms.MultipleChoiceField(
        label=_lazy("Roles"),
        choices=ROLE_WORDS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _lazy("Choose at least one role."),
            "invalid_choice": _lazy("Choose from the list."),
        },
    )
    post = forms.ModelChoiceField(
        Post.objects.order_by("title"),
        label=_lazy("Post"),
        required=False,
        empty_label=_lazy("No post"),
        error_messages={"invalid_choice": _lazy("Choose one of the list.")},
    )
    deputy = forms.BooleanField(label=_lazy("As deputy in this post"), required=False)
    field_order = ("email", "roles", "body", "post", "deputy", "starts", "ends")


class PostForm(PortalForm):
    """A new post."""

    title = sentence(
        _lazy("Name of the post"), _lazy("Enter the name of the post, like Head of Repairs."), most=120
    )


class HoldingForm(PortalForm):
    """A person in a post."""

    post = forms.ModelChoiceField(
        Post.objects.order_by("title"),
        label=_lazy("Post"),
        empty_label=_lazy("Choose a post"),
        error_messages={
            "required": _lazy("Choose a post."),
            "invalid_choice": _lazy("Choose one of the list."),
        },
    )
    starts = DayField(label=_lazy("From"), required=False, help_text=_lazy("Left blank: today."))
    ends = DayField(
        label=_lazy("Last day"), required=False, help_text=_lazy("Left blank: until it is ended.")
    )
    deputy = forms.BooleanField(label=_lazy("As deputy, who acts beside the holder"), required=False)


class HandOverForm(PortalForm):
    """Who follows in each post of a person, from which day; without anybody, why not."""

    starts = DayField(
        label=_lazy("From which day?"),
        required=False,
        help_text=_lazy("Left blank: today. The day before is the last one."),
    )
    seen = forms.CharField(widget=forms.HiddenInput(), required=False)
    give_roles = forms.BooleanField(
        label=_lazy("Give the roles that the posts need to those who follow"), required=False
    )

    def __init__(self, *args: Any, holdings: Iterable[PostHolding], **options: Any) -> None:
        super().__init__(*args, **options)
        self.holdings = list(holdings)
        people = can_follow(timezone.localdate())
        for one in self.holdings:
            self.fields[f"follows-{one.pk}"] = forms.ModelChoiceField(
                people.exclude(pk=one.person_id),
                label=_("Who follows as {title}?").format(title=one.post.title),
                required=False,
                empty_label=_("Nobody"),
                error_messages={"invalid_choice": _("Choose one of the list.")},
            )
            self.fields[f"because-{one.pk}"] = sentence(
                _("If nobody follows, why?"), "", most=300, required=False
            )

    @property
    def successions(self) -> list[Succession]:
        """What was chosen, post by post; call it on a valid form."""
        said = self.cleaned_data
        return [
            Succession(one.pk, said[f"follows-{one.pk}"], said[f"because-{one.pk}"]) for one in self.holdings
        ]

    @property
    def rows(self) -> list[tuple[PostHolding, Any, Any]]:
        """Each post with its two boxes, as the page lists them."""
        return [(one, self[f"follows-{one.pk}"], self[f"because-{one.pk}"]) for one in self.holdings]


class BreakGlassForm(PortalForm):
    """What to open, and why."""

    what = choice(_lazy("What is it?"), [])
    number = forms.IntegerField(
        label=_lazy("Its number"),
        min_value=1,
        max_value=2**31 - 1,
        help_text=_lazy("As the administration and the audit trail name it."),
        error_messages={
            "required": _lazy("Enter the number, like 12."),
            "invalid": _lazy("Enter the number, like 12."),
            "min_value": _lazy("Enter the number, like 12."),
            "max_value": _lazy("Enter the number, like 12."),
        },
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    reason = paragraph(
        _lazy("Why do you need to see it?"),
        _lazy("Say why you need to see it."),
        most=500,
        help_text=_lazy("The other administrators read this. It is kept."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["what"]
        field.choices = [("", _("Choose")), *((name, kind.says) for name, kind in glass.kinds().items())]


class BankHolidayForm(PortalForm):
    """A day of the working calendar."""

    day = DayField(label=_lazy("Day"), error_messages={"required": _lazy("Enter the day, like 25/12/2029.")})
    title = sentence(
        _lazy("Name of the day"),
        _lazy("Enter the name of the day, like Good Friday."),
        most=80,
        help_text=_lazy("Like Good Friday."),
    )
    reason = sentence(
        _lazy("Reason"),
        _lazy("Say why, for example where the day was announced."),
        most=300,
        help_text=_lazy("Such as: announced on GOV.UK. The audit trail keeps it."),
    )
    seen = forms.CharField(widget=forms.HiddenInput(), required=False)


class RemoveHolidayForm(PortalForm):
    """Why a day is taken out of the calendar."""

    reason = sentence(_lazy("Why is it removed?"), _lazy("Say why it is removed."), most=300)
    seen = forms.CharField(widget=forms.HiddenInput(), required=False)


def _whole(label: str, **options: Any) -> forms.CharField:
    """A small whole number, typed with the digits 0 to 9."""
    words = {"invalid": _("Enter a whole number, like 7."), "max_length": _("Enter a whole number, like 7.")}
    return forms.RegexField(
        r"^[0-9]+$",
        label=label,
        max_length=3,
        error_messages=words | {"required": words["invalid"]},
        **options,
    )


class MailsForm(PortalForm):
    """What a person wants to hear of by mail, and on which days."""

    days = choice(_lazy("When"), DIGEST_DAYS, widget=forms.RadioSelect)
    wanted = forms.MultipleChoiceField(
        label=_lazy("What else we tell you of"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _lazy("Choose from the list.")},
    )

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        self.offered = {key: one for key, one in kinds_for(person).items() if not one.always}
        super().__init__(*args, **options)
        wanted = cast(forms.MultipleChoiceField, self.fields["wanted"])
        wanted.choices = [(key, f"{one.title}: {one.says}") for key, one in self.offered.items()]

    def values_of(self, row: Model) -> dict[str, Any]:
        """The kinds that the person did not switch off."""
        choice = cast(MailChoice, row)
        wanted = [key for key in self.offered if key not in choice.unwanted]
        return {"days": choice.days, "wanted": wanted}


class TimetableForm(PortalForm):
    """When the portal reminds."""

    before_due = sentence(
        _lazy("Days before a figure is due"),
        _lazy("Enter days, like 7, 2."),
        most=40,
        help_text=_lazy("Parted by commas. One notice on each of these days."),
    )
    overdue_every = _whole(_lazy("Days between notices of an overdue figure"))
    escalate_after = _whole(_lazy("Days late after which its approver hears of it"))
    waiting_days = _whole(_lazy("Days between notices of a figure that waits for a decision"))
    review_before = _whole(_lazy("Days ahead that a review is announced"))
    hour = _whole(_lazy("Hour of the day from which mails go out"), help_text=_lazy("0 to 23, London time."))

    def values_of(self, row: Model) -> dict[str, Any]:
        """The numbers of the timetable; the days before as one line."""
        table = cast(Timetable, row)
        days = ", ".join(str(one) for one in table.before_due)
        return {**super().values_of(table), "before_due": days}

    def clean_before_due(self) -> tuple[int, ...]:
        """The days, as whole numbers."""
        words = [word.strip() for word in self.cleaned_data["before_due"].split(",") if word.strip()]
        if not words or not all(word.isascii() and word.isdigit() and len(word) < 4 for word in words):
            raise forms.ValidationError(_("Enter whole days parted by commas, like 7, 2."))
        return tuple(int(word) for word in words)


class AuditFilter(forms.Form):
    """Which audit events to list; a question, not a write, so it carries no token."""

    person = forms.ModelChoiceField(
        User.objects.order_by("name"), label=_lazy("Person"), required=False, empty_label=_lazy("Everybody")
    )
    verb = forms.ChoiceField(
        label=_lazy("Did"),
        required=False,
        choices=[("", _lazy("Anything")), *audit_words.verb_choices()],
    )
    subject = forms.ChoiceField(
        label=_lazy("To"),
        required=False,
        choices=[("", _lazy("Everything")), *sorted(audit_words.SUBJECTS.items(), key=lambda one: one[1])],
    )
    words = sentence(
        _lazy("Words in it"), "", most=100, required=False, help_text=_lazy("Such as emergency-repairs.")
    )
    first = DayField(label=_lazy("From"), required=False)
    last = DayField(label=_lazy("Until"), required=False)
    reference = sentence(
        _lazy("Reference"), "", most=40, required=False, help_text=_lazy("From an error page or a log.")
    )


class SearchForm(forms.Form):
    """What one looks for; a question, not a write, so it carries no token. Nothing typed asks nothing."""

    use_required_attribute = False
    q = TextField(
        label=_lazy("What are you looking for?"),
        most=100,
        required=False,
        help_text=_lazy("Type a word or two, such as damp or repairs."),
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
