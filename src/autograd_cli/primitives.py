"""The table of primitives: what every function means, once, as data.

In: nothing. Out: `PRIMITIVES`, `FUNCTIONS`, `CONSTANTS`. Evaluation, both sweeps, findings, help and tests are read from
here; adding a function is adding a row. Nothing is computed here: rules and conditions are text in the expression
language itself, parsed and lowered when first met.

In a rule the parameters stand for the operands, `out` for the result. `partials` has one rule a parameter, the
derivative of the result with respect to it; "0" says that nothing flows there. Of a parameter written `*x` there may
be any number: its rule holds for each, with `x` the one at hand and `xs`, as an argument, for all of them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Primitive:
    """A row. All texts are in the expression language, except `latex` (with `{x}` for an operand) and prose.

    *Angles* are radians. *Values* are float64, elementwise.
    """

    name: str
    parameters: str
    partials: tuple[str, ...]
    summary: str
    group: str = "elementary"
    # How it is written: an operator's sign, or the name in a call where that is not `name`.
    operator: str = ""
    function: str = ""
    aliases: tuple[str, ...] = ()
    # Where it is defined: `domain` is the interior, `boundary` its closed edge, `pole` a two-sided one.
    domain: str = ""
    boundary: str = ""
    pole: str = ""
    # Where one partial alone asks for more than the value does; one condition a parameter.
    partial_domains: tuple[str, ...] = ()
    # Where there is no derivative (a subgradient stands in), and where there is no continuity.
    kink: str = ""
    jump: str = ""
    # Under which condition an operand is selected, one text a parameter, a parameter or `not` a parameter.
    guards: tuple[str, ...] = ()
    # The row that takes this one's place where the named parameter depends on no wanted input.
    constant: tuple[str, str] | None = None
    # Parameters that take whole numbers only, and are not differentiated.
    integers: tuple[str, ...] = ()
    definition: str = ""
    latex: str = ""
    examples: tuple[str, ...] = ()
    reference: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters' names, without the mark of any number and without defaults."""
        return tuple(word.lstrip("*").partition("=")[0] for word in self.parameters.split())

    @property
    def defaults(self) -> tuple[str | None, ...]:
        """A default a parameter, as text, None where it must be given."""
        return tuple(word.partition("=")[2] or None for word in self.parameters.split())

    @property
    def variadic(self) -> bool:
        return "*" in self.parameters

    @property
    def call(self) -> str:
        """The name in a call; empty for an operator, which has none."""
        return "" if self.operator else self.function or self.name

    def takes(self, count: int) -> bool:
        """Whether a call may have this many arguments."""
        required = sum(default is None for default in self.defaults)
        return count >= required and (self.variadic or count <= len(self.defaults))


def _row(name: str, parameters: str, partials: str | tuple[str, ...], summary: str, **columns: object) -> Primitive:
    return Primitive(name, parameters, (partials,) if isinstance(partials, str) else partials, summary, **columns)  # type: ignore[arg-type]


ARITHMETIC = (
    _row("add", "x y", ("1", "1"), "sum", operator="+", latex="{x} + {y}", examples=("2 + 3",)),
    _row("subtract", "x y", ("1", "-1"), "difference", operator="-", latex="{x} - {y}", examples=("2 - 3",)),
    _row("multiply", "x y", ("y", "x"), "product", operator="*", latex=r"{x} \cdot {y}", examples=("2 * 3",)),
    _row(
        "divide",
        "x y",
        ("1/y", "-out/y"),
        "quotient",
        operator="/",
        latex=r"\frac{{{x}}}{{{y}}}",
        pole="y == 0",
        examples=("2 / 3",),
    ),
    _row("negative", "x", "-1", "negation", operator="-", latex="-{x}", examples=("-2",)),
    _row(
        "power",
        "x y",
        ("y*x^(y - 1)", "xlogy(out, x)"),
        "real power; `0^0` is 1",
        operator="^",
        latex="{x}^{{{y}}}",
        domain="x > 0 or y == floor(y)",
        boundary="x == 0 and y > 0 and y != floor(y)",
        pole="x == 0 and y <= 0",
        partial_domains=("", "x >= 0"),
        constant=("y", "power_constant"),
        examples=("2 ^ 3",),
    ),
    _row(
        "power_constant",
        "x y",
        ("where(y == 0, 0, y*x^(y - 1))", "0"),
        "power whose exponent is not differentiated",
        operator="^",
        latex="{x}^{{{y}}}",
        domain="x > 0 or y == floor(y)",
        boundary="x == 0 and y != floor(y)",
        pole="x == 0 and y < 0 and y == floor(y)",
    ),
)

ELEMENTARY = (
    _row("exp", "x", "out", "exponential function", latex=r"e^{{{x}}}", examples=("exp(1)",), reference="DLMF 4.2"),
    _row(
        "log",
        "x",
        "1/x",
        "natural logarithm",
        domain="x > 0",
        boundary="x == 0",
        aliases=("ln",),
        latex=r"\ln {x}",
        examples=("log(2)",),
        reference="DLMF 4.2",
    ),
    _row(
        "sqrt",
        "x",
        "1/(2*out)",
        "square root",
        domain="x > 0",
        boundary="x == 0",
        latex=r"\sqrt{{{x}}}",
        examples=("sqrt(2)",),
        reference="DLMF 4.2",
    ),
    _row("square", "x", "2*x", "square", latex="{x}^2", definition="x*x", examples=("square(3)",)),
    _row(
        "xlogy",
        "x y",
        ("log(y)", "x/y"),
        "x*log(y), and 0 where x is 0",
        domain="y > 0 or x == 0",
        latex=r"{x} \ln {y}",
        examples=("xlogy(0, 0)",),
    ),
    _row(
        "sin",
        "x",
        "cos(x)",
        "sine",
        group="trigonometric",
        latex=r"\sin {x}",
        examples=("sin(1)",),
        reference="DLMF 4.14",
    ),
    _row(
        "cos",
        "x",
        "-sin(x)",
        "cosine",
        group="trigonometric",
        latex=r"\cos {x}",
        examples=("cos(1)",),
        reference="DLMF 4.14",
    ),
    _row(
        "tan",
        "x",
        "square(1/cos(x))",
        "tangent",
        group="trigonometric",
        latex=r"\tan {x}",
        examples=("tan(1)",),
        reference="DLMF 4.14",
    ),
    _row(
        "sinh",
        "x",
        "cosh(x)",
        "hyperbolic sine",
        group="hyperbolic",
        latex=r"\sinh {x}",
        examples=("sinh(1)",),
        reference="DLMF 4.28",
    ),
    _row(
        "cosh",
        "x",
        "sinh(x)",
        "hyperbolic cosine",
        group="hyperbolic",
        latex=r"\cosh {x}",
        examples=("cosh(1)",),
        reference="DLMF 4.28",
    ),
    _row(
        "tanh",
        "x",
        "square(1/cosh(x))",
        "hyperbolic tangent",
        group="hyperbolic",
        latex=r"\tanh {x}",
        definition="(exp(x) - exp(-x))/(exp(x) + exp(-x))",
        examples=("tanh(1)",),
        reference="DLMF 4.28",
    ),
)

NEURAL = (
    _row(
        "sigmoid",
        "x",
        "out*sigmoid(-x)",
        "logistic function",
        group="neural",
        definition="1/(1 + exp(-x))",
        aliases=("logistic", "expit"),
        latex=r"\sigma({x})",
        examples=("sigmoid(1)",),
        reference="Goodfellow 2016, 3.10",
    ),
    _row(
        "relu",
        "x",
        "step(x)",
        "x where positive, else 0",
        group="neural",
        definition="max(x, 0)",
        kink="x == 0",
        latex=r"\operatorname{{relu}}({x})",
        examples=("relu(-1)",),
        reference="Goodfellow 2016, 6.3",
    ),
)

PIECEWISE = (
    _row(
        "abs",
        "x",
        "sign(x)",
        "absolute value",
        group="piecewise",
        kink="x == 0",
        latex=r"\left|{x}\right|",
        examples=("abs(-2)",),
    ),
    _row(
        "sign",
        "x",
        "0",
        "-1, 0 or 1",
        group="piecewise",
        jump="x == 0",
        latex=r"\operatorname{{sign}}({x})",
        examples=("sign(-2)",),
    ),
    _row(
        "step",
        "x",
        "0",
        "1 where x is positive, else 0",
        group="piecewise",
        jump="x == 0",
        latex=r"\operatorname{{step}}({x})",
        examples=("step(2)",),
    ),
    _row(
        "floor",
        "x",
        "0",
        "largest integer not above x",
        group="piecewise",
        jump="x == floor(x)",
        latex=r"\lfloor {x} \rfloor",
        examples=("floor(-1.5)",),
    ),
    _row(
        "min",
        "*x",
        "(x == out)/count_equal(out, xs)",
        "smallest of its arguments",
        group="piecewise",
        kink="count_equal(out, xs) > 1",
        latex=r"\min({x})",
        examples=("min(3, 1, 2)",),
    ),
    _row(
        "max",
        "*x",
        "(x == out)/count_equal(out, xs)",
        "largest of its arguments",
        group="piecewise",
        kink="count_equal(out, xs) > 1",
        latex=r"\max({x})",
        examples=("max(3, 1, 2)",),
    ),
    _row(
        "count_equal",
        "y *x",
        ("0", "0"),
        "how many of the further arguments equal the first",
        group="piecewise",
        latex=r"\operatorname{{count}}({x})",
        examples=("count_equal(1, 1, 2, 1)",),
    ),
    _row(
        "where",
        "c x y",
        ("0", "1", "1"),
        "x where c is not 0, else y",
        group="piecewise",
        guards=("", "c", "not c"),
        latex=r"\begin{{cases}} {x} & {c} \\ {y} \end{{cases}}",
        examples=("where(1 < 2, 3, 4)",),
    ),
)

LOGIC = (
    _row(
        "less",
        "x y",
        ("0", "0"),
        "1 where x < y, else 0",
        group="logic",
        operator="<",
        jump="x == y",
        latex="{x} < {y}",
    ),
    _row(
        "less_equal",
        "x y",
        ("0", "0"),
        "1 where x <= y, else 0",
        group="logic",
        operator="<=",
        jump="x == y",
        latex=r"{x} \le {y}",
    ),
    _row(
        "greater",
        "x y",
        ("0", "0"),
        "1 where x > y, else 0",
        group="logic",
        operator=">",
        jump="x == y",
        latex="{x} > {y}",
    ),
    _row(
        "greater_equal",
        "x y",
        ("0", "0"),
        "1 where x >= y, else 0",
        group="logic",
        operator=">=",
        jump="x == y",
        latex=r"{x} \ge {y}",
    ),
    _row(
        "equal",
        "x y",
        ("0", "0"),
        "1 where x equals y, else 0",
        group="logic",
        operator="==",
        jump="x == y",
        latex="{x} = {y}",
    ),
    _row(
        "not_equal",
        "x y",
        ("0", "0"),
        "1 where x differs from y, else 0",
        group="logic",
        operator="!=",
        jump="x == y",
        latex=r"{x} \ne {y}",
    ),
    _row(
        "logical_and",
        "x y",
        ("0", "0"),
        "1 where both are not 0; y is not read where x is 0",
        group="logic",
        operator="and",
        guards=("", "x"),
        latex=r"{x} \land {y}",
    ),
    _row(
        "logical_or",
        "x y",
        ("0", "0"),
        "1 where one is not 0; y is not read where x is not 0",
        group="logic",
        operator="or",
        guards=("", "not x"),
        latex=r"{x} \lor {y}",
    ),
    _row("logical_not", "x", "0", "1 where x is 0, else 0", group="logic", operator="not", latex=r"\lnot {x}"),
)

NULLARY = (
    _row("pi", "", (), "circle constant", group="constants", latex=r"\pi", reference="DLMF 3.12"),
    _row("e", "", (), "base of the natural logarithm", group="constants", latex="e", reference="DLMF 4.2"),
    _row("tau", "", (), "two pi", group="constants", latex=r"\tau", definition="2*pi"),
    _row("inf", "", (), "infinity", group="constants", latex=r"\infty"),
)

PRIMITIVES: dict[str, Primitive] = {
    row.name: row for row in (*ARITHMETIC, *ELEMENTARY, *NEURAL, *PIECEWISE, *LOGIC, *NULLARY)
}

# The rows a call may mean, by the name in the call; a function with two arities has two.
FUNCTIONS: dict[str, tuple[Primitive, ...]] = {}
for _primitive in PRIMITIVES.values():
    if _primitive.call and _primitive.parameters:
        for _name in (_primitive.call, *_primitive.aliases):
            FUNCTIONS[_name] = (*FUNCTIONS.get(_name, ()), _primitive)

CONSTANTS: frozenset[str] = frozenset(row.name for row in NULLARY)

# Preset -> row -> the partials that stand for its own under `--kinks`.
KINKS: dict[str, dict[str, tuple[str, ...]]] = {}

# The presets that multiply what a branch not taken contributes by 0, so that an infinite partial there gives nan.
UNGUARDED: frozenset[str] = frozenset({"torch", "jax"})
