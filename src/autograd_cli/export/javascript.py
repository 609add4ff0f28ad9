"""A function of numbers as JavaScript, in the formulas that compiled rows are made of.

Takes: a `Function` without vectors. Returns: the body of a JavaScript function with an array of its outputs, and the
helpers that the body calls. Equal operations are emitted once; nothing is reordered, so that `+ - * /` and `sqrt` give
the doubles that the float kernels give. What JavaScript has no function for is refused by its name.

*Source*: ECMA-262, "The Math Object" and "Number.prototype.toString".
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, count
from string import ascii_letters
from typing import Any, NamedTuple

from autograd_cli import numerics
from autograd_cli.export.helpers import HELPERS, helpers_of
from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, NodeId
from autograd_cli.lanes.mathematics import finite
from autograd_cli.lanes.vectormath import VECTOR_KERNELS
from autograd_cli.numerals import number_text
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.rows.ir_values import Mask, Value, Writer
from autograd_cli.special.density_terms import IN_PARAMETERS
from autograd_cli.systems.definitions import definition_kernel, is_defined, written_out

# Operators of the language by the names that values have for them.
SIGNS = {
    "fadd": "+",
    "fsub": "-",
    "fmul": "*",
    "fdiv": "/",
    "olt": "<",
    "ole": "<=",
    "ogt": ">",
    "oge": ">=",
    "oeq": "==",
    "une": "!=",
    "and": "&&",
    "or": "||",
    "xor": "!=",
}
# Functions of the language by the table's names; where `{}` stands, the operands do.
MATH = (
    *("sqrt", "cbrt", "hypot", "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "asin", "acos"),
    *("atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "floor", "ceil"),
)
FUNCTIONS: Mapping[str, str] = {
    **{name: f"Math.{name}({{}})" for name in MATH},
    "minimum": "Math.min({})",
    "maximum": "Math.max({})",
    "power": "power({})",
    "exp2": "Math.pow(2,{})",
    "round": "rounded({})",
    **{name: f"{name}({{}})" for name in ("erf", "erfc", "erfcx", "gamma", "lgamma", "digamma", "polygamma")},
    **{name: f"{name}({{}})" for name in ("lbeta", "beta", "binomial")},
    "gamma_density": "gammad({})",
    "beta_density": "betad({})",
    "gamma_density_ax": "gammadx({})",
    "beta_density_abx": "betadx({})",
    "polygamma_difference": "psis({})",
    "log_normal_cdf": "lower({})",
    "inverse_mills": "mills({})",
    "mish": "mish({})",
    "erfi_slope": "2/Math.sqrt(Math.PI)/bell({})",
}


# Entries whose definition has fewer digits far out than is promised.
KERNEL_ONLY = frozenset((*("inverse_mills_slope", "normal_quantile_slope", "erfinv_slope", "erfcinv_slope"),))
# Kernels whose formula serves everywhere; the scalar one has some more digits of very large or small numbers.
EVERYWHERE = frozenset(("cbrt", "gelu_derivative"))
NAME = re.compile(r"[A-Za-z]+")
# A name that is no property, and a call without another one beside it.
VARIABLE = re.compile(r"(?<![\w.])[A-Za-z]+\b(?!\()")
CALL = re.compile(r"[\w.]+\([\w.,]*\)")
# A product, and the signs beside which it would be read otherwise.
PRODUCT, STRONGER = re.compile(r"[\w.]+\*[\w.]+"), frozenset("*/%!")
# A longer expression has a name of its own.
LONGEST_INNER = 80


class UnsupportedError(Exception):
    """A function of the table that the language has no kernel for; `entry` is its name."""

    def __init__(self, entry: str) -> None:
        super().__init__(entry)
        self.entry = entry


class Code(NamedTuple):
    """The body of a function of `parameters`, in the order of the inputs, that returns an array of the outputs."""

    parameters: tuple[str, ...]
    body: str
    helpers: str


def javascript(function: Function) -> Code:
    """The code of a function. Raises: `UnsupportedError`."""
    whole = written_out(function, _has_kernel)
    script = _Script()
    nodes = whole.graph.nodes
    values: dict[NodeId, Value] = {}
    parameters = []
    for node in whole.inputs:
        parameters.append(script.fresh())
        values[node] = Value(script, parameters[-1])
    for node in whole.live:
        primitive, operands, payload, _ = nodes[node]
        if primitive == INPUT:
            continue
        if primitive == CONSTANT:
            values[node] = script.value(float(payload or ""))
        else:
            values[node] = script.call(primitive, [values[operand] for operand in operands])
    results = ",".join(values[node].literal for node in whole.outputs)
    lines, results = _within_others(_needed(script.lines, results), results)
    known = f"const {','.join(f'{name}={text}' for name, text in lines)};" if lines else ""
    return Code(tuple(parameters), f"{known}return[{results}]", helpers_of([*(line for _, line in lines), results]))


def _has_kernel(primitive: str) -> bool:
    """Whether an entry is not computed by its definition."""
    return primitive in VECTOR_KERNELS or primitive in FUNCTIONS or primitive in KERNEL_ONLY


def _needed(lines: Sequence[tuple[str, str]], results: str) -> list[tuple[str, str]]:
    """The definitions that the results need, in their order."""
    names = {*NAME.findall(results)}
    found = []
    for name, text in reversed(lines):
        if name in names:
            names.update(NAME.findall(text))
            found.append((name, text))
    return found[::-1]


def _within_others(lines: Sequence[tuple[str, str]], results: str) -> tuple[list[tuple[str, str]], str]:
    """The definitions and the results, each expression that is read once and is short where it is read."""
    uses = Counter(chain(VARIABLE.findall(results), *(VARIABLE.findall(text) for _, text in lines)))
    inner: dict[str, str] = {}
    found = []

    def written(text: str) -> str:
        """A text with expressions for names, in brackets unless they are the only argument of a call or one of many."""
        return VARIABLE.sub(lambda match: _operand(inner[match[0]], match) if match[0] in inner else match[0], text)

    for name, text in lines:
        whole = written(text)
        if uses[name] == 1 and len(whole) <= LONGEST_INNER:
            inner[name] = whole
        else:
            found.append((name, whole))
    return found, written(results)


def _operand(text: str, place: re.Match[str]) -> str:
    """An expression in the place of a name."""
    before, after = place.string[: place.start()][-1:], place.string[place.end() :][:1]
    alone = before in ("(", ",") and after in (")", ",")
    weaker = PRODUCT.fullmatch(text) and before not in STRONGER and after not in STRONGER
    return text if alone or weaker or CALL.fullmatch(text) else f"({text})"


class _Script(Writer):
    """The mathematics of `vectormath`, written down."""

    def __init__(self) -> None:
        self.constants = None  # they are literals
        self.lines: list[tuple[str, str]] = []
        self.emitted: dict[str, str] = {}
        self.names = filter(lambda name: name not in RESERVED, map(_name, count()))

    def fresh(self) -> str:
        return next(self.names)

    def call(self, primitive: str, operands: Sequence[Value]) -> Value:
        """The value of an entry. Raises: `UnsupportedError`."""
        if not operands:
            return self.value(numerics.float_kernel(primitive)())
        kernel = VECTOR_KERNELS.get(primitive)
        try:
            if kernel is not None:
                found = kernel(self, *operands)
            elif is_defined(primitive) and not _has_kernel(primitive):
                found = self.defined(primitive, *operands)
            else:
                found = self.elementary(primitive, *operands)
        except UnsupportedError as error:
            raise UnsupportedError(primitive if PRIMITIVES[primitive].group else error.entry) from None
        return self.value(found)

    def defined(self, primitive: str, *operands: Any) -> Value:
        """The value of an entry by its definition."""

        def kernel(name: str) -> Callable[..., Any]:
            return lambda *inner: self.call(name, [self.value(one) for one in inner])

        return self.value(definition_kernel(primitive, kernel, lambda text: self.value(float(text)))(*operands))

    # What `Mathematics` asks for

    def elementary(self, name: str, *operands: Any) -> Value:
        values = [self.value(one) for one in operands]
        if name == "fmod":
            return self.line(f"{_factor(values[0])}%{_factor(values[1])}")
        if name not in FUNCTIONS or any(one.constant != 0 for one in values[: IN_PARAMETERS.get(name, 0)]):
            raise UnsupportedError(name)
        if all(one.constant is not None for one in values) and numerics.has_kernel(name):
            return self.value(numerics.float_kernel(name)(*[one.constant or 0.0 for one in values]))
        return self.line(FUNCTIONS[name].format(",".join(one.literal for one in values)))

    def choice(self, mask: Mask, chosen: Value, other: Value) -> Value:
        return self.line(f"{mask.name}?{chosen.literal}:{other.literal}")

    def number(self, mask: Mask) -> Value:
        return self.line(f"+{mask.name}")

    def absolute(self, x: Any) -> Value:
        value = self.value(x)
        return (
            self.value(abs(value.constant)) if value.constant is not None else self.line(f"Math.abs({value.literal})")
        )

    def copysign(self, size: Any, sign: Any) -> Value:
        return self.line(f"signed({self.value(size).literal},{self.value(sign).literal})")

    def lost(self, x: Value, y: Value, product: Value) -> Value:
        return self.line(f"lost({x.literal},{y.literal},{product.literal})")

    def lanes(self, name: str, mask: Mask, value: Any, *operands: Any) -> Value:
        """The value; where the scalar kernel takes over and the value is not finite, the entry's definition.

        Raises: `UnsupportedError` where there is none.
        """
        plain = self.value(value)
        if mask.constant is False or name in EVERYWHERE:
            return plain
        if not is_defined(name):
            raise UnsupportedError(name)
        return self.where(mask & ~finite(self, plain), self.defined(name, *operands), plain)

    def rarely(self, mask: Mask, chosen: Callable[[], Any], other: Any) -> Value:
        return self.value(other) if mask.constant is False else self.where(mask, chosen(), other)

    # What values ask for

    def operation(self, operation: str, a: Value, b: Value) -> Value:
        return self.line(f"{_factor(a)}{SIGNS[operation]}{_factor(b)}")

    def negative(self, x: Value) -> Value:
        return self.value(-x.constant) if x.constant is not None else self.line(f"-{x.literal}")

    def comparison(self, how: str, a: Value, b: Value) -> Mask:
        return Mask(self, self.operation(how, a, b).literal)

    def logic(self, operation: str, a: Mask, b: Mask) -> Mask:
        if operation == "xor" and b.constant is not None:
            return Mask(self, self.line(f"!{a.name}").literal) if b.constant else a
        return Mask(self, self.line(f"{a.name}{SIGNS[operation]}{b.name}").literal)

    def boolean(self, truth: bool) -> Mask:
        return Mask(self, str(truth).lower(), truth)

    def loaded(self, constant: float) -> str:
        return number_text(constant)

    def value(self, x: Any) -> Value:
        return x if isinstance(x, Value) else Value(self, _literal(float(x)), float(x))

    def line(self, text: str) -> Value:
        """The value of an expression, which is computed once."""
        name = self.emitted.get(text)
        if name is None:
            name = self.emitted[text] = self.fresh()
            self.lines.append((name, text))
        return Value(self, name)


# Words of the language of at most three letters, and the helpers.
RESERVED = frozenset(("do", "if", "in", "for", "let", "new", "try", "var", "NaN")) | HELPERS.keys()


def _name(number: int) -> str:
    """A short name for each number: `a` to `Z`, then two letters."""
    name = ""
    number += 1
    while number:
        number, place = divmod(number - 1, len(ascii_letters))
        name = ascii_letters[place] + name
    return name


def _literal(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "1/0" if number > 0 else "-1/0"
    return number_text(number).replace("e+", "e")


def _factor(value: Value) -> str:
    """An operand beside a sign; one that is more than a number or a name stands in parentheses."""
    text = value.literal
    return f"({text})" if text[0] == "-" or "/" in text else text
