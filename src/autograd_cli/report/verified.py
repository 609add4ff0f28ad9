"""How many digits of floats hold: the float results beside an enclosure of the true ones.

In: a `Problem`. Out: its `Evaluation`, with what is proved of each number. The point is that of the doubles given; a
number written in the formula is what it says, so that `0.1` is a tenth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

from autograd_cli.ask.problem import Problem
from autograd_cli.enclosures.decimals import below_digits, digits_text, has_digits
from autograd_cli.enclosures.enclosure import UNDEFINED, point, subtract
from autograd_cli.errors import Finding, Span
from autograd_cli.graphs.templates import OURS
from autograd_cli.report.evaluation import Evaluation, Proof, evaluation, flattened, sweep
from autograd_cli.run.digits import enclose
from autograd_cli.systems.systems import NumberSystem

# As many digits as a double can be said to have, and as the true value is shown to.
DIGITS_OF_DOUBLE = 17
DIGITS_SHOWN = 20
# Fewer digits than these are worth a finding.
ENOUGH = 8


def verified(
    problem: Problem,
    *,
    wrt: Sequence[str] | None = None,
    mode: str | None = None,
    differentiate: bool = True,
    literals: bool = False,
    kinks: str = OURS,
) -> Evaluation:
    """The report that `evaluation` gives, with how many digits of the value and of each partial hold.

    Raises: `AutogradError` as `evaluation` does, and as `resolve` does.
    """
    problem.single()
    report = evaluation(problem, wrt=wrt, mode=mode, differentiate=differentiate, literals=literals, kinks=kinks)
    problem = problem.scalarised()
    swept = sweep(problem, wrt, mode, differentiate, kinks)

    def inputs(system: NumberSystem) -> Mapping[str, Any]:
        return {name: system.number(float(value)) for name, value in problem.values.items()}

    enclosed = enclose(swept.whole, inputs, DIGITS_SHOWN, lambda *_: True)
    value, *partials = (enclosed.values[output] for output in swept.whole.outputs)
    gradient = dict(zip(swept.wanted, partials, strict=True))
    own = problem.lowered.output
    span = problem.function.graph.origins[problem.function.outputs[0]][:1]
    proofs = {"value": _proof(report.value, value)}
    findings = [_finding(f"`{own}`" if own else "the value", proofs["value"], span)]
    floats = dict(flattened(report.gradient or {}))
    for name, enclosure in gradient.items():
        proofs[f"d_{name}"] = _proof(floats[name], enclosure)
        findings.append(_finding(f"d/d{name}", proofs[f"d_{name}"], span))
    return replace(
        report,
        findings=(*report.findings, *(finding for finding in findings if finding is not None)),
        verified=proofs,
    )


def _proof(number: Any, enclosure: Any) -> Proof:
    """What an enclosure says of a float; `digits` is None where it says nothing."""
    if enclosure is UNDEFINED or not isfinite(number) or not enclosure.is_bounded:
        same = enclosure is UNDEFINED and number != number
        same = same or (enclosure is not UNDEFINED and enclosure.is_point and enclosure.lower == number)
        return Proof(DIGITS_OF_DOUBLE if same else None, digits_text(enclosure, 1) if same else None)
    if not has_digits(enclosure, DIGITS_SHOWN):
        tiny = number == 0 and below_digits(enclosure, DIGITS_SHOWN)
        return Proof(DIGITS_OF_DOUBLE if tiny else None, "0" if tiny else None)
    true = digits_text(enclosure, DIGITS_SHOWN)
    error = subtract(enclosure, point(number))
    largest = max(abs(error.lower), abs(error.upper))
    if float(enclosure) == number:
        return Proof(DIGITS_OF_DOUBLE, true)
    if enclosure.is_point and enclosure.lower == 0:
        return Proof(0, true)
    relative = largest / min(abs(enclosure.lower), abs(enclosure.upper))
    held = -(relative.log() / type(relative)(10).log())
    return Proof(max(0, min(DIGITS_OF_DOUBLE - 1, int(float(held.lower())))) if held > 0 else 0, true)


def _finding(name: str, proof: Proof, span: Sequence[Span]) -> Finding | None:
    if proof.digits is None:
        return Finding("rounding", tuple(span), case="unknown", name=name)
    if proof.digits >= ENOUGH:
        return None
    case = "digits" if proof.digits else "no-digit"
    return Finding("rounding", tuple(span), case=case, name=name, digits=proof.digits, true=proof.true)
