"""What a trace consists of: a step of the forward pass for each node, of the backward pass, of the tangents.

Plain data, filled by `trace.py`; the labels in it are those of the tables and drawings. Where no values are given, all
numbers are None, and the formulas are there all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field

from autograd_cli.errors import Finding, Span
from autograd_cli.graphs.graph import NodeId, Shape
from autograd_cli.lessons.jacobians import LocalJacobian
from autograd_cli.numerals import Values
from autograd_cli.records import Shown, record
from autograd_cli.report.cost import Comparison
from autograd_cli.report.differentiation import Derivative, Shared
from autograd_cli.report.evaluation import Checkpoint, fails
from autograd_cli.report.memory import Memory
from autograd_cli.wording.languages import ENGLISH

# The parts of a trace that may be asked for apart.
PARTS = (FORWARD, GATES, BACKWARD) = ("forward", "gates", "backward")


@record
class ForwardStep:
    """A node of the forward pass.

    `operation` is written with the labels of its operands. *Shapes*: `shape` is that of the value. `keeps` lists the
    labels of the values that the backward pass needs for it, `bytes` is their size, and `gate` is its pattern in the
    backward pass. A node that is not `selected` belongs to a branch that is not taken.
    """

    node: NodeId
    label: str
    primitive: str
    operands: tuple[NodeId, ...]
    operation: str
    shape: Shape
    value: Values | None
    keeps: tuple[str, ...]
    bytes: int
    gate: str
    selected: bool
    spans: tuple[Span, ...]


@record
class Share:
    """The contribution of one use of a node to its adjoint: `upstream * partial`, the partial as formula and number.

    A user that is not elementwise has no partial, nor has an operand that is broadcast; `pullback` is then the
    contribution as a formula of the upstream, `g`. `words` say what a partial means where the node need not take its
    operand. `term` is the contribution in the name of the user's adjoint, `v2̄*v1` for example.
    """

    user: NodeId
    label: str
    upstream: Values | None
    formula: str | None
    partial: Values | None
    words: str | None
    pullback: str
    term: str
    contribution: Values | None


@record
class BackwardStep:
    """A node of the backward pass; the output has no shares, since its adjoint is the seed.

    `name` is what its adjoint is called in formulas, and `formula` the sum of the shares' terms.
    """

    node: NodeId
    label: str
    adjoint: Values | None
    name: str
    formula: str
    shares: tuple[Share, ...]


@record
class TangentShare:
    """The contribution of one operand to a node's tangent, `tangent * partial`; in the tangent's name it is `term`.

    A node that is not elementwise has no partials, but a term. `contributions` has the numbers by sweep, where the
    operand moves.
    """

    operand: NodeId
    label: str
    formula: str | None
    partial: Values | None
    words: str | None
    term: str
    contributions: Mapping[str, Values]


@record
class TangentStep:
    """A node's tangents, one for each input's own sweep; of a vector or matrix each element has one.

    `name` is what its tangent is called in formulas, and `formula` the sum of the shares' terms, the name itself for an
    input. Without values there are no tangents, but the formula.
    """

    node: NodeId
    label: str
    tangents: Mapping[str, Values]
    name: str
    formula: str
    shares: tuple[TangentShare, ...]


@record
class Factor:
    """The derivative of one node with respect to another below it: a Jacobian of so many rows and columns.

    `formula` and `value` are there for numbers; they are the sum over all ways between the two.
    """

    of: str
    towards: str
    rows: int
    columns: int
    formula: str | None
    value: float | None

    @property
    def derivative(self) -> str:
        return f"∂{self.of}/∂{self.towards}"


@record
class Product:
    """A product of factors, from the result down, of which the first `known` are computed once for a chain before."""

    factors: tuple[Factor, ...]
    known: int
    value: float | None


@record
class Chain:
    """The derivative of the result with respect to a node, as a sum of products."""

    node: NodeId
    label: str
    derivative: str
    products: tuple[Product, ...]
    value: Values | None


@record
class Trace(Shown):
    """Both passes, node by node.

    `backward` is present in reverse mode, `tangents` in forward mode. `mode` is None where nothing is differentiated.
    Without values `derivatives` are the partials as formulas, in the names that `shared` gives to their parts, as far
    as they have some. `seed` has the weights of a result that is a vector or matrix.
    `show` lists the parts that tables have, all of them where it is None; backward stands for tangents too.
    """

    SCHEMA = "autograd.trace/1"
    FORMS = ("document", "passes")
    LAYOUT = "traces:traced"
    OPTIONAL = (
        "backward",
        "tangents",
        "jacobians",
        "cost",
        "checkpoint",
        "shared",
        "derivatives",
        "chains",
        "seed",
        "show",
    )
    expression: str
    mode: str | None
    inputs: Mapping[str, Values]
    output: str | None
    value: Values | None
    gradient: Mapping[str, Values] | None
    forward: tuple[ForwardStep, ...]
    backward: tuple[BackwardStep, ...] | None
    tangents: tuple[TangentStep, ...] | None
    memory: Memory
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]
    jacobians: tuple[LocalJacobian, ...] | None = None
    cost: Comparison | None = None
    checkpoint: Checkpoint | None = None
    shared: tuple[Shared, ...] | None = None
    derivatives: tuple[Derivative, ...] | None = None
    chains: tuple[Chain, ...] | None = None
    seed: Values | None = None
    show: tuple[str, ...] | None = None
    language: str = field(default=ENGLISH, repr=False)

    @property
    def failed(self) -> bool:
        return self.value is not None and fails(self)

    def shows(self, part: str) -> bool:
        """Whether tables have a part."""
        return self.show is None or part in self.show

    @property
    def shaped(self) -> bool:
        return is_shaped(self.forward, self.backward)


def is_shaped(forward: Sequence[ForwardStep], backward: Sequence[BackwardStep] | None) -> bool:
    """Whether the passes are told by shapes and pullbacks: whether not all is numbers and partials."""
    shares = [share for step in backward or () for share in step.shares]
    return any(step.shape for step in forward) or any(share.formula is None for share in shares)
