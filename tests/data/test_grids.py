"""Grids of `batch`: points in equal steps, in equal ratios, at random; what is in the output; what is refused."""

import sys
from fractions import Fraction
from pathlib import Path

import numpy
import polars
import pytest
from support.batches import run
from support.calls import call

from autograd_cli.data.draws import Draws
from autograd_cli.data.grid import read_axis

THOUSAND = 1000


@pytest.mark.parametrize("text", ["1:3#1000000000", "1e-3:1e3#1000000000log", "1e-300:1e300#5001log"])
def test_points_of_a_range_are_rounded_once_wherever_they_stand(text: str) -> None:
    mpmath = pytest.importorskip("mpmath")
    axis = read_axis("x", text)
    places = numpy.linspace(0, axis.points - 1, 60).astype(numpy.int64)
    start, stop = map(Fraction, text.partition("#")[0].split(":"))
    with mpmath.workprec(300):
        first, last = (mpmath.mpf(end.numerator) / end.denominator for end in (start, stop))
        shares = [mpmath.mpf(place) / (axis.points - 1) for place in places.tolist()]
        exact = [
            first * (last / first) ** share if "log" in text else first + share * (last - first) for share in shares
        ]
    assert axis.values(places).tolist() == [float(one) for one in exact]


def test_drawn_points_are_the_same_in_every_block_and_everywhere() -> None:
    draws = Draws({"x": (0.0, 1.0), "y": (-1.0, 3.0), "z": (2.0, 2.0)}, THOUSAND, 7, False)
    whole = draws.values(0, THOUSAND)
    # Philox 4x64-10 with the key 7, as its authors' code gives it: three words for each point.
    words = numpy.random.Philox(key=7).random_raw(6).tolist()
    assert whole["x"][:2].tolist() == [(words[0] >> 11) / 2**53, (words[3] >> 11) / 2**53]
    assert whole["z"].tolist() == [2.0] * THOUSAND
    for first, stop in ((0, 1), (1, 4), (333, 1000)):
        part = draws.values(first, stop)
        assert all((part[name] == whole[name][first:stop]).all() for name in whole)
    assert (whole["y"] >= -1).all()
    assert (whole["y"] < 3).all()


def test_each_stratum_of_a_latin_hypercube_has_one_point() -> None:
    draws = Draws({"x": (0.0, 1.0), "y": (10.0, 20.0)}, THOUSAND, 3, True)
    points = draws.values(0, THOUSAND)
    for column, lower, width in ((points["x"], 0, 1), (points["y"], 10, 10)):
        assert sorted(numpy.floor((column - lower) / width * THOUSAND).astype(int).tolist()) == [*range(THOUSAND)]
    assert numpy.corrcoef(points["x"], points["y"])[0, 1] == pytest.approx(0, abs=0.1)


OUTPUTS: list[tuple[list[str], str]] = [
    # Words, and the first line or lines of the output: all inputs that are numbers are in it.
    (["given k = 2; k*x", "x=0:1#2", "--no-grad"], "x,k,value,error\n0.0,2.0,0.0,\n1.0,2.0,2.0,\n"),
    (["given k = 2; k*x", "x=1", "k=3"], "x,k,value,d_k,d_x,error\n1.0,3.0,3.0,1.0,3.0,\n"),
    (["given w = [1, 2]; x*sum(w)", "x=1", "--no-grad"], "x,value,error\n1.0,3.0,\n"),
    (["given k = 2; k*x", "x=1", "--no-grad", "--columns", "x"], "x,value,error\n1.0,2.0,\n"),
    # The points drawn come first, each with the whole grid; columns are in the order in which they are given.
    (["t*k", "t=0:1", "k=5..5", "--random", "2", "--seed", "1", "--no-grad", "--columns", "t,k"],
     "t,k,value,error\n0.0,5.0,0.0,\n1.0,5.0,5.0,\n0.0,5.0,0.0,\n1.0,5.0,5.0,\n"),
    # What has one value in all rows may be a bound, and has the place where it was given.
    (["sum(x^k, k = 1:n)", "n=2", "x=1,2"], "n,x,value,d_x,error\n2.0,1.0,2.0,3.0,\n2.0,2.0,6.0,5.0,\n"),
    (["given n = 3; sum(x^k, k = 1:n)", "x=2", "n=2", "--no-grad"], "x,n,value,error\n2.0,2.0,6.0,\n"),
    (["x", "x=0..1", "--random", "1e1", "--seed", "7", "--no-grad"], "x,value,error\n0.8720734548204873,0.87"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "wanted"), OUTPUTS)
def test_all_inputs_of_a_grid_are_in_the_output(words: list[str], wanted: str, tmp_path: Path) -> None:
    answer = run(["-e", *words], tmp_path)
    assert (answer.status, answer.errors) == (0, "")
    assert answer.output.startswith(wanted) if wanted[-1] != "\n" else answer.output == wanted


def test_a_seed_that_is_chosen_is_printed_and_draws_the_same_points(tmp_path: Path) -> None:
    words = ["-e", "x*y", "x=0..1", "y=1..2", "--latin", "5"]
    chosen = run(words, tmp_path)
    assert chosen.status == 0
    assert chosen.errors.startswith("the seed is ")
    again = run([*words, "--seed", chosen.errors.split()[3].rstrip(":")], tmp_path)
    assert (again.status, again.output, again.errors) == (0, chosen.output, "")
    assert run([*words, "--quiet"], tmp_path).errors == ""


REFUSED: list[tuple[list[str], str]] = [
    (["x=0:1#1"], "`0:1#1` does not say how many points"),
    (["x=0:1#two"], "does not say how many points"),
    (["x=0:1#"], "does not say how many points"),
    (["x=0:1:2#3"], "the values of `x` cannot be read"),
    (["x=0:inf#3"], "the ends and the step of `x` must be finite"),
    (["x=0:1#3log"], "a logarithmic grid is on one side of 0"),
    (["x=-1:1#3log"], "a logarithmic grid is on one side of 0"),
    (["x=0..1"], "`--random N` draws N points"),
    (["x=300(5)"], "write `300*5` or `300±5`"),
    (["x=0:1", "--random", "3"], "draws from intervals, and there is none"),
    (["x=0..1", "--random", "0"], "`--random` takes a whole number from 1 on"),
    (["x=0..1", "--random", "1e"], "`--random` takes a whole number from 1 on"),
    (["x=0..1", "--random", "3", "--latin", "3"], "exclude each other"),
    (["x=0..inf", "--random", "3"], "an interval with finite ends"),
    (["x=[0, 1]..[1, 2]", "--random", "3"], "an interval with finite ends"),
    (["x=0..1", "--latin", "1e8"], "a Latin hypercube of 100,000,000 points is not made"),
    (["x=0..1", "--seed", "3"], "`--seed` is of use with `--random N` only"),
    (["t.csv", "--random", "3"], "and the rows come from a file"),
    (["x=0..1", "y=0:1#1000000000", "--random", "1e10"], "the grid has 1.0e19 points"),
]


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_a_grid_that_cannot_be_is_refused(words: list[str], message: str) -> None:
    status, out, err = call("batch", "-e", "x", *words)
    assert (status, out) == (2, "")
    assert message in err


def test_a_command_of_one_point_says_which_takes_a_grid() -> None:
    for text in ("0:24#7", "0:24:3", "1e-3:1e3#13log"):
        status, _, err = call("eval", "x", f"x={text}")
        assert (status, err.splitlines()) == (
            2,
            [
                f"error: the value of `x`, {text}, is a grid of values",
                "hint: `autograd batch` takes it; here a value is one number",
            ],
        )


@pytest.mark.parametrize("interval", ["0:1#1000000000", "1:2#1000000000log", "0..1"])
def test_a_block_of_a_thousand_million_points_needs_no_other(interval: str) -> None:
    if interval == "0..1":
        values = Draws({"x": (0.0, 1.0)}, 10**9, 1, False).values(10**9 - 3, 10**9)["x"]
    else:
        values = read_axis("x", interval).values(polars.Series([10**9 - 3, 10**9 - 2, 10**9 - 1]).to_numpy())
        assert values[-1] == float(interval.partition("#")[0].split(":")[1])
    assert len(values) == 3
    assert sys.getsizeof(values) < THOUSAND
