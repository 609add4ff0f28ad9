"""The interface for Python to derivatives of several outputs and of higher order: matrices, series and models.

In: text, numbers and arrays, as `gradient` takes them. Out: the reports that the commands print; a notebook shows them.
"""

from typing import Literal, cast, overload

from autograd_cli.api import Bindings, Names, posed, posed_or_open
from autograd_cli.ask.calls import for_python
from autograd_cli.ask.problem import listed
from autograd_cli.ask.values import arrays_of
from autograd_cli.errors import AutogradError
from autograd_cli.report import tangent as models
from autograd_cli.report.derivative_matrices import Hessian, HessianProduct, Jacobian, Sparsity
from autograd_cli.report.exact_series import exact_series
from autograd_cli.report.exact_tangent import exact_tangent
from autograd_cli.report.formulas import Formulas, matrix_report
from autograd_cli.report.matrices import product_report
from autograd_cli.report.notes import with_notes
from autograd_cli.report.series import DEFAULT_ORDER, Series, series
from autograd_cli.syntax.names import canonical_name


@overload
def jacobian(
    expression: str,
    values: Bindings,
    *,
    wrt: Names | None = None,
    mode: str | None = None,
    sparsity: Literal[False] = False,
    kinks: str = "autograd-1",
) -> Jacobian: ...


@overload
def jacobian(
    expression: str,
    values: None = None,
    *,
    wrt: Names | None = None,
    mode: str | None = None,
    sparsity: Literal[False] = False,
    kinks: str = "autograd-1",
) -> Jacobian | Formulas: ...


@overload
def jacobian(
    expression: str,
    values: Bindings | None = None,
    *,
    wrt: Names | None = None,
    mode: str | None = None,
    sparsity: Literal[True],
    kinks: str = "autograd-1",
) -> Sparsity: ...


@for_python
def jacobian(
    expression: str,
    values: Bindings | None = None,
    *,
    wrt: Names | None = None,
    mode: str | None = None,
    sparsity: bool = False,
    kinks: str = "autograd-1",
) -> Jacobian | Formulas | Sparsity:
    """The partial derivatives of all elements of a result, as `autograd jacobian` prints them; without values formulas.

    Values, `wrt` and `kinks` are those of `gradient`; `mode` is `forward`, by columns, or `reverse`, by rows. With
    `sparsity` there is where an entry can be other than 0, which needs no values.

    Shapes: `.jacobian["x"]` has the shape of the result and then that of `x`, as nested lists; `.dense` is the whole
    matrix, a row for each of `.labels`, a column for each of `.columns`. More than 10,000 cells are `.layout` `sparse`,
    of which `.jacobian.entries` are those that can be other than 0.

    Raises: `AutogradError` as `gradient` does.

    Example:
        >>> found = jacobian("[x*y, x + y]", {"x": 2, "y": 3})
        >>> found.dense, found.labels, found.columns
        ([[3.0, 2.0], [1.0, 1.0]], ('x*y', 'x + y'), ('x', 'y'))
    """
    names = listed(wrt)
    problem = posed_or_open(expression, values, names, complete=not sparsity)
    report = matrix_report(problem, "jacobian", structure=sparsity, wrt=names, mode=mode, kinks=kinks)
    return with_notes(cast(Jacobian | Formulas | Sparsity, report), problem.notes)


@overload
def hessian(
    expression: str,
    values: Bindings,
    *,
    wrt: Names | None = None,
    mode: str | None = None,
    times: None = None,
    sparsity: Literal[False] = False,
    kinks: str = "autograd-1",
) -> Hessian: ...


@overload
def hessian(
    expression: str,
    values: None = None,
    *,
    wrt: Names | None = None,
    mode: str | None = None,
    times: None = None,
    sparsity: Literal[False] = False,
    kinks: str = "autograd-1",
) -> Hessian | Formulas: ...


@overload
def hessian(
    expression: str,
    values: Bindings | None = None,
    *,
    wrt: Names | None = None,
    mode: None = None,
    times: Bindings,
    sparsity: Literal[False] = False,
    kinks: str = "autograd-1",
) -> HessianProduct: ...


@overload
def hessian(
    expression: str,
    values: Bindings | None = None,
    *,
    wrt: Names | None = None,
    mode: str | None = None,
    times: None = None,
    sparsity: Literal[True],
    kinks: str = "autograd-1",
) -> Sparsity: ...


@for_python
def hessian(
    expression: str,
    values: Bindings | None = None,
    *,
    wrt: Names | None = None,
    mode: str | None = None,
    times: Bindings | None = None,
    sparsity: bool = False,
    kinks: str = "autograd-1",
) -> Hessian | Formulas | HessianProduct | Sparsity:
    """The second partial derivatives of a formula, as `autograd hessian` prints them; formulas without values.

    Values, `wrt` and `kinks` are those of `gradient`; `mode` says which sweep goes over which, as
    `forward-over-reverse`. With `times`, a vector by name, there is its `.product` with the Hessian, which is not
    formed; with `sparsity` where an entry can be other than 0, which needs no values.

    Shapes: `.hessian["x"]["y"]` has the shape of `x` and then that of `y`, as nested lists; `.dense` is the whole
    matrix, a row and a column for each of `.columns`. Large sparse matrices are those of `jacobian`.

    Raises: `AutogradError` as `gradient` does.

    Example:
        >>> hessian("x^2*y", {"x": 3, "y": 4}).dense
        [[8.0, 6.0], [6.0, 0.0]]
        >>> hessian("x^2*y", {"x": 3, "y": 4}, times={"x": 1}).product
        {'x': 8.0, 'y': 6.0}
    """
    names = listed(wrt)
    if times is None:
        problem = posed_or_open(expression, values, names, complete=not sparsity)
        report = matrix_report(problem, "hessian", structure=sparsity, wrt=names, mode=mode, kinks=kinks)
        return with_notes(cast(Hessian | Formulas | Sparsity, report), problem.notes)
    if mode is not None or sparsity:
        raise AutogradError("usage", "exclude", one="--times", other="--mode" if mode is not None else "--sparsity")
    problem = posed(expression, values)
    vector = {canonical_name(name): value for name, value in arrays_of(times).items()}
    return with_notes(product_report(problem, vector, wrt=names, kinks=kinks), problem.notes)


@for_python
def taylor(
    expression: str,
    values: Bindings | None = None,
    *,
    wrt: str | None = None,
    order: int = DEFAULT_ORDER,
    exact: bool = False,
    kinks: str = "autograd-1",
) -> Series:
    """The Taylor series of a formula around a point, as `autograd taylor` prints it.

    `wrt` is the variable of the series, which need not be said where there is one; the others keep their values.
    `.coefficients` are those of `(x - a)^0` to the highest power, the `order`; `.polynomial` is a formula, None where
    there is no series. With `exact` its numbers are fractions or formulas such as `sqrt(2)/2`; a value is the double
    that it is, 0.1 no tenth.

    Raises: `AutogradError` as `gradient` does.

    Example:
        >>> taylor("exp(x)", {"x": 0}, order=3).coefficients
        (1.0, 1.0, 0.5, 0.16666666666666666)
        >>> taylor("exp(x)", {"x": 0}, order=3, exact=True).polynomial
        '1 + x + 1/2*x^2 + 1/6*x^3'
    """
    problem = posed(expression, values)
    of_order = exact_series if exact else series
    return with_notes(of_order(problem, wrt=listed(wrt), order=order, kinks=kinks), problem.notes)


@for_python
def tangent(
    expression: str,
    values: Bindings | None = None,
    *,
    wrt: Names | None = None,
    order: int = 1,
    exact: bool = False,
    kinks: str = "autograd-1",
) -> models.Tangent:
    """The linear model of a formula at a point, with `order` 2 the quadratic one, as `autograd tangent` prints it.

    Values, `wrt` and `kinks` are those of `gradient`, `exact` is that of `taylor`. `.formula` is the model, None where
    there is none.

    Raises: `AutogradError` as `gradient` does.

    Example:
        >>> tangent("x^2*y", {"x": 3, "y": 4}).formula
        '36 + 24*(x - 3) + 9*(y - 4)'
    """
    problem = posed(expression, values)
    of_order = exact_tangent if exact else models.tangent
    return with_notes(of_order(problem, wrt=listed(wrt), order=order, kinks=kinks), problem.notes)
