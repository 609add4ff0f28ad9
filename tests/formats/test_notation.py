"""`--significant N`: every number that people read is rounded, and none that a program reads."""

import json
import re

import pytest
from support.calls import call
from support.sessions import ROOT

from autograd_cli.commands import COMMANDS
from autograd_cli.commands.declared import declared, load
from autograd_cli.formats import FORMATS

FORMULA, POINT = "sin(x)*y/7", ("x=1.2345678", "y=2.345678901")
VECTORS = ("A=[[1.23456789, 2], [3, 4]]", "v=[1.23456789, 0.3333333]")
# Command lines whose tables have numbers of many digits.
PRINTED: list[tuple[str, ...]] = [
    ("eval", FORMULA, *POINT),
    ("eval", FORMULA, *POINT, "--literals"),
    ("eval", FORMULA, *POINT, "--verify"),
    ("eval", FORMULA, *POINT, "--digits", "30"),
    ("eval", FORMULA, *POINT, "--direction", "x=0.123456,y=1"),
    ("eval", FORMULA, "x=1.2345678..1.3", "y=2.345678901"),
    ("eval", "sum(A@v)", *VECTORS),
    ("trace", FORMULA, *POINT),
    ("trace", FORMULA, *POINT, "--mode", "forward"),
    ("trace", FORMULA, *POINT, "--jacobians"),
    ("trace", "sum(sin(A@v))", *VECTORS, "--jacobians"),
    ("graph", FORMULA, *POINT),
    ("graph", "sum(sin(A@v))", *VECTORS),
    ("quiz", FORMULA, *POINT, "--answers", "--count", "3"),
    ("jacobian", f"[{FORMULA}, x^y]", *POINT),
    ("jacobian", "sin(v*ones(50))", "v=1.23456789"),
    ("hessian", FORMULA, *POINT),
    ("hessian", FORMULA, *POINT, "--times", "x=0.123456,y=1"),
    ("taylor", "sin(x)/7", "x=1.2345678"),
    ("tangent", FORMULA, *POINT),
    ("check", FORMULA, *POINT),
    ("check", FORMULA, *POINT, "--study"),
    ("same", "(sqrt(x^2 + 1) - x)*7/9", "7/9/(sqrt(x^2 + 1) + x)"),
    ("fit", str(ROOT / "samples" / "data" / "misra1a.csv"), "-e", "y = b1*(1 - exp(-b2*x))", "b1=500", "b2=0.0001"),
    ("minimize", "x^4/7 - x + y^2/3", *POINT),
    ("solve", "x^3 = y*x + 1/7", *POINT, "--for", "x"),
    ("functions", "exp"),
]
# A number alone, and not a part of a name; the exponent counts no digits.
NUMBER = re.compile(r"(?<![\w.])\d[\d.]*(?:e[+-]\d+)?(?![\w.])")
TEXTS = [name for name, one in FORMATS.items() if not one.binary]
# What a picture shows, without the coordinates.
SHOWN = {"svg": re.compile(r">([^<>]*)</text>"), "tikz": re.compile(r"\{\$(.*)\$\};")}
ROUNDED = [name for name in TEXTS if FORMATS[name].rounds]
WHOLE = [name for name in TEXTS if not FORMATS[name].rounds]
COMMAND_LINES = pytest.mark.parametrize("words", PRINTED, ids=[" ".join(words)[:70] for words in PRINTED])


def digits(number: str) -> int:
    """How many significant digits a number is written with."""
    return len(number.partition("e")[0].replace(".", "").strip("0"))


def longest(text: str) -> int:
    """The most significant digits of a number in a text; formulas and counts apart, which are not rounded."""
    return max(map(digits, NUMBER.findall(text.replace(FORMULA, "").partition("cost of all partials")[0])))


def documents(words: tuple[str, ...], formats: list[str]) -> dict[str, str]:
    """What a command line prints in those of the formats that its report has."""
    printed = {name: call(*words, "--format", name) for name in formats}
    return {name: out for name, (status, out, _) in printed.items() if status != 2}


@COMMAND_LINES
def test_all_numbers_of_a_document_have_so_many_digits(words: tuple[str, ...]) -> None:
    as_they_are = documents(words, ROUNDED)
    assert as_they_are
    for name, whole in as_they_are.items():
        status, rounded, _ = call(*words, "--format", name, "--significant", "3")
        assert status == 0
        if name in SHOWN:
            whole, rounded = (" ".join(SHOWN[name].findall(text)) for text in (whole, rounded))
        assert longest(rounded) <= 3 < longest(whole), name


def test_every_command_that_prints_a_table_or_a_picture_rounds_and_is_tried() -> None:
    having = {name for name in COMMANDS if declared(load(name), name).long("significant")}
    # A page writes its numbers in the browser, and is tried there.
    assert having == {words[0] for words in PRINTED} | {"page"}
    # `diff` and `network` print formulas, `batch` tables for programs.
    assert set(COMMANDS) - having == {"diff", "network", "batch"}


@COMMAND_LINES
def test_what_programs_read_is_never_rounded(words: tuple[str, ...]) -> None:
    for name in documents(words, WHOLE):
        status, out, err = call(*words, "--format", name, "--significant", "3")
        message = json.loads(out)["error"]["message"] if name == "json" else err
        assert status == 2
        assert f"`{name}` is never rounded" in message


@pytest.mark.parametrize(
    ("value", "count", "headline"),
    [
        ("x=0.66666666", "3", "x = 0.667"),
        ("x=0.1", "17", "x = 0.1"),
        ("x=327", "2", "x = 330"),
        ("x=-1234567", "2", "x = -1200000"),
        ("x=1.7976931348623157e308", "1", "x = 2e+308"),
        ("x=5e-324", "1", "x = 5e-324"),
        ("x=0.000123456", "2", "x = 0.00012"),
        ("x=0.0000123456", "2", "x = 1.2e-05"),
        ("x=9999999999999998", "15", "x = 1e+16"),
        ("x=-0.0", "2", "x = 0"),
        ("x=inf", "2", "x = inf"),
        ("x=29.259387±1.8738", "2", "x = 29.3 ± 1.9"),
        ("x=327±9.03", "2", "x = 327.0 ± 9.0"),
        ("x=12345±999", "2", "x = 12300 ± 1000"),
        ("x=1.5±0", "2", "x = 1.5 ± 0"),
        ("x=1.5e20±3.21e18", "1", "x = 1.5e+20 ± 3e+18"),
        ("x=0.66666666..0.77777777", "2", "x in [0.66, 0.78]"),
    ],
)
def test_a_number_is_rounded_once_and_written_as_others_are(value: str, count: str, headline: str) -> None:
    status, out, _ = call("eval", "x", value, "--significant", count, "--no-grad")
    assert (status, out.split("\n")[0]) == (0, headline)


def test_fractions_are_not_rounded() -> None:
    status, _, err = call("eval", "x/3", "x=1", "--exact", "--significant", "3")
    assert (status, err) == (2, "error: `--exact` and `--significant` exclude each other\nhint: give one of them\n")


def test_an_uncertain_input_ends_where_its_uncertainty_does() -> None:
    _, out, _ = call("eval", "x+y", "x=123456±789", "y=1234567", "--significant", "1")
    assert out.startswith("x+y = 1358000 ± 800\n")
    assert [line.split()[:2] for line in out.splitlines()[4:6]] == [["x", "123500"], ["y", "1000000"]]
