"""Text as Python writes it, read by Python's own `ast`, made into the tree of the language.

Takes: a `Source` whose notation is Python. Returns: a `Program` with places in that text, or the one error. Nothing is
executed or imported. What has another meaning in Python than in the language is read as Python means it, or refused:
`^`, `%`, `//`, `len`, `range`, and what libraries call by names of the language.
"""

import ast
import warnings
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, NoReturn, cast

from autograd_cli.errors import Source, Span, refuse
from autograd_cli.syntax.ast import (
    Assignment,
    Call,
    Comparison,
    Definition,
    Index,
    Name,
    Number,
    Operation,
    Program,
    Quoted,
    Range,
    Slice,
    Tree,
    Vector,
)
from autograd_cli.syntax.names import canonical_name, is_name
from autograd_cli.syntax.notations.calls import placed, read_call, with_axis
from autograd_cli.syntax.notations.python_names import FAMILIES, UNNAMED, VALUES, family_of
from autograd_cli.syntax.notations.steps import stepped
from autograd_cli.syntax.parser import parse_expression

# A step of the reading: it yields parts of Python's tree, gets their trees, and returns its own.
Step = Generator[ast.AST, Tree, Tree]

BINARY = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
    ast.MatMult: "matmul",
}
COMPARED = {
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Eq: "equal",
    ast.NotEq: "not_equal",
}
BITS = {ast.BitAnd: ("&", "logical_and"), ast.BitOr: ("|", "logical_or")}
# Subscripts that make a matrix of a vector, and the axis of length 1 that it gets.
NEW_AXES: dict[tuple[str, ...], str] = {
    **dict.fromkeys((("None",), ("None", ":"), ("np.newaxis",), ("np.newaxis", ":")), "0"),
    **dict.fromkeys(((":", "None"), (":", "np.newaxis"), ("...", "None"), ("...", "np.newaxis")), "1"),
}
# What Python has and formulas do not, by the sign in the message.
FOREIGN = {
    ast.Lambda: "lambda",
    ast.ListComp: "for",
    ast.GeneratorExp: "for",
    ast.SetComp: "for",
    ast.DictComp: "for",
    ast.For: "for",
    ast.While: "while",
    ast.If: "if",
    ast.With: "with",
    ast.Try: "try",
    ast.Assert: "assert",
    ast.Dict: "{}",
    ast.Set: "{}",
    ast.JoinedStr: 'f""',
    ast.Starred: "*",
    ast.NamedExpr: ":=",
    ast.AugAssign: "+=",
    ast.Delete: "del",
    ast.ClassDef: "class",
    ast.AsyncFunctionDef: "async",
    ast.Await: "await",
    ast.Yield: "yield",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
CONDITIONS = (ast.Compare, ast.BoolOp)
CONDITION_NAMES = frozenset(
    [
        *("eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not", "isnan", "logical_and", "logical_or", "logical_not"),
        *("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"),
    ]
)


def read(source: Source) -> Program:
    """The program in a text of Python.

    Raises: `AutogradError` with codes `syntax`, `ambiguous`, `empty`, `result`.
    """
    return Reader(source.text, source.names or {}).program()


class Reader:
    """A text, and Python's tree of it, step by step made into ours; no step calls another, so that any depth works.

    A name that has a value, or that the text assigns, is that variable and no library.
    """

    def __init__(self, text: str, names: Mapping[str, int]) -> None:
        self.text = text
        self.axes = names
        self.blank = len(text) - len(text.lstrip())
        module = self._parsed(text[self.blank :])
        # Where lines begin, in code points, and the lines, whose columns Python counts in bytes.
        self.lines = text[self.blank :].split("\n")
        self.starts = [self.blank]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.body = self._body(module.body)
        every = [part for statement in self.body for part in ast.walk(statement)]
        self.functions = {part.name for part in every if isinstance(part, ast.FunctionDef)}
        self.functions |= {
            target.id
            for part in every
            if isinstance(part, ast.Assign) and isinstance(part.value, ast.Lambda)
            for target in part.targets
            if isinstance(target, ast.Name)
        }
        written = [part for part in every if isinstance(part, ast.Name)]
        self.names = {part.id for part in written}
        self.assigned = {part.id for part in written if isinstance(part.ctx, ast.Store)} | names.keys()

    def _parsed(self, text: str) -> ast.Module:
        """Python's tree. Raises: `AutogradError` with code `syntax`."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(text)
        except SyntaxError as problem:
            lines = text.split("\n")
            line = min(max(problem.lineno or 1, 1), len(lines))
            start = self.blank + sum(len(one) + 1 for one in lines[: line - 1]) + max((problem.offset or 1) - 1, 0)
            start = min(start, len(self.text.rstrip()))
            reason = (problem.msg[:1].lower() + problem.msg[1:]).split(". ")[0].split(" (<unknown>")[0]
            refuse("syntax", "python-syntax", Span(start, start + 1), reason=reason)
        except (RecursionError, MemoryError):
            refuse("syntax", "python-deep", Span(self.blank, len(self.text.rstrip())))
        except ValueError:
            place = self.text.index("\0")
            refuse("character", "invisible", Span(place, place + 1), escape="\\x00")

    def _body(self, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
        """The statements that count: no imports, and of a function that is all there is, what is in it."""
        imports = (ast.Import, ast.ImportFrom, ast.Pass)
        body = [one for one in statements if not isinstance(one, imports)]
        if not body:
            refuse("empty", "formula")
        last = body[-1]
        if isinstance(last, ast.FunctionDef):
            inner = [one for one in last.body if not isinstance(one, imports)]
            documented = inner and isinstance(inner[0], ast.Expr) and isinstance(inner[0].value, ast.Constant)
            if documented and isinstance(cast(ast.Constant, cast(ast.Expr, inner[0]).value).value, str):
                inner = inner[1:]
            return [*body[:-1], *inner] or body
        return body

    def program(self) -> Program:
        """The whole program. Raises: `AutogradError`."""
        statements = [self._statement(one, one is self.body[-1]) for one in self.body]
        return Program(Span(statements[0].span.start, statements[-1].span.stop), tuple(statements), "python")

    def _statement(self, statement: ast.stmt, last: bool) -> Tree:
        span = self.span(statement)
        value: ast.expr | None
        match statement:
            case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.Lambda() as function) if not last:
                body = self.tree(function.body)
                return Definition(span, _named(name), self.span(target), self._parameters(function.args, span), body)
            case ast.Assign(targets=[ast.Name(id=name) as target], value=value):
                return Assignment(span, _named(name), self.span(target), self.tree(_result(value)))
            case ast.AnnAssign(target=ast.Name(id=name) as target, value=ast.expr() as value):
                return Assignment(span, _named(name), self.span(target), self.tree(value))
            case ast.FunctionDef(name=name, args=arguments, body=[ast.Return(value=ast.expr() as value)]):
                return Definition(span, _named(name), span, self._parameters(arguments, span), self.tree(value))
            case ast.Expr(value=value) | ast.Return(value=ast.expr() as value):
                if not last:
                    refuse("result", "unnamed-statement", span)
                return self.tree(_result(value))
            case ast.Assign(targets=[target, *_]):
                refuse("assignment", "left-side", self.span(target))
            case ast.FunctionDef():
                refuse("syntax", "python-function", span, name=statement.name)
        return self._refuse_foreign(statement)

    def _parameters(self, arguments: ast.arguments, span: Span) -> tuple[str, ...]:
        names = [_named(one.arg) for one in (*arguments.posonlyargs, *arguments.args)]
        if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults or not names:
            refuse("syntax", "python-parameters", span)
        return tuple(names)

    def tree(self, node: ast.AST) -> Tree:
        """The tree of an expression. Raises: `AutogradError`."""
        return stepped(node, self.step)

    def step(self, node: ast.AST) -> Step:
        """The step that reads a part of Python's tree. Raises: `AutogradError` for what no formula has."""
        read: Callable[[Any], Step] | None = getattr(self, f"read_{type(node).__name__.lower()}", None)
        if read is None:
            self._refuse_foreign(node)
        return read(node)

    def read_constant(self, node: ast.Constant) -> Step:
        span = self.span(node)
        text = self.text[span.start : span.stop]
        if isinstance(node.value, bool):
            return Number(span, str(int(node.value)))
        if isinstance(node.value, int | float):
            plain = text.replace("_", "")
            digits = plain[:2].lower() in ("0x", "0o", "0b")
            return Number(span, str(node.value) if digits else plain)
        shown = text if len(text) < 20 and "\n" not in text else "..."
        refuse("syntax", "python-sign", span, sign=shown)
        yield node

    def read_name(self, node: ast.Name) -> Step:
        return Name(self.span(node), _named(node.id))
        yield node

    def read_binop(self, node: ast.BinOp) -> Step:
        span, kind = self.span(node), type(node.op)
        if kind in (ast.BitAnd, ast.BitOr):
            return (yield from self._joined(node, *BITS[kind], (node.left, node.right)))
        if kind is ast.BitXor:
            sides = [self.shown(side) for side in (node.left, node.right)]
            refuse("syntax", "python-xor", span, first=sides[0], second=sides[1])
        if kind not in (*BINARY, ast.Mod, ast.FloorDiv):
            self._refuse_foreign(node.op, span)
        if isinstance(node.left, ast.Constant) and isinstance(node.left.value, str):
            refuse("syntax", "python-sign", self.span(node.left), sign=self.shown(node.left))
        left = yield node.left
        right = yield node.right
        if kind is ast.Mod:
            return Call(span, "mod", (left, right), span, "%")
        if kind is ast.FloorDiv:
            return Call(span, "floor", (Operation(span, "divide", (left, right)),), span, "//")
        return Operation(span, BINARY[kind], (left, right))

    def read_unaryop(self, node: ast.UnaryOp) -> Step:
        span = self.span(node)
        if isinstance(node.op, ast.Invert) and not _is_condition(node.operand):
            refuse("syntax", "python-bits", span, sign="~")
        operand = yield node.operand
        primitive = {ast.USub: "negative", ast.UAdd: "positive"}.get(type(node.op), "logical_not")
        return Operation(span, primitive, (operand,))

    def read_boolop(self, node: ast.BoolOp) -> Step:
        word, primitive = ("and", "logical_and") if isinstance(node.op, ast.And) else ("or", "logical_or")
        return (yield from self._joined(node, word, primitive, node.values))

    def _joined(self, node: ast.expr, sign: str, primitive: str, parts: Sequence[ast.expr]) -> Step:
        """Conditions joined; of numbers Python's `and` gives one of them, and `&` their bits."""
        for part in parts:
            if not _is_condition(part):
                case = "python-logic" if sign.isalpha() else "python-bits"
                refuse("syntax", case, self.span(part), sign=sign)
        made = yield parts[0]
        for part in parts[1:]:
            following = yield part
            made = Operation(Span(made.span.start, following.span.stop), primitive, (made, following))
        return made

    def read_compare(self, node: ast.Compare) -> Step:
        operands = [(yield node.left)]
        for sign, operand in zip(node.ops, node.comparators, strict=True):
            if type(sign) not in COMPARED:
                self._refuse_foreign(sign, self.span(node))
            operands.append((yield operand))
        return Comparison(self.span(node), tuple(COMPARED[type(sign)] for sign in node.ops), tuple(operands))

    def read_ifexp(self, node: ast.IfExp) -> Step:
        condition = yield node.test
        value = yield node.body
        other = yield node.orelse
        span = self.span(node)
        return Call(span, "where", (condition, value, other), span, "if")

    def read_tuple(self, node: ast.Tuple | ast.List) -> Step:
        items = []
        for part in node.elts:
            items.append((yield part))
        return Vector(self.span(node), tuple(items))

    read_list = read_tuple

    def read_subscript(self, node: ast.Subscript) -> Step:
        span = self.span(node)
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            base = yield node.value.value
            return self._length(node, base)
        base = yield node.value
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if (axis := NEW_AXES.get(tuple(map(ast.unparse, parts)))) is not None:
            return cast(Tree, with_axis(base, axis))
        subscripts = []
        for part in parts:
            subscripts.append((yield part))
        return Index(span, base, tuple(subscripts))

    def _length(self, node: ast.Subscript, base: Tree) -> Tree:
        """`x.shape[0]`, `A.shape[1]` and `A.shape[-1]`."""
        span = self.span(node)
        axis = ast.unparse(node.slice)
        if axis not in ("0", "1", "-1", "-2"):
            refuse("syntax", "python-sign", span, sign="shape")
        return placed(parse_expression(f"length(A, axis={axis})"), {"A": base}, span, "shape")

    def read_slice(self, node: ast.Slice) -> Step:
        ends: list[Tree | None] = []
        for part in (node.lower, node.upper, node.step):
            ends.append(None if part is None else (yield part))
        places = [end.span for end in ends if end is not None]
        span = Span(places[0].start, places[-1].stop) if places else self._slice_span(node)
        return Slice(span, *ends)

    def _slice_span(self, node: ast.Slice) -> Span:
        start = self.offset(node.lineno, node.col_offset)
        return Span(start, start + 1)

    def read_attribute(self, node: ast.Attribute) -> Step:
        span, dotted = self.span(node), self.dotted(node)
        if dotted is not None and self._is_library(dotted):
            return self._value(dotted, span)
        base = yield node.value
        if node.attr in ("T", "mT"):
            return Operation(span, "transpose", (base,))
        if node.attr == "size":
            return Call(span, "length", (base,), span, "size")
        refuse("syntax", "python-attribute", span, name=node.attr)

    def _value(self, dotted: Sequence[str], span: Span) -> Tree:
        """A library's constant; where a variable has its name, as a formula without that name."""
        if family_of(dotted[:-1]) == "" or dotted[-1] not in VALUES:
            refuse("syntax", "python-attribute", span, name=".".join(dotted))
        value = VALUES[dotted[-1]]
        if value[0].isdigit():
            return Number(span, value)
        if value in self.names:
            return placed(parse_expression(UNNAMED[value]), {}, span, ".".join(dotted))
        return Name(span, value)

    def read_call(self, node: ast.Call) -> Step:
        return read_call(self, node)

    def dotted(self, node: ast.AST) -> tuple[str, ...] | None:
        """The parts of a name with points; None for any other expression."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        return (node.id, *reversed(parts)) if isinstance(node, ast.Name) else None

    def _is_library(self, dotted: Sequence[str]) -> bool:
        return dotted[0] in FAMILIES and dotted[0] not in self.assigned

    def index(self, name: str, first: Tree, last: Tree, span: Span) -> Range:
        """The index of a sum, which includes both ends."""
        return Range(span, _named(name), first, last)

    def range(self, name: str, call: ast.expr, span: Span) -> Generator[ast.AST, Tree, Range]:
        """The index of `... for name in range(...)`. Raises: `AutogradError` for what else there is to loop over."""
        match call:
            case ast.Call(func=ast.Name(id="range"), args=[stop], keywords=[]):
                start: Tree = Number(self.span(stop), "0")
            case ast.Call(func=ast.Name(id="range"), args=[first, stop], keywords=[]):
                start = yield first
            case _:
                refuse("syntax", "python-loop", self.span(call))
        end = yield stop
        return self.index(name, start, one_less(end), span)

    def span(self, node: ast.AST) -> Span:
        """The place of a part of Python's tree, in code points of the text."""
        part = cast(Any, node)
        return Span(self.offset(part.lineno, part.col_offset), self.offset(part.end_lineno, part.end_col_offset))

    def offset(self, line: int, column: int) -> int:
        """A place that Python gives by line, from 1, and column, in bytes of UTF-8."""
        text = self.lines[line - 1]
        return self.starts[line - 1] + (column if text.isascii() else len(text.encode()[:column].decode()))

    def shown(self, node: ast.expr) -> str:
        span = self.span(node)
        text = self.text[span.start : span.stop]
        return text if len(text) < 20 and "\n" not in text else "..."

    def _refuse_foreign(self, node: ast.AST, place: Span | None = None) -> NoReturn:
        span = self.span(node) if place is None else place
        refuse("syntax", "python-sign", span, sign=FOREIGN.get(type(node), type(node).__name__.lower()))


def one_less(tree: Tree) -> Tree:
    """What is one less than a whole number: the last of a range that does not include its end."""
    if isinstance(tree, Number) and tree.text.isdigit():
        return Number(tree.span, str(int(tree.text) - 1))
    match tree:
        case Operation(primitive="add", operands=(first, Number(text="1"))):
            return first
        case _:
            return Operation(tree.span, "subtract", (tree, Number(tree.span, "1")))


def _result(node: ast.expr) -> ast.expr:
    """What a last statement is worth: of a function without a name, its formula."""
    return node.body if isinstance(node, ast.Lambda) else node


def _is_condition(node: ast.expr) -> bool:
    """Whether a value is true or false, and no other number."""
    match node:
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            return _is_condition(operand)
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
            return True  # whose sides are asked in their turn
        case ast.Constant(value=value):
            return isinstance(value, bool)
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            return name.lower() in CONDITION_NAMES
        case _:
            return isinstance(node, CONDITIONS)


def _named(name: str) -> str:
    own = canonical_name(name)
    return own if is_name(own) else Quoted(own)
