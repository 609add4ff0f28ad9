"""The commands, one module each, and the list of them.

Takes nothing. Returns the names, where each command is defined and one sentence about it: what `autograd --help` shows
without importing any of them.
"""

from typing import NamedTuple


class Listed(NamedTuple):
    """Where a command is defined, and the first line of its help."""

    home: str
    summary: str


# Words that are kept for commands to come, and so are no formulas where a command should stand.
RESERVED = ("repl", "plot", "export", "serve", "code")

COMMANDS = {
    "eval": Listed(
        "autograd_cli.commands.eval:evaluate",
        "The value of a formula and all its partial derivatives at a point.",
    ),
    "trace": Listed(
        "autograd_cli.commands.trace:trace",
        "The forward pass with its values, and the backward pass with upstream times local partial, node by node.",
    ),
    "graph": Listed(
        "autograd_cli.commands.graph:graph",
        "The computation graph, with the value and the gradient of every node, as a tree or as a picture.",
    ),
    "page": Listed(
        "autograd_cli.commands.page:page",
        "One file of HTML that plays both passes step by step, and recomputes them as sliders move.",
    ),
    "quiz": Listed(
        "autograd_cli.commands.quiz:quiz",
        "A sheet with blanks to fill in, its answers, and the marks of what was filled in.",
    ),
    "diff": Listed(
        "autograd_cli.commands.diff:diff",
        "The derivative of a formula as a formula; no values are needed.",
    ),
    "jacobian": Listed(
        "autograd_cli.commands.jacobian:jacobian",
        "The partial derivatives of several outputs: a row for each output, a column for each variable.",
    ),
    "hessian": Listed(
        "autograd_cli.commands.hessian:hessian",
        "The second partial derivatives of a formula, or their product with a vector.",
    ),
    "taylor": Listed(
        "autograd_cli.commands.taylor:taylor",
        "The Taylor series of a formula around a point, as coefficients and as a polynomial.",
    ),
    "tangent": Listed(
        "autograd_cli.commands.tangent:tangent",
        "The linear model of a formula at a point, or the quadratic one, as a formula.",
    ),
    "check": Listed(
        "autograd_cli.commands.check:check",
        "The gradient computed in up to seven independent ways, and whether they agree; or with what is claimed.",
    ),
    "same": Listed(
        "autograd_cli.commands.same:same",
        "Whether two formulas are one function where both are defined, and where they first differ.",
    ),
    "batch": Listed(
        "autograd_cli.commands.batch:batch",
        "The value of a formula and its partial derivatives for every row of a table.",
    ),
    "fit": Listed(
        "autograd_cli.commands.fit:fit",
        "The parameters of a formula, fitted to the rows of a table by least squares, with their standard errors.",
    ),
    "minimize": Listed(
        "autograd_cli.commands.minimize:minimize",
        "The point at which a formula is least, by exact derivatives, and what it is: a minimum, a valley, a kink.",
    ),
    "solve": Listed(
        "autograd_cli.commands.solve:solve",
        "A root of equations, by exact derivatives; with the extra `rigorous`, proved to be the only one in a box.",
    ),
    "network": Listed(
        "autograd_cli.commands.network:network",
        "A network as a program; with `--weights`, also a file with weights and a sample to evaluate it at.",
    ),
    "functions": Listed(
        "autograd_cli.commands.functions:functions",
        "The functions of the language: what each is, its derivative, its domain and its kinks.",
    ),
}
