"""Writes `formulas.json`: every formula of `formulas.toml` at its points, with 50-digit values and partials.

Run as `python -m references.write` in `tests/`. It takes ten seconds, and is needed only when
`formulas.toml` or a sample changes.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from references.exact import curvature, reference, transcribe
from references.formulas import FORMULAS, Formula, Minimum

DATA = Path(__file__).parent / "formulas.json"


def cases(group: str, formula: Formula) -> Iterator[dict[str, Any]]:
    """A case for the formula's own point, and one for each of its minima."""
    expression = transcribe(formula.transcription, tuple(formula.at))
    about = {"group": group, "name": formula.name, "source": formula.source, "text": formula.text}
    at = {name: float(value) for name, value in formula.at.items()}
    yield {**about, "at": at, **reference(expression, at), "published": dict(formula.published), "slack": {}}
    for number, minimum in enumerate(formula.minima, 1):
        at = {name: float(text) for name, text in minimum.at.items()}
        published = {"value": minimum.value, **dict.fromkeys(at, "0")}
        slack = curvature(expression, at, {name: uncertainty(text, minimum) for name, text in minimum.at.items()})
        name = f"{formula.name}, stationary point {number}"
        yield {**about, "name": name, "at": at, **reference(expression, at), "published": published, "slack": slack}


def uncertainty(text: str, minimum: Minimum) -> float:
    """How far a coordinate can be from the published one: one in its last digit (some were cut off, not rounded), and
    what a double rounds away."""
    rounded = abs(Fraction(float(text)) - Fraction(text))
    exponent = Decimal(text).as_tuple().exponent
    assert isinstance(exponent, int)
    return float(rounded + minimum.rounded * Fraction(10) ** exponent)


def main() -> None:
    rows = [case for group, formulas in FORMULAS.items() for formula in formulas for case in cases(group, formula)]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    DATA.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
