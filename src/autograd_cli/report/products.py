"""Products of a Jacobian with a vector, without the Jacobian: what `eval` gives along a direction or from seeds.

In: a `Problem` with one output or several. Out: a `Product`. A direction takes one forward sweep, seeds take one
reverse sweep.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.analysis import operation_count
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Values, elements, nested
from autograd_cli.records import Shown, record
from autograd_cli.report.entries import Entry
from autograd_cli.report.evaluation import Cost, check_choices, flattened, one_row, refuse_undifferentiated, undefined
from autograd_cli.report.matrices import direction as components
from autograd_cli.report.matrices import labels
from autograd_cli.report.outcome import judge
from autograd_cli.sweeps.forward import push_forward
from autograd_cli.sweeps.reverse import pull_back


@record
class Product(Shown):
    """Values, and their derivative along a `direction` or the gradient of their sum with `seeds` as weights.

    The value and the derivative have the result's shape. `mode` is None where nothing is
    differentiated.
    """

    SCHEMA = "autograd.eval/1"
    FORMS = ("document", "records", "numbers")
    LAYOUT = "models:product"
    OPTIONAL = ("outputs", "direction", "derivative", "seed", "cost")
    expression: str
    mode: str | None
    inputs: Mapping[str, Values]
    output: str | None
    outputs: tuple[str, ...] | None
    value: Values
    direction: Mapping[str, Values] | None
    derivative: Values | None
    seed: tuple[float, ...] | None
    gradient: Mapping[str, Values] | None
    cost: Cost | None
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        return undefined(self.inputs, list(self.numbers()))

    @property
    def values(self) -> tuple[float, ...]:
        return tuple(elements(self.value))

    @property
    def derivatives(self) -> tuple[float, ...]:
        return () if self.derivative is None else tuple(elements(self.derivative))

    def records(self) -> Iterator[Sequence[str | float]]:
        """One row: inputs, values, then derivatives or partials."""
        several = self.outputs is not None
        yield from one_row(
            flattened(self.inputs),
            ((f"value{i}" if several else "value", number) for i, number in enumerate(self.values)),
            ((f"derivative{i}" if several else "derivative", one) for i, one in enumerate(self.derivatives)),
            ((f"d_{name}", number) for name, number in flattened(self.gradient or {})),
        )

    def numbers(self) -> Iterator[float]:
        yield from (*self.values, *self.derivatives, *(number for _, number in flattened(self.gradient or {})))


def directional(
    problem: Problem, along: Mapping[str, float], *, wrt: Sequence[str] | None = None, kinks: str = OURS
) -> Product:
    """The derivative of every output along a direction, whose missing components are 0.

    Raises: `AutogradError` as `evaluation` does.
    """
    check_choices(None, (), kinks)
    given, problem = problem, problem.scattered()
    function = problem.function
    wanted = problem.wanted(wrt)
    vector = components(problem, along, wanted)
    moved = tuple(wanted[name] for name, number in vector.items() if number)
    refuse_undifferentiated(problem, moved)
    seeds = tuple(function.graph.constant(repr(number)) for number in vector.values() if number)
    swept = push_forward(function, moved, seeds, kinks)
    of = [f" of output {i}" if problem.lowered.parts else "" for i in range(len(function.outputs))]
    entries = [Entry((i,), moved, f"the derivative{of[i]}") for i in range(len(function.outputs))]
    return _product(given, problem, swept, moved, entries, kinks, mode="forward", direction=vector)


def seeded(problem: Problem, seeds: Sequence[float], *, wrt: Sequence[str] | None = None, kinks: str = OURS) -> Product:
    """The gradient of the outputs' sum, each output weighted by its seed.

    Raises: `AutogradError` as `evaluation` does, and with code `usage` for more or fewer seeds than outputs.
    """
    check_choices(None, (), kinks)
    given, problem = problem, problem.scattered()
    function = problem.function
    refuse_seeds(len(seeds), len(function.outputs))
    if not all(map(math.isfinite, seeds)):
        raise AutogradError("binding", "seed-not-finite")
    wanted = problem.wanted(wrt)
    nodes = tuple(wanted.values())
    refuse_undifferentiated(problem, nodes)
    counted = [i for i, number in enumerate(seeds) if number]
    part = replace(function, outputs=tuple(function.outputs[i] for i in counted))
    swept = pull_back(part, nodes, [function.graph.constant(repr(seeds[i])) for i in counted], kinks)
    entries = [Entry(tuple(counted), (node,)) for node in nodes]
    return _product(
        given, problem, swept, nodes, entries, kinks, mode="reverse", seed=tuple(seeds), names=tuple(wanted)
    )


def refuse_seeds(given: int, needed: int) -> None:
    """Refuses more or fewer seeds than outputs. Raises: `AutogradError` with code `usage`."""
    if given != needed:
        example = ",".join(["1"] * min(needed, 8))
        raise AutogradError("usage", "seeds", outputs=needed, seeds=given, example=example)


def values_alone(problem: Problem, cost: bool = False, kinks: str = OURS) -> Product:
    """The values of several outputs, without derivatives; with `cost` what they took.

    Raises: `AutogradError` with code `option` for unknown conventions, which do not matter to values.
    """
    check_choices(None, (), kinks)
    given, problem = problem, problem.scattered()
    report = _product(given, problem, replace(problem.function, outputs=()), (), [], OURS)
    return replace(report, cost=Cost(0, operation_count(problem.function))) if cost else report


def _product(
    given: Problem,
    problem: Problem,
    swept: Function,
    wanted: Sequence[NodeId],
    entries: Sequence[Entry],
    kinks: str,
    *,
    mode: str | None = None,
    direction: Mapping[str, float] | None = None,
    seed: tuple[float, ...] | None = None,
    names: tuple[str, ...] | None = None,
) -> Product:
    function = problem.function
    whole = Function(function.graph, function.inputs, function.outputs + swept.outputs)
    outcome = judge(problem, whole, wanted, kinks, entries)
    count = len(function.outputs)
    values, derivatives = outcome.outputs[:count], outcome.outputs[count:]
    shape = given.output_shape
    return Product(
        expression=problem.source.text,
        mode=mode,
        inputs=given.gathered(problem.values),
        output=problem.lowered.output,
        outputs=labels(problem) if shape else None,
        value=nested(iter(values), shape),
        direction=None if direction is None else given.gathered(direction),
        derivative=None if direction is None else nested(iter(derivatives), shape),
        seed=seed,
        gradient=None if names is None else given.gathered(dict(zip(names, derivatives, strict=True))),
        cost=None if mode is None else Cost(1, operation_count(whole)),
        findings=outcome.findings,
    )
