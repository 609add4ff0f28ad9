"""Gates: what a node does to the gradient that comes back, in the words of CS231n, "Backpropagation, Intuitions".

In: a primitive. Out: its pattern, read off its rules.
"""

import re
from collections.abc import Iterable

from autograd_cli.graphs.analysis import edges, is_guarded
from autograd_cli.graphs.templates import values_read
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.sweeps.definitions import rule_texts

# What an adjoint that comes back is called in a pullback, unless the program has the name.
ADJOINT = "g"
# What rows that are not elementwise do, by their kind; others mix.
SHAPED = {"reduction": "scales", "rearrangement": "passes on, rearranged"}
UPSTREAM = re.compile(rf"\b{ADJOINT}_*(?!\w)")


def upstream_word(pullbacks: Iterable[str]) -> str | None:
    """What pullbacks call the adjoint that comes back; None where they have none.

    Example:
        >>> upstream_word(["sum_to(g*x, b)"]), upstream_word(["g_*g", "g_"]), upstream_word(["1"])
        ('g', 'g_', None)
    """
    return max((word for text in pullbacks for word in UPSTREAM.findall(text)), key=len, default=None)


def gate(primitive: str, count: int) -> str:
    """A node's pattern in the backward pass, in the field's words; read off its rules."""
    row = PRIMITIVES[primitive]
    if row.shape:
        return _gate_of_shaped(row)
    rules = {rule for rule in row.rules or rule_texts(primitive) if rule != "0"}
    if is_guarded(primitive) or row.variadic:
        return "routes"
    if all(edge.defeats for edge in edges(primitive, count)):
        return "passes or blocks" if count == 1 else "routes"
    if rules == {"1"}:
        return "passes on"
    if rules == {"1", "-1"} or rules == {"-1"}:
        return "passes on, negated" if count == 1 else "passes on, second negated"
    if len(row.rules) == 2 and row.rules == tuple(reversed(row.names)):
        return "swaps its inputs"
    if not rules:
        return "stops"
    return "scales"


def _gate_of_shaped(row: Entry) -> str:
    """The pattern of a row that is not elementwise."""
    read = [values_read(rule) - {ADJOINT} for rule in row.rules if rule != "0"]
    if not row.rules and row.definition:
        return SHAPED.get(row.kind, "mixes")
    if not read and not row.expansion:
        return "stops"
    if len(read) == 2 and read == [{name} for name in reversed(row.names)]:
        return "swaps its inputs"
    if not any(read) and not row.expansion:
        return "spreads" if row.kind == "reduction" else SHAPED.get(row.kind, "mixes")
    if row.tie and row.kind == "reduction":
        return "routes"
    return "scales" if row.kind == "reduction" else "mixes"
