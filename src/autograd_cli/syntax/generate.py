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
# What the generated module has for messages, caches and descriptions that nobody asks for, which would cost every
# call 9 ms, and what stands there instead.
LIGHTER = {
    "import logging\n": "",
    'logger: logging.Logger = logging.getLogger("lark")\nlogger.addHandler(logging.StreamHandler())\n': (
        "class _Silent:\n    def __getattr__(self, name):\n        return lambda *words, **options: None\n"
        "logger = _Silent()\n"
    ),
    "logger.setLevel(logging.CRITICAL)\n": "",
    "import pickle, zlib, base64\n": "",
    # A dataclass without a docstring is given its signature for one, which takes a millisecond to find.
    "@dataclass(frozen=True)\nclass TextSlice(Generic[AnyStr]):\n    #--\n": (
        '@dataclass\nclass TextSlice(Generic[AnyStr]):\n    """Part of a text."""\n'
    ),
}
NOTICE = "# Changed from what Lark's generator writes: nothing is logged, pickled or cached.\n"
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
