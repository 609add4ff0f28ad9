"""Checks the table of primitives and writes its index: where each entry is, and which entries a call may mean.

Takes the files of entries. Writes `src/autograd_cli/primitives/index.py`, or with `--check` says whether it is up to
date. A fault in an entry is told with the entry's name, and nothing is written. The build runs it; it needs nothing
but the parser's own module.
"""

import importlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

from autograd_cli.errors import AutogradError
from autograd_cli.graphs.expansions import EXPANSIONS
from autograd_cli.graphs.shapes import AS_DEFINED, SHAPES
from autograd_cli.primitives import KINKS
from autograd_cli.primitives.entry import Entry, Kind, Level, Notation, Reach, Shown
from autograd_cli.syntax.ast import Call, Name
from autograd_cli.syntax.parser import parse_expression

SOURCE = Path(__file__).parent.parent / "src"
INDEX = SOURCE / "autograd_cli" / "primitives" / "index.py"
# The groups in the order of the documentation; a new file of entries is named here.
FILES = (
    "arithmetic",
    "powers",
    "trigonometric",
    "hyperbolic",
    "neural",
    "special",
    "special_errors",
    "special_bessel",
    "special_gammas",
    "special_elliptic",
    "special_series",
    "special_polylogs",
    "special_integrals",
    "special_fresnel",
    "special_carlson",
    "piecewise",
    "logic",
    "products",
    "reductions",
    "along_axis",
    "linear_algebra",
    "matrix_functions",
    "structure",
    "statistics",
    "densities",
    "constants",
)
# What a group is called where functions are listed.
LABELS = (
    "elementary",
    "powers and logarithms",
    "trigonometric",
    "hyperbolic",
    "neural",
    "special",
    "piecewise",
    "logic",
    "vectors and matrices",
    "log densities",
    "constants",
)
# Columns that are one of some words, and columns in the expression language.
CHOICES = {
    "kind": get_args(Kind),
    "reach": get_args(Reach),
    "level": get_args(Level),
    "notation": get_args(Notation),
    "shown": get_args(Shown),
    "group": LABELS,
}
TEXTS = (
    "rules",
    "definition",
    "domain",
    "boundary",
    "pole",
    "partial_domains",
    "kink",
    "jump",
    "exempt",
    "exempt_in_rows",
)
HEAD = '''"""Where each entry is, and which entries a call may mean; written by `scripts/table.py`, not by hand."""

'''
OPERATORS_HEAD = """
# Entries that the grammar has an alias for: those with an operator, comparisons aside.
OPERATORS = (
"""


def index() -> str:
    """The text of `primitives/index.py`."""
    groups: dict[str, str] = {}
    calls: dict[str, list[str]] = {}
    operators: list[str] = []
    for file in FILES:
        for entry in importlib.import_module(f"autograd_cli.primitives.{file}").ENTRIES:
            groups[entry.name] = file
            if entry.level not in ("", "comparison"):
                operators.append(entry.name)
            if entry.parameters:
                for name in called(entry):
                    calls.setdefault(name, []).append(entry.name)
    lines = [HEAD, "# Entry -> the file it is in.\n", "GROUPS = {\n"]
    lines += [f'    "{name}": "{file}",\n' for name, file in groups.items()]
    lines += ["}\n", "\n# Name in a call -> entries.\n", "CALLS: dict[str, tuple[str, ...]] = {\n"]
    for call, names in calls.items():
        written = ", ".join(f'"{name}"' for name in names)
        lines.append(f'    "{call}": ({written}{"," if len(names) == 1 else ""}),\n')
    lines += ["}\n", OPERATORS_HEAD, *(f'    "{name}",\n' for name in operators), ")\n"]
    return "".join(lines)


def entries() -> list[Entry]:
    """All entries, in the order of the files."""
    return [entry for file in FILES for entry in importlib.import_module(f"autograd_cli.primitives.{file}").ENTRIES]


@cache
def entry_names() -> frozenset[str]:
    """The names of all entries."""
    return frozenset(entry.name for entry in entries())


@cache
def callable_names() -> frozenset[str]:
    """What may be called."""
    return frozenset(name for entry in entries() for name in called(entry) if entry.parameters)


def called(entry: Entry) -> tuple[str, ...]:
    """The names of an entry in calls; an operator may have some too, as `pow`."""
    return (entry.call, *entry.aliases) if entry.call else entry.aliases


def faults(entry: Entry) -> Iterator[str]:
    """What is wrong with an entry, in words that go after its name."""
    names, helper = set(entry.names), entry.internal and entry.operator
    if not entry.summary:
        yield "has no summary"
    if not entry.examples and not helper:
        yield "has no example"
    for column, known in CHOICES.items():
        if getattr(entry, column) not in known:
            yield f"has an unknown {column}: {getattr(entry, column)!r}"
    if entry.shape != AS_DEFINED and (entry.kind == "elementwise") != (not entry.shape):
        yield f"is of the kind {entry.kind} and has the shape {entry.shape!r}"
    if entry.lengths is None and entry.shape and entry.shape not in SHAPES:
        yield f"has an unknown rule for its shape: {entry.shape!r}"
    if entry.shape == AS_DEFINED and (entry.rules or not entry.definition):
        yield "has the shape of its definition, and so a definition and no rules"
    if entry.shape not in ("", AS_DEFINED) and entry.names and entry.definition and not entry.rules:
        yield f"has a definition alone, and so the shape {AS_DEFINED!r}"
    if entry.lengths is not None and len(entry.lengths[0]) != len(entry.names):
        yield f"has {len(entry.names)} operands, and a shape of {len(entry.lengths[0])}"
    if entry.expansion and entry.expansion not in EXPANSIONS:
        yield f"has an unknown expansion: {entry.expansion!r}"
    if len(entry.rules) != len(entry.names) and not entry.expansion and (entry.rules or not entry.definition):
        yield f"has {len(entry.names)} operands, and {len(entry.rules)} rules"
    for column in ("guards", "partial_domains"):
        if (given := getattr(entry, column)) and len(given) != len(entry.names):
            yield f"has {len(entry.names)} operands, and {len(given)} {column}"
    guards = {guard[0] for guard in entry.conditions if guard is not None}
    parameters = {*guards, *entry.undifferentiated, *entry.sharpened, *((entry.constant or ("",))[:1])} - {""}
    for name in sorted(parameters - names):
        yield f"has no parameter {name!r}, which it names"
    for name in filter(None, (entry.variant_of, *entry.variants, *(entry.constant or ())[1:])):
        if name not in entry_names():
            yield f"names an unknown entry: {name!r}"
    presets = {f"rules of {preset}": rules[entry.name] for preset, rules in KINKS.items() if entry.name in rules}
    if any(len(rules) != len(entry.names) and not entry.variadic for rules in presets.values()):
        yield "has conventions that are not one for each operand"
    own = {
        *names,
        *entry.statics,
        "out",
        *(("g", "part") if entry.shape else ()),
        *(("xs", "x0") if entry.variadic else ()),
    }
    for column in (*TEXTS, *presets):
        given = presets[column] if column in presets else getattr(entry, column)
        for text in (given,) if isinstance(given, str) else given:
            yield from text_faults(column, text, own)
    try:
        entry.form.format(**dict.fromkeys((*entry.names, *entry.statics), "u"))
    except (KeyError, IndexError, ValueError) as error:
        yield f"has LaTeX that is no form of its parameters: {error}"
    if entry.latex and entry.latex == entry._replace(latex="").form:
        yield "has the LaTeX that it would have without"


def text_faults(column: str, text: str, names: set[str]) -> Iterator[str]:
    """What is wrong with a text in the expression language that may read these names."""
    try:
        trees = list(parse_expression(text).walk()) if text else []
    except AutogradError as error:
        yield f"has {column} that do not parse: {text!r}: {error}"
        return
    for tree in trees:
        if isinstance(tree, Call) and tree.function not in callable_names():
            yield f"has {column} with an unknown function {tree.function!r}"
        if isinstance(tree, Name) and tree.name not in names and tree.name not in entry_names():
            yield f"has {column} with an unknown name {tree.name!r}"


def all_faults() -> list[str]:
    """What is wrong with the table, each with the entry's name first."""
    every = entries()
    count: dict[str, int] = {}
    for entry in every:
        count[entry.name] = count.get(entry.name, 0) + 1
    twice = [f"{name}: stands {times} times" for name, times in count.items() if times > 1]
    unknown = [f"{name}: has conventions and is no entry" for rules in KINKS.values() for name in rules.keys() - count]
    return [*twice, *unknown, *(f"{entry.name}: {fault}" for entry in every for fault in faults(entry))]


def main(words: list[str]) -> int:
    """The status: 1 where an entry has a fault, or `--check` finds the index out of date."""
    text = index()
    if "--check" not in words:
        INDEX.write_text(text, encoding="utf-8")
    elif INDEX.read_text(encoding="utf-8") != text:
        print(f"{INDEX} is out of date: run `python scripts/table.py`", file=sys.stderr)
        return 1
    found = all_faults()
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
