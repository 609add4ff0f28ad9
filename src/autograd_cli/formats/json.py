"""JSON: a report's own field names, strict RFC 8259, one object.

In: a report. Out: one line; on a terminal indented lines. Numbers that JSON cannot hold are strings; `schemas/` has
what each report looks like.
"""

import importlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from math import isfinite
from typing import Any

from autograd_cli.errors import AutogradError
from autograd_cli.formats import Page
from autograd_cli.numerals import json_number

# Loaded when there is an error.
MISTAKE = "autograd_cli.report.mistake"
# Blanks for each level, on a terminal.
INDENT = 2


def render(report: Any, page: Page) -> str:
    """The report as one object, on a terminal for people to read."""
    return dump(plain(report), INDENT if page.width else None)


def dump(value: object, indent: int | None = None) -> str:
    # DEL is a control character that JSON does not ask to escape.
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent).replace("\x7f", "\\u007f")


def plain(value: Any) -> Any:
    """What JSON has for a report or a part of one.

    A report names its `SCHEMA`, which comes first, and in `OPTIONAL` the fields that are left out where they are None.
    Dataclasses and named tuples are objects, but for a named tuple that `is_list`.
    """
    if isinstance(value, float):
        return json_number(value)
    if isinstance(value, list) and value and isinstance(value[0], float) and all(map(isfinite, value)):
        return value  # a row of a matrix, as JSON can hold it
    if isinstance(value, Mapping):
        return {name: plain(member) for name, member in value.items()}
    names = field_names(value)
    if names is not None:
        schema = getattr(value, "SCHEMA", None)
        optional = getattr(value, "OPTIONAL", ())
        members = [(name, getattr(value, name)) for name in names]
        return {
            **({"schema": schema} if schema else {}),
            **{name: plain(member) for name, member in members if member is not None or name not in optional},
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(member) for member in value]
    return value


def field_names(value: Any) -> Sequence[str] | None:
    """The names of the members that JSON has for a record, or a class of records; None for anything else.

    A field that is not in the representation of a dataclass is not in JSON either.
    """
    if is_dataclass(value):
        return [field.name for field in fields(value) if field.repr]
    return None if hasattr(value, "is_list") else getattr(value, "_fields", None)


def error(problem: AutogradError) -> str:
    """The error as an object; null for a field that it lacks, a hint for example."""
    report = importlib.import_module(MISTAKE)
    return dump(plain(report.MistakeReport(report.mistake(problem))))
