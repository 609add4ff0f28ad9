"""The answers of a sheet with blanks, marked one by one, with what went wrong.

Takes: a `Problem`, and the blanks with their answers. Returns: `Marks`. An answer that is wrong only because an earlier
one is says so, and counts as wrong.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import product
from math import isfinite, nan
from operator import add, mul, sub, truediv
from typing import Literal, NamedTuple

from autograd_cli.ask.problem import Problem, pose
from autograd_cli.errors import AutogradError, Finding, Source
from autograd_cli.graphs.templates import OURS
from autograd_cli.lessons.adjoints import CUT_OFF, MOST_USES, OR_CUT_OFF, agreement, filled, near_to, usual_mistakes
from autograd_cli.lessons.quiz import Blank
from autograd_cli.lessons.trace import trace
from autograd_cli.lessons.traced import BackwardStep, ForwardStep, Share
from autograd_cli.numerals import Values, apart_texts, element_names, elements, owner, shape_of, short_text
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.records import Shown, record
from autograd_cli.report.check import TOLERANCE
from autograd_cli.report.digits import FEWEST, cut_off, rounded_too_far, rounding_error
from autograd_cli.run.evaluate import evaluate
from autograd_cli.wording.languages import ENGLISH

# What a student may do in place of what the gate does.
SIGNS: Mapping[str, Callable[[float, float], float]] = {"+": add, "-": sub, "*": mul, "/": truediv}
Mistake = Literal[
    "",
    "none",
    "unread",
    "follows",
    "uses",
    "sign",
    "reciprocal",
    "partial",
    "upstream",
    "contribution",
    "value",
    "operand",
    "order",
    "operation",
    "other",
]


class Answer(NamedTuple):
    """A blank with its answer as a number, None where there is none, as it is written, and why it is no number.

    What cannot be read is kept as it is written.
    """

    blank: Blank
    number: float | None
    written: str | None
    unread: str = ""


class Mark(NamedTuple):
    """An answer, and the right one; `unread` is the text of an answer that could not be read.

    `mistake` is empty where they agree; `none`: there is no answer; `unread`: it is no number; `follows`: it is
    right for an earlier answer that is wrong; `uses`: some uses of the node are left out; `sign`, `reciprocal`: it
    has the other sign, or is 1 over it; `partial`, `upstream`: the one, not multiplied by the other;
    `contribution`: a local partial already multiplied; `value`: the value of a node; `operand`: that of an operand,
    or the partial towards the other one; `order`: the operands are exchanged; `operation`: another one; `other`:
    none of these.
    """

    id: str
    kind: Literal["adjoint", "value", "partial"]
    node: str
    towards: str | None
    answer: float | None
    right: float
    agrees: bool
    mistake: Mistake
    message: str
    unread: str | None = None


@record
class Marks(Shown):
    """The answers of a sheet, marked in its order."""

    SCHEMA = "autograd.marks/1"
    LAYOUT = "quizzes:marked"
    expression: str
    inputs: Mapping[str, Values]
    agrees: bool
    right: int
    marks: tuple[Mark, ...]
    findings: tuple[Finding, ...] = ()
    language: str = field(default=ENGLISH, repr=False)


def marks(problem: Problem, answers: Sequence[Answer], *, wrt: Sequence[str] | None = None, kinks: str = OURS) -> Marks:
    """The marks of a sheet. Raises: `AutogradError` as `trace` does, with code `unknown-name` where there is no such
    node."""
    values_alone = all(one.blank.kind == "value" for one in answers)
    traced = trace(problem, wrt=wrt, kinks=kinks, differentiate=not values_alone)
    marker = _Marker(traced.forward, traced.backward or (), answers)
    marked = tuple(map(marker.mark, answers))
    return Marks(
        expression=problem.source.text,
        inputs=traced.inputs,
        agrees=all(one.agrees for one in marked),
        right=sum(one.agrees for one in marked),
        marks=marked,
        findings=traced.findings,
    )


class _Marker:
    """Both passes by the names of their elements, and what was answered."""

    def __init__(
        self, forward: Sequence[ForwardStep], backward: Sequence[BackwardStep], answers: Sequence[Answer]
    ) -> None:
        self.forward = {step.label: step for step in forward}
        self.backward = {step.label: step for step in backward}
        self.nodes = {step.node: step for step in forward}
        self.given = {
            (one.blank.kind, one.blank.node): one for one in answers if one.number is not None and not one.blank.towards
        }

    def mark(self, answer: Answer) -> Mark:
        blank, claimed = answer.blank, answer.number
        right = self.right(blank)
        found: tuple[bool, Mistake, str] = False, "none", "no answer"
        if answer.unread:
            found = False, "unread", answer.unread
        if claimed is not None:
            simple = agreement(claimed, answer.written, right, TOLERANCE)
            found = (True, "", simple) if simple else (False, *self.mistake(answer, claimed, right))
        unread = answer.written if answer.unread else None
        return Mark(blank.id, blank.kind, blank.node, blank.towards, claimed, right, *found, unread)

    def right(self, blank: Blank) -> float:
        """The right answer. Raises: `AutogradError` with code `unknown-name`."""
        if blank.kind == "partial":
            number: Values | None = self.share(blank).partial
        else:
            steps: Mapping[str, ForwardStep | BackwardStep] = self.forward if blank.kind == "value" else self.backward
            step = steps.get(blank.node) or steps.get(owner(blank.node))
            value = step.value if isinstance(step, ForwardStep) else None if step is None else step.adjoint
            names = element_names(step.label, shape_of(value)) if step is not None and value is not None else []
            numbers = dict(zip(names, elements(value or 0.0), strict=False))
            number = numbers.get(blank.node)
        if not isinstance(number, int | float):
            raise _unknown(blank)
        return float(number)

    def share(self, blank: Blank) -> Share:
        """The use of an operand whose partial is left blank."""
        uses = self.backward[blank.towards or ""].shares if blank.towards in self.backward else ()
        own = [share for share in uses if share.label == blank.node]
        if len(own) != 1:
            raise _unknown(blank)
        return own[0]

    def mistake(self, answer: Answer, claimed: float, right: float) -> tuple[Mistake, str]:
        blank, near = answer.blank, near_to(claimed, answer.written, TOLERANCE)
        number, exact = apart_texts(claimed, right)
        for low, high, message in self.following(blank):
            if isfinite(low + high) and near(min(max(claimed, low), high)):
                return "follows", filled(message, number, exact)
        is_cut = cut_off(answer.written, right)
        ways = {"adjoint": self.of_adjoint, "value": self.of_value, "partial": self.of_partial}
        for mistake, other, message in ways[blank.kind](blank):
            if isfinite(other) and near(other):
                return mistake, filled(message + OR_CUT_OFF * is_cut, number, exact)
        if is_cut:
            return "other", filled(CUT_OFF, number, exact)
        if rounded_too_far(answer.written, right):
            return "other", f"{number} is rounded too far, write a point and at least {FEWEST} digits: {exact}"
        if near(-right):
            return "sign", f"the sign is the other one: {exact}"
        if right and near(1 / right):
            return "reciprocal", f"{number} is the reciprocal: {exact}"
        return "other", f"it is {exact}"

    def wrong(self, kind: Literal["adjoint", "value"], label: str) -> Answer | None:
        """The answer to another blank that is not right."""
        other = self.given.get((kind, label))
        if (
            other is None
            or other.number is None
            or agreement(other.number, other.written, self.right(other.blank), TOLERANCE)
        ):
            return None
        return other

    def following(self, blank: Blank) -> Iterator[tuple[float, float, str]]:
        """Between which numbers an answer follows from earlier ones that are wrong, each rounded as it is written."""
        if blank.kind == "adjoint" and blank.node in self.backward:
            yield from self.adjoint_following(self.backward[blank.node])
        if blank.kind == "value" and blank.node in self.forward:
            step = self.forward[blank.node]
            known = self.operands(step)
            earlier = {label: other for label in known if (other := self.wrong("value", label))}
            answers = [dict(zip(earlier, ends, strict=True)) for ends in _ends(earlier.values())]
            results = [result for one in answers for result in _computed(step, known | one)]
            if earlier and results:
                yield min(results), max(results), f"{_follows(earlier.values())}: {_computation(step)}"

    def adjoint_following(self, step: BackwardStep) -> Iterator[tuple[float, float, str]]:
        low = high = 0.0
        earlier = []
        for share in step.shares:
            other = self.wrong("adjoint", share.label)
            if other is not None and isinstance(share.partial, int | float):
                ends = sorted(end * share.partial for (end,) in _ends([other]))
                low, high = low + ends[0], high + ends[-1]
                earlier.append(other)
            else:
                part = share.contribution if isinstance(share.contribution, int | float) else nan
                low, high = low + part, high + part
        if earlier:
            yield low, high, f"{_follows(earlier)}: {{right}}"

    def operands(self, step: ForwardStep) -> dict[str, float]:
        """The values of a step's operands by their labels; none where not all are numbers."""
        operands = [self.nodes[operand] for operand in step.operands if operand in self.nodes]
        known = {one.label: float(one.value) for one in operands if isinstance(one.value, int | float)}
        whole = len(operands) == len(step.operands) and len(known) == len({one.label for one in operands})
        return known if whole else {}

    def of_adjoint(self, blank: Blank) -> Iterator[tuple[Mistake, float, str]]:
        """Adjoints with a mistake: of a number those that `check --adjoints` knows, too."""
        if blank.node in self.backward:
            yield from usual_mistakes(self.forward[blank.node], self.backward[blank.node])

    def of_value(self, blank: Blank) -> Iterator[tuple[Mistake, float, str]]:
        step = self.forward.get(blank.node)
        if step is None:
            return
        known, told = self.operands(step), _computation(step)
        if len(known) == 2:
            first, second = known
            for result in _computed(step, {first: known[second], second: known[first]}):
                yield "order", result, f"the operands are in the other order: {told}"
            own = PRIMITIVES[step.primitive].operator
            for sign, compute in SIGNS.items():
                a, b = known[first], known[second]
                if sign != own and (sign != "/" or b):
                    yield "operation", compute(a, b), f"{{number}} is {short_text(a)} {sign} {short_text(b)}: {told}"
        for label, value in known.items():
            yield "operand", value, f"{{number}} is the value of `{label}`: {told}"

    def of_partial(self, blank: Blank) -> Iterator[tuple[Mistake, float, str]]:
        own = self.share(blank)
        told = f"{{right}} = {own.formula}" if own.formula not in (None, short_text(self.right(blank))) else "{right}"
        if isinstance(own.contribution, int | float) and own.upstream != 1:
            yield "contribution", own.contribution, f"{{number}} is already times the adjoint of `{own.label}`: {told}"
        for label, step in self.backward.items():
            for share in step.shares:
                if share.user == own.user and label != blank.towards and isinstance(share.partial, int | float):
                    yield "operand", share.partial, f"{{number}} is the partial towards `{label}`: {told}"
        for label in (blank.node, blank.towards or ""):
            value = self.forward[label].value if label in self.forward else None
            if isinstance(value, int | float):
                yield "value", value, f"{{number}} is the value of `{label}`: {told}"


def _follows(earlier: Iterable[Answer]) -> str:
    names = [f"`{other.blank.id}`" for other in earlier]
    return f"it follows from {' and '.join(names)}, which {'is' if len(names) == 1 else 'are'} wrong"


def _computation(step: ForwardStep) -> str:
    return f"{step.label} = {step.operation} = {{right}}"


def _ends(answers: Iterable[Answer]) -> Iterator[tuple[float, ...]]:
    """The numbers that answers may be rounded from, at both ends of each."""
    answers = [*answers]
    ends = []
    for one in answers:
        assert one.number is not None
        error = rounding_error(one.written) if len(answers) <= MOST_USES else 0.0
        ends.append({one.number - error, one.number + error})
    return product(*ends)


def _computed(step: ForwardStep, known: Mapping[str, float]) -> Iterator[float]:
    """What a gate makes of other numbers, where its operation is one of the language."""
    try:
        names = {label: value for label, value in known.items() if label.isidentifier()}
        problem = pose(Source(step.operation), names)
    except AutogradError:  # an operation with a number that is written in another way, for example
        return
    value = evaluate(problem.function, problem.values)[problem.function.outputs[0]]
    if isinstance(value, int | float):
        yield float(value)


def _unknown(blank: Blank) -> AutogradError:
    return AutogradError("unknown-name", "no-blank", name=blank.id, kind=blank.kind, node=blank.node)
