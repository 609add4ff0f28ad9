"""Taylor coefficients by jets: every node's series, from the very rules by which the sweeps differentiate.

In: a function, the input that varies, an order. Out: the outputs' coefficients. With v' the sum of p*u' over a node's
local partials p and operands u, coefficient k of v is the sum over j of j/k * u[j] * p[k - j]. The partials are nodes
themselves, appended to the graph and hash-consed; a coefficient is computed when one is asked for that needs it, so
that a partial is followed one order less far than its node, and chains such as digamma, polygamma(1, x) ... end.

*Conventions*: coefficient k is the k-th derivative divided by k!. None is a structural zero, which multiplies nothing,
so that 0 times infinity is not formed.
*Source*: Griewank & Walther 2008, section 13.2.
"""

from collections.abc import Mapping
from typing import Any

from autograd_cli.execute.systems import FLOAT, NumberSystem
from autograd_cli.graph.analysis import Edge, edges
from autograd_cli.graph.graph import CONSTANT, INPUT, Function, Graph
from autograd_cli.graph.templates import OURS
from autograd_cli.sweeps.rules import local_partials


def taylor(
    function: Function,
    variable: int,
    order: int,
    values: Mapping[str, float],
    system: NumberSystem = FLOAT,
    kinks: str = OURS,
) -> list[list[Any]]:
    """For each output its coefficients 0 to `order` in the variable, the other inputs held at their values."""
    jets = _Jets(function, variable, values, system, kinks)
    return [jets.series(output, order) for output in function.outputs]


def holding(function: Function, variable: int, values: Mapping[str, float]) -> Function:
    """The function on a graph of its own in which the other inputs are constants, as far as constants can hold them.

    Then `x^n` at n = 2 is a square, whose derivatives end.
    """
    graph = Graph()
    numbers: dict[int, int] = {}
    reached = {*function.outputs, variable}
    for number in range(max(reached), -1, -1):
        if number in reached:
            reached.update(function.graph.nodes[number].operands)
    for number in sorted(reached):
        primitive, operands, payload, _ = function.graph.nodes[number]
        if primitive == INPUT and number != variable and abs(values[payload or ""]) < float("inf"):
            numbers[number] = graph.constant(repr(values[payload or ""]))
        else:
            numbers[number] = graph.add(primitive, tuple(numbers[operand] for operand in operands), payload)
    inputs = tuple(number for number in numbers.values() if graph.nodes[number].primitive == INPUT)
    return Function(graph, inputs, tuple(numbers[output] for output in function.outputs))


class _Jets:
    def __init__(
        self, function: Function, variable: int, values: Mapping[str, float], system: NumberSystem, kinks: str
    ) -> None:
        self.graph = function.graph
        self.variable = variable
        self.values = values
        self.system = system
        self.kinks = kinks
        self.coefficients: dict[int, list[Any]] = {}
        self.moves = bytearray()
        self.partials: dict[int, list[tuple[int, Edge, int]]] = {}

    def series(self, output: int, order: int) -> list[Any]:
        self.complete(output, order)
        zero = self.system.constant("0")
        return [zero if one is None else one for one in self.coefficients[output][: order + 1]]

    def complete(self, output: int, order: int) -> None:
        """Computes a node's coefficients up to an order, and before them those that they need."""
        stack = [(output, order)]
        while stack:
            number, wanted = stack[-1]
            known = self.coefficients.setdefault(number, [])
            if len(known) > wanted:
                stack.pop()
                continue
            missing = self.missing(number, len(known))
            if missing:
                stack += missing
            else:
                known.append(self.value(number) if not known else self.coefficient(number, len(known)))

    def missing(self, number: int, order: int) -> list[tuple[int, int]]:
        """What has to be there before a node's coefficient of an order, and is not."""
        needed = (
            [(operand, 0) for operand in self.graph.nodes[number].operands]
            if order == 0
            else [pair for operand, partial in self.terms(number) for pair in ((operand, order), (partial, order - 1))]
        )
        return [(other, least) for other, least in needed if len(self.coefficients.get(other, ())) <= least]

    def value(self, number: int) -> Any:
        primitive, operands, payload, _ = self.graph.nodes[number]
        if primitive == CONSTANT:
            return self.system.constant(payload or "")
        if primitive == INPUT:
            return self.system.number(self.values[payload or ""])
        return self.system.kernel(primitive)(*(self.coefficients[operand][0] for operand in operands))

    def coefficient(self, number: int, order: int) -> Any:
        """Coefficient `order`, 1 or more, of a node whose lower ones are there; None where it is structurally 0."""
        if number == self.variable:
            return self.system.constant("1") if order == 1 else None
        total = None
        for operand, partial in self.terms(number):
            own, local = self.coefficients[operand], self.coefficients[partial]
            for j in range(1, order + 1):
                a, b = own[j], local[order - j]
                if a is not None and b is not None:
                    term = j * (a * b)
                    total = term if total is None else total + term
        return None if total is None else total / order

    def terms(self, number: int) -> list[tuple[int, int]]:
        """Operand and local partial, for each operand that the derivative flows from at this point."""
        if number not in self.partials:
            self.mark()
            moves = bool(self.moves[number]) and number != self.variable
            self.partials[number] = list(local_partials(self.graph, number, self.moves, self.kinks)) if moves else []
        operands = self.graph.nodes[number].operands
        return [
            (operand, partial)
            for operand, edge, partial in self.partials[number]
            if edge.condition is None or bool(self.coefficients[operands[edge.condition]][0]) == edge.when
        ]

    def mark(self) -> None:
        """Extends the flags of what the variable moves to the nodes appended since."""
        for number in range(len(self.moves), len(self.graph.nodes)):
            primitive, operands, _, _ = self.graph.nodes[number]
            flows = any(
                edge.flows and self.moves[operand]
                for operand, edge in zip(operands, edges(primitive, len(operands)), strict=True)
            )
            self.moves.append(number == self.variable or flows)
