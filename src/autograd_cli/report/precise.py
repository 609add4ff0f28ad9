"""The value and all partial derivatives to as many digits as are asked for.

In: a `Problem`. Out: a `LongEvaluation`. Inputs and literals are what was written: `0.1` is a
tenth.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from math import ceil, isinf, isnan, nan
from typing import Any, TypeVar

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import PLAIN_NUMBER, exact_values
from autograd_cli.enclosures.decimals import BITS_A_DIGIT, below_digits, digits_of, digits_text, has_digits, read
from autograd_cli.enclosures.enclosure import UndecidedError, point
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.graph import Function, canonical_decimal
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Written, to_double
from autograd_cli.report.derivative_matrices import LongHessian, LongJacobian
from autograd_cli.report.entries import Asked, Entry, smooth, undefined
from autograd_cli.report.evaluation import literal_partials, sweep
from autograd_cli.report.long import LongEvaluation, LongNumbers, answer, double_of
from autograd_cli.report.long_matrices import long_matrix
from autograd_cli.report.outcome import has_infinity, infinite_number
from autograd_cli.run.apart import apart
from autograd_cli.run.digits import MOST_BITS, enclose, most_bits
from autograd_cli.run.findings import Diagnosis, diagnose
from autograd_cli.run.limits import DISTANCE, as_written, limits, limits_beside, points_around
from autograd_cli.systems.systems import NumberSystem, load

Report = TypeVar("Report")
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
    refuse_digits(digits)
    given, problem = problem, problem.scalarised()
    swept = sweep(problem, wrt, mode, differentiate, kinks)
    asked = Asked(problem, swept.nodes, [Entry((0,), (node,)) for node in swept.nodes])
    return answer(
        given,
        problem,
        swept,
        precise_numbers(swept.whole, asked, kinks, digits=digits),
        literals=literal_partials(problem, swept.mode, kinks, partial(_outputs, digits))
        if literals and swept.mode
        else None,
        digits=digits,
    )


def refuse_digits(digits: int) -> None:
    """Refuses a number of digits that is too small or too large. Raises: `AutogradError` with code `option`."""
    if not 1 <= digits <= MOST_DIGITS:
        raise AutogradError("option", "digits", digits=digits, most=MOST_DIGITS)


def precise_numbers(whole: Function, asked: Asked, kinks: str, *, digits: int) -> LongNumbers:
    """The results and the derivatives asked to so many digits, undefined ones and what is not known as nan."""
    problem = asked.problem
    diagnosis = Diagnosis((), {}, {})

    def decided(system: NumberSystem, values: Sequence[Any]) -> bool:
        nonlocal diagnosis
        diagnosis = diagnose(problem.function, values, problem.source, asked.wanted, system, kinks)
        return True

    enclosed = enclose(whole, partial(exact_values, problem.values), digits, decided)
    if not enclosed.settled:  # a number is not known, and where the formula is undefined may be all the same
        with suppress(UndecidedError):
            decided(enclosed.system, enclosed.values)
    count = len(problem.function.outputs)
    out = [*[False] * count, *undefined(asked, diagnosis, enclosed.values)]
    enclosures = [enclosed.values[output] for output in whole.outputs]
    names = [_result_name(problem), *asked.names[1:]] if count == 1 else asked.names
    repeated = asked.repeated
    doubts = [
        (place, doubt(name, enclosure, digits, enclosed.bits, enclosed.system.text))
        for place, (name, enclosure) in enumerate(zip(names, enclosures, strict=True))
        if not has_digits(enclosure, digits) and not out[place] and place - count not in repeated
    ]
    texts = [number_digits(enclosure, digits) for enclosure in enclosures]
    if has_infinity(problem) and kinks == OURS:
        texts = _at_infinity(asked, whole, texts, digits)
        lost = tuple(name for name, text in zip(names, texts, strict=True) if text == "NaN")
        if lost and not doubts and not diagnosis.findings:
            doubts = [(count, infinite_number(problem, lost))]
    texts = ["NaN" if lost else text for lost, text in zip(out, texts, strict=True)]
    second = any(len(entry.columns) > 1 for entry in asked.entries)
    if second and kinks == OURS and any(finding.kind == "kink" for finding in diagnosis.findings):
        found = around(asked, whole, texts, digits)
        texts = [found.get(place, text) for place, text in enumerate(texts)]
        doubts = [(place, one) for place, one in doubts if place not in found]
    told = [one for _, one in doubts]
    if not enclosed.settled and not told:
        told = [Finding("precision", case="condition", bits=enclosed.bits)]
    return LongNumbers(input_texts(problem.values, digits), texts, diagnosis, told)


def heard(problem: Problem, digits: int, make: Callable[..., Report], **asked: Any) -> Report:
    """The report that a function makes of a problem and `digits`; where that may take long, in a process of its own,
    which Ctrl-C ends.

    Raises: `AutogradError` with code `option` for more digits than there may be, and as the function does.
    """
    refuse_digits(digits)
    work = partial(make, problem, digits=digits, **asked)
    return work() if digits <= FEW_DIGITS and most_bits(problem.function) == MOST_BITS else apart(work)


def evaluated(problem: Problem, *, digits: int, **asked: Any) -> LongEvaluation:
    """The report that `precise` makes, as `heard` has it made."""
    return heard(problem, digits, precise, **asked)


def precise_matrix(problem: Problem, *, digits: int, **asked: Any) -> LongJacobian | LongHessian:
    """A matrix to so many digits, which is asked for as of `long_matrix`."""
    return long_matrix(problem, partial(precise_numbers, digits=digits), digits=digits, **asked)


def _outputs(digits: int, function: Function, values: Mapping[str, float]) -> list[str]:
    enclosed = enclose(function, partial(exact_values, values), digits, lambda *_: True)
    return [number_digits(enclosed.values[output], digits) for output in function.outputs]


def _at_infinity(asked: Asked, whole: Function, texts: Sequence[str], digits: int) -> list[str]:
    """The outputs where an input is infinite, undefined derivatives as the limits that they have there."""
    values = asked.problem.values
    count = len(asked.problem.function.outputs)
    lost = [
        place
        for place, (entry, text) in enumerate(zip(asked.entries, texts[count:], strict=True), count)
        if text == "NaN" and not any(texts[row] == "NaN" for row in entry.rows)
    ]
    found = list(texts)
    if lost and not any(map(isnan, values.values())):
        bits = ceil(digits * BITS_A_DIGIT)
        outputs = [whole.outputs[place] for place in lost]
        for place, limit in zip(lost, limits(whole, values, outputs, bits + SPARE_BITS, bits), strict=True):
            found[place] = found[place] if limit is None else limit_digits(limit, digits)
    return found


def around(asked: Asked, whole: Function, texts: Sequence[str], digits: int) -> dict[int, str]:
    """The second derivatives at a kink that are limits from all sides, by their places among the outputs."""
    count = len(asked.problem.function.outputs)
    nodes = asked.problem.function.graph.nodes
    moved = [nodes[node].payload or "" for node in asked.wanted]
    agreed, points = beside(asked.problem, moved, digits)
    found = limits_beside(whole, points, whole.outputs[count:], agreed)
    doubles = [nan if limit is None else to_double(limit) for limit in found]
    places = smooth(asked, [double_of(text) for text in texts[count:]], doubles)
    return {count + place: limit_digits(found[place], digits, texts[count + place]) for place in places}


def beside(
    problem: Problem, moved: Sequence[str], digits: int, lost: int = 0
) -> tuple[int, Iterator[tuple[NumberSystem, dict[str, Any]]]]:
    """How many bits of limits agree that have so many digits, and points next to the point at which they do.

    `lost` more bits are computed, and more than that where the points are nearer than is usual.
    """
    agreed = ceil(digits * BITS_A_DIGIT)
    distance = max(DISTANCE, agreed + SPARE_BITS)
    return agreed, points_around(
        problem.values, moved, lambda bits: as_written(bits + lost * distance // DISTANCE), exact_values, distance
    )


def limit_digits(limit: Any, digits: int, own: str = "NaN") -> str:
    """A limit, a wide number, as text of so many digits; `own` is the number at the point itself.

    Beyond doubles limits only agree that they are 0 or infinite, which says less than the number itself.
    """
    double = to_double(limit)
    if double == 0 or isinf(double):
        return own if double_of(own) == double else number_digits(point(double), digits)
    return number_digits(read(str(limit)), digits)


def number_digits(enclosure: Any, digits: int) -> str:
    """The number as text; with fewer digits where it is not known to more, 0 where none of them can differ from it."""
    known = digits_of(enclosure, digits)
    if known > 0:
        return digits_text(enclosure, known)
    return "0" if below_digits(enclosure, digits) else "NaN"


def doubt(name: str, enclosure: Any, digits: int, bits: int, text: Callable[[Any], str]) -> Finding:
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


def input_texts(values: Mapping[str, float], digits: int) -> dict[str, str]:
    """The inputs as they were written, where that is a plain number, else to so many digits."""
    texts = {}
    for name, value in values.items():
        if isinstance(value, Written) and PLAIN_NUMBER.fullmatch(value.text):
            texts[name] = canonical_decimal(value.text)
        else:
            system = load("balls", int(digits * 3.33) + 64)
            texts[name] = number_digits(exact_values({name: value}, system)[name], digits)
    return texts
