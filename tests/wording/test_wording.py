"""The words of errors: each is made in one place, of fields that are there, and nothing takes it apart again."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from string import Formatter
from typing import NamedTuple

import pytest
from support.house import MODULES, tree_of
from support.sessions import ROOT

from autograd_cli import gradient
from autograd_cli.wording import commands, files, language, notations, options, shapes, values
from autograd_cli.wording.errors import ERRORS, TABLES
from autograd_cli.wording.findings import FINDINGS, _makes
from autograd_cli.wording.forms import filled

# What makes an error, with the code it has, unless that is the first argument.
MAKERS = {**dict.fromkeys(("AutogradError", "FileError", "RowError", "refuse")), "Mismatch": "shape"}
PARTS = {"message", "hint"}
WRITERS = [module for module in MODULES if not module.startswith("wording")]


class Made(NamedTuple):
    """An error as the source makes it: its code, the texts that its case may be, the names of its fields."""

    line: int
    code: str
    cases: Sequence[str]
    given: frozenset[str]


def made(module: str) -> Iterator[Made]:
    """The errors whose code and case the source names where it makes them, with all their fields."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func).rpartition(".")[2]) in MAKERS:
            given = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
            code = MAKERS[name]
            arguments = node.args if code else node.args[1:]
            if code is None and isinstance(node.args[0], ast.Constant):
                code = node.args[0].value
            if code and arguments and len(given) == len(node.keywords):
                yield Made(node.lineno, code, [*cases(arguments[0])], frozenset(given))


def cases(tree: ast.expr) -> Iterator[str]:
    """The texts that an expression may be; none for a variable."""
    if isinstance(tree, ast.IfExp):
        yield from (*cases(tree.body), *cases(tree.orelse))
    elif isinstance(tree, ast.Constant):
        yield tree.value


def places(template: str | None) -> set[str]:
    """The fields without which a template cannot be filled."""
    parts = Formatter().parse(template or "")
    return {name for _, name, form, _ in parts if name and not (form or "").startswith(("?", "+"))}


def strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("module", WRITERS)
def test_an_error_names_a_case_and_fills_its_places(module: str) -> None:
    for error in made(module):
        for case in error.cases:
            message, hint = ERRORS[error.code, case]
            wanted = places(message) | (set() if "advice" in error.given else places(hint))
            assert wanted <= error.given, f"{module}, line {error.line}: {wanted - error.given}"


def test_most_errors_are_looked_at() -> None:
    assert sum(len(error.cases) for module in WRITERS for error in made(module)) > 150


def test_every_case_is_met_somewhere() -> None:
    met = {text for module in WRITERS for text in strings(tree_of(module))}
    assert {case for _, case in ERRORS} <= met
    assert {text for kind_and_case in FINDINGS for text in kind_and_case} <= met


def test_a_case_stands_once() -> None:
    assert len(ERRORS) == sum(len(cases) for table in TABLES for cases in table.values())
    rooms = (language, shapes, notations, values, commands, options, files)
    assert tuple(room.ERRORS for room in rooms) == TABLES


@pytest.mark.parametrize("module", MODULES)
def test_nothing_parses_or_changes_a_message(module: str) -> None:
    for node in ast.walk(tree_of(module)):
        inside: list[ast.AST | None] = []
        if isinstance(node, ast.Compare):
            inside = [node.left, *node.comparators]
        elif isinstance(node, ast.Attribute | ast.Subscript):
            inside = [node.value]
        elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            inside = [*node.values]  # `(error.hint or "").startswith(...)`
        elif isinstance(node, ast.Assign):
            inside = [*node.targets]
        for part in inside:
            assert not (isinstance(part, ast.Attribute) and part.attr in PARTS), f"{module}, line {node.lineno}"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{names:and} {names:has|have} no value", "`x`, `y` and `z` have no value"),
        ("{one:and} {one:has|have} no value", "`x` has no value"),
        ("{names:list}, {names:or}", "`x`, `y`, `z`, `x`, `y` or `z`"),
        ("{count} {count:row|rows}, {zero} {zero:row|rows}", "1 row, 0 rows"),
        ("{text:?the shapes}: {nothing:?the shapes}", "`a + b`: the shapes"),
        ("{text:+: }{nothing:+: }{large:,}", "a + b: 1,000"),
        ("{path:file}, {stream:file}, {stream:output}", "`a.csv`, standard input, standard output"),
        ("{text} in {{braces}}", "a + b in {braces}"),
    ],
)
def test_a_place_says_how_its_field_is_written(template: str, text: str) -> None:
    fields = {"names": ["x", "y", "z"], "one": ("x",), "count": 1, "zero": 0, "text": "a + b", "large": 1000}
    assert filled(template, {**fields, "path": "a.csv", "stream": "-"}) == text


def test_a_finding_is_worded_of_its_fields_and_its_cause_without_what_follows() -> None:
    (finding,) = gradient("exp(1/x)", {"x": 0}).findings
    assert (finding.kind, finding.case, finding.text, finding.where) == ("domain", "pole", "1/x", "x == 0")
    assert finding.gives == {"torch": "-inf", "jax": "-inf", "tf": "-inf"}
    assert finding.makes == (("exp(1/x)", "inf"),)
    assert finding.cause == "`1/x` has a pole where `x == 0`; there is no derivative"
    assert finding.message.startswith(f"{finding.cause} (torch: -inf; ")
    assert finding == replace(finding)


def test_braces_of_a_users_text_are_not_places() -> None:
    assert filled("`{text}`", {"text": "{x}"}) == "`{x}`"


@pytest.mark.parametrize("module", [one for one in WRITERS if one.partition(".")[0] in ("data", "rows")])
def test_what_is_wrong_with_rows_is_put_into_words_elsewhere(module: str) -> None:
    """A text with a name or a number in backticks, and words of a sentence, is a message."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) else "_" for part in node.values)
            assert not re.search(r"`_+`?.*\b(is|has|are|not|no)\b|\b(is|has|are|not|no)\b.*`_", text), (
                f"{module}, line {node.lineno}: {text}"
            )


# Turns of phrase that a native reader stumbles at.
IDIOMS = re.compile(
    r"\b((which|that) (is|are) no (?!longer|more)|anew|stands? alone|(is|are|was|were) told|has not|is none of"
    r"|by way of|need not be (0|zero)|(sweep|column|object|line|row|rule|colour) an? (element|row|line|column)"
    r"|half of (an interval|a value)|(are|is) one name|say which|so many (samples|terms))\b"
)
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TOLD = {
    **{path.name: path.read_text(encoding="utf-8") for path in PAGES},
    **{path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "src/autograd_cli/schemas").glob("*"))},
    **{
        module: "\n".join(strings(tree_of(module)))
        for module in MODULES
        if module.partition(".")[0] in ("wording", "commands", "formats")
    },
}


@pytest.mark.parametrize("place", TOLD)
def test_users_read_plain_english(place: str) -> None:
    found = IDIOMS.search(TOLD[place])
    assert found is None, f"{place}: {TOLD[place][max(0, found.start() - 60) : found.end() + 60]!r}"


def test_an_idiom_is_found() -> None:
    for text in ("a name which is no variable", "delete it, or type it anew", "so d/dx is nan by way of `x`"):
        assert IDIOMS.search(text)


# Phrases at which a lecturer stumbled, each once printed by a command.
STUMBLES = [
    *("is no fraction", "is no size", "` is no activation", "each partial anew", "a sweep an element", "keeps for it"),
    *("a fork adds", "a value that the formula has not", "entries that need not be 0", "values held at most"),
    *("several arguments are 2", "so many samples at once, a column each"),
]


@pytest.mark.parametrize("phrase", STUMBLES, ids=[f"teaching-42 {phrase}" for phrase in STUMBLES])
def test_a_lecturer_does_not_stumble(phrase: str) -> None:
    reports = {
        module: "\n".join(strings(tree_of(module))) for module in MODULES if module.startswith(("report.", "lessons."))
    }
    assert [place for place, text in (TOLD | reports).items() if phrase in text] == []


def test_steps_of_one_definition_are_named_once() -> None:
    steps = [("norm(x, 3)", "inf"), ("norm(x, 3)", "inf"), ("y", "nan")]
    assert _makes(steps) == "; it makes `norm(x, 3)` inf, `y` nan"
