"""Names without a value, and values without a name: which they are, and the error that says what was meant.

In: a program or what it was lowered to, and the names that have values. Out: an `AutogradError` to raise.
"""

import importlib
import re
from collections.abc import Iterable, Mapping, Sequence

from autograd_cli.ask.values import Value
from autograd_cli.errors import AutogradError, Source, Span, near_names
from autograd_cli.graphs.graph import SCALAR, Shape
from autograd_cli.graphs.lower import Lowered
from autograd_cli.graphs.shapes import size
from autograd_cli.primitives import CONSTANTS, FUNCTIONS
from autograd_cli.shell import shell_word
from autograd_cli.syntax.ast import Assignment, Definition, Given, Program
from autograd_cli.syntax.names import is_name, written_name

# What a call of Mathematica has.
IN_BRACKETS = r"\[([^\[\]]*)\]"
# A name to the power T, which other notations have for the transpose.
TRANSPOSED = r"([\w)\]]+)\s*\^\s*T$"
# The names of values that other systems have; loaded for an error alone.
FOREIGN = "autograd_cli.primitives.foreign"
# A hint writes out values of so many numbers at most.
MOST_WRITTEN = 60


def superfluous_value(name: str, lowered: Lowered, missing: Sequence[str]) -> AutogradError:
    names = list(lowered.inputs)
    near = near_name(name, missing or names) or near_name(name, names)
    if near:
        return AutogradError("unknown-binding", "near", name=name, near=near)
    return AutogradError("unknown-binding", "known" if names else "none", name=name, known=names)


def unbound(program: Program, known: Mapping[str, Value]) -> dict[str, Span]:
    """The names without a value, and where each stands first."""
    own = {part.name for part in program.statements if isinstance(part, Assignment)} | set(known) | CONSTANTS.keys()
    for statement in program.statements:
        if isinstance(statement, Definition):
            own |= set(statement.parameters)
        elif isinstance(statement, Given):
            own |= {binding.name for binding in statement.bindings}
    unbound: dict[str, Span] = {}
    for part in program.free_names():
        if part.name not in own:
            unbound.setdefault(part.name, part.span)
    return unbound


def missing_values(
    names: Sequence[str],
    source: Source,
    uses: Mapping[str, Span],
    known: Iterable[str],
    shapes: Mapping[str, Shape] | None = None,
) -> AutogradError:
    """The error for names without a value; `shapes` are those that are declared."""
    first = names[0]
    shapes = shapes or {}
    large = sum(size(shapes.get(name, SCALAR)) for name in names) > MOST_WRITTEN
    others = [name for name in known if name not in names or len(name) < len(first)]
    factors = as_product(first, others)
    foreign = importlib.import_module(FOREIGN)
    span = uses.get(first)
    within = None if span is None else re.match(IN_BRACKETS, source.text[span.stop :])
    indexed = span is not None and source.text.startswith("[", span.stop)
    function = first.lower() if indexed and first not in FUNCTIONS else first
    transposed = None if span is None else re.search(TRANSPOSED, source.text[: span.stop])
    if transposed:
        case = "transpose"
    elif function in FUNCTIONS:
        case = "function"
    elif first in foreign.VALUES:
        case = "constant"
    elif first in foreign.NO_VALUES:
        case = "no-number"
    elif not shapes and _is_factor(names, source.text):
        case = "arrays"
    else:
        case = "product" if factors else "large" if large else "values"
    return AutogradError(
        "missing-binding",
        case,
        span=span,
        source=source,
        names=names,
        first=first,
        function=function,
        call=f"{function}({within[1] if within else '...'})",
        constant=foreign.VALUES.get(first),
        product="*".join(factors or ()),
        transpose=f"{transposed[1] if transposed[1].isalnum() else '(...)'}'" if transposed else "",
        given="" if large else " ".join(_given(name, shapes.get(name, SCALAR)) for name in names),
    )


def _is_factor(names: Sequence[str], text: str) -> bool:
    """Whether one of the names is an operand of a product of matrices."""
    one = "|".join(map(re.escape, names))
    return re.search(rf"\b(?:{one})['\s]*@|@\s*(?:{one})\b", text) is not None


def _given(name: str, shape: Shape) -> str:
    """A name with a value of a shape, as a shell takes them."""
    value = "1"
    for length in reversed(shape):
        value = f"[{', '.join([value] * length)}]"
    if not is_name(name):
        return shell_word(f"{written_name(name)}={value}")
    return f"--{name} '{value}'" if shape else f"--{name} {value}"


def as_product(name: str, known: Sequence[str]) -> list[str] | None:
    """The known names that a name is made of, as `xy` is of `x` and `y`; None where it is not."""
    factors, rest = [], name
    while rest:
        factor = max((other for other in known if other != name and rest.startswith(other)), key=len, default=None)
        if factor is None:
            return None
        factors.append(factor)
        rest = rest[len(factor) :]
    return factors


def refuse_unused(names: Iterable[str], lowered: Lowered) -> None:
    """Refuses names of `--let` that the formula does not have. Raises: `AutogradError`."""
    for name in names:
        if name not in lowered.inputs:
            raise superfluous_value(name, lowered, ())


def near_name(name: str, known: Sequence[str]) -> str | None:
    """The name that another may be meant for, if one is spelled like it."""
    near = near_names(name, known)
    return near[0] if near else None
