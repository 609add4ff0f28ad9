"""What a text is told of the names around it: those that have values, and those that a program before it defines.

Takes: texts and programs, and the axes of names. Returns: the same with what is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from autograd_cli.errors import Source
from autograd_cli.graphs.graph import Shape
from autograd_cli.syntax.ast import Assignment, Call, Definition, Name, Program
from autograd_cli.syntax.parser import looks_like_latex
from autograd_cli.syntax.ranks import Ranks

Statements = Sequence[Assignment | Definition]


def definitions(program: Program | None) -> Statements:
    """The values and functions that a program gives names."""
    statements = () if program is None else program.statements
    return [one for one in statements if isinstance(one, Assignment | Definition)]


def axes_behind(before: Statements, axes: Mapping[str, int]) -> dict[str, int]:
    """The numbers of axes of names behind these statements."""
    known = dict(axes)
    ranks = Ranks(known)
    for one in before:
        if isinstance(one, Assignment):
            known[one.name] = ranks.of(one.value)
    return known


def behind(before: Statements, program: Program) -> Program:
    """A program behind these statements, if it has a name of theirs."""
    used = {one.name for one in program.walk() if isinstance(one, Name)}
    used |= {one.function for one in program.walk() if isinstance(one, Call)}
    if used.isdisjoint(one.name for one in before):
        return program
    return replace(program, statements=(*before, *program.statements))


def knowing(source: Source, axes: Mapping[str, int]) -> Source:
    """The text with the names that are known to be values, which other notations need; the language never does."""
    return source._replace(names=axes) if source.notation or looks_like_latex(source.text) else source


def axes_of(shapes: Mapping[str, Shape], names: Sequence[str]) -> dict[str, int]:
    """The numbers of axes of names by their shapes, those without one being numbers."""
    return {**dict.fromkeys(names, 0), **{name: len(shape) for name, shape in shapes.items()}}
