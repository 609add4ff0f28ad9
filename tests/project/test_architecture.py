"""The house as the imports have it: floors, the homes of other people's libraries, and what a call does not load."""

import ast
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from support.house import (
    FLOORS,
    HOMES,
    LAZY_HOMES,
    MODULES,
    NEIGHBOURS,
    PACKAGE,
    imports,
    names_loaded,
    nodes_of,
    room,
    tree_of,
)

from autograd_cli.commands import COMMANDS


def may_import(module: str, other: str) -> bool:
    own, there = room(module), room(other)
    return own == there or FLOORS[there] < FLOORS[own] or (module, other) in NEIGHBOURS


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_the_floors_below(module: str) -> None:
    assert room(module) in FLOORS, "every module has a floor"
    tree = tree_of(module)
    for name in [*imports(tree), *names_loaded(tree)]:
        other = name.partition(":")[0]
        if other.partition(".")[0] == PACKAGE:
            other = other.removeprefix(PACKAGE).removeprefix(".")
            assert may_import(module, other), f"{module} imports {other}"


@pytest.mark.parametrize("module", MODULES)
def test_other_peoples_libraries_are_imported_in_their_homes(module: str) -> None:
    for name in imports(tree_of(module)):
        library = name.partition(".")[0]
        if library != PACKAGE and library not in sys.stdlib_module_names:
            assert {module, room(module)} & HOMES[library], f"{library} has no home in {module}"


@pytest.mark.parametrize("module", MODULES)
def test_what_is_loaded_by_name_is_ours_or_has_a_home(module: str) -> None:
    for name in names_loaded(tree_of(module)):
        library = name.partition(".")[0]
        if library not in sys.stdlib_module_names | {PACKAGE}:
            assert room(module) in LAZY_HOMES[library], f"{library} has no home in {module}"


@pytest.mark.parametrize("module", MODULES)
def test_no_import_hides_in_a_function(module: str) -> None:
    for node in nodes_of(tree_of(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            assert not list(imports(node)), f"{module}, line {node.lineno}"
        if isinstance(node, ast.Name):
            assert node.id != "__import__"


@pytest.mark.parametrize("module", MODULES)
def test_registered_names_are_there(module: str) -> None:
    for name in names_loaded(tree_of(module)):
        dotted, _, attribute = name.partition(":")
        found = importlib.import_module(dotted)
        assert not attribute or hasattr(found, attribute)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_for(module: str) -> None:
    assert ast.get_docstring(tree_of(module))


HEAVY = {"pydantic", "numpy", "rich", "polars", "lark", "mpmath", "sympy", "flint"}
CALLS = [
    ["eval", "2*x*y+y+3", "--x", "40", "--y", "4", "--json"],
    ["eval", "2*x*y+y+3", "--x", "40", "--y", "4", "--json", "--mode", "forward", "--literals"],
    ["eval", "where(x > 0, sqrt(x), abs(x)) + sigmoid(x)^2 - max(x, 0)", "--x", "0", "--json"],
    ["eval", "2*x*y+y+3", "--x", "40", "--y", "pi/2", "--format", "value"],
    ["eval", "2*x*y+y+3", "--x", "40", "--y", "4", "--format", "csv"],
    ["eval", "sigmiod(x)", "--x", "40", "--json"],
    ["functions"],
]


@pytest.mark.parametrize("words", CALLS)
def test_a_point_without_a_table_and_the_list_of_functions_load_no_heavy_library(words: list[str]) -> None:
    program = (
        "import json, sys\n"
        "from autograd_cli.cli import main\n"
        f"status = main({words!r})\n"
        "print(json.dumps([status, sorted({name.partition('.')[0] for name in sys.modules})]))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    status, loaded = json.loads(done.stdout.splitlines()[-1])
    assert status in (0, 2)
    assert "typer" in loaded
    assert not HEAVY & set(loaded)


def test_a_table_of_a_point_is_printed_without_what_drawings_and_derivations_need() -> None:
    program = (
        "import sys\n"
        "from autograd_cli.cli import main\n"
        "main(['eval', '2*x*y+y+3', '--x', '40', '--y', '4'])\n"
        "print(sorted(name for name in sys.modules if name.startswith('autograd_cli.')))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1]
    assert "'autograd_cli.formats.plain'" in loaded
    for name in ("formats.terminal", "lessons.drawing", "lessons.traced", "symbolic"):
        assert f"'autograd_cli.{name}'" not in loaded


def test_the_list_of_commands_imports_none_of_them() -> None:
    program = (
        "import json, sys\n"
        "from autograd_cli.cli import main\n"
        "status = main(['--help'])\n"
        "print(json.dumps([status, sorted(sys.modules)]))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    status, loaded = json.loads(done.stdout.splitlines()[-1])
    assert status == 0
    assert not {listed.home.partition(":")[0] for listed in COMMANDS.values()} & set(loaded)
    assert all(name in done.stdout for name in COMMANDS)


def parameters(module: str) -> Iterator[tuple[str, str, str]]:
    """Function, parameter and annotation, of all functions of a module."""
    for part in nodes_of(tree_of(module)):
        if isinstance(part, ast.FunctionDef):
            for parameter in (*part.args.posonlyargs, *part.args.args, *part.args.kwonlyargs):
                yield part.name, parameter.arg, ast.unparse(parameter.annotation) if parameter.annotation else ""


# Where there are nodes; fractions alone know whole numbers that are numbers.
# Forms are numbered too, and have operands and outputs that are forms.
OF_FORMS = ("symbolic.forms", "symbolic.laws", "symbolic.quotients", "symbolic.write")
OF_A_NODE = {"node", "nodes", "operand", "operands", "user", "users", "wanted", "inputs", "outputs"}
OF_NODES = ("graphs.", "sweeps.", "symbolic.", "systems.", "arrays.", "run.", "rows.", "report.", "lessons.", "ask.")


@pytest.mark.parametrize("module", [one for one in MODULES if one.startswith(OF_NODES) and one != "systems.rational"])
def test_a_node_is_a_node_and_its_function_knows_the_live_ones(module: str) -> None:
    """No index of a node is an int or called a number, and no call is given a function and its live nodes."""
    for function, parameter, annotation in parameters(module):
        types = set(re.findall(r"\w+", annotation))
        if parameter in ("number", "numbers", "live"):
            assert not types & {"int", "NodeId"}, (function, parameter)
        if parameter in OF_A_NODE and module not in OF_FORMS:
            assert "int" not in types or "NodeId" in types, (function, parameter)
    for part in nodes_of(tree_of(module)):
        if isinstance(part, ast.Call):
            given = {ast.unparse(one) for one in (*part.args, *(keyword.value for keyword in part.keywords))}
            assert not given & {f"{one}.live" for one in given}, ast.unparse(part)


# Where nodes are evaluated one after the other. What is compiled is emitted by a loop of its own, and the jets of
# `run.jets` need an order within an order.
LOOPS = {"run": {"run.evaluate"}, "rows": {"rows.blocks", "rows.compiled"}}


def kernel_calls(tree: ast.AST) -> Iterator[str]:
    """The kernels that are called in loops over nodes."""
    for loop in nodes_of(tree):
        if isinstance(loop, ast.For | ast.comprehension):
            targets = {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)}
            called = [ast.unparse(one.func) for one in ast.walk(loop) if isinstance(one, ast.Call)]
            yield from (one for one in called if "node" in targets and re.search(r"kernel|direct|_compute\b", one))


@pytest.mark.parametrize("of", LOOPS)
def test_kernels_are_called_node_by_node_in_one_module_of_a_room(of: str) -> None:
    looping = {module for module in MODULES if room(module) == of and any(kernel_calls(tree_of(module)))}
    assert looping == LOOPS[of]


# Beside what differentiates and what evaluates: which kernel serves rows, and what is asked of numbers alone.
ASKS_FOR_ARRAYS = {"ask.problem", "data.block", "report.outcome", "lessons.trace", "rows.kernel"}


@pytest.mark.parametrize("module", MODULES)
def test_few_ask_whether_values_are_arrays(module: str) -> None:
    read = {part.attr for part in nodes_of(tree_of(module)) if isinstance(part, ast.Attribute)}
    assert "_shaped" not in read or module == "graphs.graph"
    assert "has_arrays" not in read or room(module) in ("graphs", "sweeps", "run") or module in ASKS_FOR_ARRAYS
