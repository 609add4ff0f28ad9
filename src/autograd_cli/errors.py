"""Where user text comes from, what was found in it, and what can be wrong with it.

Takes: nothing but text and places in it. Returns: `Source`, `Span`, `Finding`, the exception tree and its rendering
with carets. An error and a finding are fields; their words are made in `wording`. This module prints nothing and exits
nowhere; `cli.py` is the one place that does.

    AutogradError           status 2, what a person typed could not be understood
    ├── FileError         status 3, a file could not be read or written
    └── RowError          status 1, a row failed, and that was to stop
"""

import importlib
import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, Literal, NamedTuple, NoReturn, Self

from autograd_cli.records import record

# Every code an error can carry, with what it means; the documentation's list is made from this.
CODES = {
    "syntax": "the text does not follow the grammar",
    "character": "a character that is not part of the language",
    "number": "a number in a notation of another language",
    "ambiguous": "a form with two readings, such as `1/2x`",
    "empty": "there is no formula",
    "unknown-function": "a function that is neither in the table nor defined",
    "unknown-name": "a name that is not defined where it is used",
    "argument-count": "a call with too few or too many arguments",
    "assignment": "a left side that cannot be assigned, or a name assigned twice",
    "order": "a name used before its definition, or a function that calls itself",
    "result": "a statement that is neither named nor last, or a program without a result",
    "unsupported": "part of the language that this command does not take",
    "shape": "shapes that do not go together, or a place that is not there",
    "missing-binding": "a variable without a value",
    "unknown-binding": "a value for a variable that is not there",
    "binding": "a value that cannot be read",
    "option": "an option that is not there, or lacks its value",
    "usage": "words on the command line that do not fit together",
    "encoding": "text that is not UTF-8",
    "integer": "a derivative with respect to a parameter that takes whole numbers only",
    "expand": "a function without a definition to expand",
    "graph": "a file that should hold a graph, and does not",
    "network": "a network that cannot be made: its sizes or its loss",
    "file": "a file that cannot be read or written",
    "too-large": "a computation beyond a stated limit",
    "covariance": "uncertainties that cannot go together, or a file that does not hold any",
    "irrational": "a number that is not a fraction, where fractions were asked for",
    "row": "a row of a table that failed, where that is to stop",
    "missing-extra": "a library of an optional extra that is not installed",
}

# Every exit status of the command, with what it means; the documentation's list is made from this.
STATUSES = {
    0: "done",
    1: "done, but a wanted number is nan although no input is, or a row, a file or a check failed; "
    "with `--strict`, or there was a finding",
    2: "not understood: usage, syntax, an unknown name, shapes that disagree, a missing or superfluous value, "
    "a missing extra",
    3: "a file could not be read or written",
    129: "ended by SIGHUP: the terminal was closed",
    130: "ended by Ctrl-C",
    141: "the program that read the output has closed the pipe",
    143: "ended by SIGTERM",
}


# The exit statuses of a program that Ctrl-C or a closed pipe ends: 128 and the number of SIGINT, of SIGPIPE.
INTERRUPTED = 130
PIPE_CLOSED = 141


FINDING_WORDS = "autograd_cli.wording.findings"
# Loaded for an error alone.
NEAR = "autograd_cli.nearness"
# How many characters of a source line are shown.
LONGEST_LINE = 96


class Span(NamedTuple):
    """A half-open range of code points, 0-based, in a `Source`."""

    start: int
    stop: int

    @property
    def is_list(self) -> bool:
        """JSON has it as a list, where other named tuples are objects."""
        return True


class Source(NamedTuple):
    """A text a person wrote, and where: `kind` is one of `formula`, `value`, `file` and `input`, standard input.

    `name` is the variable that has the value, or the file; a formula given as an argument has none. `notation` is
    the one that it is written in, empty for the language itself, and `names` are those that have values, with the
    numbers of their axes, where the notation needs to know.
    """

    text: str
    name: str | None = None
    kind: Literal["formula", "value", "file", "input"] = "formula"
    notation: str = ""
    names: Mapping[str, int] | None = None

    @property
    def place(self) -> str:
        """What the text is called in a message; empty for a formula given as an argument."""
        if self.name is None:
            return ""
        return f"the value of {self.name}" if self.kind == "value" else self.name

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point, both counted from 1. `\\n`, `\\r` and `\\r\\n` end a line."""
        before = self.text[:offset].replace("\r\n", "\n").replace("\r", "\n")
        return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1

    def slice(self, span: Span) -> str:
        return self.text[span.start : span.stop]


class Result(NamedTuple):
    """A result that is not finite, or beyond doubles: its value as text, and the nodes that make it so."""

    name: str
    value: str
    by: tuple[str, ...] = ()


# Kinds of findings that say how something was read, or that it was mended.
WEIGHTLESS = frozenset({"name", "literal", "recomputed"})
# Cases of other kinds that only say what else could be done.
NOTES = frozenset({("convergence", "one-start"), ("undetermined", "left-side")})


@record
class Finding:
    """A remark about a result, with its place and kind; the message is made of its fields.

    `kind` is one of `kink`, `jump`, `boundary`, `domain`, `overflow`, `recomputed`, `literal`, `input`, `precision`,
    `rounding`, `name`, and of a fit `convergence`, `undetermined`, `bound`; `case` tells the messages of a kind apart.
    `node` is the graph's node, None where no single node is concerned, and `text` its text; `where` is the condition
    that holds there, or is needed, `at` the first element for which it is true. `values` are the values of operands
    by their texts. At a kink `used` are the derivatives used, and `gives` those of other conventions. `makes` are the
    texts and values of the nodes that become nan or infinite because of it, `lost` the derivatives that do, `results`
    those that no double can hold; `more` counts the ones not listed. `continuous` is the formula that has the limit of
    one that is undefined.
    """

    OPTIONAL = (
        *("text", "where", "at", "by", "name", "names", "value", "true", "digits", "bits", "settled"),
        *("differentiated", "values", "used", "gives", "makes", "lost", "results", "more", "continuous"),
    )
    kind: str
    message: str = field(init=False)
    spans: tuple[Span, ...] = ()
    node: int | None = None
    case: str = ""
    text: str | None = None
    where: str | None = None
    at: str | None = None
    by: str | None = None
    name: str | None = None
    names: tuple[str, ...] | None = None
    value: str | None = None
    true: str | None = None
    digits: int | None = None
    bits: int | None = None
    settled: bool | None = None
    differentiated: bool | None = None
    values: Mapping[str, str] | None = None
    used: tuple[str, ...] | None = None
    gives: Mapping[str, str] | None = None
    makes: tuple[tuple[str, str], ...] | None = None
    lost: tuple[Result, ...] | None = None
    results: tuple[Result, ...] | None = None
    more: int | None = None
    continuous: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", importlib.import_module(FINDING_WORDS).words(self))

    @property
    def weighty(self) -> bool:
        """Whether it may change what a result is worth, so that `--strict` fails for it."""
        return self.kind not in WEIGHTLESS and (self.kind, self.case) not in NOTES

    @property
    def cause(self) -> str:
        """The message without what other conventions give, and without what follows from it."""
        return replace(self, gives=None, makes=None, lost=None).message


# What a field of an error may be: a text, a number, several names; None where a case does without.
Field = str | int | float | Sequence[str] | None
WORDS = "autograd_cli.wording.errors"


class AutogradWarning(UserWarning):
    """What is to be known of a table's results, that is no mistake: infinite ones, numbers that doubles lack."""


class AutogradError(Exception):
    """A person's mistake: `code` and `case` say which, `fields` what it is about; the words are made of these.

    `span` is the place in `source`; `marks` are the places that carets mark, where these are several within the span.
    `advice` names the hint where it is not the one of the case. Raised `in_call`, it has the words of a call of Python.
    """

    status = 2
    in_call = False

    def __init__(
        self,
        code: str,
        case: str,
        *,
        span: Span | None = None,
        source: Source | None = None,
        marks: tuple[Span, ...] = (),
        advice: str | None = None,
        **fields: Field,
    ) -> None:
        assert code in CODES, code
        super().__init__(code, case)
        self.code = code
        self.case = case
        self.span = span
        self.source = source
        self.marks = marks
        self.advice = advice
        self.fields: Mapping[str, Field] = fields

    @property
    def message(self) -> str:
        return self._words[0]

    @property
    def hint(self) -> str | None:
        return self._words[1]

    @property
    def _words(self) -> tuple[str, str | None]:
        words = importlib.import_module(WORDS).words
        made: tuple[str, str | None] = words(self.code, self.case, self.advice, self.fields, self.in_call)
        return made

    @property
    def names(self) -> Sequence[str]:
        """The names that the error is about, in order."""
        names = self.fields.get("names", self.fields.get("name"))
        return (names,) if isinstance(names, str) else names if isinstance(names, Sequence) else ()

    def __str__(self) -> str:
        return self.message

    def within(self, source: Source) -> Self:
        """Itself, with the source its span counts in, unless it has one."""
        self.source = self.source or source
        return self

    def replace(self, advice: str | None = None, **fields: Field) -> Self:
        """The same error with another hint, or with further fields."""
        changed = type(self)(self.code, self.case)
        changed.span, changed.source, changed.marks = self.span, self.source, self.marks
        changed.advice = advice or self.advice
        changed.fields = {**self.fields, **fields}
        return changed


class FileError(AutogradError):
    """A file, a pipe or a standard stream that could not be read or written."""

    status = 3


class RowError(AutogradError):
    """A row that failed, where the first one is to stop everything."""

    status = 1


class Cause(NamedTuple):
    """The finding for which a row failed; `values` are those of the row's operands, where rows share the finding."""

    finding: Finding
    values: Mapping[str, str] | None = None


# Why a row failed: a cell, a line or the row's own formula is wrong, or a number on the way.
Complaint = AutogradError | Cause


def refuse(code: str, case: str, span: Span | None = None, **fields: Field) -> NoReturn:
    """Raises the error; a word for the many places where nothing else happens."""
    given: dict[str, Any] = {**fields}
    raise AutogradError(code, case, span=span, **given)


def near_names(name: str, known: Iterable[str], cutoff: float = 0.6) -> list[str]:
    """The known name that a name is a misspelling of, in a list; empty where there is none."""
    found: list[str] = importlib.import_module(NEAR).nearest(name, known, cutoff)
    return found


def near_suffix(suffix: str, known: Sequence[str]) -> str | None:
    """The known suffix of files that another is a misspelling of; None where it is not.

    It begins with the same letter, and has the others in another order, as `.sgv`, or lacks one of four or more, as
    `.jsn`. One letter more or another one is no slip: `.json5`, `.svgz` and `.pyi` are suffixes themselves.
    """
    alike = [one for one in known if one[:2] == suffix[:2] and one != suffix]
    near = [one for one in alike if sorted(one) == sorted(suffix)]
    near += [one for one in alike if len(one) > 4 and any(one[:i] + one[i + 1 :] == suffix for i in range(len(one)))]
    return near[0] if near else None


def unwritable(path: str, problem: BaseException) -> FileError:
    """The error for a file that the system does not let be written, with its folder where there is none."""
    folder = os.path.dirname(path)
    case = "unwritable" if path == "-" or not folder or os.path.isdir(folder) else "no-folder"
    return FileError("file", case, path=path, folder=folder, reason=reason(problem))


def reason(problem: BaseException) -> str:
    """Why the system, or a library, refused, without its capital letter."""
    text = getattr(problem, "strerror", None) or str(problem)
    return f"{text[:1].lower()}{text[1:]}"


def render_error(error: AutogradError, width: int | None = None) -> str:
    """The error as a person reads it: message, source line with carets, hint. `width` is the terminal's."""
    lines = [folded(f"error: {visible(error.message)}", width)]
    if error.source is not None and error.span is not None:
        lines += excerpt(error.source, error.marks or (error.span,), width)
    if error.hint:
        lines.append(folded(f"hint: {visible(error.hint)}", width))
    return "\n".join(lines)


def render_finding(finding: Finding, source: Source, width: int | None = None) -> str:
    """A finding as a person reads it: kind, message, source line with carets. `width` is the terminal's."""
    message = folded(f"{finding.kind}: {visible(finding.message)}", width)
    return "\n".join([message, *excerpt(source, finding.spans, width)])


def folded(text: str, width: int | None) -> str:
    """The text in lines of at most `width` cells, broken between words; a longer word has a line of its own."""
    if width is None or (len(text) <= width and text.isascii()):
        return text
    lines: list[str] = []
    room = 0
    for word in text.split(" "):
        needed = cell_width(word) + 1
        if lines and needed <= room:
            lines[-1] += f" {word}"
            room -= needed
        else:
            lines.append(word)
            room = width - needed + 1
    return "\n".join(lines)


def excerpt(source: Source, spans: tuple[Span, ...], terminal: int | None = None) -> list[str]:
    """The source line on which the first span starts and a line of carets under each span on that line.

    A line longer than a page, or than the `terminal` is wide, is cut on both sides of the first span. A source of
    several lines, or with a name, is preceded by its place.
    """
    if not spans:
        return []
    width = LONGEST_LINE if terminal is None else max(20, min(LONGEST_LINE, terminal - 4))
    start = spans[0].start
    text = source.text.rstrip("\r\n")
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    line_stop = min(
        (i for i in (text.find("\n", line_start), text.find("\r", line_start)) if i >= 0), default=len(text)
    )
    shown = {
        i
        for span in spans
        for i in range(max(span.start, line_start), min(max(span.stop, span.start + 1), line_stop + 1))
    }
    first, last = _window(text, line_start, line_stop, start, width)
    line, carets = ("…", " ") if first > line_start else ("", "")
    for i in range(first, last):
        character = _visible_character(text[i])
        line += character
        carets += ("^" if i in shown else " ") * cell_width(character)
    if last < line_stop:
        line += "…"
    elif line_stop in shown:
        carets += "^"
    place = []
    if source.name is not None or "\n" in text or "\r" in text:
        number, column = source.position(start)
        # The value of a binding has one line, and needs no counting of it.
        counted = "\n" in text or "\r" in text or source.kind != "value"
        lines = f"line {number}, column {column}" if counted else ""
        place = [f"  {', '.join(filter(None, (visible(source.place), lines)))}:"]
    return [*place, f"  {line}", f"  {carets.rstrip()}"]


def visible(text: str) -> str:
    """The text with control, bidirectional and other unseen characters written as escapes; newlines too."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible_character, text))


def cell_width(text: str) -> int:
    """How many terminal cells a visible text takes: two for a wide character, none for a combining mark."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me") else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _visible_character(character: str) -> str:
    if character.isprintable() or character == "\u00a0":
        return character
    if character == "\t":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def _window(text: str, start: int, stop: int, focus: int, width: int) -> tuple[int, int]:
    """The part of a line to show: all of it where it fits, else `width` characters with the focus a third in."""
    if stop - start <= width:
        return start, stop
    first = max(start, min(focus - width // 3, stop - width))
    return first, first + width
