"""Pairs of formulas at random, the same for the same seed: equal ones by identities, different ones by small mistakes.

Out: two texts, and whether they were made to be equal wherever both are defined. An identity is applied to a part of a
formula, drawn from a list of laws that hold at every point at which both of their sides are defined. A mistake is one
that students make: a sign, a factor, a sine for a cosine, a power too many.
"""

import random
from collections.abc import Callable
from typing import NamedTuple

Tree = tuple[str, ...] | tuple[object, ...] | str
UNARY = (
    *("sin", "cos", "tan", "exp", "sinh", "cosh", "tanh", "sigmoid", "softplus", "atan", "asinh", "gauss", "relu"),
    *("abs", "cbrt", "square", "erf", "silu"),
)
POSITIVE = ["sqrt", "log"]
NUMBERS = ("2", "3", "0.5", "1", "5", "0.1", "pi")


class Pair(NamedTuple):
    """Two formulas; `equal` says by which way the second was made of the first."""

    left: str
    right: str
    equal: bool


def pair(seed: int) -> Pair:
    """The pair of a seed: of an even one equal formulas, of an odd one a formula and a mistake."""
    draw = random.Random(seed)
    tree = _tree(draw, draw.randint(2, 6))
    equal = seed % 2 == 0
    changed = tree
    for _ in range(draw.randint(1, 3) if equal else 1):
        changed = _changed(draw, changed, _identity if equal else _mistake)
    return Pair(text(tree), text(changed), equal)


def text(tree: Tree) -> str:
    """A tree in the language."""
    if isinstance(tree, str):
        return tree
    name, *parts = tree
    if name in ("+", "-", "*", "/", "^"):
        left, right = map(text, parts)  # type: ignore[arg-type]
        return f"({left}{name}{right})"
    if name == "neg":
        return f"(-{text(parts[0])})"  # type: ignore[arg-type]
    return f"{name}({', '.join(map(text, parts))})"  # type: ignore[arg-type]


def _tree(draw: random.Random, budget: int) -> Tree:
    if budget <= 0:
        return draw.choice("xxxyyz") if draw.random() < 0.75 else draw.choice(NUMBERS)
    kind = draw.random()
    if kind < 0.55:
        left = draw.randint(0, budget - 1)
        return (draw.choice("++-**/"), _tree(draw, left), _tree(draw, budget - 1 - left))
    if kind < 0.8:
        return (draw.choice(UNARY), _tree(draw, budget - 1))
    if kind < 0.9:
        return (draw.choice(POSITIVE), ("+", ("square", _tree(draw, budget - 2)), "1"))
    return ("^", _tree(draw, budget - 1), draw.choice(("2", "3", "-1")))


def _places(tree: Tree, place: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    """The places of all parts of a tree but the exponents of its powers."""
    found = [place]
    if not isinstance(tree, str):
        for i, part in enumerate(tree[1:], 1):
            if tree[0] != "^" or i == 1:
                found += _places(part, (*place, i))  # type: ignore[arg-type]
    return found


def _changed(draw: random.Random, tree: Tree, change: Callable[[random.Random, Tree], Tree | None]) -> Tree:
    """The tree with one part changed, the first that the change applies to in a drawn order."""
    places = _places(tree)
    draw.shuffle(places)
    for place in places:
        part = tree
        for i in place:
            part = part[i]  # type: ignore[assignment]
        other = change(draw, part)
        if other is not None:
            return _replaced(tree, place, other)
    return tree


def _replaced(tree: Tree, place: tuple[int, ...], other: Tree) -> Tree:
    if not place:
        return other
    parts = list(tree)
    parts[place[0]] = _replaced(parts[place[0]], place[1:], other)  # type: ignore[arg-type]
    return tuple(parts)


def _identity(draw: random.Random, a: Tree) -> Tree | None:
    """Another form of a part, by a law that holds wherever both sides are defined."""
    laws: list[Tree] = []
    if not isinstance(a, str):
        name, *parts = a
        u: Tree = parts[0]  # type: ignore[assignment]
        v: Tree = parts[1] if len(parts) > 1 else u  # type: ignore[assignment]
        laws += {
            "+": [("+", v, u), ("-", u, ("neg", v))],
            "-": [("neg", ("-", v, u)), ("+", u, ("neg", v))],
            "*": [
                ("*", v, u),
                ("/", u, ("^", v, "-1")),
                ("/", ("-", ("square", ("+", u, v)), ("square", ("-", u, v))), "4"),
            ],
            "/": [("*", u, ("^", v, "-1")), ("/", ("*", u, "2"), ("*", "2", v))],
            "^": [("*", a, "1")],
            "sin": [("neg", ("sin", ("neg", u))), ("*", ("*", "2", ("sin", ("/", u, "2"))), ("cos", ("/", u, "2")))],
            "cos": [("cos", ("neg", u)), ("-", "1", ("*", "2", ("square", ("sin", ("/", u, "2")))))],
            "tan": [("/", ("sin", u), ("cos", u))],
            "exp": [("square", ("exp", ("/", u, "2"))), ("/", "1", ("exp", ("neg", u)))],
            "sinh": [("/", ("-", ("exp", u), ("exp", ("neg", u))), "2")],
            "cosh": [("/", ("+", ("exp", u), ("exp", ("neg", u))), "2")],
            "tanh": [("-", "1", ("/", "2", ("+", ("exp", ("*", "2", u)), "1")))],
            "sigmoid": [("-", "1", ("sigmoid", ("neg", u))), ("/", ("exp", u), ("+", "1", ("exp", u)))],
            "softplus": [("+", u, ("softplus", ("neg", u))), ("log", ("+", "1", ("exp", u)))],
            "atan": [("neg", ("atan", ("neg", u)))],
            "asinh": [("log", ("+", u, ("sqrt", ("+", ("square", u), "1"))))],
            "gauss": [("/", "1", ("exp", ("*", u, u)))],
            "relu": [("/", ("+", u, ("abs", u)), "2"), ("max", "0", u)],
            "abs": [("sqrt", ("square", u)), ("max", u, ("neg", u)), ("*", u, ("sign", u))],
            "cbrt": [("neg", ("cbrt", ("neg", u)))],
            "square": [("*", u, u)],
            "erf": [("neg", ("erf", ("neg", u))), ("-", "1", ("erfc", u))],
            "silu": [("*", u, ("sigmoid", u))],
            "sqrt": [("^", u, "0.5"), ("exp", ("/", ("log", u), "2"))],
            "log": [("*", "2", ("log", ("sqrt", u))), ("/", ("log10", u), ("log10", "e"))],
        }.get(str(name), [])
        if name == "sin" and not isinstance(u, str) and u[0] == "+":
            p, q = u[1], u[2]
            laws.append(("+", ("*", ("sin", p), ("cos", q)), ("*", ("cos", p), ("sin", q))))
        if name == "exp" and not isinstance(u, str) and u[0] in "+-":
            laws.append(({"+": "*", "-": "/"}[str(u[0])], ("exp", u[1]), ("exp", u[2])))
        if name == "*" and not isinstance(v, str) and v[0] in "+-":
            laws += 2 * [(v[0], ("*", u, v[1]), ("*", u, v[2]))]
        if name in ("square", "^") and not isinstance(u, str) and u[0] == "+" and (name == "square" or v == "2"):
            laws.append(("+", ("+", ("square", u[1]), ("*", ("*", "2", u[1]), u[2])), ("square", u[2])))
    if not laws or draw.random() < 0.25:
        x = draw.choice("xyz")
        laws = [
            ("-", ("+", a, x), x),
            ("*", a, ("+", ("square", ("sin", x)), ("square", ("cos", x)))),
            ("/", ("*", a, ("exp", x)), ("exp", x)),
            ("+", a, ("-", ("*", x, x), ("square", x))),
            ("*", a, ("-", ("square", ("cosh", x)), ("square", ("sinh", x)))),
        ]
    return draw.choice(laws)


SWAPS = {
    "+": "-", "-": "+", "*": "/", "/": "*", "sin": "cos", "cos": "sin", "tan": "tanh", "tanh": "tan", "exp": "cosh",
    "sinh": "cosh", "cosh": "sinh", "sigmoid": "silu", "softplus": "relu", "atan": "asinh", "asinh": "atan",
    "relu": "softplus", "abs": "relu", "cbrt": "sqrt", "square": "abs", "erf": "tanh", "silu": "relu", "gauss": "exp",
    "log": "sqrt", "sqrt": "cbrt",
}  # fmt: skip


def _mistake(draw: random.Random, a: Tree) -> Tree | None:
    """A part with a mistake."""
    changes: list[Tree] = [("neg", a), ("*", "2", a), ("+", a, "1"), ("*", a, draw.choice("xyz")), ("*", "1.001", a)]
    if isinstance(a, str):
        changes.append({"x": "y", "y": "x"}.get(a, "x"))
    elif str(a[0]) in SWAPS:
        changes += 3 * [(SWAPS[str(a[0])], *a[1:])]
    elif a[0] == "^":
        changes += 3 * [("^", a[1], "4")]
    return draw.choice(changes)
