"""What a search is for: problems posed together, the values of their variables by element, the unknowns among these.

Takes texts that were read, values by name. Returns problems and names; the search itself is not known here.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from autograd_cli.ask.missing import superfluous_value
from autograd_cli.ask.problem import Problem, pose
from autograd_cli.ask.values import Value, gathered, named_values
from autograd_cli.errors import AutogradError, Finding, Source
from autograd_cli.graphs.graph import Shape
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import number_text
from autograd_cli.report.evaluation import refuse_undifferentiated
from autograd_cli.report.notes import placeless
from autograd_cli.search.task import Intervals, Start
from autograd_cli.shell import shell_word
from autograd_cli.syntax.ast import Program
from autograd_cli.syntax.names import element_in, is_name, written_name

# More digits take minutes.
MOST_DIGITS = 1000
# How many starts a finding advises, and so many times a start, or 1, are both ends of the range to draw them from.
ADVISED, WIDTH = 20, 10
# For so many variables a finding writes out the ranges.
MOST_RANGES = 4
# A point is outside of a range where it is so much of the width away from it.
MARGIN = 1e-9
# What is said of a variable outside of its range, by the option that keeps it there; `over` takes those of all.
OVER = "over"
OUTSIDE = {"bounds": "outside-bounds", OVER: "outside-over", "": "outside"}


class Chosen(NamedTuple):
    """The elements of the unknowns, and those of the parameters that the solution is differentiated by.

    The `kept` ones are no unknowns since the others have the ranges of as many equations.
    """

    unknowns: tuple[str, ...]
    parameters: tuple[str, ...]
    kept: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What is to be known of how the unknowns were chosen."""
        names = tuple(map(written_name, self.kept))
        every = ",".join(map(written_name, (*self.unknowns, *self.kept)))
        return (Finding("name", case="kept", names=names, text=shell_word(every)),) if self.kept else ()


class Places(NamedTuple):
    """The elements that a solution's numbers are of, in their order, and the shapes of all variables by name."""

    names: Sequence[str]
    shapes: Mapping[str, Shape]

    def point(self, numbers: Sequence[Any]) -> dict[str, Any]:
        """Numbers in the order of the names, by variable."""
        return self.gathered(dict(zip(self.names, numbers, strict=True)))

    def gathered(self, numbers: Mapping[str, Any]) -> dict[str, Any]:
        """Numbers by element as numbers by variable."""
        return gathered(self.shapes, numbers)


def places_in(problems: Sequence[Problem], names: Sequence[str]) -> Places:
    """The places of names in the variables of problems."""
    return Places(names, {name: shape for problem in problems for name, shape in problem.input_shapes.items()})


def pose_together(
    sources: Sequence[tuple[Source, Program | None]],
    background: Mapping[str, Any],
    given: Sequence[str],
    expand: Sequence[str] = (),
) -> list[Problem]:
    """Problems that share values; each of the names that are `given` must be in one of them.

    Raises: `AutogradError` with the codes of `pose`.
    """
    problems = [pose(source, {}, background, expand, program=program) for source, program in sources]
    inputs = {name for problem in problems for name in problem.lowered.inputs}
    stray = next((name for name in given if name not in inputs), None)
    if stray is not None:
        raise superfluous_value(stray, problems[0].lowered, ())
    return problems


def values_by_element(problems: Sequence[Problem]) -> dict[str, Value]:
    """The values of all variables, each element of a vector or matrix by its own name."""
    values: dict[str, Value] = {}
    for problem in problems:
        for name, value in problem.values.items():
            values |= {element: one for element, one in named_values(name, value) if element not in values}
    return values


def refuse_unknowns(problems: Sequence[Problem], names: Sequence[str]) -> None:
    """Refuses unknowns with respect to which no derivative is known. Raises: `AutogradError` with code `integer`."""
    for problem in problems:
        inputs = problem.lowered.inputs
        refuse_undifferentiated(problem, tuple(inputs[name] for name in names if name in inputs), "fix")


def notes_of(problems: Sequence[Problem]) -> tuple[Finding, ...]:
    """What is to be known of how the texts were read, each once."""
    first, *others = problems
    return (*first.notes, *placeless([note for one in others for note in one.notes], first.notes))


def choose(
    problem: Problem,
    values: Mapping[str, Value],
    names: Mapping[str, Sequence[str]],
    wanted: bool,
    example: str,
    drawn: Collection[str] = (),
    equations: int | None = None,
) -> Chosen:
    """The unknowns: those in `names["for"]` where some are `wanted`, or all that are neither fixed nor parameters.

    Of more unknowns than `equations`, those are meant that are `drawn` from ranges, where they are as many. `names` are
    by option, `for`, `fix` and `wrt`; the `example` is a command that has something to search for.

    Raises: `AutogradError` with codes `unknown-name` and `usage`.
    """
    elements = {option: elements_of(values, own, option) for option, own in names.items()}
    for option, other in (("for", "fix"), ("for", "wrt")):
        both = [name for name in elements[option] if name in elements[other]]
        if both:
            raise AutogradError("usage", "unknown-and-fixed", name=both[0], option=option, other=other)
    others = {*elements["fix"], *elements["wrt"], *problem.lowered.counted}
    unknowns = elements["for"] if wanted else [name for name in values if name not in others]
    if not values:
        raise AutogradError("usage", "nothing-to-search", source=problem.source, example=example)
    if not unknowns:
        raise AutogradError("usage", "no-unknowns", names=[*values])
    ranged = [name for name in unknowns if name in drawn]
    kept: list[str] = []
    if ranged and not wanted and len(ranged) == equations:
        kept = [name for name in unknowns if name not in drawn]
        unknowns = ranged
    return Chosen(tuple(unknowns), tuple(elements["wrt"]), tuple(kept))


def count_of(problems: Sequence[Problem]) -> int:
    """How many equations the problems have together, of vectors one for each element."""
    return sum(math.prod(problem.output_shape) for problem in problems)


def more_starts(starts: Mapping[str, Start]) -> str | None:
    """The words by which a search starts at more places, such as `x=-10..10 --starts 20`.

    None where a start is an element of a vector, which has no range, or where there are many.
    """
    ranges = []
    for name, start in starts.items():
        if not isinstance(start, tuple):
            if not is_name(name) or not math.isfinite(start):
                return None
            end = WIDTH * max(1.0, abs(start))
            ranges.append(f"{name}={_range_text((-end, end))}")
    return " ".join([*ranges, f"--starts {ADVISED}"]) if len(ranges) <= MOST_RANGES else None


def starts_within(starts: Mapping[str, Start], bounds: Intervals) -> dict[str, Start]:
    """The starts, with what bounds leave of their ranges. Raises: `AutogradError` where nothing is left of one."""
    within = dict(starts)
    for name, start in starts.items():
        low, high = bounds.get(name, (-math.inf, math.inf))
        if isinstance(start, tuple):
            ends = max(start[0], low), min(start[1], high)
            if ends[0] > ends[1]:
                raise AutogradError(
                    "option",
                    "range-outside-bounds",
                    name=name,
                    text=_range_text(start),
                    bounds=_range_text((low, high)),
                    start=number_text(low if math.isfinite(low) else high),
                )
            within[name] = ends
    return within


def outside_ranges(
    starts: Mapping[str, Start], point: Mapping[str, float], bounded: Mapping[str, Any], option: str = "bounds"
) -> Iterator[Finding]:
    """Findings of variables at a point outside of the ranges that starts were drawn from, which are no bounds.

    The `bounded` ones have bounds of their own; the `option` keeps variables in ranges, of all unknowns for `over`.
    """
    ranges = {name: start for name, start in starts.items() if isinstance(start, tuple)}
    for name, (low, high) in ranges.items():
        room = MARGIN * (high - low)
        if name not in bounded and not low - room <= point.get(name, low) <= high + room:
            kept = ranges if option == OVER else {name: ranges[name]}
            names = tuple(f"{written_name(one)}={_range_text(kept[one])}" for one in kept)
            text = shell_word(",".join(names))
            yield Finding(
                "bound", case=OUTSIDE[option], name=name, value=_range_text((low, high)), text=text, names=names
            )


def _range_text(ends: tuple[float, float]) -> str:
    return "..".join(number_text(end) if math.isfinite(end) else "" for end in ends)


def check_search(starts: Mapping[str, Any], draws: int | None, wrt: Sequence[str] | None, check: bool) -> None:
    """Refuses options that decide nothing: draws without a range, a check without parameters.

    Raises: `AutogradError` with codes `usage` and `option`.
    """
    if check and not wrt:
        raise AutogradError("usage", "needs-other", option="check", other="wrt")
    if draws is not None and draws < 1:
        raise AutogradError("option", "whole-number", option="starts", least=1, example=2)
    if draws is not None and not any(isinstance(one, tuple) for one in starts.values()):
        raise AutogradError("option", "starts-without-range", noun="variable", name=next(iter(starts)), range="-10..10")


def digits_of(digits: int | None, kinks: str) -> int:
    """How many digits are asked for, 0 where none are. Raises: `AutogradError` with codes `option` and `usage`."""
    if digits is not None and not 1 <= digits <= MOST_DIGITS:
        raise AutogradError("option", "digits", digits=digits, most=MOST_DIGITS)
    if digits is not None and kinks != OURS:
        raise AutogradError("usage", "exclude", one="--digits", other="--kinks")
    return digits or 0


def elements_of(values: Mapping[str, Value], names: Sequence[str], option: str) -> list[str]:
    """The elements of names. Raises: `AutogradError` with code `unknown-name`."""
    found: list[str] = []
    for name in map(element_in, names):
        own = [name] if name in values else [one for one in values if one.startswith(f"{name}[")]
        if not own:
            raise AutogradError("unknown-name", "variable", option=option, name=name, known=[*values], listed=names)
        found += own
    return found
