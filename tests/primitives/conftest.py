"""Entries that tests add to the table, and the command run with them."""

from collections.abc import Callable

import pytest

from autograd_cli import cli
from autograd_cli.primitives import FUNCTIONS, PRIMITIVES


@pytest.fixture
def entries(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entries of the test's module are in the table."""
    for entry in request.module.ENTRIES:
        monkeypatch.setitem(PRIMITIVES, entry.name, entry)
        monkeypatch.setitem(FUNCTIONS, entry.name, (entry,))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a command line prints, where its status is as given."""

    def call(*words: str, status: int = 0) -> str:
        assert cli.main(words) == status
        return capsys.readouterr().out

    return call
