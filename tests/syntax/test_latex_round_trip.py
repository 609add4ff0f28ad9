"""Formulas through our own LaTeX and back: every one of the documentation and samples, and every function's example."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.formulas_of_docs import Formula, formulas

from autograd_cli.ask.problem import Problem, pose, pose_open
from autograd_cli.errors import AutogradError, Source
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES
from autograd_cli.report.differentiation import Differentiation, differentiation
from autograd_cli.report.evaluation import evaluation
from autograd_cli.syntax.ast import Call, Operation, Tree
from autograd_cli.syntax.latex import latex
from autograd_cli.syntax.parser import parse, parse_expression
from autograd_cli.syntax.symbols import symbol
from autograd_cli.syntax.unparse import unparse

TEXTBOOK = Path(__file__).parents[1] / "references" / "textbook.txt"
# Functions that are written as the mathematics that they are, so that their definitions come back, worth the same; they
# exist for the digits that these would lose.
DEFINITIONS = {
    "expm1": "e^x - 1",
    "hypot": "the root of a sum of squares",
    "log1p": "the logarithm of 1 + x",
    "log_sigmoid": "the logarithm of the logistic function",
    "square": "x^2",
}
# Why a formula does not come back, by the case of its error.
REFUSED = {
    "latex-number-below": "a number below a vector is counted from 0, as in our LaTeX, or from 1, unless there is a 0",
}


def shape(tree: Tree) -> list[tuple[Any, ...]]:
    """A tree as a list: the same for two trees, and for two names of one function."""
    facts: list[tuple[Any, ...]] = []
    for part in tree.walk():
        own = tuple(getattr(part, field) for field in part.fields)
        rows = FUNCTIONS.get(part.function) if isinstance(part, Call) else None
        if own in (("matmul",), ("dot",)):
            facts.append((Operation, "matmul", 2))  # which of vectors are one node
            continue
        facts.append((type(part), [row.name for row in rows] if rows else own, len(part.children)))
    return facts


def of_textbook() -> list[Formula]:
    lines = [line.partition(" ; ")[0] for line in TEXTBOOK.read_text(encoding="utf-8").splitlines()]
    trees = [parse_expression(line) for line in lines if line and not line.startswith("#")]
    return [
        Formula(tree, {one.name: 0 for one in tree.free_names() if one.name not in CONSTANTS}, frozenset())
        for tree in trees
    ]


def back(tree: Tree, axes: dict[str, int]) -> Tree:
    written = latex(tree, {name: count for name, count in axes.items() if count})
    return parse(Source(written, notation="latex", names=axes)).statements[-1]


def functions_in(tree: Tree) -> set[str]:
    return {part.function for part in tree.walk() if isinstance(part, Call)}


@pytest.mark.parametrize("where", ["documentation and samples", "textbooks"])
def test_every_formula_comes_back_as_the_same_tree(where: str) -> None:
    listed = of_textbook() if where == "textbooks" else [*formulas()]
    count, refused = 0, set()
    for tree, axes, own in listed:
        if functions_in(tree) & own or not functions_in(tree) <= FUNCTIONS.keys():
            continue  # a function of the program, which has no LaTeX by itself
        try:
            read = back(tree, dict(axes))
        except AutogradError as error:
            if error.case in REFUSED:
                refused.add(unparse(tree))
                continue
            raise AssertionError((unparse(tree), latex(tree), error.message)) from error
        count += 1
        if shape(read) != shape(tree):
            assert functions_in(tree) & DEFINITIONS.keys(), (unparse(tree), latex(tree), unparse(read))
            assert {*functions_in(tree)} - {*functions_in(read)} <= DEFINITIONS.keys()
            if not any(axes.values()):
                assert math.isclose(worth(read), worth(tree), rel_tol=1e-12)
    assert count > 200
    assert len(refused) <= 2, refused


DERIVATIVES = ["tanh(x)^2*(tanh(x) + x)", "lgamma(x + 3)*normal_cdf(x)", "max(x, x^2)*mod(x, 0.7)", "log(x)^2*(1 + x)"]
# What derivatives have besides that are written as the mathematics that they are.
HELPERS = {"xlogy", "gaussian"}


def derivatives(everywhere: bool) -> Iterator[tuple[Tree, Differentiation]]:
    """The derivatives of the textbooks' formulas of numbers, and of some whose LaTeX needs a sign between factors."""
    for tree in [*(one.tree for one in of_textbook()), *map(parse_expression, DERIVATIVES)]:
        try:
            yield tree, differentiation(pose_open(Source(unparse(tree))), everywhere=everywhere)
        except AutogradError:
            continue  # of vectors, or without a derivative


@pytest.mark.parametrize("everywhere", [False, True])
def test_derivatives_come_back(everywhere: bool) -> None:
    count, defined, refused = 0, 0, []
    for tree, report in derivatives(everywhere):
        names = {one.name: 0 for one in tree.free_names() if one.name not in CONSTANTS}
        for one in report.derivatives:
            ours = parse(
                Source("; ".join([*(f"{name.name} = {name.text}" for name in report.shared), f"D = {one.text}"]))
            )
            lines = [*(f"{symbol(name.name)} &= {name.latex}" for name in report.shared), f"D &= {one.latex}"]
            try:
                read = parse(Source(" \\\\ ".join(lines), notation="latex", names=names))
            except AutogradError as error:
                refused.append((lines, error.message))
                continue
            count += 1
            if shape(read) != shape(ours):
                assert functions_in(ours) & HELPERS, (unparse(tree), lines, unparse(read))
                defined += 1
    assert count > 300
    assert defined <= 0.1 * count
    assert len(refused) <= 1, refused  # a condition that counts as a number


def worth(tree: Tree) -> float:
    names = sorted({one.name for one in tree.free_names() if one.name not in CONSTANTS})
    problem: Problem = pose(Source(unparse(tree)), {name: 0.3 + 0.1 * i for i, name in enumerate(names)})
    value = evaluation(problem, differentiate=False).value
    assert isinstance(value, float)
    return value


# Those that are written as the mathematics that they are.
AS_DEFINED = {"gauss", "ive", "kve"}


def test_special_functions_come_back() -> None:
    rows = [row for row in PRIMITIVES.values() if row.group == "special" and row.names and not row.internal]
    lost = set()
    for row in rows:
        tree = parse_expression(f"{row.call}({', '.join(row.names)})") if row.call else None
        if tree is None:
            continue
        try:
            same = shape(back(tree, {})) == shape(tree)
        except AutogradError:
            same = False
        lost |= set() if same else {row.name}
    assert lost == AS_DEFINED


ELEMENTS = ["eigvalsh(A)[0]", "eigvalsh(A)[1]/eigvalsh(A)[0]", "(A @ v)[0]^2", "inv(A)[0, 1]*exp(v)[0]"]
ORDERS = ["besselj(n + 1, x)", "bessely(-1/2, x)", "besseli(2*n, x)", "polylog(5/2, x)", "betainc(a, b, x/2)"]


@pytest.mark.parametrize("text", [*ELEMENTS, *ORDERS])
def test_elements_and_orders_come_back(text: str) -> None:
    tree = parse_expression(text)
    names = {"A": 2, "v": 1, "n": 0, "x": 0, "a": 0, "b": 0}
    assert shape(back(tree, names)) == shape(tree)


@pytest.mark.parametrize(
    ("text", "case"),
    [
        (r"\operatorname{sort}(v)_1", "latex-element-of"),
        (r"(x + 1)_0", "latex-token"),
        (r"(x)_n", "latex-token"),
        (r"\operatorname{sort}(v)_{0, 0}", "latex-token"),
        ("J_{n}(x)", "two-readings"),
        (r"\operatorname{erf}^{-1}(x)", "latex-inverse"),
        (r"\psi^{(n)}(x)", "latex-label"),
        ("K(x)", "two-readings"),
    ],
)
def test_what_has_two_readings_is_refused(text: str, case: str) -> None:
    with pytest.raises(AutogradError) as caught:
        parse(Source(text, notation="latex", names={"v": 1, "n": 0, "x": 0}))
    assert caught.value.case == case
