"""How four calculators read a formula, and how we do: where they agree, and where we differ on purpose.

The cases are those of the projects' own tests: muParser (`muParserTest.cpp`), tinyexpr (`smoke.c`), math.js
(`parse.test.js`) and numexpr (`test_numexpr.py`).
"""

import math
import re
from math import cos, e, exp, inf, log, nan, pi, sin, sinh, sqrt

import pytest

from autograd_cli import AutogradError, gradient

# The values that names have in muParser's tests.
NAMES = {"a": 1, "b": 2, "c": 3, "d": -2}

MUPARSER, TINYEXPR, MATHJS, NUMEXPR = "muParser", "tinyexpr", "math.js", "numexpr"
ALL = f"{MUPARSER}, {TINYEXPR}, {MATHJS}, {NUMEXPR}"
# Where `^` is the power: numexpr has `**`, and `^` is the exclusive or.
CARET = f"{MUPARSER}, {TINYEXPR}, {MATHJS}"
# Where a power binds its exponent first; tinyexpr does when it is built with TE_POW_FROM_RIGHT.
FROM_RIGHT = f"{MUPARSER}, {MATHJS}"

# A text, its value, and who gives it the same.
AGREED: list[tuple[str, float, str]] = [
    # Numbers.
    ("1", 1, ALL),
    ("1 ", 1, ALL),
    ("0", 0, ALL),
    ("3.2", 3.2, ALL),
    ("3.", 3, ALL),
    ("3. ", 3, ALL),
    ("3.\t", 3, ALL),
    (".2", 0.2, ALL),
    ("003.2", 3.2, CARET),
    ("003.200", 3.2, CARET),
    ("3e2", 300, ALL),
    ("300e+2", 30000, ALL),
    ("300e-2", 3, ALL),
    ("300E-2", 3, ALL),
    ("3.2e2", 320, ALL),
    ("1.0e3", 1000, ALL),
    ("2.+3", 5, ALL),
    ("2.+a", 3, ALL),
    ("a*2.", 2, ALL),
    ("4./2", 2, ALL),
    ("2.^3", 8, CARET),
    ("10^5*5e-5", 5, CARET),
    ("2e", 2 * e, MATHJS),
    # Constants.
    ("pi", pi, f"{TINYEXPR}, {MATHJS}"),
    ("e", e, f"{TINYEXPR}, {MATHJS}"),
    ("pi * 2", 2 * pi, f"{TINYEXPR}, {MATHJS}"),
    # Sums and products, from the left.
    ("2+1", 3, ALL),
    ("3+2+4", 9, ALL),
    ("3-2-4", -3, ALL),
    ("3-(2-4)", 5, ALL),
    ("4-2+3", 5, ALL),
    ("4-(2+3)", -1, ALL),
    ("3*2*4", 24, ALL),
    ("3/2/4", 0.375, ALL),
    ("3/(2/4)", 6, ALL),
    ("1/2/3", 1 / 6, ALL),
    ("8 / 2 / 2", 2, ALL),
    ("3*2/4", 1.5, ALL),
    ("3/2*4", 6, ALL),
    ("3*(2/4)", 1.5, ALL),
    ("2/4", 0.5, ALL),
    ("1+2*3", 7, ALL),
    ("2*3+4", 10, ALL),
    ("2+3/4", 2.75, ALL),
    ("(2+3)/4", 1.25, ALL),
    ("(1+2)*3", 9, ALL),
    ("(1+2)*(-3)", -9, ALL),
    ("2 - ((2 - 2) - 2)", 4, ALL),
    # Nesting and blanks.
    ("(1)", 1, ALL),
    ("(((2+(1))))", 3, ALL),
    ("(1+ 2*a)", 3, ALL),
    ("sqrt((4))", 2, ALL),
    ("sqrt((2)+2)", 2, ALL),
    ("sqrt(2+(2))", 2, ALL),
    ("sqrt((3)+a)", 2, ALL),
    ("(1*(2*(3*(4*(5*(6*(a+b)))))))", 2160, ALL),
    ("(1*(2*(3*(4*(5*(6*(7*(a+b))))))))", 15120, ALL),
    ("  2 + 3  ", 5, ALL),
    ("(\n2 +\n3\n)", 5, MATHJS),
    ("2 + 3 # - 4", 5, f"{MATHJS}, {NUMEXPR}"),
    # Powers.
    ("2^2", 4, CARET),
    ("2**3", 8, NUMEXPR),
    ("b^1", 2, CARET),
    ("b^0", 1, CARET),
    ("b^-1", 0.5, CARET),
    ("2^-2", 0.25, CARET),
    ("2^(-2)", 0.25, CARET),
    ("2^(+2)", 4, CARET),
    ("2+3^2", 11, CARET),
    ("3^2+2", 11, CARET),
    ("8-2^2", 4, CARET),
    ("2*3^2", 18, CARET),
    ("3^2*2", 18, CARET),
    ("8/2^2", 2, CARET),
    ("4^2/2", 8, CARET),
    ("1^0", 1, CARET),
    ("(-1)^0", 1, CARET),
    ("100^.5+1", 11, CARET),
    ("100 ^.5+1", 11, CARET),
    ("100^+.5+1", 11, CARET),
    ("100^-.5+1", 1.1, CARET),
    ("1.5^1.5^1.5", 1.5 ** (1.5**1.5), FROM_RIGHT),
    ("2^2^3", 256, FROM_RIGHT),
    ("2^3^4", 2.0**81, FROM_RIGHT),
    ("3+4*2/(1-5)^2^3", 3.0001220703125, FROM_RIGHT),
    ("1+2-3*4/5^6", 1 + 2 - 12 / 15625, CARET),
    ("1^2/3*4-5+6", 4 / 3 + 1, CARET),
    ("-(2^1.1)", -(2**1.1), CARET),
    ("(a+1) ** (b+3)", 32, NUMEXPR),
    ("(a+1) ** -1", 0.5, NUMEXPR),
    ("(a+1) ** 0.5", sqrt(2), NUMEXPR),
    ("(a+1)**-2.5", 2**-2.5, NUMEXPR),
    ("(a+1)**0.0", 1, NUMEXPR),
    # Signs: looser than a power, tighter than a product.
    ("-2^2", -4, FROM_RIGHT),
    ("-3^2", -9, FROM_RIGHT),
    ("(-3)^2", 9, CARET),
    ("+3^2", 9, CARET),
    ("-(a+b)^2", -9, FROM_RIGHT),
    ("-(-2^2)", 4, FROM_RIGHT),
    ("3+-3^2", -6, FROM_RIGHT),
    ("-2**2", -4, NUMEXPR),
    ("+1", 1, ALL),
    ("-a", -1, ALL),
    ("-(+1)*2", -2, ALL),
    ("-(-2)*sqrt(4)", 4, ALL),
    ("3-+a", 2, ALL),
    ("3--a", 4, ALL),
    ("3-(-a)", 4, ALL),
    ("-1*3", -3, ALL),
    ("4*-2", -8, f"{TINYEXPR}, {MATHJS}, {NUMEXPR}"),
    ("4 - -2", 6, ALL),
    ("--2", 2, f"{TINYEXPR}, {MATHJS}, {NUMEXPR}"),
    ("---2", -2, f"{TINYEXPR}, {MATHJS}, {NUMEXPR}"),
    ("5+---3", 2, f"{TINYEXPR}, {MATHJS}, {NUMEXPR}"),
    ("5----3", 8, f"{TINYEXPR}, {MATHJS}, {NUMEXPR}"),
    ("5+--(2+1)", 8, f"{TINYEXPR}, {MATHJS}, {NUMEXPR}"),
    ("-+-2", 2, f"{TINYEXPR}, {MATHJS}, {NUMEXPR}"),
    ("100^---+-++---++-+-+-.5+1", 11, f"{TINYEXPR}, {MATHJS}"),
    ("--(1e2^(+(-(-(-.5e0))))+1e0)", 1.1, f"{TINYEXPR}, {MATHJS}"),
    # Functions.
    ("sqrt(6+3)", 3, ALL),
    ("abs(-4.2)", 4.2, ALL),
    ("-sin(8)", -sin(8), ALL),
    ("-(sin(0)+1)", -1, ALL),
    ("cos(1+1)", cos(2), ALL),
    ("(cos(2.41)/b)", cos(2.41) / 2, ALL),
    ("2*a + (cos(3)+5)*sinh(cos(b))", 2 + (cos(3) + 5) * sinh(cos(2)), ALL),
    ("a + sqrt(b+c)", 1 + sqrt(5), ALL),
    ("a + exp(b+c)", 1 + exp(5), ALL),
    ("a + log1p(b+c)", 1 + log(6), NUMEXPR),
    ("a + expm1(b+c)", exp(5), NUMEXPR),
    ("a + arctan(b+c)", 1 + math.atan(5), NUMEXPR),
    ("a + floor(b+c)", 6, f"{TINYEXPR}, {MATHJS}, {NUMEXPR}"),
    ("a + ceil(b+c)", 6, f"{TINYEXPR}, {MATHJS}, {NUMEXPR}"),
    ("arcsin(0.5)", math.asin(0.5), NUMEXPR),
    ("exp(ln(7))", 7, f"{MUPARSER}, {TINYEXPR}"),
    ("e^ln(7)", 7, f"{MUPARSER}, {TINYEXPR}"),
    ("1-(e^(ln(7)))", -6, f"{MUPARSER}, {TINYEXPR}"),
    ("10^log10(5)", 5, CARET),
    ("log10(1e3)", 3, ALL),
    ("2^log2(4)", 4, f"{MUPARSER}, {MATHJS}"),
    ("10^log(5)", 10 ** log(5), f"{MUPARSER}, {MATHJS}"),
    ("atan2(2,2)", pi / 4, CARET),
    ("atan2(3+3,(4*2))", math.atan2(6, 8), CARET),
    ("2*a + arctan2(a, b)", 2 + math.atan2(1, 2), NUMEXPR),
    ("mod(8, 3)", 2, MATHJS),
    ("min(3*2, 1)", 1, f"{MUPARSER}, {MATHJS}"),
    ("2*max(3*a+1, 1)+2", 10, f"{MUPARSER}, {MATHJS}"),
    ("where(a != 0.0, 2, a)", 2, NUMEXPR),
    ("where(a > 10, b < a, b > a)", 1, NUMEXPR),
    # Products without a sign, and a factorial.
    ("(2+3)a", 5, MATHJS),
    ("(2)(3)+4", 10, MATHJS),
    ("(2+3)(4+5)", 45, MATHJS),
    ("sin(3)cos(3)", sin(3) * cos(3), MATHJS),
    ("5!", 120, MATHJS),
    # Comparisons and logic; 1 is true.
    ("a<b", 1, ALL),
    ("b<=a", 0, ALL),
    ("a>=a", 1, ALL),
    ("2 > -2", 1, ALL),
    ("2 == 2", 1, ALL),
    ("2 != 2.0001", 1, ALL),
    ("7.0 > 5", 1, ALL),
    ("a/2+5 < 7", 1, ALL),
    ("c * b == 6 * a", 1, ALL),
    ("5+5 < 4+10", 1, ALL),
    ("5+(5 < 4)+10", 15, CARET),
    ("(5+5 < 4)+10", 10, CARET),
    ("0.25 * (a < 5) + 0.33 * (a >= 5)", 0.25, ALL),
    ("2 < 3 < 4", 1, MATHJS),
    ("2 > 3 < 4", 0, MATHJS),
    ("2 < 4 > 3 <= 5 >= 5", 1, MATHJS),
    ("2 < 3 + 2 < 5 * 10", 1, MATHJS),
    ("2 and 6", 1, MATHJS),
    ("2 and 0", 0, MATHJS),
    ("2 or 0", 1, MATHJS),
    ("0 and 1 or 1", 1, MATHJS),
    ("0 and (1 or 1)", 0, MATHJS),
    ("1 or 1 and 0", 1, MATHJS),
    ("(1 or 1) and 0", 0, MATHJS),
    ("not not 2", 1, MATHJS),
    ("not 3^2", 0, MATHJS),
    ("(not 3)^2", 0, MATHJS),
    ("not+2", 0, MATHJS),
    # Juxtaposition: a number and what follows it.
    ("4a", 4, MATHJS),
    ("4 a", 4, MATHJS),
    ("2a * b", 4, MATHJS),
    ("2a / b", 1, MATHJS),
    ("4*2a", 8, MATHJS),
    ("2(3+4)", 14, MATHJS),
    ("2b^3", 16, MATHJS),
    ("(2b)^3", 64, MATHJS),
    ("2(b)^3", 16, MATHJS),
    ("sqrt(2b)", 2, MATHJS),
    # Programs.
    ("f(x) = x^2\nf(3)", 9, MATHJS),
    ("g(x, y) = x^y; g(4,5)", 1024, MATHJS),
    ("k = 3; f(x) = k * x; f(2)", 6, MATHJS),
    ("k = 0.75\nk + 2", 2.75, MATHJS),
    # Infinity and what is undefined.
    ("1/0", inf, f"{TINYEXPR}, {MATHJS}"),
    ("log(0)", -inf, f"{TINYEXPR}, {MATHJS}"),
    ("0/0", nan, f"{TINYEXPR}, {MATHJS}"),
]

# A text, the code of our error, and who refuses it as well.
REFUSED: list[tuple[str, str, str]] = [
    ("", "empty", f"{MUPARSER}, {TINYEXPR}, {NUMEXPR}"),
    ("1+", "syntax", ALL),
    ("8*", "syntax", ALL),
    ("2 + 3 + *", "syntax", ALL),
    ("1)", "syntax", ALL),
    ("3+)", "syntax", ALL),
    ("(1", "syntax", ALL),
    ("(2+", "syntax", ALL),
    ("(2+)", "syntax", ALL),
    ("()", "syntax", CARET),
    ("5+()", "syntax", ALL),
    ("3 * (1 + 2", "syntax", ALL),
    ("1*2(+4", "syntax", ALL),
    ("1*2(1+4", "syntax", ALL),
    ("sin(())", "syntax", CARET),
    ("1^^5", "syntax", ALL),
    (",3", "syntax", CARET),
    ("(7,8)", "syntax", f"{MUPARSER}, {MATHJS}"),
    ("min(1,2,)", "syntax", CARET),
    ("min(,1,2)", "syntax", ALL),
    (".", "character", ALL),
    ("3.2.2", "syntax", ALL),
    ("1e+", "syntax", ALL),
    ("sin(3)3", "syntax", f"{MUPARSER}, {TINYEXPR}, {NUMEXPR}"),
    ("2 3", "syntax", ALL),
    ("2 * 3 4", "syntax", ALL),
    ("2^3 4", "syntax", ALL),
    ("-2 2", "syntax", ALL),
    ("5t6", "missing-binding", ALL),
    ("5 t 6", "syntax", f"{MUPARSER}, {TINYEXPR}, {NUMEXPR}"),
    ("sinn x", "syntax", f"{MUPARSER}, {TINYEXPR}, {NUMEXPR}"),
    ("2¡", "character", ALL),
    ("ksdfj", "missing-binding", ALL),
    ("_a+5", "missing-binding", ALL),
    ("sin(cos)", "missing-binding", f"{MUPARSER}, {NUMEXPR}"),
    ("sin()", "argument-count", ALL),
    ("sin(8,8)", "argument-count", f"{MUPARSER}, {MATHJS}, {NUMEXPR}"),
    ("pong(2)", "unknown-function", ALL),
    ("3=4", "assignment", ALL),
    ("(8)=5", "assignment", ALL),
    ("a+b+c=10", "assignment", f"{MUPARSER}, {MATHJS}, {NUMEXPR}"),
    ("sin + 2 = 3", "assignment", ALL),
    ("g(x, 2) = x^2", "assignment", ALL),
]

# A text, what we make of it (a value, or an error's code), what others do, and why we don't.
DIFFERENT: list[tuple[str, float | str, str, str]] = [
    # Where others have another value.
    ("-2^2", -4, "tinyexpr: 4", "a sign is a factor of -1, in every textbook and in Python"),
    ("---2^2", -4, "tinyexpr: 4", "the same"),
    ("-a^b", -1, "tinyexpr: 1", "the same"),
    ("2^3^4", 2.0**81, "tinyexpr: 4096", "a power of a power is written (2^3)^4, as on paper"),
    ("2^1.1^1.2^1.3", 2 ** (1.1 ** (1.2**1.3)), "tinyexpr: ((2^1.1)^1.2)^1.3", "the same"),
    ("2^-3^4", 2.0**-81, "tinyexpr: (2^-3)^4", "the same"),
    ("-2^-3^-4", -(2 ** -(3**-4)), "tinyexpr: ((-2)^-3)^-4", "the same"),
    ("log(1000)", log(1000), "tinyexpr: 3", "the natural logarithm, as in Python, C and NumPy; `log10` is there"),
    ("1 != 2 > 3", 0, "tinyexpr: 1", "comparisons chain, as in Python and mathematics; not by rank, as in C"),
    ("sqrt(-4)", nan, "math.js: 2i", "numbers are real; the finding says so"),
    ("2e+a", 2 * e + 1, "math.js: an error", "the longest number is read first, and `2e+` is none"),
    ("1e", e, "tinyexpr: an error", "the same: one times e, as `2e` is in math.js"),
    ("atan(1)*4 - pi", 1.2246467991473532e-16, "tinyexpr, math.js: 0", "constants are doubles, what is computed exact"),
    # Where others refuse.
    ("1**1", 1, "tinyexpr: an error", "what Python, and numexpr, write"),
    ("1+++sin(2)", 1 + sin(2), "muParser: an error", "sign chains mean what they say, as in all the others"),
    ("1++sin(2)", 1 + sin(2), "muParser: an error", "the same"),
    (
        "(0 < a) and (a < 9)",
        1,
        "numexpr: an error",
        "a value here is one number, not an array",
    ),
    # Two readings: refused, with both of them in the hint.
    ("1/2a", "ambiguous", "math.js: (1/2)*a", "others, and paper, read 1/(2*a)"),
    ("b / 2 a", "ambiguous", "math.js: b/(2*a)", "and `1 / 2 a` is (1/2)*a in the same math.js"),
    ("8/2a/2", "ambiguous", "math.js: ((8/2)*a)/2", "the same"),
    ("2^3a", "ambiguous", "math.js: (2^3)*a", "paper has no way to tell"),
    ("2^3(a)", "ambiguous", "math.js: (2^3)*a", "the same"),
    # Products without a sign, but for a number in front: refused, since a name may be two letters or a function's.
    ("a b", "syntax", "math.js: a*b", "a missing operator is more often a slip than a product"),
    ("2a b", "syntax", "math.js: (2*a)*b", "the same"),
    ("(2+3)2", "syntax", "math.js: (2+3)*2", "the same"),
    ("sqrt 100 + 7", "syntax", "tinyexpr: 17", "`sin 2x` would be sin(2)*x there, and sin(2*x) on paper"),
    ("asin sin .5", "syntax", "tinyexpr: 0.5", "the same"),
    # Operators of programming languages: refused, with what to write.
    ("1 && 0", "character", "muParser, tinyexpr: 0", "`and`, which reads aloud"),
    ("1 || 0", "character", "muParser, tinyexpr: 1", "`or`"),
    ("!0", "character", "tinyexpr: 1", "`not 0`; `!` is a factorial to others"),
    ("8 % 3", "character", "math.js, numexpr: 2", "`mod(8, 3)`; to others `8%` is 0.08"),
    ("8 mod 3", "syntax", "math.js: 2", "`mod(8, 3)`"),
    ("12 & 255", "character", "math.js, numexpr: 12", "bits of a number have no derivative"),
    ("5 | 3", "character", "math.js, numexpr: 7", "the same; and `|x|` is an absolute value"),
    ("~2", "character", "math.js, numexpr: -3", "the same"),
    ("23 << 1", "syntax", "math.js, numexpr: 46", "the same"),
    ("1 ? 128 : 255", "character", "muParser, math.js: 128", "`where(1, 128, 255)`"),
    ("4*not 2", "syntax", "math.js: 0", "`not` is looser than `*`; `4*(not 2)`"),
    # Others.
    ("1,2", "syntax", "muParser, tinyexpr: 2", "to half the world a decimal comma"),
    ("(a=b)*2", "syntax", "muParser: 4", "a formula has no side effects"),
    ("k = d = 4.5", "syntax", "math.js: 4.5", "the same"),
    (
        "0xff",
        "number",
        "muParser, tinyexpr, math.js: 255",
        "decimal digits only: beside `0x`, which is 0*x",
    ),
    ("0b01", "number", "math.js: 1", "the same"),
    ("23'", "syntax", "math.js: 23", "a number has no transpose"),
]


def value_or_code(text: str) -> float | str:
    """The value of a text, or the code of its error. Of the names, those it has are bound."""
    bindings = {name: value for name, value in NAMES.items() if name in re.findall(r"[A-Za-z_]\w*", text)}
    try:
        return gradient(text, bindings).value
    except AutogradError as error:
        return error.code


@pytest.mark.parametrize(("text", "value", "who"), AGREED)
def test_formula_has_the_value_it_has_elsewhere(text: str, value: float, who: str) -> None:
    assert value_or_code(text) == pytest.approx(value, rel=1e-15, abs=0, nan_ok=True), who


@pytest.mark.parametrize(("text", "code", "who"), REFUSED)
def test_what_is_refused_elsewhere_is_refused_here(text: str, code: str, who: str) -> None:
    assert value_or_code(text) == code, who


@pytest.mark.parametrize(("text", "ours", "theirs", "reason"), DIFFERENT)
def test_deliberate_difference(text: str, ours: float | str, theirs: str, reason: str) -> None:
    got = value_or_code(text)
    assert got == (ours if isinstance(ours, str) else pytest.approx(ours, rel=1e-15, abs=0, nan_ok=True)), reason
