"""A text and its bindings, made into a problem: parsed, lowered, bound. Every command starts here.

In: a `Source` and values by name. Out: a `Problem`, or the one error. Nothing is computed but the bindings' own values.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from autograd_cli.errors import AutogradError, Source, Span
from autograd_cli.execute.evaluate import evaluate
from autograd_cli.execute.systems import FLOAT, NumberSystem
from autograd_cli.graph.graph import Function, Graph
from autograd_cli.graph.lower import Lowered, literal_name, lower, lower_expression
from autograd_cli.graph.restore import restore
from autograd_cli.numerals import NON_FINITE, Written, json_value
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES
from autograd_cli.syntax.ast import Assignment, Definition, Given, Name, Program, Tree
from autograd_cli.syntax.builder import SUPERSCRIPTS, canonical_name
from autograd_cli.syntax.parser import parse, parse_expression
from autograd_cli.syntax.unparse import unparse

# A value that needs no parser; and how people write what the language has no literal for.
PLAIN_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
UNDEFINED = ("nan", "NaN")
# What divides the two ends of an interval, and a value from its standard uncertainty.
RANGE, UNCERTAIN = "..", ("±", "+/-")
RANGE_HINT = "as in `--x 39.5..40.5` or `--x 40±0.5`"


class Problem(NamedTuple):
    """A formula with a value for every input, in the order in which the text names them.

    It has no `program` where a graph was given instead of a text.
    """

    source: Source
    program: Program | None
    lowered: Lowered
    values: Mapping[str, float]
    expanded: frozenset[str] = frozenset()

    @property
    def function(self) -> Function:
        return self.lowered.function

    def wanted(self, names: Sequence[str] | None) -> dict[str, int]:
        """The nodes of the inputs to differentiate with respect to; all where no names are given.

        Raises: `AutogradError` with code `unknown-name`.
        """
        if names is None:
            return dict(self.lowered.inputs)
        chosen = {}
        for name in map(canonical_name, names):
            if name not in self.lowered.inputs:
                raise AutogradError(
                    f"the formula has no variable `{name}` to differentiate with respect to",
                    code="unknown-name",
                    hint=self._variables(),
                )
            chosen[name] = self.lowered.inputs[name]
        return chosen

    def with_literals(self) -> Lowered:
        """The same program, lowered with an input for every number written.

        Raises: `AutogradError` with code `unsupported` where there is no text.
        """
        if self.program is None:
            raise AutogradError(
                "a graph's JSON has no literals, only constants",
                code="unsupported",
                hint="give the formula itself with `--literals`",
            )
        return lower(self.program, frozenset(self.values), literals=True, expand=self.expanded)

    def literal_values(self, lowered: Lowered) -> dict[str, float]:
        """The values of the inputs that stand for numbers written, in a lowering with literals."""
        slices = {span: self.source.slice(span) for span in lowered.literals}
        texts = {span: SUPERSCRIPTS.get(text, text) for span, text in slices.items()}
        return {literal_name(span): Written(float(text), text) for span, text in texts.items()}

    def _variables(self) -> str:
        names = list(self.lowered.inputs)
        return f"it has {', '.join(f'`{name}`' for name in names)}" if names else "it has no variables"


def pose(
    source: Source,
    bindings: Mapping[str, float],
    background: Mapping[str, float] | None = None,
    expand: Sequence[str] = (),
) -> Problem:
    """The problem of a text at a point, with the functions in `expand` written out.

    `bindings` must each be of use; of `background`, a file's, what the text does not name is passed over. They go
    before the text's own `given`.
    Raises: `AutogradError` with the codes of `parse` and `lower`, `missing-binding`, `unknown-binding` and `expand`.
    """
    check_text(source)
    expanded = frozenset(map(_expandable, expand))
    program = parse(source)
    given_names = _names(program)
    bound = _canonical(bindings)
    background = {name: value for name, value in _canonical(background or {}).items() if name in given_names}
    known = {**background, **bound}
    try:
        lowered = lower(program, frozenset(known), expand=expanded)
    except AutogradError as error:
        raise error.within(source) from None
    trees = {name: tree for name, tree in lowered.defaults.items() if name not in known}
    defaults = {name: Written(constant_value(tree), unparse(tree)) for name, tree in trees.items()}
    return Problem(source, program, lowered, _bind(source, lowered, bound, {**defaults, **known}), expanded)


def pose_graph(
    source: Source, document: Any, bindings: Mapping[str, float], background: Mapping[str, float] | None = None
) -> Problem:
    """The problem of a graph's JSON; the point in it serves where nothing else is bound.

    `source` has the expression that the graph's spans count in.
    Raises: `AutogradError` with the codes of `restore`, `missing-binding` and `unknown-binding`.
    """
    lowered = restore(document)
    own = document.get("inputs")
    point = {name: json_value(value) for name, value in own.items()} if isinstance(own, Mapping) else {}
    bound = _canonical(bindings)
    known = {**point, **_canonical(background or {}), **bound}
    return Problem(source, None, lowered, _bind(source, lowered, bound, known))


def _expandable(name: str) -> str:
    """The row that a function's name means, if it has a definition to be replaced by."""
    rows = FUNCTIONS.get(name, ())
    if rows and rows[0].definition:
        return rows[0].name
    having = [row.name for row in PRIMITIVES.values() if row.definition and row.call and row.parameters]
    near = [] if rows else get_close_matches(name, having, 1)
    hint = (
        f"did you mean `{near[0]}`?" if near else "`sigmoid` has one, for example; `autograd functions NAME` shows it"
    )
    what = f"`{name}` has no definition to be written out" if rows else f"unknown function `{name}`"
    raise AutogradError(what, code="expand" if rows else "unknown-function", hint=hint)


def _bind(source: Source, lowered: Lowered, bound: Mapping[str, float], known: Mapping[str, float]) -> dict[str, float]:
    """A value for every input, in their order; every name in `bound` must be one of them."""
    missing = [name for name in lowered.inputs if name not in known]
    superfluous = [name for name in bound if name not in lowered.inputs]
    if missing and superfluous and _product(missing[0], [*known, *lowered.inputs]):
        raise _missing(missing, source, lowered, known)
    if superfluous:
        raise _superfluous(superfluous[0], lowered, missing)
    if missing:
        raise _missing(missing, source, lowered)
    return {name: known[name] for name in lowered.inputs}


def read_value(text: str, name: str, ranges: bool = False) -> float:
    """The value of a binding's text: an expression without variables, such as `pi/2`.

    With `ranges` also an interval, `39.5..40.5`, or a value with its standard uncertainty, `40±0.5` or `40+/-0.5`.
    Raises: `AutogradError` with code `binding`, or that of the text's own mistake; `unsupported` for a range.
    """
    sign, first, second = split_range(text)
    if not sign:
        return _single(text, name)
    what = "an interval" if sign == RANGE else "a value with an uncertainty"
    if not ranges:
        message = f"the value of `{name}`, {text}, is {what}"
        raise AutogradError(message, code="unsupported", hint="`autograd eval` takes it; here a value is one number")
    if not (first.strip() and second.strip()):
        raise AutogradError(f"the value of `{name}`, {text}, is half of {what}", code="binding", hint=RANGE_HINT)
    value, other = _single(first, name), _single(second, name)
    if math.isnan(value) or math.isnan(other):
        raise AutogradError(f"the value of `{name}`, {text}, has nan in it", code="binding", hint=RANGE_HINT)
    if sign != RANGE:
        if other < 0 or math.isinf(other):
            message = f"the uncertainty of `{name}`, {second.strip()}, is not a finite positive number"
            raise AutogradError(message, code="binding", hint=RANGE_HINT)
        return Written(value, first.strip(), uncertainty=second.strip())
    if value > other:
        message = f"the interval of `{name}` goes down, from {first.strip()} to {second.strip()}"
        raise AutogradError(message, code="binding", hint=f"`--{name} {second.strip()}..{first.strip()}`")
    middle = value / 2 + other / 2
    finite = middle if math.isfinite(middle) else value if math.isfinite(value) else other
    return Written(finite if math.isfinite(finite) else 0.0, first.strip(), until=second.strip())


def split_range(text: str) -> tuple[str, str, str]:
    """The sign of a range or an uncertainty outside of brackets, and what is on both sides; empty where there is none.

    Example:
        >>> split_range("39.5..40.5"), split_range("max(1, 2) ± .5"), split_range("pi/2")
        (('..', '39.5', '40.5'), ('±', 'max(1, 2) ', ' .5'), ('', '', ''))
    """
    if "." not in text and "±" not in text and "+/-" not in text:
        return "", "", ""
    depth = 0
    for i, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            for sign in (RANGE, *UNCERTAIN):
                if text.startswith(sign, i):
                    return sign, text[:i], text[i + len(sign) :]
    return "", "", ""


def _single(text: str, name: str) -> float:
    text = text.strip() if text not in UNDEFINED else text
    if text in UNDEFINED:
        return math.nan
    if text in NON_FINITE:
        return NON_FINITE[text]
    if PLAIN_NUMBER.fullmatch(text):
        value = float(text)
        if math.isinf(value):
            message = f"the value of `{name}`, {text}, is beyond the largest double"
            raise AutogradError(message, code="binding", hint="infinity is written `inf`")
        return Written(value, text)
    return Written(_read(text, name), text)


def check_text(source: Source) -> None:
    """Refuses text that did not come from UTF-8, before anything else looks at it."""
    for i, character in enumerate(source.text):
        if "\ud800" <= character <= "\udfff":
            raise AutogradError(
                "the formula is not UTF-8 text",
                code="encoding",
                span=Span(i, i + 1),
                source=source,
                hint="save it as UTF-8",
            )


def constant_value(expression: Tree, system: NumberSystem = FLOAT) -> Any:
    """The value of an expression without variables."""
    graph = Graph()
    number = lower_expression(graph, expression, {}, {})
    return evaluate(Function(graph, (), (number,)), {}, system=system)[number]


def exact_values(values: Mapping[str, float], system: NumberSystem) -> dict[str, Any]:
    """Values in a number system, each as it was written; what comes as a double is that double."""
    return {name: _exact_value(value, system) for name, value in values.items()}


def _exact_value(value: float, system: NumberSystem) -> Any:
    return exact_text(value.text, system) if isinstance(value, Written) else system.number(value)


def exact_text(text: str, system: NumberSystem) -> Any:
    """What the text of a value means in a number system."""
    if text in NON_FINITE:
        return system.number(NON_FINITE[text])
    if PLAIN_NUMBER.fullmatch(text):
        return system.constant(text)
    return constant_value(parse_expression(text), system)


def _read(text: str, name: str) -> Any:
    source = Source(text, f"the value of {name}")
    check_text(source)
    program = parse(source)
    (statement, *further) = program.statements
    if further or isinstance(statement, Assignment | Definition | Given):
        raise AutogradError(
            "a value is one expression", code="binding", span=program.span, source=source, hint="as in `pi/2`"
        )
    for part in statement.walk():
        if isinstance(part, Name) and part.name not in CONSTANTS:
            raise AutogradError(
                f"the value of `{name}` has the variable `{part.name}`",
                code="binding",
                span=part.span,
                source=source,
                hint="a value is a number or an expression of numbers, such as `pi/2`",
            )
    try:
        return constant_value(statement)
    except AutogradError as error:
        raise error.within(source) from None


def _names(program: Program) -> set[str]:
    return {part.name for part in program.walk() if isinstance(part, Name | Assignment)}


def _canonical(bindings: Mapping[str, float]) -> dict[str, float]:
    return {canonical_name(name): value for name, value in bindings.items()}


def _superfluous(name: str, lowered: Lowered, missing: Sequence[str]) -> AutogradError:
    names = list(lowered.inputs)
    near = get_close_matches(name, missing or names, 1) or [other for other in names if other.lower() == name.lower()]
    if near:
        hint = f"did you mean `{near[0]}`?"
    elif names:
        hint = f"it has {', '.join(f'`{other}`' for other in names)}"
    else:
        hint = "it has no variables"
    return AutogradError(f"the formula has no variable `{name}`", code="unknown-binding", hint=hint)


def _missing(names: Sequence[str], source: Source, lowered: Lowered, bound: Iterable[str] = ()) -> AutogradError:
    first = names[0]
    what = " and ".join([", ".join(f"`{name}`" for name in names[:-1])] * (len(names) > 1) + [f"`{names[-1]}`"])
    known = [name for name in (*lowered.inputs, *bound) if name not in names or len(name) < len(first)]
    if first == "π":
        hint = "the constant is written `pi`"
    elif first in FUNCTIONS:
        hint = f"`{first}` is a function: write `{first}(...)`; as a variable it takes a value, --{first} 1"
    elif (split := _product(first, known)) is not None:
        hint = f"for the product write `{'*'.join(split)}`; as a variable it takes a value, --{first} 1"
    else:
        hint = "give values: " + " ".join(f"--{name} 1" for name in names)
    message = f"{what} {'has' if len(names) == 1 else 'have'} no value"
    return AutogradError(message, code="missing-binding", span=lowered.uses.get(first), source=source, hint=hint)


def _product(name: str, known: Sequence[str]) -> list[str] | None:
    """The known names that a name is made of, as `xy` is of `x` and `y`; None where it is not."""
    factors, rest = [], name
    while rest:
        factor = max((other for other in known if other != name and rest.startswith(other)), key=len, default=None)
        if factor is None:
            return None
        factors.append(factor)
        rest = rest[len(factor) :]
    return factors
