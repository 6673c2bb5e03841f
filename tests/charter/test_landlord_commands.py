"""set_landlord and create_administrator."""

import io
from datetime import date

import pytest
import time_machine
from allauth.account.forms import default_token_generator
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from charter.actions.people import create_person
from charter.models import AuditEvent, Landlord, LandlordCode, RoleGrant, User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WHO = "ann@example.org"


@pytest.fixture
def _ann() -> None:
    create_person(email=WHO, name="Ann", by=User.objects.system())


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("_ann")
class TestSetLandlord:
    @time_machine.travel("2025-06-10 12:00:00+00:00", tick=False)
    def test_first_period_is_the_month_of_the_making(self) -> None:
        assert "First period: 2025-06" in command("set_landlord", "--name", " Alder Homes ", "--by", WHO)
        assert Landlord.objects.get().name == "Alder Homes"

    def test_twice_changes_nothing(self) -> None:
        arguments = ("set_landlord", "--name", "Alder", "--code", "l1234", "--from", "2024-04-01")
        arguments += ("--first-period", "2024/25", "--by", WHO)
        assert "L1234 from 2024-04-01" in command(*arguments)
        events = AuditEvent.objects.count()
        command(*arguments)
        assert AuditEvent.objects.count() == events
        assert (Landlord.objects.get().version, Landlord.objects.get().first_period) == (1, "2024-25")

    def test_a_new_name_is_a_new_version(self) -> None:
        command("set_landlord", "--name", "Alder", "--by", WHO)
        command("set_landlord", "--name", "Alder and Birch", "--by", WHO)
        landlord = Landlord.objects.get()
        assert (landlord.name, landlord.version) == ("Alder and Birch", 2)

    def test_a_new_code_ends_the_one_before(self) -> None:
        for code, starts in (("L1", "2020-04-01"), ("L2", "2024-04-01")):
            command("set_landlord", "--name", "Alder", "--code", code, "--from", starts, "--by", WHO)
        first, second = LandlordCode.objects.order_by("starts")
        assert (first.ends, second.ends) == (date(2024, 3, 31), None)

    @pytest.mark.parametrize(
        ("options", "says"),
        [
            (("--name", " "), "Give the landlord's name"),
            (("--name", "A", "--first-period", "sometime"), "is not a period"),
            (("--name", "A", "--code", "L1"), "--code and --from together"),
            (("--name", "A", "--code", "L1", "--from", "1 April"), "is not a date"),
            (("--name", "A", "--code", " ", "--from", "2025-04-01"), "regulator's code"),
        ],
    )
    def test_refusals_write_nothing(self, options: tuple[str, ...], says: str) -> None:
        with pytest.raises(CommandError, match=says):
            command("set_landlord", *options, "--by", WHO)
        assert not Landlord.objects.exists()

    def test_a_code_cannot_start_before_the_last(self) -> None:
        command("set_landlord", "--name", "A", "--code", "L2", "--from", "2024-04-01", "--by", WHO)
        with pytest.raises(CommandError, match="starts on a later day"):
            command("set_landlord", "--name", "B", "--code", "L1", "--from", "2020-04-01", "--by", WHO)
        assert Landlord.objects.get().name == "A"


class TestCreateAdministrator:
    def test_prints_a_link_that_works_once(self, client: Client) -> None:
        printed = command("create_administrator", "Root@Example.org", "--link")
        person = User.objects.get(email="root@example.org")
        assert RoleGrant.objects.get(person=person).role == "administrator"
        path = printed.split(settings.SITE)[-1].strip()
        opened = client.get(path)
        assert opened.status_code == 302
        chosen = {"password1": "copper-Lantern-orchard-9", "password2": "copper-Lantern-orchard-9"}
        assert client.post(opened["Location"], chosen).status_code == 302
        person.refresh_from_db()
        assert person.check_password("copper-Lantern-orchard-9")
        key = path.rstrip("/").split("/")[-1].partition("-")[2]
        assert not default_token_generator.check_token(person, key)

    def test_asks_at_a_keyboard(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr(ASK, lambda _: "copper-Lantern-orchard-9")
        printed = command("create_administrator", "root@example.org")
        assert "http" not in printed
        assert User.objects.get(email="root@example.org").check_password("copper-Lantern-orchard-9")

    def test_gives_an_account_that_exists_a_new_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        command("create_administrator", "root@example.org", "--link")
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr(ASK, lambda _: "copper-Lantern-orchard-9")
        command("create_administrator", "root@example.org")
        assert User.objects.get(email="root@example.org").check_password("copper-Lantern-orchard-9")
        assert AuditEvent.objects.filter(verb="set_password").exists()

    def test_two_different_passwords(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        answers = iter(["copper-Lantern-orchard-9", "another"])
        monkeypatch.setattr(ASK, lambda _: next(answers))
        with pytest.raises(CommandError, match="not the same"):
            command("create_administrator", "root@example.org")
        assert not User.objects.filter(email="root@example.org").exists()

    def test_a_weak_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr(ASK, lambda _: "1234")
        with pytest.raises(CommandError, match="too short"):
            command("create_administrator", "root@example.org")

    def test_twice_is_one_account(self) -> None:
        for _ in range(2):
            command("create_administrator", "root@example.org", "--link")
        assert RoleGrant.objects.filter(person__email="root@example.org").count() == 1

    @pytest.mark.parametrize("address", ["nobody", User.SYSTEM_EMAIL])
    def test_refusals(self, address: str) -> None:
        with pytest.raises(CommandError):
            command("create_administrator", address, "--link")


ASK = "charter.management.commands.create_administrator.getpass"
