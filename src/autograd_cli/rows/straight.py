"""One point of a very large graph, as straight-line machine code.

In: a function. Out: a callable from the inputs' values to the outputs'. The operations are put in the order in which
the outputs need them, and cut into functions of some hundred, since a compiler takes more than linear time for a long
one; values that are needed in another piece go through memory.
"""

import ctypes
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_cli.graph.graph import Function, NodeId
from autograd_cli.rows import llvm
from autograd_cli.rows.emitter import Emitter, Value
from autograd_cli.rows.plan import Plan, Step, in_order_of, plan
from autograd_cli.systems.definitions import written_out
from autograd_cli.systems.vectormath import has_kernel, vector_kernel

# The fast instruction selection: a quarter of the time to compile, and hardly slower code.
LEVEL = 0
PIECE = 400
POINT_TYPE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
PARAMETERS = "ptr noalias %inputs, ptr noalias %outputs, ptr noalias %held"
ARGUMENTS = "ptr %inputs, ptr %outputs, ptr %held"


def compile_point(function: Function) -> Callable[[Any], Any]:
    """The function of one point: from an array of the inputs' values to a new array of the outputs'."""
    whole = plan(written_out(function, has_kernel))
    text, count = point_text(whole)
    code = llvm.Code(text, LEVEL)
    point = POINT_TYPE(code.address("point"))
    # Taken by a call and put back: several threads have one each.
    spare = [np.empty(count)]
    inputs, outputs = len(whole.inputs), len(whole.outputs)

    def run(values: Any) -> Any:
        given = np.ascontiguousarray(values, dtype=np.float64)
        assert given.shape == (inputs,)
        result = np.empty(outputs)
        held = spare.pop() if spare else np.empty(count)
        point(given.ctypes.data, result.ctypes.data, held.ctypes.data)
        spare.append(held)
        return result

    run.code = code  # type: ignore[attr-defined]  # which is there as long as the function is
    return run


def point_text(whole: Plan) -> tuple[str, int]:
    """The IR of `point(inputs, outputs, held)`, and how many values it holds in memory."""
    emitter = Emitter(1, {}, {})
    steps = in_order_of(whole.steps, whole.outputs)
    pieces = [steps[i : i + PIECE] for i in range(0, len(steps), PIECE)]
    piece_of = {step.node: i for i, piece in enumerate(pieces) for step in piece}
    crossing = {
        operand
        for i, piece in enumerate(pieces)
        for step in piece
        for operand in step.operands
        if piece_of.get(operand, i) != i
    }
    places = {node: place for place, node in enumerate(sorted(crossing, key=piece_of.__getitem__))}
    wanted: dict[NodeId, list[int]] = {}
    for position, node in enumerate(whole.outputs):
        wanted.setdefault(node, []).append(position)
    bodies = [_piece(emitter, whole, piece, places, wanted) for piece in pieces]
    leaves = [(node, position) for position, node in enumerate(whole.outputs) if node not in piece_of]
    bodies += [_leaves(emitter, whole, leaves[i : i + PIECE]) for i in range(0, len(leaves), PIECE)]
    functions = []
    for i, body in enumerate(bodies):
        functions += [f"define internal void @piece{i}({PARAMETERS}) noinline nounwind {{", "body:", *body]
        functions += ["ret void", "}"]
    functions += [
        f"define void @point({PARAMETERS}) nounwind {{",
        *(f"call void @piece{i}({ARGUMENTS})" for i in range(len(bodies))),
        "ret void",
        "}",
    ]
    for name, count in sorted(emitter.fallbacks):
        llvm.provide(name, count)
    return "\n".join([emitter.module(), *functions, '!0 = !{!"branch_weights", i32 1, i32 1000}']), len(places)


class _Values(dict[int, Value]):
    """Values by node within a piece; what is not there is loaded when first asked for."""

    def __init__(self, emitter: Emitter, whole: Plan, places: Mapping[NodeId, int]) -> None:
        super().__init__()
        self.emitter, self.whole, self.places = emitter, whole, places

    def __missing__(self, node: NodeId) -> Value:
        if node in self.whole.constants:
            value = self.emitter.value(self.whole.constants[node])
        elif node in self.whole.columns:
            value = _load(self.emitter, "%inputs", self.whole.columns[node])
        else:
            value = _load(self.emitter, "%held", self.places[node])
        self[node] = value
        return value


def _piece(
    emitter: Emitter,
    whole: Plan,
    piece: Sequence[Step],
    places: Mapping[NodeId, int],
    wanted: Mapping[NodeId, Sequence[int]],
) -> list[str]:
    values = _Values(emitter, whole, places)
    for node, primitive, operands, _ in piece:
        # Loaded here, in the main line, and not where a branch first reads it.
        values[node] = vector_kernel(primitive)(emitter, *[values[operand] for operand in operands])
    for step in piece:
        if step.node in places:
            _store(emitter, "%held", [places[step.node]], values[step.node])
        if step.node in wanted:
            _store(emitter, "%outputs", wanted[step.node], values[step.node])
    return emitter.restart()


def _leaves(emitter: Emitter, whole: Plan, leaves: Sequence[tuple[NodeId, int]]) -> list[str]:
    """The outputs, by node and position, that are inputs or constants."""
    values = _Values(emitter, whole, {})
    for node, position in leaves:
        _store(emitter, "%outputs", [position], values[node])
    return emitter.restart()


def _load(emitter: Emitter, array: str, position: int) -> Value:
    address = emitter.line(f"getelementptr double, ptr {array}, i64 {position}").name
    return emitter.line(f"load double, ptr {address}, align 8")


def _store(emitter: Emitter, array: str, positions: Sequence[int], value: Value) -> None:
    for position in positions:
        address = emitter.line(f"getelementptr double, ptr {array}, i64 {position}").name
        emitter.lines.append(f"store double {value.name}, ptr {address}, align 8")
