"""A point that is part of no number: names of modules and methods of Python, and operators of MATLAB and Julia.

Takes: the text, and where the point is. Returns: the case of the error and its fields.
"""

import re
from typing import Any

from autograd_cli.errors import Source, near_names
from autograd_cli.nearness import slips
from autograd_cli.primitives import CONSTANTS, FUNCTIONS
from autograd_cli.syntax.idioms import in_python

# A case of a syntax error, and its fields.
Case = tuple[str, dict[str, Any]]
# So much of a name is that of the function it is a slip for.
ALIKE = 0.7
# A name with points, as modules and methods of other languages have them.
DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+")
MODULES = {
    *(
        "np",
        "numpy",
        "jnp",
        "jax",
        "math",
        "cmath",
        "Math",
        "torch",
        "F",
        "nn",
        "tf",
        "keras",
        "sp",
        "scipy",
        "special",
    ),
    *("stats", "linalg", "sympy", "sm", "mp", "mpmath", "statistics", "random", "std"),
}
# The operators that have a point before them where they work on elements.
ELEMENTWISE = ("^", "**", "*", "/")


def meant_by_point(source: Source, offset: int) -> Case | None:
    """The case of a point in a name or before an operator, None where it is another."""
    return _in_python(source, offset) or _dotted(source.text, offset) or _elementwise(source.text, offset)


def _in_python(source: Source, offset: int) -> Case | None:
    """The case of a formula of Python, `norm.ppf(x)`: what it is here, where all of it can be read and is short."""
    text = source.text
    if source.notation or not any(one.start() < offset < one.end() for one in DOTTED.finditer(text)):
        return None
    formula = in_python(text)
    return None if formula is None else ("python", {"formula": formula})


def _dotted(text: str, offset: int) -> Case | None:
    """The case of a point in a name: `np.exp`, `x.sum()`, `A.T`; None where it is another point."""
    found = next((one for one in DOTTED.finditer(text) if one.start() < offset < one.end()), None)
    if found is None:
        return None
    first, *between, last = found[0].split(".")
    if first in MODULES and (last in FUNCTIONS or last in CONSTANTS):
        return "module", {"module": ".".join((first, *between)), "rest": last}
    if last == "T" and not between:
        return "transposed", {"name": first}
    if last in FUNCTIONS and not between and text.startswith("(", found.end()):
        arguments = "" if text.startswith("()", found.end()) else ", ..."
        return "method", {"call": f"{last}({first}{arguments})"}
    if not text.startswith("(", found.end()):
        return None
    near = near_names(last, FUNCTIONS, ALIKE) if first in MODULES - {"random"} and not between else []
    near = [one for one in near if slips(last, one) <= 1]
    return ("dotted-near", {"name": found[0], "near": near[0]}) if near else ("dotted-call", {"name": found[0]})


def _elementwise(text: str, offset: int) -> Case | None:
    """The case of `x.^2`, which is MATLAB's and Julia's; None where no operator follows the point."""
    operator = next((sign for sign in ELEMENTWISE if text.startswith(sign, offset + 1)), None)
    return None if operator is None else ("elementwise", {"operator": operator})
