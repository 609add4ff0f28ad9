"""Whether two formulas are one function.

Takes: two sources, and ranges of their variables. Returns: a `Same`. Formulas are read without values; a number written
in one is what it says, so that `0.1` is a tenth. What is proved, and how, is in `equality`, most of which needs
python-flint.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from time import monotonic
from typing import NamedTuple

from autograd_cli.ask.problem import Problem, pose_open
from autograd_cli.ask.values import read_array
from autograd_cli.equality.verdict import DIGITS, Comparison, Difference, Domain, InFloats, near_in_floats
from autograd_cli.errors import AutogradError, Finding, Source
from autograd_cli.extras import install_command
from autograd_cli.graphs.analysis import refuse_matrices
from autograd_cli.graphs.graph import INPUT, SCALAR, Function, Graph, NodeId, Shape
from autograd_cli.numerals import element_names, elements, nested, number_text, shape_text
from autograd_cli.records import Shown, record
from autograd_cli.report.notes import placeless
from autograd_cli.run.evaluate import evaluate
from autograd_cli.systems.systems import resolve

# The second serves where the library for enclosures is not installed.
COMPARE = "autograd_cli.equality.compare:compare"
WITHOUT_ENCLOSURES = "autograd_cli.equality.exact:compare"
# Results of more elements are not compared.
MOST_ELEMENTS = 100
# After so many seconds further elements are not compared.
SECONDS = 5.0
Ranges = Mapping[str, tuple[Fraction, Fraction]]
NO_FLOATS: Mapping[str, float] = {}


@record
class Outside:
    """Points at which one of the two functions alone is defined; null where none is known."""

    left: Mapping[str, float] | None
    right: Mapping[str, float] | None


@record
class Same(Shown):
    """The verdict on two formulas, compared where both are defined. `same` is null where it is not settled.

    `domain` is `equal` where it is proved that they are defined at the same points, `left` or `right` where that one
    alone is defined at a point that is known, `neither` where each is at one, null where it is not settled. `outside`
    has these points. `agreed` is at how many points their values agree to `digits` digits. `element` is the place in
    vectors, counted from 0, that `difference` or `floats` are about.
    """

    SCHEMA = "autograd.same/1"
    LAYOUT = "sameness:compared"
    left: str
    right: str
    variables: tuple[str, ...]
    same: bool | None
    domain: Domain | None
    message: str
    difference: Difference | None
    outside: Outside
    floats: InFloats | None
    element: int | None
    agreed: int
    digits: int
    findings: tuple[Finding, ...] = ()

    @property
    def failed(self) -> bool:
        return self.same is not True


class Pair(NamedTuple):
    """Two problems in numbers alone, their elements in one graph: a function of two outputs for each."""

    left: Problem
    right: Problem
    functions: tuple[Function, ...]
    # The two with their vectors whole, as they are evaluated.
    whole: tuple[Problem, Problem]


def same(left: Source, right: Source, ranges: Ranges, *, expand: Sequence[str] = ()) -> Same:
    """The report on two formulas.

    Raises: `AutogradError` as `pose_open` does, with code `shape` where the results have different shapes,
    `unknown-name` for a range of no variable.
    """
    pair = posed(left, right, expand)
    comparison, element = compared(pair.functions, ranges)
    variables = tuple(dict.fromkeys([*pair.left.lowered.inputs, *pair.right.lowered.inputs]))
    return Same(
        left=left.text,
        right=right.text,
        variables=variables,
        same=comparison.same,
        domain=comparison.domain,
        message=message(comparison),
        difference=comparison.difference,
        outside=Outside(comparison.only_left, comparison.only_right),
        floats=None if comparison.floats is None else _of_arrays(pair.whole, comparison.floats, element or 0),
        element=element if len(pair.functions) > 1 else None,
        agreed=comparison.agreed,
        digits=DIGITS,
        findings=placeless((*pair.left.notes, *pair.right.notes, *_defaults(pair.left, pair.right))),
    )


def posed(left: Source, right: Source, expand: Sequence[str] = ()) -> Pair:
    """The two problems; a variable has the shape that either formula says."""
    shapes: dict[str, Shape] = {}
    counts: dict[str, int] = {}
    for source in (left, right):
        with suppress(AutogradError):  # it may need a shape that the other one says, or a number of terms
            problem = pose_open(source, expand, shapes=shapes, counts=counts)
            shapes |= _shapes(problem)
            counts = {**problem.counts, **counts}
    first, second = (pose_open(source, expand, shapes=shapes, counts=counts) for source in (left, right))
    _refuse_two_counts(first, second)
    own, other = first.output_shape, second.output_shape
    if own != other:
        one, another = (shape_text(shape) if shape else "a number" for shape in (own, other))
        raise AutogradError("shape", "two-results", one=one, other=another)
    whole = first, second
    first, second = first.scattered(), second.scattered()
    for problem in (first, second):
        refuse_matrices(problem.function, "comparison-of-matrices", problem.source)
    if len(first.function.outputs) > MOST_ELEMENTS:
        raise AutogradError("too-large", "compared", count=len(first.function.outputs), most=MOST_ELEMENTS)
    return Pair(first, second, merged(first.function, second.function), whole)


def _of_arrays(whole: Sequence[Problem], found: InFloats, element: int) -> InFloats | None:
    """What floats give at the point where vectors are whole; None where that is one value.

    Written out, softmax(x) is a formula of numbers that loses digits, and its kernel for vectors does not.
    """
    if not any(map(_shapes, whole)):
        return found
    values = []
    for problem in whole:
        function, given = problem.function, {}
        for node in function.inputs:
            _, _, name, shape = function.graph.nodes[node]
            numbers = iter([found.point.get(one, 1.0) for one in element_names(name or "", shape)])
            given[name or ""] = read_array(name or "", nested(numbers, shape)) if shape else next(numbers)
        values.append([*elements(evaluate(function, given)[function.outputs[0]])][element])
    left, right = map(float, values)
    return None if near_in_floats(left, right) else InFloats(found.point, left, right)


def _refuse_two_counts(first: Problem, second: Problem) -> None:
    """Refuses a name that says how many terms there are and that each formula gives another value."""
    for name in {**first.counts, **second.counts}:
        one, another = (_given(problem, name) for problem in (first, second))
        if one and another and one != another:
            raise AutogradError("integer", "two-counts", name=name, one=one, another=another)


def _given(problem: Problem, name: str) -> str:
    """The number of a name that counts, else what the formula gives it, else nothing."""
    default = problem.lowered.defaults.get(name)
    if name in problem.counts:
        return str(problem.counts[name])
    return "" if default is None else problem.source.slice(default.span)


def merged(first: Function, second: Function, values: Mapping[str, float] = NO_FLOATS) -> tuple[Function, ...]:
    """Two functions in one graph, in which equal nodes are one: for each output a function of both.

    Inputs that have values are these numbers, as they are written.
    """
    graph = Graph()
    names = dict.fromkeys((*first.input_names, *second.input_names))
    inputs = {name: graph.add(INPUT, (), name) for name in names if name not in values}
    outputs = []
    for one in (first, second):
        places: dict[NodeId, NodeId] = {}
        for node in one.live:
            primitive, operands, payload, _ = one.graph.nodes[node]
            if primitive == INPUT and payload in values:
                places[node] = graph.constant(number_text(values[payload or ""]))
            else:
                places[node] = graph.add(primitive, tuple([places[operand] for operand in operands]), payload)
        outputs.append([places[output] for output in one.outputs])
    return tuple(Function(graph, tuple(inputs.values()), pair) for pair in zip(*outputs, strict=True))


def compared(functions: Sequence[Function], ranges: Ranges) -> tuple[Comparison, int | None]:
    """The verdict on all elements, and the one that it is about: the first that differs, or is not settled.

    Raises: `AutogradError` with code `unknown-name`.
    """
    names = [*functions[0].input_names] if functions else []
    bounds: dict[str, tuple[Fraction, Fraction]] = {}
    for name, span in ranges.items():
        meant = [one for one in names if one == name or one.startswith(f"{name}[")]
        if not meant:
            raise AutogradError("unknown-name", "range" if names else "range-of-none", name=name, known=names)
        bounds |= dict.fromkeys(meant, span)
    try:
        compare = resolve(COMPARE)
    except AutogradError:
        compare = resolve(WITHOUT_ENCLOSURES)
    found: list[Comparison] = []
    end = monotonic() + SECONDS
    for function in functions:
        found.append(compare(function, bounds) if monotonic() < end else Comparison(None, None, 0))
        if found[-1].same is False:
            break
    if not found:  # two empty vectors
        return Comparison(True, "equal", 0), None
    element = min(range(len(found)), key=lambda i: (VERDICTS.index(found[i].same), found[i].floats is None, i))
    worst = found[element]
    left, right = (next((one for one in points if one is not None), None) for points in _outside(found))
    domain: Domain | None = "neither" if left and right else "left" if left else "right" if right else None
    if domain is None and all(one.domain == "equal" for one in found):
        domain = "equal"
    agreed = min(one.agreed for one in found)
    return Comparison(worst.same, domain, agreed, worst.difference, left, right, worst.floats, worst.enclosed), element


# The verdicts, the one that decides first.
VERDICTS = (False, None, True)


def _outside(found: Sequence[Comparison]) -> tuple[list[Mapping[str, float] | None], list[Mapping[str, float] | None]]:
    return [one.only_left for one in found], [one.only_right for one in found]


def message(found: Comparison) -> str:
    """The verdict in words."""
    if found.same:
        where = "" if found.domain == "equal" else " where both are defined"
        return f"equal{where}"
    if found.same is False:
        return "different"
    more = "" if found.enclosed else f"; `{install_command('rigorous')}` adds most of the proofs"
    if not found.agreed:
        return f"not settled: no point was found at which both are defined{more}"
    count = "1 point" if found.agreed == 1 else f"{found.agreed} points"
    return f"not settled: the values agree to {DIGITS} digits at {count}; that proves nothing{more}"


def lacking(difference: Difference, left: str, right: str) -> str:
    """What is missing, in words; `left` and `right` are what the two are called. Empty where it cannot be told."""
    found = difference.missing
    if found is None:
        return ""
    side = left if found.side == "left" else right
    if found.kind == "sign":
        return f"the sign of the term `{found.text}` is the other one" if found.text else "the sign is the other one"
    return f"the {found.kind} `{found.text}` is missing in {side}"


def _defaults(*problems: Problem) -> list[Finding]:
    """The note on names that are given values: these are defaults, and the formulas are compared for all others too."""
    names = tuple(dict.fromkeys(name for one in problems for name in one.lowered.defaults if name not in one.counts))
    return [Finding("name", case="defaults", names=names)] if names else []


def _shapes(problem: Problem) -> dict[str, Shape]:
    nodes = problem.function.graph.nodes
    return {name: nodes[node].shape for name, node in problem.lowered.inputs.items() if nodes[node].shape != SCALAR}
