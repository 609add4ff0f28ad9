"""Sheets with blanks: what they hide, and how answers are marked."""

import json
import re
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from support.calls import call

from autograd_cli.lessons.quiz import KINDS

LECTURE = ("z = 2*x*y + y + 3", "x=40", "y=4")
NETWORK = (
    "f1 = sigmoid(A@x + b); sum_of_squares(f1 - [1, 0])",
    "A=[[0.1,0.5],[-0.3,0.8]]",
    "x=[0.2,0.4]",
    "b=[0.1,0.3]",
)


def sheet(*words: str) -> Any:
    status, printed, error = call("quiz", *words, "--json")
    assert (status, error) == (0, "")
    return json.loads(printed)


def marked(document: Any, path: Path) -> tuple[int, Any]:
    path.write_text(json.dumps(document), "utf-8")
    status, printed, error = call("quiz", "--check", str(path), "--json")
    assert error == ""
    return status, json.loads(printed)


def mark(words: tuple[str, ...], blanks: list[dict[str, Any]], path: Path) -> list[tuple[str, str]]:
    """What is said of answers to blanks that a teacher has written by hand."""
    own = [{"id": f"b{i}", "towards": None, **one} for i, one in enumerate(blanks, 1)]
    _, report = marked({**sheet(*words), "blanks": own}, path)
    return [(one["mistake"], one["message"]) for one in report["marks"]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "words", [LECTURE, NETWORK, ("where(x > 0, x*y, y^2)", "x=1", "y=3"), ("b1/x + b2", "b1=1", "x=2", "b2=3")]
)
def test_answer_sheet_is_marked_as_right(words: tuple[str, ...], kind: str, tmp_path: Path) -> None:
    empty, full = (sheet(*words, "--blank", kind, "--seed", "3", *more) for more in ((), ("--answers",)))
    assert [one["answer"] for one in empty["blanks"]] == [None] * len(empty["blanks"])
    assert [{**one, "answer": None} for one in full["blanks"]] == empty["blanks"]
    status, report = marked(full, tmp_path / "sheet.json")
    assert (status, report["agrees"], report["right"]) == (0, True, len(full["blanks"]))
    status, report = marked(empty, tmp_path / "sheet.json")
    assert status == 1
    assert {one["mistake"] for one in report["marks"]} == {"none"}


def test_same_seed_gives_the_same_blanks_and_others_give_others() -> None:
    nodes = [[one["node"] for one in sheet(*LECTURE, "--seed", str(seed))["blanks"]] for seed in (7, 7, *range(9))]
    assert nodes[0] == nodes[1] == ["v2", "y", "v1"]
    assert len({*map(tuple, nodes)}) > 3


@pytest.mark.parametrize("format", ["table", "markdown", "html", "latex", "svg", "tikz", "dot", "mermaid"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_format_gives_the_answers_away(format: str, kind: str) -> None:
    """Values that no other number has; a sheet with all blanks has none of the numbers of the answer sheet."""
    words = ("quiz", "sin(x*y)*exp(y)", "x=0.7", "y=1.3", "--blank", kind, "--format", format, "--count", "4")
    words = words if kind != "adjoints" else (*words[:-1], "5")
    _, answered, _ = call(*words, "--answers")
    status, printed, error = call(*words)
    assert (status, error) == (0, "")
    blanks = sheet(*words[1:6], *words[8:], "--answers")["blanks"]
    # The adjoint of a factor is the value of the other one, which a sheet may show, and so is a partial.
    own = [one["answer"] for one in blanks if kind == "values" or one["node"] in ("x", "y")]
    texts = [f"{answer:.7g}" for answer in own]
    assert bool(texts) == (kind != "partials")
    assert all(text in answered and text not in printed for text in texts)
    names = set(re.findall(r"b_?\{?(\d)", printed.replace("\\", "")))
    assert {str(i) for i in range(1, len(blanks) + 1)} <= names


def test_fork_shows_that_it_is_a_sum_and_hides_the_terms() -> None:
    _, printed, _ = call("quiz", *LECTURE, "--seed", "7")
    assert "b2: ____ = ____ + ____" in printed
    assert "b1   v1 = 80" in printed  # the name of the blank stands for its number elsewhere
    _, answered, _ = call("quiz", *LECTURE, "--seed", "7", "--answers")
    assert "b2: 81 = 1 + 80" in answered


@pytest.mark.parametrize("format", ["table", "latex", "svg", "dot", "mermaid"])
def test_blank_that_is_passed_on_is_shown_by_its_name(format: str) -> None:
    words = ("1/(1+exp(-(w*x+b)))", "w=1", "x=2", "b=-1", "--count", "1", "--format", format)
    _, printed, _ = call("quiz", *words, "--seed", "4")
    _, answered, _ = call("quiz", *words, "--seed", "4", "--answers")
    rest = re.sub("-0.1966119", "", printed)  # what `b1` is the negative of
    assert "0.1966119" in answered
    assert "0.1966119" not in rest
    assert len(re.findall("b1|b_{1}", rest)) >= 4


@pytest.mark.parametrize(
    ("words", "seed", "rows"),
    [
        (
            ("y = 3*x; z = w*x - y; z^2", "w=2", "x=0.7"),
            "1",
            ["y      z            b1   -1                           -b1", "       y           -b1   3"],
        ),
        (("y = x + b; sum(y^2) + sum(y)", "x=[1,2]", "b=3"), "2", ["v1     v2     spread(g, v1)   [b2, b2]"]),
        (("sum(x[0:2]*[3, 4])", "x=[1,2,5]"), "7", ["scatter(g, x, 0:2)   [b2, 4, 0]"]),
        (
            ("sum(reshape(x, 2, 2)[0]*[3, 4])", "x=[1,2,5,6]"),
            "7",
            ["scatter(g, v1, 0)   [[b1, b2: ____], [0, 0]]", "reshaped(g, x)      [b1, b2, 0, 0]"],
        ),
    ],
)
def test_elements_that_are_passed_on_are_shown_by_their_names(
    words: tuple[str, ...], seed: str, rows: list[str]
) -> None:
    _, printed, _ = call("quiz", *words, "--count", "2", "--seed", seed)
    assert all(row in printed for row in rows)


def test_matrix_with_a_blank_is_written_whole() -> None:
    _, printed, _ = call("quiz", *NETWORK, "--count", "15")
    assert all(f"b{i}: ____" in printed for i in range(1, 16))


def test_operands_are_written_whole_and_the_result_has_its_name() -> None:
    _, printed, _ = call("quiz", "-f", "samples/mlp.ag", "--at", "samples/mlp.json")
    assert printed.startswith("L: fill in q1 to q19\n")
    assert "[[0.5, -0.25], [0.1, 0.8], [-0.6, 0.3]]" in printed
    assert "..." not in printed


def test_sheets_are_marked_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(sheet("x^2 + x", "x=3")))
    status, _, error = call("quiz", "--check", str(path), str(path))
    assert (status, f"`autograd quiz --check {path}`" in error) == (2, True)


def test_blanks_are_named_otherwise_where_the_formula_has_such_names() -> None:
    assert sheet("b1*x + 1", "b1=2", "x=3", "--count", "1")["blanks"][0]["id"] == "q1"


MISTAKES = [
    ("adjoint", "y", None, 80, "uses", "80 is one of the two uses of `y`: 81 = 1 + 80"),
    ("adjoint", "x", None, 2, "partial", "2 is the local partial of `v1`, not times its adjoint: 4*2 = 8"),
    ("adjoint", "x", None, 4, "upstream", "4 is the adjoint of `v1`, not times the local partial: 4*2 = 8"),
    ("adjoint", "x", None, "-8", "sign", "the sign is the other one: 8"),
    ("adjoint", "x", None, "1/8", "reciprocal", "0.125 is the reciprocal: 8"),
    ("adjoint", "x", None, 40, "value", "40 is the value of `x`, not its adjoint: 8"),
    ("adjoint", "x", None, 17, "other", "it is 8"),
    ("adjoint", "x", None, "16/2", "", "right"),
    ("adjoint", "x", None, "= 8", "", "right"),
    ("adjoint", "x", None, "8 =", "", "right"),
    ("adjoint", "x", None, "= 4*2 = 8", "", "right"),
    ("adjoint", "x", None, " ", "none", "no answer"),
    ("adjoint", "x", None, "b1: =", "none", "no answer"),
    ("adjoint", "x", None, inf, "other", "it is 8"),
    ("adjoint", "x", None, "-inf", "other", "it is 8"),
    ("value", "v2", None, nan, "other", "it is 320"),
    ("value", "v2", None, "4*v1", "unread", "the value of `b1` has the variable `v1`"),
    ("value", "v2", None, [1], "unread", "the answer to `b1` is a vector or a matrix, and it is one number"),
    ("value", "v2", None, True, "unread", "the value of `b1` has the variable `true`"),
    ("value", "v2", None, 10**400, "other", "it is 320"),
    ("value", "v2", None, 84, "operation", "84 is 80 + 4: v2 = v1*y = 320"),
    ("value", "v2", None, 80, "operand", "80 is the value of `v1`: v2 = v1*y = 320"),
    ("value", "v2", None, -320, "sign", "the sign is the other one: 320"),
    ("partial", "v2", "y", 4, "operand", "4 is the partial towards `v1`: 80 = v1"),
    ("partial", "v1", "x", 8, "contribution", "8 is already times the adjoint of `v1`: 2"),
    ("partial", "v2", "y", 320, "value", "320 is the value of `v2`: 80 = v1"),
    ("partial", "v1", "x", 0.5, "reciprocal", "0.5 is the reciprocal: 2"),
]


@pytest.mark.parametrize(("kind", "node", "towards", "answer", "mistake", "message"), MISTAKES)
def test_mistake_is_recognised(
    kind: str, node: str, towards: str | None, answer: object, mistake: str, message: str, tmp_path: Path
) -> None:
    blank = {"kind": kind, "node": node, "towards": towards, "answer": answer}
    assert mark(LECTURE, [blank], tmp_path / "sheet.json") == [(mistake, message)]


TOO_FAR = "{} is rounded too far, write a point and at least 2 digits: 0.7502235"


@pytest.mark.parametrize(
    ("answer", "mistake", "message"),
    [
        ("0.8", "other", TOO_FAR.format("0.8")),
        (1, "other", TOO_FAR.format("1")),
        ("0.7", "other", "it is 0.7502235"),
        ("0.75", "", "right to the 2 digits given"),
    ],
)
def test_answer_that_is_rounded_too_far_is_told_so(answer: object, mistake: str, message: str, tmp_path: Path) -> None:
    blank = {"kind": "value", "node": "v1", "towards": None, "answer": answer}
    assert mark(("sin(x)*y", "x=0.8484", "y=2"), [blank], tmp_path / "sheet.json") == [(mistake, message)]


def test_infinite_answer_follows_from_no_other(tmp_path: Path) -> None:
    blanks = [{"kind": "value", "node": node, "towards": None, "answer": "inf"} for node in ("v1", "v2")]
    for (mistake, _), blank in zip(mark(LECTURE, blanks, tmp_path / "sheet.json"), blanks, strict=True):
        assert mistake == "other", blank


def test_nothing_of_an_answer_is_passed_over(tmp_path: Path) -> None:
    document = sheet(*LECTURE, "--count", "2")
    document["blanks"][0]["answer"], document["blanks"][1]["answer"] = "four", 1
    status, report = marked(document, tmp_path / "sheet.json")
    assert (status, [one["agrees"] for one in report["marks"]]) == (1, [False, True])


@pytest.mark.parametrize(
    "option", [("--textbook",), ("--expand", "sigmoid"), ("--kinks", "jax"), ("--notation", "latex"), ("--let", "q=x")]
)
def test_options_that_a_sheet_has_itself_are_refused_with_it(option: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(sheet(*LECTURE)), "utf-8")
    status, _, error = call("quiz", "--check", str(path), *option)
    assert (status, error.splitlines()[0]) == (2, f"error: `--check` and `{option[0]}` exclude each other")


@pytest.mark.parametrize(("formula", "words"), [("log(x)", ("x=-1",)), ("x + 1/x", ("x=0",))])
def test_where_no_number_is_finite_it_is_said(formula: str, words: tuple[str, ...]) -> None:
    status, _, error = call("quiz", formula, *words, "--blank", "values")
    assert (status, "is a finite number" in error) == (2, True)


def test_answer_that_follows_from_a_wrong_one_says_so(tmp_path: Path) -> None:
    adjoints = [
        {"kind": "adjoint", "node": node, "answer": answer} for node, answer in (("v2", 3), ("v1", 12), ("y", 241))
    ]
    assert [mistake for mistake, _ in mark(LECTURE, adjoints, tmp_path / "sheet.json")] == [
        "other",
        "follows",
        "follows",
    ]
    values = [
        {"kind": "value", "node": node, "answer": answer} for node, answer in (("v1", 42), ("v2", 168), ("v3", 172))
    ]
    assert mark(LECTURE, values, tmp_path / "sheet.json") == [
        ("operation", "42 is 2 + 40: v1 = 2*x = 80"),
        ("follows", "it follows from `b1`, which is wrong: v2 = v1*y = 320"),
        ("follows", "it follows from `b2`, which is wrong: v3 = v2 + y = 324"),
    ]


def test_answer_follows_from_a_wrong_one_that_is_rounded(tmp_path: Path) -> None:
    words = ("s = w*x + b; a = tanh(s); L = (a - y)^2/2", "w=0.5", "x=2", "b=-0.3", "y=1")
    answers = (("s", "-0.396"), ("v1", "-0.396"), ("w", "-0.791"), ("x", "-0.198"), ("w", "-0.793"), ("x", "-0.199"))
    blanks = [{"kind": "adjoint", "node": node, "answer": answer} for node, answer in answers]
    found = [mistake for mistake, _ in mark(words, blanks, tmp_path / "sheet.json")]
    assert found == ["upstream", "follows", "follows", "follows", "follows", "other"]
    found = mark(words, [*blanks[1:2], {"kind": "adjoint", "node": "w", "answer": -0.794}], tmp_path / "sheet.json")
    assert found[1] == ("other", "it is -0.5022469")
    values = (("v1", "0.540"), ("v2", "21.6"), ("v2", "21.61"), ("v2", "21.63"))
    blanks = [{"kind": "value", "node": node, "answer": answer} for node, answer in values]
    found = [mistake for mistake, _ in mark(("sin(x)*40", "x=1"), blanks, tmp_path / "sheet.json")]
    assert found == ["other", "follows", "follows", "other"]


def test_order_of_operands_is_recognised(tmp_path: Path) -> None:
    blank = {"kind": "value", "node": "v1", "answer": 9}
    found = mark(("x^y + 1", "x=2", "y=3"), [blank], tmp_path / "sheet.json")
    assert found == [("order", "the operands are in the other order: v1 = x^y = 8")]


def test_rounded_answer_is_right_to_its_digits(tmp_path: Path) -> None:
    blank = {"kind": "adjoint", "node": "x", "answer": 0.5403}
    assert mark(("sin(x)", "x=1"), [blank], tmp_path / "sheet.json") == [("", "right to the 4 digits given")]


# An answer to a blank whose right one is 6.603657663120293, and what is said of it.
SUMS = [
    ("-0.2963+6.9", "", "right to the 5 digits given"),
    ("6.6037 = -0.2963 + 6.9", "", "right to the 5 digits given"),
    ("b1: 6.6037 = -0.2963 + 6.9", "", "right to the 5 digits given"),
    ("-0.2963 + 6.8", "other", "it is 6.603658"),
    ("6.6 = 7", "unread", "6.6 and 7 are not the same number"),
    ("0,54", "unread", "decimal numbers have a point here: 0.54"),
    ("b1: = 0,54", "unread", "decimal numbers have a point here: 0.54"),
    ("abc", "unread", "the value of `b1` has the variable `abc`"),
    (True, "unread", "the value of `b1` has the variable `true`"),
]


@pytest.mark.parametrize(("answer", "mistake", "message"), SUMS)
def test_sum_as_the_sheet_shows_it_is_read(answer: object, mistake: str, message: str, tmp_path: Path) -> None:
    words, path = ("z=3x*y+sin(x)*y", "x=1.7", "y=2.3"), tmp_path / "sheet.json"
    assert mark(words, [{"kind": "adjoint", "node": "x", "answer": answer}], path) == [(mistake, message)]
    shown = call("quiz", "--check", str(path))[1]
    assert mistake != "unread" or f" {answer} " in shown.replace("true", "True")


def test_formula_of_another_notation_is_posed_again_in_it(tmp_path: Path) -> None:
    full = sheet("np.sin(x)**2", "x=1", "--notation", "python", "--quiet", "--answers")
    assert full["notation"] == "python"
    assert marked(full, tmp_path / "sheet.json")[0] == 0


def test_values_of_a_vector_are_left_blank_and_its_adjoints_are_refused() -> None:
    assert [one["node"] for one in sheet("[x*y, x]", "x=2", "y=3", "--blank", "values", "--count", "1")["blanks"]]
    status, _, error = call("quiz", "[x*y, x]", "x=2", "y=3")
    assert status == 2
    assert "--seed" not in error


def test_options_of_the_sheet_are_those_of_its_marks(tmp_path: Path) -> None:
    words = ("relu(x)*sigmoid(y)", "x=0", "y=2", "--expand", "sigmoid", "--kinks", "jax", "--wrt", "x", "--answers")
    full = sheet(*words, "--count", "2")
    assert (full["expand"], full["kinks"], full["wrt"]) == (["sigmoid"], "jax", ["x"])
    assert marked(full, tmp_path / "sheet.json")[0] == 0


WRONG = [
    ("{}", 'it has no "schema": "autograd.quiz/1"'),
    ('{"schema": "autograd.quiz/1"}', "it lacks the formula, or the inputs"),
    ('{"schema": "autograd.quiz/1", "formula": "x", "inputs": {}, "blanks": []}', "it has no list of blanks"),
    ('{"schema": "autograd.quiz/1", "formula": "x", "inputs": {}, "blanks": [3]}', "blank 1 is not an object"),
]
BLANK = {"id": "b1", "kind": "adjoint", "node": "x", "towards": None, "answer": None}
BROKEN: list[tuple[list[dict[str, object]], str]] = [
    ([{**BLANK, "kind": "mood"}], "blank 1 lacks its id, its node, or its kind: adjoint, value, partial"),
    ([{**BLANK, "towards": "y"}], "`b1` has the kind adjoint, and `towards` is for partials"),
    ([{**BLANK, "kind": "partial"}], "`b1` is a partial and lacks `towards`, the operand that it is towards"),
    ([BLANK, BLANK], "there are two blanks `b1`"),
]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *WRONG,
        *(
            (json.dumps({"schema": "autograd.quiz/1", "formula": "x", "inputs": {}, "blanks": one}), why)
            for one, why in BROKEN
        ),
    ],
)
def test_file_that_is_no_sheet_is_refused(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.json"
    path.write_text(text, "utf-8")
    status, printed, error = call("quiz", "--check", str(path))
    assert (status, printed) == (2, "")
    assert error.splitlines()[0] == f"error: `{path}` is not a sheet with blanks: {reason}"


@pytest.mark.parametrize(
    ("node", "towards", "kind"), [("v9", None, "value"), ("v1", "q", "partial"), ("x[3]", None, "adjoint")]
)
def test_blank_of_a_node_that_is_not_there_is_refused(
    node: str, towards: str | None, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "sheet.json"
    blank = {"id": "b1", "kind": kind, "node": node, "towards": towards, "answer": 1}
    path.write_text(json.dumps({**sheet(*LECTURE), "blanks": [blank]}), "utf-8")
    status, _, error = call("quiz", "--check", str(path))
    assert (status, error) == (2, f"error: `b1` asks for the {kind} of `{node}`, which the formula does not have\n")
