"""Errors against steps, drawn in signs: both axes in powers of ten.

In: the errors of differences for one input. Out: lines of text of at most 46 cells.
"""

from math import floor, log10

from autograd_cli.report.study import Errors

# The decades of the error, from the top row to the bottom one, two decades a row.
DECADES, A_ROW = 16, 2
FORWARD, CENTRAL, BOTH, BEST = "○", "●", "◉", "↑"


def error_plot(name: str, errors: Errors) -> str:
    """The figure for one input: a column for half a decade of the step, from 1 on the left to 1e-16 on the right.

    Errors beyond the frame stand on its edge; an error of 0 has no logarithm, and stands at the bottom.
    """
    rows = DECADES // A_ROW + 1
    columns = len(errors.errors)
    grid = [[" "] * columns for _ in range(rows)]
    for column, error in enumerate(errors.errors):
        for value, sign in ((error.forward, FORWARD), (error.central, CENTRAL)):
            if value is None:
                continue
            height = rows - 1 if value == 0 else min(rows - 1, max(0, floor(-log10(value) / A_ROW + 0.5)))
            grid[height][column] = BOTH if grid[height][column] not in (" ", sign) else sign
    best = [" "] * columns
    for column, error in enumerate(errors.errors):
        if error.step in (errors.best_forward, errors.best_central):
            best[column] = BEST
    lines = [f"error in d/d{name}: {FORWARD} forward, {CENTRAL} central, {BOTH} both, {BEST} best"]
    lines += [f"{10.0 ** (-A_ROW * i):.0e} ┤{''.join(row)}".rstrip() for i, row in enumerate(grid)]
    lines.append(" " * 6 + "└" + "".join("┴" if i % 4 == 0 else "─" for i in range(columns)))
    lines.append((" " * 7 + "".join(best)).rstrip())
    lines.append(" " * 7 + "1e+00" + "step 1e-16".rjust(columns - 5))
    return "\n".join(lines)
