"""Plain text: a formula that `autograd eval -` reads; several derivatives with their names before them.

In: a `Differentiation`, or a report that is one formula or program. Out: its text; of a differentiation the shared
sub-expressions a line each, then the formula alone; above it the steps, if asked for.
"""

from typing import Protocol

from autograd_cli.formats import Page
from autograd_cli.report.differentiation import Differentiation
from autograd_cli.report.steps import Section, Step


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
    parts = [derivation(section) for section in report.steps or ()]
    return "\n\n".join([*parts, "\n".join(lines)])


def derivation(section: Section) -> str:
    """The steps, numbered: the rule and its name, then what it gives here."""
    lines = [f"{section.formula}, differentiated with respect to {section.variable}"]
    for number, step in enumerate(section.steps, 1):
        lines += ["", f"{number:>2}. {step.rule}: {step.general}", f"    {applied(step)}"]
    return "\n".join(lines)


def applied(step: Step) -> str:
    """The sub-expression's derivative, by the rule and simplified; a name is introduced before it is used."""
    introduction = "" if step.name is None else f"{step.name} = {step.formula}\n    "
    what = step.name or f"({step.formula})"
    middle = "" if step.substituted == step.derivative else f" = {step.substituted}"
    return f"{introduction}{what}'{middle} = {step.derivative}"
