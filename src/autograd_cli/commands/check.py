"""`autograd check`: the gradient in every way there is, and whether they agree; for a formula, or for program files."""

from collections.abc import Sequence
from glob import glob, has_magic
from pathlib import Path
from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.commands.arguments import Arguments, programs_and_bindings
from autograd_cli.commands.call import Call, Words
from autograd_cli.commands.claims import read_adjoints, read_claims
from autograd_cli.commands.command import Takes, command, formula_words
from autograd_cli.commands.problems import read_problem
from autograd_cli.commands.ranges import Over
from autograd_cli.errors import AutogradError, FileError
from autograd_cli.lessons.adjoints import Adjoints
from autograd_cli.report import check as checking
from autograd_cli.report.against import Against
from autograd_cli.report.check import TOLERANCE, Check, Checks, Failure
from autograd_cli.report.claims import refuse_meaningless
from autograd_cli.report.mistake import mistake
from autograd_cli.report.notes import with_notes
from autograd_cli.report.study import Study, study

PROGRAM = ".ag"


def sorted_words(arguments: Arguments) -> Words:
    """A formula, or program files, and bindings."""
    found = programs_and_bindings(arguments, PROGRAM)
    return formula_words(arguments) if found is None else Words(None, *found)


TAKES = Takes(
    "FORMULA|FILE.ag... [NAME=VALUE]...",
    "The formula, `-` for standard input, or program files, and values.",
    sorted_words,
    shared.complete_function,
)


@command(
    Check,
    instead={"studied": Study, "against": Against, "by_hand": Adjoints},
    takes=TAKES,
    reads=None,
    reworded={"quiet": "Print nothing of what agrees."},
)
def check(
    call: Call,
    tolerance: Annotated[
        float,
        typer.Option(
            "--tolerance",
            metavar="T",
            help="The largest relative difference of a partial derivative that still agrees.",
        ),
    ] = TOLERANCE,
    studied: Annotated[
        bool,
        typer.Option(
            "--study", help="Compare numerical, symbolic and automatic differentiation: errors, costs, sizes."
        ),
    ] = False,
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against",
            metavar="NAME=FORMULA",
            help="Check this partial derivative, as in `x=2*x*y`, which somebody claims. May be given several times.",
        ),
    ] = None,
    points: Annotated[
        str | None,
        typer.Option(
            "--points",
            metavar="FILE",
            help="With `--against`, check at the points of this file, which has a list for each variable.",
            autocompletion=shared.complete_point,
        ),
    ] = None,
    count: Annotated[
        str | None,
        typer.Option("--random", metavar="N", help="With `--against`, check at N points drawn from the ranges."),
    ] = None,
    over: Over = None,
    by_hand: Annotated[
        str | None,
        typer.Option(
            "--adjoints",
            metavar="VALUES",
            help="Check these adjoints, as in `v1=4,y=80`, by the names that `autograd trace` gives the nodes.",
        ),
    ] = None,
) -> None:
    """The gradient computed in up to seven independent ways, and whether they agree; or with what is claimed.

    Example: autograd check "x*exp(-x^2)" --x 0.5

    Example: autograd check samples/neuron.ag "samples/p*.ag"

    Example: autograd check "x^2*sin(y)" --against "x=2*x*sin(y)" --against "y=x^2*cos(y)"

    Exit status:
    0 all agree;
    1 some do not, or a number is nan, or a claim is wrong or not settled;
    2 not understood;
    3 a file could not be read or written.
    """
    refuse_meaningless(
        {"--study": studied, "--against": bool(against), "--adjoints": by_hand is not None},
        {"--points": points is not None, "--random": count is not None, "--over": over is not None},
        {"--wrt": call.wrt is not None, "--tolerance": tolerance != TOLERANCE},
    )
    if call.words.others:
        if studied:
            raise AutogradError("usage", "study-of-files")
        if against or by_hand:
            raise AutogradError("usage", "claims-of-files", option="--against" if against else "--adjoints")
        _check_files(call, tolerance)
        return
    if against or by_hand is not None:
        number = shared.whole_number(count, "random", 1)
        told: Against | Adjoints
        if by_hand is not None:
            told, problem = read_adjoints(call, by_hand, tolerance)
        else:
            told, problem = read_claims(call, against or (), points, number, over, tolerance)
        call.show(with_notes(told, problem.notes), problem.source)
        return
    problem = read_problem(call)
    if studied:
        studied_report = study(problem, wrt=call.wrt, kinks=call.kinks)
        call.show(with_notes(studied_report, problem.notes), problem.source)
        return
    report = with_notes(checking.check(problem, wrt=call.wrt, tolerance=tolerance, kinks=call.kinks), problem.notes)
    if not call.quiet or not report.agrees or (call.strict and any(finding.weighty for finding in report.findings)):
        call.show(report, problem.source)


def _check_files(call: Call, tolerance: float) -> None:
    """Checks program files, and prints those that there is something to say of."""
    rows: list[Check | Failure] = []
    status = 0
    for path in _paths(call.words.others):
        row, own = _checked(path, call, tolerance)
        failed = own or int(call.strict and isinstance(row, Check) and any(finding.weighty for finding in row.findings))
        status = max(status, failed)
        if failed or not call.quiet:
            rows.append(row)
    call.show_rows(Checks(status == 0, tuple(rows)), rows, status)


def _paths(files: Sequence[str]) -> list[str]:
    """The files, patterns replaced by what they match. Raises: `FileError` where that is nothing."""
    paths: list[str] = []
    for file in files:
        found = sorted(glob(file, recursive=True)) if has_magic(file) and not Path(file).exists() else [file]
        if not found:
            raise FileError("file", "no-match", path=file)
        paths += found
    return paths


def _checked(path: str, call: Call, tolerance: float) -> tuple[Check | Failure, int]:
    """The check of a program and its exit status, or the error that it has."""
    try:
        problem = read_problem(call, file=path)
        report = checking.check(problem, wrt=call.wrt, tolerance=tolerance, kinks=call.kinks, file=path)
    except AutogradError as error:
        return Failure(path, mistake(error)), error.status
    return report, int(report.failed)
