"""Points from files: values by name, for `--at`, and a single value, for `--x @FILE`.

In: a file's name, `-` for standard input. Out: floats by name. A file is only data: a number, or one of the strings
that stand for numbers JSON has none for; no expression in it is evaluated.
"""

import importlib
import json
import sys
from collections.abc import Mapping
from math import isfinite
from pathlib import PurePath
from typing import Any

from autograd_cli.errors import AutogradError, FileError
from autograd_cli.numerals import NON_FINITE, Written
from autograd_cli.syntax.builder import canonical_name

STANDARD = "-"
JSON_HINT = 'as in {"x": 40, "y": 4}'
TABLES = (".csv", ".tsv", ".parquet", ".xlsx")


def read_bytes(path: str) -> bytes:
    """What a file holds. Raises: `FileError`."""
    try:
        if path == STANDARD:
            if sys.stdin is None:
                raise FileError("standard input is closed")
            return sys.stdin.buffer.read()
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise FileError(f"`{path}` cannot be read: {reason[:1].lower()}{reason[1:]}") from None


def read_text(path: str) -> str:
    """A file's text. Raises: `FileError`; `AutogradError` with code `encoding`."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        where = f"byte {problem.start + 1}, in line {line}, belongs to no character"
        name = "standard input" if path == STANDARD else f"`{path}`"
        raise AutogradError(f"{name} is not UTF-8 text: {where}", code="encoding", hint="save it as UTF-8") from None


def read_point(path: str, formula: str) -> dict[str, float]:
    """The values by name in a `.json`, `.toml` or `.npz` file; standard input is JSON.

    What does not occur in the formula's text is passed over, whatever it holds.
    Raises: `FileError`; `AutogradError` with codes `binding` and `encoding`.
    """
    if PurePath(path).suffix in TABLES:
        raise AutogradError(
            f"`{path}` is a table, and a point has one value a name",
            code="binding",
            hint="a point is a .json, .toml or .npz file",
        )
    if path.endswith(".npz"):
        table = _load_npz(path)
    else:
        table = _load_toml(path) if path.endswith(".toml") else _load_json(path)
    if not isinstance(table, Mapping):
        raise AutogradError(f"`{path}` holds no names with values", code="binding", hint=JSON_HINT)
    text = canonical_name(formula)
    return {
        name: _number(value, f"`{name}` in `{path}`") for name, value in table.items() if canonical_name(name) in text
    }


def read_single(path: str, name: str) -> float:
    """The one value in a `.json` file, for `--name @path`."""
    if PurePath(path).suffix != ".json":
        raise AutogradError(
            f"`@{path}` cannot be read as a number", code="unsupported", hint="vectors are not supported yet"
        )
    return _number(_load_json(path), f"`{name}` in `{path}`")


def parse_json(text: str, path: str) -> Any:
    """What a JSON text holds; `path` names it in messages. Raises: `AutogradError` with code `binding`."""
    try:
        return json.loads(text, parse_float=_written)
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        reason = problem.msg[:1].lower() + problem.msg[1:]
        raise AutogradError(f"`{path}` is not JSON: {reason} at {where}", code="binding", hint=JSON_HINT) from None
    except (ValueError, RecursionError) as problem:
        raise AutogradError(f"`{path}` is not JSON: {problem}", code="binding", hint=JSON_HINT) from None


def _load_json(path: str) -> Any:
    return parse_json(read_text(path), path)


def _load_toml(path: str) -> Any:
    tomllib = importlib.import_module("tomllib")
    try:
        return tomllib.loads(read_text(path), parse_float=_written)
    except tomllib.TOMLDecodeError as problem:
        reason = str(problem)[:1].lower() + str(problem)[1:]
        raise AutogradError(f"`{path}` is not TOML: {reason}", code="binding", hint="as in x = 40") from None


def _load_npz(path: str) -> dict[str, Any]:
    numpy = importlib.import_module("numpy")
    io = importlib.import_module("io")
    try:
        with numpy.load(io.BytesIO(read_bytes(path)), allow_pickle=False) as archive:
            return {name: archive[name].item() if archive[name].ndim == 0 else archive[name] for name in archive}
    except (ValueError, OSError, KeyError, EOFError) as problem:
        # NumPy's own words advise to load what may be harmful.
        hint = f"as `numpy.savez('{PurePath(path).name}', x=40)` writes it"
        raise AutogradError(f"`{path}` is not an .npz archive of numbers", code="binding", hint=hint) from problem


def _text_hint(text: str) -> str:
    try:
        float(text)
    except ValueError:
        strings = ", ".join(f'"{string}"' for string in NON_FINITE)
        return f"a file has plain numbers, and the strings {strings}; `--x pi/2` takes an expression"
    return f"write it without quotes: {text.strip()}"


def _written(text: str) -> float:
    """A number of a file, with its text where that is a decimal number."""
    value = float(text)
    return Written(value, text.replace("_", "")) if isfinite(value) else value


def _number(value: object, what: str) -> float:
    """A value of a file as a float; `what` names it in messages."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        vector = isinstance(value, list) or hasattr(value, "shape")
        hint = "vectors are not supported yet" if vector else "a value is a number, as in " + JSON_HINT[6:]
        raise AutogradError(f"{what} is not a number", code="binding", hint=hint)
    if isinstance(value, str):
        if value not in NON_FINITE:
            raise AutogradError(f"{what} is text, not a number", code="binding", hint=_text_hint(value))
        return NON_FINITE[value]
    if isinstance(value, Written):
        return value
    try:
        return Written(float(value), str(value)) if type(value) is int else float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
