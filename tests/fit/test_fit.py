"""Fits against SciPy's and NumPy's answers to the same data, what data cannot determine, and what is refused."""

import io
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import polars
import pytest
from jsonschema import Draft202012Validator
from scipy.optimize import curve_fit, least_squares
from scipy.special import ndtri, stdtrit
from support.calls import call

from autograd_cli.commands.searches import Progress

X = np.linspace(0.0, 4.0, 25)
NOISE = 0.05 * np.sin(37.0 * X + 1.0)
Y = 2.5 * np.exp(-1.3 * X) + 0.4 + NOISE
ERROR = 0.05 + 0.02 * X
SCHEMA = json.loads((files("autograd_cli.schemas") / "fit-1.json").read_text("utf-8"))


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "data.csv"
    rows = zip(X.tolist(), Y.tolist(), ERROR.tolist(), strict=True)
    path.write_text("x,y,sy\n" + "".join(f"{x!r},{y!r},{s!r}\n" for x, y, s in rows), "utf-8")
    return str(path)


def decay(x: Any, a: float, b: float, c: float) -> Any:
    return a * np.exp(-b * x) + c


def report(*words: str, status: int = 0) -> Any:
    found, out, err = call("fit", *words, "--json")
    assert found == status, err
    document = json.loads(out)
    Draft202012Validator(SCHEMA).validate(document)
    return document


def estimates(fit: Any) -> list[float]:
    return [one["estimate"] for one in fit["parameters"].values()]


def errors(fit: Any) -> list[float]:
    return [one["standard_error"] for one in fit["parameters"].values()]


MODEL = "y = a*exp(-b*x) + c"


@pytest.mark.parametrize("absolute", [False, True])
def test_weights_are_those_of_curve_fit(table: str, absolute: bool) -> None:
    fit = report(table, "-e", MODEL, "b=1", "--y-error", "sy", *(["--absolute"] if absolute else []))
    values, covariance = curve_fit(decay, X, Y, [1, 1, 0], ERROR, absolute, xtol=1e-14, ftol=1e-14)
    assert estimates(fit) == pytest.approx(values, rel=1e-6)
    assert errors(fit) == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-5)


@pytest.mark.parametrize("known", [False, True])
def test_intervals_and_bands_of_known_errors_are_normal(table: str, known: bool, tmp_path: Path) -> None:
    band = tmp_path / "band.csv"
    asked = ("--y-error", "sy", "--profile", "--level", "0.9", "--band", str(band), *["--absolute"] * known)
    fit = report(table, "-e", "y = p + q*x", *asked)
    quantile = ndtri(0.95) if known else stdtrit(len(X) - 2, 0.95)
    for one in fit["parameters"].values():
        ends = [one["estimate"] + sign * quantile * one["standard_error"] for sign in (-1, 1)]
        assert one["interval"] == pytest.approx(ends, rel=1e-12)
        assert one["profile"] == pytest.approx(ends, rel=1e-6)
    rows = polars.read_csv(band)
    half = (rows["prediction_high"] - rows["fitted"]).to_numpy() ** 2 - (rows["confidence_high"] - rows["fitted"]) ** 2
    scale = 1.0 if known else fit["residual_standard_deviation"]
    assert half.to_numpy() == pytest.approx((quantile * scale * ERROR) ** 2, rel=1e-9)


def test_known_errors_give_intervals_to_a_fit_through_all_points(tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text("x,y\n1,2\n2,4.1\n")
    fit = report(str(tmp_path / "two.csv"), "-e", "y = a*x + b", "--y-error", "0.1", "--absolute")
    assert errors(fit) == pytest.approx([0.1 * 2**0.5, 0.1 * 5**0.5])
    assert all(one["interval"] for one in fit["parameters"].values())
    assert fit["log_likelihood"] is not None
    assert [one["message"] for one in fit["findings"]] == ["the residuals are rounding alone: the fit is exact"]


def test_a_fit_of_zeros_is_exact(tmp_path: Path) -> None:
    (tmp_path / "line.csv").write_text("x,y\n1,2\n2,4\n3,7\n")
    fit = report(str(tmp_path / "line.csv"), "-e", "0 = a*y + b")
    assert [(one["kind"], "mean nothing" in one["message"]) for one in fit["findings"]] == [("rounding", True)]


def test_bounds_hold_and_a_parameter_at_one_has_no_error(table: str) -> None:
    fit = report(table, "-e", MODEL, "a=1", "b=0.5", "c=0", "--bounds", "b=0..1,a=0..")
    bounded = least_squares(lambda p: decay(X, *p) - Y, [1, 0.5, 0], bounds=([0, 0, -np.inf], [np.inf, 1, np.inf]))
    assert estimates(fit) == pytest.approx(bounded.x, rel=1e-5)
    assert fit["parameters"]["b"] == {
        "estimate": 1.0,
        "standard_error": None,
        "interval": None,
        "state": "bound",
        "start": 0.5,
    }
    assert [one["kind"] for one in fit["findings"]] == ["bound"]


def test_a_fixed_parameter_is_not_fitted(table: str) -> None:
    fit = report(table, "-e", MODEL, "--fix", "b=1.3")
    design = np.column_stack([np.exp(-1.3 * X), np.ones_like(X)])
    assert [fit["parameters"][name]["estimate"] for name in "ac"] == pytest.approx(np.linalg.lstsq(design, Y)[0])
    assert fit["parameters"]["b"]["state"] == "fixed"
    assert fit["degrees_of_freedom"] == 23


@pytest.mark.parametrize("loss", ["linear", "huber", "soft_l1", "cauchy"])
def test_a_bound_that_the_search_only_nears_is_reached(table: str, loss: str) -> None:
    robust = [] if loss == "linear" else ["--robust", loss, "--scale", "0.3"]
    fit = report(table, "-e", MODEL, "b=0.5", "--bounds", "b=0..0.8", *robust)
    options = {"loss": loss, "f_scale": 0.3, "xtol": 1e-14, "ftol": 1e-14, "gtol": 1e-14}
    found = least_squares(lambda p: decay(X, p[0], 0.8, p[1]) - Y, [2, 0], **options)
    assert estimates(fit) == pytest.approx([found.x[0], 0.8, found.x[1]], rel=1e-6)
    assert (fit["converged"], fit["parameters"]["b"]["state"]) == (True, "bound")


@pytest.mark.parametrize("loss", ["huber", "soft_l1", "cauchy"])
def test_robust_losses_are_those_of_scipy(table: str, loss: str) -> None:
    fit = report(table, "-e", MODEL, "b=1", "--robust", loss, "--scale", "0.03")
    options = {"loss": loss, "f_scale": 0.03, "xtol": 1e-14, "ftol": 1e-14, "gtol": 1e-14}
    found = least_squares(lambda p: decay(X, *p) - Y, [2, 1, 0], **options)
    assert estimates(fit) == pytest.approx(found.x, rel=1e-5)


@pytest.mark.parametrize("loss", ["huber", "soft_l1", "cauchy"])
def test_an_outlier_makes_no_scale_and_counts_in_the_sum_of_squares(loss: str, tmp_path: Path) -> None:
    noise = [0.02, -0.01, 0.03, -0.02, 20.0, 0.01, -0.03, 0.02]
    path = tmp_path / "outlier.csv"
    path.write_text("x,y\n" + "".join(f"{x},{1 + 2 * x + one}\n" for x, one in enumerate(noise)))
    fit = report(str(path), "-e", "y = a + b*x", "--robust", loss)
    a, b = estimates(fit)
    assert [a, b] == pytest.approx([1, 2], abs=0.05)
    residuals = np.array([1 + 2 * x + one - a - b * x for x, one in enumerate(noise)])
    assert fit["residual_sum_of_squares"] == pytest.approx(float(residuals @ residuals))
    tuned = 2.385 if loss == "cauchy" else 1.345
    assert fit["scale"] == pytest.approx(tuned * 1.4826 * np.median(np.sort(np.abs(residuals))[2:]), rel=0.01)
    assert fit["log_likelihood"] is None


def test_correlations_are_covariances_in_units_of_the_errors(table: str) -> None:
    fit = report(table, "-e", MODEL, "b=1", "--correlation")
    _, covariance = curve_fit(decay, X, Y, [1, 1, 0], xtol=1e-14, ftol=1e-14)
    sizes = np.sqrt(np.diag(covariance))
    found = [[fit["correlation"][a][b] for b in "abc"] for a in "abc"]
    assert np.allclose(found, covariance / np.outer(sizes, sizes), atol=1e-6)


def test_a_bound_is_no_parameter(table: str) -> None:
    words = ("y = sum(a[k]*x^k, k = 0:n)", "a=[1,1,1]", "--json")
    report = json.loads(call("fit", table, "-e", *words, "n=2")[1])
    assert (report["parameters"]["n"]["estimate"], report["parameters"]["n"]["state"]) == (2, "fixed")
    assert [*report["parameters"]] == ["n", "a[0]", "a[1]", "a[2]"]


def test_a_trace_goes_down_to_the_estimates(table: str) -> None:
    fit = report(table, "-e", MODEL, "b=1", "--trace")
    search = [one["residual_sum_of_squares"] for one in fit["trace"] if one["phase"] == "search"]
    assert search == sorted(search, reverse=True)
    assert fit["trace"][0]["parameters"]["b"] == 1
    assert [*fit["trace"][-1]["parameters"].values()] == estimates(fit)


@pytest.mark.parametrize(("model", "power"), [("y = a/x^2", 2), ("y = a/x^p", 2)])
def test_digits_are_those_of_the_exact_solution(tmp_path: Path, model: str, power: int) -> None:
    path = tmp_path / "power.csv"
    data = [(1, 3), (2, 1), (4, 0)]
    path.write_text("x,y\n" + "".join(f"{x},{y}\n" for x, y in data), "utf-8")
    fit = report(str(path), "-e", model, *(["p=1"] if "p" in model else []), "--digits", "40")
    with mpmath.workdps(60):

        def slope(p: Any) -> Any:  # a is solved for: the sum of squares falls along p no more
            shape = [mpmath.mpf(x) ** -p for x, _ in data]
            a = sum(f * y for f, (_, y) in zip(shape, data, strict=True)) / sum(f * f for f in shape)
            return a, sum((a * f - y) * f * mpmath.log(x) for f, (x, y) in zip(shape, data, strict=True))

        exact = mpmath.findroot(lambda p: slope(p)[1], power) if "p" in model else mpmath.mpf(power)
        for name, true in {"a": slope(exact)[0], "p": exact}.items():
            if name in fit["parameters"]:
                assert abs(mpmath.mpf(fit["parameters"][name]["digits"][0]) / true - 1) < mpmath.mpf(10) ** -39


def test_ends_of_profiles_raise_the_squares_by_the_quantile(table: str) -> None:
    fit = report(table, "-e", MODEL, "b=1", "--profile")
    level = fit["residual_sum_of_squares"] * (1 + stdtrit(22, 0.975) ** 2 / 22)
    for end in fit["parameters"]["b"]["profile"]:
        design = np.column_stack([np.exp(-end * X), np.ones_like(X)])
        assert np.linalg.lstsq(design, Y)[1][0] == pytest.approx(level, rel=1e-7)
    for name, one in report(table, "-e", "y = p + q*x", "--profile")["parameters"].items():
        assert one["profile"] == pytest.approx(one["interval"]), name  # a linear model's are symmetric


def test_the_left_side_may_be_a_formula_or_a_vector(table: str) -> None:
    straight = report(table, "-e", "log(y) = p + q*x")
    slope, intercept = np.polyfit(X, np.log(Y), 1)
    assert estimates(straight) == pytest.approx([intercept, slope])
    both = report(table, "-e", "[y, 2*y] = [p + q*x, 2*p + r*x]")
    assert both["degrees_of_freedom"] == 2 * 25 - 3


def test_directions_that_the_data_leave_free_are_named(table: str) -> None:
    status, out, err = call("fit", table, "-e", "y = p + q*x + 2*r*x")
    assert status == 0
    assert "undetermined: `q` and `r` cannot be told apart: the data leave q - 0.5*r free" in err
    assert out.count("undetermined") == 2
    status, _, err = call("fit", table, "-e", "y = p + 0*q*x")
    assert "`q` has no influence" in err


def test_residuals_of_rounding_alone_are_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "exact.csv"
    path.write_text("x,y\n" + "".join(f"{x},{3 + 2 * x}\n" for x in range(9)), "utf-8")
    fit = report(str(path), "-e", "y = a + b*x")
    assert estimates(fit) == pytest.approx([3, 2], rel=1e-12)
    assert [one["case"] for one in fit["findings"]] == ["residuals"]
    assert fit["log_likelihood"] is None


def test_an_estimate_at_a_kink_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "kink.csv"
    path.write_text("x,y\n" + "".join(f"{x},{abs(x - 2) + 0.25 * (-1) ** x}\n" for x in (0, 1, 2, 3, 4)), "utf-8")
    finding = report(str(path), "-e", "y = abs(x - c) + d", "c=2")["findings"][-1]
    assert (finding["kind"], finding["text"], finding["where"].rpartition(", ")[2]) == ("kink", "abs(x - c)", "line 4")


def test_constant_data_have_no_r_squared(tmp_path: Path) -> None:
    path = tmp_path / "constant.csv"
    path.write_text("x,y\n" + "".join(f"{x},0.1\n" for x in range(5)), "utf-8")
    assert report(str(path), "-e", "y = a + b*x")["r_squared"] is None


def test_a_left_side_with_a_parameter_has_no_r_squared(table: str) -> None:
    model = MODEL.split("=", 1)[1]
    plain, turned = (report(table, "-e", text, "b=1") for text in (MODEL, f"y - ({model}) = 0"))
    assert turned["parameters"]["b"]["estimate"] == pytest.approx(plain["parameters"]["b"]["estimate"])
    assert plain["r_squared"] is not None
    assert not [one for one in plain["findings"] if "R²" in one["message"]]
    assert (turned["r_squared"], turned["adjusted_r_squared"]) == (None, None)
    assert [one["names"] for one in turned["findings"] if "there is no R²" in one["message"]]
    assert call("fit", table, "-e", f"y - ({model}) = 0", "b=1", "--strict")[0] == 0


@pytest.mark.parametrize("line", [(1.0, 2.0), (0.5, 1.5)])
def test_a_power_that_exact_data_do_not_have_is_0(line: tuple[float, float], tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    path.write_text("x,y\n" + "".join(f"{x},{line[0] + line[1] * x!r}\n" for x in range(12)))
    fit = report(str(path), "-e", "y = a + b*x + c*x^2 + d*x^3")
    assert estimates(fit) == [*line, 0.0, 0.0]


@pytest.mark.parametrize("digits", [(), ("--digits", "20")])
@pytest.mark.parametrize(("second", "slope"), [("2.1", 1.04), ("2", 1.0)], ids=["scattered", "exact"])
def test_a_small_estimate_beside_a_large_one_is_not_0(
    second: str, slope: float, digits: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "apart.csv"
    path.write_text(f"x,z,y\n1,0,1\n2,0,{second}\n0,1,1e-60\n0,2,{second}e-60\n")
    fit = report(str(path), "-e", "y = a*x + b*z", *digits)
    assert estimates(fit) == pytest.approx([slope, slope * 1e-60], rel=1e-15, abs=0.0)
    if digits:
        assert [len(one["digits"][0].split("e")[0]) for one in fit["parameters"].values()] == [21, 21]


@pytest.mark.parametrize("kind", ["csv", "value", "latex"])
def test_digits_that_are_asked_for_are_in_every_format(kind: str, table: str) -> None:
    words = ("fit", table, "-e", MODEL, "b=1", "--digits", "25")
    digits = json.loads(call(*words, "--json")[1])["parameters"]["a"]["digits"]
    text = call(*words, "--format", kind)[1]
    assert [one in text for one in digits] == [True, kind != "value"]


def test_as_many_parameters_as_rows_leave_no_errors(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("x,y\n1,1\n2,4\n", "utf-8")
    fit = report(str(path), "-e", "y = a + b*x")
    assert errors(fit) == [None, None]
    assert "no-freedom" in [one["case"] for one in fit["findings"]]


def test_rows_that_fail_are_named_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "holes.csv"
    path.write_text("x,y\n1,1.1\n2,2.0\n3,nan\n4,\n5,abc\n6,6.1\n", "utf-8")
    status, out, err = call("fit", str(path), "-e", "y = a*x")
    assert status == 1
    assert [line.partition(": ")[0].rpartition(", ")[2] for line in err.splitlines()] == ["line 4", "line 5", "line 6"]
    assert "3 rows left out" in out


def test_as_many_rows_may_fail_as_are_allowed(tmp_path: Path) -> None:
    path = tmp_path / "zero.csv"
    path.write_text("x,y\n0,0\n1,1\n2,2.1\n3,2.9\n4,4.2\nq,1\n", "utf-8")
    x, y = np.array([1, 2, 3, 4]), np.array([1, 2.1, 2.9, 4.2])
    for model, reference in [
        ("y = a + b*log(x)", np.polyfit(np.log(x), y, 1)[::-1]),
        ("y = a*exp(b*log(x))", curve_fit(lambda x, a, b: a * x**b, x, y, [1, 1])[0]),  # only its derivative fails
    ]:
        for allowed, expected in ((1, 1), (2, 0)):
            words = (str(path), "-e", model, "--start", "b=1", "--max-errors", str(allowed), "--json")
            status, out, err = call("fit", *words)
            assert (status, ", line 7: `x` is `q`" in err, ", line 2: at the start" in out + err) == (
                expected,
                True,
                True,
            )
        assert estimates(json.loads(out)) == pytest.approx(reference, rel=1e-5)
        assert json.loads(out)["left_out"] == 2


def test_each_response_may_have_errors_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("x,u,v,su,sv\n" + "".join(f"{x},{x * x},{x + 1},{x + 1},{0.5}\n" for x in range(5)), "utf-8")
    fit = report(str(path), "-e", "[u, v] = [a*x, a*x + c]", "--y-error", "su,sv")
    x = np.arange(5.0)
    weights = np.concatenate([1 / (x + 1), np.full(5, 2.0)])
    design = np.column_stack([np.concatenate([x, x]), np.repeat([0, 1], 5)]) * weights[:, None]
    assert estimates(fit) == pytest.approx(np.linalg.lstsq(design, np.concatenate([x * x, x + 1]) * weights)[0])
    assert fit["weights"] == "su,sv"


def test_intervals_have_the_level_that_is_asked_for(table: str) -> None:
    fit = report(table, "-e", MODEL, "b=1", "--level", "0.9")["parameters"]["b"]
    size = stdtrit(22, 0.95) * fit["standard_error"]
    assert fit["interval"] == pytest.approx([fit["estimate"] - size, fit["estimate"] + size])
    assert "90 % interval" in call("fit", table, "-e", MODEL, "b=1", "--level", "0.9")[1]


def test_a_paper_gets_a_table(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    path.write_text("x,y\n0,1\n1,3\n2,4\n", "utf-8")
    status, _, err = call(
        "fit", str(path), "-e", "y = a_0 + b*x", "--significant", "3", "-o", str(tmp_path / "fit.tex")
    )
    assert (status, err) == (0, "")
    assert (tmp_path / "fit.tex").read_text("utf-8").splitlines() == [
        r"\begin{tabular}{lrrl}",
        r"parameter & estimate & standard error & 95\,\% interval \\ \hline",
        r"$a_{0}$ & $1.17$ & $0.373$ & $[-3.57, 5.9]$ \\",
        r"$b$ & $1.5$ & $0.289$ & $[-2.17, 5.17]$ \\",
        r"\end{tabular}",
    ]
    assert r"$p_{1}$ & $1.5" in call("fit", str(path), "-e", "y = p[0] + p[1]*x", "p=[1,1]", "--format", "latex")[1]


def test_a_search_that_ends_on_a_plateau_has_not_converged(table: str) -> None:
    status, out, err = call("fit", table, "-e", "y = a*(1 - exp(-b*x))", "b=1e6")
    assert (status, "not converged" in out, "on a plateau: near 1000000 `b`" in err) == (1, True, True)


def test_fewer_rows_than_parameters_are_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("x,y\n1,2\n2,3\n", "utf-8")
    assert "no-freedom" in [one["case"] for one in report(str(path), "-e", "y = a + b*x + c*x^2")["findings"]]


def test_an_interrupted_search_prints_the_best_so_far(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(self: object, count: int, squares: float) -> None:
        if count == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr("autograd_cli.commands.searches.Progress.tell", tell)
    status, out, err = call("fit", table, "-e", MODEL, "b=20")
    assert (status, "not converged" in out, "interrupted" in err) == (130, True, True)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_of_a_long_search_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = Terminal()
    now = 0.0
    monkeypatch.setattr("sys.stderr", stderr)
    monkeypatch.setattr("time.monotonic", lambda: now)
    with Progress(quiet=False) as shown, Progress(quiet=True) as quiet:
        for one in (shown, quiet):
            one.tell(1, 3.0)
        now = 10.0
        for one in (shown, quiet):
            one.tell(2, 2.0)
    assert stderr.getvalue() == "\r2 evaluations, sum of squares 2\x1b[K\r\x1b[K"


def test_estimates_go_on_in_eval_with_their_covariance(table: str, tmp_path: Path) -> None:
    path = tmp_path / "fit.json"
    assert call("fit", table, "-e", MODEL, "b=1", "--json", "-o", str(path))[0] == 0
    words = (MODEL.partition("= ")[2], "--at", str(path), "x=1", "--covariance", str(path), "--json")
    status, out, _ = call("eval", *words)
    assert status == 0
    covariance = json.loads(path.read_text("utf-8"))["covariance"]
    gradient = json.loads(out)["gradient"]
    square = sum(gradient[a] * covariance[a][b] * gradient[b] for a in "abc" for b in "abc")
    assert json.loads(out)["uncertainty"]["standard"] == pytest.approx(square**0.5)


ERRORS = "x,y,s,n s\n1,2.1,0.1,0.1\n2,3.9,0.1,0.1\n3,6.2,0.2,0.2\n4,7.8,.1,.1\n"


@pytest.mark.parametrize(
    "words", [("`s`",), ("w", "--let", "w=s"), ("`n s`",), ("n s",), ("w", "--let", "w=n s"), (" s ",)]
)
def test_errors_are_columns_however_these_are_called(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(ERRORS)
    command = ("fit", str(tmp_path / "e.csv"), "-e", "y = a + b*x", "--json", "--y-error")
    expected, found = (json.loads(call(*command, *one)[1])["parameters"] for one in (("s",), words))
    assert found == expected


def test_an_error_may_be_the_same_for_all_rows(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(ERRORS)
    (tmp_path / "same.csv").write_text("x,y,s\n1,2.1,0.1\n2,3.9,0.1\n3,6.2,0.1\n4,7.8,0.1\n")
    command = ("-e", "y = a + b*x", "--json", "--absolute", "--y-error")
    found = json.loads(call("fit", str(tmp_path / "e.csv"), *command, "0.1")[1])
    expected = json.loads(call("fit", str(tmp_path / "same.csv"), *command, "s")[1])
    assert found["parameters"] == expected["parameters"]
    assert call("fit", str(tmp_path / "e.csv"), *command, "0")[0] == 2


def test_errors_may_be_in_cells_or_shares_of_the_left_side(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("x,u,v\n1,2.1±0.1,3\n2,3.9(2),5\n3,6.3±5%,7.1\n4,8(0.1),9\n")
    (tmp_path / "apart.csv").write_text(
        "x,u,v,su,sv\n1,2.1,3,0.1,0.06\n2,3.9,5,0.2,0.1\n3,6.3,7.1,0.315,0.142\n4,8,9,0.1,0.18\n"
    )
    for equation, own, apart in (("u = a*x", "u", "su"), ("[u, v] = [a*x, b + x]", "u,2%", "su,sv")):
        found, wanted = (
            report(str(tmp_path / name), "-e", equation, "--y-error", text, "--absolute")
            for name, text in (("own.csv", own), ("apart.csv", apart))
        )
        assert estimates(found) == pytest.approx(estimates(wanted), rel=1e-12)
        assert errors(found) == pytest.approx(errors(wanted), rel=1e-12)
    status, _, told = call("fit", str(tmp_path / "own.csv"), "-e", "u = a*x")
    assert status == 2
    assert "line 2: `u` is `2.1±0.1`, not a number; `--y-error u` reads such cells" in told


def test_csv_has_profiles_and_correlations_that_are_asked_for(table: str) -> None:
    words = (table, "-e", MODEL, "b=1", "--fix", "c=0.4", "--correlation", "--profile")
    fit = report(*words)
    header, *lines = [line.split(",") for line in call("fit", *words, "--format", "csv")[1].splitlines()]
    assert header[5:] == ["profile_lower", "profile_upper", "correlation_a", "correlation_b"]
    for name, *cells in lines:
        one = fit["parameters"][name]
        expected = [*one.get("profile", ["", ""]), *fit["correlation"].get(name, {"a": "", "b": ""}).values()]
        assert cells[4:] == [str(part) for part in expected]


@pytest.mark.parametrize("text", ["0", "-0.1", "0%", "1e999"])
def test_errors_that_are_not_positive_are_refused(text: str, table: str) -> None:
    status, _, told = call("fit", table, "-e", MODEL, "b=1", "--y-error", text)
    assert (status, told.startswith(f"error: `--y-error` has {text}, and standard errors are ")) == (2, True)


def test_starts_may_have_names_with_blanks(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(ERRORS)
    words = ("fit", str(tmp_path / "e.csv"), "-e", "y = a + `a 0`*x^n", "--format", "value", "--start")
    assert call(*words, "n=1,a 0=2")[:2] == call(*words, "n=1,`a 0`=2")[:2]
    assert call(*words, "n=1,a 0=2")[0] == 0


def test_digits_are_rounded_to_the_significant_ones(table: str) -> None:
    words = ("fit", table, "-e", MODEL, "b=1", "--digits", "25", "--significant", "3")
    lines = call(*words)[1].splitlines()[4:6]
    assert all(
        len(cell.strip("-0.").replace(".", "").partition("e")[0]) <= 3 for line in lines for cell in line.split()[1:3]
    )
    assert len(json.loads(call(*words[:-2], "--json")[1])["parameters"]["a"]["digits"][0]) > 20


def test_bands_are_those_of_a_straight_line(table: str, tmp_path: Path) -> None:
    path = tmp_path / "band.csv"
    assert call("fit", table, "-e", "y = p + q*x", "--band", str(path))[0] == 0
    header, *lines = path.read_text("utf-8").split()
    found = dict(zip(header.split(","), np.array([line.split(",") for line in lines], dtype=float).T, strict=True))
    slope, intercept = np.polyfit(X, Y, 1)
    fitted = intercept + slope * X
    variance = np.sum((Y - fitted) ** 2) / 23
    share = 1 / 25 + (X - X.mean()) ** 2 / np.sum((X - X.mean()) ** 2)
    assert found["residual"] == pytest.approx(Y - fitted)
    assert found["confidence_high"] == pytest.approx(fitted + stdtrit(23, 0.975) * np.sqrt(variance * share))
    assert found["prediction_low"] == pytest.approx(fitted - stdtrit(23, 0.975) * np.sqrt(variance * (1 + share)))


def test_bands_of_a_weighted_curve_are_of_its_gradient_and_covariance(table: str, tmp_path: Path) -> None:
    path = tmp_path / "band.csv"
    words = (table, "-e", "log(y) = log(a*exp(-b*x) + c)", "a=2", "b=1", "c=0.5", "--y-error", "sy", "--level", "0.9")
    assert call("fit", *words, "--band", str(path))[0] == 0
    found = polars.read_csv(path)
    values, covariance = curve_fit(lambda *one: np.log(decay(*one)), X, np.log(Y), [2, 1, 0.5], ERROR, xtol=1e-14)
    a, b, _ = values
    gradient = np.stack([np.exp(-b * X), -a * X * np.exp(-b * X), np.ones_like(X)]) / decay(X, *values)
    of_mean = np.einsum("ik,ij,jk->k", gradient, covariance, gradient)
    fitted = np.log(decay(X, *values))
    variance = np.sum(((np.log(Y) - fitted) / ERROR) ** 2) / 22
    for kind, square in (("confidence", of_mean), ("prediction", of_mean + variance * ERROR**2)):
        for end, sign in (("low", -1), ("high", 1)):
            expected = fitted + sign * stdtrit(22, 0.95) * np.sqrt(square)
            assert found[f"{kind}_{end}"].to_numpy() == pytest.approx(expected, rel=1e-5), kind


def test_many_rows_are_fitted_block_by_block_as_few_are(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    x = random.uniform(0.0, 4.0, 50_000)
    y, error = decay(x, 2.5, 1.3, 0.4) + random.normal(0.0, 0.1 + 0.05 * x), 0.1 + 0.05 * x
    path = tmp_path / "many.parquet"
    polars.DataFrame({"x": x, "y": y, "sy": error}).write_parquet(path)
    fit = report(str(path), "-e", MODEL, "b=1", "--y-error", "sy", "--absolute")
    values, covariance = curve_fit(decay, x, y, [1, 1, 0], error, True, xtol=1e-15, ftol=1e-15)
    assert estimates(fit) == pytest.approx(values, rel=1e-8)
    assert errors(fit) == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-6)
    residuals = (y - decay(x, *estimates(fit))) / error
    assert fit["residual_sum_of_squares"] == pytest.approx(np.sum(residuals**2), rel=1e-13)
    assert fit["convergence"]["gradient"] < 1e-10
    huber = report(str(path), "-e", MODEL, "b=1", "--robust", "huber", "--scale", "0.1")
    options = {"loss": "huber", "f_scale": 0.1, "xtol": 1e-15, "ftol": 1e-15, "gtol": 1e-15}
    found = least_squares(lambda p: decay(x, *p) - y, [2, 1, 0], **options)
    assert estimates(huber) == pytest.approx(found.x, rel=1e-6)


def test_many_starts_find_what_one_misses(tmp_path: Path) -> None:
    path = tmp_path / "wave.csv"
    path.write_text("x,y\n" + "".join(f"{x!r},{float(np.sin(7 * x))!r}\n" for x in X.tolist()), "utf-8")
    fit = report(str(path), "-e", "y = a*sin(w*x)", "w=1..12", "--starts", "12", "--seed", "1")
    assert abs(fit["parameters"]["w"]["estimate"]) == pytest.approx(7)


REFUSED = [
    (("-e", "a + b*x"), "is not an equation"),
    (("-e", "y = a = b"), "`==` compares"),
    (("-e", "y = a*exp(-b*x)"), "`b` needs a start"),
    (("-e", "y = abs(x - b) + c"), "`b` needs a start"),
    (("-e", "y = x"), "has no parameter"),
    (("-e", "y ~ a*x"), "hint: write `y = a*x`"),
    (("-e", "t = x; y == a*t"), "hint: write `y = a*t`"),
    (("-e", "y = p[0] + p[1]*x"), "as in `p=[1,1,1]`"),
    (("-e", MODEL, "b=1", "--bounds", "b>0"), "hint: write `--bounds b=0..`"),
    (("-e", MODEL, "b=1", "--y_error", "sy"), "did you mean `--y-error`?"),
    (("-e", MODEL, "b=0.1.."), "`--bounds b=0.1..` is a bound"),
    (("-e", MODEL, "b=1", "--starts", "5"), "no parameter has one"),
    (("-e", MODEL, "b=1", "--fix", "b=2"), "`b` is given twice"),
    (("-e", MODEL, "b=1..2", "--fix", "b"), "`b` has a range, 1..2, and is no unknown"),
    (("-e", MODEL, "b=1", "--y-error", "sy,sy"), "the equation 1 response"),
    (("-e", MODEL, "b=1", "--level", "95"), "is not between 0 and 1"),
    (
        ("-e", "Y = a + b*x"),
        "the left side of the equation has no column: `Y` is a parameter\nhint: the table has `x`, `y`",
    ),
    (("-e", "u = log(Y); u = a + b*x"), "the left side of the equation has no column"),
    (("-e", "y = a*exp(-b*X) + c", "b=1"), "with its names: `autograd fit"),
    (("-e", "a = b"), "names no column"),
    (("-e", "y = a*exp(-x/tau)"), "add `tau=1`, or another value near the answer; for the constant write `2*pi`"),
    (("-e", "y = sum(a*x^k, k = 1:n)"), "give values: --a 1 --n 1"),
    (("-e", MODEL, "b=1", "--fix", "a=1,b=1,c=1"), "all parameters are fixed"),
    (("-e", MODEL, "b=1", "d=1"), "`d`"),
    (("-e", MODEL, "b=1", "--bounds", "b=2..1"), "write `--bounds b=1..2`"),
    (("-e", MODEL, "b=1", "--bounds", "b=[0,2]"), "write `--bounds b=0..2`"),
    (("-e", MODEL, "b=nan"), "no search starts where `b` is nan"),
    (("-e", MODEL, "b=0..inf"), "no search starts where `b` is inf"),
    (("-e", MODEL, "b=1", "--absolute"), "`--y-error`"),
    (("-e", MODEL, "b=1", "--y-error", "z"), "no column `z`"),
    (("-e", MODEL, "b=1", "--weights", "sy"), "errors are 1/sqrt(weight)"),
]


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_what_cannot_be_fitted_is_refused(table: str, words: tuple[str, ...], message: str) -> None:
    status, out, err = call("fit", table, *words)
    assert (status, out) == (2, "")
    assert message in err


@pytest.mark.parametrize("equation", ["y = exp(a*`Flow rate`)", "u = `Flow rate`; y = exp(a*u)"])
def test_a_column_in_backticks_is_one_of_the_right_side(equation: str, tmp_path: Path) -> None:
    table = tmp_path / "flow.csv"
    table.write_text("Flow rate,y\n1,2\n2,3\n3,5\n", "utf-8")
    assert "`a` needs a start" in call("fit", str(table), "-e", equation)[2]
    assert call("fit", str(table), "-e", equation, "a=0.5")[0] == 0


def test_a_model_that_is_not_finite_at_the_start_names_the_row(table: str) -> None:
    status, _, err = call("fit", table, "-e", "y = a + log(x - b)", "b=1")
    assert status == 1
    assert "line 2: at the start of the search `log(x - b)`" in err


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("x,y\n", "utf-8")
    status, _, err = call("fit", str(path), "-e", "y = a*x")
    assert (status, "the table has no row to fit to" in err) == (2, True)


def test_messages_have_no_option_of_other_commands_and_say_which_columns_have_no_name(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,,y\n1,0,1\n2,0,2±0.1\n3,0,3\n4,0,5\n", "utf-8")
    _, _, err = call("fit", str(path), "-e", "y = a*x")
    assert "`y` is `2±0.1`, not a number; `--y-error y` reads such cells\n" in err
    _, _, err = call("fit", str(path), "-e", "w = a*x")
    assert "the table has `x`, one without a name, `y`" in err


@pytest.mark.parametrize(
    ("column", "noted"),
    [
        ("a / m", True),
        ("a (m)", True),
        ("a[m]", True),
        ("a/b", False),
        ("a(x)", False),
        ("a[1]", False),
        ("area", False),
    ],
)
def test_a_ratio_a_function_and_an_element_have_no_unit(column: str, noted: bool, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"x,y,{column}\n1,2,3\n2,4.1,5\n3,5.9,6\n", "utf-8")
    _, _, err = call("fit", str(path), "-e", "y = a*x")
    assert ("`a` is a parameter" in err) == noted


def test_a_parameter_called_like_a_column_with_a_unit_is_a_note(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("y,t,x [m],area\n1,1,2,1\n2,2,3,1\n4,3,7,1\n6,4,9,1\n", "utf-8")
    _, _, err = call("fit", str(path), "-e", "y = x + a*t")
    assert err == "name: `x` is a parameter, searched for; the table has the column `x [m]`\n"
    _, _, err = call("fit", str(path), "-e", "y = x + a*t", "x=1")
    assert err == ""
    _, _, err = call("fit", str(path), "-e", "y = `x [m]` + a*t")
    assert err == ""


def test_a_column_wins_over_a_constant_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("e,y\n1,2.1\n2,3.9\n3,6.0\n", "utf-8")
    fit = report(str(path), "-e", "y = a*e")
    assert estimates(fit) == pytest.approx([(2.1 + 7.8 + 18) / 14])
    assert [one["case"] for one in fit["findings"]] == ["column"]


@pytest.mark.parametrize("b", [-45, -50, -60])
def test_a_model_that_runs_away_has_not_converged(table: str, b: float) -> None:
    status, out, err = call("fit", table, "-e", MODEL, f"b={b}")
    assert status == 1
    assert "not converged" in out
    assert "the search stopped before a minimum" in err


def test_no_table_is_overwritten(table: str) -> None:
    before = Path(table).read_text("utf-8")
    for words in (("-o", table), ("--band", table)):
        status, out, err = call("fit", table, "-e", "y = a + b*x", *words)
        assert (status, out) == (2, "")
        assert "would overwrite the table" in err
    status, _, err = call("fit", table, "-e", "y = a + b*x", "--band", "o.csv", "-o", "o.csv")
    assert status == 2
    assert "would go to one file" in err
    assert call("batch", table, "-e", "x*y", "-o", table)[0] == 2
    assert Path(table).read_text("utf-8") == before
