"""Sums in LaTeX: how far an index goes that has no limits, and the elements below which it stands.

Takes: forms of sums and names, the indices around them with what the first of each is, and the names of the text.
Returns: trees of the language, or the error with its readings.
"""

from collections.abc import Collection, Mapping, Sequence

from autograd_cli.errors import Source, Span, refuse
from autograd_cli.syntax.ast import Call, Index, Keyword, Name, Number, Operation, Tree
from autograd_cli.syntax.notations.latex_names import Names
from autograd_cli.syntax.notations.latex_nodes import Subscripted, Total, Whole


def reach(node: Total, indices: Collection[str], names: Names) -> tuple[Tree, Tree]:
    """The first and last place of an index without limits: all along the axis of the first element that it stands for.

    Raises: `AutogradError` with code `ambiguous` where no element has the index alone at a place.
    """
    inside = {part.index for part in node.walk() if isinstance(part, Total)} | {*indices}
    for part in node.body.walk():
        if not isinstance(part, Subscripted) or node.index not in part.places:
            continue
        places = [place for group in part.groups for place in ([*group] if inside >= {*group} else [""])]
        if node.index not in places or names.axes.get(part.base, len(places)) != len(places):
            continue
        span = node.span
        axis = Keyword(span, "axis", span, Number(span, str(places.index(node.index))))
        of = (Name(span, names.own.get(part.base, part.base)), *([axis] if len(places) > 1 else []))
        length = Call(span, "length", of, span, "length")
        return Number(span, "0"), Operation(span, "subtract", (length, Number(span, "1")))
    return refuse("ambiguous", "latex-range", node.span, index=node.index)


def first_of(start: Tree) -> int:
    """The first that an index is, where it is written; else 1, and -1 for what has a sign."""
    if isinstance(start, Number) and start.text.isdigit():
        return int(start.text)
    return -1 if isinstance(start, Operation) and start.primitive == "negative" else 1


def check_whole(node: Whole, indices: Mapping[str, int], names: Names) -> None:
    r"""Refuses a sum without an index whose body has one, as in `\sum x_i`."""
    stack: list[Tree | None] = [node.body]
    while stack:
        part = stack.pop()
        if part is None or isinstance(part, Whole | Total):
            continue  # it is checked by itself
        stack.extend(part.children)
        if not isinstance(part, Subscripted) or not names.axes.get(part.base) or names.label(part) in names:
            continue
        if any(not place.isdigit() and place not in indices for place in part.places):
            refuse("ambiguous", "latex-sum", node.span)


def element(source: Source, node: Subscripted, indices: Mapping[str, int], names: Names) -> Tree:
    """`x_i` below a sum over i: counted from 0 where the sum begins there, else from 1."""
    subscripts: list[Tree] = []
    for group in node.groups:
        steps = [(one, 0) for one in group] if indices.keys() >= {*group} else [_step(group)]
        for index, step in steps:
            first = indices.get(index, -1)
            # What stands before the first element would be counted otherwise.
            if first + step < min(first, 1) or first < 0:
                refuse("ambiguous", "latex-element", node.span, text=source.slice(node.span))
            subscripts.append(_shifted(node.span, index, step - min(first, 1)))
    return Index(node.span, Name(node.span, names.own.get(node.base, node.base)), tuple(subscripts))


def _step(group: Sequence[str]) -> tuple[str, int]:
    """The index and what is added to it, in `i+1` and `i-1`; no index for any other form."""
    match group:
        case [index, "+" | "-" as sign, offset] if offset.isdigit():
            return index, int(sign + offset)
        case _:
            return "", 0


def _shifted(span: Span, index: str, offset: int) -> Tree:
    name = Name(span, index)
    if not offset:
        return name
    return Operation(span, "add" if offset > 0 else "subtract", (name, Number(span, str(abs(offset)))))
