"""A program that ends in an equation, read as the difference of its sides.

Takes a source whose last statement is `left = right`, whatever is on the left. Returns a `Program` whose result is
`left - right`, with the spans of the text as it is written. What an equation is for, a fit for example, is not known
here.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from autograd_cli.errors import AutogradError, Source, Span
from autograd_cli.numerals import split_outside
from autograd_cli.shell import shell_word
from autograd_cli.syntax.ast import Comparison, Operation, Program
from autograd_cli.syntax.names import name_in
from autograd_cli.syntax.parser import parse

# A name in backticks, a comment, or one sign.
PIECE = re.compile(r"`[^`]*`|#[^\r\n]*|.", re.DOTALL)
# Signs that other languages have between the two sides.
OTHER_SIGN = re.compile(r"==|~")
# An equals sign that is no part of a comparison.
SIGN = re.compile(r"(?<![=<>!])=(?![=<>])")
ANY_SIGN = re.compile(rf"==|{SIGN.pattern}")
# A function of names, where it is defined.
FUNCTION = re.compile(r"([^\W\d]\w*)\s*\(([^()]*)\)")
OPENING, CLOSING, ENDING = "([{", ")]}", ";\n\r"


def equation(source: Source) -> Program:
    """The program with `left - right` for its last statement.

    Raises: `AutogradError` with the codes of `parse`, with code `result` where the last statement has no equals sign,
    or several, or another sign for it.
    """
    start, bare = _last(source.text)
    signs = [found.start() for found in SIGN.finditer(bare, start)]
    other = OTHER_SIGN.search(bare, start)
    if not signs and other is not None:
        span = Span(start, len(source.text.rstrip()))
        text = source.text[start : span.stop]
        meant = f"{source.text[start : other.start()].strip()} = {source.text[other.end() : span.stop].strip()}"
        raise AutogradError("result", "other-sign", span=span, source=source, text=text, meant=meant)
    if len(signs) != 1:
        parse(source)  # a mistake in the text is the first thing to know
        stop = len(source.text.rstrip())
        case = "several-equations" if signs else "no-equation"
        raise AutogradError("result", case, span=Span(start, stop), source=source, text=source.text[start:stop])
    (sign,) = signs
    left = parse(source._replace(text=source.text[:sign]))
    right = parse(source._replace(text=source.text[:start] + " " * (sign + 1 - start) + source.text[sign + 1 :]))
    *before, last = right.statements
    sides = (left.statements[-1], last)
    span = Span(sides[0].span.start, last.span.stop)
    return Program(right.span, (*before, Operation(span, "subtract", sides)))


def equation_or_zero(source: Source) -> Program | None:
    """The program of an equation; None where the last statement is what is to be 0.

    Raises: `AutogradError` with the codes of `equation`, for several equations too, and for a comparison, which is no
    number to be 0.
    """
    several = _several(source.text)
    if several:
        span = Span(len(source.text) - len(source.text.lstrip()), len(source.text.rstrip()))
        raise AutogradError("result", "equations", span=span, source=source, options=equation_options(several))
    if is_equation(source):
        return equation(source)
    last = parse(source).statements[-1]
    if isinstance(last, Comparison):
        start, bare = _last(source.text)
        if OTHER_SIGN.search(bare, start):
            return equation(source)
        raise AutogradError("result", "comparison", span=last.span, source=source, text=source.slice(last.span))
    return None


def _several(text: str) -> list[str]:
    """The equations of a text that has several where one is needed.

    They are in brackets, with commas, as statements of which one that is not the last assigns nothing, or as a chain.
    """
    bare = text.strip()
    if bare.startswith("[") and _scanned(bare)[1].strip() == "]":  # what a bracket has around it is blank
        parts = split_outside(bare[1:-1], ",")[::2]
        return parts if any(ANY_SIGN.search(part) for part in parts) else []
    statements = _statements(text)
    defined = [one for one in statements if _defines(one)]
    others = {*statements[:-1]} - {*defined}
    single = statements and not others and not statements[-1].startswith("given ")
    parts = split_outside(statements[-1], ",")[::2] if single else []
    if len(parts) > 1 and (all(map(ANY_SIGN.search, parts)) or all(map(_is_equation_or_zero, parts))):
        return ["".join(f"{one}; " for one in statements[:-1]) + part.strip() for part in parts]
    if others:
        parts = [one for one in statements if one not in defined or one == statements[-1]]
        before = "".join(f"{one}; " for one in defined if one not in parts)
        return [f"{before}{part}" for part in parts] if all(map(_is_equation_or_zero, parts)) else []
    start, bare = _last(text)
    signs = [found.span() for found in ANY_SIGN.finditer(bare, start)]
    if len(signs) < 2:
        return []
    ends = [(start, start), *signs, (len(text), len(text))]
    sides = [text[one[1] : other[0]].strip() for one, other in pairwise(ends)]
    return [f"{text[:start]}{left} = {right}" for left, right in pairwise(sides)] if all(sides) else []


def _is_equation_or_zero(text: str) -> bool:
    """Whether a text is an equation, or a formula of variables that may be 0."""
    source = Source(text)
    try:
        return is_equation(source) or ANY_SIGN.search(text) is not None or any(parse(source).free_names())
    except AutogradError:
        return False


def _defines(statement: str) -> bool:
    """Whether a statement gives a value to a name, or a formula to a function of names."""
    left, equals, _ = statement.partition("=")
    function = FUNCTION.fullmatch(left.strip())
    names = function.groups() if function else (left,)
    return statement.startswith("given ") or bool(
        equals and all(name_in(name.strip()) for part in names for name in part.split(","))
    )


def equation_options(texts: Sequence[str]) -> str:
    """Equations as the options that give them.

    Example:
        >>> equation_options(["x+y=1", "x == y"])
        '-e "x+y=1" -e "x = y"'
    """
    return " ".join(f"-e {shell_word(text.strip().replace('==', '='), formula=True)}" for text in texts)


def is_equation(source: Source) -> bool:
    """Whether the last statement has an equals sign outside of brackets."""
    start, bare = _last(source.text)
    return SIGN.search(bare, start) is not None


def _last(text: str) -> tuple[int, str]:
    """Where the last statement begins, and the text with blanks for what is in brackets, comments and backticks."""
    starts, bare = _scanned(text)
    return starts[-1] if starts else 0, bare


def _statements(text: str) -> list[str]:
    """The statements of a text, without comments after them."""
    starts, _ = _scanned(text)
    parts = (text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True))
    return [part.partition("#")[0].rstrip(f"{ENDING} \t") for part in parts]


def _scanned(text: str) -> tuple[list[int], str]:
    """Where statements begin, and the text with blanks for what is in brackets, comments and backticks."""
    bare = []
    starts = []
    depth = place = 0
    begins = True
    for piece in PIECE.findall(text):
        depth += (piece in OPENING) - (piece in CLOSING)
        inside = depth > 0 or len(piece) > 1
        if piece in ENDING and depth <= 0:
            begins = True
        elif begins and not piece.isspace() and not piece.startswith("#"):
            begins = False
            starts.append(place)
        bare.append(" " * len(piece) if inside else piece)
        place += len(piece)
    return starts, "".join(bare)
