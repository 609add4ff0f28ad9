"""What a lesson has as formulas: its statements, the partial derivatives, and how these come about.

Takes: a `Problem`, of which no values are read. Returns: LaTeX, and derivations; nothing of what is long.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError
from autograd_cli.report.differentiation import differential_latex, differentiation
from autograd_cli.report.steps import Section, sections
from autograd_cli.syntax.ast import Given
from autograd_cli.syntax.latex import statement_latex
from autograd_cli.syntax.symbols import symbol

# A formula is typeset where it has so many lines and signs at most, the partial derivatives where there are so many.
MOST_LINES, LONGEST_FORMULA = 12, 400
MOST_PARTIALS, MOST_NODES, LONGEST_PARTIAL = 12, 60, 80
# What partial derivatives share has so many names at most.
MOST_SHARED = 8
# A page has so many lines of derivations at most.
MOST_DERIVED_LINES = 120


def formulas_latex(problem: Problem) -> Iterator[str]:
    """The statements in LaTeX, without the values that are given; nothing for a program that is long."""
    statements = [one for one in (problem.program.statements if problem.program else ()) if not isinstance(one, Given)]
    if len(statements) > MOST_LINES or len(problem.source.text) > LONGEST_FORMULA:
        return
    yield from map(statement_latex, statements)


def partials_latex(problem: Problem, wrt: Sequence[str] | None, kinks: str, textbook: bool) -> dict[str, str]:
    """The partial derivatives in LaTeX, with what they are of; nothing where that is long."""
    names = _derived_names(problem, wrt)
    if not names:
        return {}
    made = differentiation(problem, wrt=names, kinks=kinks, textbook=textbook)
    if made.shared or any(len(one.latex) > LONGEST_PARTIAL for one in made.derivatives):
        return {}
    of = made.output or "f"
    return {one.wrt[0]: f"{differential_latex(one.wrt, made.sign, of)} = {one.latex}" for one in made.derivatives}


class GradientFormulas(NamedTuple):
    """What partial derivatives share, as equations in LaTeX, and the derivatives by input, with what they are of."""

    shared: tuple[str, ...]
    partials: dict[str, str]


def gradient_latex(problem: Problem, wrt: Sequence[str] | None, kinks: str, textbook: bool) -> GradientFormulas:
    """The partial derivatives towards vectors and matrices, and what they share; nothing where that is long."""
    names = _derived_names(problem, wrt)
    try:
        made = differentiation(problem, wrt=names, kinks=kinks, textbook=textbook) if names else None
    except AutogradError:  # of what has no formula
        made = None
    if made is None or len(made.shared) > MOST_SHARED:
        return GradientFormulas((), {})
    of = made.output or "f"
    shared = tuple(f"{symbol(one.name)} = {one.latex}" for one in made.shared)
    partials = {one.wrt[0]: f"{differential_latex(one.wrt, made.sign, of)} = {one.latex}" for one in made.derivatives}
    if any(len(one) > LONGEST_PARTIAL for one in (*shared, *partials.values())):
        return GradientFormulas((), {})
    return GradientFormulas(shared, partials)


def derivations(problem: Problem, wrt: Sequence[str] | None, kinks: str) -> tuple[Section, ...]:
    """The derivations of the partial derivatives, in their order, as many as are short together."""
    found: list[Section] = []
    count = 0
    for name in _derived_names(problem, wrt):
        (section,) = sections(problem, [(name,)], kinks).values()
        count += sum(len(part.lines) for part in section.parts)
        if count > MOST_DERIVED_LINES:
            break
        found.append(section)
    return tuple(found)


def _derived_names(problem: Problem, wrt: Sequence[str] | None) -> tuple[str, ...]:
    """The inputs towards which formulas are shown, none where there are many or the formula is long."""
    names = tuple(problem.wanted(wrt))
    few = 0 < len(names) <= MOST_PARTIALS and len(problem.function.live) <= MOST_NODES
    return names if few else ()
