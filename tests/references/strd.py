"""Writes `strd.json` from NIST's Statistical Reference Datasets for nonlinear regression.

Run as `python -m references.strd FOLDER` in `tests/`, with a folder that has NIST's `.dat` files (the source
distribution of lmfit has them in `NIST_STRD`). For every dataset: the model in the language, the certified parameters
and residual sum of squares, the observations; and, computed from NIST's own model text by SymPy and mpmath, the sum,
its partials and the model's at some observations, in 50 digits.
"""

import itertools
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sympy
from mpmath import mp, mpf  # type: ignore[import-untyped, unused-ignore]

from references.exact import ROUNDING, WORKING_DIGITS, reference, transcribe, written

DATA = Path(__file__).parent / "strd.json"

GAUSS = "b1*exp(-b2*x) + b3*exp(-((x - b4)/b5)^2) + b6*exp(-((x - b7)/b8)^2)"
LANCZOS = "b1*exp(-b2*x) + b3*exp(-b4*x) + b5*exp(-b6*x)"
RATIONAL = "(b1 + b2*x + b3*x^2 + b4*x^3)/(1 + b5*x + b6*x^2 + b7*x^3)"

# The models in the language, as a person would type them.
MODELS = {
    "Bennett5": "b1*(b2 + x)^(-1/b3)",
    "BoxBOD": "b1*(1 - exp(-b2*x))",
    "Chwirut1": "exp(-b1*x)/(b2 + b3*x)",
    "Chwirut2": "exp(-b1*x)/(b2 + b3*x)",
    "DanWood": "b1*x^b2",
    "ENSO": "b1 + b2*cos(2pi*x/12) + b3*sin(2pi*x/12) + b5*cos(2pi*x/b4) + b6*sin(2pi*x/b4)"
    " + b8*cos(2pi*x/b7) + b9*sin(2pi*x/b7)",
    "Eckerle4": "b1/b2*exp(-0.5((x - b3)/b2)^2)",
    "Gauss1": GAUSS,
    "Gauss2": GAUSS,
    "Gauss3": GAUSS,
    "Hahn1": RATIONAL,
    "Kirby2": "(b1 + b2*x + b3*x^2)/(1 + b4*x + b5*x^2)",
    "Lanczos1": LANCZOS,
    "Lanczos2": LANCZOS,
    "Lanczos3": LANCZOS,
    "MGH09": "b1*(x^2 + x*b2)/(x^2 + x*b3 + b4)",
    "MGH10": "b1*exp(b2/(x + b3))",
    "MGH17": "b1 + b2*exp(-x*b4) + b3*exp(-x*b5)",
    "Misra1a": "b1*(1 - exp(-b2*x))",
    "Misra1b": "b1*(1 - (1 + b2*x/2)^-2)",
    "Misra1c": "b1*(1 - (1 + 2b2*x)^-0.5)",
    "Misra1d": "b1*b2*x*(1 + b2*x)^-1",
    "Nelson": "b1 - b2*x1*exp(-b3*x2)",
    "Rat42": "b1/(1 + exp(b2 - b3*x))",
    "Rat43": "b1/(1 + exp(b2 - b3*x))^(1/b4)",
    "Roszman1": "b1 - b2*x - atan(b3/(x - b4))/pi",
    "Thurber": RATIONAL,
}


@dataclass(frozen=True)
class Dataset:
    """A file's contents: the model in Python's notation, what is certified as printed, and an observation a row."""

    name: str
    model: str
    response: str
    parameters: Mapping[str, str]
    residual_sum: str
    columns: Sequence[str]
    observations: Sequence[Sequence[str]]


def read(path: Path) -> Dataset:
    """The dataset in one of NIST's files."""
    text = path.read_text(encoding="ascii")
    header, _, table = text.rpartition("Data:")
    formula = re.search(r"^ +(y|log\[y\]) +=(.*?)\+ +e *$", header, re.M | re.S)
    residual_sum = re.search(r"Residual Sum of Squares: +(\S+)", header)
    assert formula
    assert residual_sum
    model = " ".join(formula[2].split())
    for theirs, ours in (("[", "("), ("]", ")"), ("arctan", "atan")):
        model = model.replace(theirs, ours)
    first, *rows = table.splitlines()
    return Dataset(
        path.stem,
        model,
        formula[1],
        {found[1]: found[2] for found in re.finditer(r"^ *(b\d) = +\S+ +\S+ +(\S+) +\S+ *$", header, re.M)},
        residual_sum[1],
        first.split(),
        [row.split() for row in rows if row.strip()],
    )


def case(data: Dataset) -> dict[str, Any]:
    """What `strd.json` has for a dataset."""
    inputs = [column for column in data.columns if column != "y"]
    parameters = {name: float(text) for name, text in data.parameters.items()}
    expression = transcribe(data.model, (*parameters, *inputs))
    observations = [dict(zip(data.columns, map(float, row), strict=True)) for row in data.observations]
    chosen = {index: observations[index] for index in (0, len(observations) // 2, -1)}
    return {
        "name": data.name,
        "model": MODELS[data.name],
        "response": data.response.replace("[", "(").replace("]", ")"),
        "parameters": parameters,
        "certified": data.residual_sum,
        "observations": observations,
        "residual_sum": residual_sum(expression, data, parameters, observations),
        "points": [
            {"at": at, **reference(expression, at)}
            for observation in chosen.values()
            for at in [{**parameters, **{name: observation[name] for name in inputs}}]
        ],
    }


def residual_sum(
    expression: sympy.Expr, data: Dataset, parameters: Mapping[str, float], observations: Sequence[Mapping[str, float]]
) -> dict[str, Any]:
    """The residual sum of squares and its partials, with the size of the rounding errors in them.

    `slack` is what the printed digits of the parameters leave open: half a unit in the last of each, followed to the
    sum and its partials.
    """
    names = list(parameters)
    symbols = {name: sympy.Symbol(name, real=True) for name in (*names, *data.columns)}
    response = sympy.log(symbols["y"]) if data.response != "y" else symbols["y"]
    residual = response - expression
    first = [residual.diff(symbols[name]) for name in names]
    second = [[partial.diff(symbols[name]) for name in names] for partial in first]
    arguments = [symbols[name] for name in (*names, *data.columns)]
    count = len(names)
    with mp.workdps(WORKING_DIGITS):
        all_of = sympy.lambdify(
            arguments, [residual, expression, *first, *itertools.chain(*second)], "mpmath", cse=True
        )
        total, size = mpf(0), mpf(0)
        gradient, sizes = [mpf(0)] * count, [mpf(0)] * count
        hessian = [[mpf(0)] * count for _ in range(count)]
        for observation in observations:
            point = [mpf(value) for value in (*parameters.values(), *observation.values())]
            r, model, *partials = all_of(*point)
            # A residual is off by a few roundings of what it is the difference of, and of what the model is made of.
            off = abs(model) + sum(abs(p * b) for p, b in zip(partials[:count], point[:count], strict=True))
            total += r**2
            size += r**2 + 2 * abs(r) * off + ROUNDING * off**2
            for i in range(count):
                gradient[i] += 2 * r * partials[i]
                follow = sum(abs(partials[count + i * count + j] * point[j]) for j in range(count))
                sizes[i] += 2 * (off * abs(partials[i]) + abs(r) * (abs(partials[i]) + follow))
                for j in range(count):
                    hessian[i][j] += 2 * (partials[i] * partials[j] + r * partials[count + i * count + j])
        units = [half_unit(data.parameters[name]) for name in names]
        slack = [sum(abs(hessian[i][j]) * units[j] for j in range(count)) for i in range(count)]
        return {
            "value": written(total),
            "gradient": dict(zip(names, map(written, gradient), strict=True)),
            "size": {"value": float(size), **dict(zip(names, map(float, sizes), strict=True))},
            "slack": {
                "value": float(sum(off * unit for off, unit in zip(slack, units, strict=True)) / 2),
                **dict(zip(names, map(float, slack), strict=True)),
            },
        }


def half_unit(text: str) -> Any:
    """Half a unit in the last digit of a number as NIST prints it, `2.3894212918E+02` for example."""
    mantissa, _, exponent = text.partition("E")
    return mpf(10) ** (int(exponent or 0) - len(mantissa.partition(".")[2])) / 2


def main() -> None:
    rows = [case(read(path)) for path in sorted(Path(sys.argv[1]).glob("*.dat"))]
    DATA.write_text("[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
