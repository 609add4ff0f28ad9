"""The JSON of every command, validated against the shipped schemas, and the schemas against the reports."""

import importlib.util
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from autograd_cli.cli import main
from autograd_cli.commands import COMMANDS

ROOT = Path(__file__).parents[2]
SCHEMAS = {path.name: json.loads(path.read_text("utf-8")) for path in files("autograd_cli.schemas").iterdir()}


def script() -> Any:
    """The module that writes the schemas."""
    spec = importlib.util.spec_from_file_location("schemas", ROOT / "scripts" / "schemas.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def strict(text: str) -> Any:
    """JSON by the letter of RFC 8259."""
    return json.loads(text, parse_constant=refuse)


def validated(text: str) -> Any:
    """The one object that a command printed, found as the schema that it names has it."""
    document = strict(text)
    schema = SCHEMAS[document["schema"].removeprefix("autograd.").replace("/", "-") + ".json"]
    Draft202012Validator(schema).validate(document)
    return document


# A name, the words after the command; the status is 0 or 1. Each option that changes what is printed has a row.
OUTPUTS: Sequence[tuple[str, str]] = [
    ("eval", "2*x*y+y+3 x=40 y=4"),
    ("eval", "r=relu(x) x=0"),
    ("eval", "log(x)/y x=-1 y=inf"),
    ("eval", "1/x x=0"),
    ("eval", "1e400 --no-grad"),
    ("eval", "2*x*y+y+3 x=40 y=4 --no-grad"),
    ("eval", "2*x*y+y+3 x=40 y=4 --no-grad --cost"),
    ("eval", "2*x*y+y+3 x=40 y=4 --cost"),
    ("eval", "2*x*y+y+3 x=40 y=4 --wrt y --mode forward"),
    ("eval", "2*x*y+y+3 x=40 y=4 --literals"),
    ("eval", "sum(A@x) A=[[1,2],[3,4]] x=[1,2]"),
    ("eval", "sum(A@x) A=[[1,2],[3,4]] x=[1,2] --digits 20"),
    ("eval", "sum(A@x) A=[[1,2],[3,4]] x=[1,2] --exact"),
    ("eval", "sum(A@x) A=[[1,2],[3,4]] x=[1,2] --direction x=[1,0]"),
    ("eval", "sum(A@x) A=[[1,2],[3,4]] x=[1,2] --seed 2"),
    ("eval", "sum(A@x) A=[[1,2],[3,4]] x=[1,2] --verify"),
    ("eval", "[x*y,x/y] x=1 y=0"),
    ("eval", "[x*y,x+y] x=1 y=2 --direction x=1"),
    ("eval", "[x*y,x+y] x=1 y=2 --seed 1,2"),
    ("eval", "[x*y,x+y] x=1 y=2 --no-grad"),
    ("eval", "[x*y,x+y] x=1 y=2 --cost"),
    ("eval", "x/3+1/y x=1 y=0 --exact"),
    ("eval", "x/3 x=1 --exact --literals"),
    ("eval", "sqrt(x) x=2 --digits 30"),
    ("eval", "sqrt(x) x=2 --digits 30 --no-grad"),
    ("eval", "sqrt(x) x=1..2"),
    ("eval", "1/x x=-1..2 --no-grad"),
    ("eval", "x*y x=2±0.1 y=3"),
    ("eval", "x*y x=2 y=3 --covariance covariance.json"),
    ("eval", "sin(x)-x x=1e-9 --verify"),
    ("eval", "--file samples/mlp5.ag --at samples/mlp5.npz --checkpoint 2"),
    ("eval", "abs(x) x=0 --quiet"),
    ("trace", "x*y+sin(x) x=1 y=2"),
    ("trace", "x*y+sin(x) x=1 y=2 --mode forward"),
    ("trace", "x*y+sin(x) x=1 y=2 --no-grad"),
    ("trace", "x*y+2*sin(x) x=1 y=2 --literals --cost"),
    ("trace", "sum(A@x) A=[[1,2],[3,4]] x=[1,2] --jacobians"),
    ("trace", "sum(A@x) A=[[1,2],[3,4]] x=[1,2] --mode forward"),
    ("trace", "--file samples/mlp5.ag --at samples/mlp5.npz --checkpoint 2"),
    ("graph", "x*y+sin(x) x=1 y=2"),
    ("graph", "where(x>0,log(x),x) x=-1 --literals"),
    ("graph", "sum(A@x) A=[[1,2],[3,4]] x=[1,2]"),
    ("page", "where(x>0,log(x),x)*y x=-1 y=2"),
    ("page", "sum(A@x)*digamma(y) A=[[1,2],[3,4]] x=[1,2] y=1"),
    ("quiz", "x*y+sin(x) x=1 y=2"),
    ("quiz", "sum(A@x) A=[[1,2],[3,4]] x=[1,2] --blank values --answers"),
    ("quiz", "x*y+sin(x) x=1 y=2 --blank partials --wrt x"),
    ("quiz", "--check samples/quiz.json"),
    ("diff", "x^2*y --wrt x"),
    ("diff", "x^2*log(y) --order 2 --steps"),
    ("diff", "1/x"),
    ("jacobian", "[x*y,log(x)] x=0.3 y=2 --digits 20"),
    ("jacobian", "[x*y,x/y] x=1/3 y=2 --exact"),
    ("hessian", "exp(x)*y x=0.3 y=2 --digits 20"),
    ("hessian", "x^2/y x=1/3 y=2 --exact"),
    ("taylor", "exp(x) x=0.3 --digits 20"),
    ("tangent", "exp(x)*y x=0.3 y=2 --digits 20 --order 2"),
    ("jacobian", "[x*y,sin(x)] x=1 y=2"),
    ("jacobian", "[x*y,log(x)] x=-1 y=2"),
    ("jacobian", "x*y x=1 y=2 --mode forward --wrt y"),
    ("jacobian", "A@x A=[[1,2],[3,4]] x=[1,2]"),
    ("jacobian", "[x*y,sin(x)] --sparsity"),
    ("hessian", "x^2*y x=1 y=2"),
    ("hessian", "sum((A@x)^2) A=[[1,2],[3,4]] x=[1,2]"),
    ("hessian", "x^2*y x=1 y=2 --times x=1"),
    ("hessian", "sum((A@x)^2) A=[[1,2],[3,4]] x=[1,2] --times x=[1,0]"),
    ("hessian", "x^2*y --sparsity"),
    ("taylor", "exp(x) x=0 --order 3"),
    ("taylor", "sqrt(x) x=0"),
    ("tangent", "x^2*y x=1 y=2"),
    ("tangent", "x^2*y x=1 y=2 --order 2"),
    ("tangent", "sum(x^2) x=[1,2] --order 2"),
    ("check", "x*exp(-x^2) x=0.5"),
    ("check", "abs(x)+1/y x=0 y=0"),
    ("check", "x*exp(-x^2) x=0.5 --study"),
    ("check", "x^2*y --against x=2*x*y --against y=x"),
    ("check", "x^2*y x=1 y=2 --against x=2*x"),
    ("check", "x*y+y x=1 y=2 --adjoints y=1,v1=1"),
    ("check", "samples/neuron.ag samples/pendulum.ag nowhere.ag"),
    ("fit", "samples/data/misra1a.csv --expr y=b1*(1-exp(-b2*x)) --b1 500 --b2 1e-4"),
    ("minimize", "x^2+y^2-a*x x=1 y=2 a=3 --wrt a --check --trace --subject-to y>=1"),
    ("minimize", "x x=1"),
    ("solve", "[x+y-a,x*y-1] x=1 y=2 a=3 --wrt a --check"),
    ("solve", "x^2+1 x=1"),
    ("same", "x*(x+1) x^2+x"),
    ("same", "2*x x"),
    ("same", "log(x^2) 2*log(x)"),
    ("same", "sqrt(x^2+1)-x 1/(sqrt(x^2+1)+x)"),
    ("network", "3-2-1 --weights none.npz"),
    ("functions", ""),
    ("functions", "sin"),
    ("functions", "max"),
]


@pytest.mark.parametrize(("command", "words"), OUTPUTS)
def test_what_a_command_prints_is_as_its_schema_has_it(
    command: str, words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    (tmp_path / "covariance.json").write_text('{"x": {"x": 0.01}}', encoding="utf-8")
    assert main([command, *words.split(), "--json"]) in ((0, 1, 3) if "nowhere" in words else (0, 1))
    out, err = capsys.readouterr()
    assert validated(out)["schema"] != "autograd.error/1"
    assert not err


# A name, the words after the command: what is refused, in each command and at each stage.
ERRORS: Sequence[tuple[str, str]] = [
    ("eval", "sigmiod(x)+1 x=0"),
    ("eval", "y --y 3^"),
    ("eval", "x x=1 --mode sideways"),
    ("eval", "--file nowhere.ag"),
    ("eval", "--file wrong.ag x=1"),
    ("eval", "x+y x=1 --at covariance.json"),
    ("trace", "x x=1..2"),
    ("graph", "x+"),
    ("diff", "x^2 --wrt z"),
    ("jacobian", "[x,y] x=1"),
    ("hessian", "[x,y] x=1 y=2"),
    ("taylor", "x*y x=1 y=2"),
    ("tangent", "x x=1 --order 3"),
    ("check", "x x=1 --tolerance 2"),
    ("check", "x --against y=2"),
    ("check", "x x=1 --adjoints z=2"),
    ("same", "x"),
    ("network", "3"),
    ("functions", "sinn"),
]


@pytest.mark.parametrize(("command", "words"), ERRORS)
def test_an_error_is_as_its_schema_has_it(
    command: str, words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wrong.ag").write_text("y = 2*x\nz = (y", encoding="utf-8")
    (tmp_path / "covariance.json").write_text('{"x": {"x": 0.01}}', encoding="utf-8")
    assert main([command, *words.split(), "--json"]) in (2, 3)
    out, err = capsys.readouterr()
    assert validated(out)["schema"] == "autograd.error/1"
    assert not err


# What comes of the numbers given, and not of how uncertain they are, and is no structure that needs none.
SEARCHES = ("minimize", "solve")
READ_BACK = [
    (command, words)
    for command, words in OUTPUTS
    if command not in SEARCHES  # a search goes on from there
    and "=" in words.partition(" --")[0]
    and "±" not in words
    and "--covariance" not in words
    and "--file" not in words
]


@pytest.mark.parametrize(("command", "words"), READ_BACK)
def test_a_report_is_read_back_as_the_point_that_it_was_made_at(
    command: str, words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    given, _, options = words.partition(" --")
    further = f"--{options}".split() if options else []
    main([command, *given.split(), *further, "--json"])
    first = capsys.readouterr().out
    report = tmp_path / "report.json"
    report.write_text(first, encoding="utf-8")
    made = validated(first)
    main(
        [command, made["formula"] if command == "quiz" else made["expression"], "--at", str(report), *further, "--json"]
    )
    assert strict(capsys.readouterr().out) == strict(first)


@pytest.mark.parametrize(
    ("report", "values"),
    [
        ({"schema": "autograd.minimize/1", "point": {"x": 2.0, "y": [3.0, 4.0]}}, {"x": 2.0, "y": [3.0, 4.0]}),
        (
            {"schema": "autograd.fit/1", "parameters": {"x": {"estimate": 2.0}, "y": {"estimate": "Infinity"}}},
            {"x": 2.0, "y": "Infinity"},
        ),
        ({"schema": "autograd.eval/1", "inputs": {"x": "1/3", "y": ["0.1", "2e3"]}}, {"x": 1 / 3, "y": [0.1, 2000.0]}),
        # What is no report has its values by name, a number called `schema` among them.
        ({"schema": 2.0, "x": 1.0, "y": 3.0}, {"x": 1.0, "y": 3.0}),
    ],
)
def test_the_values_of_a_report_are_inputs_point_or_estimates(
    report: dict[str, Any], values: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report), encoding="utf-8")
    assert main(["eval", "sum(y)*x", "--at", str(path), "--json"]) == 0
    assert validated(capsys.readouterr().out)["inputs"] == {"y": values["y"], "x": values["x"]}


@pytest.mark.parametrize(
    ("report", "message"),
    [
        ('{"schema": "autograd.network/1"}', "is a report, `autograd.network/1`, and has no values"),
        ('{"schema": "autograd.eval/1", "inputs": {"x": "sin(1)"}}', "is text, not a number"),
        ('{"schema": "autograd.bounds/1", "inputs": {"x": [1, 2]}}', "is an interval"),
    ],
)
def test_a_report_without_values_is_refused(
    report: str, message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "report.json"
    path.write_text(report, encoding="utf-8")
    assert main(["trace", "x^2", "--at", str(path)]) == 2
    assert message in capsys.readouterr().err


def test_every_command_that_prints_a_report_has_a_row() -> None:
    assert {command for command, _ in OUTPUTS} == COMMANDS.keys() - {"batch"}


def test_every_schema_is_a_schema() -> None:
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)


def test_schemas_are_open() -> None:
    assert not any('"additionalProperties": false' in json.dumps(schema) for schema in SCHEMAS.values())


def test_schemas_are_those_of_the_reports(capsys: pytest.CaptureFixture[str]) -> None:
    assert script().main(["--check"]) == 0, "run `python scripts/schemas.py`"
    assert capsys.readouterr().out == ""


def test_quiet_leaves_findings_out_of_json_and_their_status_stays(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "abs(x)", "x=0", "--json", "--quiet", "--strict"]) == 1
    assert validated(capsys.readouterr().out)["findings"] == []


@pytest.mark.parametrize("words", ["--json", "--format csv", "--format value"])
def test_a_zero_keeps_its_sign_where_machines_read_it(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "-x^2", "x=0", *words.split()]) == 0
    assert capsys.readouterr().out.count("-0") == 2


@pytest.mark.parametrize("command", ["eval", "jacobian", "hessian", "trace", "check"])
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_a_zero_has_no_sign_where_people_read_it(command: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "-x^2", "x=0", "--format", form]) == 0
    assert "-0" not in capsys.readouterr().out.replace("-0.0", "-0")


def test_an_input_is_shown_as_it_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "x^2", "x=-0"]) == 0
    assert "-0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "fields"),
    [
        ("", set()),
        ("--no-grad", set()),
        ("--mode reverse", {"cost"}),
        ("--cost", {"cost", "memory"}),
        ("--no-grad --cost", {"cost", "memory"}),
    ],
)
def test_what_it_took_is_said_where_it_is_asked_for(
    options: str, fields: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", "2*x*y", "x=1", "y=2", *options.split(), "--json"]) == 0
    document = validated(capsys.readouterr().out)
    assert document.keys() & {"cost", "memory"} == fields
    assert (document["mode"] is None) == ("--no-grad" in options)


def test_the_values_of_several_outputs_have_their_cost(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "[x*y, x*y + 1]", "x=1", "y=2", "--cost", "--json"]) == 0
    assert validated(capsys.readouterr().out)["cost"] == {"sweeps": 0, "operations": 2}
