"""Proofs that a function is convex: its Hessian has no negative eigenvalue in a box, in rigorous enclosures.

Takes an `Objective` and bounds. Returns whether it is proved. Where an operation may be undefined, or has a kink or a
jump, it is not.

*Source*: Boyd & Vandenberghe 2004, section 3.1.4; Golub & Van Loan 2013, algorithm 4.1.2 (the pivots of `L*D*L'`).
"""

from collections.abc import Sequence

from flint import arb

from autograd_cli.enclosures.enclosure import UNDEFINED, Enclosure, point
from autograd_cli.graphs.graph import Function
from autograd_cli.run.evaluate import evaluate
from autograd_cli.search.objective import Objective
from autograd_cli.search.proof import BITS, is_unbroken
from autograd_cli.systems.systems import load

# The Hessian of more unknowns, or with more nodes, is not enclosed.
MOST_UNKNOWNS, MOST_NODES = 20, 20_000


def is_convex(objective: Objective, lower: Sequence[float], upper: Sequence[float]) -> bool:
    """Whether a function is proved to be convex between bounds, which may be infinite."""
    count = len(objective.names)
    if count > MOST_UNKNOWNS or objective.matrix is None or len(objective.matrix.function.live) > MOST_NODES:
        return False
    system = load("balls", BITS)
    box = [Enclosure(arb(low), arb(high)) for low, high in zip(lower, upper, strict=True)]
    given = {name: point(value) for name, value in objective.fixed.items()}
    hessian = objective.matrix.function
    whole = Function(hessian.graph, hessian.inputs, objective.function.outputs + hessian.outputs)
    values = evaluate(whole, {**given, **dict(zip(objective.names, box, strict=True))}, system)
    if not is_unbroken(objective.function, values, system, kinks=True):
        return False
    entries = [[Enclosure(arb(0), arb(0)) for _ in box] for _ in box]
    for (i, j), node in zip(objective.places, hessian.outputs, strict=True):
        entries[i][j] = values[node]
    return not any(one is UNDEFINED for row in entries for one in row) and _has_no_negative_pivot(entries)


def _has_no_negative_pivot(entries: list[list[Enclosure]]) -> bool:
    """Whether the pivots of all symmetric matrices with such entries are at least 0.

    What is added to a diagonal makes no eigenvalue less, so that the least diagonal decides.
    """
    matrix = [[one.lower if i == j else one.ball for j, one in enumerate(row)] for i, row in enumerate(entries)]
    for k, row in enumerate(matrix):
        if all(one == 0 for one in row[k:]):
            continue
        if not row[k] > 0:
            return False
        for i in range(k + 1, len(matrix)):
            factor = matrix[i][k] / row[k]
            for j in range(k + 1, len(matrix)):
                matrix[i][j] -= factor * row[j]
    return True
