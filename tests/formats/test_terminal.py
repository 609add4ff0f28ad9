"""What is printed on a terminal: within its width, no number split, in colours where they are wanted, by pages."""

import functools
import json
import re
from pathlib import Path

import pytest
from support.amounts import LONG
from support.calls import call, call_on_terminal, on_terminal
from support.sessions import ROOT

from autograd_cli.errors import cell_width

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
AT = ["--at", str(ROOT / "samples" / "mlp.json")]
MLP = ["--file", str(ROOT / "samples" / "mlp.ag"), *AT]

# Commands whose results are tables, with numbers as long as doubles are.
TABLES: list[tuple[str, list[str]]] = [
    ("eval", ["eval", "x*sin(y)/3", "--x", "0.1", "--y", "0.2"]),
    ("eval of a network", ["eval", *MLP]),
    ("uncertainty", ["eval", "x*sin(y)/3", "x=0.1±0.03", "y=0.2±0.0123456789"]),
    ("verify", ["eval", "x*sin(y)/3", "--x", "0.1", "--y", "0.2", "--verify"]),
    ("interval", ["eval", "x*sin(y)/3", "x=0.1..0.123456789", "y=0.2"]),
    ("trace", ["trace", "x*sin(y)/3", "--x", "0.1", "--y", "0.2"]),
    ("trace of a network", ["trace", *MLP]),
    ("trace forward", ["trace", "x*sin(y)/3", "--x", "0.1", "--y", "0.2", "--mode", "forward"]),
    ("graph", ["graph", "x*sin(y)/3", "--x", "0.1", "--y", "0.2"]),
    ("check", ["check", "x^2*y", "--x", "1.3", "--y", "2"]),
    ("check of long numbers", ["check", "x*sin(y)/3", "--x", "0.1", "--y", "0.2"]),
    ("study", ["check", "x*sin(y)/3", "--x", "0.1", "--y", "0.2", "--study"]),
    ("jacobian", ["jacobian", "[x*sin(y)/3, x/y, exp(x*y)]", "--x", "0.1", "--y", "0.2"]),
    ("hessian", ["hessian", "x*sin(y)/3 + exp(x*y*z)", "--x", "0.1", "--y", "0.2", "--z", "0.3"]),
    ("diff", ["diff", "x*sin(y)/3", "--steps"]),
    ("taylor", ["taylor", "sin(x)/3", "--x", "0.1"]),
    ("tangent", ["tangent", "x*sin(y)/3", "--x", "0.1", "--y", "0.2"]),
    ("function", ["functions", "clamp"]),
    ("group", ["functions", "neural"]),
]


@functools.cache
def whole(words: tuple[str, ...], columns: int) -> str:
    return ESCAPE.sub("", call_on_terminal([*words], columns, {"PAGER": "cat"})).replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [40, 60, 80, 120] if LONG else [40, 80])
@pytest.mark.parametrize("words", [words for _, words in TABLES], ids=[name for name, _ in TABLES])
def test_a_result_keeps_to_the_terminal_and_splits_no_number(words: list[str], columns: int) -> None:
    wide, narrow = whole((*words,), 1000), whole((*words,), columns)
    for line in narrow.splitlines():
        # A word longer than the line cannot be folded without being split.
        assert len(line) <= columns or words[0] in ("diff", "taylor", "tangent"), line
    if words[0] not in ("diff", "taylor", "tangent"):  # formulas, which are one word of numbers
        assert set(NUMBER.findall(narrow)) - set(NUMBER.findall(wide)) == set()


def test_no_line_of_a_deep_graph_is_lost_where_a_terminal_has_no_room() -> None:
    formula = "x"
    for _ in range(30):
        formula = f"sin({formula})"
    for columns in (20, 40, 80):
        lines = whole(("graph", formula, "--x", "1"), columns).splitlines()
        assert max(map(cell_width, lines)) <= columns
        labels = [line.strip(" └─") for line in lines]
        for node in range(1, 30):  # each is drawn once: its operation is there, at whatever depth
            drawn = [label for label in labels if label.startswith(f"v{node} = ")]
            assert len(drawn) == 1, (columns, node)


def test_a_gradient_stands_in_one_line_of_a_tree() -> None:
    lines = whole(("graph", "h = sigmoid(w*x + b); (h - y)^2", "x=1", "w=2", "b=3", "y=1"), 40).splitlines()
    assert all(re.search(r"gradient -?\d", line) for line in lines if "gradient" in line)


def test_headings_are_folded_before_a_cell_goes_below_its_heading() -> None:
    words = ("eval", "4*pi^2*L/T^2", "L=0.512±0.001", "T=1.437±0.003", "--sensitivity")
    lines = [line.split() for line in whole(words, 60).splitlines()]
    assert ["L", "0.512", "19.118164778433687", "1"] in lines
    lines = [line.split() for line in whole(words, 40).splitlines()]
    assert all(part in lines for part in (["variable", "L"], ["relative", "1"], ["sensitivity"]))
    assert ["L", "0.001", "18", "%"] in lines


@pytest.mark.parametrize("words", [words for _, words in TABLES if words[0] == "check"])
def test_columns_is_the_width_of_a_terminal(words: list[str]) -> None:
    printed = on_terminal(words, 200, {"COLUMNS": "40"})
    assert max(len(ESCAPE.sub("", line)) for line in printed.split("\r\n")) <= 40


HELP, ERROR, FINDING = ["eval", "--help"], ["eval", "sin("], ["eval", "abs(x)", "--x", "0"]


@pytest.mark.parametrize(
    ("environment", "option", "colored"),
    [
        ({}, [], True),
        ({"NO_COLOR": "1"}, [], False),
        ({"TERM": "dumb"}, [], False),
        ({}, ["--no-color"], False),
        ({}, ["--color=never"], False),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, [], False),
        ({"TERM": "dumb", "CLICOLOR_FORCE": "1"}, [], True),
    ],
)
@pytest.mark.parametrize("words", [HELP, ERROR, FINDING], ids=["help", "error", "finding"])
def test_help_errors_and_findings_are_coloured_as_results_are(
    words: list[str], environment: dict[str, str], option: list[str], colored: bool
) -> None:
    status = 2 if words is ERROR else 0
    assert ("\x1b[" in on_terminal([*words, *option], 80, environment, status)) == colored


@pytest.mark.parametrize(("name", "colored"), [("FORCE_COLOR", True), ("CLICOLOR_FORCE", True), ("NO_COLOR", False)])
def test_colours_can_be_forced_without_a_terminal(name: str, colored: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in ("FORCE_COLOR", "CLICOLOR_FORCE", "NO_COLOR"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, "1")
    for words in (HELP, ERROR, FINDING):
        _, out, err = call(*words)
        assert ("\x1b[" in out + err) == colored


def test_json_is_indented_on_a_terminal_alone() -> None:
    words = ["eval", "x^2", "--x", "3"]
    printed = on_terminal([*words, "--json"], 80, {})
    assert printed.count("\r\n") > 5
    assert json.loads(printed)["gradient"] == {"x": 6.0}
    assert on_terminal([*words, "--ndjson"], 80, {}).count("\r\n") == 1


def test_the_table_of_functions_goes_through_the_pager_on_a_terminal(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho paged\ncat\n")
    pager.chmod(0o755)
    assert on_terminal(["functions"], 80, {"PAGER": str(pager)}).startswith("paged")
    assert not on_terminal(["functions", "sin"], 80, {"PAGER": str(pager)}).startswith("paged")
    assert not on_terminal(["functions", "--json"], 80, {"PAGER": str(pager)}).startswith("paged")


# What is said on standard error, and the exit status with it.
SAID: list[tuple[list[str], int]] = [
    (["eval", "sigmiod(x) + very_long_name*2", "x=1"], 2),
    (["eval", "2x + 거리 + y", "--xx", "1"], 2),
    (["eval", "x y", "x=1"], 2),
    (["eval", "abs(x) + sqrt(x)", "x=0"], 0),
    (["eval", "1/x", "x=0"], 1),
    (["eval", "x^2", "--at", "there-is-no-such-file-in-this-folder.json"], 3),
    (["batch", "-e", "x"], 2),
]


@pytest.mark.parametrize("columns", [40, 60])
@pytest.mark.parametrize(("words", "status"), SAID, ids=[" ".join(words) for words, _ in SAID])
def test_errors_and_findings_are_folded_between_words(words: list[str], status: int, columns: int) -> None:
    wide, narrow = (call_on_terminal(words, width, {"NO_COLOR": "1"}, status).splitlines() for width in (1000, columns))
    said = [line for line in narrow if not line.startswith("  ")]
    assert all(cell_width(line) <= columns or " " not in line for line in said), said
    assert [line for line in narrow if line.startswith(("error:", "hint:", "kink:", "domain:"))]
    # Nothing is lost, and no word is split.
    assert " ".join(said).split() == " ".join(line for line in wide if not line.startswith("  ")).split()


@pytest.mark.parametrize(("size", "shown", "left_out"), [(200, 200, ""), (201, 200, "1"), (3000, 200, "2,800")])
def test_of_a_long_table_of_entries_both_ends_are_shown_and_json_has_all(size: int, shown: int, left_out: str) -> None:
    _, out, _ = call("jacobian", f"y = x*cumsum(ones({size})); y", "x=2")
    rows = [line.split() for line in out.splitlines() if line.startswith("y[")]
    assert len(rows) == shown
    assert (rows[0][0], rows[-1]) == ("y[0]", [f"y[{size - 1}]", "x", str(size)])
    assert (f"entries left out: {left_out}; `--json` and `--format csv` have all" in out) == bool(left_out)
    _, text, _ = call("jacobian", f"x*cumsum(ones({size}))", "x=2", "--format", "csv")
    assert len(text.splitlines()) == size + 1
