"""The abstract syntax tree: what the parser makes, what the unparser prints, what lowering reads.

Every node has its span. Equality is structural and leaves spans out; neither it nor anything else here recurses, for a
tree may be 100,000 deep.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, TypeVar, dataclass_transform

from autograd_cli.errors import Span
from autograd_cli.records import initialized

Kind = TypeVar("Kind")
# The place of a tree that no text was parsed into.
NOWHERE = Span(0, 0)


class Quoted(str):
    """A name that is no identifier: it equals its text, and is written in backticks."""

    __slots__ = ()


@dataclass_transform(frozen_default=True, eq_default=False)
def node(kind: type[Kind]) -> type[Kind]:
    """A node's class as a dataclass with slots.

    It is frozen for the type checker alone: to have `dataclass` freeze the classes of this file took 9 ms of each call.
    """
    return initialized(dataclass(init=False, slots=True, eq=False, repr=False)(kind))


@node
class Tree:
    """What all nodes share. `fields` names what makes two nodes of a kind equal, children apart."""

    span: Span
    fields: ClassVar[tuple[str, ...]] = ()
    __slots__: ClassVar[tuple[str, ...]]

    @property
    def children(self) -> "tuple[Tree | None, ...]":
        return ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tree):
            return NotImplemented
        pairs: list[tuple[Tree | None, Tree | None]] = [(self, other)]
        while pairs:
            a, b = pairs.pop()
            if a is b:
                continue
            if a is None or b is None or type(a) is not type(b) or len(a.children) != len(b.children):
                return False
            if any(getattr(a, field) != getattr(b, field) for field in a.fields):
                return False
            pairs.extend(zip(a.children, b.children, strict=True))
        return True

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        facts = "".join(f" {field}={getattr(self, field)!r}" for field in self.fields)
        return f"<{type(self).__name__}{facts} at {self.span.start}:{self.span.stop}, {len(self.children)} children>"

    def walk(self) -> "Iterator[Tree]":
        """This node and all below it, in the order of the text."""
        stack: list[Tree | None] = [self]
        while stack:
            node = stack.pop()
            if node is not None:
                yield node
                if children := node.children:
                    stack.extend(reversed(children))

    def free_names(self) -> "Iterator[Name]":
        """The names below, in the order of the text, without those that mean the index of a sum around them."""
        stack: list[tuple[Tree | None, frozenset[str]]] = [(self, frozenset())]
        while stack:
            node, hidden = stack.pop()
            if isinstance(node, Name):
                if node.name not in hidden:
                    yield node
            elif isinstance(node, Call) and (index := node.index) is not None:
                body = [(argument, hidden | {index.name}) for argument in node.arguments[:-1]]
                stack += [(index, hidden), *reversed(body)]
            elif node is not None:
                stack.extend([(child, hidden) for child in reversed(node.children)])


@node
class Number(Tree):
    """A literal, as it was written."""

    text: str
    fields = ("text",)


@node
class Name(Tree):
    """A variable, a constant, or an assigned name; in NFC."""

    name: str
    fields = ("name",)


@node
class Operation(Tree):
    """An operator applied. `primitive` is the name of its row: `add`, `negative`, `power` ..."""

    primitive: str
    operands: tuple[Tree, ...]
    fields = ("primitive",)

    @property
    def children(self) -> tuple[Tree, ...]:
        return self.operands


@node
class Comparison(Tree):
    """A chain `a < b <= c`, one comparator fewer than operands."""

    comparators: tuple[str, ...]
    operands: tuple[Tree, ...]
    fields = ("comparators",)

    @property
    def children(self) -> tuple[Tree, ...]:
        return self.operands


@node
class Call(Tree):
    """`function(arguments)`; `name_span` covers the function's name alone, or the `sign` it was written with.

    A call written with a sign, as `√x` or `|x|`, means the function of the table, whatever a program defines.
    """

    function: str
    arguments: tuple[Tree, ...]
    name_span: Span
    sign: str = ""
    fields = ("function",)

    @property
    def children(self) -> tuple[Tree, ...]:
        return self.arguments

    @property
    def index(self) -> "Range | None":
        """The index of a sum or product, None for any other call."""
        last = self.arguments[-1] if self.arguments else None
        return last if isinstance(last, Range) else None


@node
class Keyword(Tree):
    """`name=value` among the arguments of a call."""

    name: str
    sign: Span
    value: Tree
    fields = ("name",)

    @property
    def children(self) -> tuple[Tree, ...]:
        return (self.value,)


@node
class Range(Tree):
    """`name = start:stop`, the index of a sum or product; both ends are included."""

    name: str
    start: Tree
    stop: Tree
    fields = ("name",)

    @property
    def children(self) -> tuple[Tree, ...]:
        return (self.start, self.stop)


@node
class Vector(Tree):
    """`[a, b]`; a matrix is a vector of vectors."""

    items: tuple[Tree, ...]

    @property
    def children(self) -> tuple[Tree, ...]:
        return self.items


@node
class Slice(Tree):
    """`start:stop:step` in an index, each of which may be absent."""

    start: Tree | None
    stop: Tree | None
    step: Tree | None = None

    @property
    def children(self) -> tuple[Tree | None, ...]:
        return (self.start, self.stop, self.step)


@node
class Index(Tree):
    """`base[subscripts]`, 0-based."""

    base: Tree
    subscripts: tuple[Tree, ...]

    @property
    def children(self) -> tuple[Tree, ...]:
        return (self.base, *self.subscripts)


@node
class Prime(Tree):
    """A derivative still to be taken, as derivations have it: `(x^2)'`, or of `several` variables `∂/∂x(x^2)`.

    `node` is the graph's node that the operand was written of.
    """

    operand: Tree
    variable: str
    several: bool
    node: int
    fields = ("variable", "several")

    @property
    def children(self) -> tuple[Tree, ...]:
        return (self.operand,)


@node
class Assignment(Tree):
    """`name = value`, also one binding of a `given`."""

    name: str
    name_span: Span
    value: Tree
    fields = ("name",)

    @property
    def children(self) -> tuple[Tree, ...]:
        return (self.value,)


@node
class Definition(Tree):
    """`name(parameters) = body`."""

    name: str
    name_span: Span
    parameters: tuple[str, ...]
    body: Tree
    fields = ("name", "parameters")

    @property
    def children(self) -> tuple[Tree, ...]:
        return (self.body,)


@node
class Given(Tree):
    """`given x = 40, y = 4`: inputs with defaults."""

    bindings: tuple[Assignment, ...]

    @property
    def children(self) -> tuple[Tree, ...]:
        return self.bindings


@node
class Program(Tree):
    """The statements in order. An expression that is a statement is the result, and stands last.

    `notation` is the one that it was read from, empty for the language itself.
    """

    statements: tuple[Tree, ...]
    notation: str = ""

    @property
    def children(self) -> tuple[Tree, ...]:
        return self.statements

    @property
    def assignments(self) -> Iterator[Assignment]:
        """Those that are statements, and the bindings of its `given`; there are none elsewhere."""
        for statement in self.statements:
            if isinstance(statement, Assignment):
                yield statement
            elif isinstance(statement, Given):
                yield from statement.bindings

    @property
    def declared(self) -> Iterator[str]:
        """The names that the program itself gives a meaning, the parameters of its functions included."""
        for one in self.assignments:
            yield one.name
        for statement in self.statements:
            if isinstance(statement, Definition):
                yield from statement.parameters
