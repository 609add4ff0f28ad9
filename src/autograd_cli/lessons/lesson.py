"""The sweeps as steps with captions, and what it takes to compute all their numbers anew.

Takes: a `Problem` with values. Returns: a `Lesson`. Where all values are numbers, what it shows are nodes of one graph,
which the sweep made longer: values, adjoints, contributions, the taken path, findings. A browser has it as code.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Literal, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.export.javascript import Code, UnsupportedError, javascript
from autograd_cli.graphs.analysis import edges, is_guarded
from autograd_cli.graphs.graph import INPUT, Function, NodeId, Shape
from autograd_cli.graphs.shapes import size
from autograd_cli.graphs.simplify import simplified
from autograd_cli.graphs.templates import OURS
from autograd_cli.lessons.backward_pass import backward_pass
from autograd_cli.lessons.drawing import GRADIENTS, Drawing, Vertex, arrows, drawing, vertices
from autograd_cli.lessons.flags import Flags, Remark
from autograd_cli.lessons.forward_pass import forward_pass, written
from autograd_cli.lessons.gates import UPSTREAM, upstream_word
from autograd_cli.lessons.groups import groups
from autograd_cli.lessons.lesson_formulas import derivations, formulas_latex, gradient_latex, partials_latex
from autograd_cli.lessons.lesson_jacobians import EdgeJacobian, jacobian_numbers, with_jacobians
from autograd_cli.lessons.tracing import Tracing, tracing
from autograd_cli.numerals import Values, elements, number_text, shape_of, short_text
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.records import Shown, record
from autograd_cli.report.evaluation import evaluation, fails, listed
from autograd_cli.report.steps import Section
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.recompute import mended
from autograd_cli.sweeps.reverse import Contribution
from autograd_cli.wording.languages import ENGLISH

# So many inputs are named in the first caption.
MOST_NAMED = 6
# The kinds of findings that say that the numbers are not those of doubles.
WIDER = frozenset({"recomputed", "rounding"})
# Where the elements of inputs are more, there are no sliders.
MOST_SLIDERS = 100


class Slots(NamedTuple):
    """Where the numbers of a node are in the list of all; `taken` is true where it is on the taken path.

    None where it has none, and where it is always taken.
    """

    value: int | None
    gradient: int | None
    taken: int | None


class Flow(NamedTuple):
    """Where the numbers of an edge are: the local partial, and what flows back. None where there is none."""

    partial: int | None
    contribution: int | None


class Step(NamedTuple):
    """A step of a pass: the nodes that get their values, or the one that passes back what came to it.

    In the caption `template` marks stand for numbers, `⟨5⟩` for the short text of the sixth, `⟨-5⟩` in parentheses
    where it is negative.
    """

    sweep: Literal["forward", "backward"]
    nodes: tuple[NodeId, ...]
    caption: str
    template: str


class Program(NamedTuple):
    """The body of a JavaScript function that returns all numbers, and the helpers that it calls.

    It takes the elements of the inputs, and returns those of values of these shapes.
    """

    inputs: tuple[str, ...]
    shapes: tuple[Shape, ...]
    parameters: tuple[str, ...]
    body: str
    helpers: str


@record
class Lesson(Shown):
    """Both passes step by step.

    `numbers` are all numbers at the point; `shown` says by node of the graph where its are among them, `flows` by edge.
    `remarks` are findings that other points may have, None where they are not known. Without a `program` there are the
    numbers of the point alone, and `reason` says why. Where doubles do not have all digits at the point, `exact` is
    true, and the numbers there are not those that the program gives. `latex` has the formula, a line for each
    statement, `partials` the partial derivatives by input, `shared` what these have in common, and `derivations` how
    they come about, all as far as they are short. `jacobians` are those of edges between vectors and
    matrices, as far as they are small.
    """

    SCHEMA = "autograd.page/1"
    FORMS = ("page",)
    DEFAULT = "html"
    expression: str
    latex: tuple[str, ...]
    shared: tuple[str, ...]
    partials: Mapping[str, str]
    derivations: tuple[Section, ...]
    graph: Drawing
    jacobians: tuple[EdgeJacobian, ...]
    steps: tuple[Step, ...]
    numbers: tuple[Values | None, ...]
    shown: tuple[Slots, ...]
    flows: tuple[Flow, ...]
    remarks: tuple[Remark, ...] | None
    program: Program | None
    reason: str | None
    exact: bool
    blank: bool
    inputs: Mapping[str, Values]
    value: Values | None
    gradient: Mapping[str, Values] | None
    findings: tuple[Finding, ...]
    language: str = field(default=ENGLISH, repr=False)

    @property
    def failed(self) -> bool:
        return fails(self)


def lesson(
    problem: Problem,
    *,
    wrt: Sequence[str] | None = None,
    kinks: str = OURS,
    blank: bool = False,
    textbook: bool = False,
) -> Lesson:
    """The lesson of a problem; with `blank` a page hides its numbers at first. `textbook` is that of `trace`.

    Raises: `AutogradError` as `drawing` does.
    """
    problem.single()
    if not problem.function.graph.scalar:
        return _of_arrays(problem, wrt, kinks, blank, textbook)
    answer = evaluation(problem, wrt=wrt, kinks=kinks)
    # Before the sweep: what that appends is no part of what the user typed.
    partials = partials_latex(problem, wrt, kinks, textbook)
    derived = derivations(problem, wrt, kinks)
    program = tracing(
        problem, wrt=wrt, differentiate=True, literals=False, kinks=kinks, jacobians=False, textbook=textbook
    )
    function, graph = program.function, program.graph
    record: list[Contribution] = []
    adjoint = program.adjoints(record)
    forward = forward_pass(program, None, None)
    backward = backward_pass(program, adjoint, record, None)
    picture = Drawing(
        expression=problem.source.text,
        stage=GRADIENTS,
        inputs=problem.values,
        output=program.lowered.output,
        output_node=forward[-1].node,
        nodes=vertices(forward, backward, graph),
        edges=arrows(forward, backward),
        groups=groups(problem, program.lowered, {step.node for step in forward if step.operands}, ()),
        value=answer.value,
        gradient=answer.gradient,
        findings=(),
    )
    slots = _Numbers()
    flags = Flags(program, problem.source, slots.of)
    shown = tuple(
        Slots(
            slots.of(vertex.node),
            slots.of(flags.defined(vertex.node, adjoint[vertex.node])) if vertex.adjoint is not None else None,
            slots.of(flags.taken[vertex.node]) if flags.varies(vertex.node) else None,
        )
        for vertex in picture.nodes
    )
    flows = tuple(_flows(program, picture, record, flags, slots))
    remarks = tuple(flags.remarks())
    whole = Function(graph, function.inputs, tuple(slots.nodes))
    values = evaluate(whole, problem.values)
    wider = any(finding.kind in WIDER for finding in answer.findings) and kinks == OURS
    if wider:
        values = list(mended(whole, problem.values, values))
    numbers = tuple(values[node] for node in slots.nodes)
    code, reason = None, None
    try:
        code = _program(javascript(whole), tuple(function.input_names), ((),) * len(whole.outputs))
    except UnsupportedError as error:
        reason = _lacking(error)
    made = _lesson(problem, picture, numbers, shown, flows, blank)
    return replace(
        made,
        partials=partials,
        derivations=derived,
        remarks=remarks,
        program=code,
        reason=reason,
        exact=wider,
        findings=answer.findings,
    )


def _lesson(
    problem: Problem,
    picture: Drawing,
    numbers: Sequence[Values | None],
    shown: Sequence[Slots],
    flows: Sequence[Flow],
    blank: bool,
) -> Lesson:
    """The lesson of a drawing whose numbers are these, without a program."""
    return Lesson(
        expression=picture.expression,
        latex=tuple(formulas_latex(problem)),
        shared=(),
        partials={},
        derivations=(),
        jacobians=(),
        graph=picture,
        steps=tuple(_filled(step, numbers) for step in _steps(picture, shown, flows)),
        numbers=tuple(numbers),
        shown=tuple(shown),
        flows=tuple(flows),
        remarks=None,
        program=None,
        reason=None,
        exact=False,
        blank=blank,
        inputs=picture.inputs,
        value=picture.value,
        gradient=picture.gradient,
        findings=picture.findings,
    )


class _Numbers:
    """Nodes whose values are numbers of the lesson, each with its place among them."""

    def __init__(self) -> None:
        self.nodes: dict[NodeId, int] = {}

    def of(self, node: NodeId) -> int:
        return self.nodes.setdefault(node, len(self.nodes))


def _program(code: Code, inputs: tuple[str, ...], shapes: tuple[Shape, ...]) -> Program:
    return Program(inputs, shapes, code.parameters, code.body, code.helpers)


def _of_arrays(problem: Problem, wrt: Sequence[str] | None, kinks: str, blank: bool, textbook: bool) -> Lesson:
    """The lesson of a problem with vectors or matrices; where values decide what is read, of the one point alone."""
    picture = drawing(problem, wrt=wrt, kinks=kinks, textbook=textbook)
    # Before the sweep: what that appends is no part of what the user typed.
    formulas = gradient_latex(problem, wrt, kinks, textbook)
    program = tracing(
        problem, wrt=wrt, differentiate=True, literals=False, kinks=kinks, jacobians=False, textbook=textbook
    )
    function, graph = program.function, program.graph
    if any(map(is_guarded, function.entries)):
        return _still(problem, picture, "values decide which elements of a vector are read", blank)
    if sum(size(graph.nodes[node].shape) for node in function.inputs) > MOST_SLIDERS:
        return _still(problem, picture, f"the inputs have more than {MOST_SLIDERS} elements", blank)
    record: list[Contribution] = []
    adjoint = program.adjoints(record)
    slots = _Numbers()
    shown = tuple(
        Slots(
            slots.of(vertex.node),
            slots.of(adjoint[vertex.node]) if vertex.adjoint is not None else None,
            None,
        )
        for vertex in picture.nodes
    )
    flows = tuple(_flows(program, picture, record, None, slots))
    whole = Function(graph, function.inputs, tuple(slots.nodes))
    try:
        single = with_jacobians(whole, program, picture, kinks)
        code = _program(javascript(single.function), single.names, single.shapes)
    except UnsupportedError as error:
        return _still(problem, picture, _lacking(error), blank)
    except AutogradError:  # a determinant that would be too long
        return _still(problem, picture, "written out by elements it would be too long", blank)
    values = evaluate(whole, problem.values)
    numbers = (*(listed(values[node]) for node in slots.nodes), *jacobian_numbers(single, problem.values))
    wider = any(finding.kind in WIDER for finding in picture.findings)
    made = _lesson(problem, picture, numbers, shown, flows, blank)
    return replace(
        made,
        shared=formulas.shared,
        partials=formulas.partials,
        jacobians=single.jacobians,
        program=code,
        exact=wider,
    )


def _lacking(error: UnsupportedError) -> str:
    return f"there is no JavaScript for `{PRIMITIVES[error.entry].call}`"


def _flows(
    program: Tracing, picture: Drawing, record: Sequence[Contribution], flags: Flags | None, slots: _Numbers
) -> Iterator[Flow]:
    """The numbers of the picture's edges, in their order; what several ways inside a gate pass back is added up."""
    graph = program.graph
    waiting: dict[tuple[NodeId, NodeId], list[Contribution]] = {}
    for step in record:
        waiting.setdefault((step.operand, program.gates.of(step.user)), []).append(step)
    for vertex in picture.nodes:
        ways = edges(vertex.primitive, len(vertex.operands))
        for operand, way in zip(vertex.operands, ways, strict=True):
            own = waiting.get((operand, vertex.node)) if way.flows else None
            if not own:
                yield Flow(None, None)
                continue
            if vertex.node in program.gates.calls:
                total = own[0].product
                for step in own[1:]:
                    total = simplified(graph, "add", (total, step.product))
                own.clear()
                yield Flow(None, slots.of(total))
                continue
            step = own.pop(0)
            partial = step.partial
            if graph.nodes[operand].shape != vertex.shape:
                partial = None
            if partial is not None and flags is not None:
                partial = flags.under(vertex.node, way, partial)
            yield Flow(None if partial is None else slots.of(partial), slots.of(step.product))


def _still(problem: Problem, picture: Drawing, reason: str, blank: bool) -> Lesson:
    """The lesson of a drawing at one point."""
    numbers: list[Values | None] = []

    def slot(value: Values | None) -> int | None:
        numbers.append(value)
        return None if value is None else len(numbers) - 1

    shown = tuple(Slots(slot(one.value), slot(one.gradient), slot(float(one.selected))) for one in picture.nodes)
    flows = tuple(Flow(slot(one.partial), slot(one.contribution)) for one in picture.edges)
    return replace(_lesson(problem, picture, numbers, shown, flows, blank), reason=reason)


def _steps(picture: Drawing, shown: Sequence[Slots], flows: Sequence[Flow]) -> Iterator[Step]:
    """The inputs, the gates in order, and the gates from the result back."""
    by_node = {vertex.node: (vertex, own) for vertex, own in zip(picture.nodes, shown, strict=True)}
    inputs = [vertex for vertex in picture.nodes if vertex.primitive == INPUT]
    gates = [vertex for vertex in picture.nodes if vertex.operands]
    if inputs:
        named = [f"{one.label} = ⟨{by_node[one.node][1].value}⟩" for one in inputs[:MOST_NAMED]]
        more = len(inputs) - len(named)
        text = "; ".join([*named, *([f"and {more} more inputs"] if more else [])])
        yield Step("forward", tuple(one.node for one in inputs), "", text)
    for gate in gates:
        value = by_node[gate.node][1].value
        middle = _with_numbers(gate, by_node)
        result = "" if value is None else f" = ⟨{value}⟩"
        yield Step("forward", (gate.node,), "", f"{gate.label} = {gate.operation}{middle}{result}")
    places = iter(zip(picture.edges, flows, strict=True))
    word = upstream_word(edge.pullback or "" for edge in picture.edges)
    terms: dict[NodeId, list[str]] = {}
    for gate in picture.nodes:
        for operand in gate.operands:
            edge, flow = next(places)
            if flow.contribution is None:
                continue
            upstream = by_node[gate.node][1].gradient
            term = f"⟨{upstream}⟩ × ⟨-{flow.partial}⟩"
            if flow.partial is None or upstream is None:
                term = f"{edge.pullback} = ⟨{flow.contribution}⟩"
                if upstream is not None and word in UPSTREAM.findall(edge.pullback or ""):
                    term += f" for {word} = ⟨{upstream}⟩"
            terms.setdefault(gate.node, []).append(f"d/d{by_node[operand][0].label} += {term}")
    for gate in reversed(gates):
        if gate.node in terms:
            yield Step("backward", (gate.node,), "", "; ".join(terms[gate.node]))


def _with_numbers(gate: Vertex, by_node: Mapping[NodeId, tuple[Vertex, Slots]]) -> str:
    """An operation with the operands' numbers, after an equals sign; nothing for vectors."""
    row = PRIMITIVES[gate.primitive]
    if row.shape or any(by_node[operand][0].shape for operand in gate.operands):
        return ""
    texts = []
    for operand in gate.operands:
        vertex, own = by_node[operand]
        known = own.value is None or not (vertex.operands or vertex.primitive == INPUT)
        texts.append(vertex.label if known else f"⟨{'-' * bool(row.operator)}{own.value}⟩")
    called = gate.operation.partition("(")[0]
    return f" = {written(row, texts, {row.call: called})}"


# A vector is written whole that is no longer, and a number in it with all digits that is no longer.
LONGEST_BRIEF, LONGEST_ELEMENT = 60, 6
MARKED = re.compile(r"⟨(-?)(\d+)⟩|⟦(\d+)⟧")


def filled(template: str, numbers: Sequence[Values | None]) -> str:
    """A text with numbers for its marks.

    Example:
        >>> filled("⟨0⟩ × ⟨-1⟩, ⟦2⟧", [1.0, -2.0, 2 / 3])
        '1 × (-2), 0.6666666666666666'
    """

    def number(match: re.Match[str]) -> str:
        value = numbers[int(match[2] or match[3])]
        if not isinstance(value, int | float):
            return brief(value)
        text = number_text(value + 0.0) if match[3] else short_text(value)
        return f"({text})" if match[1] and text.startswith("-") else text

    return MARKED.sub(number, template)


def brief(value: Values | None) -> str:
    """A vector or matrix in brackets, with short numbers; of a long one both ends.

    Example:
        >>> brief([[1.0, 2 / 3]]), brief([1 / 3] * 20)
        ('[[1, 0.6667]]', '[0.3333, ..., 0.3333]')
    """
    if value is None:
        return ""
    whole = _bracketed(value)
    if len(whole) <= LONGEST_BRIEF:
        return whole
    first, *_, last = map(_bracketed, elements(value))
    depth = len(shape_of(value))
    return f"{'[' * depth}{first}, ..., {last}{']' * depth}"


def _bracketed(value: Values) -> str:
    if isinstance(value, int | float):
        text = number_text(value + 0.0)
        return text if len(text.lstrip("-")) <= LONGEST_ELEMENT else f"{value:.4g}"
    return f"[{', '.join(map(_bracketed, value))}]"


def _filled(step: Step, numbers: Sequence[Values | None]) -> Step:
    return step._replace(caption=filled(step.template, numbers))
