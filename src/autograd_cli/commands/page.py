"""`autograd page`: one file of HTML that plays the sweeps."""

from typing import Annotated

import typer

from autograd_cli.ask.problem import Problem
from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import command
from autograd_cli.lessons.lesson import Lesson, lesson


@command(Lesson)
def page(
    problem: Problem,
    call: Call,
    blank: Annotated[
        bool, typer.Option("--blank", help="Hide the numbers until a key or a click shows them, for a class.")
    ] = False,
    textbook: shared.Textbook = False,
) -> Lesson:
    """One file of HTML that plays both passes step by step, and recomputes them as sliders move.

    It asks for nothing from anywhere, and opens from a mail or a disk.

    Example: autograd page "2*x*y + y + 3" --x 40 --y 4 --output lesson.html

    Exit status: as for `eval`.
    """
    return lesson(problem, wrt=call.wrt, kinks=call.kinks, blank=blank, textbook=textbook)
