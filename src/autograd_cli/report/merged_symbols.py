"""Names of a formula that LaTeX does not tell apart.

Takes a problem. Returns a finding for each symbol that several of its names are, as `x1` and `x_1` are.
"""

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import Finding
from autograd_cli.syntax.symbols import symbol


def merged_symbols(problem: Problem) -> tuple[Finding, ...]:
    """The findings, in the order of the names."""
    names: dict[str, list[str]] = {}
    for name in dict.fromkeys((*problem.lowered.inputs, *problem.lowered.names)):
        names.setdefault(symbol(name), []).append(name)
    same = {text: tuple(found) for text, found in names.items() if len(found) > 1}
    return tuple(Finding("name", case="same-symbol", text=text, names=found) for text, found in same.items())
