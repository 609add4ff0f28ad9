"""The sweeps as a lecture draws them: every node's value, what it keeps, and how its derivative came about.

Takes: a `Problem`. Returns: a `Trace`, whose numbers are read off the very graph that gives the result; without values
it has the formulas alone.

*Source*: the gates' names are those of CS231n, "Backpropagation, Intuitions"; the tables those of Baydin et al. 2018.
"""

from collections.abc import Sequence
from typing import Any

from autograd_cli.ask.problem import Problem
from autograd_cli.graph.analysis import selected
from autograd_cli.graph.graph import INPUT, Function, NodeId
from autograd_cli.graph.templates import OURS
from autograd_cli.numerals import Values
from autograd_cli.report.backward_pass import backward_pass, large_factors
from autograd_cli.report.chains import chains as chains_of
from autograd_cli.report.cost import compare
from autograd_cli.report.differentiation import differentiation
from autograd_cli.report.evaluation import (
    DEFAULT_MODE,
    MODES,
    Evaluation,
    check_choices,
    evaluation,
    listed,
    refuse_integers,
)
from autograd_cli.report.forward_pass import forward_pass, remarks
from autograd_cli.report.jacobians import jacobians as jacobians_of
from autograd_cli.report.memory import memory
from autograd_cli.report.partials import Point
from autograd_cli.report.tangent_pass import tangent_pass
from autograd_cli.report.traced import Trace, is_shaped
from autograd_cli.report.tracing import Tracing, tracing
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.recompute import mended
from autograd_cli.sweeps.forward import Push, tangents
from autograd_cli.sweeps.reverse import Contribution, adjoints
from autograd_cli.systems.systems import resolve

# Loaded only where some value is a vector or a matrix.
SELECTED_ELEMENTS = "autograd_cli.run.array_findings:selected_elements"


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
) -> Trace:
    """The trace of a problem; with `symbols`, or where an input has no value, without numbers.

    With `literals` every number written has an adjoint as well; with `jacobians` each node has its local derivatives;
    `cost` compares what ways to the gradient take; `chains` are the products of local factors.
    Raises: `AutogradError` as `evaluation` does.
    """
    if literals:
        problem.single()
    if symbols or not problem.is_complete:
        check_choices(mode or DEFAULT_MODE, [*MODES], kinks)
        if differentiate:
            problem.single()
        refuse_integers(problem, tuple(problem.wanted(wrt).values()) if differentiate else ())
        program = tracing(
            problem, wrt=wrt, differentiate=differentiate, literals=literals, kinks=kinks, jacobians=False
        )
        return _in_symbols(program, wrt, mode or DEFAULT_MODE, cost, chains)
    result = evaluation(problem, wrt=wrt, mode=mode, differentiate=differentiate, kinks=kinks, checkpoint=checkpoint)
    program = tracing(
        problem, wrt=wrt, differentiate=differentiate, literals=literals, kinks=kinks, jacobians=jacobians
    )
    return _traced(program, result, mode or DEFAULT_MODE, jacobians, cost, chains)


def _traced(program: Tracing, result: Evaluation, mode: str, jacobians: bool, cost: bool, chains: bool) -> Trace:
    """Both passes of a program whose result is known."""
    problem, function, kinks = program.problem, program.function, program.kinks
    record: list[Contribution] = []
    adjoint: dict[NodeId, NodeId] = {}
    columns: dict[str, dict[NodeId, NodeId]] = {}
    is_reverse = bool(program.wanted) and mode == "reverse"
    if is_reverse or (program.wanted and chains):
        adjoint = adjoints(function, program.wanted, (program.graph.constant("1"),), kinks, record)
    if program.wanted and not is_reverse:
        columns = {
            name: tangents(function, (node,), (seed,), kinks)
            for node in program.wanted
            for name, seed in program.seeds(node)
        }
    pushes = _pushes(program) if columns else []
    appended = {
        *adjoint.values(),
        *(node for step in record for node in step if node is not None),
        *(push.partial for push in pushes if push.partial is not None),
        *(node for column in columns.values() for node in column.values()),
    }
    values = _values(program, appended)
    taken, masks = _taken(function, values)
    evaluated = [node for node in function.live if taken[node]]
    shown = [node for node in evaluated if not program.gates.hides(node)]
    formed = None
    if jacobians and program.wanted:
        formed = jacobians_of(function, shown, program.moves, values, program.labels, kinks)
    values = list(map(listed, values))
    forward = forward_pass(program, values, taken)
    point = Point(values, taken, masks, dict(result.gradient or {}))
    backward = None
    notes = []
    if record or is_reverse:
        backward = backward_pass(program, adjoint, record, point)
    written = chains_of(forward, backward, program.named) if chains and backward else None
    if not is_reverse:
        backward = None
    else:
        assert backward is not None
        notes = large_factors(program, backward)
        if is_shaped(forward, backward):
            notes.insert(0, f"{program.adjoint} is the adjoint of the node under `from`")
    return Trace(
        expression=problem.source.text,
        mode=result.mode,
        inputs={name: listed(value) for name, value in problem.values.items()},
        output=program.lowered.output,
        value=result.value,
        gradient=result.gradient,
        forward=forward,
        backward=backward,
        tangents=tangent_pass(program, shown, columns, pushes, point) if columns else None,
        memory=memory(function, program.moves, evaluated),
        notes=(*notes, *remarks(forward)),
        findings=result.findings,
        jacobians=formed,
        cost=compare(function, program.wanted, kinks) if cost and program.wanted else None,
        checkpoint=result.checkpoint,
        chains=written,
    )


def _in_symbols(program: Tracing, wrt: Sequence[str] | None, mode: str, cost: bool, chains: bool) -> Trace:
    """Both passes of a program without values: its operations, and the adjoints as formulas."""
    problem, function, kinks = program.problem, program.function, program.kinks
    record: list[Contribution] = []
    forward = forward_pass(program, None, None)
    backward = None
    is_reverse = mode == "reverse"
    shown = [node for node in function.live if not program.gates.hides(node)]
    if program.wanted:
        adjoint = adjoints(function, program.wanted, (program.graph.constant("1"),), kinks, record)
        backward = backward_pass(program, adjoint, record, None)
    moving = None
    if program.wanted and not is_reverse:
        moving = tangent_pass(program, shown, {}, _pushes(program), None)
    names = tuple(problem.wanted(wrt)) if program.wanted else ()
    written = differentiation(problem, wrt=names, kinks=kinks) if names and not function.has_arrays else None
    return Trace(
        expression=problem.source.text,
        mode=mode if program.wanted else None,
        inputs={},
        output=program.lowered.output,
        value=None,
        gradient=None,
        forward=forward,
        backward=backward if is_reverse else None,
        tangents=moving,
        memory=memory(function, program.moves),
        notes=tuple(remarks(forward)),
        findings=() if written is None else written.findings,
        cost=compare(function, program.wanted, kinks) if cost and program.wanted else None,
        shared=None if written is None else written.shared,
        derivatives=None if written is None else written.derivatives,
        chains=chains_of(forward, backward, program.named) if chains and backward else None,
    )


def _pushes(program: Tracing) -> list[Push]:
    """The uses along which tangents flow, where all that is wanted varies at once."""
    graph = program.graph
    record: list[Push] = []
    seeds = [
        graph.add(INPUT, (), f"tangent of {program.label(node)}", None, graph.nodes[node].shape)
        for node in program.wanted
    ]
    tangents(program.function, program.wanted, seeds, program.kinks, record)
    return record


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
