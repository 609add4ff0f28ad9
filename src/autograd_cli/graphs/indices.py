"""The indices of sums and products, as the program writes them.

Takes: a program, and what it was lowered to. Returns: the vectors of whole numbers that stand for an index, each with
its `k = a:b`.
"""

from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.syntax.ast import Program, Range


def indices(program: Program | None, function: Function) -> dict[NodeId, Range]:
    """By node, the index that it stands for; of several with equal bounds the first."""
    spans = {part.span: part for part in program.walk() if isinstance(part, Range)} if program else {}
    origins = function.graph.origins
    found = ((node, spans[span]) for node in function.live if spans for span in origins[node] if span in spans)
    ranges: dict[NodeId, Range] = {}
    for node, index in found:
        ranges.setdefault(node, index)
    return ranges
