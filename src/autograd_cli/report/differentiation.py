"""The derivative as a formula: what `diff` prints, from the very nodes that the sweeps append.

In: a `Problem`, of which no values are read. Out: a `Differentiation`, all of it text.

The nodes come from the forward sweep, since that is how a person differentiates: from the inside out, factored. With so
many variables that a sweep for each would be too long, they come from the reverse sweep.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from itertools import combinations_with_replacement, groupby, product
from math import comb, prod

from autograd_cli.ask.problem import Problem, canonical_names
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.analysis import LEAVES, active
from autograd_cli.graphs.graph import CONSTANT, Function, Graph, Node, NodeId, Shape
from autograd_cli.graphs.indices import indices
from autograd_cli.graphs.shapes import parse_place, size
from autograd_cli.graphs.templates import OURS
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES
from autograd_cli.records import Shown, record
from autograd_cli.report.evaluation import check_choices, refuse_undifferentiated
from autograd_cli.report.steps import Section, sections, words_of
from autograd_cli.sweeps.forward import gradient_by_columns
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.symbolic.rewrite import raw_size, rewrite
from autograd_cli.symbolic.simplest import simplest_of_arrays
from autograd_cli.symbolic.sums import NotSumsError, with_sums, without_index
from autograd_cli.symbolic.write import SMALL, Written, operation_count, write
from autograd_cli.syntax.ast import Assignment, Call, Index, Tree
from autograd_cli.syntax.latex import latex
from autograd_cli.syntax.ranks import Ranks
from autograd_cli.syntax.symbols import symbol
from autograd_cli.syntax.unparse import unparse
from autograd_cli.wording.languages import ENGLISH

# A derivative that has no more operations, written out node by node, is gathered as a whole.
LARGEST_WHOLE = 2000
# Beyond so many nodes in all, the variables share one reverse sweep.
LARGEST_FORWARD = 1_000_000
MOST_DERIVATIVES = 1000
MOST_ORDER = 20
# In vectors of no more elements, of which some are read alone, each has a derivative of its own.
MOST_ELEMENTS = 12
# What has more operations is not written back as sums over an index.
LARGEST_SUMMED = 100
# What has no more elements is written in terms, where for each index something else is chosen.
LARGEST_IN_TERMS = 200


@record
class Shared:
    """A name for a sub-expression that occurs in several formulas, or several times in one."""

    name: str
    text: str
    latex: str


@record
class Derivative:
    """One derivative. `wrt` lists a variable for each differentiation; `text` is in the shared names."""

    wrt: tuple[str, ...]
    symbol: str
    text: str
    latex: str
    operations: int


@record
class WrittenCost:
    """The operations of all formulas and shared sub-expressions together."""

    operations: int


@record
class Differentiation(Shown):
    """Derivatives as formulas in `variables`, of which `shapes` has those that are vectors or matrices.

    Where a condition in `conditions` does not hold, one of them may have no value.
    """

    SCHEMA = "autograd.diff/1"
    FORMS = ("derivation",)
    OPTIONAL = ("shapes", "steps")
    expression: str
    mode: str
    order: int
    variables: tuple[str, ...]
    output: str | None
    shared: tuple[Shared, ...]
    derivatives: tuple[Derivative, ...]
    cost: WrittenCost
    conditions: tuple[str, ...]
    findings: tuple[Finding, ...]
    shapes: Mapping[str, Shape] | None = None
    steps: tuple[Section, ...] | None = None
    language: str = field(default=ENGLISH, repr=False)

    @property
    def sign(self) -> str:
        """The sign of a derivative in LaTeX: of one variable, or partial."""
        return "d" if len(self.variables) == 1 else r"\partial"


def differentiation(
    problem: Problem,
    *,
    wrt: Sequence[str] | None = None,
    order: int | None = None,
    steps: bool = False,
    textbook: bool = False,
    kinks: str = OURS,
    everywhere: bool = False,
) -> Differentiation:
    """The derivatives of a problem as formulas.

    Each entry of `wrt` asks for one: `x` for the derivative towards x, of the given order, `x,y` for the mixed one.
    Without `wrt` all partial derivatives of that order are given, each once. With `everywhere` a formula has a value at
    every point where the sweep has one, single ones too, though a person would not write it so. With `steps` or as in a
    `textbook` they come of the rules as these are taught, and are not as accurate.
    Raises: `AutogradError` with code `unknown-name` for a `wrt` that is no variable, `option`, `usage`, `integer`.
    """
    check_choices(None, (), kinks)
    problem.single()
    own = len(problem.function.graph.nodes)
    taught = steps or textbook
    summed = None if taught else _summed(problem, wrt, order, kinks, everywhere)
    function = None if steps or summed is not None else _arrays(problem, wrt, order, kinks)
    if function is None and summed is None:
        # The vectors are those that the text itself puts together, and all is written in numbers.
        problem = problem.scattered()
        own = len(problem.function.graph.nodes)
    wanted = _wanted(problem, wrt, order)
    refuse_undifferentiated(problem, tuple(problem.lowered.inputs[name] for names in wanted for name in names))
    arrays = function is not None
    derivation = sections(problem, wanted, kinks) if taught and not arrays else {}
    many = arrays or summed is not None or len({names[-1] for names in wanted}) * own > LARGEST_FORWARD
    mode = "reverse" if many else "forward"
    written = summed or shortest(problem, function or _swept(problem, wanted, mode, kinks), own, everywhere, arrays)
    if textbook and arrays:
        written = _of_textbook(written, problem)
    text = partial(unparse, words=words_of(problem))
    ranks = _ranks(problem, written.shared)
    conditions = tuple(map(text, written.conditions))
    derivatives = tuple(
        Derivative(names, differential(names), text(tree), latex(tree, ranks), operation_count(tree))
        if one is None or (not steps and not written.shared and _has_elements(tree))
        else Derivative(names, differential(names), one.derivative, one.latex, one.operations)
        for names, tree in zip(wanted, written.outputs, strict=True)
        for one in (derivation.get(names),)
    )
    return Differentiation(
        expression=problem.source.text,
        mode=mode,
        order=max(map(len, wanted)),
        variables=tuple(problem.lowered.inputs),
        output=problem.lowered.output,
        shared=()
        if derivation
        else tuple(Shared(one.name, text(one.value), latex(one.value, ranks)) for one in written.shared),
        derivatives=derivatives,
        cost=WrittenCost(sum(one.operations for one in derivatives) if derivation else written.operations),
        conditions=conditions,
        findings=(*map(_condition, conditions), *_single_points(problem, wanted, own)),
        shapes=_lengths(problem) if arrays else None,
        steps=tuple(derivation.values()) if steps else None,
    )


def _has_elements(tree: Tree) -> bool:
    """Whether a formula has an element of a function's vector, which a derivation in numbers writes out."""
    return any(isinstance(part, Index) and isinstance(part.base, Call) for part in tree.walk())


def _of_textbook(written: Written, problem: Problem) -> Written:
    """Derivatives of vectors and matrices as a textbook has them; the program's own names keep their values."""
    statements = problem.program.statements if problem.program else ()
    called = {part.function for one in statements for part in one.walk() if isinstance(part, Call)}
    simplest = partial(simplest_of_arrays, called=called)
    names = problem.lowered.names
    shared = tuple(one if one.name in names else replace(one, value=simplest(one.value)) for one in written.shared)
    outputs = tuple(map(simplest, written.outputs))
    operations = sum(map(operation_count, (*outputs, *(one.value for one in shared))))
    return written._replace(shared=shared, outputs=outputs, operations=operations)


def _arrays(problem: Problem, wrt: Sequence[str] | None, order: int | None, kinks: str) -> Function | None:
    """The first derivatives as vectors and matrices; None where no variable is one, or not all are wanted whole.

    Where single elements of a short vector were read, derivatives by element are easier to read.
    """
    graph, inputs = problem.function.graph, problem.lowered.inputs
    if order not in (None, 1) or not _lengths(problem):
        return None
    lists = [(name,) for name in inputs] if wrt is None else list(map(canonical_names, wrt))
    names = tuple(dict.fromkeys(name for one in lists for name in one))
    if any(len(one) != 1 for one in lists) or not inputs.keys() >= {*names}:
        return None
    function = gradient(problem.function, tuple(inputs[name] for name in names), kinks)
    few = all(size(graph.nodes[inputs[name]].shape) <= MOST_ELEMENTS for name in names)
    return None if few and any(_by_element(graph, graph.nodes[node]) for node in function.live) else function


def _summed(
    problem: Problem, wrt: Sequence[str] | None, order: int | None, kinks: str, everywhere: bool
) -> Written | None:
    """The derivatives towards numbers, with the formula's sums over an index; None where they are written otherwise."""
    graph, inputs = problem.function.graph, problem.lowered.inputs
    names = index_names(problem)
    if not names or raw_size(problem.function) > LARGEST_SUMMED:
        return None
    wanted = _wanted(problem, wrt, order)
    if any(name not in inputs or graph.nodes[inputs[name]].shape for each in wanted for name in each):
        return None
    refuse_undifferentiated(problem, [inputs[name] for each in wanted for name in each])
    own = len(graph.nodes)
    function = _swept(problem, wanted, "reverse", kinks)
    found = rewrite(function, own, False, frozenset(), problem.function.outputs, everywhere)
    decimals = _has_decimals(function)
    written = write(
        found.forms, found.outputs, found.conditions, {*inputs}, {}, decimals=decimals, names=False, arrays=True
    )
    shapes = {name: graph.nodes[node].shape for name, node in inputs.items()}
    try:
        outputs = with_sums(written.outputs, shapes, names)
        conditions = without_index(written.conditions)
    except NotSumsError:
        return None
    chosen = (part for tree in outputs for part in tree.walk() if isinstance(part, Call))
    few = sum(size(graph.nodes[node].shape) for node in problem.function.live) <= LARGEST_IN_TERMS
    if few and any(any(row.guards for row in FUNCTIONS[part.function]) for part in chosen):
        return None
    return written._replace(outputs=outputs, conditions=conditions, operations=sum(map(operation_count, outputs)))


def index_names(problem: Problem) -> dict[tuple[int, int], str]:
    """The names of the indices of sums, by the start and the stop of what they run through."""
    graph = problem.function.graph
    named: dict[tuple[int, int], str] = {}
    for node, index in indices(problem.program, problem.function).items():
        parts = parse_place(graph.nodes[node].payload or "")
        ((start, stop, *_),) = (part for part in parts if isinstance(part, tuple))
        named.setdefault((start, stop), index.name)
    return named


def _by_element(graph: Graph, node: Node) -> bool:
    """Whether a node is made of single elements: one placed among zeros, or a product of all."""
    row = PRIMITIVES.get(node.primitive)
    placed = row is not None and row.shape == "placed" and not graph.nodes[node.operands[0]].shape
    return placed or (row is not None and row.expansion == "halves")


def _lengths(problem: Problem) -> dict[str, Shape]:
    """The shapes of the variables that are vectors or matrices."""
    shapes = {name: problem.function.graph.nodes[node].shape for name, node in problem.lowered.inputs.items()}
    return {name: shape for name, shape in shapes.items() if shape}


def _ranks(problem: Problem, shared: Sequence[Assignment]) -> dict[str, int]:
    """The axes of what is a vector or a matrix, by name: inputs, values of the program, and what derivatives share."""
    graph = problem.function.graph
    named = {**problem.lowered.inputs, **problem.lowered.names}
    ranks = {name: len(graph.nodes[node].shape) for name, node in named.items() if graph.nodes[node].shape}
    for one in shared if ranks else ():
        ranks[one.name] = Ranks(ranks).of(one.value)
    return ranks


def first_derivatives(problem: Problem, wanted: Sequence[str], kinks: str = OURS) -> Written:
    """The derivatives towards these inputs, as trees: what `differentiation` makes its texts of."""
    own = len(problem.function.graph.nodes)
    mode = "reverse" if len(wanted) * own > LARGEST_FORWARD else "forward"
    return shortest(problem, _swept(problem, [(name,) for name in wanted], mode, kinks), own)


def differential(names: Sequence[str]) -> str:
    """What the derivative is called.

    Example:
        >>> differential(["x"]), differential(["x", "x"]), differential(["x", "x", "y"])
        ('d/dx', 'd^2/dx^2', 'd^3/dx^2 dy')
    """
    return f"d{_exponent(len(names))}/{' '.join(f'd{name}{_exponent(count)}' for name, count in _counted(names))}"


def differential_latex(names: Sequence[str], sign: str, of: str | None = None) -> str:
    """The same in LaTeX, `of` a value that has a name; `sign` is `d` or `\\partial`."""
    below = " ".join(f"{sign} {symbol(name)}{_exponent(count)}" for name, count in _counted(names))
    above = "" if of is None else f" {symbol(of)}"
    return rf"\frac{{{sign}{_exponent(len(names))}{above}}}{{{below}}}"


def _counted(names: Sequence[str]) -> list[tuple[str, int]]:
    return [(name, len(list(times))) for name, times in groupby(names)]


def _exponent(count: int) -> str:
    return f"^{count}" if count > 1 else ""


def _wanted(problem: Problem, wrt: Sequence[str] | None, order: int | None) -> tuple[tuple[str, ...], ...]:
    """For each derivative the variables it is taken towards, one after the other."""
    names = tuple(problem.lowered.inputs)
    if order is not None and not 1 <= order <= MOST_ORDER:
        raise AutogradError("option", "order", order=order, most=MOST_ORDER)
    if not names:
        raise AutogradError("usage", "no-variables")
    if wrt is None:
        times = order or 1
        names = tuple(problem.wanted(None))
        if comb(len(names) + times - 1, times) > MOST_DERIVATIVES:
            raise AutogradError("too-large", "derivatives", most=MOST_DERIVATIVES, order=times)
        return tuple(combinations_with_replacement(names, times))
    wanted: list[tuple[str, ...]] = []
    lists = list(map(canonical_names, wrt))
    problem.wanted([name for chosen in lists for name in chosen])
    for entry, chosen in zip(wrt, lists, strict=True):
        # Of a vector every element is meant, in each place.
        elements = [tuple(problem.wanted((name,))) for name in chosen]
        if len(chosen) == 1:
            chosen = chosen * (order or 1)
        elif order not in (None, len(chosen)):
            example = ",".join((*chosen, chosen[-1]))
            raise AutogradError("usage", "two-orders", wrt=entry, count=len(chosen), order=order, example=example)
        if chosen and len(chosen) <= MOST_ORDER:
            places = elements * (len(chosen) // len(elements))
            if prod(map(len, places)) > MOST_DERIVATIVES:
                raise AutogradError("too-large", "derivatives", most=MOST_DERIVATIVES, order=len(chosen))
            # Of vectors all mixed derivatives are given once: their order makes no difference.
            vectors = any(one not in names for one in chosen)
            mixed = (tuple(sorted(one, key=names.index)) for one in product(*places))
            wanted += dict.fromkeys(mixed) if vectors else [chosen]
    if not wanted:
        raise AutogradError("option", "wrt-without-names", name=names[0])
    return tuple(dict.fromkeys(wanted))


def _swept(problem: Problem, wanted: Sequence[tuple[str, ...]], mode: str, kinks: str) -> Function:
    """The function whose outputs are the derivatives; what several of them begin with is swept once."""
    graph, inputs = problem.function.graph, problem.function.inputs
    sweep = gradient if mode == "reverse" else gradient_by_columns
    known: dict[tuple[str, ...], NodeId] = {(): problem.function.outputs[0]}
    for count in range(1, max(map(len, wanted)) + 1):
        further: dict[tuple[str, ...], dict[str, None]] = {}
        for names in wanted:
            if len(names) >= count:
                further.setdefault(names[: count - 1], {})[names[count - 1]] = None
        for begun, last in further.items():
            function = Function(graph, inputs, (known[begun],))
            columns = sweep(function, tuple(problem.lowered.inputs[name] for name in last), kinks).outputs
            known |= {(*begun, name): column for name, column in zip(last, columns, strict=True)}
    return Function(graph, inputs, tuple(known[names] for names in wanted))


def shortest(problem: Problem, function: Function, own: int, everywhere: bool = False, arrays: bool = False) -> Written:
    """The derivatives gathered as wholes, or with what they share kept together, whichever takes fewer operations."""
    program = {node: name for name, node in problem.lowered.names.items()}
    taken = {*problem.lowered.inputs, *(problem.shapes or ()), *problem.lowered.names, *CONSTANTS}
    decimals = _has_decimals(function)

    def gathered(repeats: bool) -> Written:
        rewriting = rewrite(function, own, repeats, program.keys(), problem.function.outputs, everywhere)
        called = {rewriting.form[node]: name for node, name in program.items() if node in rewriting.form}
        return write(
            rewriting.forms, rewriting.outputs, rewriting.conditions, taken, called, decimals=decimals, arrays=arrays
        )

    if arrays or raw_size(function) > LARGEST_WHOLE:
        return gathered(repeats=False)
    whole = gathered(repeats=True)
    if not whole.shared and (whole.operations <= SMALL or max(map(operation_count, whole.outputs)) <= SMALL):
        return whole
    return min(gathered(repeats=False), whole, key=lambda one: one.operations)


def _has_decimals(function: Function) -> bool:
    """Whether a number in the formulas was written as a decimal: then the others are as well."""
    nodes = function.graph.nodes
    return any("." in (nodes[node].payload or "") for node in function.live if nodes[node].primitive == CONSTANT)


def _single_points(problem: Problem, wanted: Sequence[tuple[str, ...]], own: int) -> Iterator[Finding]:
    """A note for each condition of the user's that holds at single points alone: `x == 0`, or fails there."""
    if not any(PRIMITIVES[entry].isolated for entry in problem.function.entries - LEAVES):
        return
    nodes, origins = problem.function.graph.nodes, problem.function.graph.origins
    moves = active(problem.function, [problem.lowered.inputs[name] for names in wanted for name in names])
    for node in problem.function.live:
        row = PRIMITIVES.get(nodes[node].primitive)
        if (
            row is None
            or not row.isolated
            or node >= own
            or not any(moves[operand] for operand in nodes[node].operands)
        ):
            continue
        for span in origins[node]:
            text = problem.source.slice(span)
            if row.operator in text:  # and not a call whose definition has the condition
                yield Finding("jump", (span,), case="formula", where=text)


def _condition(text: str) -> Finding:
    return Finding("domain", case="formula", where=text)
