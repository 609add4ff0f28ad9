"""Which variables a search is for, and what it is subject to.

Takes a `Call` and the options of a search. Returns a problem, values by element, constraints, and the unknowns' names.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from autograd_cli.ask.constraints import Constrained, constraints
from autograd_cli.ask.equations import equation_or_zero
from autograd_cli.ask.problem import Problem, pose
from autograd_cli.ask.starts import refuse_fixed_ranges, refuse_uncertain, start_of
from autograd_cli.ask.values import Value
from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call
from autograd_cli.commands.problems import (
    as_option,
    formula_source,
    meant_as_option,
    read_binding,
    read_points,
    read_problem,
    tell_reading,
)
from autograd_cli.commands.retyped import equation_as_value, retyped
from autograd_cli.commands.searches import pairs
from autograd_cli.errors import AutogradError, Finding, Source
from autograd_cli.numerals import split_outside
from autograd_cli.report.minimum import Subject
from autograd_cli.report.unknowns import (
    Chosen,
    check_search,
    choose,
    count_of,
    digits_of,
    notes_of,
    pose_together,
    values_by_element,
)
from autograd_cli.search.task import Task
from autograd_cli.shell import shell_word
from autograd_cli.syntax.names import canonical_name
from autograd_cli.syntax.parser import parse

# What has something to search for, of a formula and of equations.
EXAMPLES = ("autograd minimize 'x^2' --x 1", "autograd solve 'x^2 = 2' --x 1")


class Search(NamedTuple):
    """A problem, the values of all variables by element, and the constraints.

    Variables that only a constraint has are unknowns too. The `others` are further equations.
    """

    problem: Problem
    values: Mapping[str, Value]
    subject: tuple[Subject, ...] = ()
    others: tuple[Problem, ...] = ()
    is_of_equations: bool = False

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What is to be known of how the formula, the further equations and the constraints were read, each once."""
        return notes_of([self.problem, *self.others, *(one.problem for one in self.subject)])


def read_search(call: Call, fixed: Sequence[str] | None, texts: Sequence[str] | None) -> Search:
    """The search that the words and options pose. Raises: `AutogradError`."""
    given = [(name, value) for name, value in pairs(fixed, "fix") if value]
    bindings = [*call.words.bindings, *(pair for pair in given if pair not in call.words.bindings)]
    parts = [(one, source) for source in map(Source, texts or ()) for one in _constraints(source)]
    further = {name.name for one, _ in parts for name in one.program.free_names()}
    words = call.words._replace(bindings=tuple(bindings))
    if not parts:
        problem = read_problem(call._replace(words=words), ranges=True)
        return Search(problem, values_by_element([problem]), ())
    others = {
        canonical_name(name): read_binding(name, text, ranges=True)
        for name, text in bindings
        if canonical_name(name) in further
    }
    of_formula = tuple(pair for pair in bindings if canonical_name(pair[0]) not in further)
    problem = read_problem(call._replace(words=words._replace(bindings=of_formula)), ranges=True, shared=others)
    known = {**others, **problem.values}
    subject = [_subject(one, source, call, known) for one, source in parts]
    values = values_by_element([problem, *(part.problem for part in subject)])
    return Search(problem, values, tuple(part._replace(problem=part.problem.scattered()) for part in subject))


def _constraints(source: Source) -> list[Constrained]:
    """The constraints of one `--subject-to`. Raises: as `constraints`; `option` for several with commas between."""
    try:
        return constraints(source)
    except AutogradError:
        parts = [part.strip() for part in split_outside(source.text, ",")[::2]]
        if len(parts) == 1 or not all(map(_is_constraint, parts)):
            raise
        options = " ".join(f"--subject-to {shell_word(part, formula=True)}" for part in parts)
        raise AutogradError("option", "constraints-together", text=source.text, options=options) from None


def _is_constraint(text: str) -> bool:
    """Whether a text is one by itself, so that a hint may have it."""
    try:
        return bool(constraints(Source(text)))
    except AutogradError:
        return False


def _subject(one: Constrained, source: Source, call: Call, known: Mapping[str, Any]) -> Subject:
    background = {**read_points(call.at, source.text, True, call.let), **known}
    return Subject(one.text, pose(source, {}, background, program=one.program), one.equal, one.turned)


def choose_unknowns(
    search: Search, wanted: Sequence[str] | None, fixed: Sequence[str] | None, wrt: Sequence[str] | None
) -> Chosen:
    """The unknowns: those that are `wanted`, or all that are neither fixed nor parameters.

    Raises: `AutogradError` with codes `unknown-name` and `usage`.
    """
    refuse_uncertain(search.values)
    chosen = shared.names(wanted, "for")
    kept = [name for name, _ in pairs(fixed, "fix")]
    names = {"for": chosen or [], "fix": kept, "wrt": [*(wrt or ())]}
    example = EXAMPLES[search.is_of_equations]
    drawn = [name for name, value in search.values.items() if getattr(value, "until", None) is not None]
    equations = count_of([search.problem, *search.others]) if search.is_of_equations else None
    found = choose(search.problem, search.values, names, chosen is not None, example, drawn, equations)
    refuse_fixed_ranges(search.values, found.unknowns)
    return found


def task_of(
    call: Call,
    search: Search,
    chosen: Chosen,
    starts: str | None,
    seed: str | None,
    digits: int | None,
    check: bool,
) -> Task:
    """The search that the common options ask for. Raises: `AutogradError` with codes `option` and `usage`."""
    draws = shared.whole_number(starts, "starts", 1)
    others = {name: value for name, value in search.values.items() if name not in chosen.unknowns}
    task = Task(
        starts={name: start_of(name, search.values[name]) for name in chosen.unknowns},
        fixed={name: float(value) for name, value in others.items()},
        written=others,
        draws=draws or 1,
        seed=shared.whole_number(seed, "seed", 0) or 0,
        wrt=chosen.parameters,
        digits=digits_of(digits, call.kinks),
        check=check,
        kinks=call.kinks,
    )
    check_search(task.starts, draws, call.wrt, check)
    return task


def read_equations(
    call: Call, expr: Sequence[str] | None, fixed: Sequence[str] | None, more: Mapping[str, float] | None = None
) -> Search:
    """The equations that the words and options pose, their results the differences of the sides.

    What has no value has one of `more`. Raises: `AutogradError`.
    """
    sources = [Source(text) for text in expr or ()] or [formula_source(call)]
    try:
        programs = [*map(equation_or_zero, sources)]
    except AutogradError as error:
        raise _each_as_option(error, call) from None
    given = [(name, value) for name, value in pairs(fixed, "fix") if value]
    text = "\n".join(one.text for one in sources)
    known: dict[str, Any] = {}
    for name, value in [*call.words.bindings, *(pair for pair in given if pair not in call.words.bindings)]:
        try:
            known[canonical_name(name)] = read_binding(name, value, ranges=True)
        except AutogradError as error:
            meant = meant_as_option(call, name) if name not in text else _second_equation(call, name, error)
            raise meant or error from None
    background = {**(more or {}), **read_points(call.at, text, True, call.let), **known}
    try:
        problems = pose_together([*zip(sources, programs, strict=True)], background, [*known], call.expand)
    except AutogradError as error:
        raise as_option(error, call) from None
    if not call.quiet:
        for source in sources:
            tell_reading(source, whole=call.explain)
    return Search(problems[0], values_by_element(problems), (), tuple(problems[1:]), True)


def names_typed(call: Call, expr: Sequence[str] | None) -> list[str]:
    """The variables of the equations that are typed; of what cannot be read, none: its error comes later."""
    found: dict[str, None] = {}
    for text in expr or ([call.words.formula] if call.words.formula and call.file is None else []):
        source = Source(text)
        with suppress(AutogradError):
            found |= dict.fromkeys(name.name for name in (equation_or_zero(source) or parse(source)).free_names())
    return [*found]


def _each_as_option(error: AutogradError, call: Call) -> AutogradError:
    """The error of several equations in one text, with the command line that has each as an option."""
    if error.case != "equations" or error.source is None or error.source.text not in call.arguments.typed:
        return error
    return error.replace(
        advice="equations", line=retyped(call.arguments, {error.source.text: str(error.fields["options"])})
    )


def _second_equation(call: Call, name: str, error: AutogradError) -> AutogradError | None:
    """The error of an equation that lacks its `-e`, and so is taken for a value; None for another mistake."""
    is_formula = (error.code, error.case) == ("binding", "variable")
    return equation_as_value(name, call.arguments) if is_formula else None
