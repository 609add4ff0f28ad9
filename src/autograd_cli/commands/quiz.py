"""`autograd quiz`: the trace or the drawing of a formula with blanks, and the answers marked."""

import importlib
import json
import re
from collections.abc import Mapping
from os.path import isfile
from typing import Annotated, Any

import typer

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import read_value
from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call, Words
from autograd_cli.commands.command import command
from autograd_cli.commands.output import choose
from autograd_cli.commands.problems import POINTS, read_problem
from autograd_cli.errors import AutogradError
from autograd_cli.graphs.templates import OURS
from autograd_cli.lessons.adjoints import near_to
from autograd_cli.lessons.marks import Answer, Marks, marks
from autograd_cli.lessons.quiz import KINDS, Blank, Quiz, blanks_of
from autograd_cli.lessons.quiz import quiz as sheet_of
from autograd_cli.numerals import Written, number_text, short_text, to_double
from autograd_cli.report.check import TOLERANCE
from autograd_cli.report.notes import with_notes

KIND, SEED = "adjoints", 1
DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")


@command(Quiz, instead={"check": Marks}, reads=None)
def quiz(
    call: Call,
    blank: Annotated[
        str | None,
        typer.Option(
            "--blank",
            metavar="KIND",
            help=f"Leave these blank: {', '.join(KINDS)}.",
            show_default=KIND,
            autocompletion=shared.one_of([*KINDS]),
        ),
    ] = None,
    count: Annotated[
        str | None, typer.Option("--count", metavar="N", help="Leave N numbers blank; without it, half of them.")
    ] = None,
    seed: Annotated[
        str | None,
        typer.Option("--seed", metavar="S", help="Choose the blanks with this seed.", show_default=str(SEED)),
    ] = None,
    answers: Annotated[bool, typer.Option("--answers", help="The same sheet with the answers filled in.")] = False,
    check: Annotated[
        str | None,
        typer.Option("--check", metavar="FILE", help="Mark the answers in a sheet that was written as JSON."),
    ] = None,
    textbook: shared.Textbook = False,
) -> None:
    """A sheet with blanks to fill in, its answers, and the marks of what was filled in.

    Example: autograd quiz "2*x*y + y + 3" --x 40 --y 4 --blank adjoints --seed 7

    Example: autograd quiz --check sheet.json

    Exit status:
    0 done, or all answers are right;
    1 an answer is wrong or missing;
    2 not understood;
    3 a file could not be read or written.
    """
    if check is not None:
        if call.words.formula is not None and isfile(call.words.formula):
            raise AutogradError("usage", "one-sheet", path=check)
        given = {
            "a formula": call.words.formula is not None or call.file is not None,
            "values": bool(call.words.bindings or call.at),
            "`--blank`": blank is not None,
            "`--count`": count is not None,
            "`--seed`": seed is not None,
            "`--answers`": answers,
            "`--wrt`": call.wrt is not None,
            "`--expand`": bool(call.expand),
            "`--kinks`": call.kinks != OURS,
            "`--let`": bool(call.let),
            "`--notation`": bool(call.notation),
            "`--textbook`": textbook,
        }
        for other in filter(given.get, given):
            raise AutogradError("usage", "exclude-kinds", one="`--check`", other=other)
        report, posed = _marked(call, check)
        call.show(with_notes(report, posed.notes), posed.source)
        return
    kind = KINDS[choose(blank or KIND, [*KINDS], "blank")]
    number = shared.whole_number(seed, "seed", 0)
    problem = read_problem(call)
    made = sheet_of(
        problem,
        kind=kind,
        seed=SEED if number is None else number,
        count=shared.whole_number(count, "count", 1),
        answers=answers,
        wrt=call.wrt,
        kinks=call.kinks,
        expand=call.expand,
        textbook=textbook,
    )
    call.show(with_notes(made, problem.notes), problem.source, partials=kind == "partial")


def _marked(call: Call, path: str) -> tuple[Marks, Problem]:
    """The marks of a sheet, and the problem that it poses. Raises: `AutogradError`; `FileError`."""
    if not path:
        raise AutogradError("option", "no-file", option="check", example="sheet.json")
    points = importlib.import_module(POINTS)
    text = points.read_text(path)
    try:
        document = points.parse_json(text, path)
        blanks = [*blanks_of(document)]
    except (AutogradError, ValueError) as wrong:
        reason = "it is not JSON" if isinstance(wrong, AutogradError) else str(wrong)
        reason = reason if text.strip() else "it is empty"
        raise AutogradError("binding", "not-a-sheet", path=path, reason=reason) from None
    bindings = tuple((name, _text(value)) for name, value in document["inputs"].items())
    posed = call._replace(
        words=Words(document["formula"], (), bindings),
        wrt=_names(document, "wrt"),
        expand=_names(document, "expand") or [],
        kinks=document.get("kinks", call.kinks),
        notation=shared.notation(document.get("notation") or None),
        quiet=True,
    )
    problem = read_problem(posed)
    return marks(problem, [_answer(one) for one in blanks], wrt=posed.wrt, kinks=posed.kinks), problem


def _names(document: Mapping[str, Any], key: str) -> list[str] | None:
    listed = document.get(key)
    return [*map(str, listed)] if isinstance(listed, list) else None


def _text(value: Any) -> str:
    """A value of a sheet as one writes it on a command line."""
    return json.dumps(value).replace('"', "").replace("Infinity", "inf")


def _answer(blank: Blank) -> Answer:
    """A blank with its answer, which may be an expression of numbers."""
    answer = blank.answer
    if isinstance(answer, int | float):
        written = answer.text if isinstance(answer, Written) else number_text(to_double(answer))
        return Answer(blank, to_double(answer), written)
    text = re.sub(rf"^\s*{re.escape(blank.id)}\s*:", "", answer or "")
    parts = [part.strip() for part in text.split("=") if part.strip()]
    if not parts:
        return Answer(blank, None, None)
    try:
        numbers = [read_value(part, blank.id) for part in parts]
    except AutogradError as error:
        decimal = _of_comma(text)
        if decimal is not None:
            return Answer(blank, None, answer, f"decimal numbers have a point here: {decimal}")
        return Answer(blank, None, answer, error.message)
    if any(hasattr(number, "shape") for number in numbers):
        return Answer(blank, None, answer, AutogradError("binding", "answer-of-array", name=blank.id).message)
    first, written = float(numbers[0]), parts[0]
    for number, part in zip(map(float, numbers[1:]), parts[1:], strict=True):
        if not (near_to(first, written, TOLERANCE)(number) or near_to(number, part, TOLERANCE)(first)):
            return Answer(blank, None, answer, f"{short_text(first)} and {short_text(number)} are not the same number")
    return Answer(blank, first, written)


def _of_comma(answer: str) -> str | None:
    """A number with a decimal comma as it is written here; None for any other answer."""
    number = answer.strip("= ")
    return number.replace(",", ".") if DECIMAL_COMMA.fullmatch(number) else None
