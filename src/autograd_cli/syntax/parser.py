"""Text to abstract syntax tree.

Takes: a `Source`. Returns: a `Program`, or the one error with its place and hint. The parser is Lark's, our builder in
it, in the module that installing generates from the grammar; where there is none, or it is not made of the grammar
beside the source tree, it is made in memory.
"""

import importlib
import re
import zlib
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from autograd_cli.errors import AutogradError, Source
from autograd_cli.syntax.ast import Program, Tree
from autograd_cli.syntax.bars import AmbiguousBarsError, Reading
from autograd_cli.syntax.builder import AmbiguousFormError, Builder
from autograd_cli.syntax.tokens import Token

GRAMMAR = Path(__file__).parents[3] / "grammar" / "autograd.lark"
GENERATED = "autograd_cli.syntax._generated"
GENERATOR = "autograd_cli.syntax.generate"
# A text of more characters than this is not repeated within a message.
LONGEST_SHOWN = 60
# Loaded for a text that does not parse.
DIAGNOSIS = "autograd_cli.syntax.diagnosis"
# What reads a text of another notation.
READERS = {"python": "autograd_cli.syntax.notations.python", "latex": "autograd_cli.syntax.notations.latex"}
# How a statement with a name begins.
NAMED = r"given\b|[^\W\d]\w*\s*(\([\w\s,]*\))?\s*=(?!=)"
# What is LaTeX, where a text is not of the language.
LATEX = r"\\[A-Za-z]{2,}|[\^_]\{|\\[\\,;!(\[|{}]"


class Parser(NamedTuple):
    """Lark's parser of the grammar, and the module it is of, with its exceptions."""

    lark: Any
    module: Any


def parse(source: Source) -> Program:
    """The program in a text; in LaTeX where it is not of the language, and has what only LaTeX has.

    Raises: `AutogradError` with codes `syntax`, `character`, `number`, `ambiguous`, `empty`, `assignment`, `result`.
    """
    try:
        if source.notation:
            return _read(source, source.notation)
        return _parse(source)
    except AutogradError as error:
        if source.notation or source.kind == "value" or not looks_like_latex(source.text):
            raise _with_result(error.within(source), source.text) from None
    try:
        return _read(source, "latex")
    except AutogradError as error:
        if "\\" not in source.text:
            error = importlib.import_module(DIAGNOSIS).diagnose_braces(source, error)
        raise error.within(source) from None


def parses(text: str, notation: str = "") -> bool:
    """Whether a text is of the language, or of another notation, so that a hint may have it."""
    try:
        if notation:
            _read(Source(text, notation=notation), notation)
        else:
            _parse(Source(text))
    except AutogradError:
        return False
    return True


def _with_result(error: AutogradError, text: str) -> AutogradError:
    """The error; that of a definition without a result has the whole text as it should be, where that is one line,
    and no comment would swallow the result; that of several results without names has them as a vector.
    """
    if error.case == "unnamed-statement" and (vector := _as_results(text)):
        return error.replace(advice="vector-of-results", vector=vector)
    whole = f"{text.rstrip(' ;')}; {error.fields.get('call')}"
    if error.case != "ends-with-definition" or not {"\n", "#"}.isdisjoint(text) or len(whole) > LONGEST_SHOWN:
        return error
    return error.replace(advice="definition-and-result", whole=whole)


def _as_results(text: str) -> str | None:
    """Statements of which the last ones have no names, as one vector of results; None where there is no such."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    named = next((i for i, part in enumerate(parts) if not re.match(NAMED, part)), len(parts))
    whole = "; ".join([*parts[:named], f"[{', '.join(parts[named:])}]"])
    return whole if len(whole) <= LONGEST_SHOWN and {"\n", "#"}.isdisjoint(text) and parses(whole) else None


def looks_like_latex(text: str) -> bool:
    """Whether a text has a command of LaTeX, or a brace after `^` or `_`, which no other notation has."""
    return ("\\" in text or "{" in text) and re.search(LATEX, text) is not None


def _read(source: Source, notation: str) -> Program:
    """The program in a text of another notation."""
    program: Program = importlib.import_module(READERS[notation]).read(source)
    return program


@lru_cache(1024)
def parse_expression(text: str) -> Tree:
    """The one expression in a text of our own, a rule of the table for example."""
    (statement,) = parse(Source(text)).statements
    return statement


def _parse(source: Source) -> Program:
    parser = _parser()
    try:
        program: Program = parser.lark.parse(source.text)
        return program
    except AmbiguousFormError as form:
        raise importlib.import_module(DIAGNOSIS).diagnose_two_readings(source, form) from None
    except AmbiguousBarsError as bars:
        raise importlib.import_module(DIAGNOSIS).diagnose_bars(source, bars) from None
    except parser.module.UnexpectedToken as problem:
        before = _tokens_before(parser, source.text, problem.token)
        raise importlib.import_module(DIAGNOSIS).diagnose_token(
            source, before, problem.token, problem.expected
        ) from None
    except parser.module.UnexpectedCharacters as problem:
        raise importlib.import_module(DIAGNOSIS).diagnose_character(source, problem.pos_in_stream) from None


@cache
def _parser() -> Parser:
    """The parser of the language."""
    return parser_of(GRAMMAR, GENERATED, Builder(), Reading())


def parser_of(path: Path, name: str, builder: Any, reading: Any) -> Parser:
    """The parser of a notation, generated or built, with its builder and its reading of tokens inside."""
    grammar = path.read_text(encoding="utf-8") if path.is_file() else None
    try:
        generated = importlib.import_module(name)
    except ModuleNotFoundError:
        generated = None
    if generated is not None and (grammar is None or zlib.crc32(grammar.encode()) == generated.CHECKSUM):
        return Parser(generated.Lark_StandAlone(transformer=builder, postlex=reading), generated)
    assert grammar is not None, "neither a generated parser nor a grammar to make one from"
    return built(grammar, builder, reading)


def built(grammar: str, builder: Any = None, reading: Any = None) -> Parser:
    """The parser of a grammar, made in memory; of the language where no other builder and reading are given."""
    module: Any = ModuleType("built")
    text = importlib.import_module(GENERATOR).standalone(grammar)
    exec(compile(text, GENERATOR, "exec"), module.__dict__)
    return Parser(module.Lark_StandAlone(transformer=builder or Builder(), postlex=reading or Reading()), module)


def _tokens_before(parser: Parser, text: str, stop: Token) -> list[Token]:
    """The tokens in front of one, newlines within brackets left out."""
    before: list[Token] = []
    for token in parser.lark.lex(text):
        if stop.type != "$END" and token.start_pos >= stop.start_pos:
            break
        before.append(token)
    return before
