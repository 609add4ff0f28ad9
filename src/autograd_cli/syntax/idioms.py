"""Functions, loops and derivatives as other languages and textbooks write them, and what is written here for them.

Takes: the whole text. Returns: a text of the language or a command line, of which it is known that it is read; None
where nothing short is.
"""

import importlib
import re

from autograd_cli.errors import AutogradError, Source
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES
from autograd_cli.shell import shell_word
from autograd_cli.syntax.ast import Assignment, Call, Comparison, Name, Number, Operation, Program, Tree
from autograd_cli.syntax.parser import LONGEST_SHOWN, parse, parses

# Loaded for what may be of another notation.
UNPARSE = "autograd_cli.syntax.unparse"
CALLED = re.compile(r"(\w+)\(")
# A function without a name, `lambda x, y: ...` or `(x, y) -> ...`, which may be given one.
NAMELESS = re.compile(r"\s*(?:\w+\s*=\s*)?(?:lambda\b[\w\s,]*:|\\?\(?[\w\s,]+\)?\s*->)\s*(?P<body>.+?)\s*", re.DOTALL)
# A function with a name, `def f(x): return ...` or `function f(x) { return ... }`.
NAMED = re.compile(
    r"\s*(?:def|function|fn|func)\s+(?P<name>\w+)\s*\((?P<parameters>[\w\s,]*)\)\s*[:{=]?\s*(?:return\b)?\s*(?P<body>.+?)[\s;}]*",
    re.DOTALL,
)
# `f([body for k in over])`, where the brackets and the call may be missing.
LOOP = re.compile(
    r"\s*(?P<call>\w*)\(?\[?\s*(?P<body>.+?)\s+for\s+(?P<index>\w+)\s*(?:in\b|=|∈)\s*(?P<over>[^\[\]]+?|\[[^\[\]]*\])\s*\]?\)?\s*"
)
NUMBERS, ENDS = re.compile(r"range(\([^()]+\))"), re.compile(r"(\w+)(?::|\.\.)(\w+)")
NAME = re.compile(r"[^\W\d]\w*(?!\w*\()")
# A place where a derivative is wanted: a variable, or a number.
PLACE = re.compile(r"\(\s*(?:(?P<variable>[^\W\d]\w*)|(?P<number>\d+\.?\d*|\.\d+))\s*\)\s*")
# The parameter of a function of one, in its definition.
DEFINITION = r"(?<!\w){}\s*\(\s*([^\W\d]\w*)\s*\)\s*=(?!=)"


def in_python(text: str) -> str | None:
    """What a formula of Python, such as `norm.ppf(x)`, is here; brackets that are still open are closed."""
    closed = text + ")" * max(0, text.count("(") - text.count(")"))
    try:
        program = parse(Source(closed.replace("^", "**"), notation="python"))
    except AutogradError:
        return None
    formula: str = importlib.import_module(UNPARSE).unparse(program)
    return formula if all(called in FUNCTIONS for called in CALLED.findall(formula)) and _is_short(formula) else None


def function_meant(text: str) -> str | None:
    """The formula of a function that is defined as elsewhere: `x^2` of `lambda x: x^2`."""
    if found := NAMELESS.fullmatch(text):
        return _read(found["body"])
    if found := NAMED.fullmatch(text):
        called = f"{found['name']}({found['parameters'].strip()})"
        return _read(f"{called} = {found['body']}; {called}")
    return None


def loop_meant(text: str) -> str | None:
    """The formula without the loop of `[k^2 for k in range(3)]`: `k = arange(3); k^2`.

    The body has no other name, and works on each element of a vector by itself.
    """
    if (formula := in_python(text)) is not None:
        return formula
    found = LOOP.fullmatch(text)
    if found is None or {*NAME.findall(found["body"])} != {found["index"]}:
        return None
    call, body, index, over = found.group("call", "body", "index", "over")
    if index in NAME.findall(over) or not parses(body) or not all(map(_is_elementwise, parse(Source(body)).walk())):
        return None
    ends, numbers = ENDS.fullmatch(over), NUMBERS.fullmatch(over)
    if ends:
        indexed = any(row.indexed for row in FUNCTIONS.get(call, ()))
        return _read(f"{call}({body}, {index} = {ends[1]}:{ends[2]})") if indexed else None
    result = f"{call}({body})" if call else body
    return _read(f"{index} = {f'arange{numbers[1]}' if numbers else over}; {result}")


def derivative_meant(text: str, start: int, stop: int, function: str) -> str | None:
    """The command line for the last statement `f'(x)`, `f''(x)` or `f'(3)`, whose primes are at these places."""
    argument = PLACE.fullmatch(text, stop)
    before = re.search(r"(?:^|[;\n])\s*(\w+)$", text[:start])
    defined = re.search(DEFINITION.format(re.escape(function)), text)
    if argument is None or before is None or before[1] != function:
        return None
    if defined is None and not any(row.takes(1) for row in FUNCTIONS.get(function, ())):
        return None
    order, number = stop - start, argument["number"]
    variable = argument["variable"] or (defined[1] if defined else "x")
    program = _read(f"{text[:start]}({variable})")
    if program is None:
        return None
    tree = parse(Source(program))
    bound = {*CONSTANTS, *(part.name for part in tree.walk() if isinstance(part, Assignment))}
    if variable in bound:
        return None
    if number:
        others = {part.name for part in tree.free_names()} - bound - {variable}
        at = shell_word(f"{variable}={number}")
        return f"autograd eval {shell_word(program, formula=True)} {at}" if order == 1 and not others else None
    further = f" --order {order}" if order > 1 else ""
    return f"autograd diff {shell_word(program, formula=True)} --wrt {variable}{further}"


def _is_elementwise(tree: Tree) -> bool:
    """Whether this part of a formula works on each element of a vector by itself."""
    if isinstance(tree, Call):
        rows = [row for row in FUNCTIONS.get(tree.function, ()) if row.takes(len(tree.arguments))]
        return bool(rows) and not any(row.shape for row in rows)
    if isinstance(tree, Operation):
        return tree.primitive not in PRIMITIVES or not PRIMITIVES[tree.primitive].shape
    return isinstance(tree, Name | Number | Comparison | Program)


def _read(text: str) -> str | None:
    """The text, where it is short and of the language."""
    return text if _is_short(text) and parses(text) else None


def _is_short(text: str) -> bool:
    return len(text) <= LONGEST_SHOWN and "\n" not in text
