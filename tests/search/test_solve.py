"""Roots of equations: proofs against mpmath, derivatives against the equations solved again, what is refused."""

import json
import random
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mpmath import mp, mpf
from support.amounts import amount
from support.calls import call

import autograd_cli
from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.report.root import solve_over
from autograd_cli.search.starts import drawn_starts

SCHEMA = json.loads((files("autograd_cli.schemas") / "solve-1.json").read_text("utf-8"))
TERMS = {
    "sin({})": mp.sin,
    "exp({}/2)": lambda x: mp.exp(x / 2),
    "{}^3": lambda x: x**3,
    "{}": lambda x: x,
    "atan({})": mp.atan,
}


def report(*words: str, status: int = 0) -> Any:
    found, out, err = call("solve", *words, "--json")
    assert found == status, err or out
    document = json.loads(out)
    Draft202012Validator(SCHEMA).validate(document)
    return document


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(amount("PROVED_ROOTS", 20, 1000)))
def test_mpmaths_root_of_a_random_system_is_in_the_box_that_is_proved(seed: int) -> None:
    source = random.Random(seed)
    count = source.randint(1, 3)
    names = [f"x{i}" for i in range(count)]
    near = [source.uniform(-2, 2) for _ in names]
    texts, rows = [], []
    for i in range(count):
        parts = []
        for j, name in enumerate(names):
            shape = source.choice([*TERMS])
            factor = f"{source.uniform(0.2, 1) + 2 * (i == j):.4f}"
            parts.append((shape.format(name), j, factor, TERMS[shape]))
        level = f"{sum(float(factor) * float(function(near[j])) for _, j, factor, function in parts):.6f}"
        texts.append(" + ".join(f"{factor}*{text}" for text, _, factor, _ in parts) + f" = {level}")
        rows.append((parts, level))
    words = [word for text in texts for word in ("-e", text)]
    found = report(*words, *(f"{name}={at:.3f}" for name, at in zip(names, near, strict=True)))
    assert found["converged"]
    assert found["proved"]
    with mp.workdps(40):

        def residuals(*point: Any) -> list[Any]:
            return [
                mp.fsum(mpf(factor) * function(point[j]) for _, j, factor, function in parts) - mpf(level)
                for parts, level in rows
            ]

        exact = mp.findroot(residuals, [mpf(found["point"][name]) for name in names])
        for name, value in zip(names, exact, strict=True):
            lower, upper = found["box"][name]
            assert mpf(lower) <= value <= mpf(upper)


@pytest.mark.parametrize(
    ("words", "point"),
    [
        (("[x^2 + y^2 - 1, x - y]", "x=1", "y=0.5"), {"x": 0.5**0.5, "y": 0.5**0.5}),
        (("[x^2 + y^2, x] = [1, y]", "x=1", "y=0.5"), {"x": 0.5**0.5, "y": 0.5**0.5}),
        (
            ("given a=1, b=0; r = x^2 + y^2; [r - a, x - y + b]", "x=1", "y=0.5", "--fix", "a,b"),
            {"x": 0.5**0.5, "y": 0.5**0.5},
        ),
        (("x = cos(x)", "x=1"), {"x": 0.7390851332151607}),
        (("-e", "x + y = 3", "-e", "x*y = 2", "x=0", "y=5"), {"x": 1.0, "y": 2.0}),
        (("A@x = b", "A=[[2,1],[1,3]]", "b=[1,2]", "x=[0,0]", "--for", "x"), {"x": [0.2, 0.6]}),
        (("a = 2; x^2 - a", "x=1"), {"x": 2**0.5}),
        (("abs(x) = 2", "x=1"), {"x": 2.0}),
    ],
)
def test_a_root_is_found_and_proved(words: tuple[str, ...], point: dict[str, Any]) -> None:
    found = report(*words)
    assert found["proved"]
    for name, value in point.items():
        assert found["point"][name] == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("words", "text"), [(("abs(x) = 0", "x=1"), "abs(x)"), (("relu(x - 2)", "x=3"), "relu(x - 2)")]
)
def test_a_root_at_a_kink_is_said_to_be_one(words: tuple[str, ...], text: str) -> None:
    (finding,) = report(*words)["findings"]
    assert (finding["kind"], finding["text"]) == ("kink", text)


@pytest.mark.parametrize("words", [("x^2", "x=1"), ("x + y = 1", "x=3", "y=3"), ("where(x < 1, -1, x) + 0*x", "x=1")])
def test_what_is_no_single_root_is_not_proved(words: tuple[str, ...]) -> None:
    _, out, _ = call("solve", *words, "--json")
    assert not json.loads(out)["proved"]


@pytest.mark.parametrize(
    "words",
    [
        ("x = cos(a*x) + b", "x=1"),
        ("[x^2 + y^2 - a, x*y - b*y - 1/10]", "x=1", "y=1"),
    ],
)
def test_the_derivative_of_a_root_is_that_of_the_equations_solved_again(words: tuple[str, ...]) -> None:
    found = report(*words, "a=1.5", "b=0.25", "--wrt", "a,b", "--check")
    for name in ("a", "b"):
        assert found["derivatives"][name] == pytest.approx(found["differences"][name], rel=1e-8, abs=1e-9)


def test_equations_without_a_root_end_where_the_residual_is_least() -> None:
    found = report("x^2 + 1", "x=1", status=1)
    assert found["point"]["x"] == pytest.approx(0, abs=1e-6)
    assert found["findings"][0]["case"] == "no-root"


@pytest.mark.parametrize(
    ("words", "case"),
    [
        (("sqrt(x) = -1", "x=1"), "no-root"),
        (("exp(x) = 0", "x=1"), "root-at-infinity"),
        (("1/x = 0", "x=1"), "root-at-infinity"),
        (("-e", "exp(x) = 0", "-e", "y = 2", "x=1", "y=1"), "root-at-infinity"),
    ],
)
def test_where_residuals_become_small_but_never_0_is_no_root(words: tuple[str, ...], case: str) -> None:
    found = report(*words, status=1)
    assert not found["converged"]
    assert found["findings"][0]["case"] == case


def test_a_root_next_to_0_is_proved_in_a_box_of_the_starts_size() -> None:
    found = report("exp(x) = 1", "x=1")
    assert found["proved"]
    assert abs(found["point"]["x"]) < 1e-15


def test_fewer_equations_than_unknowns_leave_a_direction_free() -> None:
    found = report("x + y = 1", "x=3", "y=3")
    assert found["point"] == pytest.approx({"x": 0.5, "y": 0.5})
    assert found["findings"][0]["text"] == "x - y"


def test_several_starts_find_what_one_does_not() -> None:
    found = report("atan(x) = 1/2", "x=-50..50", "--starts", "20")
    assert found["converged"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x = 1", "x=2", "z=3"), "no variable `z`"),
        (("x = 1",), "`x` has no value"),
        (("log(x) = 1", "x=-1"), "not defined at the start"),
        (("x = 1", "x=2", "--fix", "x"), "nothing to search for"),
        (("5",), "nothing to search for"),
        (("x^2 == 2", "x=1"), "write `x^2 = 2`"),
        (("x > 2", "x=1"), "is a comparison"),
        (("x^2 = 2", "--x", "1", "--bounds", "x=0..2"), "`solve` has no option `--bounds`"),
        (("x = 1", "x=2", "--for", "y"), "not a variable"),
        (("x = 1", "--over", "x=0..2", "--starts", "3"), "exclude each other"),
        (("x = 1", "--over", "x=0..2", "--for", "x"), "exclude each other"),
        (("x = 1", "--over", "x=0..2", "--kinks", "jax"), "exclude each other"),
        (("x = 1", "--over", "x=0..2", "x=1"), "has a value and a range"),
        (("x+y=1", "x-y=3"), '-e "x+y=1" -e "x-y=3"'),
        (("[x+y=1, x-y=3]", "x=1", "y=1"), '-e "x+y=1" -e "x-y=3"'),
        (("x+y=1, x-y=3", "x=1", "y=1"), '-e "x+y=1" -e "x-y=3"'),
        (("[x==1, y]", "x=1", "y=1"), '-e "x=1" -e "y"'),
        (("x == y == 1", "x=1", "y=1"), '-e "x = y" -e "y = 1"'),
        (("a = 2; x = y = a", "x=1", "y=1"), '-e "a = 2; x = y" -e "a = 2; y = a"'),
        (("1 = 2",), "autograd solve 'x^2 = 2' --x 1"),
        (("x^2 = 2", "x=0:1"), "a range is written `x=0..1`"),
        (("x^2 = 2", "--over", "x=0:1"), "a range is written `x=0..1`"),
        (("x = 1", "--over", "x=0..2", "--digits", "30"), "exclude each other"),
        (("x = 1", "x=2", "--digits", "0"), "between 1 and 1,000"),
    ],
)
def test_what_cannot_be_solved_is_refused(words: tuple[str, ...], said: str) -> None:
    status, _, err = call("solve", *words)
    assert status == 2
    assert said in err


ALL = [
    ("x^3 - 2*x + 1/2", "x=-3..3", 3),
    ("x*(x - 1)*(x - 2)*(x - 3)", "x=-5..5", 4),
    ("prod(x - k, k = 1:8)", "x=0..9", 8),
    ("x^5 - x - 1", "x=-3..3", 1),
    ("16*x^5 - 20*x^3 + 5*x", "x=-2..2", 5),
    ("sin(x)", "x=-10..10", 7),
    ("cos(x) = x/4", "x=-10..10", 3),
    ("sin(x) + cos(2*x) = 1/2", "x=0..6", 4),
    ("[x^2 + y^2 - 4, x*y - 1]", "x=-3..3,y=-3..3", 4),
    ("[sin(x) - y, x - y^3]", "x=-3..3,y=-3..3", 1),
]


@pytest.mark.parametrize(("equations", "over", "count"), ALL)
def test_all_roots_are_found_and_proved(equations: str, over: str, count: int) -> None:
    found = report(equations, "--over", over)
    assert found["proved"]
    assert len(found["roots"]) == count
    for one in found["roots"]:
        assert all(lower <= one["point"][name] <= upper for name, (lower, upper) in one["box"].items())


@pytest.mark.parametrize(
    ("words", "over"),
    [
        (("abs(x) = x",), "x=-1..1"),
        (("-e", "x^2 + y^2 = 1", "-e", "x*y = y*x + 0*y"), "x=-1..1,y=-1..1"),
    ],
)
def test_a_search_for_all_of_too_many_roots_ends(words: tuple[str, ...], over: str) -> None:
    found = report(*words, "--over", over, status=1)
    assert [one["case"] for one in found["findings"]] == ["boxes", "unsettled"]
    assert found["boxes"] < 3000


@pytest.mark.parametrize(("over", "roots"), [("x=0..1", [0.0, 1.0]), ("x=-1..0", [0.0]), ("x=1..2", [1.0])])
def test_roots_at_the_ends_of_a_range_are_proved(over: str, roots: list[float]) -> None:
    found = report("x*(x - 1)", "--over", over)
    assert [one["point"]["x"] for one in found["roots"]] == pytest.approx(roots, abs=1e-15)


@pytest.mark.parametrize(
    ("equation", "over", "roots", "boxes"),
    [
        ("x^2 - 2*x + 1", "x=-5..5", 0, 1),
        ("(x - 1)^2*(x + 2)", "x=-5..5", 1, 1),
        ("(x - 1)^2*(x + 2)^2", "x=-5..5", 0, 2),
        ("(x - 1)^3", "x=-5..5", 0, 1),
    ],
)
def test_a_multiple_root_is_in_one_box_that_is_not_settled(equation: str, over: str, roots: int, boxes: int) -> None:
    found = json.loads(call("solve", equation, "--over", over, "--json")[1])
    assert (len(found["roots"]), len(found["unsettled"])) == (roots, boxes)


def test_ctrl_c_leaves_the_roots_so_far_and_the_rest_unsettled() -> None:
    problem = pose(Source("sin(x)"), {"x": 1.0})

    def interrupt(boxes: int, left: float) -> None:
        if boxes == 8:
            raise KeyboardInterrupt

    found = solve_over([problem], {"x": (-10.0, 10.0)}, {}, interrupt)
    assert [one.case for one in found.findings] == ["interrupted", "unsettled"]
    assert found.unsettled


def test_starts_are_drawn_when_their_turn_comes() -> None:
    starts = drawn_starts({"x": (0.0, 1.0)}, ["x", "y"], 10**12, 0)
    assert [0 <= next(starts)[0] <= 1 for _ in range(3)] == [True] * 3
    assert report("sin(x) = x/4", "x=1..5", "--starts", "1000000000")["proved"]


def test_notes_on_how_equations_were_read_are_in_the_report() -> None:
    for words in (("x = e", "x=1"), ("x = e", "--over", "x=0..5")):
        assert [one["kind"] for one in report(*words)["findings"]] == ["name"]


def test_what_is_not_settled_is_said() -> None:
    found = report("x^2", "--over", "x=-1..1", status=1)
    assert found["roots"] == []
    ((lower, upper),) = (one["x"] for one in found["unsettled"])
    assert -1e-6 < lower <= 0 <= upper < 1e-6


def test_values_beside_ranges_of_as_many_unknowns_as_equations_are_kept() -> None:
    found = report("x^2 = a", "x=1..5", "a=4")
    assert found["point"] == {"x": pytest.approx(2)}
    assert found["fixed"] == {"a": 4.0}
    (note,) = found["findings"]
    assert (note["kind"], note["names"], note["text"]) == ("name", ["a"], "x,a")
    assert "--for x,a" in note["message"]
    # Its hint is followed, and these leave open which variable is meant.
    for words in (("x=1..5", "a=4", "--for", "x,a"), ("x=1..5", "a=3..4"), ("x=1", "a=4")):
        assert set(report("x^2 = a", *words)["point"]) == {"x", "a"}
    assert set(report("[x + y, x*y] = [5, 6]", "x=0..1", "y=3")["point"]) == {"x", "y"}


@pytest.mark.parametrize("options", [["--fix", "A[0,1]"], ["--for", "A[0,0]"], ["--wrt", "A[0, 1]"]])
def test_elements_of_a_matrix_are_chosen_and_fixed(options: list[str]) -> None:
    found = report("A[0,0]^2 = A[0,1]", "A=[[1,4]]", *options)
    assert found["point"] == {"A[0, 0]": pytest.approx(2)}
    assert found["fixed"] == {"A[0, 1]": 4.0}


def test_values_beside_ranges_are_kept_from_python() -> None:
    found = autograd_cli.solve("x^2 = a", {"a": 4}, ranges={"x": (1, 5)})
    assert found.point == {"x": pytest.approx(2)}
    assert [one.case for one in found.findings] == ["kept"]
    assert set(autograd_cli.minimize("(x - a)^2 + x^2", {"x": 1, "a": 2}).point) == {"x", "a"}


def test_a_range_without_an_end_is_refused() -> None:
    status, _, err = call("solve", "x^2 = 2", "--over", "x=0..")
    assert status == 2
    assert "has no end" in err


@pytest.mark.parametrize(
    ("words", "exact"),
    [
        (("x = cos(x)", "x=1"), lambda: {"x": mp.findroot(lambda x: mp.cos(x) - x, 0.7)}),
        (("x^3 = a", "x=1", "a=0.1", "--for", "x"), lambda: {"x": mp.cbrt(mpf(1) / 10)}),
        (("[x^2 + y^2 - 2, x - y]", "x=1", "y=0.5"), lambda: {"x": mpf(1), "y": mpf(1)}),
        (("exp(x) - 1 = y", "-e", "x*(x + 1) = y", "x=2", "y=3"), None),
        (("x*1e-12 = 1e-30", "x=1"), lambda: {"x": mpf(10) ** -18}),
    ],
)
def test_all_digits_that_are_asked_for_are_right(words: tuple[str, ...], exact: Any) -> None:
    if exact is None:
        words = ("-e", *words)
    found = report(*words, "--digits", "45")
    with mp.workdps(60):
        if exact is None:
            x = mp.findroot(lambda x: mp.exp(x) - 1 - x * (x + 1), found["point"]["x"])
            wanted = {"x": x, "y": mp.exp(x) - 1}
        else:
            wanted = exact()
        for name, value in wanted.items():
            assert abs(mpf(found["digits"][name]) - value) <= abs(value) * mpf(10) ** -44
            assert len(found["digits"][name].lstrip("0.-").partition("e")[0].replace(".", "")) == 45


@pytest.mark.parametrize("words", [("(x - 1)^2 = 0", "x=3"), ("x + y = 1", "x=3", "y=3"), ("abs(x) = 0", "x=1")])
def test_digits_that_cannot_be_proved_are_not_printed(words: tuple[str, ...]) -> None:
    found = report(*words, "--digits", "30")
    assert "digits" not in found
    assert any(finding["case"] == "root-digits" for finding in found["findings"])


@pytest.mark.parametrize(
    ("text", "count", "known"), [("(x - 1)^2 = 0", 2, "8"), ("(x - 1)^3*x = 0", 3, "5"), ("1 - cos(x) = 0", 2, "8")]
)
def test_a_multiple_root_is_said_to_be_one(text: str, count: int, known: str) -> None:
    found = report(text, "x=2.5" if "cos" not in text else "x=0.5")
    one = next(finding for finding in found["findings"] if finding["case"] == "multiple-root")
    assert (one["digits"], one["value"]) == (count, known)


def test_a_start_next_to_0_is_as_good_as_0() -> None:
    assert report("x^2 = 4", "x=1e-200")["point"]["x"] == 2


def test_starts_that_were_drawn_are_not_advised_again() -> None:
    found = report("cos(x) = 2", "x=0..1", "--starts", "5", status=1)
    assert found["findings"][0]["case"] == "no-root-of-starts"


def test_derivatives_have_as_many_digits_as_the_root() -> None:
    words = ("-e", "x^2 + y^2 = a", "-e", "x = b*y", "x=1", "y=1", "a=2", "b=0.1", "--wrt", "a,b", "--digits", "45")
    found = report(*words)
    with mp.workdps(60):
        b = mpf(1) / 10
        y = mp.sqrt(2 / (1 + b**2))
        exact = {"a": {"x": b * y / 4, "y": y / 4}, "b": {"x": y - b**2 * y / (1 + b**2), "y": -b * y / (1 + b**2)}}
        for parameter, partials in exact.items():
            for name, value in partials.items():
                text = found["derivative_digits"][parameter][name]
                assert abs(mpf(text) - value) <= abs(value) * mpf(10) ** -44
        assert max(map(abs, found["residual"].values())) < 1e-44


def test_derivatives_that_are_not_proved_have_a_finding() -> None:
    _, _, errors = call("minimize", "(x - a)^2 + exp(x)", "x=0", "a=0.1", "--wrt", "a", "--digits", "30")
    assert "the derivatives of the solution have the digits of doubles" in errors


@pytest.mark.parametrize("factor", ["1e-250", "1e-150", "1e150", "1e250"])
def test_the_size_of_an_equation_makes_no_jacobian_singular(factor: str) -> None:
    found = json.loads(call("solve", f"{factor}*(x - 1)", "x=5", "--json")[1])
    assert (found["point"], found["condition"], found["findings"]) == ({"x": 1.0}, 1.0, [])


def test_a_box_that_is_not_settled_has_the_point_that_may_be_a_root() -> None:
    found = json.loads(call("solve", "(x - 1)^2*(x + 2) = 0", "--over", "x=-5..5", "--json")[1])
    assert found["candidates"] == [{"point": {"x": 1.0}, "residual": 0.0, "singular": True}]
    assert [one["point"] for one in found["roots"]] == [{"x": -2.0}]
    assert json.loads(call("solve", "1/x = 0", "--over", "x=-5..5", "--json")[1])["candidates"] == [None]


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (("solve", "atan(x) + 10", "x=1.7e308"), "convergence"),
        (("minimize", "atan(x)", "x=1.7e308"), "undetermined convergence"),  # flat, and lower on the other side
        (("minimize", "1/x", "x=1e200"), ""),
        (("minimize", "atan(x)", "x=1e200", "--subject-to", "x >= 1"), "convergence"),
    ],
)
def test_a_start_whose_square_is_beyond_all_doubles_ends_in_a_report(words: tuple[str, ...], kinds: str) -> None:
    status, out, _ = call(*words, "--json")
    found = json.loads(out)
    assert status in (0, 1)
    assert {finding["kind"] for finding in found["findings"]} == {*kinds.split()}


def test_a_variable_named_like_an_element_is_one_root() -> None:
    assert report("`a[0]`^2 = 4", "`a[0]`=1")["point"] == {"a[0]": 2.0}
    assert report("x[0] = 1", "x=[2, 3]", "--for", "x[0]")["point"] == {"x[0]": 1.0}
    (root,) = report("`a[0]` = 4", "--over", "`a[0]`=1..6")["roots"]
    assert root["point"] == {"a[0]": 4.0}
