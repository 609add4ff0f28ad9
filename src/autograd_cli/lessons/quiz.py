"""A sheet with blanks: the trace and the drawing of a formula in which some numbers are to be filled in.

Takes: a `Problem`. Returns: a `Quiz`, the same for the same seed. Its JSON has the blanks and what it takes to pose it
again, and no right answers unless they are asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from json import dumps
from math import isfinite, prod
from random import Random
from typing import Any, ClassVar, Literal, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.graph import NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.lessons.drawing import GRADIENTS, VALUES, Drawing, drawing
from autograd_cli.lessons.gaps import Gap, blank, hidden, reference, with_gaps
from autograd_cli.lessons.trace import trace
from autograd_cli.lessons.traced import BackwardStep, Share, Trace
from autograd_cli.numerals import Values, element_names, elements, shape_of
from autograd_cli.records import Shown
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


@dataclass(frozen=True, slots=True)
class Quiz(Shown):
    """The blanks of a formula, and what it takes to pose it again: inputs, and options as they were given.

    The `notation` of the formula is empty where it is the language itself.

    Answers are null, to be filled in, unless they are asked for. `trace` and `drawing`, which have the gaps in them,
    are not part of the JSON.
    """

    SCHEMA: ClassVar[str] = "autograd.quiz/1"
    FORMS: ClassVar[tuple[str, ...]] = ("document", "drawn", "sheet")
    LAYOUT: ClassVar[str] = "quizzes:sheet"
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
    def failed(self) -> bool:
        return False

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
    gaps = _Gaps(named, answers)
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
    """The blanks by name, and where each number that is left blank is written."""

    def __init__(self, named: Mapping[str, Place], answered: bool) -> None:
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
        for arrow in picture.edges:
            uses[arrow.operand] = uses.get(arrow.operand, 0) + (arrow.contribution is not None)
        if kind == "adjoint":
            return replace(
                picture,
                nodes=tuple(replace(one, gradient=self.of(one.node, one.gradient)) for one in picture.nodes),
                edges=tuple(
                    replace(one, contribution=self._part(one.operand, one.contribution, uses[one.operand] == 1))
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

    def _part(self, node: NodeId, contribution: Values | None, whole: bool) -> Values | None:
        """What one use contributes to an adjoint: where that is left blank it is the blank itself, or hidden."""
        if node not in self.own or (self.answered and not whole):
            return contribution
        return self.of(node, contribution) if whole else hidden(contribution)

    def _adjoint(self, step: BackwardStep) -> BackwardStep:
        whole = len(step.shares) == 1
        shares = [
            replace(
                share,
                upstream=with_gaps(share.upstream, self.elsewhere.get(share.user, {})),
                contribution=self._part(step.node, share.contribution, whole),
            )
            for share in step.shares
        ]
        return replace(step, adjoint=self.of(step.node, step.adjoint), shares=tuple(shares))

    def _partials(self, step: BackwardStep) -> BackwardStep:
        return replace(step, adjoint=None, shares=tuple(self._partial(step.node, share) for share in step.shares))

    def _partial(self, node: NodeId, share: Share) -> Share:
        gap = self.partials.get((node, share.user))
        bare = replace(share, upstream=None, contribution=None)
        return bare if gap is None else replace(bare, partial=gap, words="")


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
