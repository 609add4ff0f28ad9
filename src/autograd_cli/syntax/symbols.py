r"""Names and numbers as LaTeX has them in math mode.

Takes: a name of a formula, the label of a node, or the text of a number. Returns: its LaTeX.
"""

import re
import unicodedata

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
    ]
)
# The letters themselves; Unicode spells lambda without its b.
GREEK_SIGNS = {
    unicodedata.lookup(f"GREEK {'SMALL' if one.islower() else 'CAPITAL'} LETTER {one.replace('mbd', 'md')}"): one
    for one in GREEK
}
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
# What has a meaning of its own in LaTeX's text.
SPECIAL = re.compile(r"([%&#$_{}])")
INDEX = "_{"
NUMBERED = re.compile(r"([^\W\d_]+)_?([0-9]+)")
WORDED = re.compile(r"([^\W\d_]+)_([^\W_]+)")
# Words below a letter that are a mark above it; `x_bar` is none, for an adjoint has that mark.
MARKS = ("hat", "tilde")

# The marks above the letters of adjoints and tangents.
ACCENTS = {unicodedata.lookup("COMBINING MACRON"): "bar", unicodedata.lookup("COMBINING DOT ABOVE"): "dot"}


def symbol(name: str) -> str:
    r"""A name as a symbol: `v12`, `v₁₂`, an element `v[12]` with an index, a Greek letter, a longer name upright.

    Example:
        >>> symbol("x₁"), symbol("alpha_2"), symbol("α"), symbol("rate"), symbol("V_max"), symbol("y_hat")
        ('x_{1}', '\\alpha_{2}', '\\alpha', '\\mathrm{rate}', 'V_{\\mathrm{max}}', '\\hat{y}')
        >>> symbol("p[0]"), symbol("p_1[0, 2]"), symbol("flow (L/min)")
        ('p_{0}', '{p_{1}}_{0, 2}', '\\text{flow (L/min)}')
    """
    if match := re.fullmatch(r"(.+)\[([0-9, ]+)\]", name):
        base = symbol(match[1])
        return f"{f'{{{base}}}' if INDEX in base else base}{INDEX}{match[2]}}}"
    if not name.isascii():
        letters = unicodedata.normalize("NFD", name)
        if letters[-1] in ACCENTS and len(letters) > 1:
            return rf"\{ACCENTS[letters[-1]]}{{{symbol(unicodedata.normalize('NFC', letters[:-1]))}}}"
        name = name.translate(SUBSCRIPTS)
        name = GREEK_SIGNS.get(name, name)
    if match := NUMBERED.fullmatch(name):
        return f"{symbol(match[1])}_{{{match[2]}}}"
    if (match := WORDED.fullmatch(name)) and (len(match[1]) == 1 or match[1] in GREEK):
        base = symbol(match[1])
        return rf"\{match[2]}{{{base}}}" if match[2] in MARKS else rf"{base}_{{\mathrm{{{match[2]}}}}}"
    if name in GREEK:
        return rf"\{name}"
    if len(name) == 1 or not (name[0].isalpha() or name[0] == "_"):
        return name
    command = "mathrm" if name.replace("_", "a").isalnum() else "text"
    escaped = SPECIAL.sub(r"\\\1", name)
    return rf"\{command}{{{escaped}}}"


def number_latex(text: str) -> str:
    r"""The text of a number in LaTeX, its power of ten as one, a fraction as one.

    Example:
        >>> number_latex("-8e-20"), number_latex("1e+300"), number_latex("-inf"), number_latex("0.5")
        ('-8 \\cdot 10^{-20}', '10^{300}', '-\\infty', '0.5')
        >>> number_latex("-1/3")
        '-\\frac{1}{3}'
    """
    above, slash, below = text.partition("/")
    if slash:
        return rf"{'-' * above.startswith('-')}\frac{{{above.removeprefix('-')}}}{{{below}}}"
    mantissa, exponential, exponent = text.partition("e")
    if not exponential:
        return text.replace("inf", r"\infty").replace("nan", r"\mathrm{nan}")
    power = f"10^{{{int(exponent)}}}"
    return {"1": power, "-1": f"-{power}"}.get(mantissa, rf"{mantissa} \cdot {power}")
