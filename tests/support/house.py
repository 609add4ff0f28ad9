"""The modules of the package as their texts, the floors they stand on, and where a library is imported."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import autograd_cli

ROOT = Path(autograd_cli.__file__).parent
PACKAGE = "autograd_cli"

# A module imports from floors below its own, and on its own floor from its own package alone.
FLOORS = {
    "records": -1,  # what errors, too, are made of
    "shell": -1,  # what commands in hints are made of
    "nearness": -1,  # what a misspelt word was meant as
    "errors": 0,
    "numerals": 0,
    "version": 0,
    "extras": 0,
    "wording": 1,
    "primitives": 1,
    "numerics": 2,
    "special": 2,
    "syntax": 2,
    "graphs": 3,
    "sweeps": 4,
    # Forms are made of nodes, whoever appended them: it stands on the graph, and beside the sweeps.
    "symbolic": 4,
    # Numbers of their own, and kernels written once for arrays and for compilers, which are no number systems yet.
    "enclosures": 4,
    "lanes": 4,
    "systems": 5,
    "arrays": 5.5,
    "run": 6,
    "rows": 7,
    "engines": 7,
    "equality": 7,
    "search": 7.5,
    "fitting": 8,
    "ask": 8,
    "export": 8,
    "report": 9,
    "lessons": 9.5,
    "formats": 10,
    "data": 10,
    "api": 10,
    "explain": 11,
    "derivatives": 11,
    "solutions": 11,
    "pictures": 11,
    "pages": 12,
    "fits": 12,
    "comparisons": 12,
    "commands": 13,
    "cli": 14,
    "": 15,  # the package itself, which gathers what Python users import
    "__main__": 15,
}

# Parts that are loaded only when they are wanted: rare functions, the words of an error or finding, and how a report is
# shown to who has it in Python.
NEIGHBOURS = {
    ("numerics", "special"),
    ("numerics.elementary", "special"),
    ("errors", "wording.errors"),
    ("errors", "wording.findings"),
    ("records", "formats"),
    ("records", "formats.notebook"),
    *(("formats", f"pictures.{name}") for name in ("dot", "mermaid", "svg", "tikz", "png", "pdf")),
    ("formats", "pages.writer"),
}

# Where a library is imported; a room's name stands for all modules in it.
HOMES = {
    "lark": {"syntax.generate"},
    "rich": {"formats.terminal", "formats.terminal_tree", "formats.progress"},
    "typer": {"cli", "commands"},
    "mpmath": {"special", "systems.wide"},
    "flint": {
        "enclosures",
        "equality",
        "run.digits",
        "search.convexity",
        "search.proof",
        "search.roots",
        "search.digits",
        "special.sharp",
        "systems.balls",
        "systems.matrix_balls",
        "systems.identities",
    },
    "scipy": {"fitting", "search"},
    "numpy": {
        "arrays",
        "data",
        "fitting",
        "search",
        "run.array_doubt",
        "run.array_findings",
        "run.array_recompute",
        "rows.blocks",
        "run.checkpoints",
        "rows.compiled",
        "run.jacobians",
        "run.scalars",
        "rows.row_kernels",
        "rows.conditions",
        "rows.settle",
        "rows.tensors",
        "systems.undefined",
    },
    "llvmlite": {"rows.llvm"},
    "polars": {"data"},
}
# Where a library that no module imports is loaded by its name, when it is needed.
LAZY_HOMES = {
    "numpy": {"arrays", "data", "run", "rows"},
    "scipy": {"lanes"},
    "polars": {"commands"},
    "zstandard": {"data"},
    "dask": {"engines"},
    "distributed": {"engines"},
    "reportlab": {"pictures"},
}

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix("__init__").removesuffix("."): path
    for path in sorted(ROOT.rglob("*.py"))
    if path.name != "_generated.py"
}


def room(module: str) -> str:
    return module.partition(".")[0]


def imports(tree: ast.AST) -> Iterator[str]:
    """The full names of the modules that a tree imports."""
    for node in nodes_of(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            assert node.module is not None
            yield from (
                f"{node.module}.{alias.name}"
                if f"{node.module}.{alias.name}".removeprefix("autograd_cli.") in MODULES
                # A package's own names are those of its `__init__`.
                else node.module
                for alias in node.names
            )


def names_loaded(tree: ast.AST) -> Iterator[str]:
    """The dotted names of this project, and the other modules, that a tree loads by their names."""
    for node in nodes_of(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(f"{PACKAGE}."):
            yield node.value
        elif (
            isinstance(node, ast.Call)
            and (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
            == "import_module"
        ):
            (argument,) = node.args
            if isinstance(argument, ast.Constant):
                yield argument.value


@cache
def tree_of(module: str) -> ast.Module:
    """The syntax tree of a module, which nobody changes."""
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@cache
def nodes_of(tree: ast.AST) -> tuple[ast.AST, ...]:
    """All nodes of a tree, as `ast.walk` has them, found once for all that is asked of them."""
    return tuple(ast.walk(tree))
