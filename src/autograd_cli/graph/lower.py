"""Abstract syntax tree to graph: names resolved, calls expanded, equal sub-expressions one node.

In: a `Program`. Out: a `Lowered`, whose function has the program's free names as inputs. Nothing the user typed is
simplified here. An explicit stack takes the place of recursion, so depth costs memory and nothing else.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple, NoReturn

from autograd_cli.errors import Span, refuse
from autograd_cli.graph.graph import INPUT, Function, Graph
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES, Primitive
from autograd_cli.syntax.ast import (
    Assignment,
    Call,
    Comparison,
    Definition,
    Given,
    Index,
    Name,
    Number,
    Operation,
    Program,
    Slice,
    Tree,
    Vector,
)
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.unparse import unparse

# How much alike a misspelt name must be: `sigmiod` is near `sigmoid`, `bessel` is not near `selu`.
NEAR = 0.65


class Lowered(NamedTuple):
    """A program as a function. `inputs` has the numbers of the named inputs, in the order of the text.

    `parts` are the spans of the outputs of a vector, empty where the result is one number.
    """

    function: Function
    output: str | None
    inputs: Mapping[str, int]
    defaults: Mapping[str, Tree]
    uses: Mapping[str, Span]
    literals: Mapping[Span, int]
    names: Mapping[str, int]
    parts: tuple[Span, ...] = ()


def lower(
    program: Program, bound: Set[str] = frozenset(), literals: bool = False, expand: Set[str] = frozenset()
) -> Lowered:
    """The program as a graph.

    `bound` are names to which a value is given from outside; they are inputs even where a constant has the name. With
    `literals` every number written becomes an input of its own, named by its span. The rows in `expand` are replaced by
    their definitions.
    Raises: `AutogradError` with codes `unknown-function`, `argument-count`, `assignment`, `order`, `unsupported`.
    """
    return _Lowering(program, bound, literals, expand).run()


def lower_expression(
    graph: Graph, expression: Tree, names: Mapping[str, int], lists: Mapping[str, Sequence[int]]
) -> int:
    """The node of a rule's or condition's text, its parameters being nodes. `lists` has what `xs` stands for."""
    lowering = _Lowering(Program(expression.span, (expression,)), frozenset(), literals=False, graph=graph, lists=lists)
    return lowering.expression(expression, names)


# Functions that other languages have, as they are written in this one.
ELSEWHERE = {
    "sec": "1/cos(x)",
    "csc": "1/sin(x)",
    "cot": "1/tan(x)",
    "factorial": "gamma(x + 1)",
    "degrees": "180/pi*x",
    "radians": "pi/180*x",
    "heaviside": "step(x)",
    "pow": "x^y",
    "if": "where(condition, a, b)",
}


@dataclass(slots=True, eq=False, repr=False)
class _Lowering:
    program: Program
    bound: Set[str]
    literals: bool
    expand: Set[str] = frozenset()
    # The place that all nodes have, where the text is the table's and not the user's.
    origin: Span | None = None
    graph: Graph = field(default_factory=Graph)
    lists: Mapping[str, Sequence[int]] = field(default_factory=dict)
    assigned: dict[str, int] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    inputs: dict[str, int] = field(default_factory=dict)
    defaults: dict[str, Tree] = field(default_factory=dict)
    uses: dict[str, Span] = field(default_factory=dict)
    literal_inputs: dict[Span, int] = field(default_factory=dict)
    calls: dict[tuple[str, tuple[int, ...]], int] = field(default_factory=dict)
    # Names that a later statement assigns or defines: using one is an error of order, not a free variable.
    later: dict[str, Span] = field(default_factory=dict)

    def run(self) -> Lowered:
        for statement in self.program.statements:
            if isinstance(statement, Assignment | Definition):
                if statement.name in self.later:
                    refuse(
                        "assignment",
                        f"`{statement.name}` is assigned twice",
                        statement.name_span,
                        "give it another name",
                    )
                self.later[statement.name] = statement.name_span
        *before, last = self.program.statements
        for statement in before:
            self.statement(statement)
        value = last.value if isinstance(last, Assignment) else last
        parts = value.items if isinstance(value, Vector) else ()
        if isinstance(last, Assignment) and parts:
            self.check_assignment(last)
        outputs = tuple(self.expression(part, {}) for part in parts) or (self.statement(last),)
        output = last.name if isinstance(last, Assignment) else None
        inputs = (*self.inputs.values(), *self.literal_inputs.values())
        return Lowered(
            Function(self.graph, inputs, outputs),
            output,
            self.inputs,
            self.defaults,
            self.uses,
            self.literal_inputs,
            self.assigned,
            tuple(part.span for part in parts),
        )

    def statement(self, statement: Tree) -> int:
        """Takes a statement in; returns the node of its value, or -1 where it has none."""
        match statement:
            case Given(bindings=bindings):
                for binding in bindings:
                    self.given(binding)
                return -1
            case Definition(name=name):
                if name in self.definitions:
                    refuse("assignment", f"`{name}` is defined twice", statement.name_span, "give it another name")
                self.check_body(statement)
                self.definitions[name] = statement
                self.later.pop(name, None)
                return -1
            case Assignment(name=name, value=value):
                self.check_assignment(statement)
                node = self.expression(value, {})
                self.later.pop(name, None)
                self.assigned[name] = node
                return node
            case _:
                return self.expression(statement, {})

    def check_assignment(self, statement: Assignment) -> None:
        name = statement.name
        if name in self.inputs:
            refuse(
                "assignment",
                f"`{name}` is assigned, but was an input before",
                statement.name_span,
                "give one of them another name",
            )
        if name in self.bound:
            refuse(
                "assignment",
                f"`{name}` is bound, but the program assigns it",
                statement.name_span,
                f"leave out the value for `{name}`, or the line that assigns it",
            )

    def given(self, binding: Assignment) -> None:
        name = binding.name
        if name in self.defaults or name in self.later or name in self.assigned:
            refuse("assignment", f"`{name}` is assigned twice", binding.name_span, "give it one value")
        if name in self.inputs:
            refuse("order", f"`{name}` is used before it is given", binding.name_span, "put the `given` line first")
        for part in binding.value.walk():
            if isinstance(part, Name) and part.name not in CONSTANTS:
                refuse(
                    "unknown-name",
                    "the value of a `given` has no variables",
                    part.span,
                    "as in `given x = 40, y = pi/2`",
                )
        self.defaults[name] = binding.value
        self.input(name, binding.name_span)

    def input(self, name: str, use: Span) -> int:
        if name not in self.inputs:
            self.inputs[name] = self.graph.add(INPUT, (), name)
            self.uses[name] = use
        return self.inputs[name]

    def check_body(self, definition: Definition) -> None:
        """Meets the names of a function's body, so that an error shows also where it is never called."""
        parameters = dict.fromkeys(definition.parameters, 0)
        for part in definition.body.walk():
            if isinstance(part, Name):
                self.name(part, parameters)
            elif isinstance(part, Call):
                if part.function == definition.name:
                    refuse(
                        "order",
                        f"`{part.function}` calls itself",
                        part.name_span,
                        "recursion is not part of the language",
                    )
                self.callee(part, len(part.arguments))

    def expression(self, root: Tree, scope: Mapping[str, int]) -> int:
        """The node of an expression; `scope` has the parameters."""
        values: list[int] = []
        # An entry is a tree to enter, or one whose children's values are those from a place on, or a call whose body's
        # value is the last.
        stack: list[tuple[Tree | tuple[str, tuple[int, ...]], Mapping[str, int], int | None]] = [(root, scope, None)]
        while stack:
            tree, names, place = stack.pop()
            if isinstance(tree, Number):
                values.append(self.number(tree))
            elif isinstance(tree, Name):
                if tree.name in self.lists:
                    values.extend(self.lists[tree.name])
                else:
                    values.append(self.name(tree, names))
            elif isinstance(tree, tuple):
                self.calls[tree] = values[-1]
            elif place is None:
                if isinstance(tree, Vector | Index | Slice):
                    refuse("unsupported", "vectors are not supported yet", tree.span, "a formula has numbers as values")
                stack.append((tree, names, len(values)))
                stack.extend([(child, names, None) for child in reversed(tree.children) if child is not None])
            else:
                operands = tuple(values[place:])
                del values[place:]
                if isinstance(tree, Operation):
                    values.append(self.operation(tree, operands))
                elif isinstance(tree, Comparison):
                    values.append(self.comparison(tree, operands))
                else:
                    assert isinstance(tree, Call)
                    callee = self.callee(tree, len(operands))
                    if isinstance(callee, Primitive):
                        values.append(self.primitive(callee, operands, tree.span))
                        continue
                    call = (callee.name, operands)
                    if call in self.calls:
                        values.append(self.calls[call])
                    else:
                        stack.append((call, names, 0))
                        stack.append((callee.body, dict(zip(callee.parameters, operands, strict=True)), None))
        (result,) = values
        return result

    def primitive(self, row: Primitive, operands: tuple[int, ...], span: Span) -> int:
        """The node of a row's call, or of its definition where that is to stand in its place."""
        operands = _arguments(self.graph, row, operands)
        if row.name not in self.expand:
            return self.graph.add(row.name, operands, None, self.origin or span)
        text = parse_expression(row.definition)
        inner = _Lowering(
            Program(text.span, (text,)),
            frozenset(),
            literals=False,
            expand=self.expand - {row.name},
            origin=self.origin or span,
            graph=self.graph,
        )
        return inner.expression(text, dict(zip(row.names, operands, strict=True)))

    def number(self, tree: Number) -> int:
        if not self.literals:
            return self.graph.constant(tree.text, self.origin or tree.span)
        if tree.span not in self.literal_inputs:
            self.literal_inputs[tree.span] = self.graph.add(INPUT, (), literal_name(tree.span), tree.span)
        return self.literal_inputs[tree.span]

    def name(self, tree: Name, scope: Mapping[str, int]) -> int:
        """The node a name stands for: a parameter, an assigned name, a constant or an input."""
        name = tree.name
        if name in scope:
            return scope[name]
        if name in self.assigned:
            return self.assigned[name]
        if name in self.inputs:
            return self.inputs[name]
        if name in self.later:
            refuse("order", f"`{name}` is used before it is assigned", tree.span, "move the line that assigns it up")
        if name in CONSTANTS and name not in self.bound:
            return self.graph.add(name, (), None, self.origin or tree.span)
        return self.input(name, tree.span)

    def operation(self, tree: Operation, operands: tuple[int, ...]) -> int:
        if tree.primitive == "positive":
            return operands[0]
        if tree.primitive not in PRIMITIVES:
            refuse("unsupported", "vectors are not supported yet", tree.span, "a formula has numbers as values")
        return self.graph.add(tree.primitive, operands, None, self.origin or tree.span)

    def comparison(self, tree: Comparison, operands: tuple[int, ...]) -> int:
        """`a < b < c` is `a < b and b < c`."""
        result = -1
        for i, comparator in enumerate(tree.comparators):
            span = self.origin or Span(tree.operands[i].span.start, tree.operands[i + 1].span.stop)
            link = self.graph.add(comparator, operands[i : i + 2], None, span)
            chain = self.origin or tree.span
            result = link if result < 0 else self.graph.add("logical_and", (result, link), None, chain)
        return result

    def callee(self, tree: Call, count: int) -> Definition | Primitive:
        """The definition or row a call means, its number of arguments checked. A definition hides a row."""
        name = tree.function
        definition = self.definitions.get(name)
        if definition is not None:
            wanted = len(definition.parameters)
            if count != wanted:
                refuse_count(tree, count, [f"{name}({', '.join(definition.parameters)})"], wanted)
            return definition
        if name in self.later:
            refuse("order", f"`{name}` is called before it is defined", tree.name_span, "move its definition up")
        rows = FUNCTIONS.get(name, ())
        for row in rows:
            if row.takes(count):
                return row
        if not rows:
            self.refuse_function(tree)
        return refuse_count(tree, count, [signature(row) for row in rows], len(rows[0].defaults))

    def refuse_function(self, tree: Call) -> None:
        name = tree.function
        if name in self.inputs or name in self.assigned or name in self.bound:
            what = f"`{name}` is a variable, and is called like a function"
            refuse("unknown-function", what, tree.name_span, f"for a product write `{_product(tree)}`")
        if name in ELSEWHERE:
            refuse("unknown-function", f"unknown function `{name}`", tree.name_span, f"write `{ELSEWHERE[name]}`")
        known = [*FUNCTIONS, *self.definitions]
        near = get_close_matches(name, known, 1, NEAR) or get_close_matches(name.lower(), known, 1, NEAR)
        if near:
            hint = f"did you mean `{near[0]}`?"
        elif len(tree.arguments) == 1:
            hint = f"for a product write `{_product(tree)}`; `autograd functions` lists what there is"
        else:
            hint = "`autograd functions` lists what there is"
        refuse("unknown-function", f"unknown function `{name}`", tree.name_span, hint)


def _product(tree: Call) -> str:
    """A call as the product it may have been meant as, its arguments in full where they are short."""
    arguments = ", ".join(map(unparse, tree.arguments)) if tree.span.stop - tree.span.start <= 40 else "..."
    return f"{tree.function}*({arguments})"


def literal_name(span: Span) -> str:
    """The name of a literal's own input; no variable can have it."""
    return f"{span.start}:{span.stop}"


def signature(row: Primitive) -> str:
    """How a row's call is written, `log(x, b)` for example."""
    words = [
        f"{word[1:]}, ..." if word.startswith("*") else word.replace("=", " = ") for word in row.parameters.split()
    ]
    return f"{row.call}({', '.join(words)})"


def refuse_count(tree: Call, count: int, signatures: Sequence[str], wanted: int) -> NoReturn:
    got = "no argument" if count == 0 else "1 argument" if count == 1 else f"{count} arguments"
    hint = "it is called as " + " or ".join(f"`{text}`" for text in signatures)
    refuse("argument-count", f"`{tree.function}` got {got}, and takes {wanted}", tree.span, hint)


def _arguments(graph: Graph, row: Primitive, operands: tuple[int, ...]) -> tuple[int, ...]:
    """The operands with defaults filled in. Of any number of arguments, equal ones are one: `max(x, x)` is no tie."""
    if row.variadic:
        fixed = len(row.defaults) - 1
        return (*operands[:fixed], *dict.fromkeys(operands[fixed:]))
    missing = row.defaults[len(operands) :]
    return (*operands, *(graph.constant(default) for default in missing if default is not None))
