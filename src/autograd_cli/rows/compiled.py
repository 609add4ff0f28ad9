"""The compiled kernel: a function over rows as one loop of vector instructions.

In: a function. Out: a kernel. The loop loads inputs, stores outputs and flags, and keeps everything
between in registers or on the stack. `emitter.py` writes the operations, `llvm.py` makes machine code of them.
"""

import ctypes
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from autograd_cli.graphs.analysis import ALWAYS
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.simplify import divisor, with_reciprocals
from autograd_cli.lanes.vectormath import has_kernel, vector_kernel
from autograd_cli.rows import llvm
from autograd_cli.rows.checks import Checks, checks
from autograd_cli.rows.emitter import Emitter
from autograd_cli.rows.exponential import exponential
from autograd_cli.rows.ir_values import Mask, Value
from autograd_cli.rows.kernel import NOT_FINITE, POLE, UNDERFLOW
from autograd_cli.rows.llvm_names import MARKED
from autograd_cli.rows.plan import Plan, in_order_of, plan
from autograd_cli.run.doubt import SMALLEST_NORMAL
from autograd_cli.run.recompute import SMALL_FACTOR
from autograd_cli.systems.definitions import written_out

LEVEL = 2
# Elementary functions that are instructions here instead of calls.
OWN = {"exp": exponential}
ROWS_TYPE = ctypes.CFUNCTYPE(
    ctypes.c_int64,
    *[ctypes.c_void_p] * 4,  # columns, masks, outputs, flags
    ctypes.c_int64,  # the first row
    ctypes.c_int64,  # the row after the last, a whole number of vectors further
    ctypes.c_void_p,  # the closer look, or none
)
PARAMETERS = "ptr noalias %columns, ptr noalias %masks, ptr noalias %outputs, ptr noalias %flags, i64 %start, i64 %stop"
ARGUMENTS = "ptr %columns, ptr %masks, ptr %outputs, ptr %flags"
UNLIKELY = '!0 = !{!"branch_weights", i32 1, i32 1000}'
DECLARED = ("declare void @llvm.x86.sse.stmxcsr(ptr)", "declare void @llvm.x86.sse.ldmxcsr(ptr)")
# Rows that are looked at once more where one of them may have underflowed; the second number is for short functions.
CHUNK, LONG_CHUNK, SHORT = 48, 512, 20
EXCEPTIONS, UNDERFLOWED = 0x3F, 0x10


class CompiledKernel:
    """A loop in machine code. Outputs and flags must not overlap with columns.

    Whether anything underflowed, the processor notes by itself: its mark is read every few rows, and only where it is
    set the rows are computed again, with all comparisons. The code for that is compiled when first needed.
    """

    backend = "llvm"

    def __init__(self, function: Function) -> None:
        function = with_reciprocals(written_out(function, has_kernel))
        self._plan = plan(function)
        self._checks = checks(function)
        self.inputs = self._plan.inputs
        self.outputs = len(self._plan.outputs)
        self.width = llvm.host().width
        self._code = llvm.Code(rows_text(self._plan, self._checks), LEVEL)
        self._rows = ROWS_TYPE(self._code.address("rows"))
        self._closer: llvm.Code | None = None
        self._compiling = threading.Lock()

    def run(self, columns: Sequence[Any], outputs: Sequence[Any], flags: Any) -> None:
        rows = len(flags)
        width = self.width
        if rows < width:
            self._few(columns, outputs, flags)
            return
        held = [np.full(width, column) if np.ndim(column) == 0 else column for column in columns]
        masks = [0 if np.ndim(column) == 0 else -1 for column in columns]
        arguments = (
            (ctypes.c_void_p * len(held))(*(column.ctypes.data for column in held)),
            (ctypes.c_int64 * len(held))(*masks),
            (ctypes.c_void_p * len(outputs))(*(output.ctypes.data for output in outputs)),
            flags.ctypes.data,
        )
        whole = rows - rows % width
        self._range(arguments, 0, whole)
        if whole < rows:  # the last vector, some lanes of which are computed once more
            self._range(arguments, rows - width, rows)

    def _range(self, arguments: Sequence[Any], start: int, stop: int) -> None:
        closer = self._closer
        if self._rows(*arguments, start, stop, closer and closer.address("closer")) and closer is None:
            with self._compiling:  # one for all threads, since a second one would take the first away
                if self._closer is None:
                    self._closer = llvm.Code(closer_text(self._plan, self._checks), LEVEL)
                closer = self._closer
            self._rows(*arguments, start, stop, closer.address("closer"))

    def _few(self, columns: Sequence[Any], outputs: Sequence[Any], flags: Any) -> None:
        """Fewer rows than a vector has lanes, filled up with the last one."""
        rows, width = len(flags), self.width
        if rows == 0:
            return
        filled = [
            column if np.ndim(column) == 0 else np.concatenate([column, np.full(width - rows, column[-1])])
            for column in columns
        ]
        whole = [np.empty(width) for _ in outputs]
        whole_flags = np.empty(width, dtype=np.uint8)
        self.run(filled, whole, whole_flags)
        for output, found in zip(outputs, whole, strict=True):
            output[:] = found[:rows]
        flags[:] = whole_flags[:rows]


def compile_rows(function: Function) -> CompiledKernel:
    """The compiled kernel of a function."""
    return CompiledKernel(function)


def rows_text(whole: Plan, looked_at: Checks) -> str:
    """The IR of `rows`: all rows, and how many chunks of them want the closer look that was not given."""
    if not looked_at.lost or not llvm.host().sticky:
        # Elsewhere than on x86-64 the loop always looks closely.
        loop = _loop("loop", whole, looked_at, closely=True)
        chunks = f"%done = call i64 @loop({ARGUMENTS}, i64 %start, i64 %stop)\nret i64 0\n"
    else:
        loop = "\n".join([*DECLARED, _loop("loop", whole, looked_at, closely=False)])
        chunks = _chunks(LONG_CHUNK if len(whole.steps) < SHORT else CHUNK)
    head = f"define i64 @rows({PARAMETERS}, ptr %closer) nounwind {{\nentry:"
    return "\n".join([loop, head, f"{chunks}}}", UNLIKELY])


def closer_text(whole: Plan, looked_at: Checks) -> str:
    """The IR of `closer`: the loop with the comparisons that tell which rows have underflowed."""
    return f"{_loop('closer', whole, looked_at, closely=True)}\n{UNLIKELY}"


def _chunks(rows: int) -> str:
    """The chunks one after the other: the mark is cleared, the loop run, the mark read.

    *Source*: Intel's Software Developer's Manual, volume 1, 10.2.3, "MXCSR control and status register".
    """
    return f"""
%register = alloca i32
call void @llvm.x86.sse.stmxcsr(ptr %register)
%before = load i32, ptr %register
%clear = and i32 %before, {~EXCEPTIONS}
br label %chunk
chunk:
%from = phi i64 [ %start, %entry ], [ %to, %done ]
%wanting = phi i64 [ 0, %entry ], [ %wanting_now, %done ]
%further = add i64 %from, {rows}
%inside = icmp slt i64 %further, %stop
%to = select i1 %inside, i64 %further, i64 %stop
store i32 %clear, ptr %register
call void @llvm.x86.sse.ldmxcsr(ptr %register)
%tiny = call i64 @loop({ARGUMENTS}, i64 %from, i64 %to)
call void @llvm.x86.sse.stmxcsr(ptr %register)
%after = load i32, ptr %register
%mark = and i32 %after, {UNDERFLOWED}
%marked = icmp ne i32 %mark, 0
%small = icmp ne i64 %tiny, 0
%odd = or i1 %marked, %small
br i1 %odd, label %again, label %done, !prof !0
again:
%wanting_more = add i64 %wanting, 1
%none = icmp eq ptr %closer, null
br i1 %none, label %done, label %look
look:
%looked = call i64 %closer({ARGUMENTS}, i64 %from, i64 %to)
br label %done
done:
%wanting_now = phi i64 [ %wanting, %chunk ], [ %wanting_more, %again ], [ %wanting, %look ]
%more = icmp slt i64 %to, %stop
br i1 %more, label %chunk, label %exit
exit:
store i32 %before, ptr %register
call void @llvm.x86.sse.ldmxcsr(ptr %register)
ret i64 %wanting_now
"""


def _loop(name: str, whole: Plan, looked_at: Checks, *, closely: bool) -> str:
    """The IR of a loop over vectors of rows; it returns whether some value that sets no mark may have underflowed.

    A column's row is taken at the row's number and its mask, which is 0 for a column that is one value.
    """
    host = llvm.host()
    emitter = Emitter(host.width, host.vector_functions, OWN)
    vector, width = emitter.real, host.width
    # What is called is called first, for a call spills whatever is there and wanted later.
    called = [step.node for step in whole.steps if _is_called(step.primitive, len(step.operands))]
    order = in_order_of(whole.steps, [*called, *(step.node for step in whole.steps)])
    if called:
        emitter.constants = {}
    entry = []
    for position in range(len(whole.inputs)):
        entry += _loaded(f"%column{position}", "ptr", "%columns", position)
        entry += _loaded(f"%mask{position}", "i64", "%masks", position)
    for position in range(len(whole.outputs)):
        entry += _loaded(f"%output{position}", "ptr", "%outputs", position)
    values = _Values(emitter, whole)
    inverted = {
        divisor(step.primitive, step.operands) for step in whole.steps if whole.constants.get(step.operands[0]) == 1.0
    } - {None}
    for node, primitive, operands, _ in order:
        by = divisor(primitive, operands)
        if by is not None and by in inverted:
            emitter.reciprocals.add(values[by].key)
        values[node] = vector_kernel(primitive)(emitter, *(values[operand] for operand in operands))
    flags = _flags(emitter, looked_at, values, closely=closely)
    smallest = emitter.named("%smallest")
    if not closely:
        primitives = {step.node: step.primitive for step in whole.steps}
        for entry_ in looked_at.lost:
            if entry_.itself and primitives.get(entry_.node) not in MARKED | {None}:
                size = emitter.absolute(values[entry_.node])
                smallest = emitter.where(size < smallest, size, smallest)
    body = emitter.lines
    for position, node in enumerate(whole.outputs):
        body += [
            f"%to{position} = getelementptr double, ptr %output{position}, i64 %i",
            f"store {vector} {values[node].name}, ptr %to{position}, align 8",
        ]
    body += [
        "%to_flags = getelementptr i8, ptr %flags, i64 %i",
        f"store <{width} x i8> {flags}, ptr %to_flags, align 1",
    ]
    emitter.lines = []
    some = emitter.any(smallest < SMALLEST_NORMAL)
    for fallback, count in sorted(emitter.fallbacks):
        llvm.provide(fallback, count)
    return "\n".join(
        [
            emitter.module(),
            f"define i64 @{name}({PARAMETERS}) noinline nounwind alignstack(64) {{",
            "entry:",
            *entry,
            "br label %body",
            "body:",
            f"%i = phi i64 [ %start, %entry ], [ %next, %{emitter.block} ]",
            f"%smallest = phi {vector} [ {emitter.value(1.0).literal}, %entry ], [ {smallest.name}, %{emitter.block} ]",
            *body,
            f"%next = add i64 %i, {width}",
            "%more = icmp slt i64 %next, %stop",
            "br i1 %more, label %body, label %exit",
            "exit:",
            *emitter.lines,
            f"%result = zext i1 {some} to i64",
            "ret i64 %result",
            "}",
        ]
    )


@cache
def _is_called(primitive: str, count: int) -> bool:
    """Whether an entry of so many operands is computed by a call, and not by instructions alone."""
    host = llvm.host()
    emitter = Emitter(host.width, host.vector_functions, OWN)
    vector_kernel(primitive)(emitter, *(emitter.named(f"%operand{i}") for i in range(count)))
    return emitter.calls > 0


class _Values(dict[NodeId, Value]):
    """Values by node. Constants are made and inputs are loaded when asked for; inputs again after every call."""

    def __init__(self, emitter: Emitter, whole: Plan) -> None:
        super().__init__((node, emitter.value(value)) for node, value in whole.constants.items())
        self.emitter, self.whole = emitter, whole
        # An input's address, its value, and how many calls there were before it was loaded.
        self.inputs: dict[NodeId, tuple[str, Value, int]] = {}
        for node, position in whole.columns.items():
            row = emitter.line(f"and i64 %i, %mask{position}").name
            address = emitter.line(f"getelementptr double, ptr %column{position}, i64 {row}").name
            self.inputs[node] = address, self._load(address), emitter.calls

    def __missing__(self, node: NodeId) -> Value:
        address, value, calls = self.inputs[node]
        if self.emitter.calls > calls:
            key = value.key
            value = self._load(address)
            value.key = key
            self.inputs[node] = address, value, self.emitter.calls
        return value

    def _load(self, address: str) -> Value:
        return self.emitter.line(f"load {self.emitter.real}, ptr {address}, align 8")


def _loaded(name: str, kind: str, array: str, position: int) -> list[str]:
    return [
        f"{name}.at = getelementptr {kind}, ptr {array}, i64 {position}",
        f"{name} = load {kind}, ptr {name}.at, align 8",
    ]


def _flags(emitter: Emitter, looked_at: Checks, values: Mapping[NodeId, Value], *, closely: bool) -> str:
    """The name of a vector of i8: the reasons to look at a row again."""
    width = emitter.width
    guards: dict[int, Mask] = {ALWAYS: emitter.boolean(True)}
    flags = [
        (NOT_FINITE, _not_finite(emitter, looked_at, values, guards)),
        (POLE, _at_pole(emitter, looked_at, values, guards)),
        (UNDERFLOW, _lost(emitter, looked_at, values, guards) if closely else emitter.boolean(False)),
    ]
    total = "zeroinitializer"
    bytes_type = f"<{width} x i8>"
    for reason, mask in flags:
        if mask.constant is not False:
            bits = f"<{', '.join([f'i8 {reason}'] * width)}>"
            chosen = f"select {emitter.truth_type} {mask.name}, {bytes_type} {bits}, {bytes_type} zeroinitializer"
            total = emitter.line(f"or {bytes_type} {total}, {emitter.line(chosen).name}").name
    return total


def _not_finite(emitter: Emitter, looked_at: Checks, values: Mapping[NodeId, Value], guards: dict[int, Mask]) -> Mask:
    """Where some node is not finite, for then the sum of them all is not; additions have units of their own."""
    total: Value | None = None
    for node, guard in looked_at.finite:
        value = values[node]
        if value.constant is not None and abs(value.constant) < float("inf"):
            continue
        if guard != ALWAYS:
            value = emitter.where(_guard(emitter, looked_at, values, guards, guard), value, 0.0)
        total = value if total is None else total + value
    return emitter.boolean(False) if total is None else ~(emitter.absolute(total) < float("inf"))


def _at_pole(emitter: Emitter, looked_at: Checks, values: Mapping[NodeId, Value], guards: dict[int, Mask]) -> Mask:
    found = emitter.boolean(False)
    for operands, guard in looked_at.poles:
        here = _guard(emitter, looked_at, values, guards, guard)
        for operand in operands:
            here = here & (values[operand] == 0.0)
        found = found | here
    return found


def _lost(emitter: Emitter, looked_at: Checks, values: Mapping[NodeId, Value], guards: dict[int, Mask]) -> Mask:
    """Where something underflowed that matters."""
    found = emitter.boolean(False)
    lost: dict[NodeId, Mask] = {}
    for node, operands, carried, itself, uses in looked_at.lost:
        meant = emitter.boolean(not itself)
        for operand in operands if itself else ():
            meant = meant | (values[operand] == 0.0)
        for operand in carried:
            meant = meant & ~lost[operand]
        lost[node] = (emitter.absolute(values[node]) < SMALLEST_NORMAL) & ~meant
        for guard, other, tiny in uses:
            spoilt = lost[node] & _guard(emitter, looked_at, values, guards, guard)
            if other is not None:
                size = emitter.absolute(values[other])
                spoilt = spoilt & (size < SMALLEST_NORMAL if tiny else size > SMALL_FACTOR)
            found = found | spoilt
    return found


def _guard(
    emitter: Emitter, looked_at: Checks, values: Mapping[NodeId, Value], guards: dict[int, Mask], guard: int
) -> Mask:
    """The mask of a guard, made of those of its parts, which are older."""
    stack = [guard]
    while stack:
        current = stack[-1]
        kind, first, second, when = looked_at.guards.entry(current)
        missing = [part for part in ([first] if kind == "and" else [first, second]) if part not in guards]
        if current in guards or missing:
            stack += [] if current in guards else missing
            if current in guards:
                stack.pop()
            continue
        stack.pop()
        if kind == "and":
            condition = values[second] != 0.0
            guards[current] = guards[first] & (condition if when else ~condition)
        else:
            guards[current] = guards[first] | guards[second]
    return guards[guard]
