r"""What a whole text in LaTeX says of its names: which are variables, which functions, and how they are spelled.

Takes: the text with the names that have values, and its statements as the grammar reads them. Returns: answers about
names. LaTeX does not tell `x1` from `x_1`, or `α` from `alpha`: `\alpha_1` is the one of them that has a value, else
`alpha_1`, which can be typed as an option.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from autograd_cli.errors import Source, refuse
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES
from autograd_cli.syntax.ast import Index, Name, Number, Quoted, Tree
from autograd_cli.syntax.names import is_name
from autograd_cli.syntax.notations.latex_nodes import Application, Chain, Element, Subscripted
from autograd_cli.syntax.symbols import ACCENTS, GREEK_SIGNS, SUBSCRIPTS

# Letters that are functions before a parenthesis, where nothing says that they are variables.
LETTERS = {"Gamma": "gamma", "Phi": "normal_cdf", "sigma": "sigmoid", "psi": "digamma"}
# Functions that are written with capitals.
CAPITALS = {"ReLU": "relu", "GELU": "gelu", "SiLU": "silu", "ELU": "elu", "SELU": "selu", "LeakyReLU": "leaky_relu"}
CAPITALS |= {"Softmax": "softmax", "Softplus": "softplus", "Sigmoid": "sigmoid", "LogSumExp": "logsumexp"}
# Upright names of functions with something below.
SUBSCRIPTED = {"Li_2": "dilogarithm", "E_1": "exp1", "W_0": "lambertw", "W_-1": "lambertw_lower"}
# Those that have their first argument below.
ORDERED = {
    "Li": "polylog",
    "E": "expn",
    "J": "besselj",
    "Y": "bessely",
    "I": "besseli",
    "K": "besselk",
}
UPRIGHT = re.compile(r"\\(?:mathrm|mathit|mathsf|mathtt|text|textrm|textit|operatorname)\*?(?:\s*\{|\s+[A-Za-z])")
OPERATOR = re.compile(r"\\operatorname\{(\w+)\}('?)")
NUMBERED = re.compile(r"([^\W\d_]+)_?([0-9]+)")
# Words of a sentence around a formula, which are no names.
PROSE = frozenset(
    ["for", "if", "in", "is", "on", "otherwise", "else", "where", "when", "with", "let", "and", "or", "so"]
)


def subscripted(head: Subscripted) -> str:
    """A name with what is below it, as the functions of such names are listed."""
    return f"{head.base}_{''.join(head.parts)}"


class Names:
    """The names of a text; `axes` has the numbers of axes of those that have values, as they are spelled here."""

    def __init__(self, source: Source, statements: Sequence[Tree]) -> None:
        self.source = source
        given = source.names or {}
        # By its spelling in LaTeX, the name itself; one that is spelled so comes first.
        self.own = {GREEK_SIGNS[sign]: sign for sign in source.text if sign in GREEK_SIGNS}
        self.own |= {spelling(name): name if is_name(name) else Quoted(name) for name in given}
        self.own |= {name: name for name in given if spelling(name) == name and is_name(name)}
        self.axes = {spelling(name): given[name] for name in given}
        self.places = Counter(part.name for one in statements for part in one.walk() if isinstance(part, Name))
        # Vectors that have an element 0.
        self.from_zero = {
            part.base
            for one in statements
            for part in one.walk()
            if isinstance(part, Subscripted) and self._is_of_elements(part) and "0" in part.places
        }
        self.bases_from_zero = {
            source.slice(part.base.span)
            for one in statements
            for part in one.walk()
            if isinstance(part, Element) and "0" in part.below.places
        }
        self.functions: set[str] = set()
        self.alone: set[str] = set()
        for statement in statements:
            self._take_down(statement, last=statement is statements[-1])

    def _take_down(self, statement: Tree, last: bool) -> None:
        """Takes down the names that stand alone, and the functions that are defined."""
        stack: list[Tree | None] = [statement]
        if isinstance(statement, Chain) and isinstance(statement.sides[0], Application):
            head, *parameters = statement.sides[0].children
            stack = [*statement.sides[1:], *parameters]
            if isinstance(head, Name) and not last:
                self.functions.add(head.name)
        while stack:
            part = stack.pop()
            match part:
                case None:
                    continue
                case Name(name=name):
                    self.alone.add(name)
                case Application(arguments=arguments):
                    stack.extend(arguments)
                case _:
                    stack.extend(part.children)

    def __contains__(self, name: object) -> bool:
        """Whether a name has a value."""
        return name in self.axes

    def read(self, node: Name, indices: Mapping[str, int]) -> Name:
        """A name as the language has it. Raises: `AutogradError` for a function, a word of a sentence, and `i`."""
        name, span = node.name, node.span
        if name in self.axes or name in indices:
            return Name(span, self.own.get(name, name))
        text = self.source.slice(span)
        if name == "i" and text.strip("{} ") == "i":
            refuse("ambiguous", "latex-imaginary", span)
        if UPRIGHT.match(text):
            if (name in FUNCTIONS and name not in CONSTANTS) or name.endswith("'"):
                refuse("syntax", "latex-function", span, name=text)
            if name in PROSE or isinstance(name, Quoted):
                refuse("syntax", "latex-prose", span, name=text)
        return Name(span, self.own.get(name, name))

    def label(self, node: Tree) -> str:
        """The name that a name with something below it is, as it is spelled in LaTeX."""
        assert isinstance(node, Subscripted)
        below = "".join(node.parts)
        return f"{node.base}_{below}" if below.isalnum() else Quoted(f"{node.base}_{{{below}}}")

    def subscripted(self, node: Subscripted) -> Tree:
        """A name with something below it: a name, or an element where elements are counted from 0 for certain.

        Raises: `AutogradError` where it may be either.
        """
        name = self.label(node)
        if self._is_of_elements(node) and node.base in self.from_zero:
            places = tuple(Number(node.span, place) for (place,) in node.groups)
            return Index(node.span, Name(node.span, self.own[node.base]), places)
        if name not in self:
            variable = [part for part in node.places if not part.isdigit() and self.is_variable(part)]
            if variable or self.axes.get(node.base):
                text = self.source.slice(node.span)
                below = self._digits(node)
                case = "latex-place" if isinstance(name, Quoted) else "latex-subscript"
                if below:
                    case = "latex-number-below"
                elif variable and self.axes.get(node.base) == len(node.places) and not isinstance(name, Quoted):
                    case, below = "latex-variable-below", node.places
                word = "".join(one for one in name if one.isalnum() or one == "_")
                upright = r"\mathrm{" + word.replace("_", r"\_") + "}"
                fields = {"text": text, "name": name, "base": node.base, "upright": upright, "word": word}
                zero = ",".join("0" * len(below))
                refuse("ambiguous", case, node.span, **fields, zero=zero, element=self._element(node, below))
        return Name(node.span, self.own.get(name, name))

    def _digits(self, node: Subscripted) -> Sequence[str]:
        """The place of an element, as in `A_{1,2}` and `A_{12}` of a matrix; empty where it may be none."""
        if self._is_of_elements(node):
            return [place for (place,) in node.groups]
        one = node.places[0] if len(node.places) == 1 else ""
        return [*one] if one.isdigit() and len(one) == self.axes.get(node.base) else ()

    def _element(self, node: Subscripted, places: Sequence[str]) -> str:
        """An element, counted from 1, by sums of one term each, whose indices the text has nowhere else."""
        free = [letter for letter in "kjmnlpqr" if letter not in self.source.text]
        pairs = list(zip(free, places, strict=False))
        sums = " ".join(rf"\sum_{{{index}={place}}}^{{{place}}}" for index, place in pairs)
        head = self.source.slice(node.span).partition("_")[0]
        return f"({sums} {head}_{{{''.join(index for index, _ in pairs)}}})"

    def _is_of_elements(self, node: Subscripted) -> bool:
        """Whether a vector or matrix has a whole number below it for each axis, which is no name that has a value."""
        groups = node.groups
        numbers = all(len(group) == 1 and group[0].isdigit() for group in groups)
        return numbers and self.axes.get(node.base) == len(groups) and self.label(node) not in self

    def is_variable(self, name: str) -> bool:
        return name in self.axes or name in self.alone or name in CONSTANTS

    def is_variable_elsewhere(self, name: str) -> bool:
        """Whether a name has a value, or stands alone at another place."""
        return name in self.axes or name in CONSTANTS or self.places[name] > 1

    def is_factor(self, head: Tree, indices: Mapping[str, int]) -> bool:
        """Whether what stands before a parenthesis is known to be no function."""
        if isinstance(head, Subscripted):
            return bool(indices.keys() & {*head.places}) or self.is_variable(self.label(head))
        return isinstance(head, Index) or (isinstance(head, Name) and self.is_variable(head.name))

    def function_of(self, node: Application) -> str | None:
        """The function that a name before a parenthesis is; None where it may be a variable."""
        head, count = node.head, len(node.arguments)
        if isinstance(head, Subscripted) and UPRIGHT.match(self.source.slice(head.span)):
            if count != 1 or self.is_variable(self.label(head)):
                return None
            if len(head.base) == 1 and not OPERATOR.match(self.source.slice(head.span)):
                return None  # an upright letter may be a quantity
            return SUBSCRIPTED.get(subscripted(head))
        if not isinstance(head, Name) or head.name in self.axes:
            return None
        written, name = self.source.slice(head.span), head.name
        if name in self.functions:
            return name
        if name == "B" and count == 2 and (UPRIGHT.match(written) or name not in self.alone):
            return "beta"
        if UPRIGHT.match(written):
            return _operators().get(name, name) if len(name) > 1 or OPERATOR.match(written) else None
        return LETTERS.get(name) if count == 1 and name not in self.alone else None


@cache
def spelling(name: str) -> str:
    r"""A name as the LaTeX of its symbol is read, where it has no value.

    Example:
        >>> [spelling(name) for name in ("x1", "x₁", "x_1", "α", "β₂", "ȳ", "rate")]
        ['x_1', 'x_1', 'x_1', 'alpha', 'beta_2', 'y_bar', 'rate']
    """
    if not name.isascii():
        letters = unicodedata.normalize("NFD", name)
        if letters[-1] in ACCENTS and len(letters) > 1:
            return f"{spelling(unicodedata.normalize('NFC', letters[:-1]))}_{ACCENTS[letters[-1]]}"
        name = name.translate(SUBSCRIPTS)
    if (match := NUMBERED.fullmatch(name)) is not None:
        return f"{spelling(match[1])}_{match[2]}"
    return GREEK_SIGNS.get(name, name)


@cache
def _operators() -> Mapping[str, str]:
    r"""The functions by what their LaTeX calls them: `\operatorname{artanh}` is `atanh`."""
    named: dict[str, Any] = {name: name for name in FUNCTIONS} | CAPITALS
    for row in PRIMITIVES.values():
        found = OPERATOR.match(row.form.replace("{{", "{").replace("}}", "}"))
        if found is not None and row.call and found[1] + found[2] not in named:
            named[found[1] + found[2]] = row.call
    return named
