"""Plain text: a formula that `autograd eval -` reads; several derivatives with their names before them.

In: a `Differentiation`, or a report that is one formula or program. Out: its text; of a differentiation the shared
sub-expressions a line each, then the formula alone; above it the steps, if asked for.
"""

from collections.abc import Sequence
from typing import Protocol

from autograd_cli.errors import cell_width
from autograd_cli.formats import Page
from autograd_cli.numerals import split_outside
from autograd_cli.report.differentiation import Differentiation
from autograd_cli.report.steps import Section
from autograd_cli.wording.languages import translated

# Where no terminal says how wide a line may be.
WIDEST = 100
PRODUCT = "*"


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
    parts = [derivation(section, page) for section in report.steps or ()]
    return "\n\n".join([*parts, "\n".join(lines)])


def derivation(section: Section, page: Page) -> str:
    """The formula, what is held constant, a line for each step with the rule's name beside it, and the rules used."""
    blocks = [translated(section.title(), page.language)]
    written = {rules: _rules(rules, page) for part in section.parts for rules in (line.rules for line in part.lines)}
    longest = max(cell_width(line.text) for part in section.parts for line in part.lines)
    beside = 4 + longest + 3 + max(map(cell_width, written.values())) <= (page.width or WIDEST)
    for part in section.parts:
        lines = _broken(f"{part.name} = ", part.formula or "", page.width) if part.name else []
        lines.append(part.left)
        for line in part.lines:
            rules = written[line.rules]
            text = line.text + " " * (longest - cell_width(line.text))
            lines += [f"  = {text}   {rules}"] if beside else [f"    {rules}:", *_broken("  = ", line.text, page.width)]
        blocks.append("\n".join(lines))
    named = [(translated(rule.name, page.language), rule.general) for rule in section.rules]
    widest = max((cell_width(name) for name, _ in named), default=0)
    if named:
        blocks.append("\n".join(f"{name}{' ' * (widest - cell_width(name))}   {general}" for name, general in named))
    return "\n\n".join(blocks)


def _broken(start: str, formula: str, width: int | None) -> list[str]:
    """A line of a start and a formula, or several where that is too wide, broken at signs outside of parentheses."""
    if width is None or cell_width(start + formula) <= width:
        return [start + formula]
    first, *others = split_outside(formula, (" + ", " - ", PRODUCT))
    lines = [start + first]
    for sign, factor in zip(others[::2], others[1::2], strict=True):
        if sign == PRODUCT:  # it ends a line, others begin one
            lines[-1] += sign
        part = factor if sign == PRODUCT else sign + factor
        if cell_width(lines[-1] + part) < width:
            lines[-1] += part
        else:
            lines.append(f"      {part.lstrip()}")
    return lines


def _rules(rules: Sequence[str], page: Page) -> str:
    return ", ".join(translated(rule, page.language) for rule in rules)
