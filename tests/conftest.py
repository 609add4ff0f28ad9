"""What all tests share: Hypothesis makes the same examples in every run, and mpmath begins every test at 15 digits.

`AUTOGRAD_LONG=1` looks further, at other examples each time.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]
from support.amounts import LONG

settings.register_profile("ci", derandomize=True, deadline=None, database=None, max_examples=200)
settings.register_profile("long", deadline=None, database=None, max_examples=5000)
settings.load_profile("long" if LONG else "ci")


COMPILED = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Processes that tests start find compiled modules, also where the environment has none written."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        os.environ["PYTHONPYCACHEPREFIX"] = config.stash[COMPILED] = tempfile.mkdtemp()


def pytest_unconfigure(config: pytest.Config) -> None:
    if COMPILED in config.stash:
        shutil.rmtree(config.stash[COMPILED], ignore_errors=True)


@pytest.fixture(autouse=True)
def _precision_of_its_own() -> Iterator[None]:
    """mpmath has one precision for the whole process: 10,000 digits left by one test slow the next a hundredfold."""
    with mp.workdps(15):
        yield
