"""What is made of a value and its partials: its standard uncertainty, each input's share of it, and sensitivities.

Takes the numbers of a point, and returns numbers; or takes the names of a formula's results, and returns a function of
these for many rows. What curvature adds is left out, as it is by the law of propagation.

*Units and conventions*: u^2 = sum over i, j of g_i g_j C_ij; the share of input i is g_i (sum over j of g_j C_ij)/u^2,
and its sensitivity x_i g_i/value, the percents by which the value changes for one of the input.
*Source*: JCGM 100:2008 (GUM), 5.1.2 and 5.2.2.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from math import fsum, hypot, isfinite, isinf, isnan, nan, sqrt
from sys import float_info
from typing import Any, NamedTuple

from autograd_cli.errors import AutogradError
from autograd_cli.graphs.graph import INPUT, Function, Graph, NodeId

# A pivot so small relative to its diagonal entry counts as 0: what rounding leaves of a matrix written with few digits.
SMALLEST_PIVOT = 1e-12

Covariances = Mapping[str, Mapping[str, float]]
# The kinds of numbers that a function for rows takes, before their names: results, inputs, their uncertainties.
RESULT, VALUE, UNCERTAINTY = "result ", "value ", "uncertainty "
# How the names of shares begin.
SHARE = "share_"


def propagated(
    gradient: Mapping[str, float], own: Mapping[str, float], covariances: Covariances
) -> tuple[float, dict[str, float]]:
    """The standard uncertainty, and the inputs' shares, from their `own` uncertainties and the others' covariances."""
    # An input without uncertainty adds nothing, whatever its derivative is.
    moves = {name: gradient[name] * u if u else 0.0 for name, u in own.items()}
    joint = {name: _joint(gradient, name, row) for name, row in covariances.items()}
    square = _sum(joint.values())
    if any(map(isnan, (*moves.values(), square))):
        return nan, dict.fromkeys((*moves, *joint), nan)
    # Rounding may leave a variance of 0 a little below it.
    standard = hypot(*moves.values(), sqrt(max(0.0, square)))
    if standard == 0:
        return 0.0, dict.fromkeys((*moves, *joint), 0.0)
    shares = {name: (move / standard) ** 2 for name, move in moves.items()}
    return standard, shares | {name: part / standard / standard for name, part in joint.items()}


def _joint(gradient: Mapping[str, float], name: str, row: Mapping[str, float]) -> float:
    moving = [gradient[other] * value for other, value in row.items() if value]
    return gradient[name] * _sum(moving) if moving else 0.0


def _sum(terms: Iterable[float]) -> float:
    numbers = [*terms]
    try:
        return fsum(numbers)
    except (OverflowError, ValueError):  # infinite ones of both signs, or partial sums beyond doubles
        return sum(numbers)


def sensitivity(value: float, partial: float, result: float) -> float:
    """The relative change of a result for one of an input, nan where the result is 0 or infinite."""
    if result == 0 or isinf(result):
        return nan
    product = value * partial
    if (abs(product) >= float_info.min and isfinite(product)) or not value or not partial:
        return product / result
    return partial / result * value  # the product leaves the range of doubles where the quotient need not


class Group(NamedTuple):
    """A result: its name, the part of a name that stands for it, and the names of its partials by input."""

    result: str
    part: str
    partials: Mapping[str, str]


class Further(NamedTuple):
    """Results made of other results, as a function of these.

    `uncertain` are the inputs with an uncertainty of their own, `sensitive` those whose sensitivities are wanted.
    """

    groups: Sequence[Group]
    uncertain: Sequence[str]
    covariances: Covariances
    shares: bool
    sensitive: Sequence[str]

    @property
    def spreads(self) -> bool:
        """Whether there are uncertainties."""
        return bool(self.uncertain or self.covariances)

    @property
    def uncertainties(self) -> tuple[str, ...]:
        """The names of the uncertainties: `u`, or `u_price`."""
        return tuple(f"u{part}" for _, part, _ in self.groups) if self.spreads else ()

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the shares and sensitivities."""
        inputs = (*self.uncertain, *self.covariances) if self.shares else ()
        shares = (f"share{part}_{name}" for _, part, _ in self.groups for name in inputs)
        return (*shares, *(f"s{part}_{name}" for _, part, _ in self.groups for name in self.sensitive))

    def of(self, columns: Sequence[Any], names: Sequence[str]) -> list[Any]:
        """For each result, the column of what it is about; the columns have these names."""
        own = [columns[names.index(group.result)] for group in self.groups]
        shares = len(self.uncertain) + len(self.covariances) if self.shares else 0
        spreads = own if self.spreads else []
        return [*spreads, *(one for one in own for _ in range(shares)), *(one for one in own for _ in self.sensitive)]

    def single(self, numbers: Mapping[str, float]) -> list[float]:
        """The results of one row, in the order of the names."""
        spreads = [
            propagated(
                {name: numbers[RESULT + partial] for name, partial in group.partials.items()},
                {name: numbers[UNCERTAINTY + name] for name in self.uncertain},
                self.covariances,
            )
            for group in self.groups
            if self.spreads
        ]
        found = [standard for standard, _ in spreads]
        found += [share for _, shares in spreads if self.shares for share in shares.values()]
        for result, _, partials in self.groups:
            for name in self.sensitive:
                value, partial = numbers[VALUE + name], numbers[RESULT + partials[name]]
                found.append(sensitivity(value, partial, numbers[RESULT + result]))
        return found

    def function(self) -> Function:
        """The function for rows; its inputs are named by kind and name."""
        made = _Making(Graph(), {}, self)
        spreads = [made.spread(group) for group in self.groups if self.spreads]
        outputs = [standard for standard, _ in spreads]
        outputs += [share for _, shares in spreads if self.shares for share in shares]
        outputs += [made.sensitivity(group, name) for group in self.groups for name in self.sensitive]
        return Function(made.graph, tuple(made.inputs.values()), tuple(outputs))


class _Making(NamedTuple):
    """The graph of a function for rows while it is made, and its inputs by name."""

    graph: Graph
    inputs: dict[str, NodeId]
    asked: Further

    def number(self, name: str) -> NodeId:
        if name not in self.inputs:
            self.inputs[name] = self.graph.add(INPUT, (), name)
        return self.inputs[name]

    def spread(self, group: Group) -> tuple[NodeId, list[NodeId]]:
        """The standard uncertainty and the shares."""
        add = self.graph.add
        gradient = {name: self.number(RESULT + partial) for name, partial in group.partials.items()}
        zero = self.graph.constant("0")
        parts = []
        for name in self.asked.uncertain:
            own = self.number(UNCERTAINTY + name)
            move = add("where", (add("equal", (own, zero)), zero, add("multiply", (gradient[name], own))))
            parts.append(add("square", (move,)))
        for name, row in self.asked.covariances.items():
            moving = [
                add("multiply", (gradient[other], self.graph.constant(repr(float(value)))))
                for other, value in row.items()
                if value
            ]
            parts.append(add("multiply", (gradient[name], self.total(moving))) if moving else zero)
        square = self.total(parts)
        if self.asked.covariances:
            square = add("max", (square, zero))
        none = add("equal", (square, zero))
        shares = [add("where", (none, zero, add("divide", (part, square)))) for part in parts if self.asked.shares]
        return add("sqrt", (square,)), shares

    def total(self, terms: Sequence[NodeId]) -> NodeId:
        return reduce(lambda one, other: self.graph.add("add", (one, other)), terms)

    def sensitivity(self, group: Group, name: str) -> NodeId:
        product = self.graph.add("multiply", (self.number(VALUE + name), self.number(RESULT + group.partials[name])))
        result = self.number(RESULT + group.result)
        of_finite = self.graph.add("multiply", (product, self.graph.add("divide", (result, result))))  # nan for inf/inf
        return self.graph.add("divide", (of_finite, result))


def checked(covariances: Covariances) -> dict[str, dict[str, float]]:
    """The covariances, every row with its variance. Raises: `AutogradError` where they cannot be ones."""
    full = {name: {name: 0.0, **row} for name, row in covariances.items()}
    for name, row in full.items():
        if row[name] < 0:
            raise AutogradError("covariance", "negative-variance", name=name, variance=row[name])
        for other, value in row.items():
            if other not in full:
                raise AutogradError("covariance", "no-variance", name=name, other=other)
            back = full[other].get(name, 0.0)
            if abs(value - back) > SMALLEST_PIVOT * max(abs(value), abs(back)):
                raise AutogradError("covariance", "not-symmetric", name=name, other=other, value=value, back=back)
    _refuse_indefinite(full)
    return full


def chosen(covariances: Covariances, inputs: Sequence[str], own: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """The covariances of a formula's inputs; a file may serve several formulas.

    Raises: `AutogradError` where they cannot be ones, or an input has an uncertainty of its `own` too.
    """
    found = {}
    for name, row in checked(covariances).items():
        if name in inputs:
            if name in own:
                raise AutogradError("usage", "two-uncertainties", name=name, value=own[name])
            found[name] = {other: value for other, value in row.items() if other in inputs}
    if not (found or own):
        raise AutogradError("covariance", "other-names", known=[*covariances])
    return found


def _refuse_indefinite(full: Covariances) -> None:
    """Refuses a matrix by which some combination of inputs would have a negative variance, by Cholesky's method."""
    names = list(full)
    rest = {a: {b: full[a].get(b, 0.0) for b in names} for a in names}
    for i, name in enumerate(names):
        pivot = rest[name][name]
        tiny = SMALLEST_PIVOT * full[name][name]
        below = names[i + 1 :]
        if pivot < -tiny or (pivot <= tiny and any(abs(rest[b][name]) > _scale(full, b, name) for b in below)):
            raise AutogradError("covariance", "indefinite")
        if pivot > tiny:
            for b in below:
                factor = rest[b][name] / pivot
                for c in below:
                    rest[b][c] -= factor * rest[name][c]


def _scale(full: Covariances, a: str, b: str) -> float:
    return 1e-6 * sqrt(full[a][a] * full[b][b])
