"""Enclosures by the mean value theorem: a function's value at the middle, and the bounds of its slope on all of it.

In: what a function is of a ball, a kernel of its slope, and what it lies between. Out: a kernel.

*Source*: Moore, Kearfott & Cloud 2009, chapter 6.
"""

from autograd_cli.enclosures.enclosure import (
    Ball,
    Enclosure,
    Kernel,
    add,
    enclosing,
    meet,
    middle_of,
    multiply,
    point,
    subtract,
)


def mean_value(function: Ball, slope: Kernel, limits: Enclosure) -> Kernel:
    """The kernel of a function on bounded enclosures; on others, what it lies between."""

    def kernel(x: Enclosure) -> Enclosure:
        if x.is_point:
            return enclosing(function(x.lower))
        if not x.is_bounded:
            return Enclosure(limits.lower, limits.upper)
        middle = point(middle_of(x))
        return meet(add(enclosing(function(middle.lower)), multiply(slope(x), subtract(x, middle))), limits)

    return kernel
