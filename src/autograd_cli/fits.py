"""The interface for Python to fits: the parameters of a formula, by least squares, from the rows of a table.

In: an equation, a table of any library that `batch` takes, starts. Out: the report that `autograd fit` prints; a
notebook shows it. It needs polars and SciPy.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from numbers import Real
from typing import Any

from autograd_cli.api import Bindings, source_of
from autograd_cli.ask.calls import for_python
from autograd_cli.ask.equations import equation
from autograd_cli.ask.model import model_of
from autograd_cli.ask.values import Value, arrays_of
from autograd_cli.data.columns import Tables
from autograd_cli.data.fitted import fitted
from autograd_cli.data.libraries import FrameTable
from autograd_cli.errors import AutogradError
from autograd_cli.numerals import number_text
from autograd_cli.report.fit import Fit
from autograd_cli.report.fit_given import LOSSES, Given, check_given
from autograd_cli.solutions import Range, bounds_of, drawn_from, refuse_twice
from autograd_cli.syntax.names import canonical_name, names_in
from autograd_cli.syntax.own_language import in_own_language


@for_python
def fit(
    expression: str,
    table: Any,
    values: Bindings | None = None,
    *,
    fix: Bindings | None = None,
    bounds: Mapping[str, Range] | None = None,
    errors: str | float | Sequence[str | float] = (),
    absolute: bool = False,
    robust: str | None = None,
    scale: float | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    starts: int = 1,
    seed: int = 0,
    level: float = 0.95,
    correlation: bool = False,
    profile: bool = False,
    trace: bool = False,
    digits: int | None = None,
    max_errors: int | None = None,
    kinks: str = "autograd-1",
) -> Fit:
    """The parameters of an equation, fitted to the rows of a table by least squares, as `autograd fit` prints them.

    A `table` is what `batch` takes: a dictionary of arrays, a frame of pandas or polars, a table of Arrow. Names that
    are columns are data; the others are parameters, whose search starts at `values`. A parameter in which the model is
    linear needs none. Those in `fix` are not fitted. `bounds` are pairs by name, of which None is no bound; of
    parameters in `ranges` so many `starts` are drawn. `errors` is the column of standard errors, their size, or a share
    `5%`, one for each response; they are relative weights unless they are `absolute`. `robust` is `huber`, `soft_l1` or
    `cauchy`, for residuals larger than `scale`. `correlation`, `profile`, `trace` and `digits` are as the options of
    the command. Rows with a missing number are left out, and count in `.left_out`.

    Where it did not converge, `.converged` is false, and `.findings` say why.

    Raises: `AutogradError`, with `.span`, `.code` and `.hint`, where the command would exit with status 2; also where
    the model is not finite at the start in more than `max_errors` rows.

    Example:
        >>> found = fit("y = a + b*x", {"x": [1, 2, 3, 4], "y": [3, 5, 7, 10]})
        >>> round(found.parameters["b"].estimate, 12), round(found.parameters["b"].standard_error, 12)
        (2.3, 0.173205080757)
    """
    source = in_own_language(source_of(expression))
    drawn = drawn_from(ranges)
    held = arrays_of(fix)
    both = next((name for name in map(canonical_name, held) if name in drawn), None)
    if both is not None:
        low, high = map(number_text, drawn[both])
        raise AutogradError("unsupported", "range-of-fixed", name=both, text=f"{low}..{high}", value=low)
    for option, others in (("fix", {canonical_name(name): one for name, one in held.items()}), ("ranges", drawn)):
        refuse_twice(values, others, option)
    numbers: dict[str, Value] = {canonical_name(name): one for name, one in {**arrays_of(values), **held}.items()}
    numbers |= {name: low for name, (low, _) in drawn.items()}
    sizes = [errors] if isinstance(errors, str) or not isinstance(errors, Iterable) else [*errors]
    text = ",".join(map(_error_text, sizes)) or None
    given = Given(
        absolute=absolute,
        loss=LOSSES[0] if robust is None else robust,
        scale=scale,
        draws=None if starts == 1 else starts,
        seed=seed,
        level=level,
        max_errors=max_errors,
        correlation=correlation,
        trace=trace,
        profile=profile,
        digits=digits,
    )
    check_given(given, text)
    asked = [text, *names_in(text)] if text is not None else []
    named = [*(part.name for part in equation(source).free_names()), *map(canonical_name, asked)]
    tables = Tables([lambda read: FrameTable(table, named)], {})
    model = model_of(source, tables.known(), numbers, [*map(canonical_name, held)], {})
    model = model._replace(starts={**model.starts, **{name: drawn[name] for name in model.starts if name in drawn}})
    return fitted(tables, model, given._replace(bounds=bounds_of(bounds, model.parameters)), text, kinks)


def _error_text(error: object) -> str:
    """A column, a share or a number as `--y-error` takes it. Raises: `AutogradError` where a number is no size."""
    if isinstance(error, str):
        return error
    if not isinstance(error, Real) or isinstance(error, bool) or not 0 < float(error) < inf:
        raise AutogradError("option", "standard-error", text=str(error))
    return repr(float(error))
