"""`jacobian` and `hessian` without values: a matrix of formulas that is read again, in every format."""

import json
import random
from importlib.resources import files

import jsonschema
import pytest
from support.calls import call

from autograd_cli.ask.problem import pose_open
from autograd_cli.errors import Source
from autograd_cli.run.evaluate import evaluate

WRITTEN = [
    ("jacobian", "[x*y, sin(x)]", [["y", "x"], ["cos(x)", "0"]]),
    ("jacobian", "[r*cos(phi), r*sin(phi)]", [["cos(phi)", "-r*sin(phi)"], ["sin(phi)", "r*cos(phi)"]]),
    ("jacobian", "given A = [[1, 2], [3, 4]], x = vector(1); x*A[0]", [["x[0]", "0", "0", "0", "A[0, 0]"],
                                                                        ["0", "x[0]", "0", "0", "A[0, 1]"]]),
    ("jacobian", "x^2", [["2*x"]]),
    ("hessian", "x^2*y", [["2*y", "2*x"], ["2*x", "0"]]),
    ("hessian", "given x = vector(2); sum(x^3)", [["6*x[0]", "0"], ["0", "6*x[1]"]]),
    ("hessian", "3", None),
]  # fmt: skip


@pytest.mark.parametrize(("command", "text", "expected"), WRITTEN)
def test_the_entries_are_written_as_a_person_would(command: str, text: str, expected: list[list[str]] | None) -> None:
    status, out, _ = call(command, text, "--json")
    report = json.loads(out)
    assert status == 0
    assert report.get("formulas") == expected
    name = report["schema"].removeprefix("autograd.").replace("/", "-")
    schema = json.loads((files("autograd_cli") / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(report)


@pytest.mark.parametrize("text", ["exp(-(x^2 + y^2)/2)*sin(x*y)", "x^y*z/(x + y)", "log(1 + exp(x*y - z))*z"])
def test_every_entry_has_the_value_of_the_matrix_of_numbers(text: str) -> None:
    draw = random.Random(text)
    report = json.loads(call("hessian", text, "--json")[1])
    point = {name: draw.uniform(0.5, 1.5) for name in report["columns"]}
    words = [f"{name}={value}" for name, value in point.items()]
    numbers = json.loads(call("hessian", text, *words, "--json")[1])["hessian"]
    shared = "".join(f"{one['name']} = {one['text']}\n" for one in report["shared"])
    for row, formulas in zip(report["rows"], report["formulas"], strict=True):
        for column, formula in zip(report["columns"], formulas, strict=True):
            function = pose_open(Source(shared + formula)).function
            value = evaluate(function, point)[function.outputs[0]]
            assert value == pytest.approx(numbers[row][column], rel=1e-12)


PRINTED = [
    (["jacobian", "[x*y, sin(x)]", "--format", "latex"], "\\begin{pmatrix}\ny & x \\\\\n\\cos x & 0\n"),
    (
        ["jacobian", "[x*y, sin(x)]", "x=0", "y=2e20", "--format", "latex"],
        "{pmatrix}\n2 \\cdot 10^{20} & 0 \\\\\n1 & 0",
    ),
    (["hessian", "x^2*y", "--format", "csv"], ",x,y\nx,2*y,2*x\ny,2*x,0\n"),
    (["hessian", "x^2*y", "--format", "value"], "2*y\n2*x\n2*x\n0\n"),
    (["hessian", "x^2*y", "--format", "markdown"], "| `x` | `2*y` | `2*x` |"),
    (["hessian", "sin(sin(sin(x*y)))*exp(x*y)*z + z", "--format", "latex"], "\\\\\nH &= \\begin{pmatrix}"),
    (["jacobian", "[a*b*c*d, sin(a*b*c)*cos(d)*exp(a), a]"], "every other entry is 0"),
]


@pytest.mark.parametrize(("words", "part"), PRINTED)
def test_every_format_has_the_formulas(words: list[str], part: str) -> None:
    status, out, _ = call(*words)
    assert status == 0
    assert part in out


MISTAKES = [
    (["jacobian", "[x, y]", "x=1"], "error: `y` has no value"),
    (["hessian", "x*y", "--times", "x=1"], "error: `x` and `y` have no value"),
    (["hessian", "[x, y]"], "error: the result is a vector"),
    (["jacobian", "given A = matrix(40, 40); A"], "error: "),
]


@pytest.mark.parametrize(("words", "told"), MISTAKES)
def test_what_needs_values_or_is_too_large_is_refused(words: list[str], told: str) -> None:
    status, _, err = call(*words)
    assert status == 2
    assert err.startswith(told)
