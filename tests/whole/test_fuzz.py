"""The command under nonsense, in words, files and streams: no traceback, no hang, a status from 0 to 3, strict JSON.

2,000 cases, the same in every run; `AUTOGRAD_LONG=1` makes 100,000, all different from run to run.
"""

import functools
import gc
import io
import itertools
import json
import random
import re
import secrets
import signal
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from support.amounts import amount

from autograd_cli import cli
from autograd_cli.cli import main
from autograd_cli.commands import COMMANDS
from autograd_cli.commands.declared import declared, load
from autograd_cli.primitives import FUNCTIONS
from autograd_cli.systems import wide

USUAL = 600
CASES = amount("FUZZ", USUAL, 100_000)
CHUNKS = 20
SECONDS = 10.0
OPTIONS = {one.name: one.valued for name in COMMANDS for one in declared(load(name), name).options.values()}

FORMULAS = [
    "2*x*y+y+3",
    "1/(1+exp(-(x*y+z)))",
    "where(x > 0, sqrt(x), x)",
    "max(x, y, 0) - min(x, -y)",
    "x^y + y^x - x**2",
    "f(a, b) = a^2 + b; f(x, f(y, z))",
    "given x = 1, y = pi/2\nu = sin(x*y) # a comment\nL = u^2 + exp(u)",
    "0 < x < 1 and not (y >= z or x == y)",
    "log(x)*sqrt(y) + abs(z)/relu(x)",
    "2x² − 3(y + 1)·√(z)",
    "tanh(x)^3 / sigmoid(-y) + tan(z)",
    "[x, y] @ [[1, 2], [3, 4]]'",
    "x[0] + y[1:, :2]",
    "exp(exp(x)) / exp(exp(x))",
    "µ + μ + x₀ + é + 한글",
]
WORDS = """
    x y z f u e pi inf tau given and or not where 0 1 2 3. .5 1e3 1e400 1e-400 0x1 1_0
    + - * / ^ ** @ ' ( ) [ ] , ; : = == != < <= > >= × · ÷ − ≤ ≥ ≠ √ ∞ ² ³ #
    | ! % & && || $ ? ~ { } \\ ` " . .. ½ ٣ x³ 😀 [red]
"""
UNSEEN = ["\n", "\r\n", "\t", "\ufeff", "\u00a0", "\u200b", "\u202e", "\u0301", "\x00", "\x1b[31m", "\udcff"]
TOKENS = [*WORDS.split(), *UNSEEN, *sorted(FUNCTIONS)]
FINITE = "0 -0.0 1 -1 0.5 2 3 40 1e308 -1e308 5e-324 1e-200 pi/2 -3 1/3"
ODD = (
    "inf -inf nan NaN Infinity 1e400 x @p.json @missing.json @p.npz 1..2 1±2 1:2:3 1,2 [1] -- --json = 한 1/0 sqrt(-1)"
)
FILES = ["p.json", "p.toml", "p.npz", "p.ag", "missing", "", "-", ".", "\udcff", "a\x00b", "p.csv"]
CONTENTS = [
    '{"x": 1, "y": 2}',
    '{"x": "NaN", "y": "Infinity", "z": 1e400}',
    '{"x": [1, 2]}',
    '{"x": {}}',
    "[1, 2]",
    "3",
    "NaN",
    "x = 1\ny = 2.5\n",
    "[x]\ny = 1",
    "[" * 5000,
    '{"a":' * 3000,
    *FORMULAS,
]


class HangError(BaseException):
    """A case takes too long. No handler of the command catches it."""


def hang(*_: Any) -> NoReturn:
    raise HangError


def soup(chance: random.Random) -> str:
    return chance.choice(["", " ", " "]).join(chance.choice(TOKENS) for _ in range(chance.randint(1, 14)))


def strange(chance: random.Random) -> str:
    """Characters from all over Unicode, unassigned and unpaired ones too."""
    return "".join(
        chr(chance.randrange(chance.choice([0x80, 0x400, 0x3000, 0x110000]))) for _ in range(chance.randint(1, 9))
    )


def mutated(chance: random.Random) -> str:
    text = chance.choice(FORMULAS)
    for _ in range(chance.choice([0, 0, 1, 1, 2, 4])):
        i = chance.randrange(len(text) + 1)
        j = min(len(text), i + chance.choice([0, 0, 1, 1, 2, 5]))
        text = text[:i] + chance.choice(["", chance.choice(TOKENS), text[i:j] * 2, strange(chance)]) + text[j:]
    return text


def nested(chance: random.Random) -> str:
    depth = chance.choice([10, 100, 1000])
    opening, closing = chance.choice(
        [("(", ")"), ("sin(", ")"), ("-", ""), ("[", "]"), ("2^", ""), ("not ", ""), ("x(", ")")]
    )
    return (
        opening * depth
        + chance.choice(["x", "", "2 3"])
        + closing * chance.choice([depth, depth, depth - 1, depth + 1])
    )


def formula(chance: random.Random) -> str:
    make: Callable[[random.Random], str] = chance.choices([soup, mutated, strange, nested], [6, 10, 2, 1])[0]
    return make(chance)


def bindings(chance: random.Random, text: str) -> list[str]:
    """A value for most of the names in a text, and now and then for one that is not there."""
    words: list[str] = []
    for name in ("x", "y", "z", "µ", "x₀", "é", "한글", "q"):
        if (name in text and chance.random() < 0.95) or chance.random() < 0.02:
            value = chance.choice(FINITE.split() if chance.random() < 0.8 else [*ODD.split(), "", "(" * 50, "\udcff"])
            words += chance.choice([[f"--{name}", value], [f"--{name}={value}"], [f"{name}={value}"]])
    return words


def option(chance: random.Random) -> list[str]:
    name = chance.choice(
        ["mode", "format", "wrt", "at", "file", "json", "literals", "no-grad", "strict", "quiet", "color"]
    )
    if chance.random() < 0.2:
        name = chance.choice(sorted(OPTIONS))
    value = chance.choice(
        ["forward", "reverse", "json", "csv", "markdown", "value", "table", "x", "x,y", "always", "", *FILES]
    )
    if name == "output":
        value = chance.choice(["out", "-", "missing/out", "."])
    given = OPTIONS[name] if chance.random() < 0.95 else not OPTIONS[name]
    if not given:
        return [f"--{name}"]
    return [f"--{name}={value}"] if chance.random() < 0.5 else [f"--{name}", value]


def words(chance: random.Random) -> list[str]:
    """A command line."""
    command = chance.choices(["eval", chance.choice(sorted(COMMANDS)), strange(chance)], [90, 9, 1])[0]
    text = formula(chance)
    line = [text, *bindings(chance, text)]
    for _ in range(chance.choice([0, 0, 1, 1, 2, 3])):
        i = chance.randrange(len(line) + 1)
        line[i:i] = option(chance)
    if chance.random() < 0.1:
        line.insert(
            chance.randrange(len(line) + 1),
            chance.choice(["--", "-", "-f", "-q", "-x", "--x", "--2x", "-qf", "--mdoe"]),
        )
    if chance.random() < 0.1:
        chance.shuffle(line)
    return [command, *line]


def contents(chance: random.Random) -> bytes:
    """What a file or standard input holds."""
    text = chance.choice(CONTENTS)
    if chance.random() < 0.3:
        i = chance.randrange(len(text) + 1)
        text = text[:i] + strange(chance) + text[i + chance.randint(0, 3) :]
    encoded = text.encode("utf-8", "surrogatepass" if chance.random() < 0.5 else "replace")
    return encoded if chance.random() < 0.9 else encoded + bytes(chance.randrange(256) for _ in range(5))


def strict_json(text: str) -> Any:
    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def run(line: list[str], stdin: bytes) -> tuple[int, str, str]:
    """Status, standard output and standard error of a command line, within the time limit.

    The streams encode as those of a process do: what is not UTF-8 is escaped.
    """
    streams = sys.stdin, sys.stdout, sys.stderr
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", write_through=True)
    err = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", write_through=True)
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(stdin), "utf-8"), out, err
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        status = main(line)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.stdin, sys.stdout, sys.stderr = streams
    return status, *(stream.buffer.getvalue().decode() for stream in (out, err))


def wants_json(line: list[str]) -> bool:
    """Whether the words ask for JSON on standard output, beyond doubt."""
    options = line[: line.index("--")] if "--" in line else line
    if line[:1] == ["check"] and not {"--quiet", "-q"}.isdisjoint(options):
        return False  # it prints nothing of what agrees
    elsewhere = any(
        word.startswith(("--output", "-o", "--help", "--version", "--format", "--ndjson")) for word in options
    )
    return "--json" in options and not elsewhere


@pytest.fixture
def nonsense(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of our own to be in, an alarm that ends what hangs, and the collector as it was."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "get_command", functools.cache(cli.get_command))  # half the time of a case
    before = signal.signal(signal.SIGALRM, hang)
    yield
    signal.signal(signal.SIGALRM, before)
    gc.enable()
    gc.collect()


@pytest.mark.usefixtures("nonsense")
@pytest.mark.parametrize("chunk", [0, *(pytest.param(chunk, marks=pytest.mark.slow) for chunk in range(1, CHUNKS))])
def test_nonsense_is_answered_with_a_status_from_0_to_3(chunk: int) -> None:
    seed = chunk if CASES == USUAL else secrets.randbits(64)
    chance = random.Random(seed)
    for case in range(CASES // CHUNKS):
        if case % 10 == 0:
            for name in ("p.json", "p.toml", "p.npz", "p.ag", "p.csv"):
                Path(name).write_bytes(contents(chance))
        line, stdin = words(chance), contents(chance)
        what = f"seed {seed}, case {case}: {line!a}"
        try:
            status, out, err = run(line, stdin)
        except BaseException as problem:
            raise AssertionError(f"{what} with {stdin[:200]!r} raises {problem!a}") from problem
        assert status in (0, 1, 2, 3), what
        assert "Traceback" not in out + err, what
        plain = re.sub("\x1b\\[[0-9;]*m", "", err) if "always" in " ".join(line) else err
        plain = re.sub(r"\A(?:read as .*\n)+", "", plain)
        if wants_json(line):
            report = strict_json(out)
            assert ("error" in report) == (status in (2, 3)), what
        elif status >= 2 and not any("json" in word for word in line):
            assert plain.startswith("error: "), what
        assert all(c in "\n" or unicodedata.category(c) not in ("Cc", "Cs") for c in plain), what


@pytest.mark.parametrize("text", ["exp(exp(x))/exp(exp(x))", "log(x^999) + sqrt(x)^y", "where(x > y, 2^2^2^2^2^x, x)"])
def test_the_clock_of_the_wider_evaluation_may_run_out_anywhere(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line = ["eval", text, "--x", "9", *(["--y", "-1"] if "y" in text else []), "--json"]
    for reads in range(1000):
        clock = itertools.chain(itertools.repeat(0.0, reads + 1), itertools.repeat(1e9))
        monkeypatch.setattr(wide, "time", SimpleNamespace(monotonic=functools.partial(next, clock)))
        status, out, _ = run(line, b"")
        assert status in (0, 1)
        strict_json(out)
        if next(clock) == 0.0:  # it came to its end before the clock did
            return
    raise AssertionError("the evaluation goes on")
