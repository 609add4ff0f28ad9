"""A fit as tables: the parameters with their errors, how good it is, how it was found.

Takes a `Fit`. Returns a `Document` of plain text.
"""

from collections.abc import Sequence

from autograd_cli.errors import visible
from autograd_cli.formats.layout import Document, Section, headline_name
from autograd_cli.formats.notation import Notation
from autograd_cli.numerals import short_text
from autograd_cli.report.fit import Fit, Parameter

# Digits of an estimate beyond the first two of its standard error.
GUARD = 4
# The headings of a number of the fit, and the field that has it.
MEASURES = (
    ("residual standard deviation", "residual_standard_deviation"),
    ("residual sum of squares", "residual_sum_of_squares"),
    ("R²", "r_squared"),
    ("adjusted R²", "adjusted_r_squared"),
    ("log-likelihood", "log_likelihood"),
    ("AIC", "aic"),
    ("BIC", "bic"),
)


def fitted(report: Fit, notation: Notation) -> Document:
    """The parameters, the measures, the correlations where they are asked for, and how the search ended."""
    rows = [_parameter(name, one, notation) for name, one in report.parameters.items()]
    level = f"{100 * report.level:.10g} %"
    headings = ["parameter", "estimate", "standard error", "relative", f"{level} interval"]
    if any(one.profile for one in report.parameters.values()):
        headings.append(f"{level} by profile")
        rows = [(*row, _ends(one.profile, notation)) for row, one in zip(rows, report.parameters.values(), strict=True)]
    sections = [Section(headings, rows)]
    counts = [("rows", f"{report.rows:,}"), ("degrees of freedom", f"{report.degrees_of_freedom:,}")]
    numbers = [(text, getattr(report, field)) for text, field in MEASURES]
    counts += [(text, notation.short(number)) for text, number in numbers if number is not None]
    sections.append(Section(("", ""), counts, "text number"))
    if report.correlation:
        names = [*report.correlation]
        cells = [
            (visible(name), *(f"{row[other]:.3f}" for other in names[: i + 1]), *("",) * (len(names) - i - 1))
            for i, (name, row) in enumerate(report.correlation.items())
        ]
        columns = ("correlation", *map(visible, names))
        sections.append(Section(columns, cells))
    if report.trace:
        names = [*report.trace[0].parameters]
        points = [[*one.parameters.values()] for one in report.trace]
        lines = [
            (one.phase, notation.short(one.residual_sum_of_squares), _moved(last, point), *map(notation.short, point))
            for one, last, point in zip(report.trace, points[:1] + points, points, strict=False)
        ]
        columns = ("iteration", "sum of squares", "moved", *map(visible, names))
        sections.append(Section(columns, lines, "text number"))
    what = "converged" if report.converged else "not converged"
    return Document((headline_name(None, report.expression, "the model"), what), sections, _ended(report), sign=": ")


def _moved(last: Sequence[float], point: Sequence[float]) -> str:
    """The largest change of a parameter, relative to it."""
    return _share(max(abs((new - old) / (new or 1.0)) for old, new in zip(last, point, strict=True)))


def _share(share: float) -> str:
    """A share by its first digit."""
    return f"{share:.0e}" if share else "0"


def _parameter(name: str, one: Parameter, notation: Notation) -> tuple[str, ...]:
    """The line of a parameter."""
    estimate = notation.short(one.estimate) if notation.significant is None else notation.full(one.estimate)
    error = None if one.standard_error is None else notation.short(one.standard_error)
    if one.digits is not None:
        estimate, error = map(notation.full, one.digits)
    if one.standard_error is None or error is None:
        return (visible(name), estimate, {"free": "none"}.get(one.state, one.state), "", "")
    relative = f"{short_text(float(f'{abs(100 * one.standard_error / one.estimate):.2g}'))} %" if one.estimate else ""
    return (visible(name), estimate, error, relative, _ends(one.interval, notation))


def _ends(interval: tuple[float, float] | None, notation: Notation) -> str:
    return "" if interval is None else f"[{', '.join(map(notation.short, interval))}]"


def _ended(report: Fit) -> str:
    """How the search ended, in a line."""
    one = report.convergence
    steps = f"{one.steps} Gauss-Newton step{'s' * (one.steps != 1)}"
    ended = f"{one.method}, then {steps}: {one.evaluations} evaluations, exact derivatives"
    lines = [
        *([ended] if one.evaluations else []),
        f"along the model the residuals have a part of {_share(one.gradient)}",
    ]
    if report.loss is not None and report.scale is not None:
        lines.append(f"loss {report.loss}, residuals beyond {report.scale:.4g} count less")
    if report.weights is not None:
        kind = "absolute: errors are not scaled by the residuals" if report.absolute else "relative weights"
        lines.append(f"weighted by `{visible(report.weights)}`, {kind}")
    if report.left_out:
        lines.append(f"{report.left_out:,} row{'s' * (report.left_out != 1)} left out")
    return "\n".join(lines)
