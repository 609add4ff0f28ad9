"""Derivatives as formulas: made, put into a program, and evaluated."""

from typing import Any

from autograd_cli.ask.problem import pose_open
from autograd_cli.errors import Source
from autograd_cli.graphs.lower import lower
from autograd_cli.report.differentiation import Differentiation, differentiation
from autograd_cli.run.evaluate import evaluate
from autograd_cli.syntax.parser import parse
from autograd_cli.systems.systems import FLOAT, NumberSystem, load
from support.table_rows import DIFFERENTIABLE

BITS = 250
# By row of the table, the operands that it has a derivative for.
DIFFERENTIATED = [(row, position) for row in DIFFERENTIABLE for position, rule in enumerate(row.rules) if rule != "0"]


def derived(text: str, *wrt: str, order: int | None = None, **options: Any) -> Differentiation:
    return differentiation(pose_open(Source(text)), wrt=wrt or None, order=order, **options)


def program(report: Differentiation, result: str | None = None) -> str:
    """What `autograd eval -` is given: the shared names, and a formula."""
    return "\n".join([*(f"{one.name} = {one.text}" for one in report.shared), result or report.derivatives[0].text])


def wide(bits: int = BITS) -> NumberSystem:
    """Numbers of 75 digits in which 0.1 is one tenth, as exact folding of constants has it."""
    system = load("unlimited", bits)
    return system._replace(constant=system.number)


def value(text: str, point: dict[str, Any], system: NumberSystem = FLOAT) -> Any:
    function = lower(parse(Source(text))).function
    return evaluate(function, point, system)[function.outputs[0]]
