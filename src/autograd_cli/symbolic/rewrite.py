"""Nodes of a graph to normal forms: chains of sums and products gathered from their ends, rows spelled as people do.

In: a function whose outputs are derivatives, and how many of the graph's nodes are the user's own. Out: the forms of
the outputs, and the conditions under which a form that was chosen for its looks has the value of what it stands for.

A node that is used several times, and is large, becomes a form that stands for itself, so that nothing swells.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from autograd_cli.errors import refuse
from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, Node, NodeId, is_structural
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.symbolic.arrays import fitted, mixed
from autograd_cli.symbolic.form import ONE, Kind
from autograd_cli.symbolic.forms import UNCOUNTED, Forms
from autograd_cli.symbolic.laws import elementary, inside, restored, tie
from autograd_cli.symbolic.shares import lengths_of

ADDITIVE = frozenset({"add", "subtract"})
MULTIPLICATIVE = frozenset({"multiply", "divide", "negative"})
CHAINS = {primitive: family for family in (ADDITIVE, MULTIPLICATIVE) for primitive in family}
# A node that is used several times and has more operations than this is not repeated in a large result.
LARGEST_REPEATED = 6
# A number of more digits before or after the point is no fraction that could be gathered.
LONGEST_LITERAL = 10_000
# A formula of more nodes is not read for the order of its names.
LARGEST_TYPED = 10_000


class Rewriting(NamedTuple):
    """The forms of a function's outputs. Where one of the forms in `conditions` is 0, an output may have no value.

    `form` has the forms by node, but for nodes that are only part of a chain.
    """

    forms: Forms
    outputs: tuple[int, ...]
    conditions: tuple[int, ...]
    form: dict[NodeId, int]


def rewrite(
    function: Function,
    own: int,
    repeats: bool,
    called: Set[NodeId] = frozenset(),
    typed: Sequence[NodeId] = (),
    everywhere: bool = False,
) -> Rewriting:
    """The outputs as normal forms.

    The graph's first `own` nodes are what the user typed, `typed` the results of them: their functions stay as they are
    called, and names in products have their order. With `repeats` nodes that are used several times are written out
    wherever they are used; without, large ones, and those that are `called` by a name in the program, stand for
    themselves. With `everywhere` there are no conditions: what has a value where the form that a person writes has none
    stays as it is.
    """
    forms = Forms()
    forms.lengths = lengths_of(one.payload or "" for one in function.graph.nodes if one.primitive == INPUT)
    if typed and own <= LARGEST_TYPED:
        _Rewriter(Function(function.graph, function.inputs, tuple(typed)), own, repeats, called, forms).run()
    return _Rewriter(function, own, repeats, called, forms, everywhere).run()


def raw_size(function: Function) -> int:
    """How many operations the outputs would have, written out node by node."""
    nodes = function.graph.nodes
    sizes: dict[NodeId, int] = {}
    for node in function.live:
        operands = nodes[node].operands
        sizes[node] = min(sum(map(sizes.__getitem__, operands)) + bool(operands), UNCOUNTED)
    return sum(sizes[output] for output in function.outputs)


@dataclass(slots=True)
class _Rewriter:
    function: Function
    own: int
    repeats: bool
    called: Set[NodeId]
    forms: Forms
    everywhere: bool = False
    form: dict[NodeId, int] = field(default_factory=dict)
    # Nodes that their one user takes apart.
    chained: set[NodeId] = field(default_factory=set)
    # With each, a form without which the outputs do not need it.
    conditions: dict[int, int | None] = field(default_factory=dict)

    def run(self) -> Rewriting:
        nodes = self.function.graph.nodes
        uses = self.count_uses()
        for node in self.function.live:
            for operand in nodes[node].operands:
                if uses[operand] == 1 and self.chains(nodes[operand], nodes[node]):
                    self.chained.add(operand)
        sizes: dict[NodeId, int] = {}
        for node in self.function.live:
            operands = nodes[node].operands
            sizes[node] = min(sum(map(sizes.__getitem__, operands)) + bool(operands), UNCOUNTED)
            if node not in self.chained:
                form = self.node(node, nodes[node])
                named = sizes[node] > LARGEST_REPEATED or node in self.called
                if not self.repeats and uses[node] > 1 and named:
                    form = self.forms.shared(form)
                self.form[node] = form
        outputs = tuple(fitted(self.forms, self.form[output], nodes[output].shape) for output in self.function.outputs)
        needed = {*self.forms.needed(outputs)}
        conditions = tuple(condition for condition, part in self.conditions.items() if part is None or part in needed)
        return Rewriting(self.forms, outputs, conditions, self.form)

    def count_uses(self) -> dict[NodeId, int]:
        uses = dict.fromkeys(self.function.live, 0)
        for node in self.function.live:
            for operand in self.function.graph.nodes[node].operands:
                uses[operand] += 1
        for output in self.function.outputs:
            uses[output] += 1
        return uses

    def chains(self, operand: Node, user: Node) -> bool:
        """Whether a node is taken apart by its user, and not made a form of its own."""
        return user.primitive in CHAINS.get(operand.primitive, ()) and not self.is_share(operand)

    def is_share(self, node: Node) -> bool:
        """Whether a node is what one of several equal arguments of a maximum, a minimum or a clamp contributes."""
        return node.primitive == "divide" and self.function.graph.nodes[node.operands[1]].primitive == "count_equal"

    def node(self, node: NodeId, record: Node) -> int:
        if record.primitive == CONSTANT:
            text = record.payload or ""
            if abs(Decimal(text).adjusted()) > LONGEST_LITERAL:
                span = next(iter(self.function.graph.origins[node]), None)
                refuse("too-large", "literal", span, text=text, most=LONGEST_LITERAL)
            # A fraction reads a text with a regular expression.
            return self.forms.number(Fraction(int(text) if text.isdigit() else text))
        if record.primitive == INPUT:
            return self.forms.name(record.payload or "", record.shape)
        if node >= self.own and self.is_share(record):
            share = self.share(record)
            if share is not None:
                return share
        if record.primitive in ADDITIVE:
            return self.forms.add(self.terms(node), own=node < self.own, draws_out=node >= self.own)
        if record.primitive in MULTIPLICATIVE:
            return self.product(node)
        operands = [self.form[operand] for operand in record.operands]
        if is_structural(record.primitive):
            shapes = [self.function.graph.nodes[operand].shape for operand in record.operands]
            return mixed(self.forms, record, operands, shapes, own=node < self.own)
        # A condition that the user wrote is a guard, and stays one.
        derived = node >= self.own or PRIMITIVES[record.primitive].shown == "definition"
        restorable = derived and not (record.primitive == "where" and record.operands[0] < self.own)
        better = restored(self.forms, record.primitive, operands) if restorable else None
        conditional = better and better.condition is not None and self.forms.value(better.condition) is None
        if better is None or (conditional and self.everywhere):
            guarded = None if better is None else better.guarded
            return elementary(self.forms, record.primitive, operands) if guarded is None else guarded
        if conditional and better.condition is not None:
            self.conditions[better.condition] = better.part
        return better.form

    def terms(self, node: NodeId) -> list[tuple[int, Fraction]]:
        """The terms of a chain of sums, from its end."""
        nodes = self.function.graph.nodes
        found = []
        stack = [(node, ONE)]
        while stack:
            current, sign = stack.pop()
            record = nodes[current]
            if current != node and current not in self.chained:
                found.append((self.form[current], sign))
            else:
                first, second = record.operands
                stack += [(second, sign if record.primitive == "add" else -sign), (first, sign)]
        return found

    def product(self, node: NodeId) -> int:
        """The product that a chain of products, quotients and signs is, from its end."""
        nodes, forms = self.function.graph.nodes, self.forms
        plus, minus = forms.one, forms.number(-ONE)
        coefficient, factors = ONE, []
        stack = [(node, plus)]
        while stack:
            current, exponent = stack.pop()
            record = nodes[current]
            if current != node and current not in self.chained:
                factors.append((self.form[current], exponent))
            elif record.primitive == "negative":
                coefficient = -coefficient
                stack.append((record.operands[0], exponent))
            else:
                below = exponent if record.primitive == "multiply" else minus if exponent == plus else plus
                stack += [(record.operands[1], below), (record.operands[0], exponent)]
        if node >= self.own:
            guard = next((one for one in factors if one[1] == plus and self.selects(one[0])), None)
            if guard is not None:
                factors.remove(guard)
                return self.guarded(guard[0], coefficient, factors)
        return forms.multiply(coefficient, factors, own=node < self.own)

    def selects(self, form: int) -> bool:
        """Whether a form is a choice between something and 0."""
        found = self.forms.forms[form]
        return found.kind is Kind.CALL and found.value == "where" and self.forms.zero in found.parts[1:]

    def guarded(self, choice: int, coefficient: Fraction, factors: list[tuple[int, int]]) -> int:
        """The product of a choice between something and 0 with factors, which count only where it is not 0."""
        forms = self.forms
        condition, *branches = forms.forms[choice].parts
        inner = [
            one if one == forms.zero else forms.multiply(coefficient, [(one, forms.one), *factors]) for one in branches
        ]
        return elementary(forms, "where", (condition, *inner))

    def share(self, node: Node) -> int | None:
        """The partial of a maximum, a minimum or a clamp in words of its arguments, None where it takes many."""
        nodes, forms = self.function.graph.nodes, self.forms
        equal, counted = (nodes[operand] for operand in node.operands)
        out = nodes[counted.operands[0]]
        if out.primitive in ("max", "min") and len(out.operands) == 2 and equal.primitive == "equal":
            x = equal.operands[0]
            other = out.operands[1] if out.operands[0] == x else out.operands[0]
            return tie(forms, out.primitive == "max", self.form[x], self.form[other])
        if equal.primitive == "logical_and":
            clamp = nodes[nodes[equal.operands[0]].operands[0]]
            if clamp.primitive != "clamp":
                return None
            lower, upper = (forms.value(self.form[bound]) for bound in clamp.operands[1:])
            x = nodes[equal.operands[0]].operands[1]
            if clamp.operands[0] == x and lower is not None and upper is not None:
                return inside(forms, *(self.form[operand] for operand in clamp.operands)) if lower < upper else None
        return None
