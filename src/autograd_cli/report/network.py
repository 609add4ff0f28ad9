"""A network as a program: what `autograd network` writes, and which numbers its weights are drawn as.

In: layer sizes, an activation, a loss. Out: a `Network`, with the text of the program. The numbers are not drawn here.

*Source*: He et al. 2015 for rectifiers, Glorot & Bengio 2010 for the others, Klambauer et al. 2017 for selu.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import PurePath

from autograd_cli.errors import AutogradError, Finding, near_names, visible
from autograd_cli.graphs.graph import Shape
from autograd_cli.graphs.shapes import size
from autograd_cli.primitives import FUNCTIONS, PRIMITIVES
from autograd_cli.records import Shown, record

# The notes' network: `f_i = sigmoid(A_{i-1} f_{i-1} + b_{i-1})`, `L = ||y - f_K||^2`.
DEFAULT_ACTIVATION, DEFAULT_LOSS = "sigmoid", "sum_of_squares"
# The losses of the last layer `f` against `y`.
LOSSES = tuple(sorted(entry.name for entry in PRIMITIVES.values() if entry.loss))
ACTIVATIONS = tuple(
    name
    for name, (entry, *_) in FUNCTIONS.items()
    if not entry.shape and entry.takes(1) and not entry.variadic and not entry.operator
)
# As many numbers take 800 MB.
MOST_NUMBERS = 100_000_000


@record
class Draw:
    """How the numbers of an array are chosen: `normal` with mean 0, `uniform` from 0 to 1, `zeros`, or `one_hot`."""

    shape: Shape
    kind: str
    deviation: float | None = None


@record
class Network(Shown):
    """A program, and the arrays of its file `weights`, None where none is written: `A0`, `b0` ... and a sample `x`,
    `y`.

    `parameters` counts the numbers in the weights; `columns` is None where `x` is one sample, a vector.
    """

    SCHEMA = "autograd.network/1"
    FORMS = ("program",)
    sizes: tuple[int, ...]
    activation: str
    loss: str
    columns: int | None
    seed: int
    weights: str | None
    parameters: int
    arrays: Mapping[str, Draw]
    program: str
    findings: tuple[Finding, ...] = ()

    def text(self) -> str:
        return self.program


def network(
    sizes: Sequence[int],
    *,
    weights: str | None,
    program: str,
    activation: str = DEFAULT_ACTIVATION,
    loss: str = DEFAULT_LOSS,
    columns: int | None = None,
    seed: int = 0,
) -> Network:
    """The network of these sizes; `weights` (None for no file) and `program` are files' names, for the
    program's own comments.

    Raises: `AutogradError` with codes `network`, `unknown-function` and `too-large`.
    """
    _check_activation(activation)
    if loss not in LOSSES:
        near = near_names(loss, LOSSES)
        if near:
            raise AutogradError("network", "near-loss", loss=loss, near=near[0])
        raise AutogradError("network", "loss", loss=loss, choices=", ".join(LOSSES))
    of_logits = PRIMITIVES[loss].of_logits
    arrays: dict[str, Draw] = {}
    for i, (inner, outer) in enumerate(pairwise(sizes)):
        own = None if of_logits and i == len(sizes) - 2 else activation
        arrays[f"A{i}"] = Draw((outer, inner), "normal", deviation(own, inner, outer))
        arrays[f"b{i}"] = Draw((outer,), "zeros")
    parameters = sum(size(draw.shape) for draw in arrays.values())
    more = () if columns is None else (columns,)
    arrays["x"] = Draw((sizes[0], *more), "normal", 1.0)
    arrays["y"] = Draw((sizes[-1], *more), "one_hot" if of_logits else "uniform")
    count = sum(size(draw.shape) for draw in arrays.values())
    if count > MOST_NUMBERS:
        raise AutogradError("too-large", "network", count=count, most=MOST_NUMBERS)
    text = _program(sizes, activation, loss, columns, seed, weights, PurePath(program).name, _shapes(arrays))
    return Network(tuple(sizes), activation, loss, columns, seed, weights, parameters, arrays, text)


def deviation(activation: str | None, inner: int, outer: int) -> float:
    """The standard deviation of a layer's weights; `activation` is None where the layer has none."""
    match None if activation is None else initialisation(activation):
        case "He":  # what zeroes half of its inputs, or nearly so, needs twice the variance
            return math.sqrt(2 / inner)
        case "LeCun":
            return math.sqrt(1 / inner)
    return math.sqrt(2 / (inner + outer))


def initialisation(activation: str) -> str:
    """Whose deviation that is."""
    (entry, *_) = FUNCTIONS[activation]
    return entry.initialisation or "Glorot"


def _check_activation(name: str) -> None:
    if name in ACTIVATIONS:
        return
    near = near_names(name, ACTIVATIONS)
    of_several = name in FUNCTIONS
    if near:
        case = "near-activation-of-several" if of_several else "near-activation"
        raise AutogradError("unknown-function", case, name=name, near=near[0])
    raise AutogradError("unknown-function", "activation-of-several" if of_several else "activation", name=name)


def _shapes(arrays: Mapping[str, Draw]) -> list[str]:
    """The lines that declare the shapes: those of a layer, ..., those of the sample."""
    declared = [
        f"{name} = {('vector', 'matrix')[len(array.shape) - 1]}({', '.join(map(str, array.shape))})"
        for name, array in arrays.items()
    ]
    return [f"given {one}, {other}" for one, other in zip(declared[::2], declared[1::2], strict=True)]


def _program(
    sizes: Sequence[int],
    activation: str,
    loss: str,
    columns: int | None,
    seed: int,
    weights: str | None,
    program: str,
    shapes: Sequence[str],
) -> str:
    """The text: what it is, how to run it, the shapes of its arrays, a line a layer, the loss."""
    of_logits = PRIMITIVES[loss].of_logits
    layers = []
    below = "x"
    for i, outer in enumerate(sizes[1:]):
        bias = f"b{i}" if columns is None else f"reshape(b{i}, {outer}, 1)"
        inner = f"A{i} @ {below} + {bias}"
        last = i == len(sizes) - 2
        below = f"f{i + 1}"
        layers.append((f"{below} = {inner if last and of_logits else f'{activation}({inner})'}", sizes[i], outer))
    width = max(len(line) for line, _, _ in layers)
    logits = ", the logits" if of_logits else ""
    lines = [f"{line:{width}}  # {inner} -> {outer}" for line, inner, outer in layers]
    samples, classes = (
        ("one sample", "its class") if columns is None else (f"{columns} samples as columns", "their classes")
    )
    sample = f"{samples}: x at random, and y{f', {classes}' if of_logits else ''}"
    head = [f"# A network {'-'.join(map(str, sizes))} with {activation}, and its loss {loss}."]
    if weights is not None:
        file = visible(PurePath(weights).name)
        head += [
            f"# In {file}: weights ({initialisation(activation)}, seed {seed}; biases 0) and {sample}.",
            f"#   autograd eval --file {visible(program)} --at {file}",
        ]
    loss_text = PRIMITIVES[loss].loss[columns is not None].format(f=below, columns=columns)
    return "\n".join([*head, "", *shapes, "", *lines[:-1], lines[-1] + logits, f"L = {loss_text}"])
