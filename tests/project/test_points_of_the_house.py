"""What a reader of the house found wanting, by the number of the point: a question to the source, and its answer."""

import ast
import inspect
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from support.calls import call
from support.house import MODULES, ROOT, nodes_of, tree_of

from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.systems.systems import FLOAT

PROJECT = ROOT.parent.parent
LONGEST_FILE = 450
# Files that are longer still: systems of numbers, a kernel after the other, a written index.
LONGER = {"systems/balls.py", "primitives/index.py"}


@cache
def text_of(module: str) -> str:
    return MODULES[module].read_text(encoding="utf-8")


def having(pattern: str) -> list[str]:
    """The modules whose text matches."""
    return [module for module in MODULES if re.search(pattern, text_of(module), re.MULTILINE)]


def named(name: str) -> list[str]:
    """The modules that have a function or class of that name."""
    return having(rf"^\s*(def|class) {name}\b")


def nodes(module: str) -> tuple[ast.AST, ...]:
    return nodes_of(tree_of(module))


def longest_class(module: str) -> int:
    lines = [(n.end_lineno or 0) - n.lineno for n in nodes(module) if isinstance(n, ast.ClassDef)]
    return max(lines, default=0)


def functions(module: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in nodes(module) if isinstance(node, ast.FunctionDef)}


def parameters(module: str, function: str) -> int:
    arguments = functions(module)[function].args
    return len(arguments.args) + len(arguments.kwonlyargs)


def bases() -> dict[str, list[str]]:
    """By class, its bases; protocols and exceptions aside."""
    found: dict[str, list[str]] = {}
    for module in MODULES:
        for node in nodes(module):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).extend(ast.unparse(base).partition("[")[0] for base in node.bases)
    return found


def depth(name: str, tree: dict[str, list[str]], seen: frozenset[str] = frozenset()) -> int:
    return max(
        (1 + depth(base, tree, seen | {name}) for base in tree.get(name, ()) if base in tree and base not in seen),
        default=0,
    )


def assigned(name: str) -> list[str]:
    """The modules that define a constant of that name."""
    return having(rf"^{name}\b[^\n=]*= ")


def too_long() -> set[str]:
    files = {path.relative_to(ROOT).as_posix(): text_of(module) for module, path in MODULES.items()}
    return {name for name, text in files.items() if text.count("\n") > LONGEST_FILE}


def kernels_of(name: str) -> list[str]:
    """The modules that have a function of their own for a primitive in a table of kernels."""
    return [
        module
        for module in MODULES
        if not module.startswith("primitives")
        for node in nodes(module)
        if isinstance(node, ast.Dict)
        and len(node.keys) > 1
        and any(isinstance(key, ast.Constant) and key.value == name for key in node.keys)
    ]


def without_kernel() -> list[str]:
    """The elementwise entries that have neither a kernel for doubles nor a definition that gives one."""
    return [name for name, row in PRIMITIVES.items() if not row.shape and not callable(FLOAT.kernel(name))]


def phrases() -> list[str]:
    """The modules, beside the words of findings, that have a piece of one of their messages."""
    return [one for one in having(r'" \(torch|"; so d/d|"; it makes ') if one != "wording.findings"]


def mutated() -> list[str]:
    """Where an error's words or fields are changed after it is made."""
    return having(r"\b(error|problem)\.(message|hint|fields|advice) = ")


def requirements() -> str:
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r"^dependencies = \[(.*?)\]", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def split_at_access() -> list[str]:
    """The properties of an entry that take its texts apart whenever they are read."""
    return [name for name, value in vars(Entry).items() if isinstance(value, property) and "split" in _source(value)]


def _source(value: property) -> str:
    assert value.fget is not None
    return inspect.getsource(value.fget)


def repeated_files() -> list[str]:
    names = Counter(path.name for path in ROOT.rglob("*.py") if path.name != "__init__.py")
    return [name for name, count in names.items() if count > 3]


# The point, what is asked, and the answer.
POINTS: list[tuple[str, Callable[[], object], object]] = [
    # The places where no line of code wanted to live.
    ("1.3-1 a kernel that only its definition needs", lambda: kernels_of("selu"), []),
    ("1.3-1 a kernel is there or made", without_kernel, []),
    ("1.3-2 lowering", lambda: longest_class("graphs.lower") < 200 and longest_class("graphs.expressions") < 300, True),
    ("1.3-3 problem", lambda: text_of("ask.problem").count("\n") < 400, True),
    ("1.3-3 words for an array or its elements", lambda: [*named("several"), *named("in_numbers")], []),
    ("1.3-4 one decision to widen", lambda: having(r"^def judge\b"), ["report.outcome"]),
    ("1.3-4 series say no domain of their own", lambda: having(r"class \w*Settled\b.*series"), []),
    ("1.3-5 no inheritance of three floors", lambda: depth("Pass", bases()), 0),
    ("1.3-5 one pass finds", lambda: [*named("ArrayPass"), *bases()["_Watch"]], []),
    ("1.3-6 one bound of rounding", lambda: assigned("PROMISED"), ["run.doubt"]),
    ("1.3-6 no second one", lambda: assigned("ROUNDING"), []),
    (
        "1.3-7 no phrase of a message outside of its words",
        phrases,
        [],
    ),
    ("1.3-8 no message is searched", lambda: having(r"in \w*\.?error\.(message|hint)|hint\.startswith"), []),
    ("1.3-8 no error is changed", mutated, []),
    (
        "1.3-9 layout asks no report for its type",
        lambda: having(r"isinstance\(report, ") and "formats.layout" in having(r"isinstance\(report, "),
        False,
    ),
    ("1.3-9 layout is short", lambda: text_of("formats.layout").count("\n") < 200, True),
    ("1.3-10 parameters of eval", lambda: parameters("commands.eval", "evaluate") <= 14, True),
    ("1.3-11 trace in files", lambda: text_of("lessons.trace").count("\n") < 450, True),
    (
        "1.3-12 invariants of the emitter",
        lambda: "alignstack" in text_of("rows.compiled") and "Invariant" in text_of("rows.emitter"),
        True,
    ),
    ("1.3-13 no meaning in a text of a rule", lambda: having(r'"(spread|==|count_equal)" in '), []),
    ("1.3-14 no text is split at every access", split_at_access, []),
    ("1.3-14 groups are files", lambda: having(r"^\s*group=\""), []),
    ("1.3-14 one file a group", lambda: text_of("primitives.entry").count("Entry(") < 5, True),
    # What a newcomer must hold.
    ("2a a row alone", without_kernel, []),
    ("2b a format is declared once", lambda: having(r"^(RENDERERS|NOTATIONS)\b"), []),
    ("2c an option is declared once", lambda: having(r"^(VALUED|FLAGS)\b"), []),
    ("2c no list of notations in commands", lambda: having(r"\bNOTATIONS\b"), []),
    # What was there twice.
    (
        "3.1 names of elements",
        lambda: [*named("element_names"), *named("names_of"), *named("element_labels")],
        ["numerals"],
    ),
    ("3.1 split outside of brackets", lambda: named("split_outside"), ["numerals"]),
    ("3.1 and no other", lambda: [*named("split_list"), *named("_parts_outside")], []),
    ("3.1 a system's reason", lambda: [one for one in having(r"strerror") if one != "data.columnar"], ["errors"]),
    # The picture of what it should become.
    ("3.3-A real and complex over mpmath are one module", lambda: having(r"systems\.(unlimited|complexes)"), []),
    ("3.3-B kind is a column", lambda: "kind" in Entry._fields, True),
    ("3.3-G options are in one decorator", lambda: named("command"), ["commands.command"]),
    ("3.3-H errors have fields", lambda: AutogradError("row", "missing", name="x").fields, {"name": "x"}),
    ("3.3-H and findings", lambda: Finding("input", case="nan", name="x").name, "x"),
    ("3.3-I a node has a type", lambda: NodeId.__supertype__, int),
    ("3.3-I a function knows its live nodes", lambda: hasattr(Function, "live"), True),
    ("3.3-I and is not told them", lambda: having(r"\bnumbers: Sequence\[NodeId\]"), []),
    ("3.3-J no compiled code for one point", lambda: having(r"compile_point|rows\.straight"), []),
    ("3.3-L schemas are made", lambda: (PROJECT / "scripts" / "schemas.py").exists(), True),
    # Names that mislead, and idiom.
    ("4.1 a module says what it takes", lambda: "Takes" in (import_module("autograd_cli.errors").__doc__ or ""), True),
    ("4.2 a node is no number", lambda: having(r"\bnumber: NodeId\b"), []),
    (
        "4.2 the spare names of numbers",
        lambda: [*having(r"numerals import \w*\bBALLS"), *having(r"\brationals_of\b")],
        [],
    ),
    ("4.2 few files of one name", repeated_files, []),
    ("4.2 names without meaning", lambda: having(r"\bdef (told|found|held|odd|dying|own|several)\("), []),
    # Tests and habits.
    ("5 one zoo of errors", lambda: [*PROJECT.glob("tests/**/errors.txt")], []),
    ("5 precision is each test's own", lambda: "mp.workdps" in (PROJECT / "tests" / "conftest.py").read_text(), True),
    ("5 slow tests are marked", lambda: "slow:" in (PROJECT / "pyproject.toml").read_text(), True),
    (
        "5 no test knows entries by a list of exceptions",
        lambda: re.findall(
            r"^(LOOSE|ZEROS) =", (PROJECT / "tests/primitives/test_primitives.py").read_text(), re.MULTILINE
        ),
        [],
    ),
    ("5 how to join", lambda: (PROJECT / "CONTRIBUTING.md").exists() and (PROJECT / "CITATION.cff").exists(), True),
    ("5 workflows", lambda: bool([*PROJECT.glob(".github/workflows/*.yml")]), True),
    ("5 a short readme", lambda: len((PROJECT / "README.md").read_bytes()) < 7000, True),
    # What could go.
    ("6 lark is not needed to run", lambda: "lark" in requirements(), False),
    ("6 nor imported", lambda: having(r"^(import|from) lark"), ["syntax.generate"]),
    ("6 a constant of digamma", lambda: assigned("DIGAMMA_RIGHT"), []),
    ("6 one line of JSON", lambda: call("eval", "x", "x=1", "--ndjson")[1].count("\n"), 1),
    ("6 no room for code", lambda: (ROOT / "codegen").exists(), False),
    ("6 one splitter of doubles", lambda: assigned("SPLITTER"), ["arrays.numpy_math"]),
    ("6 no second comparators", lambda: assigned("COMPARATORS"), ["formats.python"]),
    ("6 files stay short", lambda: too_long() - LONGER, set()),
]


@pytest.mark.parametrize(("ask", "wanted"), [row[1:] for row in POINTS], ids=[f"house-{row[0]}" for row in POINTS])
def test_point_of_the_house_holds(ask: Callable[[], object], wanted: object) -> None:
    assert ask() == wanted


def test_a_question_can_have_another_answer() -> None:
    assert having(r"^class AutogradError") == ["errors"]
    assert named("element_names") == ["numerals"]
    assert depth("FileError", bases()) == 1
    assert kernels_of("sin")
    assert Path(ROOT, "systems", "balls.py").read_text(encoding="utf-8").count("\n") > LONGEST_FILE
