"""Every form of the portal: what edits a stored row is given it, and so carries its version (P10)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from charter.form_parts import PortalForm
from charter.models import Landlord
from tests.bars import ROOT, python_files

# Forms that make a new row each time.
MAKES_A_ROW = frozenset(
    {
        "PersonForm",
        "InviteForm",
        "RoleForm",
        "PostForm",
        "HoldingForm",
        "EditionForm",
        "ChangeForm",
        "OrderForm",
        "UploadForm",
        "BreakGlassForm",
        "NewCharterForm",
        "UnlockForm",
        "PlanForm",
        "FillForm",
        "ItemForm",
        "MinuteForm",
        "SampleForm",
        "ProjectForm",
        "RecommendForm",
        "ActionForm",
        "ChallengeForm",
        "AddMemberForm",
    }
)
# Forms that hold something else against the row than its version.
HELD_OTHERWISE = frozenset(
    {
        "PublishForm",  # the hash of what was previewed
        "BulkForm",  # each tick carries the version that was shown
        "BankHolidayForm",  # the day as it was shown: the row has no version
        "RemoveHolidayForm",  # the same
        "HandOverForm",  # the holding of today, looked up anew in the verb
        "CloseForm",  # the checklist of the year, worked out anew in the verb
    }
)
# Buttons without a box: they take a row from one state to the next, and the verb refuses any other state.
ONE_STEP = frozenset({"ConfirmForm", "ReasonForm", "AcceptForm"})
WITHOUT_A_ROW = MAKES_A_ROW | HELD_OTHERWISE | ONE_STEP


def made_in_views() -> Iterator[tuple[Path, ast.Call, str]]:
    """Every place in the views that makes a form, with the form's name."""
    names = {form.__name__ for form in forms_of(PortalForm)}
    for path in python_files("charter", "promises", "measures", "engagement"):
        if "views" not in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield path, node, node.func.id


def forms_of(kind: type[PortalForm]) -> set[type[PortalForm]]:
    """A form and all that were made from it."""
    return {kind}.union(*(forms_of(one) for one in kind.__subclasses__()))


def boxes_of(form: type[PortalForm]) -> set[str]:
    """What a person can type into a form."""
    return {name for name, field in form.base_fields.items() if not field.widget.is_hidden}


def carries_a_version(call: ast.Call, name: str) -> bool:
    """Whether a call hands over the row, or the form is made to do so itself."""
    if any(one.arg == "row" for one in call.keywords):
        return True
    form = next(one for one in forms_of(PortalForm) if one.__name__ == name)
    return "version" in form.base_fields


def unversioned() -> set[str]:
    """Forms that edit something without its version; that of a figure makes its row by itself."""
    import charter.urls  # noqa: F401  every view and form is known then

    return {
        f"{path.relative_to(ROOT)}:{call.lineno} {name}"
        for path, call, name in made_in_views()
        if name not in WITHOUT_A_ROW and name != "FigureForm" and not carries_a_version(call, name)
    }


def test_a_form_that_edits_carries_the_version_of_what_it_edits() -> None:
    assert unversioned() == set()


def test_a_button_has_no_box_but_a_reason() -> None:
    import charter.urls  # noqa: F401

    for form in forms_of(PortalForm):
        if form.__name__ in ONE_STEP:
            assert boxes_of(form) <= {"reason"}, form


def test_a_form_without_it_is_noticed() -> None:
    call = ast.parse("SettingsForm(request.POST)").body[0]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    assert not carries_a_version(call.value, "SettingsForm")


@pytest.mark.django_db
def test_a_form_with_a_row_has_its_version_in_the_page(landlord: Landlord) -> None:
    form = PortalForm(row=landlord)
    assert form["version"].value() == landlord.version
    assert 'type="hidden"' in str(form["version"])
