"""The command as a person and a script meet it: statuses, streams, files, strict JSON, terminals, pipes and signals."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import numpy
import pytest
from support.calls import AUTOGRAD, call, on_terminal

from autograd_cli import __version__
from autograd_cli.commands import COMMANDS

FIRST = ["eval", "2*x*y+y+3", "--x", "40", "--y", "4"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with points and programs in it, in which the command runs."""
    (tmp_path / "p.json").write_text('{"x": 40, "y": 4, "other": 1}')
    (tmp_path / "q.json").write_text('{"y": 5, "z": "NaN"}')
    (tmp_path / "p.toml").write_text('x = 2\ny = "-Infinity"\n')
    (tmp_path / "five.json").write_text("5")
    (tmp_path / "f.ag").write_text("given x = 1, y = 2\nL = 2*x*y + y + 3\n", encoding="utf-8-sig")
    (tmp_path / "bad.ag").write_text("a = 1\nb = a +\nb\n")
    (tmp_path / "latin.ag").write_bytes("é + 1".encode("latin-1"))
    (tmp_path / "broken.json").write_text('{"x": ')
    (tmp_path / "list.json").write_text("[1, 2]")
    (tmp_path / "text.json").write_text('{"x": "40"}')
    numpy.savez(tmp_path / "p.npz", x=numpy.float64(3.5), y=numpy.array(2))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def strict_json(text: str) -> Any:
    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


# Exit statuses.

STATUSES: list[tuple[int, list[str]]] = [
    (0, FIRST),
    (0, ["eval", "relu(x)", "--x", "0"]),
    (0, ["eval", "relu(x)", "--x", "1", "--strict"]),
    (0, ["eval", "1/x", "--x", "inf"]),
    (0, ["eval", "x", "--x", "nan"]),
    (0, ["eval", "where(x > 0, log(x), x)", "--x", "-1"]),
    (0, ["eval", "--help"]),
    (0, ["--help"]),
    # An infinite number is a value.
    (0, ["eval", "exp(x)", "--x", "1000"]),
    (0, ["eval", "sqrt(x)", "--x", "0"]),
    (0, ["eval", "1e400 + x", "--x", "0"]),
    (1, ["eval", "log(x)", "--x", "-1"]),
    (1, ["eval", "1/x", "--x", "0"]),
    (1, ["eval", "relu(x)", "--x", "0", "--strict"]),
    (2, []),
    (2, ["eval"]),
    (2, ["evil", "x"]),
    (2, ["--nonsense"]),
    (2, ["eval", "2*"]),
    (2, ["eval", "x"]),
    (2, ["eval", "x", "--x", "1", "--y", "2"]),
    (2, ["eval", "sin(1, 2)"]),
    (2, ["eval", "sigmiod(1)"]),
    (2, ["eval", "x", "--x", "y"]),
    (2, ["eval", "x", "--x"]),
    (2, ["eval", "x", "-x", "40"]),
    (2, ["eval", "x", "--x", "1", "--mode", "sideways"]),
    (2, ["eval", "x", "--x", "1", "--format", "pdf"]),
    (2, ["eval", "x", "--x", "1", "--color", "maybe"]),
    (2, ["eval", "x", "--x", "1", "--wrt", "y"]),
    (2, ["eval", "x", "--x", "1", "--order", "2"]),
    (2, ["eval", "x", "--x", "1", "--format", "csv", "--json"]),
    (2, ["trace", "[x, 1]", "--x", "1"]),
    (2, ["eval", "-", "--at", "-"]),
    (2, ["eval", "x", "--at", "broken.json"]),
    (2, ["eval", "x", "--at", "list.json"]),
    (2, ["eval", "x", "--at", "text.json"]),
    (2, ["eval", "-f", "bad.ag"]),
    (2, ["eval", "-f", "latin.ag"]),
    (2, ["eval", "a = 1; a", "--a", "2"]),
    (3, ["eval", "-f", "missing.ag"]),
    (3, ["eval", "-f", "."]),
    (3, ["eval", "x", "--at", "missing.json"]),
    (3, ["eval", "x", "--x", "@missing.json"]),
    (3, ["eval", "x", "--x", "1", "-o", "missing/out"]),
    (3, ["eval", "x", "--x", "1", "-o", "."]),
]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("status", "words"), STATUSES, ids=[" ".join(words) for _, words in STATUSES])
def test_a_command_line_ends_with_the_status_of_the_contract(status: int, words: list[str]) -> None:
    ended, out, err = call(*words)
    assert ended == status
    if status >= 2 and words and "--json" not in words:
        assert (out, err[:7]) == ("", "error: ")


@pytest.mark.parametrize(
    ("words", "table"),
    [
        (["value^2", "value=3"], "value,value,d_value\n3.0,9.0,6.0\n"),
        (["d_x*x", "x=2", "d_x=3"], "d_x,x,value,d_d_x,d_x\n3.0,2.0,6.0,2.0,3.0\n"),
        (["value^2", "value=1", "--direction", "value=1"], "value,value,derivative\n1.0,1.0,2.0\n"),
        (
            ["value^2", "value=3..4"],
            "value_lower,value_upper,value_lower,value_upper,d_value_lower,d_value_upper\n3.0,4.0,9.0,16.0,6.0,8.0\n",
        ),
    ],
)
def test_csv_has_every_number_whatever_a_variable_is_called(words: list[str], table: str) -> None:
    assert call("eval", *words, "--format", "csv") == (0, table, "")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("status", "words"), [(s, w) for s, w in STATUSES if w[:1] == ["eval"] and "csv" not in w])
def test_with_json_everything_is_one_strict_object_on_standard_output(status: int, words: list[str]) -> None:
    if words[-1] in ("--help", "--x") or "--format" in words or "-o" in words:
        words = FIRST
        status = 0
    ended, out, err = call(*words, "--json")
    assert (ended, err, out.count("\n")) == (status, "", 1)
    report = strict_json(out)
    if status < 2:
        assert list(report)[:8] == [
            *("schema", "expression", "mode", "inputs", "output", "value", "gradient", "findings")
        ]
    else:
        assert list(report) == ["schema", "error"]
        assert list(report["error"]) == ["code", "message", "source", "span", "line", "column", "hint"]


def test_the_first_example_as_json_is_that_of_the_contract() -> None:
    assert call(*FIRST, "--json") == (
        0,
        '{"schema": "autograd.eval/1", "expression": "2*x*y+y+3", "mode": "reverse", "inputs": {"x": 40.0, "y": 4.0}, '
        '"output": null, "value": 327.0, "gradient": {"x": 8.0, "y": 81.0}, "findings": []}\n',
        "",
    )


@pytest.mark.parametrize("ask", [["--json"], ["--ndjson"], ["--format", "json"], ["--format=json"]])
def test_json_can_be_asked_for_in_several_ways(ask: list[str]) -> None:
    assert strict_json(call(*FIRST, *ask)[1])["value"] == 327
    assert strict_json(call("eval", "2*", *ask)[1])["error"]["code"] == "syntax"


def test_numbers_that_json_has_not_are_strings_there_and_read_as_such() -> None:
    words = ["eval", "x*y + z", "--x", "NaN", "--y=-Infinity", "--z", "Infinity", "--json"]
    report = strict_json(call(*words)[1])
    assert report["inputs"] == {"x": "NaN", "y": "-Infinity", "z": "Infinity"}
    assert report["value"] == "NaN"
    assert report["gradient"] == {"x": "-Infinity", "y": "NaN", "z": 1.0}


def test_no_grad_leaves_the_gradient_out() -> None:
    assert strict_json(call(*FIRST, "--json", "--no-grad")[1])["gradient"] is None
    assert call(*FIRST, "--format", "value", "--no-grad")[1] == "327\n"


def test_an_error_in_json_has_code_span_and_hint() -> None:
    status, out, _ = call("eval", "sigmiod(x) + 1", "--x", "1", "--json")
    assert status == 2
    assert strict_json(out) == {
        "schema": "autograd.error/1",
        "error": {
            "code": "unknown-function",
            "message": "unknown function `sigmiod`",
            "source": {"kind": "formula", "name": None, "text": "sigmiod(x) + 1"},
            "span": [0, 7],
            "line": 1,
            "column": 1,
            "hint": "did you mean `sigmoid`?",
        },
    }


@pytest.mark.parametrize(
    ("words", "stdin", "source", "place"),
    [
        (["y", "--y", "3^"], "", {"kind": "value", "name": "y", "text": "3^"}, [[2, 2], 1, 3]),
        (["--file", "a.ag"], "", {"kind": "file", "name": "a.ag", "text": "a = 1\n2*b"}, [[8, 9], 2, 3]),
        (["-"], "x^", {"kind": "input", "name": "standard input", "text": "x^"}, [[2, 2], 1, 3]),
        (["x", "--y", "3"], "", None, [None, None, None]),
    ],
    ids=["value", "file", "input", "none"],
)
def test_an_error_in_json_has_the_text_that_its_span_counts_in(
    words: list[str], stdin: str, source: object, place: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.ag").write_text("a = 1\n2*b", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    error = strict_json(call("eval", *words, "--json", stdin=stdin)[1])["error"]
    assert (error["source"], [error["span"], error["line"], error["column"]]) == (source, place)


def test_an_error_has_its_place_and_a_hint() -> None:
    assert call("eval", "sigmiod(x) + 1", "--x", "1") == (
        2,
        "",
        "error: unknown function `sigmiod`\n  sigmiod(x) + 1\n  ^^^^^^^\nhint: did you mean `sigmoid`?\n",
    )


@pytest.mark.usefixtures("folder")
def test_an_error_in_a_file_names_file_line_and_column() -> None:
    _, _, err = call("eval", "-f", "bad.ag")
    assert err.splitlines()[1:4] == ["  bad.ag, line 2, column 8:", "  b = a +", "         ^"]


# Where formula and values come from.

VALUE = ["--format", "value", "--no-grad"]
SOURCES = [
    (["eval", "x*y", "--x", "2", "--y", "3"], "", "6"),
    (["eval", "x*y", "x=2", "--y=3"], "", "6"),
    (["eval", "-", "--x", "2", "--y", "3"], "x*y\n", "6"),
    (["eval", "-f", "-", "x=2", "y=3"], "\ufeffx*y\r\n", "6"),
    (["eval", "--file", "f.ag"], "", "9"),
    (["eval", "--file=f.ag", "x=3"], "", "17"),
    (["eval", "x*y", "--at", "p.json"], "", "160"),
    (["eval", "x*y", "--at", "p.toml"], "", "-inf"),
    (["eval", "x*y", "--at", "p.npz"], "", "7"),
    (["eval", "x*y", "--at", "-"], '{"x": 2, "y": 3.5}', "7"),
    (["eval", "x*y", "--at", "-"], '{"x": 2, "y": "Infinity"}', "inf"),
    (["eval", "x*y", "--x", "@five.json", "--y", "2"], "", "10"),
    (["eval", "-cos(x)", "--x", "0"], "", "-1"),
    (["eval", "x", "--x", "-3"], "", "-3"),
    (["eval", "x", "--x", "-pi/pi"], "", "-1"),
    (["eval", "--", "--x", "x=3"], "", "3"),
    (["eval", "a=x^2", "x=3"], "", "9"),
    (["eval", "wrt^2", "wrt=3"], "", "9"),
    (["eval", "μ*2", "--µ", "3"], "", "6"),
    # given, then the points in order, then the command line in order
    (["eval", "-f", "f.ag", "--at", "p.json"], "", "327"),
    (["eval", "-f", "f.ag", "--at", "p.json", "--at", "q.json"], "", "408"),
    (["eval", "-f", "f.ag", "--at", "q.json", "--at", "p.json"], "", "327"),
    (["eval", "-f", "f.ag", "--at", "p.json", "x=2"], "", "23"),
    (["eval", "-f", "f.ag", "--x", "1", "--at", "p.json"], "", "15"),
]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("words", "stdin", "value"), SOURCES)
def test_formula_and_values_come_from_words_files_and_streams(words: list[str], stdin: str, value: str) -> None:
    _, out, err = call(*words, *VALUE, stdin=stdin) if "--" not in words else call(words[0], *VALUE, *words[1:])
    notes = "".join(f"read as {word}\n" for word in words if not word.isascii() and not word.startswith("-"))
    assert (out, err) == (value + "\n", notes)


def test_an_option_that_is_also_a_variable_is_refused_with_the_way_out() -> None:
    assert call("eval", "wrt*x", "--wrt", "x", "--x", "2") == (
        2,
        "",
        "error: the formula has a variable `wrt`, and `--wrt` is an option\nhint: bind the variable as `wrt=3`\n",
    )


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["x^2", "--x", "1", "--mdoe", "forward"], "did you mean `--mode`?"),
        (["x^2", "--x", "1", "--jsn", "1"], "did you mean `--json`?"),
        (["x^2", "-x", "40"], "a variable takes its value with two dashes: `--x 40`"),
        (["xy", "--x", "1", "--y", "2"], "for the product write `x*y`"),
        (["x*y", "--x", "1"], "give values: --y 1"),
        (["x", "--y", "1", "--x", "2"], "it has `x`"),
    ],
)
def test_a_word_that_does_not_fit_gets_a_hint(words: list[str], hint: str) -> None:
    status, _, err = call("eval", *words)
    assert (status, err.splitlines()[-1].partition(";")[0]) == (2, f"hint: {hint}")


def test_a_result_goes_to_a_file(folder: Path) -> None:
    assert call(*FIRST, "--json", "-o", "out.json") == (0, "", "")
    assert strict_json((folder / "out.json").read_text(encoding="utf-8"))["value"] == 327
    assert call(*FIRST, "--json", "--output=-")[1].startswith("{")


# What is printed where.


def test_findings_go_to_standard_error_and_results_to_standard_output() -> None:
    status, out, err = call("eval", "relu(x) + 2*x", "--x", "0", "--format", "value")
    assert (status, out) == (0, "0\n2\n")
    assert err.splitlines()[0].startswith("kink: `relu(x)`")
    assert err.splitlines()[1:] == ["  relu(x) + 2*x", "  ^^^^^^^"]
    assert call("eval", "relu(x) + 2*x", "--x", "0", "--format", "value", "--quiet") == (0, out, "")
    assert call("eval", "relu(x) + 2*x", "--x", "0", "--format", "value", "--quiet", "--strict") == (1, out, "")


@pytest.mark.parametrize("notation", ["table", "markdown", "csv", "value"])
def test_nothing_is_cut_or_wrapped_without_a_terminal(notation: str) -> None:
    names = [f"variable_{i}_{'x' * 300}" for i in range(3)]
    _, out, _ = call("eval", "*".join(names), *(f"{name}=2" for name in names), "--format", notation)
    if notation == "value":
        assert out == "8\n4\n4\n4\n"
    else:
        assert all(any(name in line for line in out.splitlines()) for name in names)
        assert "…" not in out


def test_unseen_characters_of_a_formula_are_shown_escaped() -> None:
    formula = "x # \x1b[31m \u202e \x07 end"
    for notation in ("table", "markdown"):
        out = call("eval", formula, "--x", "1", "--format", notation)[1]
        assert "x # \\x1b[31m \\u202e \\x07 end" in out
        assert not set(out) & set("\x1b\u202e\x07")
    err = call("eval", "x \x1b[31m", "--x", "1")[2]
    assert "\x1b" not in err


def test_brackets_of_a_formula_are_no_markup() -> None:
    out = call("eval", "x # [red]warm[/red] :smile: [link=x]", "--x", "1")[1]
    assert "x # [red]warm[/red] :smile: [link=x]" in out


COLOR = re.compile(r"\x1b\[[0-9;]*m")


def test_colours_are_as_asked_for() -> None:
    plain = call(*FIRST)[1]
    colored = call(*FIRST, "--color", "always")[1]
    assert COLOR.search(colored)
    assert COLOR.sub("", colored) == plain
    assert not COLOR.search(plain + call(*FIRST, "--color", "never")[1])


@pytest.mark.parametrize(
    ("words", "environment", "colored"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": ""}, True),
        ([], {"TERM": "dumb"}, False),
        (["--color", "never"], {}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--json"], {}, False),
    ],
)
def test_a_terminal_has_colours_unless_it_is_asked_not_to(
    words: list[str], environment: Mapping[str, str], colored: bool
) -> None:
    assert bool(COLOR.search(on_terminal([*FIRST, *words], 80, environment))) == colored


def test_a_table_fits_the_terminal() -> None:
    names = [f"a_rather_long_name_{i}" for i in range(5)]
    words = ["eval", "*".join(names), *(f"{name}=1.23456789012345" for name in names)]
    lines = COLOR.sub("", on_terminal(words, 40, {})).splitlines()
    assert max(map(len, lines)) <= 40


# Processes.


def process(*words: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*AUTOGRAD, *words], capture_output=True, text=True, check=False, **options)


def test_the_module_is_the_command() -> None:
    done = process(*FIRST, "--format", "value")
    assert (done.returncode, done.stdout, done.stderr) == (0, "327\n8\n81\n", "")


@pytest.mark.parametrize(
    "words",
    [
        FIRST,
        [*FIRST, "--json"],
        ["eval", "+".join(f"x{i}" for i in range(3000)), *(f"x{i}=1" for i in range(3000)), "--format", "csv"],
        ["eval", "2*", "--json"],
        ["functions"],
    ],
    ids=["table", "json", "long", "error", "functions"],
)
def test_a_closed_pipe_ends_quietly(words: list[str]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run([*AUTOGRAD, *words], stdout=theirs, stderr=subprocess.PIPE, text=True, check=False)
    os.close(theirs)
    assert (done.returncode, done.stderr) == (141, "")


def test_the_head_of_a_long_result_can_be_taken() -> None:
    values = " ".join(f"x{i}=1" for i in range(9000))
    formula = "+".join(f"x{i}" for i in range(9000))
    line = (
        f"'{sys.executable}' -m autograd_cli eval '{formula}' {values} --json | head -c1; echo \" ${{PIPESTATUS[0]}}\""
    )
    # Unbuffered, Python itself loses what a pipe did not take.
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(["bash", "-c", line], env=buffered, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("{ 141\n", "")


def test_an_interruption_ends_with_130_and_no_traceback(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    # A shell that runs this in the background has the signal ignored, and children inherit that.
    waiting = subprocess.Popen(
        [*AUTOGRAD, "eval", "-f", str(pipe)],
        stdout=-1,
        stderr=-1,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    with pipe.open("w"):  # opens once the command opens it
        time.sleep(0.2)  # between that and its waiting for a line, Python may lose a signal until the next one
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=20)
    assert (waiting.returncode, out) == (130, "")
    assert err.strip() == "interrupted"


def test_standard_input_can_be_closed() -> None:
    done = subprocess.run(
        ["bash", "-c", f"'{sys.executable}' -m autograd_cli eval - <&-"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


def test_the_version_is_told() -> None:
    assert call("--version") == (0, f"autograd {__version__}\n", "")


def test_an_unknown_command_gets_a_hint() -> None:
    assert call("evla", "x") == (2, "", "error: there is no command `evla`\nhint: did you mean `eval`?\n")
    status, out, err = call("x", "--x", "1")
    assert (status, out) == (2, "")
    assert err.startswith("error: there is no command `x`\nhint: for the formula write `autograd eval x`; ")


@pytest.mark.parametrize("formula", ["2*x", "-x^2", "(x)", "3", "x(1)"])
def test_a_formula_where_the_command_should_stand_is_evaluated(formula: str) -> None:
    assert call(formula, "--x", "1", "--json") == call("eval", formula, "--x", "1", "--json")


def test_help_and_version_have_short_forms_and_words() -> None:
    assert call("-h") == call("help") == call("--help")
    assert call("help", "eval") == call("eval", "-h") == call("eval", "--help")
    assert call("-V") == call("version") == call("--version")


def test_help_lists_every_command_and_option() -> None:
    shown = call("--help")[1]
    assert all(name in shown for name in COMMANDS)
    assert all(option in call("eval", "--help")[1] for option in ("--file", "-f", "--at", "--json", "-o", "--strict"))


def test_text_that_is_no_utf8_is_refused_without_a_traceback() -> None:
    done = subprocess.run([*AUTOGRAD, "eval", b"x + \xff", "--json"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (2, b"")
    assert strict_json(done.stdout.decode())["error"]["code"] == "encoding"
    done = subprocess.run([*AUTOGRAD, "eval", "-f", b"\xff.ag", "--json"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (3, b"")
    assert strict_json(done.stdout.decode())["error"]["code"] == "file"


def test_json_is_json_in_any_encoding() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = process("eval", "é", "--é", "1", "--json", env=environment)
    assert strict_json(done.stdout)["gradient"] == {"é": 1.0}


def test_the_command_alone_prints_its_help() -> None:
    status, out, err = call()
    assert (status, err) == (2, "")
    assert out == call("--help")[1]


@pytest.mark.parametrize(("word", "near"), [("--verison", "--version"), ("--hlep", "--help")])
def test_a_misspelt_option_of_the_whole_is_named(word: str, near: str) -> None:
    assert call(word) == (2, "", f"error: `{word}` is not an option\nhint: did you mean `{near}`?\n")


def test_defaults_in_the_help_are_written_as_they_are_typed() -> None:
    for name in COMMANDS:
        assert "[default: (" not in " ".join(call(name, "--help")[1].split())
