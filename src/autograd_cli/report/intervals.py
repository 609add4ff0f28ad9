"""Bounds as a report has them: intervals by name.

Takes nothing by itself; `bounds.py` makes it. Returns the report, and every interval in it with its name.
"""

from collections.abc import Iterator, Mapping, Sequence

from autograd_cli.errors import Finding
from autograd_cli.numerals import Number, element_names, elements, is_nan, number_text, shape_of
from autograd_cli.records import Shown, record

# A lower and an upper bound; of a vector or matrix a list of these.
Interval = tuple[float, float]
Intervals = Interval | Sequence["Intervals"]


@record
class Bounds(Shown):
    """Lower and upper bound of the value and of each partial, for all inputs in the box."""

    SCHEMA = "autograd.bounds/1"
    FORMS = ("document", "records", "numbers")
    LAYOUT = "numbers:bounded"
    expression: str
    inputs: Mapping[str, Intervals]
    output: str | None
    value: Interval
    gradient: Mapping[str, Intervals] | None
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        bounds = [self.value, *dict(intervals(self.gradient or {})).values()]
        given = [end for _, interval in intervals(self.inputs) for end in interval]
        ends = [end for interval in bounds for end in interval]
        return any(map(is_nan, ends)) and not any(map(is_nan, given))

    def records(self) -> Iterator[Sequence[Number]]:
        """Headings, and the one row, with two columns for an interval."""
        partials = [(f"d_{name}", one) for name, one in intervals(self.gradient or {})]
        named = [*intervals(self.inputs), ("value", self.value), *partials]
        yield [f"{name}_{end}" for name, _ in named for end in ("lower", "upper")]
        yield [one for _, pair in named for one in pair]

    def numbers(self) -> Iterator[Number]:
        """Both ends of each interval, a blank between."""
        for interval in (self.value, *dict(intervals(self.gradient or {})).values()):
            yield " ".join(map(number_text, interval))


def intervals(values: Mapping[str, Intervals]) -> Iterator[tuple[str, Interval]]:
    """Every interval with its name: an input's, or an element's as `x[0]`."""
    for name, value in values.items():
        ends = elements(value)
        for one in element_names(name, shape_of(value)[:-1]):
            yield one, (next(ends), next(ends))
