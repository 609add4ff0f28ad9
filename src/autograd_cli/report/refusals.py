"""Which number systems refuse an entry, and why: read off the kernels that they have.

Takes: an entry. Returns: sentences. Nothing of it is declared in the table, which could then say other than what
happens.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, permutations

from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.graphs.analysis import LEAVES
from autograd_cli.lanes.vectormath import is_vectorised
from autograd_cli.numerics import has_kernel
from autograd_cli.primitives import Entry
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.scalars import LARGEST_DETERMINANT, WRITTEN_OUT
from autograd_cli.systems.rational import Mark, Value, kernel, rational
from autograd_cli.systems.wide import is_analytic

# Where an entry is tried in fractions, besides its examples.
TRIED = [Fraction(*pair) for pair in ((3, 7), (5, 3), (-2, 9), (7, 2), (-9, 2))]
MOST_TRIED = 20


def refusals(row: Entry) -> tuple[str, ...]:
    """Sentences: which way of computing refuses the entry at some points, or has another pace, and why."""
    if not row.examples:
        return ()
    (text, *_), found = row.examples, []
    problem = pose(Source(text), {})
    if problem.function.graph.nodes[problem.function.outputs[0]].shape:
        problem = pose(Source(f"sum({text})"), {})
    function = problem.scalarised().function
    (value,) = (evaluate(function, {}, rational())[output] for output in function.outputs)
    if any(isinstance(one, Mark) for one in (value, *_tried(row))):
        found.append("`--exact` refuses a value that is not a fraction")
    if row.kind == "elimination" and row.name in WRITTEN_OUT:
        found.append(f"`--exact`, `--digits` and `--verify` refuse more than {LARGEST_DETERMINANT} rows")
    entries = [one for one in function.entries if one not in LEAVES] if row.shape else [row.name]
    if not all(map(is_analytic, entries)):
        found.append("`check` has no complex step, as it is not analytic")
    if row.names and not row.shape and has_kernel(row.name) and not is_vectorised(row.name):
        found.append("`batch` computes each row by itself, without a compiled kernel")
    return tuple(found)


def _tried(row: Entry) -> Iterator[Value]:
    if row.shape or row.integers or not row.names:
        return
    count = max(len(row.names), 2) if row.variadic else len(row.names)
    for operands in islice(permutations(TRIED, count), MOST_TRIED):
        yield kernel(row.name)(*operands)
