"""What all tests share: Hypothesis makes the same examples in every run, and mpmath begins every test at 15 digits.

`AUTOGRAD_LONG=1` looks further, at other examples each time.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]
from support.amounts import LONG

settings.register_profile("ci", derandomize=True, deadline=None, database=None, max_examples=200)
settings.register_profile("long", deadline=None, database=None, max_examples=5000)
settings.load_profile("long" if LONG else "ci")


def pytest_configure() -> None:
    """Processes that tests start find compiled modules, and compile ours once, whatever the environment says."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(autouse=True)
def _precision_of_its_own() -> Iterator[None]:
    """mpmath has one precision for the whole process: 10,000 digits left by one test slow the next a hundredfold."""
    with mp.workdps(15):
        yield
