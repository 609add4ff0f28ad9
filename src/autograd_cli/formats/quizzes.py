"""The layout of a sheet with blanks, of its marks, and the sheet in LaTeX.

Takes a `Quiz` or `Marks`. Returns a `Document`, or tables that need no package.
"""

from collections.abc import Iterator
from dataclasses import replace

from autograd_cli.errors import visible
from autograd_cli.formats import Page
from autograd_cli.formats.latex import in_language, number, passes, table
from autograd_cli.formats.layout import Document, Section, headline_name
from autograd_cli.formats.notation import Notation
from autograd_cli.formats.tangents import partial_text
from autograd_cli.formats.traces import traced
from autograd_cli.lessons.marks import Mark, Marks
from autograd_cli.lessons.quiz import Quiz
from autograd_cli.lessons.traced import BACKWARD, FORWARD, ForwardStep, Share, Trace
from autograd_cli.syntax.symbols import symbol
from autograd_cli.wording.languages import Word

# So many blanks are named.
MOST_NAMED = 6


def sheet(report: Quiz, notation: Notation) -> Document:
    """The passes with their gaps, and what is to be filled in."""
    notation = notation._replace(needed=True)
    content = traced(_shown(report), notation)
    sections = [*content.sections, *([_partials(report.trace, notation)] if report.kind == "partial" else [])]
    names = [blank.id for blank in report.blanks]
    listed = ", ".join(names) if len(names) <= MOST_NAMED else f"{names[0]} to {names[-1]}"
    answered = report.blanks[0].answer is not None
    text = f"answers {listed}" if answered else f"fill in {listed}"
    return Document((_name(report.formula, report.trace.output), text), sections, sign=": ")


def _name(formula: str, output: str | None) -> str:
    """The formula where it is short, else the name of its result."""
    return headline_name(None, formula, "") or headline_name(output, formula, "the formula")


def latex(report: Quiz, page: Page) -> str:
    """The passes with their gaps as tables; of partials the uses with theirs."""
    notation = Notation(page.significant, needed=True)
    tables = [passes(_shown(report), notation, page.language)]
    if report.kind == "partial":
        rows = [
            (
                rf"\partial {symbol(step.label)} / \partial {symbol(towards)}",
                "" if share.partial is None else number(share.partial, notation),
            )
            for step, towards, share in _uses(report.trace)
        ]
        tables.append(table(("local partial", "value"), rows, page.language))
    return in_language("\n\n".join(tables), page.language)


def marked(report: Marks, notation: Notation) -> Document:
    """A line for each blank with what was answered and what is right."""
    rows = [
        (
            one.id,
            _what(one),
            visible(one.unread or "") if one.answer is None else texts[0],
            texts[1],
            visible(one.message),
        )
        for one in report.marks
        for texts in [_pair(one, notation)]
    ]
    headings = ("blank", "what", "answer", "right", "verdict")
    section = Section(headings, rows, "code code number number text")
    many = f"{len(report.marks)} answer{'s' * (len(report.marks) != 1)}"
    text = f"{many} right" if report.agrees else f"{report.right} of {many} right"
    return Document((headline_name(None, report.expression, "the formula"), text), [section], sign=": ")


def _shown(report: Quiz) -> Trace:
    """The passes that a sheet has: not the gates, and no backward pass that partials could be read off."""
    return replace(report.trace, show=(FORWARD,) if report.kind == "partial" else (FORWARD, BACKWARD))


def _uses(trace: Trace) -> Iterator[tuple[ForwardStep, str, Share]]:
    """Every use of an operand by a gate, in the order of the forward pass."""
    for step in trace.forward:
        for back in trace.backward or ():
            for share in back.shares:
                if share.user == step.node:
                    yield step, back.label, share


def _partials(trace: Trace, notation: Notation) -> Section:
    rows = []
    for step, towards, share in _uses(trace):
        text = "" if share.partial is None else notation.brief(share.partial)
        rows.append((step.label, step.operation, towards, partial_text(share, text) or share.pullback))
    headings = ("node", "operation", "towards", "local partial")
    return Section(headings, rows, "code", "local partials")


def _what(mark: Mark) -> Word:
    if mark.kind == "partial":
        return Word(f"d {visible(mark.node)} / d {visible(mark.towards or '')}")
    return Word(f"{mark.kind} of {visible(mark.node)}")


def _pair(mark: Mark, notation: Notation) -> tuple[str, str]:
    if mark.answer is None or mark.agrees:
        return notation.short(mark.answer or 0.0), notation.short(mark.right)
    return notation.apart(mark.answer, mark.right)
