"""The table of primitives: what every function means, once, as data.

In: nothing. Out: `PRIMITIVES`, `FUNCTIONS`, `CONSTANTS`, `KINKS`. Evaluation, both sweeps, findings, help and tests
are read from here; adding a function is adding a row. Nothing is computed here: rules and conditions are text in the
expression language itself, parsed and lowered when first met.

In a rule the parameters stand for the operands, `out` for the result. `partials` has one rule a parameter, the
derivative of the result with respect to it; "0" says that nothing flows there. Of a parameter written `*x` there may
be any number: its rule holds for each, with `x` the one at hand and `xs`, as an argument, for all of them.

A row with a `shape` is not elementwise: it takes vectors and matrices apart or puts them together. It has no partials
but a `pullback`, the adjoint of each operand from `g`, the adjoint of the result. Of a parameter written `~x` only the
shape is read; one written `#n` is a whole number, known before anything is computed: an axis, a length, a place. For
a row that puts its operands side by side, `part` is the place of the one at hand in the result.
"""

from typing import NamedTuple


class Primitive(NamedTuple):
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
    # What a reader who knows the textbook's rule will ask.
    remark: str = ""
    # The signature in lengths, "m k, k n -> m n", or the name of a rule in `graph/shapes.py`; empty: elementwise.
    shape: str = ""
    pullback: tuple[str, ...] = ()
    # How the row is made of others, where that takes more than a text; a name in `graph/expansions.py`.
    expansion: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The operands' names, without the mark of any number and without defaults."""
        return tuple(word.lstrip("*").partition("=")[0] for word in self.parameters.split() if word[0] not in "~#")

    @property
    def statics(self) -> tuple[str, ...]:
        """The names of the whole numbers that belong to the structure; `*` marks any number of them."""
        return tuple(word[1:].lstrip("*").partition("=")[0] for word in self.parameters.split() if word[0] == "#")

    @property
    def rules(self) -> tuple[str, ...]:
        """A derivative rule an operand: the partials, or the pullbacks."""
        return self.pullback or self.partials

    @property
    def defaults(self) -> tuple[str | None, ...]:
        """A default a parameter, as text, None where it must be given."""
        return tuple(word.partition("=")[2] or None for word in self.parameters.split())

    @property
    def variadic(self) -> bool:
        """Whether there may be any number of operands."""
        return any(word[0] == "*" for word in self.parameters.split())

    @property
    def call(self) -> str:
        """The name in a call; empty for an operator, which has none."""
        return "" if self.operator else self.function or self.name

    @property
    def like(self) -> int | None:
        """The place among the arguments of the one of which only the shape is read."""
        return next((i for i, word in enumerate(self.parameters.split()) if word[0] == "~"), None)

    def takes(self, count: int) -> bool:
        """Whether a call may have this many arguments."""
        required = sum(default is None for default in self.defaults)
        return count >= required and ("*" in self.parameters or count <= len(self.defaults))


def _row(name: str, parameters: str, partials: str | tuple[str, ...], summary: str, **columns: object) -> Primitive:
    return Primitive(name, parameters, (partials,) if isinstance(partials, str) else partials, summary, **columns)  # type: ignore[arg-type]


def _tensor(
    name: str, parameters: str, shape: str, pullback: tuple[str, ...], summary: str, **columns: object
) -> Primitive:
    columns.setdefault("group", "vectors and matrices")
    return _row(name, parameters, (), summary, shape=shape, pullback=pullback, **columns)


# Aligned by hand, to be reviewed as a table.
# fmt: off
ARITHMETIC = (
    _row("add", "x y", ("1", "1"), "sum", operator="+", latex="{x} + {y}", examples=("2 + 3",)),
    _row("subtract", "x y", ("1", "-1"), "difference", operator="-", latex="{x} - {y}", examples=("2 - 3",)),
    _row("multiply", "x y", ("y", "x"), "product", operator="*", latex=r"{x} \cdot {y}", examples=("2 * 3",)),
    _row("divide", "x y", ("1/y", "-out/y"), "quotient", operator="/", latex=r"\frac{{{x}}}{{{y}}}", pole="y == 0",
         examples=("2 / 3",)),
    _row("negative", "x", "-1", "negation", operator="-", latex="-{x}", examples=("-2",)),
    _row("power", "x y", ("y*reduced_power(x, y, 1)", "xlogy(out, x)"), "real power; `0^0` is 1", operator="^",
         latex="{x}^{{{y}}}", domain="x > 0 or y == floor(y)", boundary="x == 0 and y > 0 and y != floor(y)",
         pole="x == 0 and y <= 0", partial_domains=("", "x >= 0"), constant=("y", "power_constant"),
         examples=("2 ^ 3",),
         reference="DLMF 4.2"),
    _row("power_constant", "x y",
         ("where(y == 0, where(x == 0, 0, y*reduced_power(x, y, 1)), y*reduced_power(x, y, 1))", "0"),
         "power whose exponent is not differentiated", operator="^", latex="{x}^{{{y}}}",
         domain="x > 0 or y == floor(y)", boundary="x == 0 and y != floor(y)",
         pole="x == 0 and y < 0 and y == floor(y)", reference="DLMF 4.2"),
)

POWERS = (
    _row("exp", "x", "out", "exponential function", group="powers and logarithms", latex=r"e^{{{x}}}",
         examples=("exp(1)",), reference="DLMF 4.2"),
    _row("expm1", "x", "exp(x)", "exp(x) - 1, accurate near 0", group="powers and logarithms", definition="exp(x) - 1",
         latex=r"e^{{{x}}} - 1", examples=("expm1(1e-9)",), reference="DLMF 4.2"),
    _row("exp2", "x", "out*log(2)", "power of two", group="powers and logarithms", definition="2^x", latex="2^{{{x}}}",
         examples=("exp2(10)",), reference="DLMF 4.2"),
    _row("log", "x", "1/x", "natural logarithm", group="powers and logarithms", domain="x > 0", boundary="x == 0",
         aliases=("ln",), latex=r"\ln {x}", examples=("log(2)",), reference="DLMF 4.2"),
    _row("log_base", "x b", ("1/log(b)/x", "-out/log(b)/b"), "logarithm to a base", group="powers and logarithms",
         function="log", definition="log(x)/log(b)", domain="x > 0 and b > 0 and b != 1",
         boundary="x == 0 and b > 0 and b != 1", pole="b == 1", latex=r"\log_{{{b}}} {x}", examples=("log(8, 2)",),
         reference="DLMF 4.2"),
    _row("log1p", "x", "1/(1 + x)", "log(1 + x), accurate near 0", group="powers and logarithms",
         definition="log(1 + x)", domain="x > -1", boundary="x == -1", latex=r"\ln(1 + {x})", examples=("log1p(1e-9)",),
         reference="DLMF 4.2"),
    _row("log2", "x", "1/log(2)/x", "logarithm to base 2", group="powers and logarithms", definition="log(x)/log(2)",
         domain="x > 0", boundary="x == 0", latex=r"\log_2 {x}", examples=("log2(8)",), reference="DLMF 4.2"),
    _row("log10", "x", "1/log(10)/x", "logarithm to base 10", group="powers and logarithms",
         definition="log(x)/log(10)", domain="x > 0", boundary="x == 0", latex=r"\log_{{10}} {x}",
         examples=("log10(1000)",), reference="DLMF 4.2"),
    _row("sqrt", "x", "1/(2*out)", "square root", group="powers and logarithms", domain="x > 0", boundary="x == 0",
         latex=r"\sqrt{{{x}}}", examples=("sqrt(2)",), reference="DLMF 4.2"),
    _row("cbrt", "x", "1/(3*square(out))", "real cube root", group="powers and logarithms", kink="x == 0",
         latex=r"\sqrt[3]{{{x}}}", examples=("cbrt(-8)",), reference="DLMF 4.2"),
    _row("reduced_power", "x y n", ("(y - n)*reduced_power(x, y, n + 1)", "xlogy(out, x)", "0"),
         "x^(y - n), as if the difference were exact", group="powers and logarithms", definition="x^(y - n)",
         domain="x > 0 or y == floor(y)", boundary="x == 0 and y > n and y != floor(y)", pole="x == 0 and y <= n",
         partial_domains=("", "x >= 0", ""), integers=("n",), latex="{x}^{{{y} - {n}}}",
         examples=("reduced_power(2, 3, 1)",)),
    _row("square", "x", "2*x", "square", group="powers and logarithms", definition="x*x", latex="{x}^2",
         examples=("square(3)",)),
    _row("hypot", "x y", ("direction(x, y)", "direction(y, x)"), "sqrt(x^2 + y^2), no overflow",
         group="powers and logarithms", definition="sqrt(x^2 + y^2)", kink="out == 0",
         latex=r"\sqrt{{{x}^2 + {y}^2}}", examples=("hypot(3, 4)",)),
    _row("direction", "x y",
         ("direction(y, x)*inversion(y, x)", "-direction(y, x)*inversion(x, y)"),
         "x/hypot(x, y), and 0 at the origin", group="powers and logarithms", definition="x/hypot(x, y)",
         pole="x == 0 and y == 0", latex=r"\frac{{{x}}}{{\sqrt{{{x}^2 + {y}^2}}}}", examples=("direction(3, 4)",)),
    _row("inversion", "x y",
         ("(y - x)/hypot(x, y)*((y + x)/hypot(x, y))/hypot(x, y)/hypot(x, y)",
          "-2*direction(x, y)*direction(y, x)/hypot(x, y)/hypot(x, y)"),
         "x/(x^2 + y^2), the real part of 1/(x + i*y)", group="powers and logarithms", definition="x/(x^2 + y^2)",
         pole="x == 0 and y == 0", latex=r"\frac{{{x}}}{{{x}^2 + {y}^2}}", examples=("inversion(3, 4)",)),
    _row("xlogy", "x y", ("log(y)", "where(x == 0 and y == 0, 0, x/y)"), "x*log(y), and 0 where x is 0",
         group="powers and logarithms", definition="where(x == 0, 0, x*log(y))",
         domain="y > 0 or x == 0 and y >= 0", boundary="y == 0", latex=r"{x} \ln {y}", examples=("xlogy(0, 0)",)),
    _row("logaddexp", "x y", ("sigmoid_difference(x, y)", "sigmoid_difference(y, x)"), "log(exp(x) + exp(y))",
         group="powers and logarithms", definition="log(exp(x) + exp(y))", latex=r"\ln(e^{{{x}}} + e^{{{y}}})",
         examples=("logaddexp(1000, 1000)",)),
    _row("sigmoid_difference", "x y", ("out*sigmoid_difference(y, x)", "-out*sigmoid_difference(y, x)"),
         "sigmoid(x - y), as if the difference were exact", group="powers and logarithms", definition="sigmoid(x - y)",
         latex=r"\sigma({x} - {y})", examples=("sigmoid_difference(1, 3)",)),
)

TRIGONOMETRIC = (
    _row("sin", "x", "cos(x)", "sine", group="trigonometric", latex=r"\sin {x}", examples=("sin(1)",),
         reference="DLMF 4.14"),
    _row("cos", "x", "-sin(x)", "cosine", group="trigonometric", latex=r"\cos {x}", examples=("cos(1)",),
         reference="DLMF 4.14"),
    _row("tan", "x", "square(1/cos(x))", "tangent", group="trigonometric", definition="sin(x)/cos(x)",
         latex=r"\tan {x}", examples=("tan(1)",), reference="DLMF 4.14"),
    _row("asin", "x", "1/sqrt((1 - x)*(1 + x))", "inverse sine", group="trigonometric", domain="abs(x) < 1",
         boundary="abs(x) == 1", aliases=("arcsin",), latex=r"\arcsin {x}", examples=("asin(1/2)",),
         reference="DLMF 4.23"),
    _row("acos", "x", "-1/sqrt((1 - x)*(1 + x))", "inverse cosine", group="trigonometric", domain="abs(x) < 1",
         boundary="abs(x) == 1", aliases=("arccos",), latex=r"\arccos {x}", examples=("acos(1/2)",),
         reference="DLMF 4.23"),
    _row("atan", "x", "square(1/hypot(1, x))", "inverse tangent", group="trigonometric", aliases=("arctan",),
         latex=r"\arctan {x}", examples=("atan(1)",), reference="DLMF 4.23"),
    _row("atan2", "y x", ("inversion(x, y)", "-inversion(y, x)"), "angle of the point (x, y)",
         group="trigonometric", pole="x == 0 and y == 0", jump="y == 0 and x < 0", aliases=("arctan2",),
         latex=r"\operatorname{{atan2}}({y}, {x})", examples=("atan2(1, -1)",), reference="DLMF 4.23"),
    _row("sinc", "x", "sinc_derivative(x, 1)", "sin(x)/x, and 1 at 0", group="trigonometric",
         definition="where(x == 0, 1, sin(x)/x)", latex=r"\operatorname{{sinc}} {x}", examples=("sinc(1)",),
         reference="DLMF 10.49"),
    _row("sinc_derivative", "x n", ("sinc_derivative(x, n + 1)", "0"), "n-th derivative of sinc",
         group="trigonometric", integers=("n",), domain="n >= 0 and n == floor(n)",
         latex=r"\operatorname{{sinc}}^{{({n})}}({x})", examples=("sinc_derivative(1, 2)",), reference="DLMF 10.49"),
)

HYPERBOLIC = (
    _row("sinh", "x", "cosh(x)", "hyperbolic sine", group="hyperbolic", definition="(exp(x) - exp(-x))/2",
         latex=r"\sinh {x}", examples=("sinh(1)",), reference="DLMF 4.28"),
    _row("cosh", "x", "sinh(x)", "hyperbolic cosine", group="hyperbolic", definition="(exp(x) + exp(-x))/2",
         latex=r"\cosh {x}", examples=("cosh(1)",), reference="DLMF 4.28"),
    _row("tanh", "x", "square(sech(x))", "hyperbolic tangent", group="hyperbolic",
         definition="(exp(x) - exp(-x))/(exp(x) + exp(-x))", latex=r"\tanh {x}", examples=("tanh(1)",),
         reference="DLMF 4.28", remark="the textbook's 1 - out^2 is the same, but loses every digit where out is 1"),
    _row("sech", "x", "-out*tanh(x)", "hyperbolic secant, 1/cosh(x)", group="hyperbolic", definition="1/cosh(x)",
         latex=r"\operatorname{{sech}} {x}", examples=("sech(1)",), reference="DLMF 4.28"),
    _row("asinh", "x", "1/hypot(1, x)", "inverse hyperbolic sine", group="hyperbolic", aliases=("arcsinh",),
         latex=r"\operatorname{{arsinh}} {x}", examples=("asinh(1)",), reference="DLMF 4.37"),
    _row("acosh", "x", "1/sqrt(x - 1)/sqrt(x + 1)", "inverse hyperbolic cosine", group="hyperbolic",
         domain="x > 1", boundary="x == 1", aliases=("arccosh",), latex=r"\operatorname{{arcosh}} {x}",
         examples=("acosh(2)",), reference="DLMF 4.37"),
    _row("atanh", "x", "1/((1 - x)*(1 + x))", "inverse hyperbolic tangent", group="hyperbolic", domain="abs(x) < 1",
         boundary="abs(x) == 1", aliases=("arctanh",), definition="log((1 + x)/(1 - x))/2",
         latex=r"\operatorname{{artanh}} {x}", examples=("atanh(1/2)",), reference="DLMF 4.37"),
)

NEURAL = (
    _row("sigmoid", "x", "out*sigmoid(-x)", "logistic function", group="neural", definition="1/(1 + exp(-x))",
         aliases=("logistic", "expit"), latex=r"\sigma({x})", examples=("sigmoid(1)",),
         reference="Goodfellow 2016, 3.10",
         remark="the textbook's out*(1 - out) is the same, but loses every digit where out is 1"),
    _row("logit", "x", "1/(x*(1 - x))", "inverse of the logistic function", group="neural", definition="log(x/(1 - x))",
         domain="x > 0 and x < 1", boundary="x == 0 or x == 1", latex=r"\operatorname{{logit}} {x}",
         examples=("logit(1/4)",)),
    _row("log_sigmoid", "x", "sigmoid(-x)", "log(sigmoid(x))", group="neural", definition="-log(1 + exp(-x))",
         aliases=("logsigmoid",), latex=r"\ln \sigma({x})", examples=("log_sigmoid(-1000)",)),
    _row("softplus", "x", "sigmoid(x)", "log(1 + exp(x))", group="neural", definition="log(1 + exp(x))",
         latex=r"\operatorname{{softplus}}({x})", examples=("softplus(1000)",), reference="Goodfellow 2016, 3.10"),
    _row("relu", "x", "step(x)", "x where positive, else 0", group="neural", definition="max(x, 0)", kink="x == 0",
         latex=r"\operatorname{{relu}}({x})", examples=("relu(-1)",), reference="Goodfellow 2016, 6.3"),
    _row("leaky_relu", "x slope=0.01",
         ("where(x > 0, 1, where(x < 0, slope, clamp(0, min(slope, 1), max(slope, 1))))", "min(x, 0)"),
         "x where positive, else slope*x", group="neural", definition="where(x > 0, x, slope*x)",
         kink="x == 0 and slope != 1", latex=r"\operatorname{{leaky\_relu}}({x}, {slope})",
         examples=("leaky_relu(-2)", "leaky_relu(-2, 0.1)"), reference="Goodfellow 2016, 6.3"),
    _row("relu6", "x", "step(x)*step(6 - x)", "relu, at most 6", group="neural", definition="min(max(x, 0), 6)",
         kink="x == 0 or x == 6", latex=r"\operatorname{{relu6}}({x})", examples=("relu6(7)",)),
    _row("elu", "x alpha=1",
         ("where(x > 0, 1, where(x < 0, alpha*exp(x), clamp(0, min(alpha, 1), max(alpha, 1))))",
          "where(x > 0, 0, expm1(x))"),
         "x where positive, else alpha*(exp(x) - 1)", group="neural", definition="where(x > 0, x, alpha*(exp(x) - 1))",
         kink="x == 0 and alpha != 1", latex=r"\operatorname{{elu}}({x}, {alpha})", examples=("elu(-1)", "elu(-1, 2)")),
    _row("selu", "x", "where(x < 0, 1.7580993408473768599402175208123*exp(x), 1.0507009873554804934193349852946)",
         "scaled elu", group="neural",
         definition="1.0507009873554804934193349852946*elu(x, 1.6732632423543772848170429916717)", kink="x == 0",
         latex=r"\operatorname{{selu}}({x})", examples=("selu(-1)",), reference="Klambauer et al. 2017"),
    _row("gelu", "x", "gelu_derivative(x)", "x*normal_cdf(x)", group="neural",
         definition="x*normal_cdf(x)", latex=r"\operatorname{{gelu}}({x})", examples=("gelu(-1)",),
         reference="Hendrycks & Gimpel 2016"),
    _row("gelu_derivative", "x", "gaussian((2 - x*x)/sqrt(2*pi), 1/2, x)",
         "normal_cdf(x) + x*exp(-x^2/2)/sqrt(2*pi), accurate near its zero", group="neural",
         definition="normal_cdf(x) + gaussian(x/sqrt(2*pi), 1/2, x)", latex=r"\operatorname{{gelu}}'({x})",
         examples=("gelu_derivative(-1)",)),
    _row("silu_derivative", "x", "sech(x/2)/4*(2 - x*tanh(x/2))*sech(x/2)",
         "sigmoid(x)*(1 + x*sigmoid(-x)), accurate near its zero", group="neural",
         definition="sigmoid(x)*(1 + x*sigmoid(-x))", latex=r"\operatorname{{silu}}'({x})",
         examples=("silu_derivative(-1)",)),
    _row("silu", "x", "silu_derivative(x)", "x*sigmoid(x)", group="neural", definition="x/(1 + exp(-x))",
         aliases=("swish",), latex=r"\operatorname{{silu}}({x})", examples=("silu(-1)",)),
    _row("hardtanh", "x", "step(x + 1)*step(1 - x)", "x, at least -1 and at most 1", group="neural",
         definition="min(max(x, -1), 1)", kink="abs(x) == 1", latex=r"\operatorname{{hardtanh}}({x})",
         examples=("hardtanh(3)",)),
    _row("softsign", "x", "square(1/(1 + abs(x)))", "x/(1 + abs(x))", group="neural", definition="x/(1 + abs(x))",
         latex=r"\operatorname{{softsign}}({x})", examples=("softsign(-3)",)),
)

SPECIAL = (
    _row("erf", "x", "gaussian(2/sqrt(pi), 1, x)", "error function", group="special", latex=r"\operatorname{{erf}} {x}",
         examples=("erf(1)",), reference="DLMF 7.2"),
    _row("erfc", "x", "gaussian(-2/sqrt(pi), 1, x)", "1 - erf(x), accurate far out", group="special",
         definition="1 - erf(x)", latex=r"\operatorname{{erfc}} {x}", examples=("erfc(1)",), reference="DLMF 7.2"),
    _row("normal_cdf", "x", "gaussian(1/sqrt(2*pi), 1/2, x)", "the standard normal distribution's share below x",
         group="special", definition="(1 + erf(x/sqrt(2)))/2", latex=r"\Phi({x})", examples=("normal_cdf(1)",),
         reference="DLMF 7.18"),
    _row("gauss", "x", "gaussian(-2*x, 1, x)", "exp(-x^2)", group="special", definition="exp(-x^2)",
         latex=r"e^{{-{x}^2}}", examples=("gauss(1)",)),
    _row("gaussian", "c k x", ("gaussian(1, k, x)", "gaussian(-c*x^2, k, x)", "gaussian(-2*c*k*x, k, x)"),
         "c*exp(-k*x^2)", group="special", definition="c*exp(-k*x^2)", domain="k > 0", boundary="k == 0",
         latex=r"{c} e^{{-{k} {x}^2}}", examples=("gaussian(2, 1, 1)",)),
    _row("gamma", "x", "out*digamma(x)", "gamma function; gamma(n + 1) is n!", group="special",
         pole="x <= 0 and x == floor(x)", latex=r"\Gamma({x})", examples=("gamma(5)",), reference="DLMF 5.2"),
    _row("lgamma", "x", "digamma(x)", "logarithm of abs(gamma(x))", group="special", aliases=("gammaln",),
         pole="x <= 0 and x == floor(x)",
         latex=r"\ln \left|\Gamma({x})\right|", examples=("lgamma(100)",), reference="DLMF 5.2"),
    _row("digamma", "x", "polygamma(1, x)", "derivative of lgamma", group="special", aliases=("psi",),
         pole="x <= 0 and x == floor(x)",
         latex=r"\psi({x})", examples=("digamma(1)",), reference="DLMF 5.2"),
    _row("polygamma", "n x", ("0", "polygamma(n + 1, x)"), "n-th derivative of digamma", group="special",
         integers=("n",), domain="n >= 0 and n == floor(n)", pole="x <= 0 and x == floor(x)",
         latex=r"\psi^{{({n})}}({x})", examples=("polygamma(1, 1)",), reference="DLMF 5.15"),
)

PIECEWISE = (
    _row("abs", "x", "sign(x)", "absolute value", group="piecewise", kink="x == 0", aliases=("fabs", "absolute"),
         latex=r"\left|{x}\right|",
         examples=("abs(-2)",)),
    _row("sign", "x", "0", "-1, 0 or 1", group="piecewise", jump="x == 0", latex=r"\operatorname{{sign}}({x})",
         examples=("sign(-2)",)),
    _row("step", "x", "0", "1 where x is positive, else 0", group="piecewise", jump="x == 0",
         latex=r"\operatorname{{step}}({x})", examples=("step(2)",)),
    _row("floor", "x", "0", "largest integer not above x", group="piecewise", jump="x == floor(x)",
         latex=r"\lfloor {x} \rfloor", examples=("floor(-1.5)",)),
    _row("ceil", "x", "0", "smallest integer not below x", group="piecewise", jump="x == floor(x)",
         latex=r"\lceil {x} \rceil", examples=("ceil(-1.5)",)),
    _row("round", "x", "0", "nearest integer, halves to the even one", group="piecewise", aliases=("rint",),
         jump="x - floor(x) == 1/2",
         latex=r"\operatorname{{round}}({x})", examples=("round(2.5)",)),
    _row("mod", "x y", ("1", "round((out - x)/y)"), "remainder with the sign of y", group="piecewise", domain="y != 0",
         aliases=("remainder",),
         jump="out == 0", latex=r"{x} \;\mathrm{{mod}}\; {y}", examples=("mod(-7, 3)",),
         remark="the partial towards y is -floor(x/y), written so that it is right also where x/y underflows"),
    _row("min", "*x", "(x == out)/count_equal(out, xs)", "smallest of its arguments", group="piecewise",
         aliases=("minimum",), kink="count_equal(out, xs) > 1", latex=r"\min({x})", examples=("min(3, 1, 2)",)),
    _row("max", "*x", "(x == out)/count_equal(out, xs)", "largest of its arguments", group="piecewise",
         aliases=("maximum",), kink="count_equal(out, xs) > 1", latex=r"\max({x})", examples=("max(3, 1, 2)",)),
    _row("clamp", "x lower upper",
         ("(out == x and x >= lower)"
          "/count_equal(1, out == x and x >= lower, out == lower and lower >= x, out == upper)",
          "(out == lower and lower >= x)"
          "/count_equal(1, out == x and x >= lower, out == lower and lower >= x, out == upper)",
          "(out == upper)/count_equal(1, out == x and x >= lower, out == lower and lower >= x, out == upper)"),
         "x, at least lower and at most upper", group="piecewise", definition="min(max(x, lower), upper)",
         kink="lower <= upper and (x == lower or x == upper or x < lower == upper)", aliases=("clip",),
         latex=r"\operatorname{{clamp}}({x}, {lower}, {upper})", examples=("clamp(3, 0, 1)",)),
    _row("count_equal", "y *x", ("0", "0"), "how many of the further arguments equal the first", group="piecewise",
         latex=r"\operatorname{{count}}({y} = {x})", examples=("count_equal(1, 1, 2, 1)",)),
    _row("where", "c x y", ("0", "1", "1"), "x where c is not 0, else y", group="piecewise", guards=("", "c", "not c"),
         latex=r"\begin{{cases}} {x} & {c} \\ {y} \end{{cases}}", examples=("where(1 < 2, 3, 4)",)),
)

LOGIC = (
    _row("less", "x y", ("0", "0"), "1 where x < y, else 0", group="logic", operator="<", jump="x == y",
         latex="{x} < {y}", examples=("1 < 2",)),
    _row("less_equal", "x y", ("0", "0"), "1 where x <= y, else 0", group="logic", operator="<=", jump="x == y",
         latex=r"{x} \leq {y}", examples=("1 <= 2",)),
    _row("greater", "x y", ("0", "0"), "1 where x > y, else 0", group="logic", operator=">", jump="x == y",
         latex="{x} > {y}", examples=("1 > 2",)),
    _row("greater_equal", "x y", ("0", "0"), "1 where x >= y, else 0", group="logic", operator=">=", jump="x == y",
         latex=r"{x} \geq {y}", examples=("1 >= 2",)),
    _row("equal", "x y", ("0", "0"), "1 where x equals y, else 0", group="logic", operator="==", jump="x == y",
         latex="{x} = {y}", examples=("1 == 2",)),
    _row("not_equal", "x y", ("0", "0"), "1 where x differs from y, else 0", group="logic", operator="!=",
         jump="x == y", latex=r"{x} \ne {y}", examples=("1 != 2",)),
    _row("logical_and", "x y", ("0", "0"), "1 where both are not 0; y is not read where x is 0", group="logic",
         operator="and", guards=("", "x"), latex=r"{x} \wedge {y}", examples=("1 < 2 and 2 < 1",)),
    _row("logical_or", "x y", ("0", "0"), "1 where one is not 0; y is not read where x is not 0", group="logic",
         operator="or", guards=("", "not x"), latex=r"{x} \vee {y}", examples=("1 < 2 or 2 < 1",)),
    _row("logical_not", "x", "0", "1 where x is 0, else 0", group="logic", operator="not", latex=r"\neg {x}",
         examples=("not 0",)),
)

PRODUCTS = (
    _tensor("matmul", "x y", "m k, k n -> m n", ("g @ y'", "x' @ g"), "matrix product", operator="@",
            latex="{x} {y}", examples=("[[1, 2], [3, 4]] @ [[1, 0], [0, 2]]",)),
    _tensor("matrix_vector", "x y", "m k, k -> m", ("outer(g, y)", "x' @ g"), "matrix times vector", operator="@",
            latex="{x} {y}", examples=("[[1, 2], [3, 4]] @ [5, 6]",)),
    _tensor("vector_matrix", "x y", "k, k n -> n", ("y @ g", "outer(x, g)"), "vector times matrix", operator="@",
            latex=r"{x}^\top {y}", examples=("[5, 6] @ [[1, 2], [3, 4]]",)),
    _tensor("dot", "x y", "n, n -> ", ("g*y", "g*x"), "inner product, also `x @ y`",
            latex=r"{x} \cdot {y}", examples=("dot([1, 2], [3, 4])",)),
    _tensor("outer", "x y", "m, n -> m n", ("g @ y", "x @ g"), "matrix of all products",
            latex=r"{x} \otimes {y}", examples=("outer([1, 2], [3, 4])",)),
    _tensor("transpose", "x", "m n -> n m", ("g'",), "transpose, also `x'`", latex=r"{x}^\top",
            examples=("transpose([[1, 2], [3, 4]])",)),
)

REDUCTIONS = (
    _tensor("sum", "x #axis=all", "reduce", ("spread(g, x, axis)",), "sum of all elements, or along an axis",
            latex=r"\sum {x}", examples=("sum([1, 2, 3])", "sum([[1, 2], [3, 4]], axis=0)")),
    _tensor("mean", "x #axis=all", "reduce_some", ("spread(g/length(x, axis), x, axis)",), "mean",
            latex=r"\operatorname{{mean}}({x})", examples=("mean([1, 2, 6])",)),
    _tensor("prod", "x #axis=all", "reduce", (), "product of all elements, or along an axis",
            expansion="halves", latex=r"\prod {x}", examples=("prod([2, 3, 4])",),
            remark="differentiated as a tree of products of halves, which needs no division by what may be 0"),
    _tensor("min_over", "x #axis=all", "reduce_some",
            ("spread(g/sum(x == spread(out, x, axis), axis), x, axis)*(x == spread(out, x, axis))",),
            "smallest element, or along an axis", function="min", kink="sum(x == spread(out, x, axis), axis) > 1",
            latex=r"\min {x}", examples=("min([3, 1, 2])",)),
    _tensor("max_over", "x #axis=all", "reduce_some",
            ("spread(g/sum(x == spread(out, x, axis), axis), x, axis)*(x == spread(out, x, axis))",),
            "largest element, or along an axis", function="max", kink="sum(x == spread(out, x, axis), axis) > 1",
            latex=r"\max {x}", examples=("max([3, 1, 2])",)),
    _tensor("norm", "x", "scalar", ("where(out == 0, 0, g*x/out)",), "2-norm, no overflow", kink="out == 0",
            latex=r"\left\|{x}\right\|", examples=("norm([3, 4])",)),
    _tensor("norm2", "x", "scalar", ("2*g*x",), "squared 2-norm", definition="sum(x*x)",
            latex=r"\left\|{x}\right\|^2", examples=("norm2([3, 4])",)),
    _tensor("mse", "x y", "pair", ("2*g/length(x)*(x - y)", "2*g/length(x)*(y - x)"), "mean squared error",
            definition="mean((x - y)^2)", latex=r"\operatorname{{mse}}({x}, {y})",
            examples=("mse([1, 2], [3, 5])",)),
    _tensor("logsumexp", "x #axis=one", "reduce", ("spread(g, x, axis)*softmax(x, axis)",),
            "log(sum(exp(x))), no overflow", definition="log(sum(exp(x), axis))",
            latex=r"\ln \sum e^{{{x}}}", examples=("logsumexp([1000, 1000])",)),
    _tensor("cross_entropy", "x y #axis=one", "reduce_pair",
            ("spread(g, x, axis)*(softmax(x, axis)*spread(sum(y, axis), x, axis) - y)",
             "-spread(g, x, axis)*log_softmax(x, axis)"),
            "-sum(y*log_softmax(x)), the logits first", definition="-sum(y*log_softmax(x, axis), axis)",
            latex=r"H({y}, \operatorname{{softmax}}({x}))", examples=("cross_entropy([2, 1, 0], [1, 0, 0])",),
            reference="Goodfellow 2016, 6.2"),
)

ALONG_AXIS = (
    _tensor("softmax", "x #axis=one", "same", ("out*(g - spread(sum(g*out, axis), x, axis))",),
            "exp(x)/sum(exp(x)), no overflow", definition="exp(x)/spread(sum(exp(x), axis), x, axis)",
            latex=r"\operatorname{{softmax}}({x})", examples=("softmax([1, 2])",), reference="Goodfellow 2016, 6.2"),
    _tensor("log_softmax", "x #axis=one", "same", ("g - softmax(x, axis)*spread(sum(g, axis), x, axis)",),
            "log(softmax(x)), no underflow", definition="x - spread(logsumexp(x, axis), x, axis)",
            latex=r"\ln \operatorname{{softmax}}({x})", examples=("log_softmax([1000, 0])",)),
    _tensor("cumsum", "x #axis=one", "same", ("flip(cumsum(flip(g, axis), axis), axis)",), "running sum",
            latex=r"\operatorname{{cumsum}}({x})", examples=("cumsum([1, 2, 3])",)),
    _tensor("flip", "x #axis=one", "same", ("flip(g, axis)",), "the elements in reverse order",
            latex=r"\operatorname{{flip}}({x})", examples=("flip([1, 2, 3])",)),
)

LINEAR_ALGEBRA = (
    _tensor("trace", "x", "n n -> ", ("g*eye(length(x, 0))",), "sum of the diagonal",
            latex=r"\operatorname{{tr}} {x}", examples=("trace([[1, 2], [3, 4]])",)),
    _tensor("det", "x", "n n -> ", ("g*cofactor(x)",), "determinant", latex=r"\det {x}",
            examples=("det([[1, 2], [3, 4]])",), reference="Petersen & Pedersen 2012, 2.1"),
    _tensor("cofactor", "x", "n n -> n n", ("(sum(g*out)*out - out @ g' @ out)/det(x)",),
            "matrix of the cofactors, det(x)*inv(x)'", latex=r"\operatorname{{cof}} {x}",
            examples=("cofactor([[1, 2], [3, 4]])",), reference="Petersen & Pedersen 2012, 3.1",
            remark="its own derivative divides by det(x): there is no second derivative of det at a singular matrix"),
    _tensor("det_sign", "x", "n n -> ", ("0",), "sign of the determinant", jump="out == 0",
            latex=r"\operatorname{{sign}} \det {x}", examples=("det_sign([[1, 2], [3, 4]])",)),
    _tensor("logdet", "x", "n n -> ", ("g*inv(x)'",), "log(det(x)), no overflow", definition="log(det(x))",
            domain="det_sign(x) > 0", boundary="det_sign(x) == 0", latex=r"\ln \det {x}",
            examples=("logdet([[2, 1], [1, 2]])",), reference="Petersen & Pedersen 2012, 2.1"),
    _tensor("inv", "x", "n n -> n n", ("-out' @ g @ out'",), "inverse matrix", pole="det_sign(x) == 0",
            latex="{x}^{{-1}}", examples=("inv([[1, 2], [3, 4]])",), reference="Petersen & Pedersen 2012, 2.2"),
    _tensor("solve", "x y", "n n, n -> n", ("-outer(solve(x', g), out)", "solve(x', g)"), "the z for which x @ z is y",
            pole="det_sign(x) == 0", definition="inv(x) @ y", latex="{x}^{{-1}} {y}",
            examples=("solve([[2, 0], [0, 4]], [2, 4])",), reference="Giles 2008, 2.3"),
    _tensor("solve_matrix", "x y", "n n, n k -> n k", ("-solve(x', g) @ out'", "solve(x', g)"),
            "the z for which x @ z is y", function="solve", pole="det_sign(x) == 0", definition="inv(x) @ y",
            latex="{x}^{{-1}} {y}", examples=("solve([[2, 0], [0, 4]], [[2, 0], [0, 4]])",),
            reference="Giles 2008, 2.3"),
    _tensor("diag", "x", "n -> n n", ("diag(g)",), "matrix with x as its diagonal", latex=r"\operatorname{{diag}}({x})",
            examples=("diag([1, 2])",)),
    _tensor("diagonal", "x", "n n -> n", ("diag(g)",), "diagonal of a matrix", function="diag",
            latex=r"\operatorname{{diag}}({x})", examples=("diag([[1, 2], [3, 4]])",)),
)

STRUCTURE = (
    _tensor("stack", "*x", "stack", ("g[part]",), "vector of numbers, or matrix of vectors, as `[a, b]`",
            latex=r"[{x}]", examples=("stack(1, 2)",)),
    _tensor("concat", "*x #axis=first", "concat", ("g[part]",), "arguments joined end to end",
            latex=r"\operatorname{{concat}}({x})", examples=("concat([1, 2], [3])",)),
    _tensor("index", "x #place", "index", ("scatter(g, x, place)",), "part of a vector or matrix, as `x[0]`",
            latex=r"{x}_{{{place}}}", examples=("[1, 2, 3][0]",)),
    _tensor("scatter", "x ~like #place", "like", ("g[place]",), "zeros of a shape, x at a place",
            latex=r"\operatorname{{scatter}}({x})", examples=("scatter(5, [0, 0], 1)",)),
    _tensor("reshape", "x #*lengths", "lengths", ("reshaped(g, x)",), "the same elements, row by row, in another shape",
            latex=r"\operatorname{{reshape}}({x})", examples=("reshape([1, 2, 3, 4], 2, 2)",)),
    _tensor("reshaped", "x ~like", "like", ("reshaped(g, x)",), "the same elements in the shape of another",
            latex=r"\operatorname{{reshape}}({x})", examples=("reshaped([1, 2, 3, 4], [[0, 0], [0, 0]])",)),
    _tensor("flatten", "x", "flatten", ("reshaped(g, x)",), "vector of all elements, row by row",
            latex=r"\operatorname{{vec}}({x})", examples=("flatten([[1, 2], [3, 4]])",)),
    _tensor("spread", "x ~like #axis=all", "like", ("sum(g, axis)",), "x repeated along an axis of another's shape",
            latex=r"{x}", examples=("spread([1, 2], [[0, 0, 0], [0, 0, 0]], axis=1)",)),
    _tensor("expand", "x ~like", "like", ("sum_to(g, x)",), "x broadcast to the shape of another",
            latex=r"{x}", examples=("expand(1, [0, 0])",)),
    _tensor("sum_to", "x ~like", "like", ("expand(g, x)",), "summed over what was broadcast, to the shape of another",
            latex=r"\sum {x}", examples=("sum_to([1, 2], 0)",)),
    _tensor("length", "~x #axis=all", "length", (), "how many elements there are, in all or along an axis",
            examples=("length([5, 6, 7])",)),
    _tensor("eye", "#n", "square", (), "identity matrix", latex="I_{{{n}}}", examples=("eye(2)",)),
    _tensor("zeros", "#*lengths", "lengths", (), "vector or matrix of zeros", latex="0", examples=("zeros(2)",)),
    _tensor("ones", "#*lengths", "lengths", (), "vector or matrix of ones", latex="1", examples=("ones(2)",)),
)

NULLARY = (
    _row("pi", "", (), "circle constant", group="constants", latex=r"\pi", examples=("pi",), reference="DLMF 3.12"),
    _row("e", "", (), "base of the natural logarithm", group="constants", latex="e", examples=("e",),
         reference="DLMF 4.2"),
    _row("tau", "", (), "two pi", group="constants", definition="2*pi", latex=r"\tau", examples=("tau",)),
    _row("inf", "", (), "infinity", group="constants", latex=r"\infty", examples=("inf",)),
)
# fmt: on

PRIMITIVES: dict[str, Primitive] = {
    row.name: row
    for row in (
        *ARITHMETIC,
        *POWERS,
        *TRIGONOMETRIC,
        *HYPERBOLIC,
        *NEURAL,
        *SPECIAL,
        *PIECEWISE,
        *LOGIC,
        *PRODUCTS,
        *REDUCTIONS,
        *ALONG_AXIS,
        *LINEAR_ALGEBRA,
        *STRUCTURE,
        *NULLARY,
    )
}

# The rows a call may mean, by the name in the call; a function with two arities has two.
FUNCTIONS: dict[str, tuple[Primitive, ...]] = {}
for _primitive in PRIMITIVES.values():
    if _primitive.call and _primitive.parameters:
        for _name in (_primitive.call, *_primitive.aliases):
            FUNCTIONS[_name] = (*FUNCTIONS.get(_name, ()), _primitive)

CONSTANTS: frozenset[str] = frozenset(row.name for row in NULLARY)

# Preset -> row -> the partials that stand for its own under `--kinks`: what these systems give in float64, measured
# with JAX 0.10, PyTorch 1.13 and 2, TensorFlow 2.21. Of a row that takes any number of arguments, the last rule is for
# all further ones; `x0` is the first.
_BOTH_SIDES = ("lower <= x and x <= upper", "x < lower", "x > upper")
_FIRST_OF_EQUALS = ("x == out", "x == out and x0 != out")
_POWER_OF_ZERO = ("y*x^(y - 1)", "out*log(where(x == 0, 1, x))")
KINKS: dict[str, dict[str, tuple[str, ...]]] = {
    "torch": {
        "clamp": _BOTH_SIDES,
        "hypot": ("x/out", "y/out"),
        "power": ("where(y == 0, 0, y*x^(y - 1))", "where(x == 0 and y >= 0, 0, out*log(x))"),
    },
    "jax": {
        "abs": ("where(x >= 0, 1, -1)",),
        "leaky_relu": ("where(x >= 0, 1, slope)", "min(x, 0)"),
        "hypot": ("where(out == 0, 1/2, x/out)", "where(out == 0, 1/2, y/out)"),
        "power": _POWER_OF_ZERO,
    },
    "tf": {
        "max": _FIRST_OF_EQUALS,
        "min": _FIRST_OF_EQUALS,
        "clamp": _BOTH_SIDES,
        "power": _POWER_OF_ZERO,
        "power_constant": ("y*x^(y - 1)", "0"),
    },
}

# The presets that multiply what a branch not taken contributes by 0, so that an infinite partial there gives nan.
UNGUARDED: frozenset[str] = frozenset({"torch", "jax"})
