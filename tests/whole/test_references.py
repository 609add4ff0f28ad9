"""Checks from outside: what the literature prints, and 50-digit results of formulas that SymPy differentiated."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ulp
from pathlib import Path
from typing import Any

import pytest
from references.formulas import FORMULAS

from autograd_cli import gradient
from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.graphs.graph import Function
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.forward import tangents
from autograd_cli.sweeps.reverse import adjoints

REFERENCES = Path(__file__).parents[1] / "references"
CASES = json.loads((REFERENCES / "formulas.json").read_text(encoding="utf-8"))
DATASETS = json.loads((REFERENCES / "strd.json").read_text(encoding="utf-8"))
TRACES = tomllib.loads((REFERENCES / "traces.toml").read_text(encoding="utf-8"))["trace"]

MODES = ("reverse", "forward")

# A result may be off by this, times the size that the roundings of all its operations add up to. We promise 1e-12.
BOUND = Fraction(1, 10**15)


def results(report: Any) -> dict[str, float]:
    """Value and partials of a report, by name."""
    return {"value": report.value, **report.gradient}


def assert_exact(got: Mapping[str, float], reference: Mapping[str, Any]) -> None:
    """That value and partials are those of 50 digits, but for rounding."""
    exact = {"value": reference["value"], **reference["gradient"]}
    assert list(got) == list(exact)
    for name, text in exact.items():
        distance = abs(Fraction(got[name]) - Fraction(text))
        assert distance <= BOUND * Fraction(reference["size"][name]), (name, got[name], text)


def last_digit(text: str) -> Fraction:
    """The unit of a printed number's last digit; of a whole number, which is exact, nothing."""
    exponent = Decimal(text).as_tuple().exponent
    assert isinstance(exponent, int)
    return Fraction(10) ** exponent if exponent < 0 or "E" in text else Fraction(0)


# Formulas


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['group']}: {case['name']}")
def test_value_and_partials_are_those_of_50_digits(case: dict[str, Any], mode: str) -> None:
    report = gradient(case["text"], case["at"], mode=mode)
    assert [finding for finding in report.findings if finding.weighty] == []
    assert_exact({"value": report.value, **{name: report.gradient[name] for name in case["at"]}}, case)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["published"]], ids=lambda case: f"{case['group']}: {case['name']}"
)
def test_value_and_partials_are_those_published(case: dict[str, Any]) -> None:
    # Stationary points are published in few digits: `slack` is what that leaves open, to first order.
    got = results(gradient(case["text"], case["at"]))
    for name, text in case["published"].items():
        open_digits = last_digit(text) + 2 * Fraction(case["slack"].get(name, 0))
        rounding = BOUND * Fraction(case["size"][name])
        assert abs(Fraction(got[name]) - Fraction(text)) <= open_digits + rounding, (name, got[name], text)


def test_references_are_of_the_formulas_as_they_stand() -> None:
    written = {(case["group"], case["name"]): case for case in CASES}
    rows = {(group, row.name): row for group, formulas in FORMULAS.items() for row in formulas}
    assert rows.keys() <= written.keys()
    for key, row in rows.items():
        assert (written[key]["text"], written[key]["at"]) == (row.text, row.at), "run `python -m references.write`"
        assert written[key]["published"] == row.published, "run `python -m references.write`"


@pytest.mark.parametrize(("group", "least"), [("samples", 13), ("physics", 20), ("optimisation", 20)])
def test_there_are_as_many_references_as_promised(group: str, least: int) -> None:
    assert len(FORMULAS[group]) >= least


# Traces


@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: trace["source"])
def test_values_and_adjoints_of_a_trace_are_those_published(trace: dict[str, Any]) -> None:
    problem = pose(Source(trace["program"]), trace["at"])
    function, names = problem.function, named_nodes(problem)
    seed = function.graph.constant("1")
    swept = adjoints(function, tuple(problem.lowered.inputs.values()), (seed,))
    assert_printed(trace["values"], problem, names)
    assert_printed(trace["adjoints"], problem, {name: swept[names[name]] for name in trace["adjoints"]})


@pytest.mark.parametrize(
    ("trace", "along"),
    [(trace, along) for trace in TRACES for along in trace.get("tangents", ())],
    ids=lambda part: part if isinstance(part, str) else part["source"],
)
def test_tangents_of_a_trace_are_those_published(trace: dict[str, Any], along: str) -> None:
    problem = pose(Source(trace["program"]), trace["at"])
    function, names = problem.function, named_nodes(problem)
    seed, zero = function.graph.constant("1"), function.graph.constant("0")
    swept = tangents(function, (names[along],), (seed,))
    tangent = {name: swept.get(names[name], zero) for name in trace["tangents"][along]}
    assert_printed(trace["tangents"][along], problem, tangent)


def named_nodes(problem: Any) -> dict[str, int]:
    """The nodes of a program's inputs and intermediate results, by name."""
    return {**problem.lowered.inputs, **problem.lowered.names}


def assert_printed(printed: Mapping[str, str], problem: Any, nodes: Mapping[str, int]) -> None:
    """That the nodes' values are the numbers printed, to the digits printed."""
    values = evaluate(Function(problem.function.graph, problem.function.inputs, tuple(nodes.values())), problem.values)
    for name, text in printed.items():
        got = Fraction(values[nodes[name]])
        assert abs(got - Fraction(text)) <= last_digit(text), (name, float(got), text)


# Speelpenning's product, the example by which Griewank and Walther 2008 (section 1.1) measure a gradient's cost


@pytest.mark.parametrize(
    ("count", "mode"),
    [*((count, "reverse") for count in (2, 3, 10, 100, 1000)), *((count, "forward") for count in (2, 30))],
)
def test_partial_of_speelpennings_product_is_the_product_of_the_others(count: int, mode: str) -> None:
    factors = {f"x{i}": i / (i + 1) for i in range(1, count + 1)}
    got = gradient("*".join(factors), factors, mode=mode)
    product = Fraction(1)
    for factor in factors.values():
        product *= Fraction(factor)
    # 1/(n + 1) but for the factors' rounding; each of the n - 1 multiplications may round by half an ulp.
    assert got.value == pytest.approx(1 / (count + 1), rel=count * 2.0**-52)
    for result, exact in speelpenning(got, product, factors):
        assert abs(Fraction(result) / exact - 1) <= count * Fraction(ulp(1.0))


def speelpenning(got: Any, product: Fraction, factors: Mapping[str, float]) -> Iterator[tuple[float, Fraction]]:
    """Value and each partial, with what it should be."""
    yield got.value, product
    for name, factor in factors.items():
        yield got.gradient[name], product / Fraction(factor)


# NIST's Statistical Reference Datasets for nonlinear regression


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("data", DATASETS, ids=lambda data: data["name"])
def test_nist_model_and_its_partials_are_those_of_50_digits(data: dict[str, Any], mode: str) -> None:
    for point in data["points"]:
        report = gradient(data["model"], point["at"], mode=mode)
        assert report.findings == ()
        assert_exact({"value": report.value, **{name: report.gradient[name] for name in point["at"]}}, point)


@pytest.mark.parametrize("data", DATASETS, ids=lambda data: data["name"])
def test_nist_residual_sum_is_as_certified_and_stationary(data: dict[str, Any]) -> None:
    reference = data["residual_sum"]
    got = results(gradient(residual_sum(data), data["parameters"]))
    assert_exact({name: got[name] for name in ("value", *data["parameters"])}, reference)
    # What is certified has its last digit rounded, the parameters too; `slack` is what the latter leaves open.
    certified, slack = data["certified"], {name: Fraction(off) for name, off in reference["slack"].items()}
    for name, wanted, rounded in [
        ("value", Fraction(certified), last_digit(certified) / 2),
        *((parameter, Fraction(0), Fraction(0)) for parameter in data["parameters"]),
    ]:
        rounding = BOUND * Fraction(reference["size"][name])
        assert abs(Fraction(got[name]) - wanted) <= rounded + slack[name] + rounding, (name, got[name])


def residual_sum(data: dict[str, Any]) -> str:
    """The program that adds up the squared residuals of all observations."""
    columns = [column for column in data["observations"][0] if column != "y"]
    terms = []
    for row in data["observations"]:
        response = data["response"].replace("y", repr(row["y"]))
        terms.append(f"({response} - model({', '.join(repr(row[column]) for column in columns)}))^2")
    return f"model({', '.join(columns)}) = {data['model']}\n" + " + ".join(terms)
