"""Drawings that a lecture shows, and what is read back out of their SVG."""

import xml.etree.ElementTree as ET
from typing import Any, NamedTuple

from autograd_cli.ask.problem import Problem, pose
from autograd_cli.ask.values import read_array
from autograd_cli.errors import Source
from autograd_cli.formats import Page, render
from autograd_cli.lessons.drawing import Drawing, drawing

NEURON = "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))"
NEURON_POINT = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}
SVG = "{http://www.w3.org/2000/svg}"

# Programs and values by name.
DRAWN: dict[str, tuple[str, dict[str, Any]]] = {
    "lecture": ("2*x*y+y+3", {"x": 40, "y": 4}),
    "neuron": (NEURON, NEURON_POINT),
    "one gate": ("sigmoid(w0*x0 + w1*x1 + w2)", NEURON_POINT),
    "branch": ("where(x > y, x - y, y^2)", {"x": 3, "y": 1}),
    "leaky": ("where(x > 0, x, 0.1*x)", {"x": -0.5}),
    "powers": ("x^y - y^x", {"x": 3, "y": 2}),
    "fraction": ("(x - y)/(x + y)^2", {"x": 3, "y": 1}),
    "names": ("e = a*b; d = e + c; L = d*f", {"a": 2, "b": -3, "c": 10, "f": -2}),
    "softmax": ("softmax(x)[0] + sum(x)", {"x": [1, 2, 0.5]}),
    "layers": (
        "f = sigmoid(A @ x + b); sum_of_squares(y - f)",
        {"A": [[1, 2], [3, 4]], "x": [1, -1], "b": [0, 0.5], "y": [0, 1]},
    ),
    "largest": ("max(x, y, 2)*x", {"x": 3, "y": 1}),
    "repeated": ("x*x + x*x*x", {"x": -0.0}),
    "leaf": ("x", {"x": 2}),
}


class Box(NamedTuple):
    """A text's box, by the estimate for monospaced letters."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def meets(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def posed(name: str) -> Problem:
    text, values = DRAWN[name]
    return pose(Source(text), {name: read_array(name, value) for name, value in values.items()})


def drawn(name: str, **options: Any) -> Drawing:
    """The drawing of one of them."""
    return drawing(posed(name), **options)


def picture(report: Drawing, **page: Any) -> ET.Element:
    """The SVG of a drawing."""
    return ET.fromstring(render(report, "svg", Page(**page)))


def boxes(svg: ET.Element) -> list[Box]:
    """The boxes of all texts."""
    found = []
    for text in svg.iter(f"{SVG}text"):
        size, words = float(text.attrib["font-size"]), text.text or ""
        width = 0.61 * size * len(words)
        left = float(text.attrib["x"]) - {"start": 0.0, "middle": width / 2, "end": width}[text.attrib["text-anchor"]]
        y = float(text.attrib["y"])
        found.append(Box(left, y - 0.75 * size, left + width, y + 0.23 * size, words))
    return found


def scalar_network(*sizes: int) -> tuple[str, dict[str, float]]:
    """A network of neurons written gate by gate, and values for it."""
    before = [f"x{i}" for i in range(sizes[0])]
    values = {name: 0.5 + 0.1 * i for i, name in enumerate(before)}
    lines = []
    for layer, size in enumerate(sizes[1:]):
        names = []
        for j in range(size):
            weights = [f"w{layer}_{j}_{i}" for i in range(len(before))]
            values |= {name: 0.3 - 0.17 * (i + j) for i, name in enumerate(weights)}
            products = [f"{weight}*{name}" for weight, name in zip(weights, before, strict=True)]
            lines.append(f"h{layer}_{j} = tanh({' + '.join([*products, f'b{layer}_{j}'])})")
            values[f"b{layer}_{j}"] = 0.1
            names.append(f"h{layer}_{j}")
        before = names
    return "\n".join([*lines, " + ".join(before)]), values


def posed_network(*sizes: int) -> Problem:
    """The same as a problem."""
    text, values = scalar_network(*sizes)
    return pose(Source(text), values)
