"""A sheet with blanks: the trace and the drawing of a formula in which some numbers are to be filled in.

Takes: a `Problem`. Returns: a `Quiz`, the same for the same seed. Its JSON has the blanks and what it takes to pose it
again, and no right answers unless they are asked for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from json import dumps
from math import isfinite, prod
from random import Random
from typing import Any, Literal, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.graph import NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.lessons.drawing import GRADIENTS, VALUES, Drawing, drawing
from autograd_cli.lessons.gaps import Gap, blank, hidden, negated, reference, with_gaps
from autograd_cli.lessons.pullbacks import pullback_tree
from autograd_cli.lessons.trace import trace
from autograd_cli.lessons.traced import BackwardStep, Share, Trace
from autograd_cli.numerals import Values, element_names, elements, shape_of
from autograd_cli.primitives import FUNCTIONS, PRIMITIVES
from autograd_cli.records import Shown, record
from autograd_cli.syntax.ast import Call, Operation
from autograd_cli.wording.languages import ENGLISH

Kind = Literal["adjoint", "value", "partial"]
# What may be left blank, by what an option calls it.
KINDS: Mapping[str, Kind] = {"adjoints": "adjoint", "values": "value", "partials": "partial"}
# Of a longer vector, or a matrix with more elements, none is left blank: it is not written whole in every format.
LONGEST, MOST_ELEMENTS = 6, 16
# What blanks are called, before their number: the first that no name of the program is.
LETTERS = ("b", "q", "blank", "blank_")


class Blank(NamedTuple):
    """A number to be filled in: the value or the adjoint of `node`, or its local partial `towards` an operand.

    An element of a vector or matrix has a name such as `f1[0]`. The `answer` is a number, or a text such as `2/3`.
    """

    id: str
    kind: Kind
    node: str
    towards: str | None
    answer: float | str | None


class Place(NamedTuple):
    """A number that can be left blank: an element of a node, or of its user the partial towards it."""

    node: NodeId
    element: int
    user: NodeId | None
    label: str
    towards: str | None
    value: float


@record
class Quiz(Shown):
    """The blanks of a formula, and what it takes to pose it again: inputs, and options as they were given.

    The `notation` of the formula is empty where it is the language itself.

    Answers are null, to be filled in, unless they are asked for. `trace` and `drawing`, which have the gaps in them,
    are not part of the JSON.
    """

    SCHEMA = "autograd.quiz/1"
    FORMS = ("document", "drawn", "sheet")
    LAYOUT = "quizzes:sheet"
    formula: str
    notation: str
    inputs: Mapping[str, Values]
    wrt: tuple[str, ...] | None
    kinks: str
    expand: tuple[str, ...]
    seed: int
    blanks: tuple[Blank, ...]
    findings: tuple[Finding, ...]
    trace: Trace = field(repr=False)
    drawing: Drawing = field(repr=False)
    language: str = field(default=ENGLISH, repr=False)

    @property
    def kind(self) -> Kind:
        return self.blanks[0].kind


def quiz(
    problem: Problem,
    *,
    kind: Kind,
    seed: int = 1,
    count: int | None = None,
    answers: bool = False,
    wrt: Sequence[str] | None = None,
    kinks: str = OURS,
    expand: Sequence[str] = (),
    textbook: bool = False,
) -> Quiz:
    """The sheet of a problem with `count` blanks of a kind, half of what there is unless a number is given.

    Raises: `AutogradError` as `trace` does; with code `unsupported` where there is nothing of the kind, with code
    `option` where there are fewer than `count`.
    """
    if kind != "value":
        problem.single()
    traced = trace(problem, wrt=wrt, kinks=kinks, differentiate=kind != "value", textbook=textbook)
    stage = VALUES if kind == "value" else GRADIENTS
    picture = drawing(problem, wrt=wrt, kinks=kinks, stage=stage, textbook=textbook)
    places = [*_places(traced, kind)]
    if not places:
        computed = any(step.operands for step in traced.forward)
        raise AutogradError("unsupported", "nothing-finite" if computed else "nothing-blank", kind=kind)
    if count is not None and count > len(places):
        raise AutogradError("option", "blanks", count=count, most=len(places), kind=kind)
    chosen = sorted(Random(seed).sample(range(len(places)), count or (len(places) + 1) // 2))
    taken = {step.label.rstrip("0123456789") for step in traced.forward if step.label[-1:].isdecimal()}
    letter = next((one for one in LETTERS if one not in taken), LETTERS[-1])
    named = {f"{letter}{i + 1}": places[place] for i, place in enumerate(chosen)}
    gaps = _Gaps(named, answers, () if kind != "adjoint" else traced.backward or ())
    return Quiz(
        formula=problem.source.text,
        notation=problem.source.notation,
        inputs=traced.inputs,
        wrt=None if wrt is None else tuple(wrt),
        kinks=kinks,
        expand=tuple(expand),
        seed=seed,
        blanks=tuple(
            Blank(name, kind, place.label, place.towards, place.value if answers else None)
            for name, place in named.items()
        ),
        findings=traced.findings,
        trace=gaps.in_trace(traced, kind),
        drawing=gaps.in_drawing(picture, kind),
    )


def _places(traced: Trace, kind: Kind) -> Iterator[Place]:
    """What can be left blank, in the order of the tables: finite numbers that are computed."""
    if kind == "value":
        for step in traced.forward:
            if step.operands and step.selected:
                yield from _elements(step.node, step.label, step.value)
        return
    steps = traced.backward or ()
    if kind == "adjoint":
        for back in steps:
            if back.shares:
                yield from _elements(back.node, back.label, back.adjoint)
        return
    uses = [(back, share) for back in steps for share in back.shares]
    for user in traced.forward:
        own = [(back, share) for back, share in uses if share.user == user.node]
        for back, share in own:
            several = sum(other.node == back.node for other, _ in own) > 1
            if isinstance(share.partial, int | float) and isfinite(share.partial) and not several:
                yield Place(back.node, 0, user.node, user.label, back.label, float(share.partial))


def _elements(node: NodeId, label: str, value: Values | None) -> Iterator[Place]:
    shape = () if value is None else shape_of(value)
    if value is None or prod(shape) > MOST_ELEMENTS or any(length > LONGEST for length in shape):
        return
    for element, (name, one) in enumerate(zip(element_names(label, shape), elements(value), strict=True)):
        if isfinite(one):
            yield Place(node, element, None, name, None, float(one))


class _Gaps:
    """The blanks by name, and where each number that is left blank is written.

    An adjoint that a gate passes on as it is, or negated, is written with the name of the blank that it comes from.
    """

    def __init__(self, named: Mapping[str, Place], answered: bool, backward: Sequence[BackwardStep]) -> None:
        self.answered = answered
        self.own: dict[NodeId, dict[int, Gap]] = {}
        self.elsewhere: dict[NodeId, dict[int, Gap]] = {}
        self.partials: dict[tuple[NodeId, NodeId], Gap] = {}
        for name, (node, element, user, _, _, value) in named.items():
            gap = blank(name, value, answered)
            if user is not None:
                self.partials[node, user] = gap
            else:
                self.own.setdefault(node, {})[element] = gap
                if not answered:
                    self.elsewhere.setdefault(node, {})[element] = reference(name, value)
        self.passed: dict[tuple[NodeId, NodeId], list[dict[int, Gap]]] = {}
        for step in backward if self.elsewhere else ():
            for share in step.shares:
                passed = _passed(share, self.elsewhere.get(share.user, {}))
                self.passed.setdefault((step.node, share.user), []).append(passed)
                if len(step.shares) == 1:
                    self.elsewhere[step.node] = passed | self.elsewhere.get(step.node, {})

    def in_trace(self, traced: Trace, kind: Kind) -> Trace:
        """A trace with gaps; with partials left blank, without what they could be read off."""
        if kind == "value":
            forward = tuple(replace(step, value=self.of(step.node, step.value)) for step in traced.forward)
            return replace(traced, forward=forward)
        change = self._adjoint if kind == "adjoint" else self._partials
        return replace(traced, backward=tuple(map(change, traced.backward or ())))

    def in_drawing(self, picture: Drawing, kind: Kind) -> Drawing:
        """A drawing with the same gaps."""
        if kind == "value":
            nodes = tuple(replace(vertex, value=self.of(vertex.node, vertex.value)) for vertex in picture.nodes)
            return replace(picture, nodes=nodes)
        uses: dict[NodeId, int] = {}
        passed = self._passed_in_order()
        for arrow in picture.edges:
            uses[arrow.operand] = uses.get(arrow.operand, 0) + (arrow.contribution is not None)
        if kind == "adjoint":
            return replace(
                picture,
                nodes=tuple(replace(one, gradient=self._whole(one.node, one.gradient)) for one in picture.nodes),
                edges=tuple(
                    one
                    if one.contribution is None
                    else replace(
                        one,
                        contribution=self._part(
                            one.operand, one.contribution, uses[one.operand] == 1, passed(one.operand, one.user)
                        ),
                    )
                    for one in picture.edges
                ),
            )
        return replace(
            picture,
            nodes=tuple(replace(one, gradient=None) for one in picture.nodes),
            edges=tuple(
                replace(one, contribution=None, partial=self.partials.get((one.operand, one.user), one.partial))
                for one in picture.edges
            ),
        )

    def of(self, node: NodeId, value: Values | None) -> Values | None:
        return with_gaps(value, self.own.get(node, {}))

    def _whole(self, node: NodeId, adjoint: Values | None) -> Values | None:
        """An adjoint with its blanks, and with the names of those that it is passed on from."""
        return with_gaps(adjoint, self.elsewhere.get(node, {}) | self.own.get(node, {}))

    def _passed_in_order(self) -> Callable[[NodeId, NodeId], Mapping[int, Gap]]:
        """What is passed on by the uses of an operand by a user, one use after the other."""
        waiting = {use: iter(passed) for use, passed in self.passed.items()}
        return lambda operand, user: next(waiting.get((operand, user), iter(())), {})

    def _part(self, node: NodeId, contribution: Values | None, whole: bool, passed: Mapping[int, Gap]) -> Values | None:
        """What one use contributes to an adjoint: where that is left blank it is the blank itself, or hidden."""
        if whole:
            return self._whole(node, contribution)
        if node not in self.own or self.answered:
            return with_gaps(contribution, passed)
        return hidden(contribution)

    def _adjoint(self, step: BackwardStep) -> BackwardStep:
        whole = len(step.shares) == 1
        passed = self._passed_in_order()
        shares = [
            replace(
                share,
                upstream=with_gaps(share.upstream, self.elsewhere.get(share.user, {})),
                contribution=self._part(step.node, share.contribution, whole, passed(step.node, share.user)),
            )
            for share in step.shares
        ]
        return replace(step, adjoint=self._whole(step.node, step.adjoint), shares=tuple(shares))

    def _partials(self, step: BackwardStep) -> BackwardStep:
        return replace(step, adjoint=None, shares=tuple(self._partial(step.node, share) for share in step.shares))

    def _partial(self, node: NodeId, share: Share) -> Share:
        gap = self.partials.get((node, share.user))
        bare = replace(share, upstream=None, contribution=None)
        return bare if gap is None else replace(bare, partial=gap, words="")


def _passed(share: Share, blanks: Mapping[int, Gap]) -> dict[int, Gap]:
    """The elements of a contribution that are elements of the upstream adjoint that are left blank, or negated."""
    if not blanks or share.upstream is None or share.contribution is None:
        return {}
    if share.partial is not None and shape_of(share.upstream) == shape_of(share.contribution):
        factors = [*elements(share.partial)]
        by_element = {i: factors[i if len(factors) > 1 else 0] for i in blanks}
        return {i: gap if by_element[i] == 1 else negated(gap) for i, gap in blanks.items() if abs(by_element[i]) == 1}
    if not _rearranges(share.pullback):
        return {}
    names = {float(gap): gap for gap in blanks.values() if gap}
    return {i: names[number] for i, number in enumerate(elements(share.contribution)) if number in names}


def _rearranges(pullback: str) -> bool:
    """Whether what is passed back are the same numbers at other places."""
    for part in pullback_tree(pullback).walk():
        rows = FUNCTIONS.get(part.function, ()) if isinstance(part, Call) else ()
        if isinstance(part, Operation):
            rows = (PRIMITIVES[part.primitive],)
        if any(row.kind != "rearrangement" for row in rows):
            return False
    return True


def blanks_of(document: Any) -> Iterator[Blank]:
    """The blanks of a sheet that was read. Raises: `ValueError` with what is wrong."""
    if not isinstance(document, dict) or document.get("schema") != Quiz.SCHEMA:
        raise ValueError(f'it has no "schema": "{Quiz.SCHEMA}"')
    if not isinstance(document.get("formula"), str) or not isinstance(document.get("inputs"), dict):
        raise ValueError("it lacks the formula, or the inputs")
    if not isinstance(document.get("blanks"), list) or not document["blanks"]:
        raise ValueError("it has no list of blanks")
    seen: set[str] = set()
    for place, one in enumerate(document["blanks"], 1):
        if not isinstance(one, dict):
            raise ValueError(f"blank {place} is not an object")
        name, node, towards = one.get("id"), one.get("node"), one.get("towards")
        kind = next((own for own in KINDS.values() if own == one.get("kind")), None)
        if not isinstance(name, str) or not isinstance(node, str) or kind is None:
            raise ValueError(f"blank {place} lacks its id, its node, or its kind: {', '.join(KINDS.values())}")
        if kind == "partial" and not isinstance(towards, str):
            raise ValueError(f"`{name}` is a partial and lacks `towards`, the operand that it is towards")
        if kind != "partial" and towards is not None:
            raise ValueError(f"`{name}` has the kind {kind}, and `towards` is for partials")
        if name in seen:
            raise ValueError(f"there are two blanks `{name}`")
        seen.add(name)
        answer = one.get("answer")
        if isinstance(answer, bool) or not isinstance(answer, float | int | str | None):
            answer = dumps(answer)  # no number, which the marks say
        yield Blank(name, kind, node, towards, answer)
