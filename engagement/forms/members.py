"""The forms of who takes part: sign up, change it on the own page, and add one who agreed on paper."""

from typing import Any

from django import forms

from charter.form_parts import PortalForm, choice, paragraph, sentence
from charter.models import Body
from charter.translated import lazily as _lazy
from engagement.actions.members import Wishes
from engagement.forms.following import ADDRESS
from engagement.forms.for_everybody import OpenForm
from engagement.models import AGE_BANDS, TENURES, WAYS
from engagement.presenters import promises_to_name
from engagement.querysets.members import areas_to_name

RATHER_NOT = ("", _lazy("I would rather not say"))
NAMES = ("name", "area", "access_needs", "age_band", "tenure")
AGREED = _lazy("Tick the box if you agree. Without it we cannot write to you.")


class WishesForm(forms.Form):
    """What somebody says of themselves and how they want to take part."""

    use_required_attribute = False
    name = sentence(_lazy("Your name"), _lazy("Write your name."), most=120)
    ways = forms.MultipleChoiceField(
        label=_lazy("How do you want to take part?"),
        choices=WAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _lazy("Choose at least one way.")},
    )
    promises = forms.MultipleChoiceField(
        label=_lazy("Which promises do you care about most? (if you like)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    area = choice(_lazy("Where do you live? (if you like)"), [], required=False)
    access_needs = paragraph(
        _lazy("What would help you to take part? (if you like)"),
        "",
        most=500,
        required=False,
        help_text=_lazy("Such as a hearing loop, large print, step-free access or an interpreter."),
    )
    age_band = choice(
        _lazy("How old are you? (if you like)"),
        [RATHER_NOT, *AGE_BANDS],
        required=False,
        help_text=_lazy("We ask only to see whether people of all ages take part."),
    )
    tenure = choice(
        _lazy("How do you have your home? (if you like)"),
        [RATHER_NOT, *TENURES],
        required=False,
        help_text=_lazy("We ask only to see whether all kinds of residents take part."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["promises"].choices = promises_to_name()  # type: ignore[attr-defined]
        self.fields["area"].choices = [RATHER_NOT, *areas_to_name()]  # type: ignore[attr-defined]

    def wishes(self) -> Wishes:
        """What was filled in; ask only when the form is valid."""
        given = self.cleaned_data
        said = {name: given[name] for name in NAMES}
        return Wishes(ways=tuple(given["ways"]), promises=tuple(given["promises"]), **said)


class SignUpForm(WishesForm, OpenForm):
    """The form for everybody. However often it is sent it makes one record of an address."""

    makes_it_other = ("email",)
    first_box = "name"
    lists = ("ways", "promises")
    email = forms.EmailField(
        label=_lazy("Your e-mail address"),
        help_text=_lazy("We send a link to it. We use it for taking part only."),
        max_length=254,
        error_messages={"required": ADDRESS, "invalid": ADDRESS, "max_length": ADDRESS},
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    consent = forms.BooleanField(label=_lazy("I agree"), error_messages={"required": AGREED})

    @property
    def is_of_a_robot(self) -> bool:
        """Whether the box was filled that people do not see."""
        return bool(self.data.get("website"))


class MineForm(WishesForm, PortalForm):
    """What a member changes on their own page."""


class AddMemberForm(WishesForm, PortalForm):
    """Somebody who agreed on paper or by phone."""

    email = forms.EmailField(
        label=_lazy("E-mail address"), required=False, error_messages={"invalid": ADDRESS}
    )
    phone = sentence(_lazy("Telephone"), "", most=40, required=False)
    consent = forms.BooleanField(
        label=_lazy("The person agreed to these words"),
        error_messages={"required": _lazy("Add nobody who did not agree.")},
    )


class GroupsForm(PortalForm):
    """Which groups a member belongs to."""

    bodies = forms.ModelMultipleChoiceField(
        Body.objects.order_by("name"),
        label=_lazy("Groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def values_of(self, row: Any) -> dict[str, Any]:
        """The groups that the member is in."""
        return {"bodies": list(row.bodies.values_list("pk", flat=True))}
