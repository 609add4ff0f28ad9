"""The command that adds an extra fits the way in which this copy was installed; the records here are made up."""

import json
import sys
import tomllib
from pathlib import Path

import pytest

from autograd_cli import extras
from autograd_cli.extras import EVERYTHING, PIPX, UV_TOOL, Installation, install_command

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment with a `pip` of its own, which the shell finds."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("pip", "python"):
        (programs / name).touch(mode=0o755)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    monkeypatch.setenv("PATH", str(programs))
    return tmp_path


def url(address: str, **more: object) -> str:
    return json.dumps({"url": address, **more})


GIT = url("https://example.org/a.git", vcs_info={"vcs": "git", "commit_id": "abc", "requested_revision": "v1"})
ROWS = [
    ("", "pip", '"autograd-cli[batch]"'),
    (url("file:///home/ada/my%20code", dir_info={}), "pip", '"/home/ada/my code[batch]"'),
    (url("file:///home/ada/code", dir_info={"editable": True}), "pip", '-e "/home/ada/code[batch]"'),
    (url("file:///home/ada/$code", dir_info={}), "pip", "'/home/ada/$code[batch]'"),
    (GIT, "pip", '"autograd-cli[batch] @ git+https://example.org/a.git@v1"'),
    (
        url("https://example.org/a.whl", archive_info={}),
        "pip",
        '"autograd-cli[batch] @ https://example.org/a.whl"',
    ),
]


@pytest.mark.parametrize(
    ("direct_url", "installer", "target"), ROWS, ids=["index", "folder", "editable", "dollar", "git", "archive"]
)
def test_an_extra_is_installed_from_where_the_package_came(
    direct_url: str, installer: str, target: str, prefix: Path
) -> None:
    assert install_command("batch", Installation(direct_url, installer)) == f"pip install {target}"


def test_the_folder_that_one_is_in_is_a_point(prefix: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(prefix)
    record = Installation(url(prefix.as_uri(), dir_info={"editable": True}), "pip")
    assert install_command("batch", record) == 'pip install -e ".[batch]"'


def test_a_pip_of_another_environment_is_not_used(prefix: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert install_command("batch", Installation()) == f'{sys.executable} -m pip install "autograd-cli[batch]"'


def test_uv_installs_into_the_environment_that_it_made(prefix: Path) -> None:
    wanted = f'uv pip install --python {sys.executable} "autograd-cli[rigorous]"'
    assert install_command("rigorous", Installation(installer="uv")) == wanted


@pytest.mark.parametrize(
    ("mark", "direct_url", "command"),
    [
        (PIPX, "", 'pipx runpip autograd-cli install "autograd-cli[batch]"'),
        (PIPX, url("file:///a", dir_info={"editable": True}), 'pipx runpip autograd-cli install -e "/a[batch]"'),
        (UV_TOOL, "", 'uv tool install --force "autograd-cli[all]"'),
        (UV_TOOL, url("file:///a", dir_info={"editable": True}), 'uv tool install --force --editable "/a[all]"'),
    ],
)
def test_a_tools_environment_is_left_to_its_manager(mark: str, direct_url: str, command: str, prefix: Path) -> None:
    (prefix / mark).touch()
    assert install_command("batch", Installation(direct_url, "uv")) == command


def test_sources_without_a_record_are_taken_from_the_index(prefix: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "DISTRIBUTION", "no-such-distribution")
    assert extras.recorded() == Installation()


def test_every_extra_that_an_error_names_is_declared_and_part_of_all() -> None:
    declared = PROJECT["optional-dependencies"]
    assert {"batch", "engine", "pictures", "rigorous", "solve"} <= declared.keys()
    assert declared[EVERYTHING] == ["autograd-cli[batch,engine,pictures,rigorous,solve]"]
