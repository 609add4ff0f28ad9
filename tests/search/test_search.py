"""Searches from Python: the reports of the commands, with their attributes, and what is refused."""

import json
import subprocess
import sys
from typing import Any

import pytest
from support.calls import call

import autograd_cli
from autograd_cli import AutogradError, minimize, solve


def test_a_minimum_is_what_the_command_prints() -> None:
    words = ("(x - a)^2 + exp(b*x)", "x=0", "a=2", "b=1", "--wrt", "a,b", "--json")
    found = minimize(words[0], {"x": 0, "a": 2, "b": 1}, wrt=["a", "b"])
    assert json.loads(found.render("json")) == json.loads(call("minimize", *words)[1])
    assert found.converged
    assert found.kind == "minimum"


def test_bounds_and_constraints_are_pairs_and_texts() -> None:
    start = {"x": [1, 2], "t": 0, "s": 1}
    found = minimize("sum(x) - t + 3*s", start, bounds={"x": (0.5, None)}, subject_to=["t <= 2*s", "s >= 1"])
    assert found.point == {"x": [0.5, 0.5], "t": pytest.approx(2), "s": pytest.approx(1)}
    assert found.constraints is not None
    assert [one.active for one in found.constraints] == [True, True]


def test_a_root_is_what_the_command_prints() -> None:
    found = solve(["x + y = 3", "x*y = a"], {"x": 0, "y": 5, "a": 2}, wrt="a")
    words = ("-e", "x + y = 3", "-e", "x*y = a", "x=0", "y=5", "a=2", "--wrt", "a", "--json")
    assert json.loads(found.render("json")) == json.loads(call("solve", *words)[1])
    assert found.converged
    assert found.proved


def test_all_roots_are_those_over_ranges() -> None:
    found = solve("sin(x) = x/k", {"k": 4}, over={"x": (-5, 5)})
    assert [one.point["x"] for one in found.roots] == pytest.approx([-2.4745767873698292, 0, 2.4745767873698292])
    assert found.proved


@pytest.mark.parametrize("ends", [(3, -3), (None, 3), ("a", 1), (1,)])
def test_ranges_over_which_there_is_no_search_are_named(ends: Any) -> None:
    with pytest.raises(AutogradError) as caught:
        solve("x^2 = 2", over={"x": ends})
    assert caught.value.code == "option"
    assert "bounds" not in f"{caught.value.message} {caught.value.hint}"


def test_starts_are_drawn_from_ranges() -> None:
    found = minimize("x^2/50 - cos(x)", ranges={"x": (-20, 20)}, starts=20)
    assert found.convergence.starts == 20
    assert found.point["x"] == pytest.approx(0, abs=1e-8)


def test_what_did_not_converge_raises_nothing() -> None:
    assert minimize("x^3", {"x": 1}).kind == "unbounded"
    assert not solve("x^2 + 1", {"x": 1}).converged


def test_a_notebook_shows_tables() -> None:
    assert "text/html" in minimize("x^2", {"x": 1})._repr_mimebundle_()
    assert "text/html" in solve("x = cos(x)", {"x": 1})._repr_mimebundle_()


@pytest.mark.parametrize(
    ("words", "options", "code"),
    [
        (("x^2", {"x": 1, "z": 2}), {}, "unknown-binding"),
        (("x^2",), {}, "missing-binding"),
        (("x^2", {"x": 1}), {"bounds": {"x": (2, 1)}}, "option"),
        (("x^2", {"x": 1}), {"bounds": {"y": (1, 2)}}, "unknown-name"),
        (("x^2", {"x": 1}), {"unknowns": "y"}, "unknown-name"),
        (("x^2", {"x": 1}), {"unknowns": "x", "wrt": "x"}, "usage"),
        (("x^2", {"x": 1}), {"check": True}, "usage"),
        (("x^2", {"x": 1}), {"starts": 5}, "option"),
        (("x^2", {}), {"ranges": {"x": (0, None)}}, "option"),
        (("x^2", {}), {"ranges": {"x": (0, 1)}, "starts": 0}, "option"),
        (("x^2", {"x": 1}), {"subject_to": "x + 1"}, "result"),
        ((3, {"x": 1}), {}, "binding"),
    ],
)
def test_what_a_search_refuses_is_an_error_of_ours(words: tuple[Any, ...], options: dict[str, Any], code: str) -> None:
    with pytest.raises(AutogradError) as caught:
        minimize(*words, **options)
    assert caught.value.code == code


def test_the_import_of_the_package_does_not_import_searches() -> None:
    script = "import autograd_cli, sys; print([name for name in sys.modules if 'search' in name or name == 'numpy'])"
    assert {"minimize", "solve"} <= {*autograd_cli.__all__}
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"
