"""Every formula of the README, of the documentation's commands and of the samples, with what its names are.

Takes nothing. Returns: texts of expressions, as trees, each with the numbers of axes of its names.
"""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy

from autograd_cli.errors import AutogradError, Source
from autograd_cli.primitives import CONSTANTS
from autograd_cli.syntax.ast import Assignment, Definition, Given, Index, Name, Operation, Program, Tree
from autograd_cli.syntax.parser import parse
from autograd_cli.syntax.ranks import Ranks
from support.sessions import ROOT, sessions

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
VALUE = re.compile(r"(?:--)?(\w+)=(\[.*)", re.DOTALL)
SHAPE = re.compile(r"(\w+)[:=]\(?(\d+(?:[x,]\d+)*)")


class Formula(NamedTuple):
    """An expression, and the numbers of axes of its names; `functions` are those that its program defines."""

    tree: Tree
    axes: Mapping[str, int]
    functions: frozenset[str]


def formulas() -> Iterator[Formula]:
    """The formulas in the order of the pages and files; one may come several times."""
    for page in PAGES:
        for session in sessions(page.read_text(encoding="utf-8")):
            for command, _ in session:
                with suppress(ValueError):  # of quotes that only a shell pairs
                    yield from _of_words(shlex.split(command))
    for file in sorted((ROOT / "samples").glob("*.ag")):
        yield from _of_program(file.read_text(encoding="utf-8"), _axes_in(file))


def _of_words(words: list[str]) -> Iterator[Formula]:
    if words[:1] != ["autograd"]:
        return
    axes = {}
    for before, word in pairwise(words):
        if word.startswith("[") and before.startswith("--"):
            axes[before[2:]] = _depth(word)
        elif (value := VALUE.fullmatch(word)) is not None:
            axes[value[1]] = _depth(value[2])
        elif before == "--shape":
            axes |= {name: len(re.split("[x,]", shape)) for name, shape in SHAPE.findall(word)}
    for word in words[2:]:
        if not word.startswith("-") and VALUE.fullmatch(word) is None:
            yield from _of_program(word, axes)


def _of_program(text: str, known: Mapping[str, int]) -> Iterator[Formula]:
    try:
        program = parse(Source(text))
    except AutogradError:
        return  # a word that is no formula, or a mistake that a page shows
    if program.notation:
        return
    axes = {**_needed(program), **known}
    functions = frozenset(one.name for one in program.statements if isinstance(one, Definition))
    for statement in program.statements:
        if isinstance(statement, Given):
            axes |= {one.name: Ranks(axes).of(one.value) for one in statement.bindings if one.name not in axes}
            continue
        if isinstance(statement, Definition):
            continue
        tree = statement.value if isinstance(statement, Assignment) else statement
        names = {one.name for one in tree.free_names()}
        yield Formula(tree, {name: axes.get(name, 0) for name in names - CONSTANTS.keys()}, functions)
        if isinstance(statement, Assignment):
            axes[statement.name] = Ranks(axes).of(tree)


def _needed(program: Program) -> dict[str, int]:
    """The axes that names have by what is done with them: capitals in products of matrices are matrices."""
    axes = {}
    for part in program.walk():
        match part:
            case Index(base=Name(name=name), subscripts=subscripts):
                axes[name] = len(subscripts)
            case Operation(primitive="matmul", operands=operands):
                axes |= {one.name: 1 + one.name[0].isupper() for one in operands if isinstance(one, Name)}
    return axes


def _axes_in(file: Path) -> dict[str, int]:
    """The axes of the values beside a sample."""
    if (values := file.with_suffix(".json")).exists():
        return {name: numpy.ndim(value) for name, value in json.loads(values.read_text(encoding="utf-8")).items()}
    if (arrays := file.with_suffix(".npz")).exists():
        with numpy.load(arrays) as loaded:
            return {name: loaded[name].ndim for name in loaded}
    return {}


def _depth(text: str) -> int:
    return len(text.replace(" ", "")) - len(text.replace(" ", "").lstrip("["))
