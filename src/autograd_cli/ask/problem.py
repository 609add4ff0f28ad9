"""A text and its bindings, made into a problem: parsed, lowered, bound. Every command starts here.

In: a `Source` and values by name. Out: a `Problem`, or the one error. Nothing is computed but the bindings' own values.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any, NamedTuple

from autograd_cli.errors import AutogradError, Finding, Source, Span
from autograd_cli.graph.graph import Function, Graph, NodeId, Shape
from autograd_cli.graph.lower import Lowered, element_names, literal_name, lower, lower_expression, shape_of
from autograd_cli.graph.restore import restore
from autograd_cli.graph.shapes import shape_text
from autograd_cli.numerals import NON_FINITE, Written, json_value, nested
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES
from autograd_cli.run.evaluate import evaluate
from autograd_cli.syntax.ast import Assignment, Definition, Given, Name, Number, Program, Tree, Vector
from autograd_cli.syntax.builder import SUPERSCRIPTS, canonical_name
from autograd_cli.syntax.parser import parse, parse_expression
from autograd_cli.syntax.readings import constants_used, refuse_products
from autograd_cli.syntax.unparse import unparse
from autograd_cli.systems.systems import FLOAT, NumberSystem, resolve

# A value that needs no parser; and how people write what the language has no literal for.
PLAIN_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
UNDEFINED = ("nan", "NaN")
# What divides the two ends of an interval, and a value from its standard uncertainty.
RANGE, UNCERTAIN = "..", ("±", "+/-")


# Loaded only where a value is a vector or a matrix.
SCALARS = "autograd_cli.run.scalars:in_scalars"
ARRAY = "autograd_cli.systems.arrays:as_array"
WRITTEN_ARRAY = "autograd_cli.systems.arrays:as_written"
# A double, or an array of doubles: NumPy is no part of a call in which all are numbers.
Value = Any


class Problem(NamedTuple):
    """A formula with a value for every input, in the order in which the text names them.

    It has no `program` where a graph was given instead of a text. Where it was scattered, `shapes` has what the shapes
    of its values were. `notes` say of names how they were read.
    """

    source: Source
    program: Program | None
    lowered: Lowered
    values: Mapping[str, Value]
    expanded: frozenset[str] = frozenset()
    shapes: Mapping[str, Shape] | None = None
    notes: tuple[Finding, ...] = ()

    @property
    def function(self) -> Function:
        return self.lowered.function

    @property
    def several(self) -> bool:
        """Whether the result is a vector or a matrix."""
        return self.output_shape != ()

    @property
    def output_shape(self) -> Shape:
        """The lengths of the result; none where it is a number."""
        parts, outputs = self.lowered.parts, self.function.outputs
        # An empty vector in numbers alone has no outputs.
        return (len(parts),) if parts or not outputs else self.function.graph.nodes[outputs[0]].shape

    def single(self) -> Function:
        """The function, where its result is one number.

        Raises: `AutogradError` with code `unsupported`.
        """
        parts = self.lowered.parts
        if parts:
            whole = Span(parts[0].start, parts[-1].stop)
            raise AutogradError("unsupported", "vector-result", span=whole, source=self.source, count=len(parts))
        shape = self.function.graph.nodes[self.function.outputs[0]].shape
        if shape:
            span = None if self.program is None else self.program.statements[-1].span
            kind = "a vector" if len(shape) == 1 else "a matrix"
            raise AutogradError(
                "unsupported", "array-result", span=span, source=self.source, kind=kind, shape=shape_text(shape)
            )
        return self.function

    def scattered(self) -> "Problem":
        """The same problem in numbers alone: every element of a vector or matrix is an input or output of its own.

        Raises: `AutogradError` with code `unsupported` where arrays come from a graph, which has no text to read anew.
        """
        arrays = any(hasattr(value, "shape") for value in self.values.values())
        result = self.function.graph.nodes[self.function.outputs[0]].shape
        if not (arrays or result or self.function.graph.shaped):
            return self
        if self.program is None:
            raise AutogradError("unsupported", "arrays-in-graph", source=self.source)
        shapes = _shapes(self.values)
        lowered = _in_scalars(lower(self.program, shapes, expand=self.expanded, scattered=True))
        values: dict[str, float] = {}
        for name, value in self.values.items():
            values.update(zip(names_of(name, shapes[name]), single_values(value), strict=True))
        return self._replace(
            lowered=lowered, values={name: values[name] for name in lowered.inputs if name in values}, shapes=shapes
        )

    def in_numbers(self) -> "Problem":
        """The same problem in numbers alone, where its result is one number.

        Raises: `AutogradError` with code `unsupported`.
        """
        self.single()
        return self.scattered()

    def gathered(self, numbers: Mapping[str, Any]) -> dict[str, Any]:
        """Numbers by element, such as `x[0]`, as lists in the inputs' shapes, in their order.

        Of a vector of which some elements are missing the others stay single.
        """
        shapes = {name: shape for name, shape in _shapes(self.values).items() if shape}
        complete = {name: names for name in shapes if numbers.keys() >= {*(names := names_of(name, shapes[name]))}}
        owners = {one: name for name, names in complete.items() for one in names}
        whole: dict[str, Any] = {}
        for one, number in numbers.items():
            name = owners.get(one, one)
            if name not in complete:
                whole[name] = number
            elif name not in whole:
                whole[name] = nested(map(numbers.__getitem__, complete[name]), shapes[name])
        return whole | {name: nested(iter(()), shapes[name]) for name in complete if name not in whole}

    def wanted(self, names: Sequence[str] | None) -> dict[str, NodeId]:
        """The nodes of the inputs to differentiate with respect to; all where no names are given.

        Raises: `AutogradError` with code `unknown-name`.
        """
        if names is None:
            return dict(self.lowered.inputs)
        chosen: dict[str, NodeId] = {}
        for name in map(canonical_name, names):
            elements = [one for one in self.lowered.inputs if one.startswith(f"{name}[")]
            if name not in self.lowered.inputs and elements:
                chosen.update((one, self.lowered.inputs[one]) for one in elements)
                continue
            if name not in self.lowered.inputs:
                known = [*self.lowered.inputs]
                raise AutogradError("unknown-name", "wrt" if known else "wrt-of-none", name=name, known=known)
            chosen[name] = self.lowered.inputs[name]
        return chosen

    def lowered_text(self, source: Source) -> Lowered:
        """Another text in the same inputs, in numbers alone. Raises: `AutogradError` as `lower` does."""
        shapes = _shapes(self.values) if self.shapes is None else self.shapes
        return _in_scalars(lower(parse(source), shapes, scattered=True))

    def with_literals(self) -> Lowered:
        """The same program, lowered with an input for every number written.

        Raises: `AutogradError` with code `unsupported` where there is no text.
        """
        if self.program is None:
            raise AutogradError("unsupported", "literals-of-graph")
        if self.shapes is None:
            return lower(self.program, _shapes(self.values), literals=True, expand=self.expanded)
        return _in_scalars(lower(self.program, self.shapes, literals=True, expand=self.expanded, scattered=True))

    def literal_values(self, lowered: Lowered) -> dict[str, Value]:
        """The values of the inputs that stand for numbers written, in a lowering with literals."""
        slices = self.literal_texts(lowered)
        texts = {span: SUPERSCRIPTS.get(text, text) for span, text in slices.items()}
        return {literal_name(span): Written(float(text), text) for span, text in texts.items()}

    def literal_texts(self, lowered: Lowered) -> dict[Span, str]:
        """The numbers written, as they are written, but for parentheses around one."""
        texts = {span: self.source.slice(span) for span in lowered.literals}
        if any(text.startswith("(") for text in texts.values()):
            assert self.program is not None
            numbers = {part.span: part.text for part in self.program.walk() if isinstance(part, Number)}
            texts |= {span: numbers[span] for span, text in texts.items() if text.startswith("(")}
        return texts


def pose(
    source: Source,
    bindings: Mapping[str, Value],
    background: Mapping[str, Value] | None = None,
    expand: Sequence[str] = (),
    *,
    complete: bool = True,
    names: Sequence[str] = (),
) -> Problem:
    """The problem of a text at a point, with the functions in `expand` written out.

    `bindings` must each be of use; of `background`, a file's, what the text does not name is passed over. They go
    before the text's own `given`. Where the problem need not be `complete`, a variable may have no value; `names` are
    those that an option says to be names.
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
        lowered = lower(program, _shapes(known), expand=expanded)
    except AutogradError as error:
        if error.code == "shape" and (unbound := _unbound(program, known)):
            # Without a value a variable was taken for a number.
            raise _missing(list(unbound), source, unbound, known) from None
        raise error.within(source) from None
    trees = {name: tree for name, tree in lowered.defaults.items() if name not in known}
    defaults = {name: written_value(tree) for name, tree in trees.items()}
    values = _bind(source, lowered, bound, {**defaults, **known}, complete)
    notes = constants_used(program, known)
    if not complete:
        notes += refuse_products(program, source, (*known, *names))
    return Problem(source, program, lowered, values, expanded, notes=notes)


def listed(names: Sequence[str] | str | None) -> tuple[str, ...] | None:
    """The names of a list, or of a text such as `x,y`; None where all are meant."""
    return (
        tuple(name.strip() for name in names.split(","))
        if isinstance(names, str)
        else None
        if names is None
        else tuple(names)
    )


def pose_open(source: Source, expand: Sequence[str] = (), names: Sequence[str] = ()) -> Problem:
    """The problem of a text without values: what is asked of it must need none. Names with a `given` have none either.

    `names` are those that an option says to be names.
    Raises: `AutogradError` with the codes of `parse`, `lower` and `expand`, and `ambiguous` for a name that may be a
    product.
    """
    check_text(source)
    expanded = frozenset(map(_expandable, expand))
    program = parse(source)
    try:
        lowered = lower(program, CONSTANTS & _names(program) & {*names}, expand=expanded)
    except AutogradError as error:
        raise error.within(source) from None
    notes = constants_used(program, names) + refuse_products(program, source, names)
    return Problem(source, program, lowered, {}, expanded, notes=notes)


def pose_graph(
    source: Source, document: Any, bindings: Mapping[str, Value], background: Mapping[str, Value] | None = None
) -> Problem:
    """The problem of a graph's JSON; the point in it serves where nothing else is bound.

    `source` has the expression that the graph's spans count in.
    Raises: `AutogradError` with the codes of `restore`, `missing-binding` and `unknown-binding`.
    """
    lowered = restore(document)
    own = document.get("inputs")
    point = {name: _restored(name, value) for name, value in own.items()} if isinstance(own, Mapping) else {}
    bound = _canonical(bindings)
    known = {**point, **_canonical(background or {}), **bound}
    for name, shape in _shapes({name: value for name, value in known.items() if name in lowered.inputs}).items():
        needed = lowered.function.graph.nodes[lowered.inputs[name]].shape
        if shape != needed:
            raise AutogradError("shape", "graph-input", name=name, needed=shape_text(needed), given=shape_text(shape))
    return Problem(source, None, lowered, _bind(source, lowered, bound, known))


def _restored(name: str, value: Any) -> Value:
    """A value of a graph's JSON; nan for what is none."""
    if not isinstance(value, list):
        return json_value(value)
    rows = [[json_value(cell) for cell in row] if isinstance(row, list) else json_value(row) for row in value]
    return read_array(name, rows)


def _in_scalars(lowered: Lowered) -> Lowered:
    """A scattered lowering, its graph one of numbers alone."""
    function: Function = resolve(SCALARS)(lowered.function)
    moved = dict(zip(lowered.function.inputs, function.inputs, strict=True))
    inputs = {name: moved[node] for name, node in lowered.inputs.items()}
    literals = {span: moved[node] for span, node in lowered.literals.items()}
    return lowered._replace(function=function, inputs=inputs, literals=literals, names={})


def names_of(name: str, shape: Shape) -> list[str]:
    return element_names(name, shape) if shape else [name]


def single_values(value: Value) -> Sequence[float]:
    """The numbers of a value in order, each as it was written where that is known."""
    if not hasattr(value, "shape"):
        return [value]
    written = getattr(value, "written", None)
    return [float(one) for one in value.ravel()] if written is None else written()


def range_of(value: Value) -> str:
    """The sign of the range that a value, or an element of it, was written as; empty where it is none."""
    if isinstance(value, Written):
        return RANGE if value.until else UNCERTAIN[0] if value.uncertainty else ""
    return getattr(value, "range", "")


def _shapes(values: Mapping[str, Value]) -> dict[str, Shape]:
    return {name: tuple(getattr(value, "shape", ())) for name, value in values.items()}


def canonical_names(listed: str) -> tuple[str, ...]:
    """The names in a list such as `x,y`, as the language spells them."""
    return tuple(canonical_name(name.strip()) for name in listed.split(",") if name.strip())


def _expandable(name: str) -> str:
    """The row that a function's name means, if it has a definition to be replaced by."""
    rows = FUNCTIONS.get(name, ())
    if rows and rows[0].definition:
        return rows[0].name
    having = [row.name for row in PRIMITIVES.values() if row.definition and row.call and row.parameters]
    if rows:
        raise AutogradError("expand", "none", name=name)
    near = get_close_matches(name, having, 1)
    if near:
        raise AutogradError("unknown-function", "near", name=name, near=near[0])
    raise AutogradError("unknown-function", "without-definition", name=name)


def _bind(
    source: Source,
    lowered: Lowered,
    bound: Mapping[str, Value],
    known: Mapping[str, Value],
    complete: bool = True,
) -> dict[str, Value]:
    """A value for every input, in their order; every name in `bound` must be one of them."""
    missing = [name for name in lowered.inputs if name not in known] if complete else []
    superfluous = [name for name in bound if name not in lowered.inputs]
    if missing and superfluous and _product(missing[0], [*known, *lowered.inputs]):
        raise _missing(missing, source, lowered.uses, [*lowered.inputs, *known])
    if superfluous:
        raise _superfluous(superfluous[0], lowered, missing)
    if missing:
        raise _missing(missing, source, lowered.uses, lowered.inputs)
    return {name: known[name] for name in lowered.inputs if name in known}


def read_value(text: str, name: str, ranges: bool = False) -> Value:
    """The value of a binding's text: an expression without variables, such as `pi/2`.

    With `ranges` also an interval, `39.5..40.5`, or a value with its standard uncertainty, `40±0.5` or `40+/-0.5`.
    Raises: `AutogradError` with code `binding`, or that of the text's own mistake; `unsupported` for a range.
    """
    sign, first, second = split_range(text)
    if not sign:
        return _single(text, name)
    if not ranges:
        raise AutogradError("unsupported", "interval" if sign == RANGE else "uncertain", name=name, text=text)
    if not (first.strip() and second.strip()):
        case = "half-interval" if sign == RANGE else "half-uncertain"
        raise AutogradError("binding", case, name=name, text=text)
    value, other = _single(first, name), _single(second, name)
    shape = getattr(value, "shape", ()) or getattr(other, "shape", ())
    if not shape:
        return _ranged(value, other, (sign, first, second), text, name)
    shapes = {one.shape for one in (value, other) if hasattr(one, "shape")}
    if len(shapes) > 1:
        one, another = map(shape_text, shapes)
        raise AutogradError("shape", "sides", name=name, text=text, one=one, other=another)
    ends = [single_values(one) if hasattr(one, "shape") else [one] * math.prod(shape) for one in (value, other)]
    parts = [_ranged(a, b, (sign, _text_of(a), _text_of(b)), text, name) for a, b in zip(*ends, strict=True)]
    return resolve(WRITTEN_ARRAY)(parts, shape, partial(list, parts), range_of(parts[0]) if parts else "")


def _text_of(value: float) -> str:
    return value.text if isinstance(value, Written) else repr(value)


def _ranged(value: float, other: float, parts: tuple[str, str, str], text: str, name: str) -> Written:
    """An interval from a number to another, or a number with the other as its uncertainty; `parts` are as written."""
    sign, first, second = parts
    if math.isnan(value) or math.isnan(other):
        raise AutogradError("binding", "nan-in-range", name=name, text=text)
    if sign != RANGE:
        if other < 0 or math.isinf(other):
            raise AutogradError("binding", "uncertainty", name=name, text=second.strip())
        return Written(value, first.strip(), uncertainty=second.strip())
    if value > other:
        raise AutogradError("binding", "interval-down", name=name, start=first.strip(), stop=second.strip())
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


def _single(text: str, name: str) -> Value:
    """The value of a text that is no range."""
    text = text.strip() if text not in UNDEFINED else text
    if text in UNDEFINED:
        return math.nan
    if text in NON_FINITE:
        return NON_FINITE[text]
    if PLAIN_NUMBER.fullmatch(text):
        value = float(text)
        if math.isinf(value):
            raise AutogradError("binding", "beyond-doubles", name=name, text=text)
        return Written(value, text)
    return _read(text, name)


def read_array(name: str, value: Any) -> Value:
    """A value from Python as a double, or as an array of doubles, whatever numeric type it comes in.

    Raises: `AutogradError` with codes `binding` and `shape`.
    """
    if isinstance(value, list | tuple) or getattr(value, "shape", None):
        return resolve(ARRAY)(name, value)
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError) as problem:
        raise AutogradError("binding", "not-a-number", name=name, reason=str(problem)) from None


def check_text(source: Source) -> None:
    """Refuses text that did not come from UTF-8, before anything else looks at it."""
    for i, character in enumerate(source.text):
        if "\ud800" <= character <= "\udfff":
            raise AutogradError("encoding", "formula", span=Span(i, i + 1), source=source)


def constant_value(expression: Tree, system: NumberSystem = FLOAT) -> Any:
    """The value of an expression without variables."""
    graph = Graph()
    node = lower_expression(graph, expression, {}, {})
    return evaluate(Function(graph, (), (node,)), {}, system=system)[node]


def written_value(expression: Tree) -> Value:
    """The value of an expression without variables, with its text; of a vector's literal with the text of each part."""
    value = constant_value(expression)
    if not hasattr(value, "shape"):
        return Written(value, unparse(expression))
    rows = expression.items if isinstance(expression, Vector) else ()
    parts = [part for row in rows for part in (row.items if isinstance(row, Vector) else (row,))]
    if len(parts) != value.size:
        return value
    return resolve(WRITTEN_ARRAY)(value, value.shape, partial(_written_parts, value, parts))


def _written_parts(value: Value, parts: Sequence[Tree]) -> list[float]:
    numbers = [float(number) for number in value.ravel()]
    if any(shape_of(part) for part in parts):
        return numbers
    return [Written(number, unparse(part)) for number, part in zip(numbers, parts, strict=True)]


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


def _read(text: str, name: str) -> Value:
    source = Source(text, name, "value")
    check_text(source)
    program = parse(source)
    (statement, *further) = program.statements
    if further or isinstance(statement, Assignment | Definition | Given):
        raise AutogradError("binding", "several-statements", span=program.span, source=source, name=name)
    for part in statement.walk():
        if isinstance(part, Name) and part.name not in CONSTANTS:
            raise AutogradError("binding", "variable", span=part.span, source=source, name=name, variable=part.name)
    try:
        return written_value(statement)
    except AutogradError as error:
        raise error.within(source) from None


def _names(program: Program) -> set[str]:
    return {part.name for part in program.walk() if isinstance(part, Name | Assignment)}


def _canonical(bindings: Mapping[str, Value]) -> dict[str, Value]:
    return {canonical_name(name): value for name, value in bindings.items()}


def _superfluous(name: str, lowered: Lowered, missing: Sequence[str]) -> AutogradError:
    names = list(lowered.inputs)
    near = get_close_matches(name, missing or names, 1) or [other for other in names if other.lower() == name.lower()]
    if near:
        return AutogradError("unknown-binding", "near", name=name, near=near[0])
    return AutogradError("unknown-binding", "known" if names else "none", name=name, known=names)


def _unbound(program: Program, known: Mapping[str, Value]) -> dict[str, Span]:
    """The names without a value, and where each stands first."""
    own = {part.name for part in program.statements if isinstance(part, Assignment)} | set(known) | CONSTANTS
    for statement in program.statements:
        if isinstance(statement, Definition):
            own |= set(statement.parameters)
        elif isinstance(statement, Given):
            own |= {binding.name for binding in statement.bindings}
    unbound: dict[str, Span] = {}
    for part in program.walk():
        if isinstance(part, Name) and part.name not in own:
            unbound.setdefault(part.name, part.span)
    return unbound


def _missing(names: Sequence[str], source: Source, uses: Mapping[str, Span], known: Iterable[str]) -> AutogradError:
    first = names[0]
    others = [name for name in known if name not in names or len(name) < len(first)]
    factors = _product(first, others)
    case = "pi" if first == "π" else "function" if first in FUNCTIONS else "product" if factors else "values"
    return AutogradError(
        "missing-binding",
        case,
        span=uses.get(first),
        source=source,
        names=names,
        first=first,
        product="*".join(factors or ()),
        given=" ".join(f"--{name} 1" for name in names),
    )


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
