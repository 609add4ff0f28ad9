"""The rule of an entry that has a definition and no rules: the sweep over the definition, simplified once and kept.

Takes: an entry's name, a position, the conventions at kinks. Returns: a template, as a rule's text becomes one.
"""

from functools import cache

from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.lift import lift
from autograd_cli.graphs.templates import OURS, Template, fresh_template
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.sweeps.rules import renumbered
from autograd_cli.syntax.unparse import unparse


def rule_texts(primitive: str) -> tuple[str, ...]:
    """The rules of such an entry as texts in its parameters, to be shown."""
    entry = PRIMITIVES[primitive]
    texts = []
    for position in range(len(entry.names) if entry.definition and entry.kind == "elementwise" else 0):
        rule = swept_partial(primitive, position, OURS)
        labels = {} if rule is None else dict(zip(rule.function.inputs, rule.names, strict=True))
        texts.append("0" if rule is None else unparse(lift(rule.function.graph, rule.function.outputs[0], labels)))
    return tuple(texts)


@cache
def swept_partial(primitive: str, position: int, kinks: str) -> Template | None:
    """The partial of an entry towards operand `position`, by its definition; None where nothing flows."""
    entry = PRIMITIVES[primitive]
    if entry.names[position] in entry.undifferentiated:
        return None
    rule = fresh_template(entry.definition, entry.names)
    graph, inputs = rule.function.graph, rule.function.inputs
    (partial,) = gradient(Function(graph, inputs, rule.function.outputs), (inputs[position],), kinks).outputs
    return None if graph.constant_text(partial) == "0" else renumbered(graph, inputs, partial)
