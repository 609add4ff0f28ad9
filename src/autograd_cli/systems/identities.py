"""Enclosures in which equal numbers are one object, as far as that is proved.

Takes: a precision in bits. Returns: the number system of `balls.py`, which settles a comparison of a number with
itself. A number that is a fraction is recognised by it, any other by how it was computed: `x/3` and `y/3` at equal
points, `0.1*3` and `0.3`, `sqrt(2)` and `sqrt(2)` are one object each. Enclosures of numbers that are equal but no
dyadic fractions overlap at every precision, so that without this no precision decides between them.

It does not prove all that is true: `sqrt(2)*sqrt(3)` and `sqrt(6)` stay two numbers.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpz

from autograd_cli.enclosures.enclosure import Enclosure, enclosing
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.systems import matrix_balls
from autograd_cli.systems.balls import balls
from autograd_cli.systems.matrix_balls import MOST_BITS, dyadic
from autograd_cli.systems.rational import rational
from autograd_cli.systems.systems import NumberSystem


def identified(bits: int) -> NumberSystem:
    """The system with so many bits. What it knows of numbers ends with it, so each evaluation takes a new one."""
    system, exact = balls(bits), rational()
    fractions: dict[Enclosure, Fraction] = {}
    by_fraction: dict[Fraction, Enclosure] = {}
    by_operation: dict[tuple[Any, ...], Enclosure] = {}

    def fraction_of(number: Enclosure) -> Fraction | None:
        if number not in fractions:
            found = dyadic(number)
            if found is not None:
                fractions[number] = found
                by_fraction.setdefault(found, number)
        return fractions.get(number)

    def the_one(value: Any) -> Enclosure | None:
        """The enclosure of an exact value, None for what is no fraction or a long one."""
        if not isinstance(value, Fraction) or _length(value) > MOST_BITS:
            return None
        number = by_fraction.get(value)
        if number is None:
            ctx.prec = bits
            number = enclosing(arb(fmpz(value.numerator)) / arb(fmpz(value.denominator)))
            by_fraction[value], fractions[number] = number, value
        return number

    def kernel(primitive: str) -> Callable[..., Enclosure]:
        enclose, compute = system.kernel(primitive), exact.kernel(primitive)
        exchangeable = PRIMITIVES[primitive].commutative

        def call(*operands: Enclosure) -> Enclosure:
            key = (primitive, *(sorted(operands, key=id) if exchangeable else operands))
            number = by_operation.get(key)
            if number is None:
                known = [fraction_of(operand) for operand in operands]
                number = the_one(compute(*known)) if None not in known else None
                number = by_operation[key] = enclose(*operands) if number is None else number
            return number

        return call

    def constant(text: str) -> Enclosure:
        number = the_one(exact.constant(text))
        return system.constant(text) if number is None else number

    def of_matrices(primitive: str) -> Callable[..., Any]:
        if primitive not in matrix_balls.COMPARING:
            return system.of_matrices(primitive)

        def call(*operands: Any) -> Any:
            ctx.prec = bits
            return matrix_balls.FUNCTIONS[primitive](*operands, exactly=fraction_of)

        return call

    return system._replace(kernel=kernel, constant=constant, of_matrices=of_matrices)


def _length(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())
