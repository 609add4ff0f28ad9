"""The Python face: one function, the report that the command prints.

In: text, numbers and arrays. Out: an `Evaluation`, whose values are floats and lists.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from autograd_cli.errors import AutogradError, Source
from autograd_cli.problem import pose, read_array
from autograd_cli.report.evaluation import Evaluation, evaluation


def gradient(
    expression: str,
    values: Mapping[str, Any] | None = None,
    *,
    wrt: Sequence[str] | str | None = None,
    mode: str | None = None,
    literals: bool = False,
    kinks: str = "autograd-1",
) -> Evaluation:
    """The value of a formula at a point and its partial derivatives, by name.

    `values` are float64 scalars, or vectors and matrices as lists or NumPy arrays, one a variable; `wrt` chooses the
    variables to differentiate with respect to. The attributes are those of `autograd eval --json`: `.value`,
    `.gradient`, `.findings` and so on.

    Raises: `AutogradError`, with `.span`, `.code` and `.hint`, where the command would exit with status 2.

    Example:
        >>> gradient("x^2", {"x": 3}).gradient
        {'x': 6.0}
    """
    if not isinstance(expression, str):
        raise AutogradError("binding", "expression")
    numbers = {name: read_array(name, value) for name, value in (values or {}).items()}
    chosen = [wrt] if isinstance(wrt, str) else wrt
    return evaluation(pose(Source(expression), numbers), wrt=chosen, mode=mode, literals=literals, kinks=kinks)
