"""The computation graph: nodes in topological order, equal ones once.

Takes: primitives' names and operands. Returns: nodes, as their places in the graph's list. A graph is only ever
appended to, so that a place means the same node for good; what a sweep gives is the same graph, longer.
"""

from array import array
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import compress
from math import prod
from typing import NamedTuple, NewType, cast

from autograd_cli.errors import Span, refuse
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.records import record

# The index of a node in its graph's list. `Graph.add`, `Function.live` and `node_ids` give it; no other number is one.
NodeId = NewType("NodeId", int)
Shape = tuple[int, ...]
SCALAR: Shape = ()

# The two kinds of node that are no row of the table.
CONSTANT = "constant"
INPUT = "input"

# What nodes that no text was lowered to share, to spare a list for each.
NO_ORIGINS: list[Span] = []

# An array of more elements is refused before it is made: it and its adjoint would take gigabytes.
LARGEST_ARRAY = 10**8
# A whole number of more digits has an exponent for the zeros at its end.
LONGEST = 21
# An exponent of more than this many powers of ten is cut to it.
LARGEST_EXPONENT = 10**17


class Node(NamedTuple):
    """One operation. `operands` are earlier nodes.

    `payload` is a constant's exact value as canonical text, or an input's name. A named constant has its name as
    payload where a rule of the table names it: pi is a double in a formula, and exact in a rule. A node is its own key:
    equal nodes are one. *Shapes*: `()` is a scalar.
    """

    primitive: str
    operands: tuple[NodeId, ...] = ()
    payload: str | None = None
    shape: Shape = SCALAR


class Graph:
    """An append-only list of nodes. `origins[i]` are the spans of the text that node `i` was lowered from.

    Shapes are broadcast where `_shaped` says that some node is a vector or a matrix, or one that could be of such.
    """

    __slots__ = ("_places", "_shaped", "nodes", "origins")

    def __init__(self) -> None:
        self._shaped = False
        self.nodes: list[Node] = []
        self.origins: list[list[Span]] = []
        self._places: dict[Node, NodeId] = {}

    def add(
        self,
        primitive: str,
        operands: tuple[NodeId, ...] = (),
        payload: str | None = None,
        origin: Span | None = None,
        shape: Shape | None = None,
    ) -> NodeId:
        """The node, which is appended unless an equal one is there.

        Without a `shape` it is elementwise: it has the shape that its operands' broadcast to.
        Raises: `AutogradError` with code `too-large` for an array of more than `LARGEST_ARRAY` elements.
        """
        if shape is None:
            shape = self.broadcast(operands) if self._shaped and operands else SCALAR
        elif shape or is_structural(primitive):
            self._shaped = True
        if shape and prod(shape) > LARGEST_ARRAY:
            lengths = " x ".join(f"{length:,}" for length in shape)
            refuse("too-large", "array", origin, lengths=lengths, most=LARGEST_ARRAY)
        # `Node(...)` calls a function written in Python, which takes twice as long.
        record = tuple.__new__(Node, (primitive, operands, payload, shape))
        fresh: NodeId = len(self.nodes)  # type: ignore[assignment]  # a call of `NodeId` would cost a tenth of this
        node = self._places.setdefault(record, fresh)
        if node == fresh:
            self.nodes.append(record)
            self.origins.append([origin] if origin else NO_ORIGINS)
        elif origin and self.origins[node][-1:] != [origin]:
            if self.origins[node] is NO_ORIGINS:
                self.origins[node] = []
            self.origins[node].append(origin)
        return node

    @property
    def scalar(self) -> bool:
        """Whether all nodes are numbers, and none could be of anything else."""
        return not self._shaped

    def broadcast(self, operands: tuple[NodeId, ...]) -> Shape:
        """The shape that operands' shapes broadcast to."""
        if not self._shaped:
            return SCALAR
        shape = self.nodes[operands[0]].shape
        for operand in operands[1:]:
            other = self.nodes[operand].shape
            if other != shape:
                shape = broadcast(shape, other)
        return shape

    def constant(self, value: str, origin: Span | None = None) -> NodeId:
        """The node of a constant, from any spelling of a decimal number."""
        return self.add(CONSTANT, (), canonical_decimal(value), origin)

    def constant_text(self, node: NodeId) -> str | None:
        """A constant's canonical text, None for any other node."""
        record = self.nodes[node]
        return record.payload if record.primitive == CONSTANT else None


def node_ids(stop: int, start: int = 0) -> Sequence[NodeId]:
    """The nodes from `start` to before `stop`. It is a range, so that a loop over it calls nothing for each node."""
    return cast(Sequence[NodeId], range(start, stop))


def is_structural(primitive: str) -> bool:
    """Whether a node is not elementwise. Its kernels are for arrays, also where all values are numbers."""
    return primitive in PRIMITIVES and PRIMITIVES[primitive].shape != ""


def broadcast(a: Shape, b: Shape) -> Shape:
    """The shape that two shapes broadcast to, by NumPy's rules.

    Raises: ValueError where they do not agree.
    Example:
        >>> broadcast((3, 1), (4,)), broadcast((), (2,)), broadcast((1,), (0,))
        ((3, 4), (2,), (0,))
    """
    if len(a) < len(b):
        a, b = b, a
    padded = (1,) * (len(a) - len(b)) + b
    for one, other in zip(a, padded, strict=True):
        if one != other and 1 not in (one, other):
            raise ValueError((one, other))
    return tuple([other if one == 1 else one for one, other in zip(a, padded, strict=True)])


@record
class Function:
    """A graph with its inputs and outputs, as nodes."""

    graph: Graph
    inputs: tuple[NodeId, ...]
    outputs: tuple[NodeId, ...]

    @cached_property
    def live(self) -> Sequence[NodeId]:
        """The nodes that the outputs depend on, ascending: operands come before their users.

        They are found once: what is appended to the graph later is not read by an output. An array takes a quarter of a
        tuple's memory, which counts with a million operators.
        """
        nodes = self.graph.nodes
        end = max(self.outputs, default=-1) + 1
        needed = bytearray(end)
        for output in self.outputs:
            needed[output] = 1
        for node in reversed(node_ids(end)):
            if needed[node]:
                for operand in nodes[node].operands:
                    needed[operand] = 1
        return cast(Sequence[NodeId], array("q", compress(range(end), needed)))

    @cached_property
    def entries(self) -> frozenset[str]:
        """The names of the entries that the live nodes have; what none of them asks for, no pass need look for."""
        nodes = self.graph.nodes
        return frozenset({nodes[node].primitive for node in self.live})

    @cached_property
    def has_arrays(self) -> bool:
        """Whether some value is a vector or a matrix, or comes of an entry whose kernels are for such.

        They all come of inputs, also of those that no output reads, and of entries that are not elementwise.
        """
        if self.graph.scalar:
            return False
        nodes = self.graph.nodes
        inputs = {*self.inputs, *(node for node in self.live if nodes[node].primitive == INPUT)}
        return any(nodes[node].shape for node in inputs) or any(map(is_structural, self.entries))

    @property
    def input_names(self) -> Iterator[str]:
        for node in self.inputs:
            name = self.graph.nodes[node].payload
            assert name is not None
            yield name


def canonical_decimal(text: str) -> str:
    """The one spelling of a decimal number's exact value: `2.50` and `25e-1` are `2.5`; `-0.0` is not `0`.

    Example:
        >>> canonical_decimal("1e-3"), canonical_decimal("02.50"), canonical_decimal("1" + 30 * "0")
        ('0.001', '2.5', '1e30')
    """
    if text.isdigit() and (text[0] != "0" or text == "0") and (len(text) <= LONGEST or text[-1] != "0"):
        return text
    sign, digits, exponent = Decimal(_bounded(text)).as_tuple()
    assert isinstance(exponent, int)
    written = "".join(map(str, digits)).lstrip("0")
    mantissa = written.rstrip("0")
    exponent += len(written) - len(mantissa)
    minus = "-" if sign else ""
    if not mantissa:
        return f"{minus}0"
    if exponent == 0 or (exponent > 0 and len(mantissa) + exponent <= LONGEST):
        return minus + mantissa + "0" * exponent
    if exponent in range(1 - len(mantissa), 0):
        return f"{minus}{mantissa[:exponent]}.{mantissa[exponent:]}"
    if exponent + len(mantissa) in range(-7, 1):
        return f"{minus}0.{'0' * -(exponent + len(mantissa))}{mantissa}"
    fraction = f".{mantissa[1:]}" if len(mantissa) > 1 else ""
    return f"{minus}{mantissa[0]}{fraction}e{exponent + len(mantissa) - 1}"


def _bounded(text: str) -> str:
    """A number's text with its exponent cut to what `Decimal` reads; beyond it all count as 0, or as infinite."""
    mantissa, mark, exponent = text.lower().partition("e")
    if len(exponent) < len(str(LARGEST_EXPONENT)):
        return text
    bounded = max(-LARGEST_EXPONENT, min(int(exponent), LARGEST_EXPONENT))
    return f"{mantissa}{mark}{bounded}"
