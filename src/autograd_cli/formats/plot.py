"""Errors against steps, drawn in signs: both axes in powers of ten.

Takes: the errors of differences by their step, and those of ways that have no step. Returns: lines of text.
"""

from collections.abc import Mapping
from math import floor, log10

from autograd_cli.report.study import Steps

# The decades of the error, from the top row to the bottom one, two decades a row.
DECADES, A_ROW = 16, 2
FORWARD, CENTRAL, BOTH, BEST, LEVEL, TICK = "○", "●", "◉", "↑", "◄", "┤"


def error_plot(errors: Steps, levels: Mapping[str, float]) -> str:
    """The figure: a column for half a decade of the step, from 1 on the left to 1e-16 on the right.

    Errors beyond the frame stand on its edge; an error of 0 has no logarithm, and stands at the bottom. `levels` are
    the errors of ways without a step, each a mark on the axis of errors. It is 40 columns wide.
    """
    rows = DECADES // A_ROW + 1
    columns = len(errors.errors)
    grid = [[" "] * columns for _ in range(rows)]
    for column, error in enumerate(errors.errors):
        for value, sign in ((error.forward, FORWARD), (error.central, CENTRAL)):
            if value is not None:
                place = _row(value, rows)
                grid[place][column] = BOTH if grid[place][column] not in (" ", sign) else sign
    named = [", ".join(name for name, level in levels.items() if _row(level, rows) == row) for row in range(rows)]
    best = [" "] * columns
    for column, error in enumerate(errors.errors):
        if error.step in (errors.best_forward, errors.best_central):
            best[column] = BEST
    lines = [f"error: {FORWARD} forward, {CENTRAL} central, {BOTH} both", f"{BEST} best step"]
    lines += [f"{LEVEL} {name}: {10.0 ** (-A_ROW * i):.0e}" for i, name in enumerate(named) if name]
    for i, row in enumerate(grid):
        lines.append(f"{10.0 ** (-A_ROW * i):.0e} {LEVEL if named[i] else TICK}{''.join(row)}".rstrip())
    lines.append(" " * 6 + "└" + "".join("┴" if i % 4 == 0 else "─" for i in range(columns)))
    lines.append((" " * 7 + "".join(best)).rstrip())
    lines.append(" " * 7 + "1e+00" + "step 1e-16".rjust(columns - 5))
    return "\n".join(line for line in lines if line.strip())


def _row(error: float, rows: int) -> int:
    """The row of an error, counted from the top."""
    return rows - 1 if error == 0 else min(rows - 1, max(0, floor(-log10(error) / A_ROW + 0.5)))
