"""The form of the landlord's logo."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from charter.faults import FileRefused
from charter.files import refuse_large
from charter.form_parts import PortalForm, sentence
from charter.pictures import LARGEST_LOGO, Logo, logo_of
from charter.translated import lazily as _lazy


class LogoForm(PortalForm):
    """A picture, and what is read out in its place."""

    file = forms.FileField(
        label=_lazy("Picture"),
        required=False,
        help_text=_lazy("PNG, JPEG or WebP, up to 2 MB. It is shown up to 240 pixels wide and 60 high."),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg,.webp"}),
    )
    logo_alt = sentence(
        _lazy("What the logo says"),
        "",
        most=120,
        required=False,
        help_text=_lazy("Read out in place of the picture. Most often the landlord's name."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.picture: Logo | None = None
        self._refused = 422

    @property
    def removes(self) -> bool:
        """Whether the logo is taken away; nothing else of the form counts then."""
        return self.data.get("do") == "remove"

    @property
    def page_status(self) -> int:
        """As every form; a file that is no logo for us answers 413 or 415."""
        return self._refused if self.is_bound and not self.conflict else super().page_status

    def clean_file(self) -> Any:
        """The file as a logo, in `picture`."""
        sent = self.cleaned_data["file"]
        if sent is None or self.removes:
            return None
        try:
            refuse_large(sent.size or 0, LARGEST_LOGO)
            self.picture = logo_of(sent.read(), sent.name or "")
        except FileRefused as refusal:
            self._refused = refusal.status
            raise forms.ValidationError(str(refusal)) from refusal
        return sent

    def clean(self) -> dict[str, Any]:
        """The words are asked for where there is a picture, and a picture where there is none."""
        cleaned = super().clean() or self.cleaned_data
        has_one = getattr(self.row, "logo_id", None) is not None
        if self.removes or "file" in self.errors:
            return cleaned
        if self.picture is None and not has_one:
            self.add_error("file", _("Choose a picture."))
        if not cleaned.get("logo_alt", "").strip():
            self.add_error("logo_alt", _("Write what the logo says, such as the landlord's name."))
        return cleaned
