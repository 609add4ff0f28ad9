"""The interface for Python to what compares: a gradient with other ways and with claims, a formula with another.

In: texts, numbers and arrays, as `gradient` takes them. Out: the reports that the commands print; a notebook shows
them.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, overload

from autograd_cli.api import Bindings, Names, posed, source_of
from autograd_cli.ask.calls import for_python
from autograd_cli.ask.problem import listed
from autograd_cli.ask.values import arrays_of
from autograd_cli.errors import AutogradError
from autograd_cli.lessons.adjoints import Adjoints
from autograd_cli.lessons.adjoints import adjoints as hand_made
from autograd_cli.report import check as checks
from autograd_cli.report.against import Against
from autograd_cli.report.check import TOLERANCE, Check
from autograd_cli.report.claims import check_claims, refuse_meaningless
from autograd_cli.report.notes import with_notes
from autograd_cli.report.same import Ranges, Same
from autograd_cli.report.same import same as compared
from autograd_cli.report.study import Study
from autograd_cli.report.study import study as studied
from autograd_cli.search.task import Intervals
from autograd_cli.solutions import drawn_from
from autograd_cli.syntax.names import element_in
from autograd_cli.syntax.own_language import in_own_language

# A formula, or a number, a vector or a matrix of such.
Claimed = str | float | Sequence[Any] | Any


@overload
def check(
    expression: str,
    values: Bindings | None = None,
    *,
    wrt: Names | None = None,
    tolerance: float = TOLERANCE,
    kinks: str = "autograd-1",
) -> Check: ...


@overload
def check(
    expression: str,
    values: Bindings | None = None,
    *,
    tolerance: float = TOLERANCE,
    against: Mapping[str, Claimed],
    points: Bindings | None = None,
    random: int | None = None,
    over: Intervals | None = None,
    kinks: str = "autograd-1",
) -> Against: ...


@overload
def check(
    expression: str,
    values: Bindings | None = None,
    *,
    tolerance: float = TOLERANCE,
    adjoints: Bindings,
    kinks: str = "autograd-1",
) -> Adjoints: ...


@overload
def check(
    expression: str,
    values: Bindings | None = None,
    *,
    wrt: Names | None = None,
    study: bool,
    kinks: str = "autograd-1",
) -> Check | Study: ...


@for_python
def check(
    expression: str,
    values: Bindings | None = None,
    *,
    wrt: Names | None = None,
    tolerance: float = TOLERANCE,
    against: Mapping[str, Claimed] | None = None,
    points: Bindings | None = None,
    random: int | None = None,
    over: Intervals | None = None,
    adjoints: Bindings | None = None,
    study: bool = False,
    kinks: str = "autograd-1",
) -> Check | Against | Adjoints | Study:
    """The gradient computed in up to seven ways, and whether they agree, as `autograd check` prints it.

    With `against`, partial derivatives by variable as somebody claims them, it says whether these are right: at the
    point; where variables have no value as formulas, `over` ranges; at `points`, a list for each variable; or at so
    many `random` ones. With `adjoints`, by the names that `trace` gives the nodes, it says the same of these. A `study`
    compares numerical, symbolic and automatic differentiation. `.agrees` is the verdict, but of a study.

    Raises: `AutogradError` as `gradient` does.

    Example:
        >>> check("x*exp(-x^2)", {"x": 0.5}).agrees
        True
        >>> check("x^2*sin(y)", against={"x": "2*x*sin(y)", "y": "x^2"}).claims["y"].message
        'the factor `cos(y)` is missing in the claim'
    """
    refuse_meaningless(
        {"--study": study, "--against": against is not None, "--adjoints": adjoints is not None},
        {"--points": points is not None, "--random": random is not None, "--over": over is not None},
        {"--wrt": wrt is not None, "--tolerance": tolerance != TOLERANCE},
    )
    for case, claims in (("claim", against), ("component", adjoints)):
        if claims is not None and not claims:
            raise AutogradError("option", case, option="adjoints", text="{}")
    report: Check | Against | Adjoints | Study
    problem = posed(expression, values, complete=against is None)
    if against is not None:
        report = check_claims(
            problem,
            [(name, _formula(name, claim)) for name, claim in against.items()],
            columns=None if points is None else _by_name(points),
            table="`points`",
            count=random,
            ranges=_ranges(over),
            tolerance=tolerance,
            kinks=kinks,
        )
    elif adjoints is not None:
        read = _by_name(adjoints)
        claimed = {name: value.tolist() if hasattr(value, "shape") else value for name, value in read.items()}
        written = {element_in(name): _text(value) for name, value in adjoints.items()}
        report = hand_made(problem, claimed, written, tolerance=tolerance, kinks=kinks)
    elif study:
        report = studied(problem, wrt=listed(wrt), kinks=kinks)
    else:
        report = checks.check(problem, wrt=listed(wrt), tolerance=tolerance, kinks=kinks)
    return with_notes(report, problem.notes)


@for_python
def same(left: str, right: str, *, over: Intervals | None = None, expand: Names = ()) -> Same:
    """Whether two formulas are one function where both are defined, as `autograd same` prints it.

    `over` has ranges of variables to compare in; functions in `expand` are replaced by their definitions. `.same` is
    true where that is proved, false where a point shows the contrary, and None where it is not settled.

    Raises: `AutogradError`, with `.span`, `.code` and `.hint`, where the command would exit with status 2.

    Example:
        >>> same("sin(2*x)", "2*sin(x)*cos(x)").same, same("sqrt(x^2)", "x").same
        (True, False)
    """
    first, second = (in_own_language(source_of(text)) for text in (left, right))
    return compared(first, second, _ranges(over), expand=listed(expand) or ())


def _by_name(values: Bindings) -> dict[str, Any]:
    return {element_in(name): value for name, value in arrays_of(values).items()}


def _formula(name: str, claim: Any) -> str:
    """A claim as a formula. Raises: `AutogradError` with code `option`."""
    text = _text(claim)
    if not text.strip():
        raise AutogradError("option", "claim", text=f"{name}={text}")
    return text


def _text(claim: Any) -> str:
    """A formula, or a number, a vector or a matrix of these, as formulas have it.

    Example:
        >>> _text("2*x"), _text(0.5), _text([[1, "x"], [2, 3]])
        ('2*x', '0.5', '[[1, x], [2, 3]]')
    """
    listed = claim.tolist() if hasattr(claim, "tolist") else claim
    return f"[{', '.join(map(_text, listed))}]" if isinstance(listed, list | tuple) else str(listed)


def _ranges(over: Intervals | None) -> Ranges:
    """The ends as the decimal numbers that they are written as. Raises: `AutogradError` with code `option`."""
    ranges = drawn_from(over, "over", "range-infinite")
    return {name: (Fraction(repr(low)), Fraction(repr(high))) for name, (low, high) in ranges.items()}
