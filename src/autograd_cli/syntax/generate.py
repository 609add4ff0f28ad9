"""The grammar, made into a parser by Lark's standalone generator: the text of a module that needs no lark.

Takes: the text of `grammar/autograd.lark`. Returns: Python source with `Lark_StandAlone`, the exceptions, `Token`, and
the grammar's checksum. The build hook runs this when a wheel or an editable install is made; `parser.py` only where no
generated module serves. The generated text has the terms of the Mozilla Public License 2.0, which its head states.
"""

import io
import logging
import zlib
from typing import Any

import lark
from lark.tools.standalone import gen_standalone

WRITE: Any = gen_standalone
# A state's actions are loaded when a text comes to it. A rule of one part that makes no node of its own, which is most
# of what a table of operators reduces by, changes the state alone.
STATES = """\
class _States(dict):
    def __init__(self, states, tokens, rules):
        self.rows, self.tokens, self.rules = states, tokens, rules

    def __missing__(self, state):
        self[state] = {self.tokens[token]: self.action(*action) for token, action in self.rows[state].items()}
        return self[state]

    def action(self, reduces, arg):
        if not reduces:
            return Shift, arg
        rule = self.rules[arg['@']]
        renames = rule.options.expand1 and not rule.alias and len(rule.expansion) == 1
        renames = renames and not rule.expansion[0].name.startswith('_')
        return (None, rule.origin.name) if renames else (Reduce, rule)


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
    "@dataclass(frozen=True)\nclass TextSlice(Generic[AnyStr]):\n    #--\n"
    "    text: AnyStr\n    start: int\n    end: int\n": (
        "class TextSlice(Generic[AnyStr]):\n    def __init__(self, text, start, end):\n"
        "        self.text, self.start, self.end = text, start, end\n        self.__post_init__()\n"
    ),
    # Most of what is loaded refers to what was: that is asked first.
    "        namespace = getattr(cls, '__serialize_namespace__', [])\n": (
        "        if '@' in data:\n            return memo[data['@']]\n"
        "        namespace = getattr(cls, '__serialize_namespace__', [])\n"
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
    "            assert arg != end_state\n": (
        "            if action is None:\n                state_stack[-1] = states[state_stack[-2]][arg][1]\n"
        "                continue\n"
    ),
    "t = Token(type_, value, line_ctr": "t = Token._future_new(type_, value, line_ctr",
}
NOTICE = (
    "# Changed from what Lark's generator writes: nothing is logged, pickled or cached, tables are read late.\n"
    "from __future__ import annotations\n"
)
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
    written = io.StringIO()
    WRITE(_parser(grammar), out=written)
    text = written.getvalue()
    for heavy, light in LIGHTER.items():
        if text.count(heavy) != 1:
            raise ValueError(f"lark {lark.__version__} writes other text than {heavy!r}")
        text = text.replace(heavy, light)
    return f"{NOTICE}{text}\nCHECKSUM = {zlib.crc32(grammar.encode())}\n"


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
