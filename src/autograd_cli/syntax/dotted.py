"""A point that is part of no number: names of modules and methods of Python, and operators of MATLAB and Julia.

Takes: the text, and where the point is. Returns: the case of the error and its fields.
"""

import importlib
import re
from typing import Any

from autograd_cli.errors import AutogradError, Source
from autograd_cli.primitives import FUNCTIONS
from autograd_cli.syntax.parser import LONGEST_SHOWN, parse

# A case of a syntax error, and its fields.
Case = tuple[str, dict[str, Any]]
CALLED = re.compile(r"(\w+)\(")
# Loaded for what may be of another notation.
UNPARSE = "autograd_cli.syntax.unparse"
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
    try:
        program = parse(Source(text.replace("^", "**"), notation="python"))
    except AutogradError:
        return None
    formula = importlib.import_module(UNPARSE).unparse(program)
    if not all(called in FUNCTIONS for called in CALLED.findall(formula)):
        return None
    return ("python", {"formula": formula}) if len(formula) <= LONGEST_SHOWN and "\n" not in formula else None


def _dotted(text: str, offset: int) -> Case | None:
    """The case of a point in a name: `np.exp`, `x.sum()`, `A.T`; None where it is another point."""
    found = next((one for one in DOTTED.finditer(text) if one.start() < offset < one.end()), None)
    if found is None:
        return None
    first, *between, last = found[0].split(".")
    if first in MODULES:
        return "module", {"module": ".".join((first, *between)), "rest": last}
    if last == "T" and not between:
        return "transposed", {"name": first}
    if last in FUNCTIONS and not between and text.startswith("(", found.end()):
        arguments = "" if text.startswith("()", found.end()) else ", ..."
        return "method", {"call": f"{last}({first}{arguments})"}
    return ("dotted-call", {"name": found[0]}) if text.startswith("(", found.end()) else None


def _elementwise(text: str, offset: int) -> Case | None:
    """The case of `x.^2`, which is MATLAB's and Julia's; None where no operator follows the point."""
    operator = next((sign for sign in ELEMENTWISE if text.startswith(sign, offset + 1)), None)
    return None if operator is None else ("elementwise", {"operator": operator})
