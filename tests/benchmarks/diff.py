"""`diff` beside SymPy, on the formulas of SymPy's and math.js's derivative tests: `python tests/benchmarks/diff.py`.

In: nothing, or how many runs. Out: a table: milliseconds from text to the derivative's text, the best of the runs, and
operations. SymPy's cache is emptied before each formula, as it is in a process that asks for one. Operations are
counted in the texts of both by the same counter. With `--each` every formula is shown. It asserts nothing.
"""

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import sympy
from sympy.core.cache import clear_cache

from autograd_cli.ask.problem import pose_open
from autograd_cli.errors import Source
from autograd_cli.report.differentiation import differentiation
from autograd_cli.symbolic.write import operation_count
from autograd_cli.syntax.parser import parse, parse_expression
from autograd_cli.syntax.unparse import unparse

RUNS = 5
FORMULAS = Path(__file__).parent / "derivatives.txt"
CBRT = {"cbrt": sympy.cbrt}


def formulas() -> list[tuple[str, str, str]]:
    """Origin, formula and variable."""
    lines = FORMULAS.read_text(encoding="utf-8").splitlines()
    return [tuple(part.strip() for part in line.split(";")) for line in lines if line and line[0] != "#"]  # type: ignore[misc]


def ours(text: str, variable: str) -> tuple[float, str]:
    """Seconds, and the derivative's text."""
    start = time.perf_counter()
    report = differentiation(pose_open(Source(text)), wrt=[variable])
    result = report.derivatives[0].text
    return time.perf_counter() - start, "; ".join([*(f"{one.name} = {one.text}" for one in report.shared), result])


def theirs(text: str, variable: str) -> tuple[float, str]:
    """The same of SymPy, which gets the formula in its own notation."""
    clear_cache()
    start = time.perf_counter()
    result = str(sympy.sympify(text, locals=CBRT).diff(sympy.Symbol(variable)))
    return time.perf_counter() - start, result


def operations(text: str) -> int:
    """The operators and calls of a derivative, in either notation."""
    return sum(operation_count(parse_expression(part.partition(" = ")[2] or part)) for part in text.split("; "))


def sympys(text: str) -> str:
    """A formula as SymPy reads it, products written out."""
    return unparse(parse(Source(text))).replace("^", "**")


def main(runs: int, each: bool) -> None:
    rows = formulas()
    timed: dict[str, list[float]] = {"autograd": [], "SymPy": []}
    counts: dict[str, list[int]] = {"autograd": [], "SymPy": []}
    programs: dict[str, Callable[[str, str], tuple[float, str]]] = {"autograd": ours, "SymPy": theirs}
    for _, text, variable in rows:
        results = {}
        for name, program in programs.items():
            given = text if name == "autograd" else sympys(text)
            program(given, variable)  # rules are parsed and modules loaded once
            seconds, results[name] = min(program(given, variable) for _ in range(runs))
            timed[name].append(seconds)
            counts[name].append(operations(re.sub(r"\*\*", "^", results[name])))
        if each:
            print(f"{text}, {variable}\n  {results['autograd']}\n  {results['SymPy']}")
    print(f"{len(rows)} formulas\n")
    print("| program | milliseconds in all | median | operations in all |\n| --- | ---: | ---: | ---: |")
    for name, found in timed.items():
        print(f"| {name} | {sum(found) * 1e3:.0f} | {median(found) * 1e3:.2f} | {sum(counts[name])} |")
    ratios = [a / b for a, b in zip(counts["autograd"], counts["SymPy"], strict=True) if b]
    print(f"\nmedian of the ratios of operations {median(ratios):.2f}, largest {max(ratios):.2f}")


if __name__ == "__main__":
    numbers = [word for word in sys.argv[1:] if word.isdigit()]
    main(int(numbers[0]) if numbers else RUNS, "--each" in sys.argv)
