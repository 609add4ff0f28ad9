"""Names that may have been meant as something else: a product written without its sign, or a variable.

Takes: a program, and the names that a value, a `given` or an option says to be names. Returns: the notes on names and
constants that were read as they stand; raises the error for a name with two readings. It never changes a program.
"""

from collections import Counter
from collections.abc import Collection, Set

from autograd_cli.errors import AutogradError, Finding, Source, Span
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES
from autograd_cli.syntax.ast import Operation, Program
from autograd_cli.syntax.names import canonical_name

# Raised letters, which are letters of a name.
RAISED = {"ⁿ": "n", "ⁱ": "i"}
DIGITS = "0123456789"


def refuse_products(
    program: Program, source: Source, used: Set[str], names: Collection[str], case: str = "product-name"
) -> tuple[Finding, ...]:
    """The notes on names of two letters that are read as one, where no value says that they are.

    `used` are the names in the program, `names` those that a value or an option says to be names; the program's own are
    known from it. `case` is that of the error.
    Raises: `AutogradError` with code `ambiguous` for a name that may be a product, with both readings.
    """
    known = {*map(canonical_name, names), *program.declared}
    if all(len(name) < 2 or name in known or name in CONSTANTS for name in used):
        return ()
    places: dict[str, Span] = {}
    after_number: set[str] = set()
    for tree in program.free_names():
        places.setdefault(tree.name, tree.span)
        if tree.span.start and source.text[tree.span.start - 1] in f"{DIGITS}.":
            after_number.add(tree.name)
    pairs = [name for name in places if len(name) == 2 and name.isalpha() and name not in known]
    notes = []
    for name, span in places.items():
        if name in known or name in CONSTANTS or len(name) < 2:
            continue
        product = _product(name, places.keys(), after_number, pairs)
        if product is not None:
            raise AutogradError("ambiguous", case, span=span, source=source, name=name, product=product)
        if name in pairs:
            notes.append(Finding("name", (span,), case="one-name", name=name, text=f"{name[0]}*{name[1]}"))
    return tuple(notes)


def constants_used(program: Program, used: Set[str], names: Collection[str]) -> tuple[Finding, ...]:
    """The notes on constants whose names are variables in many formulas.

    `used` are the names in the program, `names` those that have values.
    """
    known = {*names, *program.declared}
    if CONSTANTS.keys().isdisjoint(used - known):
        return ()
    found = [tree for tree in program.free_names() if tree.name in CONSTANTS and tree.name not in known]
    powers = [tree for tree in program.walk() if isinstance(tree, Operation) and _is_power(tree.primitive)]
    bases = {id(tree.operands[0]) for tree in powers}
    places: dict[str, list[Span]] = {}
    for tree in found:
        mistakable = PRIMITIVES[CONSTANTS[tree.name]].mistakable
        if mistakable == "always" or (mistakable and id(tree) not in bases):
            places.setdefault(tree.name, []).append(tree.span)
    return tuple(
        Finding("name", tuple(spans), case="constant", name=name, text=PRIMITIVES[CONSTANTS[name]].summary)
        for name, spans in places.items()
    )


def _is_power(primitive: str) -> bool:
    return primitive in PRIMITIVES and PRIMITIVES[primitive].operator == "^"


def _product(name: str, names: Set[str], after_number: Set[str], pairs: Collection[str]) -> str | None:
    """The product or call that a name may have been meant for, None where it is one name."""
    if name[-1] in RAISED:
        return f"{name[:-1]}^{RAISED[name[-1]]}"
    product = _call(name)
    if product is not None or not name.isalpha():
        return product
    own = names - {name}
    if len(name) == 2:
        places = [Counter(other[place] for other in pairs)[name[place]] > 1 for place in (0, 1)]
        if name in after_number or not own.isdisjoint(name) or any(places):
            return "*".join(name)
        return None
    return "*".join(name) if all(letter in own for letter in name) else None


def _takes_one(function: str) -> bool:
    return any(entry.takes(1) for entry in FUNCTIONS.get(function, ()))


def _call(name: str) -> str | None:
    """What a name that begins with a function or a constant may be: `lnx` is `ln(x)`, `sin2x` is `sin(2*x)`."""
    if name in FUNCTIONS:
        return None
    for length in range(len(name) - 1, 0, -1):
        first, rest = name[:length], name[length:]
        constant = CONSTANTS.get(first)
        if constant is not None and len(rest) == 1 and rest.isalpha():
            return f"{constant}*{rest}"
        letters = rest.lstrip(DIGITS)
        digits = rest.removesuffix(letters)
        if _takes_one(first) and (not letters or (len(letters) == 1 and letters.isalpha())):
            return f"{first}({'*'.join(filter(None, (digits, letters)))})"
    return None
