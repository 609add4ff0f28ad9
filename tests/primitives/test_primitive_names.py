"""No pass knows a function by its name: what it must know of one is a column of the table.

The source is read. Outside the homes there is no collection of three or more names of primitives, and nothing is
compared with one.
"""

import ast
from collections.abc import Iterator, Set
from pathlib import Path

import pytest

import autograd_cli
from autograd_cli.primitives import FUNCTIONS, PRIMITIVES

ROOT = Path(autograd_cli.__file__).parent
NAMES = {*PRIMITIVES, *FUNCTIONS}

# Where names may stand: files, or folders that end in `/`.
HOMES = {
    "primitives/": "the table",
    "symbolic/": "the laws of formulas",
    "graphs/simplify.py": "the laws of graphs",
    "equality/": "the laws by which two formulas are proved to be equal",
    "graphs/bounds.py": "a number system: linear forms in whole numbers",
    "numerics/": "a number system: floats",
    "special/": "what floats and many bits need mpmath for",
    "arrays/": "a number system: arrays of floats",
    "rows/row_kernels.py": "a number system: arrays of floats with rows",
    "systems/closed.py": "a number system: fractions times constants",
    "systems/rational.py": "a number system: fractions",
    "systems/wide.py": "a number system: many bits, real and complex",
    "systems/balls.py": "a number system: enclosures",
    "enclosures/": "a number system: enclosures",
    "systems/matrix_balls.py": "a number system: enclosures",
    "run/doubt.py": "a number system: bounds of the errors of floats",
    "run/scalars.py": "a number system: nodes of a graph",
    "lanes/": "the mathematics that compiled targets share",
    "rows/llvm_names.py": "LLVM's spellings",
    "formats/python.py": "Python's spellings",
    "formats/python_special.py": "Python's spellings",
    "syntax/latex.py": "LaTeX's spellings",
    "syntax/latex_levels.py": "LaTeX's spellings",
    "syntax/notations/": "Python's spellings, as formulas are read",
    "formats/mathml.py": "MathML's spellings of LaTeX's commands",
    "export/javascript.py": "JavaScript's spellings",
}
# Words that are compared and are no primitive there: file -> words.
OTHER_WORDS = {
    "data/rows.py": {"inf"},  # a cell's text
    "ask/values.py": {"inf"},  # a number written as infinite
    "syntax/builder.py": {"multiply", "divide", "not_equal"},  # aliases of the grammar
    "commands/searches.py": {"fix"},  # an option
    "search/minimum.py": {"minimum"},  # a kind of point
    "search/ends.py": {"minimum"},
    "ask/constraints.py": {
        "logical_and",
        "not_equal",
        "equal",
        "greater",
        "greater_equal",
    },  # what the grammar calls them
    "fitting/solve.py": {"subtract"},  # an equation is left - right
    "syntax/side_by_side.py": {"mod"},  # an operator of other languages
    "rows/emitter.py": {"fmod"},  # C's name of a helper
    "formats/checks.py": {"differences"},  # a way of `check`
    "report/check.py": {"differences"},
    "report/same.py": {"equal", "sign"},  # a verdict, and a kind of mistake
}

FILES = [
    path
    for path in sorted(ROOT.rglob("*.py"))
    if not path.name.startswith("_generated")
    and not any(path.relative_to(ROOT).as_posix().startswith(home) for home in HOMES)
]


def texts(node: ast.AST) -> list[str]:
    """The strings that stand in a collection, as keys of a dictionary, or in a text that is split."""
    match node:
        case ast.Dict(keys=members) | ast.Set(elts=members) | ast.Tuple(elts=members) | ast.List(elts=members):
            found = [member.value for member in members if isinstance(member, ast.Constant)]
            return [word for word in found if isinstance(word, str)]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="split")):
            return text.split()
        case _:
            return []


def compared(node: ast.AST) -> list[str]:
    """The strings that something is compared with: by `==`, `!=`, `in` or `match`."""
    parts: list[ast.AST] = []
    if isinstance(node, ast.Compare):
        parts = [node.left, *node.comparators]
    elif isinstance(node, ast.MatchValue):
        parts = [node.value]
    own = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return own + [word for part in parts for word in texts(part)]


def faults(tree: ast.AST, other_words: Set[str] = frozenset()) -> Iterator[str]:
    """What in a file knows primitives by their names."""
    for node in ast.walk(tree):
        words = texts(node)
        named = NAMES.intersection(words)
        if len(named) >= 3 and 2 * len(named) >= len(words):
            yield f"line {node.lineno}: a collection of {', '.join(sorted(named))}"  # type: ignore[attr-defined]
        for word in compared(node):
            if word in NAMES - other_words:
                yield f"line {node.lineno}: a comparison with {word}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_pass_knows_no_primitive_by_its_name(path: Path) -> None:
    other_words = OTHER_WORDS.get(path.relative_to(ROOT).as_posix(), set())
    assert not list(faults(ast.parse(path.read_text(encoding="utf-8")), other_words))


@pytest.mark.parametrize("home", [*HOMES])
def test_a_home_of_names_has_some(home: str) -> None:
    paths = [*(ROOT / home).glob("*.py")] if home.endswith("/") else [ROOT / home]
    assert any(fault for path in paths for fault in faults(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(
    "text",
    [
        "x = {'sin', 'cos', 'tan'}",
        "x = {'sin': 1, 'cos': 2, 'tan': 3}",
        "x = ('sin', 'cos', 'tan', 'a')",
        "x = 'sin cos tan'.split()",
        "node.primitive == 'sin'",
        "'sin' != name",
        "name in ('sin', 'a')",
        "match name:\n    case 'sin' | 'a':\n        pass",
        "match tree:\n    case Operation(primitive='multiply'):\n        pass",
    ],
)
def test_a_name_is_found_where_one_is_known(text: str) -> None:
    assert list(faults(ast.parse(text)))


@pytest.mark.parametrize(
    "text", ["x = ('sin', 'cos')", "graph.add('multiply', (a, b))", "PRIMITIVES['index']", "kind == 'reduction'"]
)
def test_a_name_may_be_used(text: str) -> None:
    assert not list(faults(ast.parse(text)))
