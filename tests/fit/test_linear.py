"""Fits of polynomials against NIST's certified values, where doubles alone lose most digits."""

from pathlib import Path

import numpy as np
import pytest
from fit.test_nist import digits
from support.calls import call

from autograd_cli.fitting.algebra import linear, triangle

# NIST StRD, linear regression: Filip (Filippelli), Longley, Wampler1 to Wampler5.
FILIP = """
0.8116 -6.860120914 0.9072 -4.324130045 0.9052 -4.358625055 0.9039 -4.358426747 0.8053 -6.955852379 0.8377 -6.661145254
0.8667 -6.355462942 0.8809 -6.118102026 0.7975 -7.115148017 0.8162 -6.815308569 0.8515 -6.519993057 0.8766 -6.204119983
0.8885 -5.853871964 0.8859 -6.109523091 0.8959 -5.79832982 0.8913 -5.482672118 0.8959 -5.171791386 0.8971 -4.851705903
0.9021 -4.517126416 0.909 -4.143573228 0.9139 -3.709075441 0.9199 -3.499489089 0.8692 -6.300769497 0.8872 -5.953504836
0.89 -5.642065153 0.891 -5.031376979 0.8977 -4.680685696 0.9035 -4.329846955 0.9078 -3.928486195 0.7675 -8.56735134
0.7705 -8.363211311 0.7713 -8.107682739 0.7736 -7.823908741 0.7775 -7.522878745 0.7841 -7.218819279 0.7971 -6.920818754
0.8329 -6.628932138 0.8641 -6.323946875 0.8804 -5.991399828 0.7668 -8.781464495 0.7633 -8.663140179 0.7678 -8.473531488
0.7697 -8.247337057 0.77 -7.971428747 0.7749 -7.676129393 0.7796 -7.352812702 0.7897 -7.072065318 0.8131 -6.774174009
0.8498 -6.478861916 0.8741 -6.159517513 0.8061 -6.835647144 0.846 -6.53165267 0.8751 -6.224098421 0.8856 -5.910094889
0.8919 -5.598599459 0.8934 -5.290645224 0.894 -4.974284616 0.8957 -4.64454848 0.9047 -4.290560426 0.9129 -3.885055584
0.9209 -3.408378962 0.9219 -3.13200249 0.7739 -8.726767166 0.7681 -8.66695597 0.7665 -8.511026475 0.7703 -8.165388579
0.7702 -7.886056648 0.7761 -7.588043762 0.7809 -7.283412422 0.7961 -6.995678626 0.8253 -6.691862621 0.8602 -6.392544977
0.8809 -6.067374056 0.8301 -6.684029655 0.8664 -6.378719832 0.8834 -6.065855188 0.8898 -5.752272167 0.8964 -5.132414673
0.8963 -4.811352704 0.9074 -4.098269308 0.9119 -3.66174277 0.9228 -3.2644011
"""
FILIP_CERTIFIED = """
-1467.48961422980 298.084530995537 -2772.17959193342 559.779865474950 -2316.37108160893 466.477572127796
-1127.97394098372 227.204274477751 -354.478233703349 71.6478660875927 -75.1242017393757 15.2897178747400
-10.8753180355343 2.23691159816033 -1.06221498588947 0.221624321934227 -0.670191154593408E-01 0.142363763154724E-01
-0.246781078275479E-02 0.535617408889821E-03 -0.402962525080404E-04 0.896632837373868E-05
"""
LONGLEY = """y,x1,x2,x3,x4,x5,x6
60323,83.0,234289,2356,1590,107608,1947
61122,88.5,259426,2325,1456,108632,1948
60171,88.2,258054,3682,1616,109773,1949
61187,89.5,284599,3351,1650,110929,1950
63221,96.2,328975,2099,3099,112075,1951
63639,98.1,346999,1932,3594,113270,1952
64989,99.0,365385,1870,3547,115094,1953
63761,100.0,363112,3578,3350,116219,1954
66019,101.2,397469,2904,3048,117388,1955
67857,104.6,419180,2822,2857,118734,1956
68169,108.4,442769,2936,2798,120445,1957
66513,110.8,444546,4681,2637,121950,1958
68655,112.6,482704,3813,2552,123366,1959
69564,114.2,502601,3931,2514,125368,1960
69331,115.7,518173,4806,2572,127852,1961
70551,116.9,554894,4007,2827,130081,1962
"""
LONGLEY_CERTIFIED = """
-3482258.63459582 890420.383607373 15.0618722713733 84.9149257747669 -0.358191792925910E-01 0.334910077722432E-01
-2.02022980381683 0.488399681651699 -1.03322686717359 0.214274163161675 -0.511041056535807E-01 0.226073200069370
1829.15146461355 455.478499142212
"""
POLYNOMIAL = [sum(x**k for k in range(6)) for x in range(21)]
NOISE = [
    759,
    -2048,
    2048,
    -2048,
    2523,
    -2048,
    2048,
    -2048,
    1838,
    -2048,
    2048,
    -2048,
    1838,
    -2048,
    2048,
    -2048,
    2523,
    -2048,
]
NOISE += [2048, -2048, 759]
ERRORS = "2152.32624678170 2363.55173469681 779.343524331583 101.475507550350 5.64566512170752 0.112324854679312"


def fitted(path: Path, ys: list[str], xs: list[str], degree: int) -> list[tuple[float, str]]:
    """The estimates and standard errors of a polynomial, as texts of CSV."""
    path.write_text("y,x\n" + "".join(f"{y},{x}\n" for y, x in zip(ys, xs, strict=True)), "utf-8")
    return fit_of(path, "y = " + " + ".join(f"b{k}*x^{k}" for k in range(degree + 1)))


def fit_of(path: Path, equation: str) -> list[tuple[float, str]]:
    status, out, _ = call("fit", str(path), "-e", equation, "--format", "csv")
    assert status == 0
    return [(float(line.split(",")[1]), line.split(",")[2]) for line in out.split()[1:]]


def test_filip_has_nine_digits(tmp_path: Path) -> None:
    found = fitted(tmp_path / "filip.csv", FILIP.split()[::2], FILIP.split()[1::2], 10)
    agrees(found, FILIP_CERTIFIED.split())


def test_longley_has_nine_digits(tmp_path: Path) -> None:
    path = tmp_path / "longley.csv"
    path.write_text(LONGLEY, "utf-8")
    agrees(fit_of(path, "y = b0 + b1*x1 + b2*x2 + b3*x3 + b4*x4 + b5*x5 + b6*x6"), LONGLEY_CERTIFIED.split())


def agrees(found: list[tuple[float, str]], certified: list[str]) -> None:
    """Every estimate and every standard error has nine of the certified digits."""
    for (estimate, error), true, true_error in zip(found, certified[::2], certified[1::2], strict=True):
        assert digits(estimate, true) >= 9
        assert digits(float(error), true_error) >= 9


@pytest.mark.parametrize("scale", [0, 1, 100, 10000])
def test_wampler_has_nine_digits(tmp_path: Path, scale: int) -> None:
    ys = [str(y + scale * noise) for y, noise in zip(POLYNOMIAL, NOISE, strict=True)]
    found = fitted(tmp_path / "wampler.csv", ys, [str(x) for x in range(21)], 5)
    for (estimate, error), true_error in zip(found, ERRORS.split(), strict=True):
        assert digits(estimate, "1") >= 9
        assert not scale or digits(float(error) / scale, true_error) >= 9


def test_wampler2_has_nine_digits(tmp_path: Path) -> None:
    exact = [sum(10 ** (5 - i) * x**i for i in range(6)) for x in range(21)]  # in units of 1e-5: NIST's decimals
    ys = [f"{one // 10**5}.{one % 10**5:05}" for one in exact]
    found = fitted(tmp_path / "wampler.csv", ys, [str(x) for x in range(21)], 5)
    for power, (estimate, _) in enumerate(found):
        assert digits(estimate, f"1e-{power}") >= 9


@pytest.mark.parametrize("shape", [(9000, 5), (1366, 5), (30, 29), (3, 3)])
def test_steps_of_blocks_are_those_of_the_whole_table(shape: tuple[int, int]) -> None:
    random = np.random.default_rng(1)
    jacobian, residuals = random.normal(size=shape), random.normal(size=shape[0])
    found = linear(triangle(np.vstack([jacobian.T, residuals])))
    assert found.step == pytest.approx(-np.linalg.lstsq(jacobian, residuals)[0], rel=1e-9)
    assert found.inverse == pytest.approx(np.linalg.inv(jacobian.T @ jacobian), rel=1e-7, abs=1e-12)
