"""How many axes a tree has, by those of its names: which products are products of matrices.

Takes: the numbers of axes of names that have values. Returns: those of trees; a name without a value is a number.
"""

from collections.abc import Mapping

from autograd_cli.syntax.ast import Call, Index, Name, Operation, Slice, Tree, Vector

# Functions whose result is a number, whatever they are of.
NUMBERS = frozenset(("sum", "prod", "mean", "norm", "norm1", "det", "trace", "dot", "logdet", "length", "mse"))
# Functions whose result has so many axes.
FIXED = {"inv": 2, "outer": 2, "cross": 1}


class Ranks:
    """The numbers of axes, each computed once; where all is `plain`, there are numbers alone."""

    def __init__(self, names: Mapping[str, int], plain: bool) -> None:
        self.names, self.plain = names, plain
        self.known: dict[int, tuple[Tree, int]] = {}

    def of(self, tree: Tree) -> int:
        """How many axes a tree has; it recurses no deeper than what was not asked before."""
        if self.plain:
            return 0
        stack = [tree]
        while stack:
            node = stack[-1]
            if id(node) in self.known:
                stack.pop()
                continue
            parts = [part for part in node.children if part is not None]
            missing = [part for part in parts if id(part) not in self.known]
            if missing:
                stack.extend(missing)
                continue
            self.known[id(node)] = (node, self._own(node, [self.known[id(part)][1] for part in parts]))
            stack.pop()
        return self.known[id(tree)][1]

    def _own(self, tree: Tree, parts: list[int]) -> int:
        match tree:
            case Name(name=name):
                return self.names.get(name, 0)
            case Operation(primitive="matmul"):
                return max(sum(parts) - 2, 0)
            case Call(function=function, arguments=arguments):
                if tree.index is not None:
                    return parts[0]
                alone = function in ("max", "min") and len(arguments) == 1
                return 0 if alone or function in NUMBERS else FIXED.get(function, max(parts, default=0))
            case Index(subscripts=subscripts):
                return parts[0] - sum(not isinstance(one, Slice) for one in subscripts)
            case Vector():
                return 1 + max(parts, default=0)
            case _:
                return max(parts, default=0)


def is_row(tree: Tree) -> bool:
    """Whether a vector is transposed, as `w^T` and `2 w^T A` are."""
    while isinstance(tree, Operation):
        if tree.primitive == "transpose":
            return True
        if tree.primitive not in ("multiply", "matmul", "negative"):
            return False
        tree = tree.operands[0 if tree.primitive != "multiply" else 1]
    return False
