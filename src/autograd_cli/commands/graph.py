"""`autograd graph`: the computation graph with values and gradients, as a tree or as a picture."""

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from autograd_cli.ask.problem import Problem
from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import command
from autograd_cli.commands.output import choose
from autograd_cli.commands.problems import read_open_problem, read_problem
from autograd_cli.errors import AutogradError
from autograd_cli.lessons.drawing import GRADIENTS, OPEN_STAGES, STAGES, STRUCTURE, VALUES, Drawing, drawing
from autograd_cli.lessons.groups import written_out
from autograd_cli.pictures.flow import DIRECTIONS
from autograd_cli.pictures.folding import folded
from autograd_cli.report.notes import with_notes

# The formats that are laid out here; for the others Graphviz and browsers do that.
PICTURES = ("svg", "tikz", "png", "pdf")
# Those that are text, and have boxes around gates as well.
TEXTS = ("dot", "mermaid")
# So many gates are drawn unless `--max-nodes` has more.
MOST_GATES = 2000
TREE = "tree"
STYLES, THEMES = ("circuit", "boxes"), ("auto", "light", "dark")


def read(call: Call, own: Mapping[str, Any]) -> Problem:
    """The problem; it needs no values at a stage that shows none, nor where nothing says that there are any."""
    call = call._replace(expand=[*call.expand, *written_out(shared.names(own["group"], "group") or [])])
    if own["stage"] is not None:
        choose(own["stage"], STAGES, "stage")
    if own["stage"] in OPEN_STAGES or not (own["stage"] or own["no_grad"] or own["jacobians"]):
        return read_open_problem(call, stage=own["stage"])
    return read_problem(call)


@command(Drawing, reads=read)
def graph(
    problem: Problem,
    call: Call,
    stage: Annotated[
        str | None,
        typer.Option(
            "--stage",
            metavar="STAGE",
            help=f"Draw {', '.join(STAGES[:-1])} or {STAGES[-1]}; structure and rules need no values.",
            autocompletion=shared.one_of(STAGES),
        ),
    ] = None,
    no_grad: Annotated[bool, typer.Option("--no-grad", help="The same as `--stage values`.")] = False,
    seed: shared.Seed = None,
    literals: Annotated[
        bool, typer.Option("--literals", help="Also the gradient of every number in the formula.")
    ] = False,
    jacobians: Annotated[
        bool, typer.Option("--jacobians", help="Also show the local partial derivatives, on the edges.")
    ] = False,
    textbook: shared.Textbook = False,
    group: Annotated[
        list[str] | None,
        typer.Option(
            "--group",
            metavar="NAMES",
            help="Draw a box around the gates of these functions or named values, as in `sigmoid`; a tree names it.",
            autocompletion=shared.complete_definition,
        ),
    ] = None,
    fold: Annotated[bool, typer.Option("--fold", help="Draw each group, and each layer, as one node.")] = False,
    max_nodes: Annotated[
        str | None,
        typer.Option(
            "--max-nodes",
            metavar="N",
            help=f"Draw at most N gates, those nearest to the result; {MOST_GATES} in a picture.",
        ),
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(
            "--style",
            metavar="STYLE",
            help="Draw a picture as a circuit with numbers on its wires, or as boxes: circuit, boxes.",
            autocompletion=shared.one_of(STYLES),
        ),
    ] = None,
    rankdir: Annotated[
        str | None,
        typer.Option(
            "--rankdir",
            metavar="DIRECTION",
            help="Draw from left to right or from top to bottom: LR, TB; by default LR, or TB where LR is very wide.",
            autocompletion=shared.one_of(DIRECTIONS),
        ),
    ] = None,
    frames: Annotated[
        str | None,
        typer.Option(
            "--frames",
            metavar="FOLDER",
            help="Write a picture in steps into an empty folder: the graph, the values, what flows back.",
        ),
    ] = None,
    theme: Annotated[
        str | None,
        typer.Option(
            "--theme",
            metavar="THEME",
            help="The colours of a picture: auto, light, dark.",
            autocompletion=shared.one_of(THEMES),
        ),
    ] = None,
) -> None:
    """The computation graph, with the value and the gradient of every node, as a tree or as a picture.

    Without values it is the bare structure.

    Example: autograd graph "2*x*y + y + 3" --x 40 --y 4 --output graph.svg

    Exit status: as for `eval`.
    """
    drawn = {
        name: choose(value, choices, name)
        for name, value, choices in (("style", style, STYLES), ("theme", theme, THEMES))
        if value is not None
    }
    kind = call.destination.format
    if frames is not None:
        if call.output is not None:
            shared.refuse_together("--frames", "--output")
        kind = "svg" if kind == TREE else kind
    if (drawn or frames is not None) and kind not in PICTURES:
        raise AutogradError("usage", "only-pictures", option=next(iter(drawn), "frames"))
    if rankdir is not None:
        choose(rankdir, DIRECTIONS, "rankdir")
    boxes = {"fold": fold and kind != TREE, "max-nodes": max_nodes is not None, "rankdir": rankdir}
    if any(boxes.values()) and kind not in (*PICTURES, *TEXTS):
        raise AutogradError("usage", "not-in-text", option=next(filter(boxes.get, boxes)), format=kind)
    if no_grad:
        if stage not in (None, VALUES):
            shared.refuse_together("--no-grad", f"--stage {stage}")
        stage = VALUES
    if jacobians and stage not in (None, GRADIENTS):
        shared.refuse_together("--jacobians", "--no-grad" if no_grad else f"--stage {stage}")
    shared.refuse_wanted(no_grad, call.wrt)
    if seed is not None and stage in (STRUCTURE, VALUES):
        shared.refuse_together("--seed", "--no-grad" if no_grad else f"--stage {stage}")
    weights = None if seed is None else shared.numbers(seed, "seed")
    grouped = shared.names(group, "group") or ()
    shown = drawing(
        problem,
        wrt=call.wrt,
        literals=literals,
        kinks=call.kinks,
        stage=stage,
        seed=weights,
        group=grouped,
        textbook=textbook,
    )
    report = with_notes(shown, problem.notes)
    if fold and not report.groups:
        raise AutogradError("usage", "nothing-to-fold")
    most = shared.whole_number(max_nodes, "max-nodes", 1) or (MOST_GATES if kind in PICTURES else None)
    if most is not None and not call.quiet:
        _say_left_out(report, most, fold)
    if fold and kind == TREE:
        report = folded(report)[0]
    paper = {"partials": jacobians, "fold": fold, "most": most, "direction": rankdir, "grouped": grouped, **drawn}
    if frames is not None:
        call.show_frames(report, problem.source, kind, frames, **paper)
        return
    call.show(report, problem.source, **paper)


def _say_left_out(report: Drawing, most: int, fold: bool) -> None:
    """Prints on standard error how many gates are not drawn, where there are such."""
    folded: set[int] = set()
    count = sum(bool(vertex.operands) for vertex in report.nodes)
    for group in report.groups if fold else ():
        if group.node not in folded:
            folded |= {*group.nodes}
            count += 1 - len(group.nodes)
    if count > most:
        print(f"note: of {count} gates the {most} nearest to the result are drawn", file=sys.stderr)
        other = "`--max-nodes` draws more" + ("" if fold else ", and `--fold` each group or layer as one node")
        print(f"hint: {other}", file=sys.stderr)
