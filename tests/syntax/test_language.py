"""The language, line by line: what a text means, how a tree is printed, and what is said where a text is refused."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import lark
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.amounts import LONG
from support.mistakes import FORMULAS

from autograd_cli import gradient
from autograd_cli.ask.problem import pose
from autograd_cli.errors import AutogradError, Source, Span, render_error
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.primitives.index import OPERATORS
from autograd_cli.syntax import parser as parser_module
from autograd_cli.syntax.ast import (
    Assignment,
    Call,
    Comparison,
    Definition,
    Given,
    Index,
    Keyword,
    Name,
    Number,
    Operation,
    Prime,
    Program,
    Range,
    Slice,
    Tree,
    Vector,
)
from autograd_cli.syntax.generate import standalone
from autograd_cli.syntax.names import is_name
from autograd_cli.syntax.parser import GENERATED, GRAMMAR, built, parse, parse_expression
from autograd_cli.syntax.unparse import unparse

# What is accepted: a text, what it is the same as, and, where two readings are near, what it is not.

READINGS: list[tuple[str, ...]] = [
    # Numbers: the longest is read first.
    ("3", "3"),
    (".5", ".5"),
    ("3.", "3."),
    ("1e-3", "1e-3"),
    ("1.5E+3", "1.5E+3"),
    ("3.x", "3.*x"),
    ("2e", "2*e"),
    ("2e3x", "2e3*x"),
    ("2e3e", "2e3*e"),
    ("2e+x", "2*e + x"),
    ("0x1g", "0*x1g"),
    ("2_x", "2*_x"),
    # Names: letters, marks, digits, subscripts; NFC, never NFKC; one mu.
    ("_", "_"),
    ("x_0", "x_0", "x₀"),
    ("x₀", "x₀", "x0"),
    ("한글", "한글"),
    ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
    ("e\u0301", "é"),
    ("\u212b", "Å"),
    ("x\u0301", "x\u0301"),
    ("µ + μ", "μ + μ"),
    ("ﬁ", "ﬁ", "fi"),
    ("Ａ", "Ａ", "A"),
    ("𝑥", "𝑥", "x"),
    ("xⁿ", "xⁿ"),
    ("nota + android + order + givens + given_", "(((nota + android) + order) + givens) + given_", "not a"),
    # Operators, from the loosest to the tightest.
    ("a or b and c", "a or (b and c)", "(a or b) and c"),
    ("a or b or c", "(a or b) or c", "a or (b or c)"),
    ("a and b and c", "(a and b) and c", "a and (b and c)"),
    ("not a and b", "(not a) and b", "not (a and b)"),
    ("not not a", "not (not a)"),
    ("not a < b", "not (a < b)", "(not a) < b"),
    ("a and not b", "a and (not b)"),
    ("0 < x < 1", "0 < x < 1", "(0 < x) < 1", "0 < (x < 1)"),
    ("a <= b == c != d >= e > f", "a<=b==c!=d>=e>f"),
    ("a < b + c", "a < (b + c)", "(a < b) + c"),
    ("(a < b)*2 + 1", "((a < b)*2) + 1"),
    ("a - b - c", "(a - b) - c", "a - (b - c)"),
    ("a + b - c", "(a + b) - c"),
    ("a + b*c", "a + (b*c)", "(a + b)*c"),
    ("a/b/c", "(a/b)/c", "a/(b/c)"),
    ("a/b*c", "(a/b)*c", "a/(b*c)"),
    ("a*b @ c/d", "((a*b) @ c)/d"),
    ("-x^2", "-(x^2)", "(-x)^2"),
    ("-x*y", "(-x)*y", "-(x*y)"),
    ("-x + y", "(-x) + y", "-(x + y)"),
    ("x*-y", "x*(-y)"),
    ("a - -b", "a - (-b)"),
    ("--x", "-(-x)"),
    ("2--x", "2 - (-x)"),
    ("-+x", "-(+x)", "-x"),
    ("x++y", "x + (+y)"),
    ("x^y^z", "x^(y^z)", "(x^y)^z"),
    ("x**y", "x^y"),
    ("x^-y^2", "x^(-(y^2))", "(x^(-y))^2"),
    ("x^-y*z", "(x^(-y))*z", "x^(-(y*z))"),
    ("A'^2", "(A')^2"),
    ("x^A'", "x^(A')", "(x^A)'"),
    ("-A'", "-(A')", "(-A)'"),
    ("A''", "(A')'"),
    ("x^y[0]", "x^(y[0])", "(x^y)[0]"),
    ("x[0][1]'", "((x[0])[1])'"),
    ("x[1:2, :, 3:, :4, i + 1]", "x[1:2,:,3:,:4,(i+1)]", "x[1, 2]"),
    ("f(x)[0]", "(f(x))[0]"),
    ("(2)'", "(2)'"),
    # Juxtaposition binds as `*`.
    ("2x", "2*x"),
    ("2 x", "2*x"),
    ("3 sin(x)", "3*sin(x)"),
    ("2(x+1)", "2*(x + 1)"),
    ("2√(x)", "2*sqrt(x)"),
    ("2∞", "2*inf"),
    ("2x^2", "2*(x^2)", "(2*x)^2"),
    ("2x^-y", "2*(x^(-y))"),
    ("-2x", "-(2*x)", "(-2)*x"),
    ("2x*3y", "(2*x)*(3*y)"),
    ("2x/y", "(2*x)/y", "2*(x/y)"),
    ("a - 2x", "a - (2*x)"),
    ("2x[0]", "2*(x[0])"),
    ("2x²", "2*(x^2)"),
    ("x^(2y)", "x^(2*y)"),
    ("1/(2x)", "1/(2*x)"),
    ("x(y + 1)", "x (y+1)", "x*(y + 1)"),
    ("2pi*r", "(2*pi)*r"),
    # Pasted from a document.
    ("a×b·c⋅d÷f", "((a*b)*c*d)/f"),
    ("a−b", "a - b"),
    ("−x", "-x"),
    ("a≤b≥c≠d", "a <= b >= c != d"),
    ("√(x + 1)", "sqrt(x + 1)"),
    ("√(x)²", "sqrt(x)^2"),
    ("-∞", "-inf"),
    ("x²+y³", "x^2 + y^3"),
    ("2²", "2^2"),
    ("-x²", "-(x^2)"),
    ("x^2²", "x^(2^2)"),
    ("(x + 1)²", "(x + 1)^2"),
    # Calls, vectors, matrices.
    ("f()", "f( )"),
    ("f(a, b)", "f(a,b)", "f(b, a)"),
    ("where(a < b, a, -b)", "where((a < b), (a), (-b))"),
    ("[]", "[ ]"),
    ("[1, 2]", "[1,2]", "[2, 1]"),
    ("[[1, 2], [3, 4]]", "[[1,2],[3,4]]", "[1, 2, 3, 4]"),
    ("[1, 2]' @ A", "([1, 2]') @ A"),
    ("[1, 2][0]^2", "([1, 2][0])^2"),
    # Blanks, comments, ends of lines.
    (" x\t+\u00a0y ", "x + y"),
    ("x\u2003+\u202fy\u3000", "x + y"),
    ("\ufeffx + y\ufeff", "x + y"),
    ("x # + y", "x"),
    ("x # (\n", "x"),
    ("(x\n+ y)", "x + y"),
    ("(x # one\n\n + y) # two\n", "x + y"),
    ("f(a,\r\nb)", "f(a, b)"),
    ("[1,\r2]", "[1, 2]"),
    ("x[\n0\n]", "x[0]"),
    ("a = 1; a", "a = 1\na"),
    ("a = 1\r\na\r\n", "a = 1\na"),
    ("a = 1\ra", "a = 1\na"),
    ("\n\n;a = 1 ;\n;; a\n\n", "a = 1\na"),
    ("a = (\n1\n)\na", "a = 1\na"),
    ("given x=40,y=4\nx*y", "given x = 40, y = 4\nx*y", "x = 40\ny = 4\nx*y"),
    ("f(x,y)=x^2;f(1,2)", "f(x, y) = x^2\nf(1, 2)", "f(y, x) = x^2\nf(1, 2)"),
    ("L = x", "L = (x)", "x"),
]


@pytest.mark.parametrize(("text", "same", "others"), [(text, same, others) for text, same, *others in READINGS])
def test_a_text_is_read_as_the_language_says(text: str, same: str, others: list[str]) -> None:
    tree = parse(Source(text))
    assert tree == parse(Source(same))
    for other in others:
        assert tree != parse(Source(other))


PRINTED = [
    ("2x^2 + (y*3)*-(z)", "2*x^2 + y*3*-z"),
    ("(((a)))", "a"),
    ("a-(b-c)-(d)", "a - (b - c) - d"),
    ("(a/b)/(c/d)", "a/b/(c/d)"),
    ("(x^y)^(z^w)", "(x^y)^(z^w)"),
    ("(-x)^-(y^2)", "(-x)^(-y^2)"),
    ("-(x*y)", "-(x*y)"),
    ("(not a) and (b or c)", "not a and (b or c)"),
    ("(a<b)<c", "(a < b) < c"),
    ("(a and b) + 1", "(a and b) + 1"),
    ("x²·√(y)≤∞", "x^2*sqrt(y) <= inf"),
    ("(2)'+(x')[0]", "(2)' + x'[0]"),
    ("[[1,2],[x[1:],x[:2,:]]]", "[[1, 2], [x[1:], x[:2, :]]]"),
    ("given x=40,y=-(4)\nf(a)=a*x;L=f(y)", "given x = 40, y = -4\nf(a) = a*x\nL = f(y)"),
]


@pytest.mark.parametrize(("text", "printed"), PRINTED)
def test_a_tree_is_printed_with_the_parentheses_that_it_needs_and_those_of_exponents(text: str, printed: str) -> None:
    assert unparse(parse(Source(text))) == printed


# What is refused. The error zoo, `samples/errors/`, has the texts, the errors' codes and the whole messages.


def refusal(text: str, bindings: Mapping[str, float] | None = None) -> tuple[str, str]:
    """Code and message of the error that a program gives."""
    with pytest.raises(AutogradError) as caught:
        pose(Source(text), bindings or {})
    return caught.value.code, render_error(caught.value)


def lines_of(text: str) -> list[str]:
    return refusal(text)[1].split("\n")


def test_carets_count_terminal_cells() -> None:
    assert lines_of("한글 $ 2")[1:3] == ["  한글 $ 2", "       ^"]


def test_a_place_is_told_where_the_text_has_several_lines() -> None:
    assert lines_of("a = 1\r\nb = a $ 2\r\nb")[1:4] == ["  line 2, column 7:", "  b = a $ 2", "        ^"]


def test_a_long_line_is_cut_around_the_place() -> None:
    lines = lines_of("+".join(["x"] * 500) + "$" + "+x" * 500)
    assert [len(line) for line in lines[1:3]] == [2 + 1 + 96 + 1, lines[1].index("$") + 1]
    assert lines[1].startswith("  …")
    assert lines[1].endswith("…")


def test_a_message_of_two_readings_stays_short() -> None:
    assert max(map(len, lines_of(f"{'(' * 10_000}x{')' * 10_000}/2x"))) < 200


# What names mean is known when a program is lowered.

VALUES: list[tuple[str, dict[str, float], float]] = [
    ("2e", {}, 5.43656365691809),
    ("2e", {"e": 3.0}, 6.0),
    ("pi + tau + inf", {"pi": 1.0, "tau": 2.0, "inf": 3.0}, 6.0),
    ("given e = 4\ne", {}, 4.0),
    ("e = 4\ne", {}, 4.0),
    ("f(e) = 2e\nf(4)", {}, 8.0),
    ("-2^2", {}, -4.0),
    ("2^3^2", {}, 512.0),
    ("2^-2^2", {}, 0.0625),
    ("8/4/2", {}, 1.0),
    ("2--3", {}, 5.0),
    ("3(2 < 3) + (3 < 2)", {}, 3.0),
    ("0 < 0.5 < 1", {}, 1.0),
    ("0 < 2 < 1", {}, 0.0),
    ("3 > 2 > 1", {}, 1.0),
    ("1 == 1 != 2", {}, 1.0),
    ("not 2 or 3 and 4", {}, 1.0),
    ("x or 1/0", {"x": 2.0}, 1.0),
    ("x and 1/0", {"x": 0.0}, 0.0),
    ("sqrt + sqrt(4)", {"sqrt": 1.0}, 3.0),
    ("given x = 40, y = -4/2\nx*y", {}, -80.0),
    ("given x = 40\nx", {"x": 3.0}, 3.0),
    ("sin(x) = 2x\nsin(3)", {}, 6.0),
    ("f(a) = a*c\ng(a) = f(a) + f(2)\ng(3)", {"c": 2.0}, 10.0),
    ("a = 2; f(x) = a*x; f(a)", {}, 4.0),
    ("μ + µ", {"µ": 2.0}, 4.0),
    ("é", {"e\u0301": 2.0}, 2.0),
    ("ln(e) + log(1)", {}, 1.0),
    ("max(1, 3, 2) + min(4)", {}, 7.0),
    ("√(16) + 2² + 2³", {}, 16.0),
]


@pytest.mark.parametrize(("text", "bindings", "value"), VALUES)
def test_a_program_has_the_value_the_language_says(text: str, bindings: dict[str, float], value: float) -> None:
    assert gradient(text, bindings).value == pytest.approx(value, rel=1e-15)


VECTOR_VALUES = [
    ("[1, 2]", [1.0, 2.0]),
    ("[]", []),
    ("[[1, 2], [3, 4]]'", [[1.0, 3.0], [2.0, 4.0]]),
    ("[1, 2, 3][0]", 1.0),
    ("[1, 2, 3][-1]", 3.0),
    ("[1, 2, 3][1:]", [2.0, 3.0]),
    ("[1, 2, 3][:-1]", [1.0, 2.0]),
    ("[1, 2, 3][2:1]", []),
    ("[[1, 2], [3, 4]][1]", [3.0, 4.0]),
    ("[[1, 2], [3, 4]][:, 0]", [1.0, 3.0]),
    ("[[1, 2], [3, 4]][0, 1:]", [2.0]),
    ("[[1, 2], [3, 4]] @ [5, 6]", [17.0, 39.0]),
    ("[5, 6] @ [[1, 2], [3, 4]]", [23.0, 34.0]),
    ("[1, 2] @ [3, 4]", 11.0),
    ("[1, 2]^2 + [[10], [20]]", [[11.0, 14.0], [21.0, 24.0]]),
    ("[1, 2] < [2, 1]", [1.0, 0.0]),
    ("where([1, 0] > 0, [3, 4], 5)", [3.0, 5.0]),
    ("max([3, 5], [4, 4])", [4.0, 5.0]),
    ("max([[3, 5], [4, 4]], axis=0)", [4.0, 5.0]),
    ("sum([[3, 5], [4, 4]], 1)", [8.0, 8.0]),
    ("f(v) = v/norm(v); f([3, 4])", [0.6, 0.8]),
    ("A = [[2, 0], [0, 4]]; solve(A, [2, 4])", [1.0, 1.0]),
]


@pytest.mark.parametrize(("text", "value"), VECTOR_VALUES)
def test_a_program_with_vectors_has_the_value_the_language_says(text: str, value: object) -> None:
    assert gradient(text, {}).value == value


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *((name, True) for name in ("x", "x₁", "한글", "_1", "x\u0301", "µ", "e", "mode")),
        *(
            (text, False)
            for text in ("", "1x", "₁", "\u0301x", "x-y", "x y", "and", "given", "x\n", "x３", "x²", "a.b")
        ),
    ],
)
def test_a_name_is_letters_marks_digits_and_subscripts(text: str, is_one: bool) -> None:
    assert is_name(text) == is_one
    assert is_one == accepts(text, Name)


def accepts(text: str, kind: type[Tree]) -> bool:
    """Whether the language reads the whole text as one node of a kind."""
    try:
        return isinstance(tree := parse(Source(text)).statements[0], kind) and tree.span == Span(0, len(text))
    except AutogradError:
        return False


# Places.


def expressions(tree: Tree) -> Iterator[Tree]:
    return (
        node for node in tree.walk() if not isinstance(node, Program | Given | Assignment | Definition | Slice | Range)
    )


@pytest.mark.parametrize("text", [text for text, *_ in READINGS if not set(text) & set("\n\r²³")])
def test_the_text_at_a_span_is_the_text_of_the_node(text: str) -> None:
    for node in expressions(parse(Source(text))):
        assert parse_expression(text[node.span.start : node.span.stop]) == node


def test_spans_cover_parentheses_and_names() -> None:
    text = "given µ = 3; f(x, y) = (x) ; L = √((f(1, µ)))²"
    program = parse(Source(text))
    given_, definition, result = program.statements
    assert isinstance(given_, Given)
    assert isinstance(definition, Definition)
    assert isinstance(result, Assignment)
    power = result.value
    root, exponent = power.children
    assert isinstance(root, Call)
    parts = [program, given_, given_.bindings[0], definition, definition.body, result, power, root, exponent]
    names = [given_.bindings[0].name_span, definition.name_span, result.name_span, root.name_span]
    assert [text[span.start : span.stop] for span in names] == ["µ", "f", "L", "√"]
    assert [text[part.span.start : part.span.stop] for part in parts if part is not None] == [
        text,
        "given µ = 3",
        "µ = 3",
        "f(x, y) = (x)",
        "(x)",
        "L = √((f(1, µ)))²",
        "√((f(1, µ)))²",
        "√((f(1, µ)))",
        "²",
    ]


def test_equal_expressions_are_one_node_with_every_place_it_was_written() -> None:
    text = "sin(x)*2 + sin( x )*2.0"
    lowered = pose(Source(text), {"x": 1.0}).lowered
    graph = lowered.function.graph
    places = {
        node.primitive: [text[span.start : span.stop] for span in graph.origins[number]]
        for number, node in enumerate(graph.nodes)
    }
    assert places["sin"] == ["sin(x)", "sin( x )"]
    assert places["constant"] == ["2", "2.0"]
    assert places["multiply"] == ["sin(x)*2", "sin( x )*2.0"]
    assert places["add"] == [text]


# Printing reads back.

NOWHERE = Span(0, 0)
NUMBERS = st.sampled_from(["0", "3", ".5", "3.", "1e-3", "1.5E+3", "12345678901234567890123"]).map(
    lambda text: Number(NOWHERE, text)
)
IDENTIFIERS = st.sampled_from(["x", "y", "e", "e1", "x₀", "μ", "é", "한글", "_", "inf", "sin", "notx"])
NAMES = IDENTIFIERS.map(lambda name: Name(NOWHERE, name))
COMPARATORS = st.sampled_from(["less", "less_equal", "greater", "greater_equal", "equal", "not_equal"])


def operations(primitives: list[str], count: int, trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.builds(
        lambda primitive, operands: Operation(NOWHERE, primitive, tuple(operands)),
        st.sampled_from(primitives),
        st.lists(trees, min_size=count, max_size=count),
    )


def comparisons(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.lists(st.tuples(COMPARATORS, trees), min_size=1, max_size=3).flatmap(
        lambda links: trees.map(
            lambda first: Comparison(
                NOWHERE, tuple(sign for sign, _ in links), (first, *(operand for _, operand in links))
            )
        )
    )


def forms(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """Every form that has trees within it."""
    several = st.lists(trees, max_size=3).map(tuple)
    slices = st.builds(Slice, st.just(NOWHERE), st.none() | trees, st.none() | trees)
    ranges = st.builds(Range, st.just(NOWHERE), IDENTIFIERS, trees, trees)
    subscripts = st.lists(trees | slices, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        operations([name for name in OPERATORS if len(PRIMITIVES[name].names) == 2], 2, trees),
        operations(["positive", *(name for name in OPERATORS if len(PRIMITIVES[name].names) == 1)], 1, trees),
        comparisons(trees),
        st.builds(Call, st.just(NOWHERE), IDENTIFIERS, several, st.just(NOWHERE)),
        st.builds(Call, st.just(NOWHERE), IDENTIFIERS, st.tuples(trees, ranges), st.just(NOWHERE)),
        st.builds(Vector, st.just(NOWHERE), several),
        st.builds(Index, st.just(NOWHERE), trees, subscripts),
    )


EXPRESSIONS = st.recursive(NUMBERS | NAMES, forms, max_leaves=12)
ASSIGNMENTS = st.builds(Assignment, st.just(NOWHERE), IDENTIFIERS, st.just(NOWHERE), EXPRESSIONS)
DEFINITIONS = st.builds(
    Definition,
    st.just(NOWHERE),
    IDENTIFIERS,
    st.just(NOWHERE),
    st.lists(IDENTIFIERS, min_size=1, max_size=3, unique=True).map(tuple),
    EXPRESSIONS,
)
GIVENS = st.builds(Given, st.just(NOWHERE), st.lists(ASSIGNMENTS, min_size=1, max_size=3).map(tuple))
PROGRAMS = st.builds(
    lambda statements, last: Program(NOWHERE, (*statements, last)),
    st.lists(ASSIGNMENTS | DEFINITIONS | GIVENS, max_size=3),
    EXPRESSIONS | ASSIGNMENTS,
)


@given(PROGRAMS)
def test_a_printed_tree_reads_back_as_the_same_tree(program: Program) -> None:
    assert parse(Source(unparse(program))) == program


@given(EXPRESSIONS)
def test_spans_of_a_printed_tree_are_the_places_of_its_parts(tree: Tree) -> None:
    text = unparse(tree)
    for node in expressions(parse(Source(text))):
        assert parse_expression(text[node.span.start : node.span.stop]) == node


@given(EXPRESSIONS, EXPRESSIONS)
def test_trees_are_equal_exactly_where_their_texts_are(a: Tree, b: Tree) -> None:
    assert (a == b) == (unparse(a) == unparse(b))


def test_the_generated_trees_are_of_every_kind() -> None:
    covered = [Number, Name, Operation, Comparison, Call, Keyword, Range, Vector, Slice]
    covered += [Index, Assignment, Definition, Given, Program]
    written_only = [Prime]  # a derivation has it, no text is read as one
    # What another notation has on the way to a tree is in a module of its own.
    kinds = {kind for kind in Tree.__subclasses__() if kind.__module__ == Tree.__module__}
    assert kinds == {*covered, *written_only}


# The generated parser and the one built in memory.


def outcome(text: str) -> tuple[str, list[tuple[str, Span]]] | str:
    """The tree as text with all its spans, or the whole error."""
    try:
        tree = parse(Source(text))
    except AutogradError as error:
        return render_error(error)
    return unparse(tree), [(repr(node), node.span) for node in tree.walk()]


def test_the_generated_parser_and_the_built_one_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [text for text, *_ in READINGS] + [text for text, *_ in PRINTED] + FORMULAS
    generated = [outcome(text) for text in texts]
    assert parser_module._parser().module is sys.modules[GENERATED]
    in_memory = built(GRAMMAR.read_text(encoding="utf-8"))
    monkeypatch.setattr(parser_module, "_parser", lambda: in_memory)
    assert [outcome(text) for text in texts] == generated


def test_a_grammar_with_a_conflict_is_not_built() -> None:
    grammar = GRAMMAR.read_text(encoding="utf-8")
    assert standalone(grammar)
    # `x²(y)` as a call, and `x²` as a factor that another one may follow.
    changed = grammar.replace("     | raised\n     | head raised", "     | powered\n     | head raised")
    with pytest.raises(ValueError, match="Shift/Reduce conflict for terminal LPAR"):
        standalone(changed)
    with pytest.raises(ValueError, match="Shift/Reduce conflict"):
        standalone('start: start "+" start | "1"')


# So deep that anything that recurs overflows.
DEEP = 100_000 if LONG else 10_000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("opening", "inner", "closing"),
    [
        *[("(", "x", ")"), ("-", "x", ""), ("x^", "x", ""), ("x + ", "x", ""), ("sin(", "x", ")"), ("√", "x", "")],
        *[("(|", "x", "|)"), ("⌊", "x", "⌋"), ("", "(x)", "(x)"), ("x[", "0", "]")],
    ],
)
def test_a_formula_of_any_depth_is_read(opening: str, inner: str, closing: str) -> None:
    tree = parse_expression(opening * DEEP + inner + closing * DEEP)
    assert tree.span == Span(0, DEEP * (len(opening) + len(closing)) + len(inner))


def test_no_other_terminal_begins_as_a_name_does_so_that_names_may_be_tried_first() -> None:
    terminals = {
        one.name: re.compile(one.pattern.to_regexp())
        for one in lark.Lark(GRAMMAR.read_text("utf-8"), parser="lalr", lexer="basic").terminals
    }
    letters = "".join(filter(terminals.pop("NAME").fullmatch, map(chr, range(sys.maxunicode + 1))))
    assert "é" in letters
    assert "√" not in letters
    assert [name for name, pattern in terminals.items() if pattern.search(letters)] == []


PARSERS = [
    # what is done before the first text is parsed, and whether lark is then needed
    ("pass", False),
    ("parser.GRAMMAR = parser.GRAMMAR / 'absent'", False),
    ("importlib.import_module(parser.GENERATED).CHECKSUM += 1", True),
    ("sys.modules[parser.GENERATED] = None", True),
]


@pytest.mark.parametrize(("before", "needs_lark"), PARSERS)
def test_the_parser_is_built_only_where_none_was_generated_from_this_grammar(
    before: str, needs_lark: bool, tmp_path: Path
) -> None:
    program = (
        "import importlib, sys\n"
        "from autograd_cli.errors import Source\n"
        "from autograd_cli.syntax import parser\n"
        "from autograd_cli.syntax.unparse import unparse\n"
        f"{before}\n"
        "print(unparse(parser.parse(Source('2x^2'))), 'lark' in sys.modules)\n"
    )
    home = {name: str(tmp_path) for name in ("HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME")}
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **home}, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"2*x^2 {needs_lark}\n"
    assert list(tmp_path.iterdir()) == [], "no cache is left in a shared folder"
