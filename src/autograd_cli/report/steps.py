"""The derivation as it is written by hand: lines of equal formulas, each by the rules that it names.

Takes: a problem and the derivatives wanted of it. Returns: a `Section` for each time a formula is differentiated. The
rules are those of the table, as textbooks write them; the last line is simplified.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial, reduce
from itertools import count

from autograd_cli.ask.problem import Problem, pose_open
from autograd_cli.errors import AutogradError, Source
from autograd_cli.graphs.analysis import active
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.lift import lift
from autograd_cli.graphs.templates import OURS, effective_primitive
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES, Entry
from autograd_cli.records import record
from autograd_cli.sweeps.forward import tangents
from autograd_cli.sweeps.rules import partial_rule
from autograd_cli.symbolic.rewrite import rewrite
from autograd_cli.symbolic.simplest import shorter_quotient, simplest
from autograd_cli.symbolic.textbook import ONE, ZERO, applied, plus, product, rebuilt, taught_partial
from autograd_cli.symbolic.write import operation_count, write
from autograd_cli.syntax.ast import NOWHERE, Call, Comparison, Name, Operation, Prime, Tree
from autograd_cli.syntax.latex import latex
from autograd_cli.syntax.unparse import unparse

# Letters for what varies and for what does not, as textbooks have them.
VARYING, CONSTANT_LETTERS = ("u", "v", "w"), ("c", "k", "m")
# What textbooks call a function.
TAUGHT = {"log": "ln"}
# A sub-expression of more operations gets a name.
LARGEST_INLINE = 12
# In a result of more operations the names stay.
LARGEST_COMPOSED = 60
# More steps than this nobody reads.
MOST_STEPS = 200
MULTIPLY = "multiply"
SIMPLIFIED, SUBSTITUTED = "simplified", "substituted"


@record
class Line:
    """A line of a derivation: the right side, and the rules that gave it."""

    rules: tuple[str, ...]
    text: str
    latex: str


@record
class Part:
    """Equal formulas: the derivative of `formula`, which `name` stands for unless it is the whole, then the lines.

    `meaning` is the formula in LaTeX, `left` what the lines are equal to, `latex` the same in LaTeX.
    """

    name: str | None
    formula: str
    meaning: str
    left: str
    latex: str
    lines: tuple[Line, ...]


@record
class Rule:
    """A rule in letters."""

    name: str
    general: str
    latex: str


@record
class Section:
    """A formula differentiated once with respect to a variable, the variables in `held` being constant."""

    formula: str
    variable: str
    held: tuple[str, ...]
    parts: tuple[Part, ...]
    rules: tuple[Rule, ...]
    derivative: str
    latex: str
    operations: int

    def title(self, code: Callable[[str], str] = str) -> str:
        """What is differentiated, and what is held constant; `code` marks formulas and names."""
        *others, last = map(code, self.held or ("",))
        names = f"{', '.join(others)} and {last}" if others else last
        held = f"; {names} held constant" if self.held else ""
        return f"{code(self.formula)}, differentiated with respect to {code(self.variable)}{held}"


def sections(problem: Problem, wanted: Sequence[tuple[str, ...]], kinks: str = OURS) -> dict[tuple[str, ...], Section]:
    """A section for each differentiation, by its variables; what several derivatives begin with is shown once."""
    shown: dict[tuple[str, ...], Section] = {}
    for names in wanted:
        current = problem
        for done, name in enumerate(names, 1):
            if names[:done] not in shown:
                shown[names[:done]] = Derivation(current, name, kinks).section()
            if done < len(names):
                current = pose_open(Source(shown[names[:done]].derivative), names=tuple(problem.lowered.inputs))
                if names[done] not in current.lowered.inputs:
                    break  # what is left of it is a constant
    return shown


class Derivation:
    """One differentiation. `named` has the nodes that have a name, and the derivatives of these."""

    def __init__(self, problem: Problem, variable: str, kinks: str) -> None:
        self.problem = problem
        self.name = variable
        self.variable = problem.lowered.inputs[variable]
        self.kinks = kinks
        self.function = problem.function
        self.graph = self.function.graph
        self.moves = active(self.function, (self.variable,))
        self.words = words_of(problem, textbook=True)
        self.several = len(problem.lowered.inputs) > 1
        self.labels = {node: name for name, node in problem.lowered.inputs.items()}
        self.typed = lift(self.graph, self.function.outputs[0], self.labels)
        self.named: dict[NodeId, str] = {}
        self.formulas: dict[str, Tree] = {}
        self.slopes: dict[str, Tree] = {}
        self.rules: dict[tuple[str, str], Rule] = {}

    def section(self) -> Section:
        moving = [node for node in self.function.live if self.moves[node] and self.graph.nodes[node].operands]
        if max(len(moving), len(self.function.live) // 2) > MOST_STEPS:
            raise AutogradError("too-large", "steps", count=len(moving))
        (output,) = self.function.outputs
        parts = []
        names = self.intermediates(moving)
        for node in moving:
            if node in names and node != output:
                formula = self.tree(node)
                part, slope = self.part(node, names[node], formula)
                parts.append(part)
                self.named[node] = self.labels[node] = names[node]
                self.formulas[names[node]], self.slopes[names[node]] = formula, slope
        last, final = self.part(output, None, self.tree(output))
        if any(isinstance(one, Prime) for one in final.walk()):
            final = self.swept()
        held = tuple(name for name in self.problem.lowered.inputs if name != self.name) if self.several else ()
        derivative, whole = unparse(final, self.words), self.problem.source.text.strip()
        rules = tuple(self.rules.values())
        return Section(whole, self.name, held, (*parts, last), rules, derivative, latex(final), operation_count(final))

    def swept(self) -> Tree:
        """The derivative from the sweep, for one that is too long to be composed."""
        own = len(self.graph.nodes)
        tangent = tangents(self.function, (self.variable,), (self.graph.constant("1"),), self.kinks)
        output = tangent.get(self.function.outputs[0], self.graph.constant("0"))
        found = rewrite(Function(self.graph, self.function.inputs, (output,)), own, repeats=True)
        return write(found.forms, found.outputs, (), frozenset(), {}, decimals=False, names=False).outputs[0]

    def intermediates(self, moving: Sequence[NodeId]) -> dict[NodeId, str]:
        """The intermediates of the derivation: those of the program, and parts that are long."""
        assigned = {node: name for name, node in self.problem.lowered.names.items()}
        taken = {*self.problem.lowered.names, *self.problem.lowered.inputs, *CONSTANTS}
        fresh = (name for i in count(1) if (name := f"f{i}") not in taken)
        sizes: dict[NodeId, int] = {}
        names: dict[NodeId, str] = {}
        for node in self.function.live:
            operands = self.graph.nodes[node].operands
            sizes[node] = sum(sizes[operand] for operand in operands) + bool(operands)
            if self.moves[node] and operands and (node in assigned or sizes[node] > LARGEST_INLINE):
                names[node] = assigned.get(node) or next(fresh)
                sizes[node] = 0
        return names

    def part(self, node: NodeId, name: str | None, formula: Tree) -> tuple[Part, Tree]:
        """The lines for one formula, and the last of them."""
        left = self.prime(node, formula)
        shown = left if name is None else self.prime(node, Name(NOWHERE, name))
        lines: list[Line] = []
        used: list[str] = []
        line = self.slope(node, used)
        if line == left:
            used.clear()
            line = self.ruled(node, used)
        self.write(lines, used, line)
        while any(isinstance(one, Prime) and one.node not in self.named for one in line.walk()):
            used = []
            line = rebuilt(line, partial(self.opened, used=used))
            self.write(lines, used, line)
        if name is None and self.formulas:
            composed = self.composed(line)
            if composed is not None:
                line = composed
                self.write(lines, [SUBSTITUTED], line)
        if not any(isinstance(one, Prime) for one in line.walk()):
            final = simplest(line, self.typed)
            if name is None:
                final = shorter_quotient(final, self.swept)
            if unparse(final, self.words) != lines[-1].text:
                self.write(lines, [SIMPLIFIED], final)
            line = final
        return Part(
            name, unparse(formula, self.words), latex(formula), unparse(shown, self.words), latex(shown), tuple(lines)
        ), line

    def write(self, lines: list[Line], used: Sequence[str], line: Tree) -> None:
        taught = [one for one in used if one not in TRANSPARENT] or used or ["constant"]
        lines.append(Line(tuple(dict.fromkeys(taught)), unparse(line, self.words), latex(line)))

    def composed(self, line: Tree) -> Tree | None:
        """The line with names written out, the latest first; None where it would be too long."""
        for name in reversed(self.formulas):
            formula, slope = self.formulas[name], self.slopes[name]

            def written(one: Tree, name: str = name, formula: Tree = formula, slope: Tree = slope) -> Tree | None:
                known = {Name: formula, Prime: slope}.get(type(one))
                inner = one.operand if isinstance(one, Prime) else one
                return known if inner == Name(NOWHERE, name) else None

            line = rebuilt(line, written)
            if operation_count(line) > LARGEST_COMPOSED:
                return None
        return line

    def opened(self, one: Tree, used: list[str]) -> Tree | None:
        """What the rule gives for a derivative still to be taken; None for any other tree, which may hold some."""
        if isinstance(one, Prime) and one.node not in self.named:
            return self.ruled(NodeId(one.node), used)
        return None if any(isinstance(part, Prime) for part in one.walk()) else one

    def prime(self, node: NodeId, formula: Tree) -> Tree:
        return Prime(NOWHERE, formula, self.name, self.several, node)

    def slope(self, node: NodeId, used: list[str]) -> Tree:
        """The derivative of a node, taken through sums and constant factors, and no further."""
        if not self.moves[node]:
            return ZERO
        if node == self.variable:
            return ONE
        row, _, varying = self.record(node)
        if node in self.named or not self.is_linear(row, varying):
            return self.prime(node, Name(NOWHERE, self.named[node]) if node in self.named else self.tree(node))
        return self.ruled(node, used)

    def ruled(self, node: NodeId, used: list[str]) -> Tree:
        """The derivative of a node by its rule."""
        row, operands, varying = self.record(node)
        groups = self.factors(node) if row.name == MULTIPLY and all(varying) else []
        title = _title(row, varying, self.variable in operands, self.words)
        used.append(title)
        partials = self.partials(row, operands, varying)
        self.explain(row, title, partials, operands, varying, len(groups))
        if groups:
            trees = [product([self.tree(factor) for factor in group]) for group in groups]
            inner = [
                product([self.slope(one, used) if self.moves[one] else self.tree(one) for one in group])
                for group in groups
            ]
            return _of_product(trees, inner)
        trees = [self.tree(operand) for operand in operands]
        slopes = [self.slope(operand, used) for operand in operands]
        return applied(row, partials, trees, self.tree(node), slopes)

    def record(self, node: NodeId) -> tuple[Entry, tuple[NodeId, ...], list[bool]]:
        record = self.graph.nodes[node]
        row = PRIMITIVES[effective_primitive(record, self.moves)]
        return row, record.operands, [bool(self.moves[operand]) for operand in record.operands]

    def partials(self, row: Entry, operands: Sequence[NodeId], varying: Sequence[bool]) -> list[Tree | None]:
        rules = [
            partial_rule(row.name, i, len(operands), self.kinks) if varies else None for i, varies in enumerate(varying)
        ]
        return [taught_partial(row, i, rule, self.kinks == OURS) for i, rule in enumerate(rules)]

    def is_linear(self, row: Entry, varying: Sequence[bool]) -> bool:
        """Whether an operation is a sum, or has a constant factor."""
        return bool(row.titles) and _title(row, varying, False, {}) in TRANSPARENT

    def factors(self, node: NodeId) -> list[list[NodeId]]:
        """The factors of a chain of products, each that varies with the constants around it."""
        factors: list[NodeId] = []
        stack = [node]
        while stack:
            current = stack.pop()
            record = self.graph.nodes[current]
            inner = record.primitive == MULTIPLY and self.moves[current] and current not in self.named
            if inner or current == node:
                stack += reversed(record.operands)
            else:
                factors.append(current)
        groups: list[list[NodeId]] = [[]]
        for factor in factors:
            if self.moves[factor] and any(self.moves[one] for one in groups[-1]):
                groups.append([])
            groups[-1].append(factor)
        return groups

    def tree(self, node: NodeId) -> Tree:
        """A node's formula, in the names that others have by now."""
        return lift(self.graph, node, self.labels)

    def explain(
        self,
        row: Entry,
        title: str,
        partials: Sequence[Tree | None],
        operands: Sequence[NodeId],
        varying: Sequence[bool],
        factors: int,
    ) -> None:
        """Keep the rule in letters: the variable's own name, `u`, `v` for what varies, `c`, `k` for the rest."""
        if title in TRANSPARENT:
            return
        letters: list[Tree] = [Name(NOWHERE, letter) for letter in _letters(row, varying)]
        slopes: list[Tree] = [
            Prime(NOWHERE, letter, "", False, -1) if varies else ZERO
            for letter, varies in zip(letters, varying, strict=True)
        ]
        if operands.count(self.variable) == 1 == sum(varying) and varying[operands.index(self.variable)]:
            place = operands.index(self.variable)
            letters[place], slopes[place] = Name(NOWHERE, self.name), ONE
        if factors > len(VARYING):
            return
        if factors > 2:
            letters = [Name(NOWHERE, letter) for letter in VARYING[:factors]]
            out, slope = product(letters), _of_product(letters, [Prime(NOWHERE, one, "", False, -1) for one in letters])
        else:
            out = _whole(row, letters)
            slope = applied(row, partials, letters, out, slopes)
        both = Prime(NOWHERE, out, "", False, -1), slope
        general = " = ".join(unparse(side, self.words) for side in both)
        self.rules.setdefault((title, general), Rule(title, general, " = ".join(map(latex, both))))


# The rules that take no line of their own.
TRANSPARENT = frozenset(["sum rule", "difference rule", "constant factor", "constant term"])


def words_of(problem: Problem, textbook: bool = False) -> dict[str, str]:
    """How the program calls functions that have several names; in textbooks `log` is `ln` unless it says so."""
    calls = [part.function for part in problem.program.walk() if isinstance(part, Call)] if problem.program else []
    rows = [(called, row) for called in calls for row in FUNCTIONS.get(called, ())]
    words = {row.call: called for called, row in rows if called in row.aliases and row.call not in calls}
    return {**TAUGHT, **words} if textbook and not TAUGHT.keys() & {*calls} else words


def _of_product(factors: Sequence[Tree], slopes: Sequence[Tree]) -> Tree:
    """The product rule for any number of factors: `u'*v*w + u*v'*w + u*v*w'`."""
    terms = [product([*factors[:i], slope, *factors[i + 1 :]]) for i, slope in enumerate(slopes)]
    return reduce(plus, terms)


def _letters(row: Entry, varying: Sequence[bool]) -> list[str]:
    """`u`, `v` for what varies, `c`, `k` for what does not, `n` for an exponent."""
    free, fixed = iter(VARYING), iter(("n",) if row.variant_of else CONSTANT_LETTERS)
    return [next(free if varies else fixed, None) or f"a{i}" for i, varies in enumerate(varying)]


def _whole(row: Entry, operands: Sequence[Tree]) -> Tree:
    """The operation itself."""
    if row.is_comparison:
        return Comparison(NOWHERE, (row.name,), tuple(operands))
    if row.operator:
        return Operation(NOWHERE, row.variant_of or row.name, tuple(operands))
    return Call(NOWHERE, row.call, tuple(operands), NOWHERE)


def _title(row: Entry, varying: Sequence[bool], direct: bool, words: Mapping[str, str]) -> str:
    """What a person calls the rule."""
    if row.titles:
        alone = len(row.titles) > 1 and not all(varying)
        return row.titles[1 + varying.index(True) if alone else 0]
    called = words.get(row.call, row.call) or row.operator
    return f"derivative of {called}" if direct and sum(varying) == 1 else "chain rule"
