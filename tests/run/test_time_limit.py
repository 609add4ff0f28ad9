"""The limit on the time of a wider evaluation, and what it costs nothing to know at once."""

import itertools
import subprocess
import sys
import threading
import time
from contextlib import suppress

import pytest

from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.report.evaluation import evaluation
from autograd_cli.run.apart import apart
from autograd_cli.run.time_limit import time_limit


def test_a_single_call_is_cut_short() -> None:
    def computes() -> None:
        with time_limit(0.2):
            while True:
                sum(range(1000))

    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        computes()
    assert time.monotonic() - begun < 5


def test_a_limit_holds_where_its_exception_was_lost() -> None:
    def computes() -> None:
        with time_limit(0.1):
            for _ in range(2):
                with suppress(TimeoutError):
                    while True:
                        sum(range(1000))
            while True:
                sum(range(1000))

    with pytest.raises(TimeoutError):
        computes()


def test_a_limit_that_is_not_met_leaves_nothing_behind() -> None:
    before = threading.active_count()
    for _ in range(50):
        with time_limit(60):
            pass
    time.sleep(0.05)
    assert sum(range(100_000)) == 4_999_950_000
    assert threading.active_count() == before


def test_a_limit_that_is_met_at_the_end_is_met_there_or_not_at_all() -> None:
    for _ in range(50):
        try:
            with time_limit(0.002):
                end = time.perf_counter() + 0.002
                while time.perf_counter() < end:
                    pass
        except TimeoutError:
            pass
        assert sum(range(10_000)) == 49_995_000


def test_a_result_and_an_error_come_from_a_process_of_their_own() -> None:
    assert apart(lambda: [1, 2.5, "x"]) == [1, 2.5, "x"]
    with pytest.raises(ZeroDivisionError, match="by zero"):
        apart(lambda: 1 // 0)


def test_a_process_of_its_own_is_ended_after_seconds_of_the_processor() -> None:
    with pytest.raises(TimeoutError):
        apart(lambda: sum(1 for _ in itertools.count()), 1)
    assert apart(lambda: time.sleep(1.2) or 5, 1) == 5


@pytest.mark.parametrize(
    ("text", "values", "value", "gradient"),
    [
        # The product is a whole number in floats alone.
        ("polygamma(3, -y*x)", {"x": 1e16, "y": 1.249666676524229}, 1476.5204713085398, -2.284313149458718e20),
        ("polygamma(2, x)", {"x": -5e14 - 0.25}, 124.02510672119928, 1558.5454565440389958),
    ],
)
def test_gamma_and_its_relatives_far_out(text: str, values: dict[str, float], value: float, gradient: float) -> None:
    begun = time.process_time()
    report = evaluation(pose(Source(text), values))
    found = report.gradient or {}
    assert time.process_time() - begun < 3
    assert (report.value, found.get("y", found.get("x"))) == pytest.approx((value, gradient), rel=1e-12)


@pytest.mark.parametrize("text", ["polygamma(2^53, x) + 1", "2*sinc_derivative(x, 1000000)"])
def test_value_that_is_not_computed_is_said(text: str) -> None:
    report = evaluation(pose(Source(text), {"x": 2.0}))
    assert report.failed
    assert [finding.kind for finding in report.findings] == ["precision"]
    assert "is not computed for such arguments" in report.findings[0].message


def test_a_tracer_goes_on_after_a_limit_was_over() -> None:
    program = (
        "import sys\n"
        "from autograd_cli.run.time_limit import time_limit\n"
        "try:\n"
        "    with time_limit(0.01):\n"
        "        while True: pass\n"
        "except TimeoutError:\n"
        "    pass\n"
        "def trace(*_): return trace\n"
        "sys.settrace(trace)\n"
        "print(sum(map(abs, range(10))), (lambda: 5)())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "45 5\n"
