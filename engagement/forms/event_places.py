"""The forms of places at an event: whom to ask, who came, what was heard."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from charter.form_parts import PortalForm, choice, paragraph
from charter.models import Body
from charter.translated import lazily as _lazy
from engagement.forms.events import late_box
from engagement.models import WAYS, EventPlace, Member


class InviteForm(PortalForm):
    """Whom to ask: everybody who fits, or one by their e-mail address."""

    way = choice(_lazy("Who wants to take part in this way"), [("", _lazy("Any way")), *WAYS], required=False)
    body = choice(_lazy("Who belongs to this group"), [], required=False)
    area = choice(_lazy("Who lives in this area"), [], required=False)
    email = forms.EmailField(
        label=_lazy("Or only one person, by e-mail address"),
        required=False,
        error_messages={"invalid": _lazy("Enter an e-mail address, like name@example.org.")},
    )
    late_because = late_box()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = Body.objects.order_by("name").values_list("slug", "name")
        areas = Member.objects.exclude(area="").order_by("area").values_list("area", "area").distinct()
        self.fields["body"].choices = [("", _lazy("Any group")), *groups]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", _lazy("Any area")), *areas]  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """Of somebody who takes part."""
        said = str(self.cleaned_data["email"])
        if said and not Member.objects.filter(email__iexact=said, confirmed_at__isnull=False).exists():
            raise forms.ValidationError(_("Nobody who takes part has this address."))
        return said

    def members(self) -> QuerySet[Member]:
        """Those who fit; ask only when the form is valid."""
        said = self.cleaned_data
        fits = Q()
        for given, one in (
            (said["way"], Q(ways__contains=[said["way"]])),
            (said["body"], Q(bodies__slug=said["body"])),
            (said["area"], Q(area=said["area"])),
            (said["email"], Q(email__iexact=said["email"])),
        ):
            fits &= one if given else Q()
        return Member.objects.filter(fits)


class AttendanceForm(PortalForm):
    """Who came, of those who were asked."""

    came = forms.ModelMultipleChoiceField(
        EventPlace.objects.none(),
        required=False,
        error_messages={"invalid_choice": _lazy("Choose from the list.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.row is not None:
            places = EventPlace.objects.filter(event_id=self.row.pk)
            self.fields["came"].queryset = places  # type: ignore[attr-defined]


class HeardForm(PortalForm):
    """What was heard and what happens next, for everybody; notes for staff."""

    heard = paragraph(_lazy("What we heard"), _lazy("Write what you heard."), rows=5, most=8000)
    next_steps = paragraph(_lazy("What happens next"), "", rows=5, most=8000, required=False)
    notes = paragraph(
        _lazy("Notes (if you like)"),
        "",
        rows=5,
        most=8000,
        required=False,
        help_text=_lazy("Only staff read them."),
    )
