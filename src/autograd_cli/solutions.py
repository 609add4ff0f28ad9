"""The interface for Python to searches: the point at which a formula is least, and roots of equations.

In: texts, numbers and arrays, as `gradient` takes them. Out: the reports that the commands print; a notebook shows
them. The searches need SciPy.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf, isfinite
from typing import overload

from autograd_cli.api import Bindings, Names, source_of
from autograd_cli.ask.calls import for_python
from autograd_cli.ask.constraints import constraints
from autograd_cli.ask.equations import equation_or_zero
from autograd_cli.ask.problem import Problem, listed
from autograd_cli.ask.values import Value, read_array
from autograd_cli.errors import AutogradError, Finding, Source
from autograd_cli.numerals import number_text
from autograd_cli.report import minimum, root
from autograd_cli.report.minimum import Minimum
from autograd_cli.report.notes import with_notes
from autograd_cli.report.root import Root, Roots
from autograd_cli.report.unknowns import (
    check_search,
    choose,
    count_of,
    digits_of,
    elements_of,
    notes_of,
    pose_together,
    values_by_element,
)
from autograd_cli.search.task import Intervals, Task
from autograd_cli.syntax.ast import Comparison, Program
from autograd_cli.syntax.names import canonical_name, element_in

Range = tuple[float | None, float | None]


@for_python
def minimize(
    expression: str,
    values: Bindings | None = None,
    *,
    unknowns: Names | None = None,
    wrt: Names | None = None,
    bounds: Mapping[str, Range] | None = None,
    subject_to: Names = (),
    maximize: bool = False,
    ranges: Intervals | None = None,
    starts: int = 1,
    seed: int = 0,
    check: bool = False,
    trace: bool = False,
    digits: int | None = None,
    kinks: str = "autograd-1",
) -> Minimum:
    """The point at which a formula is least, or with `maximize` greatest, as `autograd minimize` prints it.

    `values` are where the search starts; `unknowns` names the variables to search for, without it all but those in
    `wrt`, with respect to which the solution is differentiated. `bounds` are pairs by name, of which None is no bound;
    `subject_to` has equations and inequalities. Of variables in `ranges` so many `starts` are drawn.
    More `digits` than doubles have are texts, in `.digits`. Where it did not converge, `.converged` is false, and
    `.kind` and `.findings` say why.

    Raises: `AutogradError`, with `.span`, `.code` and `.hint`, where the command would exit with status 2.

    Example:
        >>> found = minimize("(1 - x)^2 + 100*(y - x^2)^2", {"x": -1.2, "y": 1})
        >>> found.kind, found.point
        ('minimum', {'x': 1.0, 'y': 1.0})
    """
    texts = [subject_to] if isinstance(subject_to, str) else [*subject_to]
    parts = [(source, one) for source in map(source_of, texts) for one in constraints(source)]
    sources: list[tuple[Source, Program | None]] = [(source_of(expression), None)]
    sources += [(source, one.program) for source, one in parts]
    problems, task, notes = _posed(sources, values, unknowns, wrt, ranges, starts, seed, check)
    task = task._replace(
        bounds=bounds_of(bounds, [*task.starts, *task.fixed]),
        greatest=maximize,
        trace=trace,
        digits=digits_of(digits, kinks),
        kinks=kinks,
    )
    problem, *others = problems
    _refuse_condition(problem)
    subject = [
        minimum.Subject(one.text, other.scattered(), one.equal, one.turned)
        for (_, one), other in zip(parts, others, strict=True)
    ]
    return with_notes(minimum.minimize(problem, task, subject), notes)


@overload
def solve(
    equations: str | Sequence[str],
    values: Bindings | None = None,
    *,
    over: None = None,
    unknowns: Names | None = None,
    wrt: Names | None = None,
    ranges: Intervals | None = None,
    starts: int = 1,
    seed: int = 0,
    check: bool = False,
    digits: int | None = None,
    kinks: str = "autograd-1",
) -> Root: ...


@overload
def solve(
    equations: str | Sequence[str],
    values: Bindings | None = None,
    *,
    over: Intervals,
) -> Roots: ...


@for_python
def solve(
    equations: str | Sequence[str],
    values: Bindings | None = None,
    *,
    over: Intervals | None = None,
    unknowns: Names | None = None,
    wrt: Names | None = None,
    ranges: Intervals | None = None,
    starts: int = 1,
    seed: int = 0,
    check: bool = False,
    digits: int | None = None,
    kinks: str = "autograd-1",
) -> Root | Roots:
    """A root of an equation, or of several in a list, as `autograd solve` prints it; all roots `over` ranges.

    A text without an equals sign is what is to be 0, a number or a vector. The rest is as `minimize` has it. With
    `over` there are proofs, and nothing but `values` goes with it.

    Raises: `AutogradError` as `minimize` does.

    Example:
        >>> found = solve("x = cos(a*x)", {"x": 1, "a": 1}, wrt="a")
        >>> f"{found.point['x']:.10f} {found.derivatives['a']['x']:.10f}"
        '0.7390851332 -0.2974743415'
    """
    texts = [*equations] if isinstance(equations, Iterable) and not isinstance(equations, str) else [equations]
    if not texts:
        raise AutogradError("usage", "no-equations")
    sources = [(source, equation_or_zero(source)) for source in map(source_of, texts)]
    if over is None:
        problems, task, notes = _posed(sources, values, unknowns, wrt, ranges, starts, seed, check, equations=True)
        task = task._replace(digits=digits_of(digits, kinks), kinks=kinks)
        return with_notes(root.solve(problems, task), notes)
    others = {"unknowns": unknowns, "wrt": wrt, "ranges": ranges, "digits": digits}
    others |= {"starts": starts != 1, "seed": seed, "check": check, "kinks": kinks != "autograd-1"}
    for option, given in others.items():
        if given not in (None, False, 0):
            raise AutogradError("usage", "exclude", one="over", other=option)
    if both := next((name for name in over if name in (values or {})), None):
        raise AutogradError("option", "over-and-value", name=both)
    ranges = {element_in(name): _ends(name, ends, "over") for name, ends in over.items()}
    endless = next((name for name, ends in ranges.items() if not all(map(isfinite, ends))), None)
    if endless is not None:
        raise AutogradError("option", "over", name=endless)
    middles = {name: low / 2 + high / 2 for name, (low, high) in ranges.items()}
    problems, task, notes = _posed(sources, {**(values or {}), **middles}, [*over], None, None)
    boxes = bounds_of(ranges, task.unknowns, "over")
    return with_notes(root.solve_over(problems, boxes, task.fixed), notes)


def _refuse_condition(problem: Problem) -> None:
    """Refuses an equation or a comparison in place of what is to be least. Raises: `AutogradError`."""
    last = None if problem.program is None else problem.program.statements[-1]
    if isinstance(last, Comparison):
        text = problem.source.slice(last.span)
        case = "equation-searched" if text.count("==") == len(last.comparators) == 1 else "comparison-searched"
        raise AutogradError("result", case, text=text, quoted=f'"{text}"', line="")


def _posed(
    sources: Sequence[tuple[Source, Program | None]],
    values: Bindings | None,
    unknowns: Names | None,
    wrt: Names | None,
    ranges: Intervals | None,
    draws: int = 1,
    seed: int = 0,
    check: bool = False,
    *,
    equations: bool = False,
) -> tuple[list[Problem], Task, tuple[Finding, ...]]:
    """The problems, the search that their variables are for, and what is to be known of both. Raises: `AutogradError`.

    The `equations` decide which variables are unknowns where ranges do.
    """
    drawn = drawn_from(ranges)
    refuse_twice(values, drawn, "ranges")
    numbers: dict[str, Value] = {canonical_name(name): read_array(name, one) for name, one in (values or {}).items()}
    numbers |= {name: low for name, (low, _) in drawn.items()}
    problems = pose_together(sources, numbers, [*numbers])
    known = values_by_element(problems)
    names = {"for": listed(unknowns) or (), "fix": (), "wrt": listed(wrt) or ()}
    count = count_of(problems) if equations else None
    chosen = choose(problems[0], known, names, unknowns is not None, 'minimize("x^2", {"x": 1})', drawn, count)
    starts = {name: drawn.get(name, float(known[name])) for name in chosen.unknowns}
    fixed = {name: float(value) for name, value in known.items() if name not in starts}
    check_search(starts, None if draws == 1 else draws, chosen.parameters, check)
    task = Task(starts, fixed, draws=draws, seed=seed, wrt=chosen.parameters, check=check, written=fixed)
    return problems, task, (*notes_of(problems), *chosen.notes)


def refuse_twice(values: Bindings | None, others: Bindings, option: str) -> None:
    """Refuses what has a value, and another in an option. Raises: `AutogradError` with code `usage`."""
    both = next((name for name in values or {} if canonical_name(name) in others), None)
    if both is not None:
        raise AutogradError("usage", "value-twice", name=both, option=option)


def drawn_from(
    ranges: Intervals | None, option: str = "ranges", case: str = "start-infinite"
) -> dict[str, tuple[float, float]]:
    """The ranges that starts, or points, are drawn from. Raises: `AutogradError` with code `option`."""
    drawn = {element_in(name): _ends(name, ends, option) for name, ends in (ranges or {}).items()}
    for name, ends in drawn.items():
        endless = next((end for end in ends if not isfinite(end)), None)
        if endless is not None:
            raise AutogradError("option", case, name=name, text=number_text(endless))
    return drawn


def bounds_of(
    bounds: Mapping[str, Range] | None, known: Sequence[str], option: str = "bounds"
) -> dict[str, tuple[float, float]]:
    """Pairs by element; None is no bound. Raises: `AutogradError` with codes `option` and `unknown-name`."""
    everywhere = dict.fromkeys(known, 0.0)
    found: dict[str, tuple[float, float]] = {}
    for name, ends in (bounds or {}).items():
        found |= dict.fromkeys(elements_of(everywhere, [name], option), _ends(name, ends, option))
    return found


def _ends(name: str, ends: Range, option: str) -> tuple[float, float]:
    """The lower and the upper end of a range. Raises: `AutogradError` with code `option`."""
    try:
        low, high = (default if end is None else float(end) for end, default in zip(ends, (-inf, inf), strict=True))
    except (TypeError, ValueError):
        raise AutogradError("option", "bounds", option=option, name=name, text=str(ends)) from None
    if not low < high:
        raise AutogradError("option", "bounds", option=option, name=name, text=str(ends))
    return low, high
