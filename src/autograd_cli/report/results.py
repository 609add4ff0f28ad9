"""Several formulas for the same rows as one program, whose result is a vector of theirs.

In: texts, and names of intermediates to keep. Out: a text, with the names of its results. A statement that stands in
several texts counts once, and a later text may use the names of an earlier one.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Source
from autograd_cli.numerals import element_names
from autograd_cli.syntax.ast import Assignment, Name, Program, Tree, Vector
from autograd_cli.syntax.names import canonical_name, written_name
from autograd_cli.syntax.parser import parse

# What a result is called that has no name.
VALUE = "value"


class Results(NamedTuple):
    """A program, the names of its results in order, and how many of them are differentiated; the others are kept."""

    problem: Problem
    names: tuple[str, ...]
    differentiated: int


class _Text(NamedTuple):
    """What is computed: the statements in order, by result what it is in the program, and names that are kept."""

    statements: dict[str, None]
    results: dict[str, str]
    kept: tuple[str, ...]


def results(pose: Callable[[Source], Problem], sources: Sequence[Source], keep: Sequence[str] = ()) -> Results:
    """The results of texts, posed together. A single one without a name is `value`, of several `value1`, `value2`.

    A vector or matrix is its elements, `w[0]` or `value[0]`; of a list of names these are the results.
    Raises: `AutogradError` as `pose` does, and with code `usage` where two results would have one name, `unknown-name`
    where a name to keep is none of the program's.
    """
    text = _together(sources, keep)
    if len(sources) == 1 and not keep:
        problem = pose(sources[0])
        if problem.output_shape == ():
            return Results(problem, tuple(text.results), 1)
    before = "\n".join(text.statements)
    named: dict[str, str] = {}
    differentiated = 0
    for label, name in (*text.results.items(), *((name, name) for name in text.kept)):
        inner = written_name(name)
        shape = pose(Source(f"{before}\n{inner}")).output_shape
        for public, element in zip(element_names(label, shape), element_names(inner, shape), strict=True):
            if public in named:
                raise AutogradError("usage", "results-alike", name=public)
            named[public] = element
        if label in text.results:
            differentiated = len(named)
    if not named:
        raise AutogradError("usage", "no-results")
    problem = pose(Source(f"{before}\n[{', '.join(named.values())}]"))
    return Results(problem, tuple(named), differentiated)


def _together(sources: Sequence[Source], keep: Sequence[str]) -> _Text:
    programs = [parse(source) for source in sources]
    taken = {part.name for program in programs for part in program.walk() if isinstance(part, Name | Assignment)}
    statements: dict[str, None] = {}
    found: dict[str, str] = {}
    for i, (source, program) in enumerate(zip(sources, programs, strict=True), 1):
        *before, last = program.statements
        statements.update(dict.fromkeys(source.slice(one.span) for one in before))
        if isinstance(last, Assignment):
            statements[source.slice(last.span)] = None
            _add(found, last.name, last.name)
        elif names := _listed(last):
            for name in names:
                _add(found, name, name)
        else:
            label = VALUE if len(sources) == 1 else f"{VALUE}{i}"
            inner = label
            while inner in taken:
                inner += "_"
            own = source.slice(last.span)
            statements[f"{inner} = ({own})" if "\n" in own else f"{inner} = {own}"] = None
            _add(found, label, inner)
    kept = tuple(dict.fromkeys(map(canonical_name, keep)))
    known = [*dict.fromkeys(name for program in programs for name in _assigned(program))]
    for name in kept:
        if name not in known:
            raise AutogradError("unknown-name", "keep" if known else "keep-of-none", name=name, known=known)
    kept = tuple(name for name in kept if found.get(name) != name)  # what is a result by itself is kept already
    for name in kept:
        _add(found.copy(), name, name)
    return _Text(statements, found, kept)


def _add(found: dict[str, str], label: str, inner: str) -> None:
    if label in found:
        raise AutogradError("usage", "results-alike", name=label)
    found[label] = inner


def _listed(last: Tree) -> list[str]:
    """The names of a vector of nothing but names."""
    names = [one.name for one in last.items if isinstance(one, Name)] if isinstance(last, Vector) else []
    return names if isinstance(last, Vector) and len(names) == len(last.items) else []


def _assigned(program: Program) -> list[str]:
    return [one.name for one in program.statements if isinstance(one, Assignment)]
