"""The sweeps as a lecture draws them: every node's value, what it keeps, and how its derivative came about.

Takes: a `Problem`. Returns: a `Trace`, whose numbers are read off the very graph that gives the result; without values
it has the formulas alone.

*Source*: the gates' names are those of CS231n, "Backpropagation, Intuitions"; the tables those of Baydin et al. 2018.
"""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.analysis import active, selected
from autograd_cli.graphs.graph import INPUT, Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.lessons.backward_pass import backward_pass, large_factors
from autograd_cli.lessons.chains import chains as chains_of
from autograd_cli.lessons.forward_pass import forward_pass, remarks
from autograd_cli.lessons.jacobians import jacobians as jacobians_of
from autograd_cli.lessons.partials import Point
from autograd_cli.lessons.tangent_pass import tangent_pass
from autograd_cli.lessons.traced import Trace, is_shaped
from autograd_cli.lessons.tracing import Tracing, tracing
from autograd_cli.numerals import Values, nested
from autograd_cli.report.cost import compare
from autograd_cli.report.differentiation import Differentiation, differentiation
from autograd_cli.report.evaluation import (
    DEFAULT_MODE,
    MODES,
    Checkpoint,
    check_choices,
    evaluation,
    listed,
    refuse_undifferentiated,
)
from autograd_cli.report.memory import memory
from autograd_cli.report.products import refuse_seeds, seeded
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.recompute import mended
from autograd_cli.sweeps.forward import Push, tangents
from autograd_cli.sweeps.reverse import Contribution
from autograd_cli.systems.systems import resolve

# Loaded only where some value is a vector or a matrix.
SELECTED_ELEMENTS = "autograd_cli.run.array_findings:selected_elements"


class Asked(NamedTuple):
    """What a trace shows beside the forward pass."""

    mode: str
    jacobians: bool
    cost: bool
    chains: bool


class Result(NamedTuple):
    """What is known of a program before it is traced."""

    mode: str | None
    value: Values
    gradient: Mapping[str, Values] | None
    findings: tuple[Finding, ...]
    checkpoint: Checkpoint | None = None


def trace(
    problem: Problem,
    *,
    wrt: Sequence[str] | None = None,
    mode: str | None = None,
    differentiate: bool = True,
    literals: bool = False,
    kinks: str = OURS,
    jacobians: bool = False,
    cost: bool = False,
    checkpoint: int | None = None,
    symbols: bool = False,
    chains: bool = False,
    seed: Sequence[float] | None = None,
    textbook: bool = False,
) -> Trace:
    """The trace of a problem; with `symbols`, or where an input has no value, without numbers.

    With `literals` every number written has an adjoint as well; with `jacobians` each node has its local derivatives;
    `cost` compares what ways to the gradient take; `chains` are the products of local factors.
    A `seed` has a weight for each element of a vector that is the result. In a `textbook` local partials are written as
    they are taught, and computed as ever.
    Raises: `AutogradError` as `evaluation` does, and `seeded` where there is a seed.
    """
    if literals:
        problem.single()
    if differentiate and seed is None and problem.wanted(wrt):
        refuse_several(problem)
    asked = Asked(mode or DEFAULT_MODE, jacobians, cost, chains)
    in_symbols = symbols or not problem.is_complete
    program = tracing(
        problem,
        wrt=wrt,
        differentiate=differentiate,
        literals=literals,
        kinks=kinks,
        jacobians=jacobians and not in_symbols,
        seed=seed,
        textbook=textbook,
    )
    if in_symbols:
        check_choices(asked.mode, [*MODES], kinks)
        refuse_undifferentiated(problem, tuple(problem.wanted(wrt).values()) if differentiate else ())
        if seed is not None:
            refuse_seeds(len(seed), prod(problem.output_shape))
        return _in_symbols(program, wrt, asked)
    if seed is None:
        result = evaluation(
            problem, wrt=wrt, mode=mode, differentiate=differentiate, kinks=kinks, checkpoint=checkpoint
        )
        known = Result(result.mode, result.value, result.gradient, result.findings, result.checkpoint)
    else:
        product = seeded(problem, seed, wrt=wrt, kinks=kinks)
        known = Result(product.mode, product.value, product.gradient, product.findings)
    return _traced(program, known, asked)


def refuse_several(problem: Problem) -> None:
    """Refuses several numbers as a result where there is no seed. Raises: `AutogradError` with code `unsupported`."""
    try:
        problem.single()
    except AutogradError as error:
        example = ",".join(["1"] * min(prod(problem.output_shape), 8))
        raise error.replace(advice="seed", example=example) from None


def _traced(program: Tracing, result: Result, asked: Asked) -> Trace:
    """Both passes of a program whose result is known."""
    problem, function, kinks = program.problem, program.function, program.kinks
    record: list[Contribution] = []
    adjoint: dict[NodeId, NodeId] = {}
    columns: dict[str, dict[NodeId, NodeId]] = {}
    uses: dict[str, list[Push]] = {}
    is_reverse = bool(program.wanted) and asked.mode == "reverse"
    if is_reverse or (program.wanted and asked.chains):
        adjoint = program.adjoints(record)
    if program.wanted and not is_reverse:
        for node in program.wanted:
            for name, seed in program.seeds(node):
                columns[name] = tangents(function, (node,), (seed,), kinks, uses.setdefault(name, []))
    pushes, moved = _pushes(program) if columns else ([], {})
    appended = {
        *adjoint.values(),
        *(node for step in record for node in step if node is not None),
        *(push.partial for push in pushes if push.partial is not None),
        *(push.contribution for own in uses.values() for push in own),
        *(node for column in columns.values() for node in column.values()),
    }
    values = _values(program, appended)
    taken, masks = _taken(function, values)
    evaluated = [node for node in function.live if taken[node]]
    shown = [node for node in evaluated if not program.gates.hides(node)]
    formed = None
    if asked.jacobians and program.wanted:
        formed = jacobians_of(function, shown, program.moves, values, program.labels, kinks)
    values = list(map(listed, values))
    forward = forward_pass(program, values, taken)
    point = Point(values, taken, masks, dict(result.gradient or {}))
    backward = None
    notes = []
    if record or is_reverse:
        backward = backward_pass(program, adjoint, record, point)
    written = chains_of(forward, backward, program.named) if asked.chains and backward else None
    if not is_reverse:
        backward = None
    else:
        assert backward is not None
        notes = large_factors(program, backward, values)
        if is_shaped(forward, backward):
            notes.insert(0, _upstream_note(program))
    return Trace(
        expression=problem.source.text,
        mode=result.mode,
        inputs={name: listed(value) for name, value in problem.values.items()},
        output=program.lowered.output,
        value=result.value,
        gradient=result.gradient,
        seed=None if program.seed is None else nested(iter(program.seed), problem.output_shape),
        forward=forward,
        backward=backward,
        tangents=tangent_pass(program, shown, columns, pushes, moved, uses, point) if columns else None,
        memory=memory(function, _kept_for(program), evaluated, program.taught),
        notes=(*notes, *remarks(program, forward)),
        findings=result.findings,
        jacobians=formed,
        cost=compare(function, program.wanted, kinks) if asked.cost and program.wanted else None,
        checkpoint=result.checkpoint,
        chains=written,
    )


def _as_formulas(program: Tracing, names: Sequence[str]) -> tuple[Differentiation | None, list[str]]:
    """The derivatives as formulas, where no seed weighs them; or a note why vectors and matrices have none."""
    if not names or program.seed is not None:
        return None, []
    try:
        written = differentiation(program.problem, wrt=names, textbook=program.textbook, kinks=program.kinks)
    except AutogradError as error:
        if not program.function.has_arrays:
            raise
        return None, [f"no derivatives as formulas: {error.message}"]
    return written, []


def _upstream_note(program: Tracing) -> str:
    return f"{program.adjoint} is the adjoint of the node under `from`"


def _in_symbols(program: Tracing, wrt: Sequence[str] | None, asked: Asked) -> Trace:
    """Both passes of a program without values: its operations, and the adjoints as formulas."""
    problem, function, kinks = program.problem, program.function, program.kinks
    # Before the sweeps: what they append is no part of what the user typed.
    names = tuple(problem.wanted(wrt)) if program.wanted else ()
    written, notes = _as_formulas(program, names)
    record: list[Contribution] = []
    forward = forward_pass(program, None, None)
    backward = None
    is_reverse = asked.mode == "reverse"
    shown = [node for node in function.live if not program.gates.hides(node)]
    if program.wanted:
        adjoint = program.adjoints(record)
        backward = backward_pass(program, adjoint, record, None)
        if is_reverse and is_shaped(forward, backward):
            notes.insert(0, _upstream_note(program))
    moving = None
    if program.wanted and not is_reverse:
        moving = tangent_pass(program, shown, {}, *_pushes(program), {}, None)
    return Trace(
        expression=problem.source.text,
        mode=asked.mode if program.wanted else None,
        inputs={},
        output=program.lowered.output,
        value=None,
        gradient=None,
        seed=None if program.seed is None else nested(iter(program.seed), problem.output_shape),
        forward=forward,
        backward=backward if is_reverse else None,
        tangents=moving,
        memory=memory(function, _kept_for(program), None, program.taught),
        notes=(*notes, *remarks(program, forward)),
        findings=() if written is None else written.findings,
        cost=compare(function, program.wanted, kinks) if asked.cost and program.wanted else None,
        shared=None if written is None else written.shared,
        derivatives=None if written is None else written.derivatives,
        chains=chains_of(forward, backward, program.named) if asked.chains and backward else None,
    )


def _kept_for(program: Tracing) -> Sequence[int]:
    """Flags of the nodes that a backward pass goes through; where none is wanted, of one for all inputs."""
    return program.moves if program.wanted else active(program.function, program.function.inputs)


def _pushes(program: Tracing) -> tuple[list[Push], dict[NodeId, NodeId]]:
    """The uses along which tangents flow, where all that is wanted varies at once, and the tangents by node."""
    graph = program.graph
    record: list[Push] = []
    seeds = [
        graph.add(INPUT, (), f"tangent of {program.label(node)}", None, graph.nodes[node].shape)
        for node in program.wanted
    ]
    return record, tangents(program.function, program.wanted, seeds, program.kinks, record)


def _values(program: Tracing, appended: set[NodeId]) -> Sequence[Any]:
    """The values by node, of the program and of what sweeps appended to it."""
    results = tuple(sorted({*program.function.outputs, *appended}))
    function = Function(program.graph, program.function.inputs, results)
    inputs = {**program.problem.values, **program.problem.literal_values(program.lowered)}
    values: Sequence[Any] = evaluate(function, inputs)
    # Another system's conventions show what it gives in floats.
    return mended(function, inputs, values) if program.kinks == OURS else values


def _taken(function: Function, values: Sequence[Any]) -> tuple[Sequence[bool], dict[NodeId, Values]]:
    """By node, whether some of it is on the taken path, and which elements where not all are.

    What has no elements counts as taken.
    """
    if not function.has_arrays:
        return list(map(bool, selected(function, values))), {}
    masks = resolve(SELECTED_ELEMENTS)(function, values)
    flags = [False] * len(function.graph.nodes)
    for node, mask in masks.items():
        flags[node] = not getattr(mask, "size", 1) or bool(getattr(mask, "any", lambda mask=mask: mask)())
    return flags, {node: listed(mask) for node, mask in masks.items() if hasattr(mask, "shape")}
