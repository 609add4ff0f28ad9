"""Formulas through our own LaTeX and back: every one of the documentation and samples, and every function's example."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.formulas_of_docs import Formula, formulas

from autograd_cli.ask.problem import pose_open
from autograd_cli.errors import AutogradError, Source
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES, Entry
from autograd_cli.report.differentiation import Differentiation, differentiation
from autograd_cli.syntax.ast import Call, Operation, Tree
from autograd_cli.syntax.latex import latex
from autograd_cli.syntax.parser import parse, parse_expression
from autograd_cli.syntax.symbols import symbol
from autograd_cli.syntax.unparse import unparse

TEXTBOOK = Path(__file__).parents[1] / "references" / "textbook.txt"
# The formulas that do not come back, by the case of their error: a number below a vector is counted from 0, as in our
# LaTeX, or from 1, unless there is a 0.
REFUSED = {"x[2]": "latex-number-below"}


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
    count, refused = 0, {}
    for tree, axes, own in listed:
        if functions_in(tree) & own or not functions_in(tree) <= FUNCTIONS.keys():
            continue  # a function of the program, which has no LaTeX by itself
        count += 1
        try:
            read = back(tree, dict(axes))
        except AutogradError as error:
            refused[unparse(tree)] = error.case
        else:
            assert shape(read) == shape(tree), (unparse(tree), latex(tree), unparse(read))
    assert count > 200
    assert refused == (REFUSED if where == "documentation and samples" else {})


OTHERS = ["tanh(x)^2*(tanh(x) + x)", "lgamma(x + 3)*normal_cdf(x)", "max(x, x^2)*mod(x, 0.7)", "log(x)^2*(1 + x)"]
ROWS = [row for row in PRIMITIVES.values() if row.names and row.call and not row.internal]
PLAIN = [f"{row.call}({', '.join(row.names)})" for row in ROWS if not row.shape]
# Parts of derivatives whose LaTeX is what they compute, and that come back so; they exist for their range.
AS_COMPUTED = {"gamma_density": "x^(a - 1)*exp(-x)/gamma(a)", "beta_density": "x^(a - 1)*(1 - x)^(b - 1)/beta(a, b)"}


def derivatives(everywhere: bool) -> Iterator[tuple[Tree, Differentiation]]:
    """The derivatives of the textbooks' formulas of numbers, of every function, and of its cube."""
    texts = [*(unparse(one.tree) for one in of_textbook()), *OTHERS, *PLAIN, *(f"{one}^2*{one}" for one in PLAIN)]
    for text in texts:
        try:
            yield parse_expression(text), differentiation(pose_open(Source(text)), everywhere=everywhere)
        except AutogradError:
            continue  # of vectors, or without a derivative


def computed(text: str) -> Tree:
    """A program with its `AS_COMPUTED` parts, whose arguments are their parameters, written out."""
    for name, formula in AS_COMPUTED.items():
        text = re.sub(rf"{name}\([abx, ]*\)", f"({formula})" if "*" in text else formula, text)
    return parse(Source(text))


@pytest.mark.parametrize("everywhere", [False, True])
def test_derivatives_come_back(everywhere: bool) -> None:
    count, parts = 0, set()
    for tree, report in derivatives(everywhere):
        names = {one.name: 0 for one in tree.free_names() if one.name not in CONSTANTS}
        for one in report.derivatives:
            ours = "; ".join([*(f"{name.name} = {name.text}" for name in report.shared), f"D = {one.text}"])
            lines = [*(f"{symbol(name.name)} &= {name.latex}" for name in report.shared), f"D &= {one.latex}"]
            read = parse(Source(" \\\\ ".join(lines), notation="latex", names=names))
            parts |= functions_in(parse(Source(ours))) & AS_COMPUTED.keys()
            assert shape(read) == shape(computed(ours)), (unparse(tree), lines, unparse(read))
            count += 1
    assert count > 600
    assert parts == AS_COMPUTED.keys()


# What a function's value is used in, and what its arguments are.
AROUND = [
    *("{}", "{}^2", "{}^z", "2*{}", "{}*2", "z*{}", "{}*z", "-{}", "1 - {}", "{}/z", "z/{}", "sin({})", "log({})"),
    *("exp({})", "sqrt({})", "max({}, z)", "{}*sin(z)", "sin(z)*{}", "z^{}", "{} + 1", "{} > z", "({} > z)*2"),
    *("where({} == z, {}, 1)", "abs({})", "[{}]", "[{}, 1]", "{}!", "{}!^2", "({}!)!"),
]
ARGUMENTS = ["{}", "{} + 1", "-{}", "2*{}", "sin({})", "{}^2", "abs({})", "{}/3", "exp({})", "normal_cdf({})"]
# A call of it is the operation of its sign.
OPERATION = "transpose"


@pytest.mark.parametrize("row", [row for row in ROWS if row.name != OPERATION], ids=lambda row: row.name)
def test_every_function_comes_back_beside_others(row: Entry) -> None:
    counts = [int(bool(row.shape))] * len(row.names) if row.lengths is None else [*map(len, row.lengths[0])]
    plain = f"{row.call}({', '.join(row.names)})"
    texts = [around.replace("{}", plain) for around in AROUND]
    for argument in ARGUMENTS:
        call = f"{row.call}({', '.join(argument.format(name) for name in row.names)})"
        texts += [call, f"{call}^2", f"log({call})"]
    for text in texts:
        tree = parse_expression(text)
        read = back(tree, {**dict(zip(row.names, counts, strict=True)), "z": 0})
        assert shape(read) == shape(tree), (text, latex(tree), unparse(read))


CONDITIONS = [
    *("x == y", "x == y or z > 1", "x < y and y < z", "x < y < z", "sin(x == y)", "y*(x != y)", "(x == 1)/(y + 1)"),
    *("not x == y", "where((x == y or y > 1) and z < 2, x, y)", "max(x > y, z)", "(x > y)^2", "-(x == y)", "[x == y]"),
    *("x + (mod(y, 2) == 1)", "where(x == y, where(y != z, 1, 2), 3)", "y*(x > z)*(z == 2)", "[[x, y]]", "[[x], [y]]"),
]


@pytest.mark.parametrize("text", [*CONDITIONS, "v*(v > 0)", "v @ (v == max(v))", "sum(v*(v > x))"])
def test_conditions_that_count_as_numbers_come_back(text: str) -> None:
    tree = parse_expression(text)
    assert shape(back(tree, {"x": 0, "y": 0, "z": 0, "v": 1})) == shape(tree)


ELEMENTS = ["eigvalsh(A)[0]", "eigvalsh(A)[1]/eigvalsh(A)[0]", "(A @ v)[0]^2", "inv(A)[0, 1]*exp(v)[0]"]
ORDERS = ["besselj(n + 1, x)", "bessely(-1/2, x)", "besseli(2*n, x)", "polylog(5/2, x)", "betainc(a, b, x/2)"]


@pytest.mark.parametrize("text", [*ELEMENTS, *ORDERS])
def test_elements_and_orders_come_back(text: str) -> None:
    tree = parse_expression(text)
    names = {"A": 2, "v": 1, "n": 0, "x": 0, "a": 0, "b": 0}
    assert shape(back(tree, names)) == shape(tree)


TRANSPOSED = ["A''", "(A/x)'", "sin(A)'", "inv(A)'", "(A @ A)''", "v' @ (A'' @ v)"]


@pytest.mark.parametrize("text", TRANSPOSED)
def test_transposes_come_back(text: str) -> None:
    tree = parse_expression(text)
    assert shape(back(tree, {"A": 2, "v": 1, "x": 0})) == shape(tree)


@pytest.mark.parametrize(("text", "written"), [("(y!)!", r"\left(y!\right)!"), ("A''", r"\left(A^\top\right)^\top")])
def test_signs_that_follow_never_stand_side_by_side(text: str, written: str) -> None:
    assert latex(parse_expression(text), {"A": 2}) == written


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
