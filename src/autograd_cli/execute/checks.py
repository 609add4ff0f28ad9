"""Which rows a kernel sends to the scalar evaluator: where a float was lost, or a domain left with a finite value.

In: a function. Out: `Checks`, what a kernel has to look at for its flags, without saying how. It is a superset of what
`recompute.py` suspects and of the domain findings that change a number, and as near to these as a few comparisons get:
an unselected branch is not looked at, and a product with an exact 0 has not underflowed.
"""

from typing import NamedTuple

from autograd_cli.execute.recompute import exact_zero, sensitive
from autograd_cli.graph.analysis import ALWAYS, Guards, reading_guards
from autograd_cli.graph.graph import CONSTANT, Function

# An operand that is not finite makes the result so, by operand position; of other rows nothing is known.
CARRIES = {
    **dict.fromkeys(("add", "subtract", "multiply"), (0, 1)),
    **dict.fromkeys(
        (
            "negative", "square", "sqrt", "cbrt", "sin", "cos", "tan", "log", "log1p", "log2", "log10", "asin", "acos",
            "sinh", "cosh", "asinh", "acosh", "atanh", "abs", "logit", "floor", "ceil", "round",
        ),
        (0,),
    ),
    "divide": (0,),
}  # fmt: skip
# Rows that are finite at a pole, which is where all their operands are 0.
FINITE_AT_POLE = frozenset({"atan2", "direction"})
# Rows that are never tiny at ordinary operands.
NEVER_TINY = frozenset({"sqrt", "cbrt", "log", "log2", "log10", "cos", "cosh", "acos", "hypot", "softplus", "lgamma"})


class Use(NamedTuple):
    """A use that a lost operand spoils: always, or where the other factor of a product is large."""

    guard: int
    factor: int | None


class Lost(NamedTuple):
    """A node that may have underflowed: it is tiny although no operand is 0, or a factor of it was lost."""

    node: int
    operands: tuple[int, ...]
    factors: tuple[int, ...]
    uses: tuple[Use, ...]


class Checks(NamedTuple):
    """`finite` are nodes to be finite where their guard holds; `poles` are operands that must not all be 0.

    `lost` is in the order of the graph, so that a factor's entry stands before that of the product. `guards` has what
    the guards' numbers mean; number 0 is always.
    """

    finite: tuple[tuple[int, int], ...]
    lost: tuple[Lost, ...]
    poles: tuple[tuple[tuple[int, ...], int], ...]
    guards: Guards


def checks(function: Function) -> Checks:
    """What to look at in a function's nodes."""
    nodes = function.graph.nodes
    guards = Guards(function.graph)
    read = reading_guards(guards, function, ())
    covered: set[int] = set()
    finite: list[tuple[int, int]] = []
    poles: list[tuple[tuple[int, ...], int]] = []
    users: dict[int, list[int]] = {}
    for node in reversed(function.live):
        primitive, operands, payload, _ = nodes[node]
        guard = read.get(node, ALWAYS)
        if primitive == CONSTANT:
            # A number too large for a double; `inf` is meant.
            if not abs(float(payload or "")) < float("inf"):
                finite.append((node, guard))
            continue
        if not operands:
            continue
        if node not in covered:
            finite.append((node, guard))
        for position in CARRIES.get(primitive, ()):
            if read.get(operands[position], ALWAYS) == guard:
                covered.add(operands[position])
        if primitive in FINITE_AT_POLE:
            poles.append((operands, guard))
        for operand in set(operands):
            users.setdefault(operand, []).append(node)
    lost: list[Lost] = []
    candidates: set[int] = set()
    for node in function.live:
        primitive, operands, _, _ = nodes[node]
        if exact_zero(primitive) or primitive in NEVER_TINY or not operands:
            continue
        uses = []
        carries = False
        for user in users.get(node, ()):
            guard = read.get(user, ALWAYS)
            if sensitive(nodes[user].primitive):
                uses.append(Use(guard, None))
            elif nodes[user].primitive == "multiply":
                carries = True
                uses += [Use(guard, other) for other in nodes[user].operands if other != node]
        if uses or carries:
            factors = tuple(operand for operand in operands if operand in candidates) if primitive == "multiply" else ()
            lost.append(Lost(node, operands, factors, tuple(uses)))
            candidates.add(node)
    return Checks(tuple(finite), tuple(lost), tuple(poles), guards)
