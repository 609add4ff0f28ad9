"""Calls in Python, read by what the function is: of a library, a method, one of the program's own.

Takes: the reader and Python's tree of a call. Returns: a step of the reading, which makes the call's tree. Arguments
are put into the form that `python_names` has for them; a call with others is refused.
"""

import ast
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn

from autograd_cli.errors import Span, refuse
from autograd_cli.syntax.ast import Call, Comparison, Index, Keyword, Name, Number, Operation, Tree, Vector
from autograd_cli.syntax.notations.python_names import (
    ARGUMENTS,
    FAMILIES,
    INSTEAD,
    KEPT,
    KIN,
    LISTS,
    NEUTRAL,
    OF_NUMPY,
    SWAPPED,
    VARIANTS,
    Form,
    family_of,
    forms_of,
    is_otherwise,
    variadic,
)
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.ranks import Ranks

Step = Generator[ast.AST, Tree, Tree]
# SymPy's sums, and what Python sums over: the function that they are.
SUMS = {"Sum": "sum", "summation": "sum", "Product": "prod", "product": "prod"}
TOTALS = {"sum": "sum", "fsum": "sum", "prod": "prod"}


def read_call(reader: Any, node: ast.Call) -> Step:
    """The step that reads a call. Raises: `AutogradError` with codes `syntax` and `ambiguous`."""
    dotted = reader.dotted(node.func)
    name, family = _function(reader, node, dotted)
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            refuse("syntax", "python-sign", reader.span(argument), sign="*")
    if family == "" or (family != "bare" and is_otherwise(family, name)):
        case, instead = ("python-instead", INSTEAD[name]) if name in INSTEAD else ("python-other", "")
        refuse("syntax", case, reader.span(node.func), name=".".join(dotted or (name,)), instead=instead)
    if family == "own":
        arguments = yield from _trees(node.args)
        if node.keywords:
            _refuse_argument(reader, node, name, node.keywords[0].arg or "**")
        return Call(reader.span(node), name, arguments, reader.span(node.func))
    special = _special(reader, node, family, name)
    if special is not None:
        return (yield from special)
    arguments = yield from _trees(node.args)
    if family == "method":
        assert isinstance(node.func, ast.Attribute)
        arguments = ((yield node.func.value), *arguments)
    named: dict[str, Tree] = {}
    kept = ""
    for keyword in node.keywords:
        written = keyword.arg or "**"
        name = OF_NUMPY.get((name, written), name) if family == "method" else name
        if written in KEPT and ast.unparse(keyword.value) == "True":
            kept = written
        elif (variant := VARIANTS.get((name, ast.unparse(keyword)))) is not None:
            name = variant
        elif ast.unparse(keyword.value) not in NEUTRAL.get(written, ()):
            if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str | None):
                _refuse_argument(reader, node, name, written)
            named[ARGUMENTS.get(written, written)] = yield keyword.value
    if name == "dot" and KIN.get(family, family) in ("numpy", "method"):
        name = "multiply" if any(_is_number(one, reader.axes) for one in arguments) else name
    made = _called(reader, node, family, name, arguments, named)
    if not kept:
        return made
    axis = next((one.value for one in getattr(made, "arguments", ()) if isinstance(one, Keyword)), None)
    if axis is None or (made_kept := with_axis(made, reader.text[slice(*axis.span)])) is None:
        _refuse_argument(reader, node, name, kept)
    return made_kept


def _function(reader: Any, node: ast.Call, dotted: Sequence[str] | None) -> tuple[str, str]:
    """The function's name, and its family; an empty one for a part of a library that no formula is of."""
    match node.func:
        case ast.Name(id=name):
            return name, "own" if name in reader.functions else "bare"
        case ast.Attribute(attr=name):
            if dotted is None or dotted[0] not in FAMILIES or dotted[0] in reader.assigned:
                return name, "method"
            family = family_of(dotted[:-1])
            return name, "" if family is None else family
        case _:
            return refuse("syntax", "python-sign", reader.span(node.func), sign="()")


def _special(reader: Any, node: ast.Call, family: str, name: str) -> Step | None:
    """The step for a call whose arguments are no values; None for any other."""
    parts = node.args
    if name in TOTALS and len(parts) == 1 and isinstance(parts[0], ast.GeneratorExp | ast.ListComp):
        return _loop(reader, node, TOTALS[name], parts[0])
    if family in ("sympy", "bare") and name in SUMS and len(parts) > 1:
        return _sum(reader, node, SUMS[name])
    if family in ("sympy", "bare") and name == "Piecewise" and parts:
        return _piecewise(reader, node)
    if family == "sympy" and name in ("And", "Or") and len(parts) > 2:
        return _folded(reader, node, f"logical_{name.lower()}")
    if KIN.get(family, family) in ("numpy", "torch") and name in LISTS and parts:
        if isinstance(parts[0], ast.List | ast.Tuple):
            return _list(reader, node, name, parts[0])
        if LISTS[name]:
            refuse("syntax", "python-list", reader.span(node), name=name, call=reader.shown(node.func))
    base, *axes = (
        [node.func.value, *parts] if family == "method" and isinstance(node.func, ast.Attribute) else parts or [node]
    )
    if ", ".join(map(ast.unparse, axes)) in SWAPPED.get(name, ()):
        return _swapped(base)
    return None


def _swapped(base: ast.expr) -> Step:
    """A matrix whose two axes are exchanged."""
    return _turned((yield base))


def _loop(reader: Any, node: ast.Call, function: str, loop: ast.GeneratorExp | ast.ListComp) -> Step:
    """`sum(f(i) for i in range(n))`, one `for` after another."""
    made = yield loop.elt
    span = reader.span(node)
    for part in reversed(loop.generators):
        if part.ifs or part.is_async or not isinstance(part.target, ast.Name):
            refuse("syntax", "python-loop", reader.span(part.ifs[0] if part.ifs else part.target))
        place = Span(reader.span(part.target).start, reader.span(part.iter).stop)
        index = yield from reader.range(part.target.id, part.iter, place)
        made = Call(span, function, (made, index), reader.span(node.func), function)
    return made


def _sum(reader: Any, node: ast.Call, function: str) -> Step:
    """SymPy's `Sum(f, (k, 1, n))`, which includes both ends."""
    made = yield node.args[0]
    for part in node.args[1:]:
        match part:
            case ast.Tuple(elts=[ast.Name(id=name), start, stop]):
                first = yield start
                last = yield stop
            case _:
                refuse("syntax", "python-loop", reader.span(part))
        index = reader.index(name, first, last, reader.span(part))
        made = Call(reader.span(node), function, (made, index), reader.span(node.func), function)
    return made


def _piecewise(reader: Any, node: ast.Call) -> Step:
    """SymPy's `Piecewise((a, condition), ..., (b, True))`."""
    pairs = []
    for part in node.args:
        if not (isinstance(part, ast.Tuple) and len(part.elts) == 2):
            refuse("syntax", "python-piecewise", reader.span(part))
        pairs.append(((yield part.elts[0]), (yield part.elts[1])))
    (made, always), *others = reversed(pairs)
    if not (isinstance(always, Number) and always.text == "1"):
        refuse("syntax", "python-piecewise", reader.span(node.args[-1]))
    for value, condition in others:
        made = Call(reader.span(node), "where", (condition, value, made), reader.span(node.func), "Piecewise")
    return made


def _folded(reader: Any, node: ast.Call, primitive: str) -> Step:
    made, *others = yield from _trees(node.args)
    for other in others:
        made = Operation(reader.span(node), primitive, (made, other))
    return made


def _list(reader: Any, node: ast.Call, name: str, items: ast.List | ast.Tuple) -> Step:
    """A call of one list, `concatenate([x, y])`, and of an axis, where the function has one."""
    further = [*node.args[1:], *(one.value for one in node.keywords)]
    named = [ARGUMENTS.get(one.arg or "", one.arg) for one in node.keywords]
    if len(further) > 1 or (further and (LISTS[name] not in ("concat", "stack") or named not in ([], ["axis"]))):
        _refuse_argument(reader, node, name, named[-1] or "" if named else str(len(node.args)))
    span, place = reader.span(node), reader.span(node.func)
    arguments = yield from _trees(items.elts)
    axis = [Keyword(one.span, "axis", one.span, one) for one in (yield from _trees(further))]
    match LISTS[name], [ast.unparse(one) for one in further]:
        case "beside", _:
            return _turned(Call(span, "concat", tuple(map(_turned, arguments)), place, name))
        case "rows", _:
            return Call(span, "stack", arguments, place, name)
        case ("columns", _) | ("stack", ["1" | "-1"]):
            return _turned(Call(span, "stack", arguments, place, name))
        case "stack", ["0"]:
            axis = []
    return Call(span, LISTS[name] or name, (*arguments, *axis), place, name)


def _is_number(tree: Tree, axes: Mapping[str, int]) -> bool:
    """Whether a value is known to be a number; what has other names may be a vector."""
    return all(one.name in axes for one in tree.walk() if isinstance(one, Name)) and not Ranks(axes).of(tree)


def with_axis(tree: Tree, axis: str) -> Tree | None:
    """A vector as the matrix that has one more axis, of length 1, before it or after it; None for other axes.

    What is reduced along an axis that is kept is this too; a number becomes a vector.
    """
    row = Call(tree.span, "stack", (tree,), tree.span, "stack")
    return {"0": row, "-2": row, "1": _turned(row), "-1": _turned(row)}.get(axis.replace(" ", ""))


def _turned(tree: Tree) -> Tree:
    """The transpose, which of a vector is the vector itself."""
    return Operation(tree.span, "transpose", (tree,))


def _trees(nodes: Sequence[ast.expr]) -> Generator[ast.AST, Tree, tuple[Tree, ...]]:
    trees = []
    for node in nodes:
        trees.append((yield node))
    return tuple(trees)


def _called(
    reader: Any, node: ast.Call, family: str, name: str, arguments: tuple[Tree, ...], named: Mapping[str, Tree]
) -> Tree:
    """The call in the form that its arguments fit. Raises: `AutogradError` where none does."""
    span, place = reader.span(node), reader.span(node.func)
    several = variadic(family, name)
    if several is not None and not named:
        return Call(span, several, arguments, place, name)
    forms = forms_of(family, name, len(arguments) + len(named))
    for form in forms:
        filled = _filled(form, arguments, named)
        if filled is not None and "axis" in filled and reader.text[slice(*filled["axis"].span)] in ("True", "False"):
            _refuse_argument(reader, node, name, "axis" if "axis" in named else str(len(arguments)))
        if filled is not None:
            return placed(parse_expression(form.formula), filled, span, name, place)
    if family == "method" and name in ("std", "var"):
        text = reader.text[span.start : span.stop]
        begun = text[:-1].rstrip(", \n")
        first, second = (f"{begun}{'' if begun.endswith('(') else ', '}ddof={ddof})" for ddof in (0, 1))
        refuse("ambiguous", "two-readings", span, text=text, first=first, second=second)
    if forms or named:
        _refuse_argument(reader, node, name, next(iter(named), str(len(arguments))))
    if is_otherwise(family, name):
        refuse("syntax", "python-other", place, name=name)
    # A name that nobody knows: what it is called like, and what it is elsewhere, is asked when it is looked up.
    return Call(span, name, arguments, place)


def _filled(form: Form, arguments: Sequence[Tree], named: Mapping[str, Tree]) -> dict[str, Tree] | None:
    """The arguments by the form's parameters; None where these are others, or fewer, or more."""
    count = len(arguments)
    names = form.parameters
    if count + len(named) != len(names) or {*names[count:]} != named.keys():
        return None
    filled = {**dict(zip(names, arguments, strict=False)), **named}
    if any(isinstance(filled[name], Number) for name in form.tensors) or form.named - named.keys():
        return None
    return filled


def _refuse_argument(reader: Any, node: ast.Call, name: str, argument: str) -> NoReturn:
    places = [keyword for keyword in node.keywords if ARGUMENTS.get(keyword.arg or "", keyword.arg) == argument]
    span = reader.span(places[0] if places else node)
    if argument.isdigit():
        refuse("syntax", "python-arguments", span, name=name, count=int(argument))
    refuse("syntax", "python-argument", span, name=name, argument=argument)


def placed(tree: Tree, trees: Mapping[str, Tree], span: Span, sign: str, name_span: Span | None = None) -> Tree:
    """A formula of the table with trees for its names, all of it at one place of the text.

    Its calls mean the functions of the table, whatever a program defines. The table's formulas are shallow.
    """

    def parts(children: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(placed(child, trees, span, sign, name_span) for child in children)

    match tree:
        case Name(name=name) if name in trees:
            return trees[name]
        case Call(function="trunc", arguments=(Name(name=name),)) if _is_whole(trees.get(name)):
            return trees[name]
        case Operation(operands=operands) | Comparison(operands=operands):
            return replace(tree, span=span, operands=parts(operands))
        case Call(arguments=arguments):
            return replace(tree, span=span, arguments=parts(arguments), name_span=name_span or span, sign=sign)
        case Keyword(value=value):
            return replace(tree, span=span, sign=span, value=parts((value,))[0])
        case Vector(items=items):
            return replace(tree, span=span, items=parts(items))
        case Index(base=base, subscripts=subscripts):
            return replace(tree, span=span, base=parts((base,))[0], subscripts=parts(subscripts))
        case _:
            return replace(tree, span=span)


def _is_whole(tree: Tree | None) -> bool:
    return isinstance(tree, Number) and tree.text.isdigit()
