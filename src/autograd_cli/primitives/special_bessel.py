"""Bessel functions, the derivatives of these, and Airy functions."""

from autograd_cli.primitives.entry import Entry, group

ORDERS = "abs(n) <= 1000"
# The functions of the first kind have negative arguments at whole orders, and at 0 a limit.
FIRST = {
    "domain": f"{ORDERS} and (x > 0 or n == floor(n))",
    "boundary": f"{ORDERS} and n > 0 and x == 0",
    "pole": "n < 0 and x == 0 and n != floor(n)",
}
SECOND = {"domain": f"x > 0 and {ORDERS}", "boundary": f"x == 0 and {ORDERS}"}
# The scaled ones are differences of infinities at 0.
SCALED_SECOND = {"domain": f"x > 0 and {ORDERS}", "pole": "x == 0"}
# The slopes of neighbouring orders cancel where the second derivative is 0; such orders are rounded.
CANCELS = "n != floor(n) and x < 1/8 or abs(out) > 1e280 or abs({left} {sign} {right}) < abs({right})/2"


def _cancels(slope: str, sign: str) -> str:
    return CANCELS.format(left=f"{slope}(n - 1, x)", right=f"{slope}(n + 1, x)", sign=sign)


# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "special",
    Entry("besselj",    "n x",   ("0", "besselj_slope(n, x)"),
          aliases=("jv", "jn"), summary="Bessel function of the first kind",
          examples=("besselj(0, 1)", "besselj(1/2, 1)"),
          rounding=20.0, bound=10.0, bound_of_rows=64.0, slow=30, fixed=("n",), **FIRST,
          latex=r"\operatorname{{J}}_{{{n}}}({x})", reference="DLMF 10.2"),
    Entry("bessely",    "n x",   ("0", "bessely_slope(n, x)"),
          aliases=("yv", "yn"), summary="Bessel function of the second kind",
          examples=("bessely(0, 1)", "bessely(1/2, 1)"),
          rounding=20.0, bound=10.0, bound_of_rows=48.0, slow=30, fixed=("n",), **SECOND,
          latex=r"\operatorname{{Y}}_{{{n}}}({x})", reference="DLMF 10.2"),
    Entry("besseli",    "n x",   ("0", "besseli_slope(n, x)"),
          aliases=("iv",), summary="modified Bessel function of the first kind", examples=("besseli(0, 1)",),
          rounding=20.0, bound=10.0, bound_of_rows=20.0, slow=30, fixed=("n",), **FIRST,
          latex=r"\operatorname{{I}}_{{{n}}}({x})", reference="DLMF 10.25"),
    Entry("besselk",    "n x",   ("0", "besselk_slope(n, x)"),
          aliases=("kv", "kn"), summary="modified Bessel function of the second kind", examples=("besselk(0, 1)",),
          rounding=20.0, bound=10.0, bound_of_rows=24.0, slow=30, fixed=("n",), **SECOND,
          latex=r"\operatorname{{K}}_{{{n}}}({x})", reference="DLMF 10.25"),
    Entry("ive",        "n x",   ("0", "ive_slope(n, x)"),
          summary="exp(-abs(x))*besseli(n, x), no overflow", examples=("ive(0, 1000)",),
          rounding=20.0, bound=10.0, bound_of_rows=24.0, slow=30, fixed=("n",), **FIRST, kink="n == 0 and x == 0",
          reference="DLMF 10.25"),
    Entry("kve",        "n x",   ("0", "kve_slope(n, x)"),
          summary="exp(x)*besselk(n, x), no underflow", examples=("kve(0, 1000)",),
          rounding=20.0, bound=10.0, bound_of_rows=24.0, slow=30, fixed=("n",), **SCALED_SECOND,
          reference="DLMF 10.25"),
    Entry("besselj_slope", "n x", ("0", "(besselj_slope(n - 1, x) - besselj_slope(n + 1, x))/2"),
          summary="derivative of besselj", examples=("besselj_slope(0, 1)",), internal=True, shown="definition",
          rounding=20.0, bound=10.0, bound_of_rows=64.0, slow=20, fixed=("n",), **FIRST,
          sharpened=("x",), exempt_in_rows=_cancels("besselj_slope", "-"),
          definition="(besselj(n - 1, x) - besselj(n + 1, x))/2", latex="J'_{{{n}}}({x})", reference="DLMF 10.6"),
    Entry("bessely_slope", "n x", ("0", "(bessely_slope(n - 1, x) - bessely_slope(n + 1, x))/2"),
          summary="derivative of bessely", examples=("bessely_slope(0, 1)",), internal=True, shown="definition",
          rounding=20.0, bound=10.0, bound_of_rows=48.0, slow=20, fixed=("n",), **SECOND,
          sharpened=("x",), exempt_in_rows=_cancels("bessely_slope", "-"),
          definition="(bessely(n - 1, x) - bessely(n + 1, x))/2", latex="Y'_{{{n}}}({x})", reference="DLMF 10.6"),
    Entry("besseli_slope", "n x", ("0", "(besseli_slope(n - 1, x) + besseli_slope(n + 1, x))/2"),
          summary="derivative of besseli", examples=("besseli_slope(0, 1)",), internal=True, shown="definition",
          rounding=20.0, bound=10.0, bound_of_rows=20.0, slow=20, fixed=("n",), **FIRST,
          sharpened=("x",), exempt_in_rows=_cancels("besseli_slope", "+"),
          definition="(besseli(n - 1, x) + besseli(n + 1, x))/2", latex="I'_{{{n}}}({x})", reference="DLMF 10.29"),
    Entry("besselk_slope", "n x", ("0", "-(besselk_slope(n - 1, x) + besselk_slope(n + 1, x))/2"),
          summary="derivative of besselk", examples=("besselk_slope(0, 1)",), internal=True, shown="definition",
          rounding=20.0, bound=10.0, bound_of_rows=24.0, slow=20, fixed=("n",), **SECOND,
          sharpened=("x",), exempt_in_rows="n != floor(n) and x < 1/8 or abs(out) > 1e280",
          definition="-(besselk(n - 1, x) + besselk(n + 1, x))/2", latex="K'_{{{n}}}({x})", reference="DLMF 10.29"),
    Entry("ive_slope",  "n x",   ("0", "(ive_slope(n - 1, x) + ive_slope(n + 1, x))/2 - sign(x)*out"),
          summary="derivative of ive", examples=("ive_slope(0, 1)",), internal=True, shown="definition",
          rounding=20.0, bound=10.0, bound_of_rows=32.0, slow=20, fixed=("n",), **FIRST, jump="n == 0 and x == 0",
          kink="abs(n) == 1 and x == 0", sharpened=("x",), exempt_in_rows="abs(x) > 2 or n != floor(n) and x < 1/8",
          definition="(ive(n - 1, x) + ive(n + 1, x))/2 - sign(x)*ive(n, x)",
          latex=r"\left(e^{{-\left|{x}\right|}} I_{{{n}}}\right)'({x})", reference="DLMF 10.29"),
    Entry("kve_slope",  "n x",   ("0", "out - (kve_slope(n - 1, x) + kve_slope(n + 1, x))/2"),
          summary="derivative of kve", examples=("kve_slope(0, 1)",), internal=True, shown="definition",
          rounding=20.0, bound=10.0, bound_of_rows=24.0, slow=20, fixed=("n",), **SCALED_SECOND,
          sharpened=("x",), exempt_in_rows="x > 2 or abs(out) > 1e280 or n != floor(n) and x < 1/8",
          definition="kve(n, x) - (kve(n - 1, x) + kve(n + 1, x))/2",
          latex=r"\left(e^{{x}} K_{{{n}}}\right)'({x})", reference="DLMF 10.29"),
    Entry("airyai",     "x",     "airyaiprime(x)",
          summary="Airy function Ai", examples=("airyai(1)",),
          rounding=8.0, bound=4.0, bound_of_rows=48.0, slow=30,
          latex=r"\operatorname{{Ai}}({x})", reference="DLMF 9.2"),
    Entry("airybi",     "x",     "airybiprime(x)",
          summary="Airy function Bi", examples=("airybi(1)",),
          rounding=8.0, bound=4.0, bound_of_rows=48.0, slow=30,
          latex=r"\operatorname{{Bi}}({x})", reference="DLMF 9.2"),
    Entry("airyaiprime", "x",    "airyai_curvature(x)",
          summary="derivative of airyai", examples=("airyaiprime(1)",),
          rounding=8.0, bound=4.0, bound_of_rows=48.0, slow=30,
          latex=r"\operatorname{{Ai}}'({x})", reference="DLMF 9.2"),
    Entry("airybiprime", "x",    "airybi_curvature(x)",
          summary="derivative of airybi", examples=("airybiprime(1)",),
          rounding=8.0, bound=4.0, bound_of_rows=48.0, slow=30,
          latex=r"\operatorname{{Bi}}'({x})", reference="DLMF 9.2"),
    Entry("airyai_curvature", "x", "airyai(x) + x*airyaiprime(x)",
          summary="second derivative of airyai", examples=("airyai_curvature(1)",), internal=True, shown="definition",
          rounding=10.0, bound_of_rows=48.0, slow=5, sharpened=("x",),
          exempt_in_rows="abs(airyai(x) + x*airyaiprime(x)) < abs(airyai(x))",
          definition="x*airyai(x)", latex=r"\operatorname{{Ai}}''({x})", reference="DLMF 9.2"),
    Entry("airybi_curvature", "x", "airybi(x) + x*airybiprime(x)",
          summary="second derivative of airybi", examples=("airybi_curvature(1)",), internal=True, shown="definition",
          rounding=10.0, bound_of_rows=48.0, slow=5, sharpened=("x",),
          exempt_in_rows="abs(airybi(x) + x*airybiprime(x)) < abs(airybi(x))",
          definition="x*airybi(x)", latex=r"\operatorname{{Bi}}''({x})", reference="DLMF 9.2"),
)
