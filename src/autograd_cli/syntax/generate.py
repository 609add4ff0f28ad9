"""The grammar, made into a parser by Lark's standalone generator: the text of a module that needs no lark.

Takes: the text of `grammar/autograd.lark`. Returns: Python source with `Lark_StandAlone`, the exceptions, `Token`, and
the grammar's checksum. The build hook runs this when a wheel or an editable install is made; `parser.py` only where no
generated module serves. The generated text has the terms of the Mozilla Public License 2.0, which its head states.
"""

import ast
import io
import logging
import re
import zlib
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import lark
from lark.tools.standalone import gen_standalone

WRITE: Any = gen_standalone
# A state's actions are loaded when a text comes to it; each is three numbers: a token, whether it reduces, and the rule
# or the next state. A rule of one part that makes no node of its own, which is most of what a table of operators
# reduces by, changes the state alone; where several in a row lead to is kept.
STATES = """\
class _States(dict):
    def __init__(self, states, tokens, rules):
        self.rows, self.tokens, self.rules, self.settled = states, tokens, rules, {}

    def __missing__(self, state):
        row = iter(self.rows[state])
        self[state] = {self.tokens[token]: self.action(reduces, arg) for token, reduces, arg in zip(row, row, row)}
        return self[state]

    def action(self, reduces, arg):
        if not reduces:
            return Shift, arg
        rule = self.rules[arg]
        renames = rule.options.expand1 and not rule.alias and len(rule.expansion) == 1
        renames = renames and not rule.expansion[0].name.startswith('_')
        return (None, rule.origin.name) if renames else (Reduce, rule)

    def settle(self, place):
        below, state, kind = place
        action, arg = self[state].get(kind, (Shift, None))
        while action is None:
            state = self[below][arg][1]
            action, arg = self[state].get(kind, (Shift, None))
        self.settled[place] = state
        return state


"""
# A token has its place in code points, which is all that messages are made of; Lark counts lines and columns too.
TOKEN = """\
    __slots__ = ('type', 'start_pos', 'end_pos')
    line = column = end_line = end_column = None
    value = property(str.__str__)
"""
LEX = """\
        text, pos, end = state.text.text, state.line_ctr.char_pos, state.text.end
        (pattern,) = self.scanner._mres
        match, new, words, ignored = pattern.match, str.__new__, self.callback, self.ignore_types
        while pos < end:
            if text[pos] == ' ':
                pos += 1
                continue
            found = match(text, pos, end)
            if found is None:
                state.line_ctr.char_pos = pos
                self.next_token(state, parser_state)
            start, pos, kind = pos, found.end(), found.lastgroup
            if kind not in ignored:
                word = found[0]
                token = new(Token, word)
                token.type, token.start_pos, token.end_pos = kind, start, pos
                if kind in words:
                    token.type = words[kind].get(word, kind)
                yield token
"""
# All tokens go through one loop, the end of the text among them; nobody goes on after an error.
FEED = """\
    def feed_tokens(self, tokens):
        state_stack, value_stack = self.state_stack, self.value_stack
        states, callbacks, end_state = self.parse_conf.states, self.parse_conf.callbacks, self.parse_conf.end_state
        settled, last = states.settled, None
        for token in chain(tokens, (None,)):
            if token is None:
                token = Token.new_borrow_pos('$END', '', last) if last else Token('$END', '', 0, 1, 1)
            kind = token.type
            while True:
                state = state_stack[-1]
                try:
                    action, arg = states[state][kind]
                except KeyError:
                    expected = {s for s in states[state] if s.isupper()}
                    raise UnexpectedToken(token, expected, state=self, interactive_parser=None)
                if action is Shift:
                    state_stack.append(arg)
                    value_stack.append(token)
                    break
                if action is None:
                    place = state_stack[-2], state, kind
                    state_stack[-1] = settled.get(place) or states.settle(place)
                    continue
                size = len(arg.expansion)
                children = value_stack[-size:] if size else []
                if size:
                    del state_stack[-size:], value_stack[-size:]
                value_stack.append(callbacks[arg](children))
                state = states[state_stack[-1]][arg.origin.name][1]
                if state == end_state:
                    return value_stack[-1]
                state_stack.append(state)
            last = token
"""
# What the generated module has for messages, caches and descriptions that nobody asks for, which would cost every
# call some 15 ms, what takes a third of the time of parsing a long text, and what stands there instead.
LIGHTER = {
    "import logging\n": "",
    'logger: logging.Logger = logging.getLogger("lark")\nlogger.addHandler(logging.StreamHandler())\n': (
        "class _Silent:\n    def __getattr__(self, name):\n        return lambda *words, **options: None\n"
        "logger = _Silent()\n"
    ),
    "logger.setLevel(logging.CRITICAL)\n": "",
    "import pickle, zlib, base64\n": "",
    # What a grammar may ask for, and none of ours does.
    "try:\n    import regex\n    _has_regex = True\nexcept ImportError:\n    _has_regex = False\n": (
        "_has_regex = False\n"
    ),
    "categ_pattern = re.compile(": "categ_pattern = (",
    "@dataclass(frozen=True)\nclass TextSlice(Generic[AnyStr]):\n    #--\n"
    "    text: AnyStr\n    start: int\n    end: int\n": (
        "class TextSlice(Generic[AnyStr]):\n    def __init__(self, text, start, end):\n"
        "        self.text, self.start, self.end = text, start, end\n        self.__post_init__()\n"
    ),
    # Most of what is loaded refers to what was: that is asked first. Classes are found by name in the module.
    "        namespace = getattr(cls, '__serialize_namespace__', [])\n"
    "        namespace = {c.__name__:c for c in namespace}\n": (
        "        if '@' in data:\n            return memo[data['@']]\n        namespace = globals()\n"
    ),
    # A rule is loaded once, and equal to itself alone.
    "    def __hash__(self):\n        return self._hash\n\n    def __eq__(self, other):\n"
    "        if not isinstance(other, Rule):\n            return False\n"
    "        return self.origin == other.origin and self.expansion == other.expansion\n": "",
    "    def _deserialize(self):\n        self._hash = hash((self.origin, tuple(self.expansion)))\n": "",
    "class ParseTableBase(Generic[StateT]):\n": f"{STATES}class ParseTableBase(Generic[StateT]):\n",
    "        states = {\n            state: {tokens[token]: ((Reduce, Rule.deserialize(arg, memo)) if action==1 else "
    "(Shift, arg))\n                    for token, (action, arg) in actions.items()}\n"
    "            for state, actions in data['states'].items()\n        }\n": (
        "        states = _States(data['states'], tokens, memo)\n"
    ),
    "from itertools import product\n": "from itertools import chain, product\n",
    # Which words a terminal of letters holds is asked while the parser is written, and they need no pattern.
    "            if s == _get_match(re_, retok.pattern.to_regexp(), s, g_regex_flags):\n": (
        "            if strtok.name in EMBEDDED.get(retok.name, ()):\n"
    ),
    "UnlessCallback(Scanner(unless, g_regex_flags, re_, use_bytes=use_bytes))": (
        "{one.pattern.value: one.name for one in unless}"
    ),
    "    __slots__ = ('type', 'start_pos', 'value', 'line', 'column', 'end_line', 'end_column', 'end_pos')\n": TOKEN,
    "        inst.value = value\n        inst.line = line\n        inst.column = column\n"
    "        inst.end_line = end_line\n        inst.end_column = end_column\n": "",
    "        with suppress(EOFError):\n            while True:\n"
    "                yield self.next_token(state, parser_state)\n": LEX,
}
METHODS = {
    "ParserState.feed_token": FEED,
    "_Parser.parse_from_state": (
        "    def parse_from_state(self, state):\n        return state.feed_tokens(state.lexer.lex(state))\n"
    ),
}
NOTICE = (
    "# Changed from what Lark's generator writes: nothing is logged, pickled or cached, tables are read\n"
    "# late, and a token has its place alone.\n"
    "from __future__ import annotations\n"
)
# What `parser.py` and `diagnosis.py` ask the module for.
WANTED = ("Lark_StandAlone", "UnexpectedToken", "UnexpectedCharacters", "CHECKSUM")
# Lark takes the shift where a table could also reduce, and says so in its log alone.
CONFLICT = "Shift/Reduce conflict"


class Conflicts(logging.Handler):
    """Collects what the log says of conflicts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.startswith(CONFLICT):
            self.found.append(message)


def standalone(grammar: str) -> str:
    """The source of a module with the parser of a grammar and `CHECKSUM`, that of its text.

    Raises: `ValueError` where the grammar has a shift/reduce conflict, or lark writes what is not expected of it.
    """
    check_conflicts(grammar)
    parser, written = _parser(grammar), io.StringIO()
    WRITE(parser, out=written)
    text = written.getvalue()
    for heavy, light in LIGHTER.items():
        if text.count(heavy) != 1:
            raise ValueError(f"lark {lark.__version__} writes other text than {heavy!r}")
        text = text.replace(heavy, light)
    text = with_rows(with_methods(text, METHODS))
    text = f"{NOTICE}{text}\nEMBEDDED = {embedded(parser)}\nCHECKSUM = {zlib.crc32(grammar.encode())}\n"
    return without_unused(text, WANTED)


def with_methods(text: str, methods: Mapping[str, str]) -> str:
    """A module's text with other methods in the place of some. Raises: `KeyError` where it has none of that name."""
    found = {
        f"{owner.name}.{one.name}": one
        for owner in ast.parse(text).body
        if isinstance(owner, ast.ClassDef)
        for one in owner.body
        if isinstance(one, ast.FunctionDef)
    }
    lines = text.splitlines(keepends=True)
    for name, fresh in methods.items():
        first, last = found[name].lineno - 1, found[name].end_lineno
        lines[first:last] = [fresh, *[""] * (len(lines[first:last]) - 1)]
    return "".join(lines)


def with_rows(text: str) -> str:
    """A module's text with the actions of each state in a row of numbers, which Python loads at once."""
    (data,) = [one for one in ast.parse(text).body if isinstance(one, ast.Assign) and _defined(one) == {"DATA"}]
    tables = ast.literal_eval(data.value)
    table = tables["parser"]["parser"]
    for state, actions in table["states"].items():
        entries = ((token, reduces, arg["@"] if reduces else arg) for token, (reduces, arg) in actions.items())
        table["states"][state] = tuple(chain.from_iterable(entries))
    return text.replace(ast.get_source_segment(text, data.value) or "", repr(tables))


def embedded(parser: lark.Lark) -> dict[str, list[str]]:
    """For each terminal that is a pattern, the terminals that are words it matches: `NAME` has `given`."""
    found: dict[str, list[str]] = {}
    for pattern in parser.terminals:
        for word in parser.terminals if pattern.pattern.type == "re" else ():
            if word.pattern.type == "str" and re.fullmatch(pattern.pattern.to_regexp(), word.pattern.value):
                found.setdefault(pattern.name, []).append(word.name)
    return found


def without_unused(text: str, wanted: Iterable[str]) -> str:
    """A module's text without the definitions that nothing of what is wanted refers to.

    Annotations refer to nothing, since the module leaves them unevaluated.
    """
    statements = ast.parse(text).body
    defined = {i: names for i, one in enumerate(statements) if (names := _defined(one))}
    reached: set[str] = set()
    ahead = [*wanted, *(name for i, one in enumerate(statements) if i not in defined for name in _used(one))]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += [other for i, names in defined.items() if name in names for other in _used(statements[i])]
    lines = text.splitlines(keepends=True)
    for i, names in defined.items():
        if reached.isdisjoint(names):
            one = statements[i]
            first = min([one.lineno, *(decorator.lineno for decorator in getattr(one, "decorator_list", ()))])
            lines[first - 1 : one.end_lineno] = [""] * (one.end_lineno - first + 1)
    return "".join(lines)


def _defined(statement: ast.stmt) -> set[str]:
    """The names that a statement defines, and does nothing but that."""
    if isinstance(statement, ast.ClassDef | ast.FunctionDef):
        return {statement.name}
    targets = statement.targets if isinstance(statement, ast.Assign) else ()
    return {one.id for one in targets if isinstance(one, ast.Name)}


def _used(part: ast.AST) -> set[str]:
    """The names that a part of a module refers to."""
    names, ahead = set(), [part]
    while ahead:
        one = ahead.pop()
        if isinstance(one, ast.Name):
            names.add(one.id)
        unevaluated = {getattr(one, field, None) for field in ("annotation", "returns")}
        ahead += [child for child in ast.iter_child_nodes(one) if child not in unevaluated]
    return names


def check_conflicts(grammar: str) -> None:
    """Refuses a grammar with a shift/reduce conflict. Raises: `ValueError`."""
    conflicts, level = Conflicts(), lark.logger.level
    lark.logger.addHandler(conflicts)
    lark.logger.setLevel(logging.DEBUG)
    try:
        _parser(grammar, debug=True)  # whose tables are another kind, and cannot be written
    finally:
        lark.logger.removeHandler(conflicts)
        lark.logger.setLevel(level)
    if conflicts.found:
        raise ValueError("\n".join(["the grammar has conflicts:", *conflicts.found]))


def _parser(grammar: str, debug: bool = False) -> lark.Lark:
    return lark.Lark(grammar, parser="lalr", lexer="basic", keep_all_tokens=True, maybe_placeholders=False, debug=debug)
