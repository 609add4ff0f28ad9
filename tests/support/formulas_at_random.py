"""Formulas and points at random, the same for the same seed: trees over the table's functions, with up to five inputs.

Out: texts and bindings. A formula is made without regard to whether it is defined at its point.
"""

import random
from typing import NamedTuple

# Functions of one argument, with the interval they are given arguments in where that is not the whole line.
SMOOTH = """
    sin cos tan exp sinh cosh tanh sech asinh atan sigmoid softplus silu gelu softsign erf erfc normal_cdf gauss
    square cbrt expm1 sin_over_x log_sigmoid exp2 gelu_derivative silu_derivative
"""
UNARY = (SMOOTH + "relu abs elu selu leaky_relu hardtanh relu6").split()
POSITIVE = ("sqrt", "log", "log2", "log10", "log1p", "lgamma", "gamma", "digamma")
UNIT = ("asin", "acos", "atanh")
BINARY = ("hypot", "atan2", "logaddexp", "max", "min", "sigmoid_difference", "direction")
NAMES = "xyzuv"


class Formula(NamedTuple):
    """A text and a value for each of its inputs."""

    text: str
    values: dict[str, float]


def formula(seed: int, size: int = 8) -> Formula:
    """The formula of a seed, with about so many operations."""
    draw = random.Random(seed)
    names = NAMES[: draw.randint(1, 5)]

    def number() -> str:
        return draw.choice(("2", "3", "0.5", "1.5", "0.1", "7", "1/3", "pi"))

    def tree(budget: int) -> str:
        if budget <= 0:
            return draw.choice(names) if draw.random() < 0.8 else number()
        kind = draw.random()
        if kind < 0.45:
            left = draw.randint(0, budget - 1)
            sign = draw.choice("+-**/")
            return f"({tree(left)} {sign} {tree(budget - 1 - left)})"
        if kind < 0.75:
            return f"{draw.choice(UNARY)}({tree(budget - 1)})"
        if kind < 0.83:
            return f"{draw.choice(POSITIVE)}({draw.choice(('square', 'exp', 'softplus'))}({tree(budget - 2)}) + 0.1)"
        if kind < 0.87:
            return f"{draw.choice(UNIT)}({draw.choice(('tanh', 'softsign'))}({tree(budget - 2)}))"
        if kind < 0.93:
            left = draw.randint(0, budget - 1)
            return f"{draw.choice(BINARY)}({tree(left)}, {tree(budget - 1 - left)})"
        if kind < 0.97:
            return f"({tree(budget - 1)})^{draw.choice(('2', '3', '-1', '-2'))}"
        left = draw.randint(0, budget - 1)
        return f"where({tree(1)} > {number()}, {tree(left)}, {tree(budget - 1 - left)})"

    text = tree(draw.randint(1, size))
    values = {name: round(draw.uniform(-3, 3), draw.choice((1, 3, 15))) for name in names if name in _names(text)}
    return Formula(text, values)


def _names(text: str) -> set[str]:
    """The variables of a text, which are its words of one letter."""
    words = "".join(character if character.isalnum() or character == "_" else " " for character in text).split()
    return {word for word in words if len(word) == 1 and word in NAMES}
