"""The grammar, made into a parser: in memory, or as the text of a module that needs no lark.

In: the text of `grammar/autograd.lark`. Out: a Lark parser, or Python source with the grammar's checksum in it. The
build hook runs this when a wheel or an editable install is made; `parser.py` only where no generated module serves.
"""

import io
import zlib

import lark
from lark.tools.standalone import gen_standalone

# What the generated module imports and a parser that is loaded from literals never needs; together 6 ms a call. The
# logger is silent there, as it is in Lark unless a caller raises its level.
LIGHTER = (
    ("import pickle, zlib, base64\n", ""),
    ("import logging\n", ""),
    (
        'logger: logging.Logger = logging.getLogger("lark")\nlogger.addHandler(logging.StreamHandler())\n',
        "class logger:\n    debug = info = warning = exception = staticmethod(lambda *words, **options: None)\n",
    ),
    ("logger.setLevel(logging.CRITICAL)\n", ""),
)


def build(grammar: str, **runtime: object) -> lark.Lark:
    """The parser, built in memory. `runtime` are the options that a generated module takes at load as well."""
    return lark.Lark(grammar, parser="lalr", lexer="basic", keep_all_tokens=True, maybe_placeholders=False, **runtime)


def standalone(grammar: str) -> str:
    """The source of a module with `Lark_StandAlone(**runtime)` and `CHECKSUM`, that of the grammar."""
    module = io.StringIO()
    gen_standalone(build(grammar), out=module)  # type: ignore[no-untyped-call]
    source = module.getvalue()
    for written, lighter in LIGHTER:
        assert written in source, written
        source = source.replace(written, lighter)
    return f"{source}\nCHECKSUM = {zlib.crc32(grammar.encode())}\n"
