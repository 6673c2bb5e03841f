"""The environment is read strictly, and secrets are made once."""

from pathlib import Path

import pytest

from launcher.config import ROOT, read_config
from launcher.keys import load_keys
from launcher.talk import Trouble


def test_nothing_set() -> None:
    config = read_config({})
    assert (config.data, config.port, config.database_url, config.redis_url) == (
        ROOT / ".portal",
        8000,
        "",
        "",
    )
    assert config.site == "http://127.0.0.1:8000"


def test_folder_and_port(tmp_path: Path) -> None:
    config = read_config({"PORTAL_DATA": str(tmp_path / "a b"), "PORTAL_PORT": "8123"})
    assert config.venv == tmp_path / "a b" / "venv"
    assert config.site == "http://127.0.0.1:8123"


def test_relative_folder_is_made_absolute() -> None:
    assert read_config({"PORTAL_DATA": "elsewhere"}).data == Path.cwd() / "elsewhere"


@pytest.mark.parametrize("port", ["80", "65536", "eight", "8000.0", "-1", "８０８０"])
def test_bad_port(port: str) -> None:
    with pytest.raises(Trouble) as trouble:
        read_config({"PORTAL_PORT": port})
    assert port in trouble.value.what
    assert "PORTAL_PORT=8001" in trouble.value.remedy


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE_URL", "sqlite:///db"), ("DATABASE_OWNER_URL", "mysql://x"), ("REDIS_URL", "memory://")],
)
def test_wrong_kind_of_server(name: str, value: str) -> None:
    with pytest.raises(Trouble) as trouble:
        read_config({"DATABASE_URL": "postgres://a@b/c", name: value})
    assert name in trouble.value.what


def test_owner_without_application() -> None:
    with pytest.raises(Trouble):
        read_config({"DATABASE_OWNER_URL": "postgres://a@b/c"})


def test_one_database_address_serves_both() -> None:
    config = read_config({"DATABASE_URL": "postgres://a@b/c"})
    assert config.owner_url == "postgres://a@b/c"


def test_tests_have_a_folder_of_their_own_and_share_the_packages() -> None:
    config = read_config({"PORTAL_DATA": "/srv/portal"})
    assert config.tests().data == Path("/srv/portal/test")
    assert config.tests().venv == config.venv


def test_keys_are_made_once_and_private(tmp_path: Path) -> None:
    keys = load_keys(tmp_path)
    assert load_keys(tmp_path) == keys
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert keys.signing.startswith("local-")
    assert len({keys.superuser, keys.owner, keys.application, keys.redis}) == 4


def test_damaged_keys_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{", encoding="ascii")
    with pytest.raises(Trouble) as trouble:
        load_keys(tmp_path)
    assert "delete" in trouble.value.remedy
    assert (tmp_path / "secrets.json").read_text(encoding="ascii") == "{"
