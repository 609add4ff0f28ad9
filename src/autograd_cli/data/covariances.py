"""Covariances from files, for `--covariance`.

In: a file's name, `-` for standard input. Out: a mapping by name and name. JSON has rows by name, `{"x": {"x": 0.25}}`,
as the report of a fit has in `covariance`; CSV has a header of names and as many rows of numbers, which may begin with
their names. Whether they can be covariances is not decided here.
"""

import csv
import io
from collections.abc import Mapping
from math import isfinite

from autograd_cli.data.points import parse_json, read_text
from autograd_cli.data.reports import is_report
from autograd_cli.errors import AutogradError
from autograd_cli.syntax.names import canonical_name


def read_covariances(path: str) -> dict[str, dict[str, float]]:
    """The covariances in a `.csv` or `.json` file.

    Raises: `FileError`; `AutogradError` with codes `covariance`, `binding`, `encoding`.
    """
    text = read_text(path)
    return _from_csv(text, path) if path.endswith(".csv") else _from_json(text, path)


def _from_json(text: str, path: str) -> dict[str, dict[str, float]]:
    document = parse_json(text, path)
    if isinstance(document, Mapping) and is_report(document):  # that of a fit
        document = document.get("covariance")
    if not isinstance(document, Mapping) or not all(isinstance(row, Mapping) for row in document.values()):
        raise AutogradError("covariance", "no-rows", path=path)
    return {
        canonical_name(name): {canonical_name(other): _number(value, name, other, path) for other, value in row.items()}
        for name, row in document.items()
    }


def _from_csv(text: str, path: str) -> dict[str, dict[str, float]]:
    try:
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        raise AutogradError("covariance", "not-csv", path=path) from None
    rows = [[cell.strip() for cell in row] for row in lines if any(map(str.strip, row))]
    if not rows:
        raise AutogradError("covariance", "empty", path=path)
    header, *body = rows
    names = header[1:] if header[0] == "" else header
    table = {}
    for name, row in zip(names, body, strict=False):
        numbers = row[1:] if row[0] == name else row
        if len(numbers) != len(names):
            break
        table[canonical_name(name)] = {
            canonical_name(other): _number(cell, name, other, path) for other, cell in zip(names, numbers, strict=True)
        }
    if len(body) != len(names) or len(table) != len(names):
        raise AutogradError("covariance", "not-square", path=path, count=len(names))
    return table


def _number(value: object, name: str, other: str, path: str) -> float:
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        number = None
    if number is None or not isfinite(number):
        raise AutogradError("covariance", "not-finite", name=name, other=other, path=path)
    return number
