"""Adjoints that somebody has computed by hand, against those of the reverse sweep.

Takes: a `Problem`, and values by the labels that `trace` has, or by names of their elements. Returns: an `Adjoints`.
What is wrong is said where it is one of the usual mistakes: a use left out, a sign, a local partial that was not
multiplied, a value in its place.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from math import isclose
from typing import Literal

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.graph import Shape
from autograd_cli.graphs.shapes import shape_words
from autograd_cli.graphs.templates import OURS
from autograd_cli.lessons.trace import trace
from autograd_cli.lessons.traced import BackwardStep, ForwardStep
from autograd_cli.numerals import Values, apart_texts, element_names, elements, owner, shape_of, short_text
from autograd_cli.records import Shown, record
from autograd_cli.report.digits import cut_off, digits_right, numbers_written

# A node of more uses is not looked through for sums of some of them.
MOST_USES = 8
# What is said of a number whose further digits are left out, and the same after another mistake.
CUT_OFF, OR_CUT_OFF = "{number} is cut off and not rounded: {right}", "; or it is cut off and not rounded"
Mistake = Literal["", "uses", "sign", "partial", "upstream", "value", "other"]


@record
class Adjoint:
    """An adjoint that is claimed, and the right one.

    `mistake` is empty where they agree; `uses`: some of the node's uses are left out; `sign`: it has the other sign;
    `partial`: the local partial, not multiplied by what comes from above; `upstream`: what comes from above, not
    multiplied by the local partial; `value`: the value of the node; `other`: none of these.
    """

    claimed: float
    adjoint: float
    agrees: bool
    mistake: Mistake
    message: str


@record
class Adjoints(Shown):
    """The verdict on claimed adjoints, by the labels of their nodes; each element of a vector or matrix has one."""

    SCHEMA = "autograd.adjoints/1"
    LAYOUT = "checks:by_hand"
    expression: str
    inputs: Mapping[str, Values]
    agrees: bool
    tolerance: float
    adjoints: Mapping[str, Adjoint]
    findings: tuple[Finding, ...] = ()


def adjoints(
    problem: Problem,
    claimed: Mapping[str, Values],
    written: Mapping[str, str],
    *,
    tolerance: float,
    kinks: str = OURS,
) -> Adjoints:
    """The report on claimed adjoints; `written` has them as they are written.

    Raises: `AutogradError` as `trace` does, with code `unknown-name` for a label that no node has, `unsupported` or
    `shape` where a claim has another shape than the adjoint.
    """
    told = trace(problem, kinks=kinks)
    forward = {step.label: step for step in told.forward}
    backward = {step.label: step for step in told.backward or ()}
    found = {}
    for name, value in claimed.items():
        label = name if name in backward else owner(name)
        if label not in backward or (name != label and not forward[label].shape):
            case = "no-adjoint" if name in forward else "no-node"
            raise AutogradError("unknown-name", case, name=name, known=[*backward])
        places = _places(name, label, value, forward[label].shape)
        texts = numbers_written(written.get(name, ""), len(places))
        for (element, place), number, text in zip(places.items(), elements(value), texts, strict=True):
            ahead, back = _element(forward[label], backward[label], element, place)
            found[element] = _verdict(number, text, ahead, back, tolerance)
    return Adjoints(
        expression=problem.source.text,
        inputs=told.inputs,
        agrees=all(one.agrees for one in found.values()),
        tolerance=tolerance,
        adjoints=found,
        findings=told.findings,
    )


def _places(name: str, label: str, value: Values, shape: Shape) -> dict[str, int]:
    """The elements that a claim is about, and where they are in a value of the node, row by row."""
    names = element_names(label, shape)
    if name != label:
        if name not in names or shape_of(value):
            case = "claimed-element" if name in names else "no-claimed-element"
            raise AutogradError("shape", case, name=name, of=label, needed=shape_words(shape))
        return {name: names.index(name)}
    if shape_of(value) != shape:
        if shape_of(value):
            given = shape_words(shape_of(value))
            raise AutogradError("shape", "claimed-adjoint", name=name, needed=shape_words(shape), given=given)
        raise AutogradError("unsupported", "adjoint-of-array", name=name, element=names[0])
    return {one: place for place, one in enumerate(names)}


def _element(forward: ForwardStep, backward: BackwardStep, name: str, place: int) -> tuple[ForwardStep, BackwardStep]:
    """Both steps of an element: what is of another shape than the node is left out."""

    def at(value: Values | None) -> Values | None:
        if value is None or isinstance(value, int | float):
            return value
        return [*elements(value)][place] if shape_of(value) == forward.shape else None

    shares = tuple(
        replace(share, upstream=at(share.upstream), partial=at(share.partial), contribution=at(share.contribution))
        for share in backward.shares
    )
    return (
        replace(forward, label=name, value=at(forward.value)),
        replace(backward, adjoint=at(backward.adjoint), shares=shares),
    )


def near_to(claimed: float, written: str | None, tolerance: float) -> Callable[[float], bool]:
    """Whether a number is the claimed one, up to a tolerance, or rounded to the digits that are written."""

    def near(other: float) -> bool:
        return isclose(claimed, other, rel_tol=tolerance) or digits_right(written, other) is not None

    return near


def agreement(claimed: float, written: str | None, right: float, tolerance: float) -> str:
    """What is said of a claim that is right; nothing of one that is not."""
    if not near_to(claimed, written, tolerance)(right):
        return ""
    digits = None if isclose(claimed, right, rel_tol=tolerance) else digits_right(written, right)
    return "right" if digits is None else f"right to the {digits} digits given"


def _verdict(
    claimed: float, written: str | None, forward: ForwardStep, backward: BackwardStep, tolerance: float
) -> Adjoint:
    adjoint = _number(backward.adjoint)
    if message := agreement(claimed, written, adjoint, tolerance):
        return Adjoint(claimed, adjoint, True, "", message)
    near = near_to(claimed, written, tolerance)
    number, right = apart_texts(claimed, adjoint)
    is_cut = cut_off(written, adjoint)
    for mistake, other, message in usual_mistakes(forward, backward):
        if near(other):
            words = message + OR_CUT_OFF * is_cut
            return Adjoint(claimed, adjoint, False, mistake, filled(words, number, right))
    words = CUT_OFF if is_cut else _total(backward, "it is {right}")
    return Adjoint(claimed, adjoint, False, "other", filled(words, number, right))


def filled(message: str, number: str, right: str) -> str:
    """A message with the number claimed and the right one."""
    return message.replace("{number}", number).replace("{right}", right)


def usual_mistakes(forward: ForwardStep, backward: BackwardStep) -> Iterator[tuple[Mistake, float, str]]:
    """What comes out with each of the usual mistakes, and what is said of it, with marks for the numbers."""
    name, shares = forward.label, backward.shares
    parts = [_number(share.contribution) for share in shares]
    total = _total(backward)
    if 1 < len(parts) <= MOST_USES:
        many = "the two uses" if len(parts) == 2 else f"the {len(parts)} uses"
        for count in range(1, len(parts)):
            which = "one" if count == 1 else str(count)
            for chosen in combinations(parts, count):
                yield "uses", sum(chosen), f"{{number}} is {which} of {many} of `{name}`: {total}"
    yield "sign", -_number(backward.adjoint), f"the sign is the other one: {total}"
    for share in shares:
        partial, upstream = share.partial, share.upstream
        if not isinstance(partial, int | float) or not isinstance(upstream, int | float):
            continue
        product = f"{short_text(upstream)}*{short_text(partial)}{_rest(total, parts)}"
        if upstream != 1:
            words = f"{{number}} is the local partial of `{share.label}`, not times its adjoint: {product}"
            yield "partial", partial, words
        if partial != 1:
            words = f"{{number}} is the adjoint of `{share.label}`, not times the local partial: {product}"
            yield "upstream", upstream, words
    if isinstance(forward.value, int | float):
        yield "value", forward.value, f"{{number}} is the value of `{name}`, not its adjoint: {total}"


def _total(backward: BackwardStep, words: str = "{right}") -> str:
    """The words for the right number, as a sum where the node has several uses."""
    parts = [_number(share.contribution) for share in backward.shares]
    return f"{words} = {_sum(parts)}" if len(parts) > 1 else words


def _rest(total: str, parts: Sequence[float]) -> str:
    """The whole sum after one of its terms."""
    return f" = {total}" if len(parts) == 1 else f"; {total}"


def _sum(parts: Sequence[float]) -> str:
    """Numbers added, as a person writes them."""
    text = short_text(parts[0])
    for part in parts[1:]:
        text += f" - {short_text(-part)}" if part < 0 else f" + {short_text(part)}"
    return text


def _number(value: Values | None) -> float:
    assert isinstance(value, int | float)
    return float(value)
