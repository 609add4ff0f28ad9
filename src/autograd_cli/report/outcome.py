"""The results at a point and their findings: floats where they hold, wider numbers where they do not.

Takes: a problem and its differentiated function. Returns: an `Outcome`. Here the policy on overflow and on lost digits
is put together from its parts: the suspicion, the second evaluation, the comparison, the findings of whichever is
right.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import Value
from autograd_cli.errors import Finding, Result
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import number_text, to_double
from autograd_cli.primitives import CONSTANTS
from autograd_cli.report.entries import (
    Asked,
    Entry,
    further,
    naming,
    same,
    shown,
    smooth,
    undefined,
    unexplained,
    without_lost,
)
from autograd_cli.run.doubt import EXEMPT, PROMISED, doubtful, lost, shaken
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import Diagnosis, diagnose, node_text, odd_literal
from autograd_cli.run.freeing import evaluate_freeing
from autograd_cli.run.recompute import Wider, doubt, suspicious, widen
from autograd_cli.systems.systems import FLOAT, resolve

# Loaded only where some value is a vector or a matrix.
ARRAYS = "autograd_cli.report.array_outcome:judge_arrays"
# Loaded only where a derivative is undefined at an infinite input.
LIMITS = "autograd_cli.run.limits:limits"
# And where the second derivatives at a kink are asked for.
LIMITS_AROUND = "autograd_cli.run.limits:limits_around"
# A graph of more nodes is not evaluated again for its digits: mpmath takes some microseconds a node.
MOST_NODES = 100_000
# The cases of what is lost where the node is none that the user wrote.
BACKWARD = {"cancellation": "backward-digits", "choice": "digits", "digits": "digits"}
# A float so many bounds away from the wider number is no neighbour of it: the two are of different formulas.
BOUNDS = 4.0


class Outcome(NamedTuple):
    """The outputs as doubles, the value first and then the partials, and the findings."""

    outputs: tuple[Value, ...]
    findings: tuple[Finding, ...]


class Judged(NamedTuple):
    """The outputs as doubles, the findings by the values, floats or wider numbers, that are right, and further ones."""

    outputs: Sequence[float]
    diagnosis: Diagnosis
    values: Sequence[Any]
    notes: Sequence[Finding] = ()


def judge_value(problem: Problem) -> Outcome:
    """The outcome of the value alone, each intermediate freed after its last use; held again where something is odd."""
    function = problem.function
    if function.has_arrays:
        return judge(problem, function, ())
    freed = evaluate_freeing(function, problem.values, partial(suspicious, function))
    finite = all(map(math.isfinite, (freed.value, *problem.values.values())))
    literals = any(odd_literal(function, node) for node in function.live)
    if freed.remarkable or literals or not finite or doubtful(freed.value, freed.error):
        return judge(problem, function, ())
    return Outcome((freed.value,), ())


def judge(
    problem: Problem,
    whole: Function,
    wanted: Sequence[NodeId],
    kinks: str = OURS,
    entries: Sequence[Entry] | None = None,
    forward: bool = False,
) -> Outcome:
    """The outcome of a function whose first outputs are the problem's and whose others are derivatives.

    `entries` says which; without them they are the partials of the one output. `forward` says by which sweep they were
    made, should another be needed.
    """
    entries = [Entry((0,), (node,)) for node in wanted] if entries is None else entries
    asked = Asked(problem, wanted, entries)
    if whole.has_arrays:
        return _judge_arrays(asked, whole, kinks, forward)
    judged = _judged(asked, whole, kinks)
    outcome = _outcome(asked, judged.outputs, judged.diagnosis, judged.values, *judged.notes)
    second = any(len(entry.columns) > 1 for entry in entries)
    kinked = second and kinks == OURS and any(finding.kind == "kink" for finding in outcome.findings)
    return _smooth(asked, whole, outcome) if kinked else outcome


def judged_alone(problem: Problem, whole: Function, wanted: Sequence[NodeId], kinks: str = OURS) -> Judged:
    """What `judge` makes an outcome of; of vectors and matrices the findings in floats, without outputs."""
    if whole.has_arrays:
        values = evaluate(problem.function, problem.values)
        return Judged((), diagnose(problem.function, values, problem.source, wanted, kinks=kinks), values)
    return _judged(Asked(problem, wanted, [Entry((0,), (node,)) for node in wanted]), whole, kinks)


def _judged(asked: Asked, whole: Function, kinks: str) -> Judged:
    """What an outcome is made of."""
    problem, wanted = asked.problem, asked.wanted
    count = len(problem.function.outputs)
    values = evaluate(whole, problem.values)
    floats = [values[output] for output in whole.outputs]
    primal = problem.function
    diagnosis = diagnose(primal, values, problem.source, wanted, kinks=kinks)
    negative_zero = any(value == 0 and math.copysign(1.0, value) < 0 for value in problem.values.values())
    if negative_zero and any(finding.kind == "boundary" for finding in diagnosis.findings):
        # The limit from inside is the same at -0.0 as at 0.0, though 1/x is not.
        unsigned = evaluate(whole, {name: value + 0.0 for name, value in problem.values.items()})
        floats = [*floats[:count], *(unsigned[output] for output in whole.outputs[count:])]
    # A preset shows what another system gives in floats, overflow included.
    if kinks != OURS:
        return Judged(floats, diagnosis, values)
    infinite = not all(map(math.isfinite, problem.values.values()))
    limited: Callable[[list[float]], list[float]] = partial(_at_infinity, asked, whole) if infinite else list
    left = any(finding.kind == "domain" and finding.case != "infinite" for finding in diagnosis.findings)
    doubted = doubt(whole, values, left, infinite)
    if doubted is None:
        return Judged(limited(floats), diagnosis, values)
    first, error, ranged = doubted
    bounds = doubted.bounds(whole)
    if not ranged and len(whole.live) > MOST_NODES:
        return Judged(limited(floats), diagnosis, values, _uncertain(asked, whole, floats, bounds))
    wider = widen(whole, problem.values, bounds)
    if wider.system is None or wider.values is None:
        late = [Finding("recomputed", case="late")] if ranged else _uncertain(asked, whole, floats, bounds)
        return Judged(limited(floats), diagnosis, values, late)
    if not ranged and not wider.settled:
        return Judged(limited(floats), diagnosis, values, _uncertain(asked, whole, floats, bounds))
    wide = [wider.values[output] for output in whole.outputs]
    if infinite:  # a kernel of floats has limits that wide numbers may lack
        wide = [single if wider.system.is_nan(one) else one for single, one in zip(floats, wide, strict=True)]
        wide = [wider.system.number(one) for one in wide]
    beyond = _beyond(asked, whole, wide, wider)
    signed = first is None and any(
        values[node] == 0.0 == error[node] and math.copysign(1.0, values[node]) < 0 for node in whole.live
    )
    chosen = list(map(_chosen, floats, map(to_double, wide), bounds if signed else [math.inf] * len(bounds)))
    if not beyond and all(map(same, floats, map(to_double, wide))):
        return Judged(limited(chosen), diagnosis, values)
    try:
        second = diagnose(primal, wider.values, problem.source, wanted, wider.system, kinks)
    except TimeoutError:  # a condition is evaluated in the wider system as well, and by the same clock
        if ranged:
            return Judged(limited(floats), diagnosis, values, [Finding("recomputed", case="late")])
        second = diagnosis
    findings = [finding for finding in second.findings if finding.kind != "overflow"]
    if not all(map(same, floats, chosen)):
        findings.append(_recomputed(problem, whole, first, values, error, wider))
    settled = second._replace(findings=(*findings, *beyond))
    return Judged(limited(chosen), settled, wider.values)


def _judge_arrays(asked: Asked, whole: Function, kinks: str, forward: bool) -> Outcome:
    """The outcome where values are vectors or matrices."""
    problem, wanted, entries = asked
    columns = [entry.columns for entry in entries]
    judged: tuple[Sequence[Any], Sequence[Finding]] = resolve(ARRAYS)(problem, whole, wanted, kinks, columns, forward)
    outputs, findings = judged
    if not any(finding.lost for finding in findings):
        derivatives = zip(entries, outputs[len(problem.function.outputs) :], strict=True)
        single = [(entry, float(number)) for entry, number in derivatives if not getattr(number, "shape", ())]
        findings = naming(asked, findings, [one for one in single if not math.isfinite(one[1])])
    return Outcome(tuple(outputs), tuple(findings))


def _outcome(
    asked: Asked, outputs: Sequence[float], diagnosis: Diagnosis, values: Sequence[Any], *notes: Finding
) -> Outcome:
    count = len(asked.problem.function.outputs)
    broken = undefined(asked, diagnosis, values)
    defined = [math.nan if out else number for out, number in zip(broken, outputs[count:], strict=True)]
    lost = [(entry, number) for entry, number in zip(asked.entries, defined, strict=True) if not math.isfinite(number)]
    findings = naming(asked, diagnosis.findings, lost)
    names = tuple(asked.name(entry) for entry, number in lost if math.isnan(number))
    if names and not any(one.kind in ("domain", "boundary", "input") or one.lost for one in findings):
        if has_infinity(asked.problem):
            findings.append(infinite_number(asked.problem, names))
        else:
            findings += unexplained(names, findings)
    return Outcome((*outputs[:count], *defined), (*findings, *notes))


def has_infinity(problem: Problem) -> bool:
    """Whether an input is infinite, or the formula has the constant `inf`."""
    return any(map(math.isinf, problem.values.values())) or any(map(is_infinite, problem.function.entries))


def is_infinite(primitive: str) -> bool:
    """Whether an entry is a constant without a finite value."""
    return primitive in CONSTANTS and math.isinf(FLOAT.kernel(primitive)())


def infinite_number(problem: Problem, undefined: tuple[str, ...]) -> Finding:
    """The finding for derivatives that have no limit at an infinite input, or for a constant that is infinite."""
    case = "infinite-input" if any(map(math.isinf, problem.values.values())) else "infinite-constant"
    return Finding("domain", case=case, text=" and ".join(undefined), names=undefined)


def _at_infinity(asked: Asked, whole: Function, floats: Sequence[float]) -> list[float]:
    """The outputs where an input is infinite, derivatives that floats make nan as the limits that they have there.

    A value that is nan is one by arithmetic, and its derivatives have no limit.
    """
    values = asked.problem.values
    count = len(asked.problem.function.outputs)
    lost = [
        count + i
        for i, entry in enumerate(asked.entries)
        if math.isnan(floats[count + i]) and not any(math.isnan(floats[row]) for row in entry.rows)
    ]
    outputs = list(floats)
    if lost and not any(map(math.isnan, values.values())):
        found = resolve(LIMITS)(whole, values, [whole.outputs[place] for place in lost])
        for place, limit in zip(lost, found, strict=True):
            outputs[place] = math.nan if limit is None else to_double(limit)
    return outputs


def _smooth(asked: Asked, whole: Function, outcome: Outcome) -> Outcome:
    """The outcome at a kink, with the second derivatives that the function has there although a part of it has none.

    They are the limits from all sides, where the first derivatives have those too, and they are the ones printed: of
    `norm(x)^2` at 0, not of `norm(x)`.
    """
    nodes = asked.problem.function.graph.nodes
    count = len(asked.problem.function.outputs)
    names = [nodes[node].payload or "" for node in asked.wanted]
    found = resolve(LIMITS_AROUND)(whole, asked.problem.values, names, whole.outputs[count:])
    outputs = list(outcome.outputs)
    limits = [math.nan if limit is None else to_double(limit) for limit in found]
    places = smooth(asked, [float(number) for number in outputs[count:]], limits)
    for place in places:
        outputs[count + place] = limits[place] + 0.0  # a limit of both signs is 0.0
    mended = {asked.name(asked.entries[place]) for place in places}
    return Outcome(tuple(outputs), tuple(without_lost(outcome.findings, mended)))


def _chosen(single: float, wide: float, bound: float) -> float:
    """The number to print: the wide one, but where both are as undefined or infinite, or the same 0.

    A float with a bound that is further away is right, too: it is of a negative zero, which wider numbers do not have.
    """
    if (not math.isfinite(wide) and same(single, wide)) or single == wide:
        return single
    return single if BOUNDS * bound + PROMISED * abs(wide) + EXEMPT < abs(single - wide) < math.inf else wide


def _recomputed(
    problem: Problem,
    whole: Function,
    first: NodeId | None,
    values: Sequence[float],
    error: Sequence[float],
    wider: Wider,
) -> Finding:
    """The finding that names the node at which floats went wrong, if it is one the user wrote."""
    assert wider.system is not None
    assert wider.values is not None
    node: NodeId | None
    case: str
    if first is None:
        node, case = lost(whole, values, error)
    else:
        node, case = first, "underflow" if abs(values[first]) < 1e-300 else "overflow"
    graph = problem.function.graph
    if node is not None and not wider.system.is_finite(wider.values[node]):
        # It is as infinite or undefined with more digits: what floats lost is its derivatives.
        node = None if same(values[node], to_double(wider.values[node])) else node
    if node is None or not graph.origins[node]:
        return Finding("recomputed", case=BACKWARD.get(case, "backward"), settled=wider.settled)
    node = _written(problem.function, node, values, wider) if first is None else node
    return Finding(
        "recomputed",
        tuple(dict.fromkeys(graph.origins[node])),
        node,
        case,
        node_text(problem.function, node, problem.source),
        value=repr(values[node]) if first is not None else number_text(values[node]),
        true=wider.system.text(wider.values[node]),
        settled=wider.settled,
    )


def _written(function: Function, node: NodeId, values: Sequence[float], wider: Wider) -> NodeId:
    """The node that is what is written there: of softmax(x), an element that floats get wrong, and no sum in it."""
    assert wider.values is not None
    nodes, origins = function.graph.nodes, function.graph.origins
    alike = [one for one in function.live if origins[one] == origins[node]]
    inner = {operand for one in alike for operand in nodes[one].operands}
    results = [one for one in alike if one not in inner]
    wrong = (one for one in results if not same(values[one], to_double(wider.values[one])))
    return next(wrong, results[-1])


def _uncertain(asked: Asked, whole: Function, floats: Sequence[float], bounds: Sequence[float]) -> list[Finding]:
    """The finding for results whose digits may be lost and are not had back; none where they are found to hold."""
    offs = map(min, bounds, shaken(whole, asked.problem.values))
    results = [
        Result(name, f"off by up to {off:.0e}" if math.isfinite(off) else "not known")
        for name, value, bound, off in zip(asked.names, floats, bounds, offs, strict=True)
        if doubtful(value, bound) and doubtful(value, off)
    ]
    return [Finding("rounding", case="late", results=shown(results), more=further(results))] if results else []


def _beyond(asked: Asked, whole: Function, wide: Sequence[Any], wider: Wider) -> list[Finding]:
    """The finding for results that are finite, and larger than any double."""
    assert wider.system is not None
    large = [
        Result(name, wider.system.text(value))
        for name, value in zip(asked.names, wide, strict=True)
        if wider.system.is_finite(value) and math.isinf(to_double(value))
    ]
    if not large:
        return []
    spans = tuple(dict.fromkeys(whole.graph.origins[whole.outputs[0]]))
    results, more = shown(large), further(large)
    return [Finding("overflow", spans, whole.outputs[0], "results", results=results, more=more)]
