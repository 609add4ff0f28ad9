"""The rows of `formulas.toml`, read.

Out: `FORMULAS`, by group. The formulas of the group `samples` are the programs in `samples/`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "samples"
ROWS = Path(__file__).parent / "formulas.toml"


@dataclass(frozen=True)
class Minimum:
    """A stationary point from the literature; `rounded` where its coordinates are known to the digits written only."""

    at: Mapping[str, str]
    value: str
    rounded: bool = False


@dataclass(frozen=True)
class Formula:
    """A formula, a point, and what is published: the value there and partials there, by name, and stationary points."""

    name: str
    source: str
    text: str
    transcription: str
    at: Mapping[str, float]
    published: Mapping[str, str] = field(default_factory=dict)
    minima: tuple[Minimum, ...] = ()


def formula(group: str, row: dict[str, Any]) -> Formula:
    """The formula of a row."""
    if group == "samples":
        file = SAMPLES / f"{row['name']}.ag"
        row = {"source": f"samples/{file.name}", "text": file.read_text(encoding="utf-8"), **row}
    minima = tuple(Minimum(**minimum) for minimum in row.pop("minima", ()))
    return Formula(**row, minima=minima)


FORMULAS: dict[str, tuple[Formula, ...]] = {
    group: tuple(formula(group, row) for row in rows)
    for group, rows in tomllib.loads(ROWS.read_text(encoding="utf-8")).items()
}
