"""Jacobians, Hessians and their products with a vector, made of the two sweeps alone.

In: a function, the wanted nodes. Out: a `Matrix`, whose function has the structural non-zeros as outputs. Columns (or
rows) that never meet are seeded together, so that a sweep gives all of them at once; nothing is subtracted, and every
entry is the node that a sweep of its own would have given.

*Shapes*: `J[i, j] = d output_i / d wanted_j`; the Hessian has one node for both of `H[i, j]` and `H[j, i]`.
*Source*: Griewank & Walther 2008, chapters 7 and 8.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from autograd_cli.graphs.analysis import LEAVES, edges, operation_count
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.sweeps.coloring import Colors, color_columns, color_symmetric, groups, stands_alone
from autograd_cli.sweeps.forward import gradient_by_columns, push_forward, tangents
from autograd_cli.sweeps.reverse import adjoints, gradient
from autograd_cli.sweeps.sparsity import Pattern, pattern, symmetric

JACOBIAN_MODES = ("forward", "reverse")
# The outer sweep is named first: it is taken over what the inner one, which gives the gradient, has appended.
HESSIAN_MODES = ("forward-over-reverse", "reverse-over-reverse", "forward-over-forward", "reverse-over-forward")
# So many variables times operations are few enough to try every mode; of a larger function its cost is estimated.
MOST_TRIED = 4000
# One word for both sweeps.
SHORT_MODES = {"forward": "forward-over-forward", "reverse": "reverse-over-reverse"}


class Matrix(NamedTuple):
    """A sparse matrix of nodes: the function's outputs are the entries' nodes, in the order of the pattern's rows.

    `colors` are those of the columns where `by_columns`, else of the rows; a colour is a sweep. `full` is how many
    sweeps there would have been without sharing. `work` compares modes: a Jacobian's by the products of partials that
    they take, a Hessian's by the operations of its entries, or where it is `estimated` by those products as well.
    """

    function: Function
    pattern: Pattern
    mode: str
    by_columns: bool
    colors: Colors
    full: int
    work: dict[str, int]
    estimated: bool = False

    @property
    def sweeps(self) -> int:
        return max(self.colors, default=-1) + 1


def jacobian(function: Function, wanted: Sequence[NodeId], mode: str | None = None, kinks: str = OURS) -> Matrix:
    """The Jacobian by one mode, or by the one that takes less work where none is named."""
    known = pattern(function, wanted)
    columns, rows = color_columns(known), color_columns(known.transposed())
    work = {"forward": _forward_work(function, wanted, columns), "reverse": _reverse_work(function, wanted, rows)}
    mode = mode or min(JACOBIAN_MODES, key=work.__getitem__)
    entries = (
        _by_columns(function, wanted, known, columns, kinks)
        if mode == "forward"
        else _by_rows(function, wanted, known, rows, kinks)
    )
    forward = mode == "forward"
    colors, full = (columns, len(wanted)) if forward else (rows, len(function.outputs))
    return _matrix(function, known, entries, mode, forward, colors, full, work)


def hessian(function: Function, wanted: Sequence[NodeId], mode: str | None = None, kinks: str = OURS) -> Matrix:
    """The Hessian of the one output by one mode, or where none is named by the one whose entries take least work."""
    if mode is not None:
        return _hessian(function, wanted, mode, kinks)
    if len(wanted) * len(function.live) > MOST_TRIED:
        work, inner = _estimated(function, wanted, kinks)
        mode = min(work, key=work.__getitem__)
        return _hessian(function, wanted, mode, kinks, inner)._replace(work=work, estimated=True)
    found = [_hessian(function, wanted, one, kinks) for one in HESSIAN_MODES]
    work = {one.mode: operation_count(one.function) for one in found}
    return min(found, key=lambda one: work[one.mode])._replace(work=work)


class _Inner(NamedTuple):
    """A gradient, and the structure and the colours of the Hessian that is made of it."""

    gradient: Function
    pattern: Pattern
    colors: Colors


def _inner(function: Function, wanted: Sequence[NodeId], mode: str, kinks: str) -> _Inner:
    first = (gradient if mode == "reverse" else gradient_by_columns)(function, wanted, kinks)
    known = symmetric(pattern(first, wanted))
    return _Inner(first, known, color_symmetric(known))


def _estimated(function: Function, wanted: Sequence[NodeId], kinks: str) -> tuple[dict[str, int], _Inner]:
    """The work of modes by the products of partials that their sweeps take, without the outer ones being made.

    Only modes over the cheaper gradient are thought of, which is returned too.
    """
    by_columns = _forward_work(function, wanted, tuple(range(len(wanted))))
    by_rows = _reverse_work(function, wanted, (0,))
    name = "forward" if by_columns < by_rows else "reverse"
    inner = _inner(function, wanted, name, kinks)
    work = {
        f"{outer}-over-{name}": min(by_columns, by_rows) + estimate(inner.gradient, wanted, inner.colors)
        for outer, estimate in (("forward", _forward_work), ("reverse", _reverse_work))
    }
    return work, inner


def hessian_times(function: Function, wanted: Sequence[NodeId], seeds: Sequence[NodeId], kinks: str = OURS) -> Function:
    """The product of the Hessian with a vector of nodes: one forward sweep over one reverse sweep."""
    return push_forward(gradient(function, wanted, kinks), wanted, seeds, kinks)


def _hessian(
    function: Function, wanted: Sequence[NodeId], mode: str, kinks: str, inner: _Inner | None = None
) -> Matrix:
    """A sweep over the gradient for each colour of the Hessian's columns."""
    outer, _, name = mode.partition("-over-")
    first, known, colors = inner or _inner(function, wanted, name, kinks)
    alone = stands_alone(known, colors)
    # Where (i, j) is read: in row i among the columns of j's colour, or in row j among those of i's.
    places = {
        (i, j): (i, colors[j]) if alone[i][colors[j]] == j else (j, colors[i])
        for i, row in enumerate(known.rows)
        for j in row
        if j >= i
    }
    needed: dict[int, list[int]] = {}
    for i, color in places.values():
        needed.setdefault(color, []).append(i)
    one = function.graph.constant("1")
    nodes: dict[tuple[int, int], NodeId | None] = {}
    for color, seeded in enumerate(groups(colors)):
        if outer == "forward":
            rows = sorted(set(needed.get(color, ())))
            part = replace(first, outputs=tuple(first.outputs[i] for i in rows))
            columns = [wanted[j] for j in seeded]
            swept = tangents(part, columns, (one,) * len(columns), kinks)
            nodes |= {(i, color): swept.get(first.outputs[i]) for i in rows}
        else:
            part = replace(first, outputs=tuple(first.outputs[j] for j in seeded))
            swept = adjoints(part, wanted, (one,) * len(seeded), kinks)
            nodes |= {(i, color): swept.get(wanted[i]) for i in needed.get(color, ())}
    entries = {place: nodes[there] for place, there in places.items()}
    entries |= {(j, i): node for (i, j), node in entries.items()}
    return _matrix(function, known, entries, mode, True, colors, len(wanted), {})


def _by_columns(
    function: Function, wanted: Sequence[NodeId], known: Pattern, colors: Colors, kinks: str
) -> dict[tuple[int, int], NodeId | None]:
    one = function.graph.constant("1")
    of_column = known.transposed().rows
    entries: dict[tuple[int, int], NodeId | None] = {}
    for columns in groups(colors):
        rows = sorted({i for j in columns for i in of_column[j]})
        part = replace(function, outputs=tuple(function.outputs[i] for i in rows))
        tangent = tangents(part, [wanted[j] for j in columns], (one,) * len(columns), kinks)
        entries |= {(i, j): tangent.get(function.outputs[i]) for j in columns for i in of_column[j]}
    return entries


def _by_rows(
    function: Function, wanted: Sequence[NodeId], known: Pattern, colors: Colors, kinks: str
) -> dict[tuple[int, int], NodeId | None]:
    one = function.graph.constant("1")
    entries: dict[tuple[int, int], NodeId | None] = {}
    for rows in groups(colors):
        columns = sorted({j for i in rows for j in known.rows[i]})
        part = replace(function, outputs=tuple(function.outputs[i] for i in rows))
        adjoint = adjoints(part, [wanted[j] for j in columns], (one,) * len(rows), kinks)
        entries |= {(i, j): adjoint.get(wanted[j]) for i in rows for j in known.rows[i]}
    return entries


def _matrix(
    function: Function,
    known: Pattern,
    entries: dict[tuple[int, int], NodeId | None],
    mode: str,
    by_columns: bool,
    colors: Colors,
    full: int,
    work: dict[str, int],
) -> Matrix:
    """The matrix without the entries that came out as the constant 0, as those of x^0 do."""
    kept = []
    outputs = []
    for i, row in enumerate(known.rows):
        own = []
        for j in row:
            node = entries[i, j]
            if node is not None and function.graph.constant_text(node) != "0":
                own.append(j)
                outputs.append(node)
        kept.append(tuple(own))
    return Matrix(
        replace(function, outputs=tuple(outputs)),
        Pattern(tuple(kept), known.width),
        mode,
        by_columns,
        colors,
        full,
        work,
    )


def _forward_work(function: Function, wanted: Sequence[NodeId], colors: Colors) -> int:
    """How many products of a local partial and a tangent forward sweeps take, one for each colour that arrives."""
    nodes = function.graph.nodes
    arriving = {node: 1 << color for node, color in zip(wanted, colors, strict=True)}
    work = 0
    for node in function.live:
        primitive, operands, _, _ = nodes[node]
        total = arriving.get(node, 0)
        for operand, edge in zip(operands, edges(primitive, len(operands)), strict=True):
            if edge.flows and operand in arriving:
                work += arriving[operand].bit_count()
                total |= arriving[operand]
        if total:
            arriving[node] = total
    return work


def _reverse_work(function: Function, wanted: Sequence[NodeId], colors: Colors) -> int:
    """The same for reverse sweeps, towards nodes that a wanted one moves."""
    nodes = function.graph.nodes
    moves = set(wanted)
    for node in function.live:
        primitive, operands, _, _ = nodes[node]
        if primitive not in LEAVES and any(
            edge.flows and operand in moves
            for operand, edge in zip(operands, edges(primitive, len(operands)), strict=True)
        ):
            moves.add(node)
    arriving: dict[NodeId, int] = {}
    for output, color in zip(function.outputs, colors, strict=True):
        arriving[output] = arriving.get(output, 0) | 1 << color
    work = 0
    for node in reversed(function.live):
        if node in arriving and node in moves:
            primitive, operands, _, _ = nodes[node]
            for operand, edge in zip(operands, edges(primitive, len(operands)), strict=True):
                if edge.flows and operand in moves:
                    work += arriving[node].bit_count()
                    arriving[operand] = arriving.get(operand, 0) | arriving[node]
    return work
