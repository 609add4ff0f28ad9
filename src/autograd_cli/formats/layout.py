"""What the table and the markdown of a report have in common: its rows and its words.

In: a report. Out: headings, rows of cells, a headline and a footnote, all plain text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from autograd_cli.errors import visible
from autograd_cli.numerals import number_text
from autograd_cli.report.evaluation import Cost, Evaluation

PARTIAL = "partial derivative"


@dataclass(frozen=True, slots=True)
class Section:
    """A table: headings and rows of equal length; `numeric` says which columns are numbers."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[bool]


def headline(report: Evaluation) -> tuple[str, str]:
    """What was computed, and the number: `2*x*y+y+3` or `L`, and `327`."""
    lines = visible_lines(report.expression)
    name = report.output or (lines[0] if len(lines) == 1 and len(lines[0]) <= 60 else "value")
    return visible(name), number_text(report.value)


def sections(report: Evaluation) -> list[Section]:
    """The variables with their partials, and the literals where asked for."""
    found = []
    if report.gradient is None:
        rows = [(visible(name), number_text(value)) for name, value in report.inputs.items()]
        found.append(Section(("variable", "value"), rows, (False, True)))
    else:
        rows3 = [
            (visible(name), number_text(value), number_text(report.gradient[name]) if name in report.gradient else "")
            for name, value in report.inputs.items()
        ]
        found.append(Section(("variable", "value", PARTIAL), rows3, (False, True, True)))
    if report.literals is not None:
        rows4 = [(visible(one.text), f"{one.line}:{one.column}", number_text(one.partial)) for one in report.literals]
        found.append(Section(("literal", "at", PARTIAL), rows4, (False, True, True)))
    return [section for section in found if section.rows]


def footnote(report: Evaluation) -> str:
    """What the chosen mode took; empty where none was chosen."""
    return "" if report.cost is None else cost_text(report.mode, report.cost)


def cost_text(mode: str, cost: Cost) -> str:
    sweeps = f"{cost.sweeps} sweep" + ("" if cost.sweeps == 1 else "s")
    operations = f"{cost.operations} operation" + ("" if cost.operations == 1 else "s")
    return f"{mode} mode: {sweeps}, {operations}"


def visible_lines(text: str) -> list[str]:
    return [visible(line) for line in text.strip().splitlines()]
