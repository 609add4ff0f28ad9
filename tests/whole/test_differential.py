"""Programs at random: reverse mode, forward mode, digits and rows of a table have the same numbers, but for rounding.

20,000 points, the same in every run; `AUTOGRAD_LONG=1` goes on to 200,000. What differs is in
`known_differences.toml` with the seed: by program what kinds of differences there are, and at which of its points. A
difference that is not there fails, and so does one that is there and is gone.

In `tests`, `python -m whole.test_differential 12` shows what differs in program 12, and `--write 12` writes it down,
for a person to judge in the diff; without a number it does so for all programs, which takes minutes.
"""

import json
import math
import shlex
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest
from support import ways_agree
from support.amounts import amount
from support.programs_at_random import Case, Point, program
from support.ways_agree import Compared, compare

from autograd_cli.errors import AutogradError, Source
from autograd_cli.syntax.parser import parse

FILE = Path(__file__).parent / "known_differences.toml"
KNOWN: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
SEED = KNOWN.pop("seed")
# The name of a program's text among its kinds of differences.
TEXT = "program"
EACH = 10
PROGRAMS = amount("DIFFERENTIAL", 20_000, 200_000) // EACH
CHUNKS = 40
COMPILED_EVERY = 20
# What takes too long is known and skipped, but in a long run.
HANG = "no answer"
# So many differences are listed.
MOST_LISTED = 40
# Of so many numbers nothing need be known: rounding decides what is computed, or they are not known to all digits.
UNKNOWN = 0.1

Kinds = dict[str, list[int]]


class Found(NamedTuple):
    """What differs in a program: by kind the points; how many numbers there are, and how many were compared."""

    kinds: Kinds
    numbers: int
    known: int


def found(index: int, skipped: frozenset[int] = frozenset()) -> Found:
    """What differs in a program, but at some of its points."""
    case = program(f"{SEED}/{index}", EACH)
    places = [place for place in range(EACH) if place not in skipped]
    points = [case.points[place] for place in places]
    kinds: Kinds = {}
    compared = looked_at(case.text, points, compiled=index % COMPILED_EVERY == 0) if points else []
    for place, one in zip(places, compared, strict=True):
        for kind in sorted({difference.kind for difference in one.differences}):
            kinds.setdefault(kind, []).append(place)
    return Found(kinds, sum(one.numbers for one in compared), sum(one.known for one in compared))


def looked_at(text: str, points: list[Point], compiled: bool = False) -> list[Compared]:
    """What differs, with a clock that other processes do not make go faster."""
    with mock.patch.object(time, "monotonic", time.process_time):
        return compare(text, points, compiled)


@pytest.mark.parametrize("chunk", [0, *(pytest.param(chunk, marks=pytest.mark.slow) for chunk in range(1, CHUNKS))])
def test_all_ways_have_the_same_numbers_but_where_it_is_known(chunk: int) -> None:
    new: list[tuple[int, str, int]] = []
    gone: list[tuple[int, str, list[int]]] = []
    numbers = compared = 0
    for index in range(chunk * PROGRAMS // CHUNKS, (chunk + 1) * PROGRAMS // CHUNKS):
        known = {kind: points for kind, points in KNOWN.get(str(index), {}).items() if kind != TEXT}
        hangs = frozenset(place for kind, points in known.items() if HANG in kind for place in points)
        kinds, of_all, known_of = found(index, hangs)
        numbers += of_all
        compared += known_of
        new += [
            (index, kind, place)
            for kind, places in kinds.items()
            for place in places
            if place not in known.get(kind, ())
        ]
        for kind, points in known.items():
            if HANG not in kind and (rest := sorted({*points} - {*kinds.get(kind, ())})):
                gone.append((index, kind, rest))
    assert not new, told_of(new)
    programs = " ".join(str(index) for index in sorted({index for index, *_ in gone}))
    assert not gone, f"{gone} differ no longer: python -m whole.test_differential --write {programs}"
    assert compared >= (1 - UNKNOWN) * numbers


@pytest.mark.parametrize(
    ("text", "points"),
    [
        # A derivative that depends on the sign of a product, which underflows.
        ("abs(lgamma(softplus(z))*z)", [{"z": 5e-324}, {"z": 1.5}]),
        # The same, where a branch or the largest number hands it on.
        ("leaky_relu(where(y != 3, x*x, y))", [{"x": 2.0**-600, "y": -1.0}, {"x": 1.0, "y": 3.0}]),
        ("leaky_relu(max(x*x, y))", [{"x": 2.0**-600, "y": -1.0}, {"x": 1.0, "y": 3.0}]),
        # An underflow that goes on through functions that are their operand near 0.
        ("where(y >= 2, 0, atanh(tanh(y*(z*z))))/z", [{"y": 0.5, "z": 2.0**-600}, {"y": 0.5, "z": 1.0}]),
        ("hypot(x, x)*y/z", [{"x": 5e-324, "y": 2.0**1000, "z": 3.0}, {"x": 1.0, "y": 1.0, "z": 2.0}]),
        # Outside of the domain rows are alike only where they choose alike.
        ("log(log(v*where(w > 2, w, 3)))", [{"v": 0.125, "w": 3.25 - i / 4} for i in range(10)]),
    ],
)
def test_rows_have_the_numbers_of_single_points(text: str, points: list[Point]) -> None:
    for one in looked_at(text, points, compiled=True):
        assert not one.differences
        assert one.known == one.numbers


@pytest.mark.parametrize(
    ("text", "point"),
    [
        # Equal elements are several, though the numbers in them are one node.
        ("3 + max([x, x, z])", {"x": 2.0, "z": 2.0}),
        ("min([x*y, x*y, z], axis=0)*x", {"x": 2.0, "y": 1.5, "z": 3.0}),
        ("max([x, y], axis=0)*x", {"x": 2.0, "y": 1.0}),
        ("sum(max([[x, 2*x], [y, x]], axis=1)*min([[x, 2], [y, x]], axis=0))", {"x": 2.0, "y": 1.0}),
        # A kink beside which an underflow is: of a product of elements, and of a number among vectors.
        ("relu6(prod(v + v))", {"v": [5e-324, 5.25, 2.0**-600]}),
        ("logsumexp(v) + exp(clamp(x*x, 0, 8))", {"x": 2.0**-600, "v": [-1.4375, -1.21875]}),
        # Digits that cancel by more than wider evaluations have at first.
        ("v @ v - ((3*v)/v) @ exp2(v)", {"v": [0.5, 2.0**-300]}),
        # A domain that is left, where another number is not settled by any digits.
        ("logit((max(w) - 1.5*(v @ (w/w)))*x)", {"x": 2.0, "v": [0.5, -4.0], "w": [-0.34375, 1.9375]}),
        # An overflow, an underflow and digits that cancel, beside an input that is infinite.
        ("where(x >= y, log(exp(1024)), x)", {"x": math.inf, "y": math.inf}),
        ("tan(x) - log1p(exp(1024)) + 1/y", {"x": 0.75, "y": math.inf}),
        ("y^200*1e200 + 1/x", {"x": math.inf, "y": 0.0078125}),
        # Terms as large as an infinite input cancel, and what rounding leaves of them is no limit.
        ("x*y*x^-1", {"x": 0.640625, "y": -math.inf}),
        ("(1 - cos(y))/y^2 + exp(-x)", {"x": math.inf, "y": 2.0**-27}),
        # A cofactor that is one element, which no other one rounds.
        ("det(sin(A))", {"A": [[1.9375, -0.578125], [0.71875, 0.0]]}),
        ("det(A)^2", {"A": [[1.9375, -0.578125, 3.0], [0.71875, 0.0, 0.0], [2.0, 5.5, 1.0]]}),
    ],
)
def test_all_ways_have_the_same_numbers_of_a_written_program(text: str, point: Point) -> None:
    (one,) = looked_at(text, [point], compiled=True)
    assert not one.differences
    assert one.known == one.numbers


def test_the_list_has_the_programs_that_are_made() -> None:
    assert {index: known[TEXT] for index, known in KNOWN.items()} == {
        index: program(f"{SEED}/{index}", EACH).text for index in KNOWN
    }


# That what should be noticed is noticed.


def spoiled(change: float) -> Any:
    """Forward mode with numbers that are off."""
    right = ways_agree._judged

    def wrong(problem: Any, swept: Any) -> Mapping[str, float]:
        numbers = right(problem, swept)
        return {name: one * (1 + change) for name, one in numbers.items()} if swept.mode == "forward" else numbers

    return mock.patch.object(ways_agree, "_judged", wrong)


@pytest.mark.parametrize(("change", "kinds"), [(1e-15, set()), (1e-9, {"forward: another number"})])
def test_a_number_that_is_off_by_more_than_rounding_is_noticed(change: float, kinds: set[str]) -> None:
    with spoiled(change):
        (one,) = looked_at("exp(x)*sum(v)", [{"x": 1.5, "v": [1.0, 2.5]}])
    assert {difference.kind for difference in one.differences} == kinds


def test_what_never_ends_is_noticed() -> None:
    def endless(*_: Any) -> Any:
        while True:
            pass

    with mock.patch.object(ways_agree, "_judged", endless), mock.patch.object(ways_agree, "SECONDS", 0.05):
        (one,) = looked_at("x", [{"x": 1.5}])
    assert {difference.kind for difference in one.differences} == {"digits: numbers", "numpy: numbers"}


# The smallest case of what is new.


def told_of(new: list[tuple[int, str, int]]) -> str:
    """All that is new, and the shortest program with one of its differences, made as small as it goes."""
    cases = {(index, place): program(f"{SEED}/{index}", EACH) for index, _, place in new}
    index, kind, place = min(new, key=lambda one: len(cases[one[0], one[2]].text))
    case = cases[index, place]
    text, point = smallest(case.text, case.points[place], kind)
    (one,) = looked_at(text, [point], compiled=True)
    listed = "\n".join(f"  program {index}, point {place}: {kind}" for index, kind, place in new[:MOST_LISTED])
    return "\n".join(
        [
            f"{len(new)} differences are not in {FILE.name}:\n{listed}",
            f"the smallest has {kind}:",
            *(f"  {difference}" for difference in one.differences),
            f"to see it: {command(text, point)}",
            f"all of its program: python -m whole.test_differential {index}",
        ]
    )


def smallest(text: str, point: Point, kind: str, tries: int = 100) -> tuple[str, Point]:
    """A program and a point that cannot be made smaller without losing a kind of difference."""

    def differs(text: str, point: Point) -> bool:
        (one,) = looked_at(text, [point], compiled=kind.startswith("llvm"))
        return kind in {difference.kind for difference in one.differences}

    candidates = iter(smaller(text, point))
    for _ in range(tries):
        candidate = next(candidates, None)
        if candidate is None:
            break
        if differs(*candidate):
            text, point = candidate
            candidates = iter(smaller(text, point))
    return text, point


def smaller(text: str, point: Point) -> Iterator[tuple[str, Point]]:
    """Programs with a line less, or with a part in place of the whole it is in; and points with simpler numbers."""
    lines = text.split("\n")
    texts = ["\n".join(lines[:i] + lines[i + 1 :]) for i in range(len(lines) - 1)]
    nodes = list(parse(Source(text)).walk())
    for whole in nodes:
        for part in nodes:
            if part is not whole and whole.span.start <= part.span.start and part.span.stop <= whole.span.stop:
                inner = text[part.span.start : part.span.stop]
                texts.append(text[: whole.span.start] + inner + text[whole.span.stop :])
                texts.append(text[: whole.span.start] + f"({inner})" + text[whole.span.stop :])
    for one in sorted({*texts}, key=len):
        if len(one) < len(text) and (names := names_of(one)) is not None and names:
            yield one, {name: value for name, value in point.items() if name in names}
    for name, value in point.items():
        for number in (1.0, 2.0):
            if isinstance(value, float) and value not in (1.0, 2.0):
                yield text, {**point, name: number}
            elif isinstance(value, list):
                for i, element in enumerate(value):
                    if isinstance(element, float) and element not in (1.0, 2.0):
                        yield text, {**point, name: [*value[:i], number, *value[i + 1 :]]}


def names_of(text: str) -> set[str] | None:
    """The words of a text; None where it cannot be read."""
    try:
        return {getattr(part, "name", "") for part in parse(Source(text)).walk()}
    except AutogradError:
        return None


def command(text: str, point: Point) -> str:
    """A command for a shell, with values that are exact as they are written."""
    values = (f"--{name}={shlex.quote(value_text(value))}" for name, value in point.items())
    return " ".join(["autograd eval", shlex.quote(text), *values])


def value_text(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(value_text, value))}]"
    if not isfinite(value) or Fraction(repr(value)) == Fraction(value):
        return repr(value)
    numerator, denominator = value.as_integer_ratio()
    power = (numerator & -numerator).bit_length() - denominator.bit_length()
    return f"{int(value / 2.0**power) if abs(power) < 1000 else numerator // (numerator & -numerator)}*2^{power}"


# By hand.


def main(words: list[str]) -> None:
    asked = [int(word) for word in words if word.isdigit()]
    if words[:1] == ["--write"]:
        rewritten = asked or [*range(PROGRAMS)]
        kinds = {int(index): {**one} for index, one in KNOWN.items() if int(index) not in rewritten}
        with ProcessPoolExecutor() as workers:
            for index, one in zip(rewritten, workers.map(found, rewritten), strict=True):
                kinds[index] = {TEXT: program(f"{SEED}/{index}", EACH).text, **one.kinds}
        FILE.write_text(written({index: kinds[index] for index in sorted(kinds) if len(kinds[index]) > 1}), "utf-8")
    elif asked:
        for index in asked:
            show(program(f"{SEED}/{index}", EACH))
    else:
        sys.exit("usage: python -m whole.test_differential [--write] [PROGRAM...]")


def written(known: Mapping[int, Mapping[str, Any]]) -> str:
    """The file's text."""
    parts = [f"# Written by `python -m whole.test_differential --write`.\nseed = {json.dumps(SEED)}\n"]
    for index, kinds in known.items():
        lines = [f"{json.dumps(kind)} = {json.dumps(points, ensure_ascii=False)}" for kind, points in kinds.items()]
        parts.append("\n".join([f"[{index}]", *lines, ""]))
    return "\n".join(parts)


def show(case: Case) -> None:
    """Prints all points of a program, with what differs there."""
    print(case.text)
    for point, one in zip(case.points, looked_at(case.text, list(case.points), compiled=True), strict=True):
        print(command(case.text, point))
        print(*(f"  {difference}\n" for difference in one.differences), sep="", end="")


if __name__ == "__main__":
    main(sys.argv[1:])
