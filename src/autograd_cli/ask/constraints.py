"""Constraints: equations and inequalities, read as differences of their sides that are 0, or at most 0.

Takes a source such as `x + y <= 1`. Returns programs, several for a chain such as `0 <= x <= 1` or sides joined by
`and`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from autograd_cli.ask.equations import equation, is_equation
from autograd_cli.errors import AutogradError, Source
from autograd_cli.syntax.ast import Comparison, Operation, Program, Tree
from autograd_cli.syntax.parser import parse

# Comparisons whose sides change places in the difference that is at most 0.
TURNED = ("greater", "greater_equal")
EQUAL = "equal"


class Constrained(NamedTuple):
    """A program whose result is 0, or where not `equal` at most 0; the text is that of its part of the source.

    The result is the left side minus the right one, or where the sides are `turned` the right one minus the left.
    """

    text: str
    program: Program
    equal: bool
    turned: bool = False


def constraints(source: Source) -> list[Constrained]:
    """The constraints of a source. Raises: `AutogradError` with the codes of `parse`, or `result` for another form."""
    if is_equation(source):
        return [Constrained(source.text.strip(), equation(source), True)]
    program = parse(source)
    *before, last = program.statements
    return [
        Constrained(text, Program(program.span, (*before, difference)), comparator == EQUAL, comparator in TURNED)
        for text, difference, comparator in _parts(last, source)
    ]


def _parts(tree: Tree, source: Source) -> Iterator[tuple[str, Tree, str]]:
    """The text, the difference and the comparison, for each comparison."""
    stack = [tree]
    while stack:
        one = stack.pop()
        if isinstance(one, Operation) and one.primitive == "logical_and":
            stack += [part for part in reversed(one.children) if part is not None]
        elif isinstance(one, Comparison) and "not_equal" not in one.comparators:
            sides = [side for side in one.children if side is not None]
            for i, comparator in enumerate(one.comparators):
                left, right = sides[i : i + 2]
                text = source.text[left.span.start : right.span.stop]
                pair = (right, left) if comparator in TURNED else (left, right)
                yield text, Operation(one.span, "subtract", pair), comparator
        else:
            raise AutogradError("result", "no-constraint", span=one.span, source=source, text=source.slice(one.span))
