"""The words of errors in formulas of other notations.

A case has a message and a hint, None where the message alone helps; what fills the places is in `forms`.
"""

from autograd_cli.wording.language import Words

ERRORS: Words = {
    "syntax": {
        "python-syntax": ("this does not parse as Python: {reason}", None),
        "python-deep": ("this is nested deeper than Python parses", "write it in parts, as in `a = x**2; a + 1`"),
        "python-sign": (
            "`{sign}` is not part of a formula",
            "a formula in Python has operators, calls, indices, `a if c else b`, and assignments before it",
        ),
        "python-xor": ("`^` is exclusive or in Python", "a power is `{first}**{second}`"),
        "python-bits": (
            "`{sign}` combines the bits of numbers in Python",
            "put parentheses around conditions, as in `(x > 0) & (y > 0)`",
        ),
        "python-logic": (
            "`{sign}` of numbers is one of the two numbers in Python",
            "join conditions, as in `x > 0 {sign} y > 0`",
        ),
        "python-attribute": ("`{name}` is not known", "read are `.T`, `.size`, `.shape[0]`, methods, and `np.pi`"),
        "python-argument": ("`{name}` is not read with the argument `{argument}`", None),
        "python-arguments": ("`{name}` is not read with so many arguments: {count}", None),
        "python-other": (
            "`{name}` is not read from Python",
            "what has no counterpart in the language, or another meaning there, is written in the language itself",
        ),
        "python-loop": (
            "a sum runs over whole numbers, without a condition",
            "as in `sum(x[k]**2 for k in range(10))`, or SymPy's `Sum(k**2, (k, 1, 10))`",
        ),
        "python-piecewise": (
            "a `Piecewise` has pairs of a value and a condition, the last condition being `True`",
            "as in `Piecewise((x, x > 0), (0, True))`",
        ),
        "python-function": ("`{name}` is more than one formula", "`def f(x): return x**2` is read before a formula"),
        "python-parameters": ("a function has parameters without defaults", "as in `def f(x, y): return x*y`"),
    },
}
