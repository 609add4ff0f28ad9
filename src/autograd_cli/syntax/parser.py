"""Text to abstract syntax tree.

In: a `Source`. Out: a `Program`, or the one error with its place and hint. The parser's tables are in the module that
installing generates from the grammar; where that is absent, or not made of the grammar beside the source tree, they are
built in memory.
"""

import importlib
import zlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from autograd_cli.errors import AutogradError, Source
from autograd_cli.syntax.ast import Program, Tree
from autograd_cli.syntax.bars import AmbiguousBarsError, read_tokens
from autograd_cli.syntax.builder import AmbiguousFormError, Builder
from autograd_cli.syntax.diagnosis import diagnose_bars, diagnose_character, diagnose_token, diagnose_two_readings
from autograd_cli.syntax.machine import Machine, Tables, Token, UnexpectedCharacterError, UnexpectedTokenError

GRAMMAR = Path(__file__).parents[3] / "grammar" / "autograd.lark"
GENERATED = "autograd_cli.syntax._generated"
GENERATOR = "autograd_cli.syntax.generate"


def parse(source: Source) -> Program:
    """The program in a text.

    Raises: `AutogradError` with codes `syntax`, `character`, `number`, `ambiguous`, `empty`, `assignment`, `result`.
    """
    try:
        return _parse(source)
    except AutogradError as error:
        raise error.within(source) from None


@lru_cache(1024)
def parse_expression(text: str) -> Tree:
    """The one expression in a text of our own, a rule of the table for example."""
    (statement,) = parse(Source(text)).statements
    return statement


def _parse(source: Source) -> Program:
    parser = _parser()
    try:
        program: Program = parser.parse(source.text)
        return program
    except AmbiguousFormError as form:
        raise diagnose_two_readings(source, form) from None
    except AmbiguousBarsError as bars:
        raise diagnose_bars(source, bars) from None
    except UnexpectedTokenError as problem:
        before = _tokens_before(parser, source.text, problem.token)
        raise diagnose_token(source, before, problem.token, problem.expected) from None
    except UnexpectedCharacterError as problem:
        raise diagnose_character(source, problem.offset) from None


@cache
def _parser() -> Machine:
    """The parser, its tables generated or built."""
    grammar = GRAMMAR.read_text(encoding="utf-8") if GRAMMAR.is_file() else None
    try:
        generated = importlib.import_module(GENERATED)
    except ModuleNotFoundError:
        generated = None
    if generated is not None and (grammar is None or zlib.crc32(grammar.encode()) == generated.CHECKSUM):
        return machine(generated.TABLES)
    assert grammar is not None, "neither a generated parser nor a grammar to make one from"
    return machine(importlib.import_module(GENERATOR).tables(grammar))


def machine(tables: tuple[Any, ...]) -> Machine:
    """The parser that the tables of the grammar make."""
    return Machine(Tables(*tables), Builder(), read_tokens)


def _tokens_before(parser: Machine, text: str, stop: Token) -> list[Token]:
    """The tokens in front of one, newlines within brackets left out."""
    before: list[Token] = []
    for token in parser.lex(text):
        if stop.type != "$END" and token.start_pos >= stop.start_pos:
            break
        before.append(token)
    return before
