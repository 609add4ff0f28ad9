"""The grammar, made into the tables of a parser: in memory, or as the text of a module that needs no lark.

In: the text of `grammar/autograd.lark`. Out: what `machine.Tables` holds, as a plain tuple, or Python source with it
and the grammar's checksum. The build hook runs this when a wheel or an editable install is made; `parser.py` only where
no generated module serves.

Lark reads the grammar and computes the LALR(1) table. The runtime of its standalone generator is not used: it would
cost every call another 8 ms, and every token half as much again.
"""

import pprint
import zlib
from collections.abc import Collection
from typing import Any

import lark
from lark.grammar import Rule
from lark.lexer import PatternStr, TerminalDef
from lark.parsers.lalr_analysis import Reduce, Shift

# A state's steps by symbol: to shift to, or for a nonterminal to go on to, a state; or to reduce by a rule.
Row = dict[str, tuple[object, Any]]


def tables(grammar: str) -> tuple[Any, ...]:
    """The fields of `machine.Tables`."""
    parser = lark.Lark(grammar, parser="lalr", lexer="basic", keep_all_tokens=True, maybe_placeholders=False)
    table = parser.parser.parser.parser.parse_table
    rows = _without_unit_reductions(table.states, table.start_states["start"], table.end_states["start"])
    symbols = sorted({str(symbol) for row in rows for symbol in row})
    numbers = {symbol: number for number, symbol in enumerate(symbols)}
    rules = {rule: number for number, rule in enumerate(parser.rules)}
    return (
        *_terminals(parser.terminals),
        tuple(parser.ignore_tokens),
        tuple(symbols),
        tuple(_rule(rule) for rule in rules),
        tuple(
            " ".join(
                f"{numbers[symbol]} {~rules[argument] if action is Reduce else argument}"
                for symbol, (action, argument) in row.items()
            )
            for row in rows
        ),
    )


def standalone(grammar: str) -> str:
    """The source of a module with `TABLES` and `CHECKSUM`, that of the grammar."""
    written = pprint.pformat(tables(grammar), width=120, compact=True)
    checksum = zlib.crc32(grammar.encode())
    return f'"""Generated from the grammar: do not edit."""\n\nTABLES = {written}\nCHECKSUM = {checksum}\n'


def _terminals(terminals: Collection[TerminalDef]) -> tuple[str, dict[str, str]]:
    """The pattern of all terminals, and the keywords among them, which another's pattern would match."""
    ordered = sorted(terminals, key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name))
    keywords = {
        t.pattern.value: t.name for t in ordered if isinstance(t.pattern, PatternStr) and t.pattern.value.isalpha()
    }
    groups = [f"(?P<{t.name}>{t.pattern.to_regexp()})" for t in ordered if t.name not in keywords.values()]
    return "|".join(groups), keywords


def _rule(rule: Rule) -> tuple[str, int, str, bool]:
    """A rule as `machine.Tables` has it."""
    name = str(rule.origin.name)
    method = "*" if name.startswith("_") else "" if rule.options.expand1 and not rule.alias else rule.alias or name
    assert method or _is_unit(rule), f"{rule} needs an alias"
    spliced = any(not symbol.is_term and symbol.name.startswith("_") for symbol in rule.expansion)
    return name, len(rule.expansion), str(method), spliced


def _without_unit_reductions(plain: dict[int, Row], start: int, end: int) -> list[Row]:
    """The rows, changed so that `x` becomes an expression in one step, not by way of power, product, sum and the rest.

    Whoever has read a B goes on to a state where, for some next tokens, all there is to do is to call the B an A (a
    unit reduction, which leaves the value as it is) and go on to the state after A. The state after B is replaced by
    one that does at once what is done after the last such step. Its transitions are those of all the states it stands
    for; where two of these disagree the step is left in. Steps that end in an error are left in too: the error is then
    met in the state where it always was, which knows what was expected there. The first row is the start's, and the
    state after the whole text has a step for the end.

    *Source*: Pager 1977, Eliminating unit productions from LR parsers, Acta Informatica 9, 31-59.
    """
    plain = {**plain, end: {"$END": (Shift, end)}}
    numbers: dict[frozenset[tuple[str, tuple[object, Any]]], int] = {}
    rows: list[Row] = []

    def number(row: Row) -> int:
        """The new number of a state, which is what its row says; the row still has the old numbers."""
        fresh = len(numbers)
        found = numbers.setdefault(frozenset(row.items()), fresh)
        if found == fresh:
            rows.append(row)
        return found

    number(plain[start])
    result: list[Row] = []
    while len(result) < len(rows):
        row = rows[len(result)]
        result.append(
            {
                symbol: (action, argument)
                if action is Reduce
                else (Shift, number(plain[argument] if symbol.isupper() else _after(symbol, row, plain)))
                for symbol, (action, argument) in row.items()
            }
        )
    return result


def _after(nonterminal: str, row: Row, plain: dict[int, Row]) -> Row:
    """The row of the state after a nonterminal, in which unit reductions are already made."""
    merged = dict(plain[row[nonterminal][1]])
    for token in [symbol for symbol in merged if symbol.isupper()]:
        action, argument = merged[token]
        last: Row = {}
        while action is Reduce and _is_unit(argument):
            last = plain[row[argument.origin.name][1]]
            action, argument = last.get(token, (None, None))
        transitions = {symbol: step for symbol, step in last.items() if not symbol.isupper()}
        if action is not None and all(merged.get(symbol, step) == step for symbol, step in transitions.items()):
            merged |= {**transitions, token: (action, argument)}
    return merged


def _is_unit(rule: Rule) -> bool:
    """Whether reducing by a rule leaves the one value as it is: `?a: b`."""
    return (
        len(rule.expansion) == 1
        and rule.options.expand1
        and not rule.alias
        and not rule.expansion[0].name.startswith("_")  # an inlined one may be several values
    )
