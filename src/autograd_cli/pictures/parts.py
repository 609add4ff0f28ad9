"""A drawing as the parts of a picture: leaves, gates and wires with their texts, which every kind of picture shows.

Takes: a `Drawing` and a `Page`. Returns: `Parts`. Where a part is in the picture is decided elsewhere.
"""

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from autograd_cli.errors import visible
from autograd_cli.formats import Page
from autograd_cli.formats.drawings import local, symbol
from autograd_cli.formats.notation import Notation
from autograd_cli.graphs.analysis import edges
from autograd_cli.graphs.graph import NodeId
from autograd_cli.lessons.drawing import RULES, Arrow, Drawing, Vertex
from autograd_cli.numerals import Values, elements, shape_of, shape_text
from autograd_cli.pictures.flow import DOWN, goes_down
from autograd_cli.pictures.folding import folded
from autograd_cli.pictures.signs import FOLDED, Sign, is_constant, marks, sign
from autograd_cli.wording.languages import ENGLISH, translated

# A vector or matrix of at most so many rows and columns is written in full, a larger one by its shape.
LONGEST_FULL = 6
# A vector that takes no more is written in a line, a longer one as a column.
LONGEST_LINE = 12
# What a result is called that has no name.
RESULT = "result"
# Of a sum at a fork so many terms are written, none of matrices that take more characters.
MOST_TERMS, LONGEST_TERM = 6, 30


class Part(NamedTuple):
    """A leaf, a gate or the result. A constant is a leaf at each of its uses.

    `sign` is what it shows, `name` what the tables call a gate. `total` is the sum of what flows back into it, by its
    terms, where it is used several times. `steps` are those at which a picture in steps shows value and gradient. A
    part that is `still` carries no derivative and decides, or is not selected. `cluster` is the innermost group that it
    is in.
    """

    key: str
    node: NodeId
    kind: Literal["leaf", "gate", "result"]
    sign: str
    name: str
    shape: str
    value: tuple[str, ...]
    gradient: tuple[str, ...]
    total: tuple[str, ...]
    still: bool
    steps: tuple[int, int] = (0, 0)
    cluster: int | None = None


class Wire(NamedTuple):
    """From a part to an input of another one: the value that goes forward, and what flows back along this wire.

    `place` is that of the input among the operands, `mark` the word there. A wire that is `still` shows nothing.
    """

    source: int
    target: int
    operand: NodeId
    user: NodeId | None
    place: int
    mark: str
    value: tuple[str, ...]
    gradient: tuple[str, ...]
    local: tuple[str, ...]
    still: bool
    steps: tuple[int, int] = (0, 0)


class Cluster(NamedTuple):
    """Gates that are drawn together in a frame with a name, which may be within that of another group."""

    name: str
    parent: int | None


class Parts(NamedTuple):
    """The parts, each before those that use it; the wires of each gate in the order of its operands.

    Words are in the `language`; values go `down`, or else to the right.
    """

    title: str
    parts: tuple[Part, ...]
    wires: tuple[Wire, ...]
    clusters: tuple[Cluster, ...] = ()
    language: str = ENGLISH
    down: bool = False

    @property
    def entering(self) -> list[list[Wire]]:
        """The wires into each part."""
        found: list[list[Wire]] = [[] for _ in self.parts]
        for wire in self.wires:
            found[wire.target].append(wire)
        return found


def parts_of(report: Drawing, page: Page) -> Parts:
    """The parts of a drawing, folded, cut and turned as the page has it."""
    parts = _Parts(report, page).collected()
    if page.most is not None:
        parts = nearest(parts, page.most)
    if page.direction:
        return parts._replace(down=page.direction == DOWN)
    ways = [(wire.source, wire.target, wire.value + wire.gradient + wire.local) for wire in parts.wires]
    return parts._replace(down=goes_down(ways, [part.sign for part in parts.parts]))


def nearest(parts: Parts, most: int) -> Parts:
    """At most so many gates, those nearest to the result; what goes into them from the others is there by its name."""
    before: list[list[int]] = [[] for _ in parts.parts]
    for wire in parts.wires:
        before[wire.target].append(wire.source)
    kept = {len(parts.parts) - 1}
    waiting = deque(kept)
    left = most
    while waiting:
        for source in before[waiting.popleft()]:
            if source in kept or (parts.parts[source].kind == "gate" and not left):
                continue
            left -= parts.parts[source].kind == "gate"
            kept.add(source)
            waiting.append(source)
    wires = [wire for wire in parts.wires if wire.target in kept]
    shown = sorted(kept | {wire.source for wire in wires})
    place = {part: i for i, part in enumerate(shown)}
    open_groups = {parts.parts[i].cluster for i in kept}
    for i in range(len(parts.clusters) - 1, -1, -1):
        if i in open_groups:
            open_groups.add(parts.clusters[i].parent)
    own = []
    for i in shown:
        part = parts.parts[i]
        if i not in kept:
            part = part._replace(kind="leaf", sign=f"… {part.name}", name="")
            while part.cluster not in open_groups:
                part = part._replace(cluster=parts.clusters[part.cluster or 0].parent)
        own.append(part)
    clusters = [i for i in range(len(parts.clusters)) if i in open_groups]
    moved: dict[int | None, int | None] = {None: None} | {cluster: i for i, cluster in enumerate(clusters)}
    return Parts(
        parts.title,
        tuple(part._replace(cluster=moved[part.cluster]) for part in own),
        tuple(wire._replace(source=place[wire.source], target=place[wire.target]) for wire in wires),
        tuple(parts.clusters[i]._replace(parent=moved[parts.clusters[i].parent]) for i in clusters),
        parts.language,
    )


def declared(
    parts: Parts,
    part: Callable[[int], str],
    begin: Callable[[int, str], str],
    end: str,
    cluster: int | None = None,
    indent: str = "  ",
) -> list[str]:
    """A line for each part, those of a group between lines that begin and end it."""
    lines = [f"{indent}{part(i)}" for i, one in enumerate(parts.parts) if one.cluster == cluster]
    for i, one in enumerate(parts.clusters):
        if one.parent == cluster:
            inner = declared(parts, part, begin, end, i, indent + "  ")
            lines += [f"{indent}{begin(i, one.name)}", *inner, f"{indent}{end}"]
    return lines


def title(program: str) -> str:
    """A program in one line, without comments and values that are given.

    Example:
        >>> title("# a neuron\\ngiven w = 2\\na = w*x  # a product\\nsigmoid(a)")
        'a = w*x; sigmoid(a)'
    """
    lines = [line.partition("#")[0] for line in program.splitlines()]
    statements = [" ".join(part.split()) for part in ";".join(lines).split(";")]
    return visible("; ".join(part for part in statements if part and not part.startswith("given ")))


def rows(value: Values | None, notation: Notation) -> tuple[str, ...]:
    """A value as lines: a number, a vector, the rows of a small matrix, the shape of a larger one.

    Example:
        >>> rows([[1.0, 20.0], [-0.0, 4.5]], Notation()), rows([0.0] * 7, Notation()), rows(None, Notation())
        (('[ 1  20 ]', '[ 0 4.5 ]'), ('(7,)',), ())
    """
    if value is None:
        return ()
    if isinstance(value, int | float):
        return (notation.short(value),)
    shape = shape_of(value)
    if not all(0 < length <= LONGEST_FULL for length in shape) or len(shape) > 2:
        return (shape_text(shape),)
    texts = [[notation.element(one) for one in elements(row)] for row in value]
    if len(shape) == 1:
        line = f"[{', '.join(text for (text,) in texts)}]"
        if len(line) <= LONGEST_LINE:
            return (line,)
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return tuple(f"[ {' '.join(map(str.rjust, row, widths))} ]" for row in texts)


def sum_text(total: str, terms: Sequence[str]) -> tuple[str, ...]:
    """A sum as a total and its terms: `81`, `= 1`, `+ 80`, each with the sign before it.

    Example:
        >>> sum_text("-3", ["1", "-4"]), sum_text("7", ["1"] * 7)[-1]
        (('-3', '= 1', '- 4'), '+ ...')
    """
    shown = [f"- {term[1:]}" if term.startswith("-") else f"+ {term}" for term in terms[1:MOST_TERMS]]
    return (total, f"= {terms[0]}", *shown, *(["+ ..."] if len(terms) > MOST_TERMS else []))


class _Parts:
    def __init__(self, report: Drawing, page: Page) -> None:
        self.vertices = {vertex.node: vertex for vertex in report.nodes}
        self.home: Mapping[NodeId, NodeId] = {}
        if page.fold:
            report, self.home = folded(report)
            self.vertices |= {vertex.node: vertex for vertex in report.nodes}
        self.report = report
        self.partials = page.partials or report.stage == RULES
        self.notation = Notation(page.significant)
        self.language = page.language
        self.arrows: dict[NodeId, list[Arrow]] = {}
        for arrow in report.edges:
            self.arrows.setdefault(arrow.user, []).append(arrow)
        self.signs = {
            vertex.node: sign(vertex, [self.vertices[operand] for operand in vertex.operands], page.language)
            for vertex in report.nodes
            if vertex.operands
        }
        self.inside: dict[NodeId, int] = {}
        self.clusters: list[Cluster] = []
        for group in report.groups:
            self.clusters.append(Cluster(visible(group.name), self.inside.get(group.node)))
            self.inside |= dict.fromkeys(group.nodes, len(self.clusters) - 1)
        self.still_places, self.still = self.find_still()
        self.totals = self.find_totals()
        self.parts: list[Part] = []
        self.wires: list[Wire] = []
        self.copies: dict[NodeId, int] = {}

    def collected(self) -> Parts:
        report = self.report
        index: dict[NodeId, int] = {}
        for vertex in report.nodes:
            if is_constant(vertex) and vertex.node != report.output_node:
                continue
            folded = self.signs.get(vertex.node, Sign("")).folded
            copies = {
                place: self.add(
                    self.vertices[operand],
                    operand in self.still or place in self.still_places[vertex.node],
                    self.inside.get(vertex.node),
                )
                for place, operand in enumerate(vertex.operands)
                if is_constant(self.vertices[operand]) and place not in folded
            }
            index[vertex.node] = self.add(vertex, vertex.node in self.still, self.inside.get(vertex.node))
            words = marks(vertex, len(vertex.operands), self.language)
            for place, arrow in enumerate(self.arrows.get(vertex.node, ())):
                if place not in folded:
                    source = copies[place] if place in copies else index[self.of(arrow.operand)]
                    mark = "" if folded else words[place]
                    self.wires.append(self.wire(source, index[vertex.node], arrow, place, mark))
        result = self.vertices[report.output_node]
        name = visible(report.output or translated(RESULT, self.language))
        self.parts.append(Part("result", result.node, "result", name, "", "", (), (), (), False))
        value, gradient = rows(result.value, self.notation), rows(result.gradient, self.notation)
        self.wires.append(
            Wire(index[result.node], len(self.parts) - 1, result.node, None, 0, "", value, gradient, (), False)
        )
        heading = title(report.expression)
        return Parts(heading, tuple(self.parts), tuple(self.wires), tuple(self.clusters), self.language)

    def of(self, node: NodeId) -> NodeId:
        """The node that a node is drawn as."""
        return self.home.get(node, node)

    def add(self, vertex: Vertex, still: bool, cluster: int | None) -> int:
        """Adds the part of a node to a group or none, and returns its place among the parts."""
        used = self.copies[vertex.node] = self.copies.get(vertex.node, 0) + 1
        self.parts.append(
            Part(
                key=f"n{vertex.node}" + (f"_{used}" if used > 1 else ""),
                node=vertex.node,
                kind="gate" if vertex.operands else "leaf",
                sign=self.signs[vertex.node].text if vertex.operands else symbol(vertex),
                name=visible(vertex.label) if vertex.operands and vertex.label != vertex.operation else "",
                shape=shape_text(vertex.shape) if vertex.shape else "",
                value=() if still else rows(vertex.value, self.notation),
                gradient=() if still else rows(vertex.gradient, self.notation),
                total=self.totals.get(vertex.node, ()),
                still=still,
                cluster=cluster,
            )
        )
        return len(self.parts) - 1

    def wire(self, source: int, target: int, arrow: Arrow, place: int, mark: str) -> Wire:
        still = place in self.still_places[arrow.user]
        operand = self.vertices[arrow.operand]
        effect = local(arrow, self.notation, self.report.in_pullbacks) if self.partials else None
        return Wire(
            source,
            target,
            arrow.operand,
            arrow.user,
            place,
            mark,
            () if still else rows(operand.value, self.notation),
            () if still else rows(arrow.contribution, self.notation),
            () if still or effect is None else (effect,),
            still,
        )

    def find_still(self) -> tuple[Mapping[NodeId, set[int]], set[NodeId]]:
        """By user the places whose wires are still, and the nodes all of whose wires are."""
        moving = {self.report.output_node}
        places: dict[NodeId, set[int]] = {}
        for vertex in reversed(self.report.nodes):
            ways = () if vertex.primitive == FOLDED else edges(vertex.primitive, len(vertex.operands))
            still = {way.condition for way in ways if way.condition is not None and way.flows}
            for place, node in enumerate(vertex.operands):
                if (
                    not self.vertices[node].selected
                    or vertex.node not in moving
                    or (ways and self.is_refused(vertex, ways[place].condition, ways[place].when))
                ):
                    still.add(place)
                if place not in still:
                    moving.add(self.of(node))
            places[vertex.node] = {place for place in still if place is not None}
        return places, {vertex.node for vertex in self.report.nodes} - moving

    def is_refused(self, vertex: Vertex, condition: int | None, when: bool) -> bool:
        """Whether the condition of a way is a number, and is not as it must be."""
        if condition is None:
            return False
        value = self.vertices[vertex.operands[condition]].value
        return isinstance(value, int | float) and bool(value) != when

    def sum_lines(self, total: Values, terms: Sequence[Values]) -> tuple[str, ...]:
        """A sum by its terms, or the total alone where these are large matrices, which the wires have anyway."""
        texts = [self.notation.brief(one) for one in (total, *terms)]
        if shape_of(total) and max(map(len, texts)) > LONGEST_TERM:
            return rows(total, self.notation)
        return sum_text(texts[0], texts[1:])

    def find_totals(self) -> dict[NodeId, tuple[str, ...]]:
        """Of the nodes into which several wires carry a gradient back, the sum, in the order of the backward pass."""
        if self.report.stage == RULES:
            uses = Counter(arrow.operand for arrow in self.report.edges if arrow.term is not None)
            forks = [vertex for vertex in self.report.nodes if uses[vertex.node] > 1]
            return {vertex.node: (visible(f"{vertex.adjoint} = {vertex.formula}"),) for vertex in forks}
        terms: dict[NodeId, list[Values]] = {}
        drawn = [
            arrow
            for user, arrows in sorted(self.arrows.items(), reverse=True)
            for place, arrow in enumerate(arrows)
            if place not in self.still_places[user]
        ]
        for arrow in drawn:
            if arrow.contribution is not None:
                terms.setdefault(arrow.operand, []).append(arrow.contribution)
        return {
            node: self.sum_lines(total, several)
            for node, several in terms.items()
            if len(several) > 1 and (total := self.vertices[node].gradient) is not None
        }
