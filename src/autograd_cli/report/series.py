"""Taylor series: the coefficients of a formula in one variable, and the polynomial they make.

In: a `Problem`. Out: a `Series`. Where a float overflows or underflows on the way, the coefficients are computed again
with unlimited exponents.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import partial
from itertools import takewhile
from typing import Any, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.analysis import refuse_matrices
from autograd_cli.graphs.graph import INPUT, Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Texts, Values, is_finite, number_text, to_double
from autograd_cli.primitives import CONSTANTS
from autograd_cli.records import Shown, record
from autograd_cli.report.evaluation import check_choices, flattened, refuse_undifferentiated, sweep, undefined
from autograd_cli.report.outcome import judged_alone
from autograd_cli.report.polynomial import Factor, Number, Term, finite_polynomial, number_of, polynomial_latex
from autograd_cli.run.doubt import EXEMPT, PROMISED, RUNS, doubtful, moved_floats, remembering, spread
from autograd_cli.run.jets import Jets, holding
from autograd_cli.run.limits import AGREED, DISTANCE, agree, points_around
from autograd_cli.run.recompute import BITS, wide_system, widening
from autograd_cli.run.time_limit import time_limit
from autograd_cli.syntax.latex import latex
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.systems.systems import FLOAT, NumberSystem, resolve

# Loaded where exact numbers are other than fractions.
READ, GROUPED = "autograd_cli.systems.closed:read", "autograd_cli.systems.closed_numbers:grouped"
DEFAULT_ORDER = 5
HIGHEST_ORDER = 200
SIDES = 2
# The highest power of the distance by which a formula with a branch for the point alone is expected to divide.
MOST_DIVIDED = 4
WITHOUT_SERIES = "there is no Taylor series here: a coefficient is not finite"
TWO_SERIES = "there is no Taylor series here: the function has another one on each side"
ENDS = "there is no Taylor series here: the function ends, or has another one on each side"
JUMPS = "there is no Taylor series here: the function jumps, or has another one on each side"
ALONE = "there is no Taylor series here: the branch is taken at this point alone, and the series beside it is another"
# Of longer series the digits are not looked after: each run takes as many products.
MOST_MOVED = 1_000_000
# What moves by less than such a part of what is promised is not asked again.
CLEARLY = 5


class ExactSeries(NamedTuple):
    """The point and the coefficients as fractions, `1/6`, or as formulas of constants, `sqrt(2)/2`."""

    center: str
    coefficients: tuple[str, ...]


def exact_latex(number: Number) -> str:
    """A fraction, or a formula of constants, in LaTeX."""
    if isinstance(number, float | Fraction):
        above, _, below = str(number).partition("/")
        return rf"\frac{{{above}}}{{{below}}}" if below else above
    written = latex(parse_expression(str(number)))
    return rf"\left({written}\right)" if exact_number(number) != str(number) else written


def exact_number(number: Number) -> str:
    """A number as a factor: a sum in parentheses."""
    return str(number) if isinstance(number, float | Fraction) else resolve(GROUPED)(number)


def refuse_shadowed(names: Iterable[str], texts: Iterable[str]) -> None:
    """Refuses exact numbers that name a constant where a variable has that name. Raises: `AutogradError`."""
    used = {word for text in texts for word in re.findall(r"[^\W\d]\w*", text)}
    for name in names:
        if name in CONSTANTS and name in used:
            raise AutogradError("irrational", "shadowed", name=name)


def exact_read(text: str) -> Number:
    """The number of such a text."""
    try:
        return Fraction(text)
    except ValueError:
        number: Number = resolve(READ)(text)
        return number


class PowerSeries(Shown):
    """A Taylor series in any numbers."""

    __slots__ = ()
    SCHEMA = "autograd.taylor/1"
    FORMS = ("document", "formula", "records", "numbers")
    LAYOUT = "models:series"
    expression: str
    variable: str
    inputs: Mapping[str, Any]
    output: str | None
    coefficients: Sequence[Any]
    polynomial: str | None
    findings: tuple[Finding, ...]

    @property
    def fractions(self) -> ExactSeries | None:
        """Its exact numbers, where it has such."""
        return getattr(self, "exact", None)

    @property
    def failed(self) -> bool:
        return undefined(self.inputs, [math.nan] if self.polynomial is None else self.coefficients)

    @property
    def terms(self) -> list[Term]:
        if self.fractions is not None:
            middle = exact_read(self.fractions.center)
            numbers = enumerate(map(exact_read, self.fractions.coefficients))
            return [Term(one, (Factor(self.variable, middle, k),) if k else ()) for k, one in numbers]
        center = number_of(dict(flattened(self.inputs))[self.variable])
        numbers = enumerate(map(number_of, self.coefficients))
        return [Term(one, (Factor(self.variable, center, k),) if k else ()) for k, one in numbers]

    def records(self) -> Iterator[Sequence[str | float]]:
        yield ["order", "coefficient"]
        for order, coefficient in enumerate(self.numbers()):
            yield [str(order), coefficient]

    def numbers(self) -> Sequence[str | float]:
        """The coefficients; texts of fractions where they are exact."""
        return self.coefficients if self.fractions is None else self.fractions.coefficients

    @property
    def reason(self) -> str:
        """Why there is no polynomial."""
        if not all(map(is_finite, self.coefficients)):
            return WITHOUT_SERIES
        if is_alone(self.findings):
            return ALONE
        kinds = {finding.kind for finding in self.findings}
        return JUMPS if "jump" in kinds else ENDS if "boundary" in kinds else TWO_SERIES

    def text(self) -> str:
        return self.polynomial or self.reason

    def latex(self, number: Callable[[float], str] = number_text) -> str:
        if self.polynomial is None:
            return f"\\text{{{self.reason}}}"
        return polynomial_latex(self.terms, number if self.fractions is None else exact_latex)


@record
class Series(PowerSeries):
    """Coefficient k is the k-th derivative divided by k!; `polynomial` is a formula that reads back.

    It is None where a coefficient is not finite, and at an edge, a kink or a jump from which the coefficients differ by
    side; then the series is missing, which is a failure.
    `exact` has the numbers as fractions, where these were asked for.
    """

    OPTIONAL = ("exact",)
    expression: str
    variable: str
    order: int
    inputs: Mapping[str, Values]
    output: str | None
    value: float
    coefficients: tuple[float, ...]
    polynomial: str | None
    findings: tuple[Finding, ...]
    exact: ExactSeries | None = None


@record
class LongSeries(PowerSeries):
    """A series whose numbers are text, since doubles cannot hold them; `digits` is how many were asked for."""

    expression: str
    variable: str
    order: int
    inputs: Mapping[str, Texts]
    output: str | None
    value: str
    coefficients: tuple[str, ...]
    polynomial: str | None
    findings: tuple[Finding, ...]
    digits: int


class Posed(NamedTuple):
    """The problem, the same in numbers alone, and its variable: the name and the node."""

    given: Problem
    scattered: Problem
    name: str
    node: NodeId


def series(
    problem: Problem, *, wrt: Sequence[str] | None = None, order: int = DEFAULT_ORDER, kinks: str = OURS
) -> Series:
    """The Taylor series of a problem with one output in one variable.

    Raises: `AutogradError` with code `unknown-name`, `option`, `usage`, `integer` or `unsupported`.
    """
    given, problem, name, node = posed(problem, wrt, order, kinks)
    function = problem.function
    wanted = (node,) if order else ()
    refuse_matrices(function, "series-of-matrices", problem.source)
    swept = sweep(problem, (name,) if order else (), None, bool(order), kinks)
    judged = judged_alone(problem, swept.whole, wanted, kinks)
    coefficients, notes = _coefficients(problem, function, node, order, kinks, judged.outputs)
    diagnosis = judged.diagnosis
    if diagnosis.undefined:
        coefficients = [coefficients[0], *[math.nan] * order]
    one_sided = order and kinks == OURS and has_sides(diagnosis.findings)
    alone = is_alone(diagnosis.findings)
    sides: list[float] = []
    if one_sided:
        lost = lost_beside(order, diagnosis.findings)
        sides = _sides(function, name, node, problem.values, order, coefficients[0], lost)
        if not sides and lost and not alone:  # so many bits take too long: the first coefficients need none of them
            sides = _sides(function, name, node, problem.values, order, coefficients[0], 0)
    if alone and len(sides) <= order:  # no series has some coefficients of the branch and some of what is beside it
        sides = []
    coefficients[: len(sides)] = sides
    coefficients[1:] = [one + 0.0 for one in coefficients[1:]]  # a zero has no sign here
    # What a wider range has put right needs no word of the floats.
    told = [one for one in diagnosis.findings if one.kind != "recomputed" and (not notes or one.kind != "overflow")]
    told = told if not sides else without_alone(told)
    center = problem.values[name]
    terms = [Term(one, (Factor(name, center, k),) if k else ()) for k, one in enumerate(coefficients)]
    return Series(
        expression=problem.source.text,
        variable=name,
        order=order,
        inputs=given.gathered(problem.values),
        output=problem.lowered.output,
        value=coefficients[0],
        coefficients=tuple(coefficients),
        polynomial=None if one_sided and len(sides) <= order else finite_polynomial(terms),
        findings=(*told, *notes),
    )


def posed(problem: Problem, wrt: Sequence[str] | None, order: int, kinks: str) -> Posed:
    """The question that `series` answers. Raises: `AutogradError` as it does."""
    check_choices(None, (), kinks)
    check_order(order, 0, HIGHEST_ORDER)
    problem.single()
    scattered = problem.scattered()
    wanted = scattered.wanted(wrt)
    if len(wanted) != 1:
        names = list(wanted)
        if not names:
            raise AutogradError("usage", "no-variable")
        raise AutogradError("usage", "one-variable", count=len(names), name=names[0])
    ((name, node),) = wanted.items()
    refuse_undifferentiated(scattered, (node,))
    return Posed(problem, scattered, name, node)


def has_sides(findings: Sequence[Finding]) -> bool:
    """Whether the function may be another one on each side of the point, or none on one of them."""
    return any(finding.kind in ("kink", "jump", "boundary") for finding in findings)


def is_alone(findings: Sequence[Finding]) -> bool:
    """Whether a branch is taken at the point alone."""
    return len(without_alone(findings)) < len(findings)


def without_alone(findings: Sequence[Finding]) -> list[Finding]:
    """The findings of a series that is the function's own beside a point at which alone a branch is taken."""
    return [finding for finding in findings if (finding.kind, finding.case) != ("jump", "alone")]


def check_order(order: int, least: int, most: int) -> None:
    """Refuses an order that is out of bounds."""
    if not least <= order <= most:
        raise AutogradError("option", "order-bounds", order=order, least=least, most=most)


def _coefficients(
    problem: Problem, function: Function, node: NodeId, order: int, kinks: str, first: Sequence[float]
) -> tuple[list[float], list[Finding]]:
    """The coefficients as doubles; by wider numbers, with a finding, where floats give some that are not finite.

    So they are where floats differ from the `first` ones, which are right: another operand is the largest there.
    """
    held = holding(function, node, problem.values, problem.source)
    name = function.graph.nodes[node].payload
    variable = varying(held, name or "")
    (output,) = held.outputs
    system = remembering(FLOAT)
    jets = Jets(held, variable, problem.values, system, kinks)
    floats: list[float] = jets.series(output, order)
    if kinks != OURS or not all(map(math.isfinite, problem.values.values())):
        return floats, []
    finite = all(map(math.isfinite, floats))
    right = all(
        one == other or not math.isfinite(one) or is_same(one, other) for one, other in zip(first, floats, strict=False)
    )
    moved = _moved(jets, moved_floats(system), output, order, floats) if finite else None
    if finite and right and moved is None:
        return floats, []
    found, settled = floats, False
    with suppress(TimeoutError):
        wider = widening(lambda wide: list(map(to_double, jets.again(wide).series(output, order))))
        for bits, (_, before, found) in zip(BITS, wider, strict=False):
            # Two that have lost all their digits agree as well: so many bits leave little of what floats move by.
            known = all(abs(one) >= off * 2.0 ** (106 - bits) for one, off in zip(found, moved or [], strict=False))
            settled = before is not None and all(map(is_same, before, found))
            if known and (settled or all(map(is_same, floats, found))):
                break
    if all(map(is_same, floats, found)):
        return floats, []
    if not (finite or any(map(math.isfinite, found))):
        return floats, []
    if not finite and not any(math.isfinite(b) and not math.isfinite(a) for a, b in zip(floats, found, strict=True)):
        return floats, []
    case = "series" if not finite else "digits"
    return found, [Finding("recomputed", case=case, settled=settled)]


def _sides(
    function: Function,
    name: str,
    node: NodeId,
    values: Mapping[str, float],
    order: int,
    value: float,
    lost: int,
) -> list[float]:
    """`shared` by the points beside the point, at doubles, with the bits that are `lost` there."""
    held = holding(function, node, values)
    points = points_around(values, [name], lambda bits: wide_system(bits + lost))
    return list(map(to_double, shared(held, varying(held, name), points, order, value)))


def lost_beside(order: int, findings: Sequence[Finding]) -> int:
    """The bits that quotients lose beside a point: of sin(x)/x and sqrt(x^4) each order divides once more."""
    divides = is_alone(findings) or any(finding.kind == "boundary" for finding in findings)
    return DISTANCE * (order + MOST_DIVIDED) if divides else 0


def varying(held: Function, name: str) -> NodeId:
    """The input of a name."""
    return next(node for node in held.inputs if held.graph.nodes[node] == (INPUT, (), name, ()))


def shared(
    held: Function,
    variable: NodeId,
    points: Iterable[tuple[NumberSystem, Mapping[str, Any]]],
    order: int,
    value: float,
    agreed: int = AGREED,
) -> list[Any]:
    """The coefficients that are the same on both sides of a point, to so many bits, as far as there are any, as wide
    numbers; those are of the point.

    There are none where the function has another `value` at the point itself.
    """
    found = []
    with suppress(TimeoutError):
        for system, point in points:
            with time_limit():
                found.append(Jets(held, variable, point, system).series(held.outputs[0], order))
    if len(found) != SIDES:
        return []
    sides = [one for one, _ in takewhile(partial(agree, bits=agreed), zip(*found, strict=True))]
    return sides if sides and is_same(value, to_double(sides[0])) else []


def _moved(jets: Jets, system: NumberSystem, output: NodeId, order: int, floats: list[float]) -> list[float] | None:
    """How far coefficients move where operations are moved; None where it is no more than is promised.

    Not asked of very long ones.
    """
    if len(jets.function.live) * order * order > MOST_MOVED:
        return None
    runs = [floats]
    for _ in range(RUNS):
        runs.append(jets.again(system).series(output, order))
        moved = spread(runs)
        if any(map(doubtful, floats, moved)):
            return moved
        if not any(map(doubtful, floats, [off * CLEARLY for off in moved])):
            return None
    return None


def is_same(one: float, other: float) -> bool:
    """Whether two numbers are one to what is promised of every number."""
    return one == other or math.isclose(one, other, rel_tol=PROMISED, abs_tol=EXEMPT)
