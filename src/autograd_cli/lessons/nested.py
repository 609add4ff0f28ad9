"""Values as reports have them, numbers or lists of lists of numbers: sums, zeros, and what a condition leaves."""

from collections.abc import Sequence

from autograd_cli.graphs.graph import Shape
from autograd_cli.numerals import Values


def total(values: Sequence[Values]) -> Values:
    """The sum of values of one shape."""
    first, *others = values
    if not others:
        return first
    if isinstance(first, Sequence):
        return [total(list(parts)) for parts in zip(*values, strict=True)]
    return sum(value for value in values if not isinstance(value, Sequence))


def masked(number: Values, condition: Values, when: bool) -> Values:
    """A value with 0 for the elements where a condition is not as it must be; shapes are broadcast."""
    if not isinstance(number, Sequence) and not isinstance(condition, Sequence):
        return number if bool(condition) == when else 0.0
    deepest = max(depth(number), depth(condition))
    parts = [one if isinstance(one, Sequence) and depth(one) == deepest else [one] for one in (number, condition)]
    length = max(map(len, parts))
    numbers, conditions = (part if len(part) == length else [*part] * length for part in parts)
    return [masked(one, other, when) for one, other in zip(numbers, conditions, strict=True)]


def depth(value: Values) -> int:
    """How many axes a value has."""
    return 1 + (depth(value[0]) if value else 0) if isinstance(value, Sequence) else 0


def filled(shape: Shape) -> Values:
    """Zeros of a shape."""
    return 0.0 if not shape else [filled(shape[1:]) for _ in range(shape[0])]
