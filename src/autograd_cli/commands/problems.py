"""Problems read from the words, files and points of a call.

Takes a `Call`. Returns a `Problem`; an error that comes of an option taken for a variable, or the other way round, says
so.
"""

import importlib
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograd_cli.ask.missing import refuse_unused, superfluous_value
from autograd_cli.ask.open import pose_or_open
from autograd_cli.ask.problem import Problem, canonical_names, pose_graph, pose_open
from autograd_cli.ask.values import Value, read_value
from autograd_cli.commands.arguments import Arguments, Binding
from autograd_cli.commands.call import Call
from autograd_cli.commands.declared import example_of, not_a_name
from autograd_cli.data import STANDARD
from autograd_cli.errors import AutogradError, Source, visible
from autograd_cli.shell import shell_word
from autograd_cli.syntax.ast import Program
from autograd_cli.syntax.names import canonical_name, is_name
from autograd_cli.syntax.own_language import in_own_language
from autograd_cli.syntax.parser import looks_like_latex, parse
from autograd_cli.syntax.unparse import unparse

# Loaded where a formula or a value is in a file.
POINTS = "autograd_cli.data.points"
# Loaded for an error alone.
RETYPED = "autograd_cli.commands.retyped"
# What stands between the values of several variables in one word, as in `1,y=2`.
VALUES = r"[,;\s]+(?=[^\W\d]\w*\s*=(?!=))"
# How a value of a variable begins that an option does not have.
NUMERIC = r"[-+.]*[0-9\[]"
NO_NAMES: Mapping[str, str] = {}
NO_VALUES: Mapping[str, Value] = {}


def read_problem(
    call: Call,
    *,
    file: str | None = None,
    ranges: bool = False,
    complete: bool = True,
    open: bool = False,
    shared: Mapping[str, Value] = NO_VALUES,
) -> Problem:
    """The problem that the words, the file and the points pose, with the functions in `--expand` written out.

    A `file` is taken for that of the call. With `ranges` the command knows intervals and uncertainties. Where it need
    not be `complete`, a variable may have no value; where it may be `open`, either all have one or none. Values
    `shared` with other formulas need not be of use.

    Raises: `AutogradError`.
    """
    source = formula_source(call, file)
    background = {**read_points(call.at, source.text, ranges, call.let), **shared}
    bound: dict[str, Value] = {}
    for name, text in call.words.bindings:
        try:
            bound[name] = read_binding(name, text, ranges)
        except AutogradError as error:
            raise (meant_as_option(call, name) if name not in source.text else None) or error from None
    try:
        if is_graph(source):
            return _graph_problem(source, bound, background)
        names = call.wrt or ()
        problem = pose_or_open(source, bound, background, call.expand, names=names, complete=complete, open=open)
    except AutogradError as error:
        raise as_option(_as_file(error, source), call) from None
    for name in call.arguments.named & (set(problem.lowered.inputs) - set(bound)):
        raise _option_clash(name, _given(call, name))
    return _as_read(problem, call)


def is_graph(source: Source) -> bool:
    """Whether a file or pipe holds a graph: no formula begins with a brace."""
    return source.name is not None and not source.notation and source.text.lstrip().startswith("{")


def _graph_problem(
    source: Source, bound: Mapping[str, Value], background: Mapping[str, Value], *, open: bool = False
) -> Problem:
    """The problem of a graph's JSON; one that is `open` has no values. Raises: `AutogradError`."""
    document = importlib.import_module(POINTS).parse_json(source.text, source.name)
    expression = document.get("expression") if isinstance(document, dict) else None
    shown = Source(expression if isinstance(expression, str) else "")
    try:
        problem = pose_graph(shown, document, bound, background, open=open)
    except AutogradError as error:
        raise (error.replace(file=f"`{source.name}`") if error.code == "graph" else error) from None
    return problem


def read_ranges(call: Call, own: Mapping[str, Any]) -> Problem:
    """The problem of a command that knows intervals and uncertainties."""
    return read_problem(call, ranges=True)


def read_open_problem(call: Call, *, stage: str | None = None) -> Problem:
    """The problem of a command that needs no values: one at a point, or without any where none are given.

    A `stage` says that it needs none even where some are.
    """
    return read_problem(call, complete=stage is None, open=not (call.words.bindings or call.at))


def read_point_or_structure(call: Call, own: Mapping[str, Any]) -> Problem:
    """The problem of a command that prints formulas where no values are given, and needs none with `--sparsity`."""
    numbers = own["exact"] or any(own.get(option) is not None for option in ("times", "digits"))
    given = call.words.bindings or call.at or numbers
    return read_problem(call, complete=not own["sparsity"], open=not given)


def read_points(
    at: Sequence[str], formula: str, ranges: bool = False, let: Mapping[str, str] = NO_NAMES
) -> dict[str, Value]:
    """The values in the files of `--at` that the formula's text may need, a later file before an earlier one.

    `let` has what the files call a name. Raises: `AutogradError`.
    """
    text = "\n".join([formula, *let.values()])
    values: dict[str, Value] = {}
    for path in at:
        if not path:
            raise AutogradError("option", "no-file", option="at", example="point.json")
        if "=" in path and not Path(path).exists():
            raise AutogradError("usage", "at-value", path=path)
        values |= importlib.import_module(POINTS).read_point(path, text, ranges)
    spelled = {canonical_name(name): name for name in values}
    return values | {name: values[spelled[long]] for name, long in let.items() if long in spelled}


def read_binding(name: str, text: str, ranges: bool = False) -> Value:
    """The value of `--name TEXT`, from a file where the text is `@path`. Raises: `AutogradError`."""
    if not text.startswith("@"):
        try:
            return read_value(text, name, ranges)
        except AutogradError:
            refuse_several_values(name, text)
            raise
    value: Value = importlib.import_module(POINTS).read_single(text[1:], name)
    return value


def refuse_several_values(name: str, text: str) -> None:
    """Refuses `1,y=2`, which is the values of several variables. Raises: `AutogradError`."""
    first, *others = re.split(VALUES, text)
    pairs = [
        (name, first),
        *((one.strip(), value.strip()) for one, _, value in (part.partition("=") for part in others)),
    ]
    if others and all(is_name(one) and value for one, value in pairs):
        given = " ".join(f"--{one} {shell_word(value)}" for one, value in pairs)
        raise AutogradError("binding", "several-values", name=name, text=text, given=given)


def read_formula(call: Call) -> Problem:
    """The problem that the words or the file pose to a command that reads no more of values than their shapes.

    Raises: `AutogradError`, with code `usage` where all values are numbers.
    """
    source = formula_source(call)
    values = read_points(call.at, source.text, let=call.let)
    for name, text in call.words.bindings:
        if name not in source.text and (meant := meant_as_option(call, name)):
            raise meant
        values[name] = read_binding(name, text)
    shapes = {name: tuple(getattr(value, "shape", ())) for name, value in values.items()}
    if call.words.bindings and not any(shapes.values()):
        name, text = call.words.bindings[0]
        raise AutogradError("usage", "value-for-formula", name=name, value=text)
    try:
        problem = (
            _graph_problem(source, values, {}, open=True)
            if is_graph(source)
            else pose_open(source, call.expand, call.wrt or (), shapes)
        )
        for name, _ in call.words.bindings:
            if not {*canonical_names(name)} <= problem.lowered.inputs.keys():
                raise superfluous_value(name, problem.lowered, ())
    except AutogradError as error:
        raise _as_file(error, source) from None
    for name in call.arguments.named & set(problem.lowered.inputs):
        raise _option_clash(name, _given(call, name))
    return _as_read(problem, call)


def _as_read(problem: Problem, call: Call) -> Problem:
    """The problem; how its statements were read is printed on standard error where that may be in doubt.

    Raises: `AutogradError` with code `unknown-binding` for a name of `--let` that the formula does not have.
    """
    refuse_unused(call.let, problem.lowered)
    if problem.program is not None and not call.quiet:
        tell_reading(problem.source, problem.program, whole=call.explain)
    return problem


def tell_reading(source: Source, program: Program | None = None, *, whole: bool = False) -> None:
    """Prints on standard error how statements with other signs than ASCII, or the `whole` program, were read.

    Whole is also what was read from another notation. A text without its program is parsed for that where it needs to
    be; what cannot be read has its error elsewhere.
    """
    other = bool(program.notation) if program else bool(source.notation) or looks_like_latex(source.text)
    if not (whole or other) and source.text.isascii():
        return
    if program is None:
        try:
            program = parse(source)
        except AutogradError:
            return
    whole = whole or bool(program.notation)
    for statement in program.statements:
        if whole or not source.slice(statement.span).isascii():
            print(f"read as {visible(unparse(statement))}", file=sys.stderr)


def formula_source(call: Call, file: str | None = None) -> Source:
    """The formula's text, from the argument, a file or standard input. A `file` is taken for that of the call."""
    formula = call.words.formula
    file = file or call.file
    path = file if file is not None else STANDARD if formula == STANDARD else None
    if path == "":
        raise AutogradError("option", "no-file", option="file", example="model.ag")
    if path is None:
        if formula is None:
            misplaced: AutogradError | None = importlib.import_module(RETYPED).formula_as_option(call.arguments)
            example = example_of(call.arguments.declared.command)
            raise misplaced or AutogradError("usage", "no-formula", example=example)
        return Source(formula, notation=call.notation)
    if path == STANDARD and STANDARD in call.at:
        raise AutogradError("usage", "stdin-twice")
    return file_source(path, call.notation)


def file_source(path: str, notation: str = "") -> Source:
    """The formula or program in a file, or on standard input. Raises: `FileError`; `AutogradError`."""
    text = importlib.import_module(POINTS).read_text(path)
    if path == STANDARD:
        return Source(text, "standard input", "input", notation)
    return Source(text, path, "file", notation)


def in_language(source: Source, *, quiet: bool) -> Source:
    """The same formula in the language itself, where it is of another notation; how it was read is printed.

    What takes texts apart, or sends them to other processes, knows the language alone. Raises: `AutogradError`.
    """
    if not quiet:
        tell_reading(source)
    return in_own_language(source)


def _as_file(error: AutogradError, source: Source) -> AutogradError:
    """The error, with the option that reads a file where the formula is a program's name."""
    path = source.text.removeprefix("@")
    named = source.name is None and (Path(path).suffix == ".ag" or ("." in path and os.path.isfile(path)))
    return error.replace(advice="file-option", path=shell_word(path)) if named else error


def as_option(error: AutogradError, call: Call) -> AutogradError:
    """The error of an option where that is what a binding must have been meant as, else the error itself."""
    if error.code == "unknown-binding" and error.case != "near":  # a variable so named is the likelier meaning
        (name,) = error.names
        return meant_as_option(call, name) or error
    if error.code == "missing-binding" and error.names[0] in call.arguments.named:
        return _option_clash(error.names[0], _given(call, error.names[0]))
    return error


def meant_as_option(call: Call, name: str) -> AutogradError | None:
    """The error for `--name VALUE` that must have been meant as an option; None where it need not."""
    return not_a_name(name, call.arguments.declared) if name in call.arguments.dashed else None


def taken_for_option(error: AutogradError, arguments: Arguments) -> AutogradError:
    """The error of a value that an option refuses, and which the formula's variable of that name was meant to have."""
    if error.code not in ("option", "file", "usage", "binding"):
        return error
    formula = next((word for word in arguments.rest if isinstance(word, str)), "")
    bound = {word.name if isinstance(word, Binding) else word.partition("=")[0] for word in arguments.rest}
    try:
        free = {name.name for name in parse(Source(formula)).free_names()} - bound
    except AutogradError:
        return error
    for text in arguments.options:
        name, _, value = text[2:].partition("=")
        if name in free and f"--{name}" in {word.partition("=")[0] for word in arguments.typed}:
            return _option_clash(name, value or None)
    return error


def _option_clash(name: str, value: str | None = None) -> AutogradError:
    value = shell_word(value) if value is not None and re.match(NUMERIC, value) else "3"
    return AutogradError("usage", "variable-or-option", name=name, value=value)


def _given(call: Call, name: str) -> str | None:
    """The value that an option was given."""
    values = [text.partition("=")[2] for text in call.arguments.options if text.startswith(f"--{name}=")]
    return values[0] if values else None
