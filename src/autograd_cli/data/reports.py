"""The values in a report, for `--at`: what one command printed as JSON is where the next one stands.

Takes: the parsed object of a report. Returns: its inputs, its point, or the estimates of its parameters, as values of a
file; numbers that `--digits` or `--exact` printed as text are numbers again, and bounds are intervals. No other text is
read.
"""

import re
from collections.abc import Mapping
from typing import Any

from autograd_cli.ask.values import PLAIN_NUMBER, Value, read_value
from autograd_cli.errors import AutogradError
from autograd_cli.numerals import NON_FINITE

PREFIX, BOUNDS = "autograd.", "autograd.bounds/"
FRACTION = re.compile(r"-?[0-9]+/[0-9]+")


def is_report(table: Mapping[str, Any]) -> bool:
    """Whether an object is what a command printed."""
    schema = table.get("schema")
    return isinstance(schema, str) and schema.startswith(PREFIX)


def values_in(report: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The values by name, as a file has them. Raises: `AutogradError` with code `binding` where the report has none."""
    point, fixed = report.get("point"), report.get("fixed")
    if isinstance(point, Mapping) and isinstance(fixed, Mapping):  # what a search found, and the other values
        point = {**fixed, **point}
    for found in (report.get("inputs"), point):
        if isinstance(found, Mapping):
            return {str(name): value if _is_bounds(report) else _numbers(value) for name, value in found.items()}
    parameters = report.get("parameters")
    if isinstance(parameters, Mapping) and all(
        isinstance(one, Mapping) and "estimate" in one for one in parameters.values()
    ):
        return {str(name): _numbers(one["estimate"]) for name, one in parameters.items()}
    raise AutogradError("binding", "report-without-values", path=path, schema=str(report["schema"]))


def interval(report: Mapping[str, Any], value: Any, name: str, ranges: bool) -> Value | None:
    """The interval, or the vector or matrix of these, that an input of a report is; None where it is none.

    Raises: `AutogradError` with code `unsupported` where the command takes no intervals.
    """
    if not (_is_bounds(report) and _is_pairs(value)):
        return None
    return read_value(f"{_ends(value, 0)}..{_ends(value, 1)}", name, ranges)


def _is_bounds(report: Mapping[str, Any]) -> bool:
    return str(report["schema"]).startswith(BOUNDS)


def _numbers(value: Any) -> Any:
    """The value, its texts as the numbers that they are."""
    if isinstance(value, list):
        return [_numbers(part) for part in value]
    if isinstance(value, str) and (PLAIN_NUMBER.fullmatch(value) or FRACTION.fullmatch(value)):
        return read_value(value, "a number")
    return value


def _is_pairs(value: Any) -> bool:
    """Whether a value is a list of two numbers, or lists of such lists."""
    if not isinstance(value, list) or not value:
        return False
    if all(isinstance(part, list) for part in value):
        return all(map(_is_pairs, value))
    return len(value) == 2 and all(
        isinstance(end, int | float) or (isinstance(end, str) and end in NON_FINITE) for end in value
    )


def _ends(value: list[Any], which: int) -> str:
    """The text of the lower or the upper ends."""
    if isinstance(value[0], list):
        return f"[{', '.join(_ends(part, which) for part in value)}]"
    end = value[which]
    return repr(NON_FINITE[end] if isinstance(end, str) else end)
