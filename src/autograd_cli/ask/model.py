"""The model of a fit: an equation in the columns of a table and in parameters, which have starts or fixed values.

Takes an equation, the names of columns, and values by name. Returns a `Model`. No row of a table is known here.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from autograd_cli.ask.equations import equation
from autograd_cli.ask.problem import Problem, pose
from autograd_cli.ask.starts import refuse_fixed_ranges, refuse_uncertain, start_of
from autograd_cli.ask.values import Value
from autograd_cli.errors import AutogradError, Finding, Source
from autograd_cli.numerals import Written
from autograd_cli.primitives import CONSTANTS, PRIMITIVES
from autograd_cli.search.task import Start
from autograd_cli.syntax.ast import Range


class Model(NamedTuple):
    """The problem `left - right` in numbers alone, the columns it has, the starts and fixed values of parameters.

    A start is a number, or a range that several starts are drawn from. `given` are the names that were given a value,
    and `notes` say of names how they were read.
    """

    problem: Problem
    columns: tuple[str, ...]
    starts: Mapping[str, Start]
    fixed: Mapping[str, float]
    given: frozenset[str]
    notes: tuple[Finding, ...]

    @property
    def parameters(self) -> list[str]:
        """The inputs that are no columns."""
        return [name for name in self.problem.lowered.inputs if name not in self.columns]


def model_of(
    source: Source,
    columns: Sequence[str],
    values: Mapping[str, Value],
    fixed: Sequence[str],
    background: Mapping[str, Value],
) -> Model:
    """The model of an equation; of the names with `values` those in `fixed` are not fitted.

    Raises: `AutogradError` as `pose` does, and for a name in `fixed` without a value.
    """
    program = equation(source)
    refuse_uncertain(values)
    own = {name: value for name, value in values.items() if name not in columns}
    background = {**background, **dict.fromkeys(columns, 1.0)}
    try:
        problem = pose(source, own, background, complete=False, program=program)
    except AutogradError as error:
        ends = {name.name for part in program.walk() if isinstance(part, Range) for name in part.free_names()}
        if error.code != "missing-binding" or not ends.isdisjoint(error.names):
            raise
        raise error.replace(advice="start-vector", first=error.names[0]) from None
    _refuse_constants(problem)
    counts = problem.lowered.counted
    refuse_fixed_ranges(values, [name for name in values if name not in {*fixed, *counts}])
    named = {part.name for part in program.free_names()}
    clashing = [name for name in columns if name in named and (name in CONSTANTS or name in values)]
    notes = tuple(Finding("name", case="column", name=name) for name in clashing)
    problem = problem.scattered()
    known = {name: start_of(name, one) for name, one in problem.values.items() if name not in columns}
    known |= {
        name: start_of(name, one) for name, one in own.items() if isinstance(one, Written) and one.until is not None
    }
    lacking = next((name for name in fixed if name not in known), None)
    if lacking is not None:
        raise AutogradError("option", "fix-without-value", name=lacking)
    held = {name: float(problem.values[name]) for name in (*fixed, *counts) if name in known}
    return Model(
        problem=problem,
        columns=tuple(name for name in problem.lowered.inputs if name in columns),
        starts={name: one for name, one in known.items() if name not in held},
        fixed=held,
        given=frozenset(values),
        notes=(*problem.notes, *notes),
    )


def _refuse_constants(problem: Problem) -> None:
    """Refuses a constant without a start that is mostly a parameter, as `tau` is. Raises: `AutogradError`."""
    for note in problem.notes:
        row = PRIMITIVES[CONSTANTS[note.name]] if note.case == "constant" and note.name else None
        if row is not None and row.mistakable == "always":
            raise AutogradError(
                "missing-binding",
                "start-or-constant",
                span=note.spans[0],
                source=problem.source,
                names=[row.name],
                first=note.name,
                text=row.summary,
                written=row.definition,
            )
