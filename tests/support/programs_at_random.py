"""Programs and points at random, the same for the same seed: scalars, vectors, matrices, statements, choices, slices.

Takes a seed. Returns a text and several points. Every number is a double that is written exactly, so that all number
systems read the same. Whether a program is defined at its points is left to chance.
"""

import random
import re
from typing import NamedTuple

from support.formulas_at_random import BINARY, POSITIVE, UNARY, UNIT

Value = float | list[float] | list[list[float]]
Point = dict[str, Value]

SCALARS, VECTORS, MATRICES = "xyz", "vw", "AB"
LITERALS = ("0", "1", "2", "3", "0.5", "0.25", "1.5", "8", "1024")
EXPONENTS = ("2", "3", "-1", "-2", "0.5", "1.5", "0")
# Functions with places where they have no derivative, no value, or another formula.
STEPS = ("sign", "floor", "ceil", "round", "step")
EDGES = ("sqrt", "log", "log1p", "asin", "acosh", "atanh", "logit", "cbrt", "abs", "relu", "tan", "lgamma")
NUMBER_OF_A_VECTOR = ("sum", "mean", "norm", "sum_of_squares", "max", "min", "prod", "logsumexp")
VECTOR_OF_A_VECTOR = ("softmax", "log_softmax", "cumsum", "flip")
SPECIAL = (0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 2.0**-1074, -(2.0**-1030), 2.0**-600, 2.0**1000, -(2.0**1000), 2.0**600)
NOT_FINITE = (float("inf"), float("-inf"), float("nan"))


class Case(NamedTuple):
    """A program and the points at which it is computed."""

    text: str
    points: tuple[Point, ...]


def program(seed: str, points: int = 10) -> Case:
    """The program of a seed, with so many points."""
    writer = _Writer(random.Random(seed))
    text = writer.program()
    return Case(text, tuple(writer.point(text) for _ in range(points)))


class _Writer:
    """What a text may refer to at the place that is being written."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.length = draw.choice((2, 2, 3))
        self.scalars = list(SCALARS[: draw.randint(1, 3)])
        self.vectors = list(VECTORS[: draw.choice((0, 0, 1, 2))])
        self.matrices = list(MATRICES[: draw.choice((0, 0, 0, 1, 2))])
        self.functions: list[str] = []
        self.fixed: dict[str, Value] = {}

    def program(self) -> str:
        lines = []
        if self.draw.random() < 0.15:
            lines.append(f"given k = {self.draw.choice(LITERALS)}")
            self.scalars.append("k")
        inputs = self.scalars, self.vectors, self.matrices
        if self.draw.random() < 0.25:
            self.scalars, self.vectors, self.matrices = ["a", "b"], [], []
            lines.append(f"f(a, b) = {self.scalar(3)}")
            self.scalars, self.vectors, self.matrices = inputs
            self.functions.append("f")
        for name in ("p", "q")[: self.draw.choice((0, 0, 0, 1, 2))]:
            if self.vectors and self.draw.random() < 0.3:
                lines.append(f"{name} = {self.vector(3)}")
                self.vectors = [*self.vectors, name]
            else:
                lines.append(f"{name} = {self.scalar(4)}")
                self.scalars = [*self.scalars, name]
        return "\n".join([*lines, self.scalar(self.draw.randint(1, 9))])

    def point(self, text: str) -> Point:
        """Values for what a text refers to; matrices are the same at all points, as a table has them."""
        kind = self.draw.choices(("ordinary", "special", "tied", "not finite"), (11, 5, 2, 2))[0]
        words = set(re.findall(r"\w+", text))
        point: Point = {name: self.number(kind) for name in SCALARS if name in words}
        for name in VECTORS:
            if name in words:
                point[name] = [self.number(kind) for _ in range(self.length)]
        for name in MATRICES:
            if name in words:
                rows = [[self.number("ordinary") for _ in range(self.length)] for _ in range(self.length)]
                point[name] = self.fixed.setdefault(name, rows)
        return point

    def number(self, kind: str) -> float:
        if kind == "tied":
            return self.draw.choice((1.0, 1.0, 2.0))
        if kind == "special" and self.draw.random() < 0.5:
            return self.draw.choice(SPECIAL)
        if kind == "not finite" and self.draw.random() < 0.4:
            return self.draw.choice(NOT_FINITE)
        return self.draw.randint(-96, 96) / self.draw.choice((16, 32, 64))

    def scalar(self, budget: int) -> str:
        draw = self.draw
        if budget <= 0:
            return draw.choice(self.scalars) if draw.random() < 0.75 else draw.choice(LITERALS)
        less = budget - 1
        left = draw.randint(0, less)
        if (self.vectors or self.matrices) and draw.random() < 0.4:
            return self.scalar_of_others(less)
        kind = draw.random()
        if kind < 0.38:
            return f"({self.scalar(left)} {draw.choice('+-**/')} {self.scalar(less - left)})"
        if kind < 0.58:
            return f"{draw.choice(UNARY)}({self.scalar(less)})"
        if kind < 0.66:
            return f"{draw.choice(EDGES)}({self.scalar(less)})"
        if kind < 0.69:
            return f"{draw.choice(POSITIVE)}({draw.choice(('square', 'exp', 'softplus'))}({self.scalar(less - 1)}))"
        if kind < 0.71:
            return f"{draw.choice(UNIT)}(tanh({self.scalar(less - 1)}))"
        if kind < 0.73:
            return f"{draw.choice(STEPS)}({self.scalar(less)})"
        if kind < 0.79:
            return f"{draw.choice(BINARY)}({self.scalar(left)}, {self.scalar(less - left)})"
        if kind < 0.83:
            return f"({self.scalar(less)})^{draw.choice(EXPONENTS)}"
        if kind < 0.85:
            return f"({self.scalar(left)})^({self.scalar(less - left)})"
        if kind < 0.86:
            return f"mod({self.scalar(left)}, {self.scalar(less - left)})"
        if kind < 0.88:
            return f"clamp({self.scalar(left)}, {draw.choice(('-1', '0'))}, {self.scalar(less - left)})"
        if kind < 0.96 or not self.functions:
            return f"where({self.condition(left // 2)}, {self.scalar(left)}, {self.scalar(less - left)})"
        return f"f({self.scalar(left)}, {self.scalar(less - left)})"

    def scalar_of_others(self, budget: int) -> str:
        draw = self.draw
        if self.matrices and draw.random() < 0.3:
            function = draw.choice(("trace", "det", "sum", "max", "element", "sum_of_squares"))
            if function == "element":
                return f"({self.matrix(budget)})[{self.index()}, {self.index()}]"
            return f"{function}({self.matrix(budget)})"
        if not self.vectors:
            return f"sum({draw.choice(self.matrices)}[{self.index()}])"
        kind = draw.random()
        if kind < 0.55:
            return f"{draw.choice(NUMBER_OF_A_VECTOR)}({self.vector(budget)})"
        if kind < 0.7:
            return f"({self.vector(budget)})[{self.index()}]"
        if kind < 0.8:
            return f"sum({draw.choice(self.vectors)}[{draw.choice(('1:', ':2', ':1', '-1:'))}])"
        return f"({self.vector(budget // 2)} @ {self.vector(budget // 2)})"

    def index(self) -> int:
        return self.draw.randrange(-1, self.length)

    def condition(self, budget: int) -> str:
        draw = self.draw
        if budget > 0 and draw.random() < 0.3:
            return f"{self.condition(budget - 1)} {draw.choice(('and', 'or'))} {self.condition(0)}"
        if draw.random() < 0.1:
            return f"not ({self.condition(0)})"
        return f"{self.scalar(budget)} {draw.choice(('<', '<=', '>', '>=', '==', '!='))} {self.scalar(0)}"

    def vector(self, budget: int) -> str:
        draw = self.draw
        if budget <= 0:
            return draw.choice(self.vectors)
        less = budget - 1
        left = draw.randint(0, less)
        kind = draw.random()
        if kind < 0.15:
            return draw.choice(self.vectors)
        if kind < 0.25:
            return f"[{', '.join(self.scalar(less // self.length) for _ in range(self.length))}]"
        if kind < 0.5:
            return f"({self.vector(left)} {draw.choice('+-*/')} {self.vector(less - left)})"
        if kind < 0.6:
            return f"({self.scalar(left)}*{self.vector(less - left)})"
        if kind < 0.75:
            return f"{draw.choice((*UNARY, *EDGES))}({self.vector(less)})"
        if kind < 0.8:
            return f"({self.vector(less)})^{draw.choice(EXPONENTS)}"
        if kind < 0.87:
            return f"{draw.choice(VECTOR_OF_A_VECTOR)}({self.vector(less)})"
        if kind < 0.93 and self.matrices:
            return f"({self.matrix(left)} @ {self.vector(less - left)})"
        if self.functions and draw.random() < 0.4:
            return f"f({self.vector(left)}, {self.vector(less - left)})"
        return f"where({draw.choice(self.vectors)} > {self.scalar(0)}, {self.vector(left)}, {self.vector(less - left)})"

    def matrix(self, budget: int) -> str:
        draw = self.draw
        if budget <= 0 or draw.random() < 0.4:
            return draw.choice(self.matrices)
        less = budget - 1
        left = draw.randint(0, less)
        kind = draw.random()
        if kind < 0.3:
            return f"({self.matrix(left)} {draw.choice('+-*@')} {self.matrix(less - left)})"
        if kind < 0.5:
            return f"({self.scalar(left)}*{self.matrix(less - left)})"
        if kind < 0.65:
            return f"{self.matrix(less)}'"
        if kind < 0.8 and self.vectors:
            return f"outer({self.vector(left)}, {self.vector(less - left)})"
        return f"{draw.choice(('tanh', 'sin', 'square', 'relu', 'abs'))}({self.matrix(less)})"
