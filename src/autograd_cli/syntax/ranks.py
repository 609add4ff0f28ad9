"""How many axes the value of an expression has: 0 a number, 1 a vector, 2 a matrix.

Takes: trees, and the axes of their names. Returns: numbers of axes, by the table's signatures alone; no lengths are
needed. They decide how a product is typeset, and what a product in LaTeX is.
"""

from collections.abc import Mapping

from autograd_cli.primitives import FUNCTIONS, PRIMITIVES, Entry
from autograd_cli.syntax.ast import Call, Comparison, Index, Keyword, Name, Number, Operation, Slice, Tree, Vector

# What has the axes of an operand of which only the shape is read.
LIKE = frozenset({"placed", "rearranged", "repeated", "broadcast", "summed"})


class Ranks:
    """The axes of trees, each found once; a name that is not `known` is a number.

    Example:
        >>> from autograd_cli.syntax.parser import parse_expression
        >>> ranks = Ranks({"A": 2, "x": 1})
        >>> [ranks.of(parse_expression(text)) for text in ("A @ x", "x @ x", "outer(x, x)", "2*x + 1", "sum(x)")]
        [1, 0, 2, 1, 0]
    """

    def __init__(self, known: Mapping[str, int]) -> None:
        self.known = known
        # By identity, with the tree, which is kept so that no other one has its identity.
        self.found: dict[int, tuple[Tree, int]] = {}

    def of(self, tree: Tree) -> int:
        stack = [(tree, False)]
        while stack:
            one, ready = stack.pop()
            children = [child for child in one.children if child is not None]
            if ready:
                inner = [self.found[id(child)][1] for child in children]
                self.found[id(one)] = one, _rank(one, inner, self.known)
            elif id(one) not in self.found:
                stack.append((one, True))
                stack += [(child, False) for child in children]
        return self.found[id(tree)][1]


def _rank(tree: Tree, inner: list[int], known: Mapping[str, int]) -> int:
    match tree:
        case Name(name=name):
            return known.get(name, 0)
        case Number() | Keyword() | Slice():
            return 0
        case Vector():
            return 1 + max(inner, default=0)
        case Index(subscripts=subscripts):
            return max(inner[0] - sum(not isinstance(one, Slice) for one in subscripts), 0)
        case Operation(primitive=primitive):
            row = PRIMITIVES.get(primitive)
            return max(sum(inner) - 2, 0) if row is not None and row.operator == "@" else max(inner)
        case Comparison():
            return max(inner)
        case Call(function=function, arguments=arguments):
            rows = _rows(function, arguments)
            return _of_call(rows, arguments, inner) if rows else max(inner, default=0)
        case _:
            return max(inner, default=0)


def _rows(function: str, arguments: tuple[Tree, ...]) -> list[Entry]:
    """The rows that a call may mean; an axis goes by its name where any number of arguments may stand."""
    rows = FUNCTIONS.get(function, ())
    positional = sum(not isinstance(one, Keyword) for one in arguments)
    several = any(row.variadic for row in rows) and positional > 1
    return [row for row in rows if row.takes(len(arguments)) and (row.variadic or not several)]


def _of_call(rows: list[Entry], arguments: tuple[Tree, ...], inner: list[int]) -> int:
    """The axes of a call's value: those of its signature, or of the operand whose shape it takes."""
    row = next((row for row in rows if row.shape), rows[0]) if any(inner) else rows[0]
    fitting = (one for one in rows if one.lengths and [*map(len, one.lengths[0])] == inner)  # `solve` has two
    row = next(fitting, row)
    if row.like is not None and row.shape in LIKE:
        return inner[min(row.like, len(inner) - 1)]
    _, arrow, result = row.shape.partition("->")
    if arrow:
        return len(result.split())
    if row.kind == "reduction":
        named = {one.name for one in arguments if isinstance(one, Keyword)}
        has_axis = "axis" in named or len(arguments) - len(named) > len(row.signature) - len(row.statics)
        return max(inner[0] - 1, 0) if has_axis else 0
    if row.kind == "construction":
        return {"lengths": min(len(arguments), 2), "square_matrix": 2, "axis_length": 0}.get(row.shape, 1)
    return 1 if row.shape == "vector" else max(inner, default=0)
