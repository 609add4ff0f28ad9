"""`autograd diff`: the derivative as a formula."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from autograd_cli.ask.problem import Problem
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import FORMULA, command
from autograd_cli.commands.problems import read_formula
from autograd_cli.errors import AutogradError
from autograd_cli.report.differentiation import Differentiation, differentiation

# The format of a function, which has no place for a derivation.
CODE = "python"


def read(call: Call, own: Mapping[str, Any]) -> Problem:
    """The formula, and the shapes of what is given."""
    return read_formula(call)


@command(
    Differentiation,
    takes=FORMULA._replace(metavar="FORMULA", help="The formula, `-` for standard input."),
    reads=read,
    without="significant",
    reworded={
        "at": "Read which variables are vectors and matrices from a file of values.",
        "wrt": "Differentiate with respect to this variable; `x,y` is the mixed derivative. "
        "May be given several times.",
    },
)
def diff(
    problem: Problem,
    call: Call,
    order: Annotated[
        int | None,
        typer.Option("--order", metavar="N", help="The N-th derivative, or all partial derivatives of order N."),
    ] = None,
    steps: Annotated[bool, typer.Option("--steps", help="Show the derivation, rule by rule.")] = False,
    textbook: Annotated[
        bool, typer.Option("--textbook", help="Print the form of a textbook, as at the end of `--steps`.")
    ] = False,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="Print a formula that has a value wherever `eval` has one.")
    ] = False,
) -> Differentiation:
    """The derivative of a formula as a formula; no values are needed.

    Of values that are given, only the shapes of vectors and matrices are read.

    Example: autograd diff "x^2*sin(y)" --wrt x

    Exit status:
    0 done;
    2 not understood;
    3 a file could not be read or written.
    """
    if steps and call.destination.format == CODE:
        raise AutogradError("usage", "exclude", one="--steps", other=f"--format {CODE}")
    return differentiation(
        problem,
        wrt=call.listed,
        order=order,
        steps=steps,
        textbook=textbook,
        kinks=call.kinks,
        everywhere=everywhere,
    )
