"""A text and its bindings, made into a problem: parsed, lowered, bound. Every command starts here.

In: a `Source` and values by name. Out: a `Problem`, or the one error. Nothing is computed but the bindings' own values.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from autograd_cli.ask.definitions import axes_behind, axes_of, behind, definitions, knowing
from autograd_cli.ask.missing import as_product, missing_values, superfluous_value, unbound
from autograd_cli.ask.shapes import indexed_shapes, taken_for_numbers, transposed_numbers, with_shape_hint
from autograd_cli.ask.values import Value, check_text, gathered, literal_notes, named_values, read_array, written_value
from autograd_cli.errors import AutogradError, Finding, Source, Span, near_names
from autograd_cli.graphs.expressions import literal_name
from autograd_cli.graphs.graph import SCALAR, Function, NodeId, Shape
from autograd_cli.graphs.lower import NO_NUMBERS, Lowered, lower
from autograd_cli.graphs.shapes import shape_words
from autograd_cli.numerals import Written, json_value, nested
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES
from autograd_cli.syntax.ast import Assignment, Number, Program
from autograd_cli.syntax.names import canonical_name, names_in
from autograd_cli.syntax.parser import parse
from autograd_cli.syntax.readings import constants_used, refuse_products
from autograd_cli.systems.systems import resolve

# What a number written begins with; other signs stand for one.
DIGITS = (*"0123456789.",)

# Loaded only where a value is a vector or a matrix.
SCALARS = "autograd_cli.run.scalars:in_scalars"
# Loaded only where a name is a bound, an index or an axis.
GIVEN_COUNTS = "autograd_cli.graphs.bounds:given_counts"
# Loaded only where a graph is given instead of a text.
RESTORE = "autograd_cli.graphs.restore:restore"

Given = TypeVar("Given")


class Problem(NamedTuple):
    """A formula with a value for every input, in the order in which the text names them.

    It has no `program` where a graph was given instead of a text. Where it was scattered, `shapes` has what the shapes
    of its values were. `notes` say of names how they were read. Names in `counts` are no inputs but these numbers: they
    say how many terms there are, in a formula without values.
    """

    source: Source
    program: Program | None
    lowered: Lowered
    values: Mapping[str, Value]
    expanded: frozenset[str] = frozenset()
    shapes: Mapping[str, Shape] | None = None
    notes: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = NO_NUMBERS

    @property
    def function(self) -> Function:
        return self.lowered.function

    @property
    def is_complete(self) -> bool:
        """Whether every input has a value."""
        return self.values.keys() >= self.lowered.inputs.keys()

    @property
    def has_several_outputs(self) -> bool:
        """Whether the result is a vector or a matrix."""
        return self.output_shape != ()

    @property
    def output_shape(self) -> Shape:
        """The lengths of the result; none where it is a number."""
        parts, outputs = self.lowered.parts, self.function.outputs
        # An empty vector in numbers alone has no outputs.
        return (len(parts),) if parts or not outputs else self.function.graph.nodes[outputs[0]].shape

    @property
    def input_shapes(self) -> Mapping[str, Shape]:
        """The shapes of the variables by name, those that came before their elements were inputs of their own."""
        return _shapes(self.values) if self.shapes is None else self.shapes

    @property
    def assigned(self) -> set[str]:
        """The names that the program gives to values."""
        statements = () if self.program is None else self.program.statements
        return {one.name for one in statements if isinstance(one, Assignment)}

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
                "unsupported", "array-result", span=span, source=self.source, kind=kind, shape=shape_words(shape)
            )
        return self.function

    def scattered(self) -> "Problem":
        """The same problem in numbers alone: every element of a vector or matrix is an input or output of its own.

        Raises: `AutogradError` with code `unsupported` where arrays come from a graph, which has no text to read again.
        """
        arrays = any(hasattr(value, "shape") for value in self.values.values())
        result = self.function.graph.nodes[self.function.outputs[0]].shape
        if not (arrays or result or self.function.has_arrays):
            return self
        if self.program is None:
            raise AutogradError("unsupported", "arrays-in-graph", source=self.source)
        graph = self.function.graph
        open_shapes = {name: graph.nodes[node].shape for name, node in self.lowered.inputs.items()}
        shapes = {**open_shapes, **_shapes(self.values)}
        lowered = _in_scalars(self._lower(self.program, shapes, expand=self.expanded, scattered=True))
        values: dict[str, float] = {}
        for name, value in self.values.items():
            values.update(named_values(name, value))
        return self._replace(
            lowered=lowered, values={name: values[name] for name in lowered.inputs if name in values}, shapes=shapes
        )

    def scalarised(self) -> "Problem":
        """The same problem in numbers alone, where its result is one number.

        Raises: `AutogradError` with code `unsupported`.
        """
        self.single()
        return self.scattered()

    def gathered(self, numbers: Mapping[str, Any]) -> dict[str, Any]:
        """Numbers by element, such as `x[0]`, as lists in the inputs' shapes, in their order.

        Of a vector of which some elements are missing the others stay single.
        """
        shapes = _shapes(self.values)
        empty = {name: nested(iter(()), shape) for name, shape in shapes.items() if 0 in shape}
        return gathered(shapes, numbers) | empty

    def wanted(self, names: Sequence[str] | None) -> dict[str, NodeId]:
        """The nodes of the inputs to differentiate with respect to; where no names are given, all that count nothing.

        Raises: `AutogradError` with code `unknown-name`.
        """
        if names is None:
            return {name: node for name, node in self.lowered.inputs.items() if name not in self.lowered.counted}
        chosen: dict[str, NodeId] = {}
        inputs = self.lowered.inputs
        for name in map(canonical_name, names):
            if name not in inputs and (elements := [one for one in inputs if one.startswith(f"{name}[")]):
                chosen.update((one, inputs[one]) for one in elements)
                continue
            if name in self.counts:
                raise self.of_count(name)
            if name not in inputs:
                known = [*inputs]
                case = "wrt" if known else "wrt-of-none"
                if known and name in self.assigned:
                    case = "wrt-of-result" if self.lowered.output == name else "wrt-of-intermediate"
                raise AutogradError("unknown-name", case, name=name, known=known, listed=names)
            chosen[name] = inputs[name]
        return chosen

    def of_count(self, name: str) -> AutogradError:
        """The error for a derivative towards what is a bound, an index or an axis."""
        return AutogradError("integer", "count", span=self.lowered.counted.get(name), source=self.source, name=name)

    def lowered_text(self, source: Source, *, within: bool = False) -> Lowered:
        """Another text in the same inputs, in numbers alone; `within` the program it may have the names of that, too.

        Raises: `AutogradError` as `parse` and `lower` do.
        """
        before = definitions(self.program) if within else ()
        axes = axes_behind(before, axes_of(self.input_shapes, [*self.lowered.inputs]))
        program = behind(before, parse(knowing(source, axes)))
        return _in_scalars(self._lower(program, self.input_shapes, scattered=True))

    def with_literals(self) -> Lowered:
        """The same program, lowered with an input for every number written.

        Raises: `AutogradError` with code `unsupported` where there is no text.
        """
        if self.program is None:
            raise AutogradError("unsupported", "literals-of-graph")
        if self.shapes is None:
            return self._lower(self.program, _shapes(self.values), literals=True, expand=self.expanded)
        return _in_scalars(self._lower(self.program, self.shapes, literals=True, expand=self.expanded, scattered=True))

    def _lower(self, program: Program, shapes: Mapping[str, Shape], **how: Any) -> Lowered:
        """A program with this one's values for what is a bound, an index or an axis."""
        return lower(program, shapes, values=self.values, counts=self.counts, **how)

    def literal_values(self, lowered: Lowered) -> dict[str, Value]:
        """The values of the inputs that stand for numbers written, in a lowering with literals."""
        texts = self.literal_texts(lowered)
        return {literal_name(span): Written(float(text), text) for span, text in texts.items()}

    def literal_texts(self, lowered: Lowered) -> dict[Span, str]:
        """The numbers written, as they are written, but for parentheses around one and for signs such as `²`."""
        texts = {span: self.source.slice(span).replace("−", "-") for span in lowered.literals}
        if any(text[:1] not in DIGITS for text in texts.values()):
            assert self.program is not None
            numbers = {part.span: part.text for part in self.program.walk() if isinstance(part, Number)}
            texts |= {span: numbers[span] for span, text in texts.items() if text[:1] not in DIGITS}
        return texts


def pose(
    source: Source,
    bindings: Mapping[str, Value],
    background: Mapping[str, Value] | None = None,
    expand: Sequence[str] = (),
    *,
    complete: bool = True,
    names: Sequence[str] = (),
    program: Program | None = None,
) -> Problem:
    """The problem of a text at a point, with the functions in `expand` written out; or of a `program` made of it.

    `bindings` must each be of use; of `background`, a file's, what the text does not name is passed over. They go
    before the text's own `given`. Where the problem need not be `complete`, a variable may have no value; `names` are
    those that an option says to be names.
    Raises: `AutogradError` with the codes of `parse` and `lower`, `missing-binding`, `unknown-binding` and `expand`.
    """
    check_text(source)
    expanded = frozenset(map(_expandable, expand))
    if program is None:
        program = parse(knowing(source, axes_of(_shapes(_canonical({**(background or {}), **bindings})), names)))
    given_names = _names(program)
    bound = _canonical(bindings)
    background = {name: value for name, value in _canonical(background or {}).items() if name in given_names}
    known = {**background, **bound}
    try:
        lowered = lower(program, _shapes(known), expand=expanded, values=known)
    except AutogradError as error:
        if error.code == "shape" and error.case != "declared" and (nameless := unbound(program, known)):
            # Without a value a variable was taken for a number.
            raise missing_values(list(nameless), source, nameless, known) from None
        raise with_shape_hint(error.within(source), program) from None
    trees = {name: tree for name, tree in lowered.defaults.items() if name not in known}
    defaults = {name: written_value(tree) for name, tree in trees.items()}
    try:
        values = _bind(source, lowered, bound, {**defaults, **known}, complete)
    except AutogradError as error:
        if error.code in ("missing-binding", "unknown-binding"):  # of a product there is more to be said
            refuse_products(program, source, given_names, (*known, *names), "product-or-value")
        raise
    notes = constants_used(program, given_names, known) + literal_notes(values)
    notes += taken_for_numbers(lowered, defaults, "one-number") + transposed_numbers(source.text, program, lowered)
    if not complete:
        notes += refuse_products(program, source, given_names, (*known, *names))
    return Problem(source, program, lowered, values, expanded, notes=notes)


def listed(names: Sequence[str] | str | None) -> tuple[str, ...] | None:
    """The names of a list, or of a text such as `x,y`; None where all are meant."""
    if names is None:
        return None
    return tuple(names_in(names)) if isinstance(names, str) else tuple(names)


def pose_open(
    source: Source,
    expand: Sequence[str] = (),
    names: Sequence[str] = (),
    shapes: Mapping[str, Shape] | None = None,
    counts: Mapping[str, int] = NO_NUMBERS,
) -> Problem:
    """The problem of a text without values: what is asked of it must need none. Names with a `given` have none either,
    but where they say how many terms there are: there they are that number in all of the text.

    `names` are those that an option says to be names, `shapes` those of names that the text need not say, `counts` the
    numbers of further names that another text counts with; what is given in this one comes first.
    Raises: `AutogradError` with the codes of `parse`, `lower` and `expand`, and `ambiguous` for a name that may be a
    product.
    """
    check_text(source)
    expanded = frozenset(map(_expandable, expand))
    program = parse(knowing(source, axes_of(shapes or {}, names)))
    given = {one.name for one in program.assignments}
    used = _names(program)
    known = dict.fromkeys((CONSTANTS.keys() & used & {*names}) - given, SCALAR) | indexed_shapes(program)
    known |= {name: shape for name, shape in _canonical(shapes or {}).items() if name in used}
    foreign = {name: count for name, count in counts.items() if name not in given}
    try:
        lowered = lower(program, known, expand=expanded, counts=foreign)
        here = foreign
        if lowered.counted or counts:
            here = foreign | resolve(GIVEN_COUNTS)(lowered.defaults, (*lowered.counted, *counts))
        if here != foreign:
            lowered = lower(program, known, expand=expanded, counts=here)._replace(counted=lowered.counted)
    except AutogradError as error:
        raise with_shape_hint(error.within(source), program, unbound(program, {})) from None
    notes = constants_used(program, used, names) + refuse_products(program, source, used, names)
    notes += taken_for_numbers(lowered, given, notation=program.notation) + transposed_numbers(
        source.text, program, lowered
    )
    here = {name: count for name, count in here.items() if name in used}
    notes += tuple(Finding("name", case="fixed", name=name, value=str(count)) for name, count in here.items())
    return Problem(source, program, lowered, {}, expanded, notes=notes, counts=here)


def pose_graph(
    source: Source,
    document: Any,
    bindings: Mapping[str, Value],
    background: Mapping[str, Value] | None = None,
    *,
    open: bool = False,
) -> Problem:
    """The problem of a graph's JSON; the point in it serves where nothing else is bound. One that is `open` has none.

    `source` has the expression that the graph's spans count in.
    Raises: `AutogradError` with the codes of `restore`, `missing-binding` and `unknown-binding`.
    """
    lowered: Lowered = resolve(RESTORE)(document)
    own = document.get("inputs")
    point = {name: _restored(name, value) for name, value in own.items()} if isinstance(own, Mapping) else {}
    bound = _canonical(bindings)
    known = {**point, **_canonical(background or {}), **bound}
    for name, shape in _shapes({name: value for name, value in known.items() if name in lowered.inputs}).items():
        needed = lowered.function.graph.nodes[lowered.inputs[name]].shape
        if shape != needed:
            raise AutogradError("shape", "graph-input", name=name, needed=shape_words(needed), given=shape_words(shape))
    values = _bind(source, lowered, bound, known, complete=not open)
    return Problem(source, None, lowered, {} if open else values)


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


def _shapes(values: Mapping[str, Value]) -> dict[str, Shape]:
    return {name: tuple(getattr(value, "shape", ())) for name, value in values.items()}


def canonical_names(listed: str) -> tuple[str, ...]:
    """The names in a list such as `x,y`, as the language spells them."""
    return tuple(canonical_name(name) for name in names_in(listed) if name)


def _expandable(name: str) -> str:
    """The row that a function's name means, if it has a definition to be replaced by."""
    rows = FUNCTIONS.get(name, ())
    if rows and rows[0].definition:
        return rows[0].name
    having = [row.name for row in PRIMITIVES.values() if row.definition and row.call and row.parameters]
    if rows:
        raise AutogradError("expand", "none", name=name)
    near = near_names(name, having)
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
    extra = [name for name in bound if name not in lowered.inputs]
    if missing and extra and as_product(missing[0], [*known, *lowered.inputs]):
        raise missing_values(missing, source, lowered.uses, [*lowered.inputs, *known])
    if extra:
        raise superfluous_value(extra[0], lowered, missing)
    if missing:
        shapes = {name: lowered.function.graph.nodes[node].shape for name, node in lowered.inputs.items()}
        raise missing_values(missing, source, lowered.uses, lowered.inputs, shapes)
    return {name: known[name] for name in lowered.inputs if name in known}


def _names(program: Program) -> set[str]:
    return {*(one.name for one in program.assignments), *(one.name for one in program.free_names())}


def _canonical(bindings: Mapping[str, Given]) -> dict[str, Given]:
    return {canonical_name(name): value for name, value in bindings.items()}
