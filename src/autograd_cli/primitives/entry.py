"""An entry, a line of the table: its columns, and their small notations parsed once into typed data.

Takes: texts, as the group files write them. Returns: `Entry`, `group`. It does not parse what is in the expression
language (rules, conditions, definitions): that is `graphs/templates.py`, when a rule is first met.

*Parameters* are words: `x` is an operand, `*x` any number of them, `x slope=0.01` has a default, `~x` is an operand of
which only the shape is read, `#n` a whole number that is known before anything is computed (an axis, a length, a
place), `#*n` any number of those. *Guards* are `c` or `not c`. A *shape* in lengths is `m k, k n -> m n`.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal, NamedTuple, Self

# What an entry does with vectors and matrices; a scan runs along an axis, a rearrangement computes nothing.
Kind = Literal["elementwise", "product", "reduction", "scan", "rearrangement", "elimination", "construction"]
# Which elements of an operand an element of the result depends on, where the kind does not say: those `earlier` on the
# axis, those of a `minor`, those `on diagonal`, or one of them, `repeated`.
Reach = Literal["", "earlier", "minor", "on diagonal", "repeated", "whole"]
# How tightly an operator binds, as the grammar has it.
Level = Literal["", "or", "and", "not", "comparison", "sum", "product", "sign", "power", "postfix"]
# How an entry is written that has neither a sign nor only a call: `x'`, `[x, y]`, `x[0]`.
Notation = Literal["", "postfix", "vector", "subscript"]
# How a formula shows a node that no one would write: as its definition, or as its operand alone.
Shown = Literal["", "definition", "operand"]
# What decides whether an operand is read: a parameter, and whether it must be true or must not.
Guard = tuple[str, bool]
# At how many points the reference of a sharpened partial is asked for.
FEW = 6
# Lengths by letter, those of the same letter being equal; of all operands, and of the result.
Lengths = tuple[str, ...]
Signature = tuple[tuple[Lengths, ...], Lengths]


class Parameter(NamedTuple):
    """A parameter. `static` is a whole number of the structure; of `shape_only` the value is not read."""

    name: str
    many: bool
    static: bool
    shape_only: bool
    default: str | None


class Columns(NamedTuple):
    """All that is written of an entry. Texts are in the expression language, except `latex` and prose.

    *Angles* are radians. *Values* are float64. A condition of an elementwise entry is a predicate of its parameters
    and `out`.
    """

    name: str
    parameters: str
    # The derivative with respect to each parameter; of an entry with a `shape`, the adjoint of each from `g`.
    rules: tuple[str, ...]
    summary: str
    examples: tuple[str, ...] = ()
    group: str = ""
    # Of a constant: whether its name is a variable's in many formulas, and then everywhere or but for bases of powers.
    mistakable: Literal["", "always", "but as a base"] = ""
    # How it is written: an operator's sign, or the name in a call where that is not `name`.
    operator: str = ""
    level: Level = ""
    function: str = ""
    notation: Notation = ""
    aliases: tuple[str, ...] = ()
    # Parameters that take whole numbers only, and are not differentiated.
    integers: tuple[str, ...] = ()
    # Parameters that take any numbers, with respect to which no derivative is known here.
    fixed: tuple[str, ...] = ()
    # Where it is defined: `domain` is the interior, `boundary` its closed edge, `pole` a two-sided one.
    domain: str = ""
    boundary: str = ""
    pole: str = ""
    # Where one partial alone asks for more than the value does; one condition a parameter.
    partial_domains: tuple[str, ...] = ()
    # Where there is no derivative (a subgradient stands in), and where there is no continuity.
    kink: str = ""
    jump: str = ""
    # Differentiable everywhere, whatever the definition passes through: its branches are one function.
    smooth: bool = False
    # The value at a jump is that of the point alone, with another one on both sides.
    isolated: bool = False
    # What a tie at the kink is, in prose with `{out}`; without it the condition is shown.
    tie: str = ""
    # Under which condition an operand is selected, one text a parameter, a parameter or `not` a parameter.
    guards: tuple[str, ...] = ()
    # Where an operand is not taken, and contributes no derivative, one text a parameter: `a < b` of parameters,
    # `out` and whole numbers, several joined by `or`.
    not_taken: tuple[str, ...] = ()
    # The entry that is written the same and means the same for other operands; of that one, the other entries.
    variant_of: str = ""
    variants: tuple[str, ...] = ()
    # The entry that takes this one's place where the named parameter depends on no wanted input.
    constant: tuple[str, str] | None = None
    # A zero result is meant, never a number too small for a double.
    exact_zero: bool = False
    # An operand lost to the range of doubles spoils the result; of `factors`, where another one is large.
    sensitive: bool = False
    factors: bool = False
    # How far the value may be from the exact one, in half units of its last place; 0 where it is exact.
    rounding: float = 8.0
    # Parameters towards which the partial is a sum that cancels. Each has an entry of its own, whose definition is the
    # rule and which is `sharp`: at one point its float is the nearest to its definition, or to what that would be were
    # its sums exact; in rows the definition is computed as it is written.
    sharpened: tuple[str, ...] = ()
    sharp: bool = False
    # What it gives of whole numbers is exact where it is a whole number itself.
    whole: bool = False
    # The result is never near the smallest doubles where the operands are ordinary ones.
    never_tiny: bool = False
    kind: Kind = "elementwise"
    # The result looks at the operand's numbers, and needs no memory of its own.
    view: bool = False
    reach: Reach = ""
    # The signature in lengths, or the name of a rule in `graphs/shapes.py`; empty: elementwise. `definition` is that of
    # the definition, which takes the entry's place as a call is lowered; such an entry has no rules and no kernels.
    shape: str = ""
    # Lengths that the operands of such a definition must have, as in a `shape`.
    lengths_needed: str = ""
    # How the entry is made of others, where that takes more than a text; a name in `graphs/expansions.py`.
    expansion: str = ""
    definition: str = ""
    # Taken over an index, `sum(f, k = a:b)`: what it is of no terms, the entries that join two terms and equal ones.
    indexed: tuple[str, ...] = ()
    # With `{x}` for an operand; of the default, whether the operands behind the first are what it is given, `(y | mu)`.
    latex: str = ""
    conditional: bool = False
    reference: str = ""
    shown: Shown = ""
    # The rules of series, which are followed again and again, where the entry's own ask for ever other operands.
    series: tuple[str, ...] = ()
    # What a person calls the rule: where all operands vary, where the first does alone, the second alone.
    titles: tuple[str, ...] = ()
    # As textbooks write it, to be shown and never computed with: the partials, where they are others than the `rules`;
    # and the rule as it is taught, in which `x'` is the derivative of a parameter, for where the last one varies.
    textbook: tuple[str, ...] = ()
    taught: str = ""
    # A helper of rules, which users may call, and need not know.
    internal: bool = False
    # How far a partial may be from the exact one, in units of its last place. Near the `zeros` of a partial that is a
    # sum of terms (on both sides of 0, how far around, the size of the terms) it is so in those of the terms; where
    # `exempt` holds, below the normal doubles for one, nothing is promised.
    bound: float = 4.0
    # The same of compiled rows, whose mathematics is good to 2.5 units, where a derivative makes more of these.
    bound_of_rows: float = 0.0
    zeros: tuple[float, float, float] | None = None
    exempt: str = ""
    # The same of compiled rows alone; of a `sharp` entry its value there.
    exempt_in_rows: str = ""
    # Whether its operands may be exchanged.
    commutative: bool = False
    # At how many points the reference is asked for, where it takes long.
    slow: int = 0
    # Up to how many bits an enclosure of it takes less than some tenths of a second; 0 where that is no matter.
    most_bits: int = 0
    # As the loss of a network, of one sample and of so many columns; `of_logits` where no activation comes before it.
    loss: tuple[str, ...] = ()
    of_logits: bool = False
    # Whose deviation its weights have as an activation, where that is not Glorot.
    initialisation: Literal["", "He", "LeCun"] = ""
    # Quotients that are 0/0 at a point, each with the formula that is continuous there, `sin(x)/x = sin_over_x(x)`.
    continues: tuple[str, ...] = ()
    # What a reader who knows the textbook's rule will ask.
    remark: str = ""


class Entry(Columns):
    """A line of the table, as `Entry("sin", "x", "cos(x)", summary="sine", ...)`; one rule needs no tuple."""

    def __new__(cls, name: str, parameters: str, rules: str | tuple[str, ...], **columns: Any) -> Self:
        """The entry; an unknown column is a TypeError."""
        return super().__new__(cls, name, parameters, (rules,) if isinstance(rules, str) else rules, **columns)

    @cached_property
    def signature(self) -> tuple[Parameter, ...]:
        """The parameters in their order."""
        return tuple(map(_parameter, self.parameters.split()))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The operands' names."""
        return tuple(one.name for one in self.signature if not (one.static or one.shape_only))

    @cached_property
    def undifferentiated(self) -> tuple[str, ...]:
        """The names of the operands with respect to which there is no derivative."""
        return self.integers + self.fixed

    @cached_property
    def statics(self) -> tuple[str, ...]:
        """The names of the whole numbers that belong to the structure."""
        return tuple(one.name for one in self.signature if one.static)

    @cached_property
    def defaults(self) -> tuple[str | None, ...]:
        """A default a parameter, as text, None where it must be given."""
        return tuple(one.default for one in self.signature)

    @cached_property
    def variadic(self) -> bool:
        """Whether there may be any number of operands."""
        return any(one.many and not one.static for one in self.signature)

    @cached_property
    def like(self) -> int | None:
        """The place among the arguments of the one of which only the shape is read."""
        return next((i for i, one in enumerate(self.signature) if one.shape_only), None)

    @cached_property
    def call(self) -> str:
        """The name in a call; empty for an operator, which has none."""
        return "" if self.operator else self.function or self.name

    @cached_property
    def is_comparison(self) -> bool:
        """Whether it compares two numbers."""
        return self.level == "comparison"

    @cached_property
    def conditions(self) -> tuple[Guard | None, ...]:
        """What decides whether an operand is read, one a parameter; None where it always is."""
        return tuple(map(_guard, self.guards)) or (None,) * len(self.names)

    @cached_property
    def defeats(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """By parameter, the pairs of which the first must be less than the second for the operand not to be taken."""
        return tuple(map(_defeats, self.not_taken)) or ((),) * len(self.names)

    @cached_property
    def form(self) -> str:
        """The form in LaTeX, with `{x}` for an operand: `latex`, or the name as an operator's."""
        name = self.call.replace("_", r"\_")
        operands = ", ".join(f"{{{one}}}" for one in self.names)
        if self.conditional:
            operands = operands.replace(",", r" \mid", 1)
        return self.latex or rf"\operatorname{{{{{name}}}}}({operands})"

    @cached_property
    def lengths(self) -> Signature | None:
        """The signature in lengths; None where the shape has a rule of its own."""
        operands, arrow, result = (self.lengths_needed or self.shape).partition("->")
        if not (arrow or self.lengths_needed):
            return None
        return tuple(tuple(one.split()) for one in operands.split(",")), tuple(result.split())

    def takes(self, count: int) -> bool:
        """Whether a call may have this many arguments."""
        required = sum(one.default is None for one in self.signature)
        return count >= required and (any(one.many for one in self.signature) or count <= len(self.signature))


def group(label: str, *entries: Entry, **columns: Any) -> tuple[Entry, ...]:
    """The entries of a file, each with the group's label and the columns that all of them share.

    Behind an entry stand those of its partials that are `sharpened`.
    """
    own = [entry._replace(group=label, **columns) for entry in entries]
    return tuple([one for entry in own for one in ((entry,) if not entry.sharpened else _sharpened(entry))])


def _sharpened(entry: Entry) -> Iterator[Entry]:
    """An entry with rules that call the entries of its sharpened partials, and these."""
    call = f"{entry.call}({', '.join(entry.names)})"
    rules = list(entry.rules)
    for name in entry.sharpened:
        rules[entry.names.index(name)] = call.replace(entry.call, f"{entry.name}_by_{name}", 1)
    yield entry._replace(rules=tuple(rules), series=entry.series or entry.rules)
    for name in entry.sharpened:
        place = entry.names.index(name)
        yield Entry(
            f"{entry.name}_by_{name}",
            entry.parameters,
            (),
            summary=f"derivative of {entry.name} in {name}, with all digits",
            examples=tuple(one.replace(entry.call, f"{entry.name}_by_{name}", 1) for one in entry.examples),
            group=entry.group,
            integers=entry.integers,
            fixed=entry.fixed,
            domain=entry.domain,
            boundary=entry.boundary,
            pole=entry.pole,
            shown="definition",
            definition=re.sub(r"\bout\b", call, entry.rules[place]),
            latex=rf"\frac{{{{\partial}}}}{{{{\partial {{{name}}}}}}} {entry.form}",
            reference=entry.reference,
            internal=True,
            sharp=True,
            bound_of_rows=entry.bound_of_rows,
            exempt_in_rows=re.sub(r"\bout\b", call, entry.exempt_in_rows),
            slow=FEW,
            most_bits=entry.most_bits,
        )


def _parameter(word: str) -> Parameter:
    marked, _, default = word.partition("=")
    name = marked.lstrip("~#*")
    return Parameter(name, "*" in marked, "#" in marked, "~" in marked, default or None)


def _defeats(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (one.split(" < ") for one in text.split(" or ")) if text else ()
    return tuple((less, greater) for less, greater in pairs)


def _guard(text: str) -> Guard | None:
    name = text.removeprefix("not ")
    return (name, name == text) if text else None
