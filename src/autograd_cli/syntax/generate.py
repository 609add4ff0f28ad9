"""The grammar, made into a parser: in memory, or as the text of a module that needs no lark.

In: the text of `grammar/autograd.lark`. Out: a Lark parser, or Python source with the grammar's checksum in it. The
build hook runs this when a wheel or an editable install is made; `parser.py` only where no generated module serves.
"""

import io
import zlib

import lark
from lark.tools.standalone import gen_standalone


def build(grammar: str, **runtime: object) -> lark.Lark:
    """The parser, built in memory. `runtime` are the options that a generated module takes at load as well."""
    return lark.Lark(grammar, parser="lalr", lexer="basic", keep_all_tokens=True, maybe_placeholders=False, **runtime)


def standalone(grammar: str) -> str:
    """The source of a module with `Lark_StandAlone(**runtime)` and `CHECKSUM`, that of the grammar."""
    module = io.StringIO()
    gen_standalone(build(grammar), out=module)
    return f"{module.getvalue()}\nCHECKSUM = {zlib.crc32(grammar.encode())}\n"
