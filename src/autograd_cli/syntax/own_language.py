"""A formula of another notation, written in the language itself."""

from autograd_cli.errors import Source
from autograd_cli.syntax.parser import looks_like_latex, parse
from autograd_cli.syntax.unparse import unparse


def in_own_language(source: Source) -> Source:
    """The same formula in the language, which is all that what takes texts apart knows. Raises: `AutogradError`."""
    if not source.notation and not looks_like_latex(source.text):
        return source
    program = parse(source)
    return source._replace(text=unparse(program), notation="") if program.notation else source
