"""The starts of a search: the values that variables are given.

Takes values by name. Returns numbers, and ranges that several starts are drawn from.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from autograd_cli.ask.values import RANGE, read_value
from autograd_cli.errors import AutogradError
from autograd_cli.numerals import Written, number_text
from autograd_cli.search.task import Start


def start_of(name: str, value: Any) -> Start:
    """The start that a value is: itself, or both ends of a range. Raises: `AutogradError` with code `option`."""
    texts = [value.text, value.until] if isinstance(value, Written) and value.until is not None else []
    ends = [float(read_value(text, name)) for text in texts] or [float(value)]
    endless = next((end for end in ends if not math.isfinite(end)), None)
    if endless is not None:
        raise AutogradError("option", "start-infinite", name=name, text=number_text(endless))
    return (ends[0], ends[1]) if texts else ends[0]


def refuse_uncertain(values: Mapping[str, Any]) -> None:
    """Refuses values with uncertainties, which no search takes. Raises: `AutogradError` with code `unsupported`."""
    for name, value in values.items():
        if isinstance(value, Written) and value.uncertainty:
            text = f"{value.text}±{value.uncertainty}"
            raise AutogradError("unsupported", "uncertain-search", name=name, text=text, value=value.text)


def refuse_fixed_ranges(values: Mapping[str, Any], unknowns: Sequence[str]) -> None:
    """Refuses ranges of what is no unknown. Raises: `AutogradError` with code `unsupported`."""
    for name, value in values.items():
        if name not in unknowns and isinstance(value, Written) and value.until is not None:
            text = f"{value.text}{RANGE}{value.until}"
            raise AutogradError("unsupported", "range-of-fixed", name=name, text=text, value=value.text)
