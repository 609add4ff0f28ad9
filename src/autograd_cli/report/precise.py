"""The value and all partial derivatives to as many digits as are asked for.

In: a `Problem`. Out: a `LongEvaluation`. Inputs and literals are what was written: `0.1` is a
tenth.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from math import ceil, isinf, isnan
from typing import Any

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import PLAIN_NUMBER, exact_values
from autograd_cli.enclosures.decimals import BITS_A_DIGIT, below_digits, digits_of, digits_text, has_digits, read
from autograd_cli.enclosures.enclosure import UndecidedError, point
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.graph import Function, canonical_decimal
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Written, to_double
from autograd_cli.report.evaluation import literal_partials, sweep
from autograd_cli.report.long import LongEvaluation, answer
from autograd_cli.report.outcome import has_infinity, infinite_number
from autograd_cli.run.apart import apart
from autograd_cli.run.digits import MOST_BITS, enclose, most_bits
from autograd_cli.run.findings import Diagnosis, diagnose
from autograd_cli.run.limits import limits
from autograd_cli.systems.systems import NumberSystem, load

MOST_DIGITS = 10_000
# So many take little time, but with entries that have `most_bits`.
FEW_DIGITS = 200
# With which a limit is computed beyond those of its digits.
SPARE_BITS = 64


def precise(
    problem: Problem,
    digits: int,
    *,
    wrt: Sequence[str] | None = None,
    mode: str | None = None,
    differentiate: bool = True,
    literals: bool = False,
    kinks: str = OURS,
) -> LongEvaluation:
    """The report on a problem, each number correct to one unit in the last of so many digits.

    Raises: `AutogradError` as `evaluation` does, with code `option` for more digits than there may be, and as
    `resolve` does.
    """
    if not 1 <= digits <= MOST_DIGITS:
        raise AutogradError("option", "digits", digits=digits, most=MOST_DIGITS)
    given, problem = problem, problem.scalarised()
    swept = sweep(problem, wrt, mode, differentiate, kinks)
    diagnosis = Diagnosis((), {}, {})

    def decided(system: NumberSystem, values: Sequence[Any]) -> bool:
        nonlocal diagnosis
        diagnosis = diagnose(problem.function, values, problem.source, swept.nodes, system, kinks)
        return True

    enclosed = enclose(swept.whole, partial(exact_values, problem.values), digits, decided)
    if not enclosed.settled:  # a number is not known, and where the formula is undefined may be all the same
        with suppress(UndecidedError):
            decided(enclosed.system, enclosed.values)
    enclosures = [enclosed.values[output] for output in swept.whole.outputs]
    names = [_result_name(problem), *(f"d/d{name}" for name in swept.wanted)]
    undefined = {f"d/d{name}" for name, node in swept.wanted.items() if node in diagnosis.undefined}
    doubts = [
        _doubt(name, enclosure, digits, enclosed.bits, enclosed.system.text)
        for name, enclosure in zip(names, enclosures, strict=True)
        if not has_digits(enclosure, digits) and name not in undefined
    ]
    if not enclosed.settled and not doubts:
        doubts = [Finding("precision", case="condition", bits=enclosed.bits)]
    texts = [_text(enclosure, digits) for enclosure in enclosures]
    if has_infinity(problem) and kinks == OURS:
        texts = _at_infinity(problem, swept.whole, texts, digits)
        lost = tuple(name for name, text in zip(names, texts, strict=True) if text == "NaN")
        if lost and not doubts and not diagnosis.findings:
            doubts = [infinite_number(problem, lost)]
    return answer(
        given,
        problem,
        swept,
        _input_texts(problem.values, digits),
        texts,
        diagnosis,
        doubts=doubts,
        literals=literal_partials(problem, swept.mode, kinks, partial(_outputs, digits))
        if literals and swept.mode
        else None,
        digits=digits,
    )


def heard(problem: Problem, digits: int, **asked: Any) -> LongEvaluation:
    """The report that `precise` makes; where that may take long, in a process of its own, which Ctrl-C ends.

    Raises: as `precise` does.
    """
    make = partial(precise, problem, digits, **asked)
    return make() if digits <= FEW_DIGITS and most_bits(problem.function) == MOST_BITS else apart(make)


def _outputs(digits: int, function: Function, values: Mapping[str, float]) -> list[str]:
    enclosed = enclose(function, partial(exact_values, values), digits, lambda *_: True)
    return [_text(enclosed.values[output], digits) for output in function.outputs]


def _at_infinity(problem: Problem, whole: Function, texts: Sequence[str], digits: int) -> list[str]:
    """The outputs where an input is infinite, undefined derivatives as the limits that they have there."""
    value, *partials = texts
    lost = [place for place, text in enumerate(partials, 1) if text == "NaN"]
    found = list(texts)
    if lost and value != "NaN" and not any(map(isnan, problem.values.values())):
        bits = ceil(digits * BITS_A_DIGIT)
        outputs = [whole.outputs[place] for place in lost]
        for place, limit in zip(lost, limits(whole, problem.values, outputs, bits + SPARE_BITS, bits), strict=True):
            if limit is not None:
                double = to_double(limit)
                found[place] = _text(point(double) if double == 0 or isinf(double) else read(str(limit)), digits)
    return found


def _text(enclosure: Any, digits: int) -> str:
    """The number as text; with fewer digits where it is not known to more, 0 where none of them can differ from it."""
    known = digits_of(enclosure, digits)
    if known > 0:
        return digits_text(enclosure, known)
    return "0" if below_digits(enclosure, digits) else "NaN"


def _doubt(name: str, enclosure: Any, digits: int, bits: int, text: Callable[[Any], str]) -> Finding:
    """What is to be said of a number that is not known to all the digits asked for."""
    finding = partial(Finding, "precision", name=name, bits=bits)
    if not enclosure.is_bounded:
        return finding(case="unbounded")
    if enclosure.lower <= 0 <= enclosure.upper:
        size = max(abs(enclosure.lower), abs(enclosure.upper))
        return finding(case="zero", value=size.str(2, radius=False))
    known = digits_of(enclosure, digits)
    return finding(case="digits", digits=known) if known else finding(case="bounds", value=text(enclosure))


def _result_name(problem: Problem) -> str:
    return f"`{problem.lowered.output}`" if problem.lowered.output else "the value"


def _input_texts(values: Mapping[str, float], digits: int) -> dict[str, str]:
    """The inputs as they were written, where that is a plain number, else to so many digits."""
    texts = {}
    for name, value in values.items():
        if isinstance(value, Written) and PLAIN_NUMBER.fullmatch(value.text):
            texts[name] = canonical_decimal(value.text)
        else:
            system = load("balls", int(digits * 3.33) + 64)
            texts[name] = _text(exact_values({name: value}, system)[name], digits)
    return texts
