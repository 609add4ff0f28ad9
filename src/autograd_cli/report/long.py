"""An evaluation whose numbers are text.

Takes what `precise.py` and `exact.py` compute, as text. Returns a report that prints as an `Evaluation` does.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import Finding
from autograd_cli.graphs.graph import Function
from autograd_cli.numerals import NON_FINITE, Texts, to_double
from autograd_cli.records import Shown, record
from autograd_cli.report.entries import Asked
from autograd_cli.report.evaluation import Cost, Evaluation, Literal, Swept, fails, numbers, records
from autograd_cli.run.findings import Diagnosis


class LongNumbers(NamedTuple):
    """The inputs and the outputs of a differentiated function as text, and what was found at the point."""

    inputs: Mapping[str, str]
    outputs: Sequence[str]
    diagnosis: Diagnosis
    doubts: Sequence[Finding] = ()


# What computes such numbers: of a function whose outputs are the results and the derivatives asked, by conventions.
Way = Callable[[Function, Asked, str], LongNumbers]


def double_of(text: str) -> float:
    """The double next to a number that is text: a decimal or a fraction."""
    return NON_FINITE[text] if text in NON_FINITE else to_double(Fraction(text)) if "/" in text else float(text)


@record
class LongEvaluation(Shown):
    """An evaluation whose numbers are text, since doubles cannot hold them: digits or fractions.

    `digits` is how many were asked for, None where fractions were.
    """

    SCHEMA = Evaluation.SCHEMA
    FORMS = ("document", "records", "numbers")
    LAYOUT = "numbers:long_evaluation"
    OPTIONAL = ("cost", "literals", "digits")
    memory = None
    verified = None
    uncertainty = None
    expression: str
    mode: str | None
    inputs: Mapping[str, Texts]
    output: str | None
    value: str
    gradient: Mapping[str, Texts] | None
    findings: tuple[Finding, ...]
    cost: Cost | None = None
    literals: tuple[Literal, ...] | None = None
    digits: int | None = None

    failed = property(fails)
    records = records
    numbers = numbers


def answer(
    given: Problem,
    problem: Problem,
    swept: Swept,
    found: LongNumbers,
    *,
    literals: tuple[Literal, ...] | None = None,
    digits: int | None = None,
) -> LongEvaluation:
    """The report on a problem in numbers alone, of which `given` is the one that was asked."""
    value, *partials = found.outputs
    return LongEvaluation(
        expression=problem.source.text,
        mode=swept.mode,
        inputs=given.gathered(found.inputs),
        output=problem.lowered.output,
        value=value,
        gradient=None if swept.mode is None else given.gathered(dict(zip(swept.wanted, partials, strict=True))),
        findings=(*found.diagnosis.findings, *found.doubts),
        cost=swept.cost,
        literals=literals,
        digits=digits,
    )
