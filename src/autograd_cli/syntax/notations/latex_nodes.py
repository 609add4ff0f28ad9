"""What only LaTeX has in its tree, until the whole is read and it is known what it is.

Takes nothing, and returns nothing; these are types.
"""

from typing import Self

from autograd_cli.errors import Span
from autograd_cli.syntax.ast import Tree, node
from autograd_cli.syntax.builder import Enclosed


class Grouped(Enclosed):
    """The span of what is in braces, which belong to the form around it: `braces` has them."""

    braces: Span

    def __new__(cls, inner: Span, braces: Span) -> Self:
        made = super().__new__(cls, *inner)
        made.braces = braces
        return made


class Upright(str):
    """A word below a name that is written upright, as in `T_{\\mathrm{c}}`."""

    __slots__ = ()


@node
class Subscripted(Tree):
    """A name with what is below it, as `x_{i,1}`: the parts are letters, numbers, words and signs in their order."""

    base: str
    parts: tuple[str, ...]
    fields = ("base", "parts")

    @property
    def places(self) -> tuple[str, ...]:
        """The parts that may be places of elements; upright words are labels."""
        return tuple(part for part in self.parts if not isinstance(part, Upright))

    @property
    def groups(self) -> list[list[str]]:
        """The places, parted at commas."""
        groups: list[list[str]] = [[]]
        for part in self.places:
            if part == ",":
                groups.append([])
            else:
                groups[-1].append(part)
        return groups


@node
class Element(Tree):
    r"""An element of what is no name, as `f(A)_{0}`; `below` has the places."""

    base: Tree
    below: Subscripted

    @property
    def children(self) -> tuple[Tree, ...]:
        return (self.base,)


@node
class Application(Tree):
    """A name before a parenthesis, a call or a product."""

    head: Tree
    arguments: tuple[Tree, ...]

    @property
    def children(self) -> tuple[Tree, ...]:
        return (self.head, *self.arguments)


@node
class Bare(Application):
    r"""A name before a parenthesis behind a function without one: `\cos x(1 + y)`; `before` is the function's place."""

    before: Span


@node
class Product(Tree):
    r"""Two factors, by the sign between them: nothing, `\cdot`, `\times`, `\odot`."""

    sign: str
    operands: tuple[Tree, Tree]
    fields = ("sign",)

    @property
    def children(self) -> tuple[Tree, ...]:
        return self.operands


@node
class Total(Tree):
    """A sum or product over an index: to `stop`, or, without one, over the places of the vectors that have it."""

    function: str
    index: str
    body: Tree
    start: Tree | None
    stop: Tree | None
    fields = ("function", "index")

    @property
    def children(self) -> tuple[Tree | None, ...]:
        return (self.body, self.start, self.stop)


@node
class ByElements(Tree):
    r"""The exponent of a power of each element: `x^{\odot 2}`."""

    exponent: Tree

    @property
    def children(self) -> tuple[Tree, ...]:
        return (self.exponent,)


@node
class Whole(Tree):
    """A sum or product without an index, of all elements of its body."""

    function: str
    body: Tree
    fields = ("function",)

    @property
    def children(self) -> tuple[Tree, ...]:
        return (self.body,)


@node
class Inverse(Tree):
    r"""`\sin^{-1} x`, the inverse function or a power; `place` is that of the function, `name` its command."""

    name: str
    place: Span
    arguments: tuple[Tree, ...]
    fields = ("name",)

    @property
    def children(self) -> tuple[Tree, ...]:
        return self.arguments


@node
class Chain(Tree):
    """`a = b = c`."""

    sides: tuple[Tree, ...]

    @property
    def children(self) -> tuple[Tree, ...]:
        return self.sides


@node
class Limits(Tree):
    """What stands below and above a sum's sign; it is no part of a finished tree."""

    indices: tuple[str, ...]
    start: Tree | None = None
    stop: Tree | None = None


@node
class Head(Tree):
    """A function with a backslash, and the power or base that stands before its argument."""

    name: str
    power: Tree | None = None
    base: Tree | None = None


class DividedError(Exception):
    """A product without a sign after `/`, whose first factor ends at `first`."""

    def __init__(self, span: Span, left: Span, right: Span, first: int) -> None:
        super().__init__(span)
        self.span, self.left, self.right, self.first = span, left, right, first
