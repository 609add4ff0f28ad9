"""Plain text: a formula that `autograd eval -` reads; several derivatives with their names before them.

In: a `Differentiation`, or a report that is one formula or program. Out: its text; of a differentiation the shared
sub-expressions a line each, then the formula alone; above it the steps, if asked for.
"""

from typing import Protocol

from autograd_cli.formats import Page
from autograd_cli.report.differentiation import Differentiation
from autograd_cli.report.steps import Section

# Where no terminal says how wide a line may be.
WIDEST = 100


class Written(Protocol):
    """A report that is one formula, which `text` gives."""

    def text(self) -> str: ...


def render(report: Differentiation | Written, page: Page) -> str:
    """The formula, or the formulas, a line each."""
    if not isinstance(report, Differentiation):
        return report.text()
    lines = [f"{one.name} = {one.text}" for one in report.shared]
    if len(report.derivatives) == 1:
        lines.append(report.derivatives[0].text)
    else:
        lines += [f"{one.symbol} = {one.text}" for one in report.derivatives]
    parts = [derivation(section, page.width) for section in report.steps or ()]
    return "\n\n".join([*parts, "\n".join(lines)])


def derivation(section: Section, width: int | None) -> str:
    """The formula, what is held constant, a line for each step with the rule's name beside it, and the rules used."""
    blocks = [section.title()]
    rows = [(line.text, ", ".join(line.rules)) for part in section.parts for line in part.lines]
    longest = max(len(text) for text, _ in rows)
    beside = 4 + longest + 3 + max(len(rules) for _, rules in rows) <= (width or WIDEST)
    for part in section.parts:
        lines = [f"{part.name} = {part.formula}"] if part.name else []
        lines.append(part.left)
        for line in part.lines:
            rules = ", ".join(line.rules)
            lines += [f"  = {line.text:<{longest}}   {rules}"] if beside else [f"    {rules}:", f"  = {line.text}"]
        blocks.append("\n".join(lines))
    widest = max((len(rule.name) for rule in section.rules), default=0)
    if section.rules:
        blocks.append("\n".join(f"{rule.name:<{widest}}   {rule.general}" for rule in section.rules))
    return "\n\n".join(blocks)
