"""The interface for Python: `gradient`, which returns the report that `autograd eval` prints.

In: text, numbers and arrays. Out: an `Evaluation`, whose values are floats and lists.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar, cast, overload

from autograd_cli.ask.calls import for_python
from autograd_cli.ask.open import pose_or_open
from autograd_cli.ask.problem import Problem, listed, pose
from autograd_cli.ask.values import arrays_of
from autograd_cli.errors import AutogradError, Finding, Source
from autograd_cli.report.evaluation import Cost, Literal, evaluation
from autograd_cli.report.notes import with_notes
from autograd_cli.syntax.names import canonical_name

# Values by name, and names in a list or in a text such as `x,y`.
Bindings = Mapping[str, Any]
Names = Sequence[str] | str
# A float where all values are numbers; of vectors and matrices nested lists of these.
V_co = TypeVar("V_co", covariant=True)


class Gradient(Protocol[V_co]):
    """An `Evaluation` as a type checker knows that of `gradient`: the derivatives are there.

    The attributes are those of `autograd eval --json`.
    """

    @property
    def expression(self) -> str: ...

    @property
    def mode(self) -> str: ...

    @property
    def inputs(self) -> Mapping[str, V_co]: ...

    @property
    def output(self) -> str | None: ...

    @property
    def value(self) -> float: ...

    @property
    def gradient(self) -> Mapping[str, V_co]: ...

    @property
    def findings(self) -> tuple[Finding, ...]: ...

    @property
    def cost(self) -> Cost | None: ...

    @property
    def literals(self) -> tuple[Literal, ...] | None: ...

    def render(self, format: str) -> str: ...


@overload
def gradient(
    expression: str,
    values: Mapping[str, float] | None = None,
    *,
    wrt: Names | None = None,
    mode: str | None = None,
    literals: bool = False,
    kinks: str = "autograd-1",
) -> Gradient[float]: ...


@overload
def gradient(
    expression: str,
    values: Bindings,
    *,
    wrt: Names | None = None,
    mode: str | None = None,
    literals: bool = False,
    kinks: str = "autograd-1",
) -> Gradient[Any]: ...


@for_python
def gradient(
    expression: str,
    values: Bindings | None = None,
    *,
    wrt: Names | None = None,
    mode: str | None = None,
    literals: bool = False,
    kinks: str = "autograd-1",
) -> Gradient[Any]:
    """The value of a formula at a point and its partial derivatives, by name.

    `values` are float64 scalars, or vectors and matrices as lists or NumPy arrays, one a variable; `wrt`, a list or a
    text such as `x,y`, chooses the variables to differentiate with respect to. The attributes are those of
    `autograd eval --json`: `.value`, `.gradient`, `.findings` and so on.

    Raises: `AutogradError`, with `.span`, `.code` and `.hint`, where the command would exit with status 2.

    Example:
        >>> gradient("x^2", {"x": 3}).gradient
        {'x': 6.0}
    """
    problem = posed(expression, values)
    report = evaluation(problem, wrt=listed(wrt), mode=mode, literals=literals, kinks=kinks)
    return cast(Gradient[Any], with_notes(report, problem.notes))


def source_of(expression: str) -> Source:
    """The formula. Raises: `AutogradError` for what is no text."""
    if not isinstance(expression, str):
        raise AutogradError("binding", "expression")
    return Source(expression)


def posed(expression: str, values: Bindings | None, *, complete: bool = True) -> Problem:
    """The problem at a point; where it need not be `complete`, a variable may have no value.

    Raises: `AutogradError` as `pose` does.
    """
    return pose(source_of(expression), arrays_of(values), complete=complete)


def posed_or_open(
    expression: str,
    values: Bindings | None,
    names: Sequence[str] | None,
    expand: Sequence[str] = (),
    *,
    complete: bool = True,
) -> Problem:
    """The problem at a point, or without values where none are given and some are missing; `names` are variables.

    Where it need not be `complete`, a variable may have no value. Raises: `AutogradError` as `pose` does.
    """
    numbers = arrays_of(values)
    said = [*map(canonical_name, names or ())]
    source = source_of(expression)
    return pose_or_open(source, numbers, expand=expand, names=said, complete=complete, open=not numbers)
