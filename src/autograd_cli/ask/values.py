"""The values of a problem's variables: numbers, ranges, uncertainties and arrays, as text and in a number system.

In: a binding's text, a value from Python, or an expression without variables. Out: doubles that know how they were
written, arrays of them, or numbers of another system; or an error of one of the codes `binding` and `shape`.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from numbers import Integral
from typing import Any

from autograd_cli.errors import AutogradError, Finding, Source, Span
from autograd_cli.graphs.graph import Function, Graph, Shape
from autograd_cli.graphs.lower import lower_expression, shape_of
from autograd_cli.graphs.shapes import shape_words
from autograd_cli.numerals import (
    EXACT_INTEGERS,
    NON_FINITE,
    Written,
    element_names,
    is_rounded,
    nested,
    number_text,
    split_outside,
    to_double,
)
from autograd_cli.primitives import CONSTANTS
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.recompute import BITS, OUT_OF_REACH, mended, wide_system
from autograd_cli.syntax.ast import Assignment, Definition, Given, Name, Number, Tree, Vector
from autograd_cli.syntax.parser import parse, parse_expression
from autograd_cli.syntax.substitute import substitute
from autograd_cli.syntax.unparse import unparse
from autograd_cli.systems.systems import FLOAT, NumberSystem, resolve

# A value that needs no parser; and how people write what the language has no literal for.
PLAIN_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
UNDEFINED = ("nan", "NaN")
# A number whose exponent is cut off, as a shell leaves it where a variable is empty.
NUMBER_WITHOUT_EXPONENT = r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))[eE]"
# A number that is not 0, by its digits.
BELOW = r"[+-]?[0.]*[1-9][0-9.]*(?:[eE][+-]?[0-9]+)?"
# What divides the two ends of an interval, and a value from its standard uncertainty.
RANGE, UNCERTAIN = "..", ("±", "+/-", "+-")
# A number with its uncertainty in its last digits, `6.626(13)e-34`, or with a point of its own, `12.3(1.2)`.
IN_LAST_DIGITS = r"([+-]?)([0-9]*)(?:\.([0-9]*))?\(([0-9]+\.?[0-9]*|\.[0-9]+)\)((?:[eE][+-]?[0-9]+)?)"
# A number with its uncertainty as the package uncertainties writes it, `(6.626+/-0.013)e-34`.
IN_PARENTHESES = r"\(([^()]*)\)((?:[eE][+-]?[0-9]+)?)"
WITHOUT_EXPONENT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)%?")
# A whole number before another in parentheses, which may be a product.
WHOLE_BEFORE_NUMBER = r"([+-]?[0-9]+(?:[eE][+-]?[0-9]+)?)\(([0-9]+\.?[0-9]*|\.[0-9]+)\)"
# Brackets that other languages have around the elements of vectors.
ENCLOSED = ("[]", "()", "{}")
# What is between them, or around them; commas alone may be those of decimals.
OF_ARRAYS = r"[\s;({]"
ARRAY = "autograd_cli.arrays.written:as_array"
WRITTEN_ARRAY = "autograd_cli.arrays.written:as_written"
# A double, or an array of doubles: NumPy is no part of a call in which all are numbers.
Value = Any


def single_values(value: Value) -> Sequence[float]:
    """The numbers of a value in order, each as it was written where that is known."""
    if not hasattr(value, "shape"):
        return [value]
    written = getattr(value, "written", None)
    return [float(one) for one in value.ravel()] if written is None else written()


def named_values(name: str, value: Value) -> Iterator[tuple[str, float]]:
    """The numbers of a value with the names of its elements."""
    yield from zip(element_names(name, getattr(value, "shape", ())), single_values(value), strict=True)


def gathered(shapes: Mapping[str, Shape], numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers by element, such as `x[0]`, as lists where all elements of a value of such a shape are there.

    Example:
        >>> gathered({"x": (2,), "y": (2,)}, {"a": 1.0, "x[0]": 2.0, "x[1]": 3.0, "y[1]": 4.0, "b[0]": 5.0})
        {'a': 1.0, 'x': [2.0, 3.0], 'y[1]': 4.0, 'b[0]': 5.0}
    """
    names = {name: element_names(name, shape) for name, shape in shapes.items() if shape and 0 not in shape}
    owners = {own[0]: name for name, own in names.items() if numbers.keys() >= {*own}}
    others = {one for name in owners.values() for one in names[name][1:]}
    whole: dict[str, Any] = {}
    for one, number in numbers.items():
        if one in owners:
            name = owners[one]
            whole[name] = nested(map(numbers.__getitem__, names[name]), shapes[name])
        elif one not in others:
            whole[one] = number
    return whole


def range_of(value: Value) -> str:
    """The sign of the range that a value, or an element of it, was written as; empty where it is none."""
    if isinstance(value, Written):
        return RANGE if value.until else UNCERTAIN[0] if value.uncertainty else ""
    return getattr(value, "range", "")


def read_value(text: str, name: str, ranges: bool = False) -> Value:
    """The value of a binding's text: an expression without variables, such as `pi/2`.

    With `ranges` also an interval, `39.5..40.5`, or a value with its standard uncertainty, `40±0.5`, `40+/-0.5`,
    `40+-0.5`, `40±1%`, `40.0(5)` or `40.0(0.5)`.
    Raises: `AutogradError` with code `binding`, or that of the text's own mistake; `unsupported` for a range.
    """
    text = text.strip()
    sign, first, second = split_range(text)
    if not sign:
        if text.endswith(")") and (both := re.fullmatch(WHOLE_BEFORE_NUMBER, text)):
            one, other = f"{both[1]}*{both[2]}", f"{both[1]}{UNCERTAIN[0]}{both[2]}" if ranges else both[1]
            raise AutogradError("ambiguous", "two-readings", text=text, first=one, second=other)
        return _single(text, name)
    if not ranges:
        raise AutogradError("unsupported", "interval" if sign == RANGE else "uncertain", name=name, text=text)
    if not (first.strip() and second.strip()):
        case = "half-interval" if sign == RANGE else "half-uncertain"
        raise AutogradError("binding", case, name=name, text=text, sign=sign)
    _refuse_both_signs(sign, first, second, name, text)
    if sign == RANGE:
        refuse_three_points(first, second)
    if sign != RANGE and second.rstrip().endswith("%"):
        second = f"abs({first.strip()})*({second.rstrip().removesuffix('%').strip()})/100"
    value, other = _single(first, name), _single(second, name)
    shape = getattr(value, "shape", ()) or getattr(other, "shape", ())
    if not shape:
        return _ranged(value, other, (sign, first, second), text, name)
    shapes = {one.shape for one in (value, other) if hasattr(one, "shape")}
    if len(shapes) > 1:
        one, another = map(shape_words, shapes)
        raise AutogradError("shape", "sides", name=name, text=text, one=one, other=another)
    ends = [single_values(one) if hasattr(one, "shape") else [one] * math.prod(shape) for one in (value, other)]
    parts = [_ranged(a, b, (sign, _text_of(a), _text_of(b)), text, name) for a, b in zip(*ends, strict=True)]
    return resolve(WRITTEN_ARRAY)(parts, shape, partial(list, parts), range_of(parts[0]) if parts else "")


def _text_of(value: float) -> str:
    return value.text if isinstance(value, Written) else repr(value)


def _ranged(value: float, other: float, parts: tuple[str, str, str], text: str, name: str) -> Written:
    """An interval from a number to another, or a number with the other as its uncertainty; `parts` are as written."""
    sign, first, second = parts
    if math.isnan(value) or math.isnan(other):
        raise AutogradError("binding", "nan-in-range", name=name, text=text)
    if sign != RANGE:
        if other < 0 or math.isinf(other):
            size = second.strip().lstrip("-") if math.isfinite(other) else "0.1"
            raise AutogradError(
                "binding", "uncertainty", name=name, text=second.strip(), value=first.strip(), size=size
            )
        return Written(value, first.strip(), uncertainty=second.strip())
    if value > other:
        raise AutogradError("binding", "interval-down", name=name, start=first.strip(), stop=second.strip())
    middle = value / 2 + other / 2
    finite = middle if math.isfinite(middle) else value if math.isfinite(value) else other
    return Written(finite if math.isfinite(finite) else 0.0, first.strip(), until=second.strip())


def _refuse_both_signs(sign: str, first: str, second: str, name: str, text: str) -> None:
    """Refuses `1..3±2` and `1±2..3`, of which a part may stand alone, and two uncertainties, as in `2±1±1`."""
    if sign != RANGE and (more := split_outside(second, UNCERTAIN)[1:]):
        alone = f"{first.strip()}{sign}{second.partition(more[0])[0].strip()}"
        raise AutogradError("binding", "two-uncertainties", name=name, text=text, uncertain=alone)
    middle, *others = split_outside(second, UNCERTAIN if sign == RANGE else (RANGE,))
    if others:
        parts = first.strip(), middle.strip(), others[-1].strip()
        ends, spread = (parts[:2], parts[1:]) if sign == RANGE else ((parts[0], parts[2]), parts[:2])
        uncertain = f"{spread[0]}{sign if sign != RANGE else others[0]}{spread[1]}"
        raise AutogradError("binding", "both-signs", name=name, text=text, range=RANGE.join(ends), uncertain=uncertain)


def refuse_three_points(first: str, second: str) -> None:
    """Refuses a range with three points, of which the last may belong to a number, `0...5`; and one with three ends."""
    end, *more = split_outside(second, (RANGE,))
    if more:
        start, stop = first.strip(), end.strip()
        raise AutogradError("binding", "three-ends", text=f"{first}{RANGE}{second}".strip(), range=f"{start}..{stop}")
    if second.startswith("."):
        start, stop = first.strip(), second.strip()
        one, other = f"{start}..{stop[1:]}", f"{start}..0{stop}"
        raise AutogradError("ambiguous", "two-readings", text=f"{start}..{stop}", first=one, second=other)


def split_range(text: str) -> tuple[str, str, str]:
    """The sign of a range or an uncertainty outside of brackets, and what is on both sides; empty where there is none.

    Example:
        >>> split_range("39.5..40.5"), split_range("max(1, 2) ± .5"), split_range("pi/2")
        (('..', '39.5', '40.5'), ('±', 'max(1, 2) ', ' .5'), ('', '', ''))
        >>> split_range("6.626(13)e-34"), split_range("12.3(1.2)")
        (('±', '6.626e-34', '0.013e-34'), ('±', '12.3', '1.2'))
    """
    if not any(sign in text for sign in (".", *UNCERTAIN, ")e", ")E")):
        return "", "", ""
    if last := re.fullmatch(IN_LAST_DIGITS, text.strip()):
        sign, whole, decimals, digits, exponent = last.groups()
        if (decimals is not None or exponent) and (whole or decimals):
            places = 0 if "." in digits else len(decimals or "")
            padded = digits.rjust(places + 1, "0")
            size = f"{padded[: len(padded) - places]}.{padded[len(padded) - places :]}" if places else digits
            number = whole if decimals is None else f"{whole}.{decimals}"
            return UNCERTAIN[0], f"{sign}{number}{exponent}", f"{size}{exponent}"
    first, *rest = split_outside(text, (RANGE, *UNCERTAIN))
    if not rest and (whole := re.fullmatch(IN_PARENTHESES, text.strip())):
        parts = [part.strip() for part in split_outside(whole[1], UNCERTAIN)]
        if len(parts) == 3 and (not whole[2] or all(map(WITHOUT_EXPONENT.fullmatch, parts[::2]))):
            value, sign, uncertainty = parts
            return sign, value + whole[2], uncertainty + ("" if uncertainty.endswith("%") else whole[2])
    return (rest[0], first, "".join(rest[1:])) if rest else ("", "", "")


def _single(text: str, name: str) -> Value:
    """The value of a text that is no range."""
    text = text.strip()
    if text in UNDEFINED:
        return math.nan
    if text in NON_FINITE:
        return NON_FINITE[text]
    if text[-1:] in "eE" and (cut := re.fullmatch(NUMBER_WITHOUT_EXPONENT, text)):
        source = Source(text, name, "value")
        first, second, span = f"{cut[1]}*e", f"{cut[1]}e0", Span(0, len(text))
        raise AutogradError(
            "ambiguous", "two-readings", span=span, source=source, text=text, first=first, second=second
        )
    if PLAIN_NUMBER.fullmatch(text):
        value = float(text)
        if math.isinf(value):
            raise AutogradError("binding", "beyond-doubles", name=name, text=text)
        return Written(value, text)
    return _read(text, name)


def read_array(name: str, value: Any) -> Value:
    """A value from Python as a double, or as an array of doubles, whatever numeric type it comes in.

    Raises: `AutogradError` with codes `binding` and `shape`.
    """
    if value is None:
        raise AutogradError("binding", "nothing", name=name)
    if isinstance(value, float):
        return float(value)
    of_arrow = hasattr(value, "__array__") and not hasattr(value, "shape")
    if getattr(value, "shape", None) or of_arrow or (isinstance(value, Sequence) and not isinstance(value, str)):
        return resolve(ARRAY)(name, value)
    try:
        return Written(float(value), str(value)) if isinstance(value, Integral) else float(value)
    except (TypeError, ValueError, OverflowError) as problem:
        raise AutogradError("binding", "not-a-number", name=name, reason=str(problem)) from None


def arrays_of(values: Mapping[str, Any] | None) -> dict[str, Value]:
    """The values from Python by name. Raises: `AutogradError` as `read_array` does."""
    if not isinstance(values, Mapping | None):
        raise AutogradError("binding", "not-by-name")
    return {name: read_array(name, value) for name, value in (values or {}).items()}


def check_text(source: Source) -> None:
    """Refuses text that did not come from UTF-8, before anything else looks at it."""
    for i, character in enumerate(source.text):
        if "\ud800" <= character <= "\udfff":
            raise AutogradError("encoding", "formula", span=Span(i, i + 1), source=source)


def constant_value(expression: Tree, system: NumberSystem = FLOAT) -> Any:
    """The value of an expression without variables."""
    graph = Graph()
    node = lower_expression(graph, expression, {}, {})
    function = Function(graph, (), (node,))
    values = evaluate(function, {}, system=system)
    return (mended(function, {}, values) if system is FLOAT else values)[node]


def written_value(expression: Tree) -> Value:
    """The value of an expression without variables, with its text; of a vector's literal with the text of each part."""
    value = constant_value(expression)
    if not hasattr(value, "shape"):
        return Written(value, unparse(expression))
    parts = _written_elements(expression)
    if len(parts) != value.size:
        return value
    if not any(shape_of(part) for part in parts):
        for i, part in enumerate(parts):
            if not isinstance(part, Number):
                value.flat[i] = constant_value(part)
    return resolve(WRITTEN_ARRAY)(value, value.shape, partial(_written_parts, value, parts))


def _written_elements(tree: Tree) -> list[Tree]:
    """The elements of a literal of a vector or a matrix, none of anything else."""
    rows = tree.items if isinstance(tree, Vector) else ()
    return [part for row in rows for part in (row.items if isinstance(row, Vector) else (row,))]


def _written_parts(value: Value, parts: Sequence[Tree]) -> list[float]:
    numbers = [float(number) for number in value.ravel()]
    if any(shape_of(part) for part in parts):
        return numbers
    return [Written(number, unparse(part)) for number, part in zip(numbers, parts, strict=True)]


def exact_values(values: Mapping[str, float], system: NumberSystem) -> dict[str, Any]:
    """Values in a number system, each as it was written; what comes as a double is that double."""
    return {name: _exact_value(value, system) for name, value in values.items()}


def _exact_value(value: float, system: NumberSystem) -> Any:
    return exact_text(value.text, system) if isinstance(value, Written) else system.number(value)


def exact_text(text: str, system: NumberSystem) -> Any:
    """What the text of a value means in a number system."""
    if text in NON_FINITE:
        return system.number(NON_FINITE[text])
    if PLAIN_NUMBER.fullmatch(text):
        return system.constant(text)
    return constant_value(parse_expression(text), system)


def _read(text: str, name: str) -> Value:
    source = Source(text, name, "value")
    check_text(source)
    try:
        program = parse(source)
    except AutogradError as error:
        if len(split_outside(text, ":")) > 1:
            raise AutogradError("unsupported", "grid", name=name, text=text) from None
        raise _meant_otherwise(text, name, error) from None
    (statement, *further) = program.statements
    if further or isinstance(statement, Assignment | Definition | Given):
        raise AutogradError("binding", "several-statements", span=program.span, source=source, name=name)
    for part in statement.walk():
        if isinstance(part, Name) and part.name not in (*CONSTANTS, *UNDEFINED):
            raise AutogradError("binding", "variable", span=part.span, source=source, name=name, variable=part.name)
    if any(name in text for name in UNDEFINED):
        statement = substitute(statement, dict.fromkeys(UNDEFINED, parse_expression("inf - inf")))
    try:
        value = written_value(statement)
    except AutogradError as error:
        raise error.within(source) from None
    _refuse_beyond(statement, value, source, name)
    return value


def _meant_otherwise(text: str, name: str, error: AutogradError) -> AutogradError:
    """The error of a value: of a vector or matrix as others write it, of a comma too many, or else the one it has."""
    if text.endswith(",") and PLAIN_NUMBER.fullmatch(text[:-1].strip()):
        return AutogradError("binding", "last-comma", name=name, value=f"{name}={text[:-1].strip()}")
    if ranged := _ranged_outside(text):
        sign, meant = ranged
        return AutogradError("binding", "ranges-in-array", name=name, text=text, sign=sign, meant=meant)
    inner = text[1:-1] if text[:1] + text[-1:] in ENCLOSED else text
    rows = [re.split(r"\s*,\s*|\s+", row.strip()) for row in re.split("[;\n]", inner)]
    plain = all(PLAIN_NUMBER.fullmatch(one) for row in rows for one in row)
    if error.case == "spaced-thousands" or not (plain and re.search(OF_ARRAYS, text)) or sum(map(len, rows)) < 2:
        return error
    if len({*map(len, rows)}) > 1:
        return AutogradError("binding", "rows-differ", name=name, text=text)
    listed = [f"[{', '.join(row)}]" for row in rows]
    kind, meant = "a vector", listed[0]
    if len(rows) > 1:
        column = all(len(row) == 1 for row in rows)
        kind = "a vector" if column else "a matrix"
        meant = f"[{', '.join(row[0] for row in rows)}]" if column else f"[{', '.join(listed)}]"
    return AutogradError("binding", "array-meant", name=name, text=text, kind=kind, meant=meant)


def _ranged_outside(text: str) -> tuple[str, str] | None:
    """The sign of ranges or uncertainties within the brackets of a vector, and the text with it between two of them.

    Example:
        >>> _ranged_outside("[1±0.1, 2 ± 0.2]"), _ranged_outside("[[1..2], [3..4]]"), _ranged_outside("[1, 2]")
        (('±', '[1,2]±[0.1,0.2]'), ('..', '[[1],[3]]..[[2],[4]]'), None)
    """
    if text[:1] + text[-1:] != "[]":
        return None
    parts = [part.strip() for part in split_outside(text[1:-1], ",")[::2]]
    inner = [_ranged_outside(part) for part in parts]
    split = [
        split_range(part) if one is None else (one[0], *split_outside(one[1], [one[0]])[::2])
        for part, one in zip(parts, inner, strict=True)
    ]
    signs = {sign for sign, *_ in split} - {""}
    if len(signs) != 1 or any("%" in second for _, _, second in split):
        return None
    (sign,) = signs
    pairs = [
        (first.strip(), second.strip()) if own else (part, part if sign == RANGE else "0")
        for part, (own, first, second) in zip(parts, split, strict=True)
    ]
    first, second = (f"[{','.join(pair[side] for pair in pairs)}]" for side in (0, 1))
    return sign, f"{first}{sign}{second}"


def _refuse_beyond(statement: Tree, value: Value, source: Source, name: str) -> None:
    """Refuses an infinity that no `inf` in the text stands for."""
    if not any(math.isinf(one) for one in single_values(value)):
        return
    parts = _written_elements(statement)
    numbers = single_values(value)
    for part, number in zip(parts, numbers, strict=True) if len(parts) == len(numbers) else [(statement, math.inf)]:
        if math.isinf(number) and not any(isinstance(one, Name) and one.name == "inf" for one in part.walk()):
            text = source.slice(part.span)
            case = "beyond-doubles" if PLAIN_NUMBER.fullmatch(text) else "infinite"
            raise AutogradError("binding", case, span=part.span, source=source, name=name, text=text)


def literal_notes(values: Mapping[str, Value]) -> tuple[Finding, ...]:
    """The notes on values written as numbers that doubles lack: 0 as one, or whole with more digits than one has."""
    notes = []
    for name, value in values.items():
        shaped = hasattr(value, "shape")
        if shaped and not hasattr(value, "written"):
            continue
        odd = (value == 0) | (abs(value) >= EXACT_INTEGERS)
        if not (odd.any() if shaped else odd):
            continue
        for one in single_values(value):
            if not isinstance(one, Written) or one.until is not None:
                continue
            case = "whole-value" if is_rounded(one.text) else "value" if not one and _is_below(one.text) else ""
            if case:
                notes.append(Finding("literal", case=case, name=name, text=one.text, value=number_text(float(one))))
    return tuple(notes)


def _is_below(text: str) -> bool:
    """Whether a text that is 0 as a double is another number."""
    if PLAIN_NUMBER.fullmatch(text) or not any(map(str.isdigit, text)):
        return re.fullmatch(BELOW, text) is not None
    with suppress(AutogradError, *OUT_OF_REACH):
        value = constant_value(parse_expression(text), wide_system(BITS[0]))
        return bool(value != 0 and to_double(value) == 0)
    return False
