"""An evaluation whose numbers are text.

Takes nothing by itself; `precise.py` and `exact.py` make it. Returns a report that prints as an `Evaluation` does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from autograd_cli.errors import Finding
from autograd_cli.numerals import Number, Texts
from autograd_cli.report.evaluation import Cost, Evaluation, Literal, fails, numbers, records


@dataclass(frozen=True, slots=True)
class LongEvaluation:
    """An evaluation whose numbers are text, since doubles cannot hold them: digits or fractions.

    `digits` is how many were asked for, None where fractions were.
    """

    SCHEMA: ClassVar[str] = Evaluation.SCHEMA
    FORMS: ClassVar[tuple[str, ...]] = ("document", "records", "numbers")
    LAYOUT: ClassVar[str] = "numbers:long_evaluation"
    OPTIONAL: ClassVar[tuple[str, ...]] = ("cost", "literals", "digits")
    memory: ClassVar[None] = None
    verified: ClassVar[None] = None
    uncertainty: ClassVar[None] = None
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

    @property
    def failed(self) -> bool:
        return fails(self.inputs, self.value, self.gradient)

    def records(self) -> Iterator[Sequence[Number]]:
        return records(self)

    def numbers(self) -> Iterator[Number]:
        return numbers(self)
