"""What Python's libraries call functions and values, and what these are in the language.

Takes: a family of libraries, a function's name there, and the names and number of its arguments. Returns: a formula of
the language with the arguments' names in it. Names that mean the same in the language need no line; what other systems
call functions is in `primitives/foreign.py`, and is asked last.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from autograd_cli.primitives import FUNCTIONS, Entry
from autograd_cli.primitives.foreign import advice, parameters

# The libraries by the names that they are imported by. `jax` is what of JAX is not NumPy's.
FAMILIES = {
    **dict.fromkeys(("np", "numpy", "cp", "linalg"), "numpy"),
    "jnp": "jnp",
    **dict.fromkeys(("scipy", "special", "sc"), "scipy"),
    **dict.fromkeys(("torch", "F"), "torch"),
    "tf": "tf",
    **dict.fromkeys(("jax", "nn"), "jax"),
    **dict.fromkeys(("sp", "sympy", "sm"), "sympy"),
    **dict.fromkeys(("mp", "mpmath"), "mpmath"),
    "math": "math",
    "statistics": "statistics",
    "stats": "stats",
    "norm": "stats",
}
# What may stand between a library's name and a function's, and the family that it makes of it; empty, the same one.
BETWEEN = {
    **dict.fromkeys(("linalg", "special", "math", "nn", "lax"), ""),
    "scipy": "scipy",
    "numpy": "jnp",
    "functional": "torch",
    "stats": "stats",
    "norm": "stats",
}
# Families that read a function as another one does, where they have no form of their own.
KIN = {"jnp": "numpy", "scipy": "numpy", "tf": "torch", "mpmath": "sympy"}
# The families a function may be of: `bare` is a name of its own, `method` one after a point.
EVERY = ("numpy", "torch", "jax", "sympy", "math", "statistics", "stats", "bare", "method")

# Families, `any` of them or several; a call, and the formula that is the same. The forms of a function differ in their
# arguments, and only these are read. `y*` is no number that is written, which would be an axis; what stands after `*`
# is given by its name alone.
FORMS = """
any: pow power float_power Pow(x, y)         = x^y
any: add(x, y)                               = x + y
any: sub subtract(x, y)                      = x - y
any: mul multiply(x, y)                      = x*y
any: div divide true_divide(x, y)            = x/y
any: clamp clip(x, min, max)                 = clamp(x, min, max)
any: clamp clip(x, min)                      = max(x, min)
any: clamp clip(x, *, max)                   = min(x, max)
numpy torch jax bare method: sinc(x)         = sin_over_x(pi*x)
any: trace(x)                                = trace(x)
any: det(x)                                  = det(x)
any: expm matrix_exp(x)                      = expm(x)
numpy torch scipy: eigvalsh(x)               = eigvalsh(tril(x) + tril(x, -1)')
jnp: eigvalsh(x)                             = eigvalsh(x)
numpy torch: cholesky(x)                     = cholesky(tril(x) + tril(x, -1)')
scipy: cholesky(x)                           = cholesky(triu(x)' + triu(x, 1))'
jnp: cholesky(x)                             = cholesky(x)
any: logdet(x)                               = logdet(x)
any: inv inverse(x)                          = inv(x)
any: transpose t(x)                          = x'
any: array asarray tensor as_tensor(x)       = x
any: item copy clone detach double numpy(x)  = x
any: identity eye(n)                         = eye(n)
any: diag(x)                                 = diag(x)
any: isnan(x)                                = x != x
numpy torch sympy bare method: gelu gelu_as_erf(x) = gelu(x)
numpy torch: log(x)                          = log(x)
numpy torch method: round around(x)          = round(x)
numpy torch method: round around(x, decimals) = round(x*10^decimals)/10^decimals
scipy: round(x)                              = round(x)
math: hypot(x, y)                            = hypot(x, y)
math: hypot(x, y, z)                         = hypot(hypot(x, y), z)
numpy: average(x)                            = mean(x)
numpy: average(x, *, weights)                = sum(x*weights)/sum(weights)
numpy torch method: sum reduce_sum nansum(x) = sum(x)
numpy torch method: sum reduce_sum(x, axis)  = sum(x, axis=axis)
numpy torch method: mean reduce_mean(x)      = mean(x)
numpy torch method: mean reduce_mean(x, axis) = mean(x, axis=axis)
numpy torch method: prod reduce_prod(x)      = prod(x)
math: prod(x)                                = prod(x, axis=0)
numpy torch method: prod reduce_prod(x, axis) = prod(x, axis=axis)
numpy torch method: max amax reduce_max(x)   = max(x)
numpy torch method: min amin reduce_min(x)   = min(x)
numpy: max amax(x, axis)                     = max(x, axis=axis)
numpy: min amin(x, axis)                     = min(x, axis=axis)
torch method: amax reduce_max(x, axis)       = max(x, axis=axis)
torch method: amin reduce_min(x, axis)       = min(x, axis=axis)
torch: max(x, y*)                            = max(x, y)
torch: min(x, y*)                            = min(x, y)
numpy torch: maximum fmax(x, y)              = max(x, y)
numpy torch: minimum fmin(x, y)              = min(x, y)
numpy torch method: int int_ int32 int64 long(x) = trunc(x)
numpy torch jax method: logsumexp(x)         = logsumexp(x)
numpy torch jax method: logsumexp(x, axis)   = logsumexp(x, axis=axis)
numpy torch jax method: softmax(x)           = softmax(x)
numpy torch jax method: softmax(x, axis)     = softmax(x, axis=axis)
numpy torch jax method: log_softmax(x)       = log_softmax(x)
numpy torch jax method: log_softmax(x, axis) = log_softmax(x, axis=axis)
numpy torch method: cumsum(x)                = cumsum(x)
numpy torch method: cumsum(x, axis)          = cumsum(x, axis=axis)
numpy torch method: cumprod(x)               = cumprod(x)
numpy torch method: cumprod(x, axis)         = cumprod(x, axis=axis)
numpy: std(x)                                = std(x)
numpy: std(x, axis)                          = std(x, axis=axis)
numpy: var(x)                                = var(x)
numpy: var(x, axis)                          = var(x, axis=axis)
numpy torch method: std(x, *, ddof)          = std(x, ddof=ddof)
numpy torch method: var(x, *, ddof)          = var(x, ddof=ddof)
numpy torch method: std(x, axis, *, ddof)    = std(x, axis=axis, ddof=ddof)
numpy torch method: var(x, axis, *, ddof)    = var(x, axis=axis, ddof=ddof)
torch: std(x)                                = std(x, ddof=1)
torch: var(x)                                = var(x, ddof=1)
torch: std(x, axis)                          = std(x, axis=axis, ddof=1)
torch: var(x, axis)                          = var(x, axis=axis, ddof=1)
statistics: stdev(x)                         = std(x, ddof=1)
statistics: variance(x)                      = var(x, ddof=1)
statistics: pstdev(x)                        = std(x)
statistics: pvariance(x)                     = var(x)
statistics: mean fmean(x)                    = mean(x)
numpy: quantile(x, q)                        = quantile(x, q)
numpy torch method: norm(x)                  = norm(x)
numpy torch method: norm(x, ord)             = norm(x, ord)
numpy torch method: matmul mm mv(x, y)       = x @ y
numpy method: dot(x, y)                      = x @ y
torch: dot inner vdot(x, y)                  = dot(x, y)
numpy torch method: outer ger(x, y)          = outer(x, y)
numpy torch method: ravel flatten(x)         = flatten(x)
numpy torch: diff(x)                         = differences(x')'
numpy: trapz trapezoid(y)                    = trapezoid(y)
numpy: trapz trapezoid(y, x)                 = trapezoid(y, x)
numpy: huber(delta, r)                       = huber(r, delta)
numpy: rel_entr(x, y)                        = where(x < 0 or y < 0, 1/0, where(x + y == 0, 0, xlogy(x, x/y)))
numpy: kl_div(x, y)                          = where(x < 0 or y < 0, 1/0, where(x + y == 0, 0, xlogy(x, x/y)) - x + y)
numpy sympy: loggamma(x)                     = where(x < 0, log(x), lgamma(x))
numpy: factorial(x)                          = where(x < 0, 0, factorial(x))
numpy: comb(n, k)                            = where(k < 0 or k > n, 0, binomial(n, k))
numpy: perm(n, k)                            = where(k < 0 or k > n, 0, binomial(n, k)*factorial(k))
numpy: kn(n, x)                              = besselk(trunc(n), x)
numpy: yn(n, x)                              = bessely(trunc(n), x)
numpy: spherical_jn(n, x)                    = sign(x)^trunc(n)*sqrt(pi/2/abs(x))*besselj(trunc(n) + 1/2, abs(x))
numpy: spherical_yn(n, x)                    = sign(x)^(trunc(n) + 1)*sqrt(pi/2/abs(x))*bessely(trunc(n) + 1/2, abs(x))
numpy: spherical_in(n, x)                    = sign(x)^trunc(n)*sqrt(pi/2/abs(x))*besseli(trunc(n) + 1/2, abs(x))
numpy: spherical_kn(n, x)                    = sqrt(pi/(2*x))*besselk(trunc(n) + 1/2, x)
numpy torch: entr(x)                         = where(x < 0, -1/0, -xlogy(x, x))
numpy sympy: rgamma(x)                       = where(x <= 0 and x == floor(x), 0, 1/gamma(x))
numpy: sici(x)                               = [sine_integral(x), cosine_integral(abs(x))]
numpy: shichi(x)                             = [sinh_integral(x), cosh_integral(abs(x))]
numpy: inv_boxcox(y, a)                      = where(a == 0, exp(y), exp(log1p(a*y)/a))
numpy: elliprc(x, y)                         = where(y < 0, sqrt(x/(x - y)), 1)*elliprc(x - min(y, 0), abs(y))
numpy: ndtr(x)                               = normal_cdf(x)
torch: smooth_l1_loss huber_loss(x, y)       = mean(huber(x - y, 1))
torch: huber_loss(x, y, delta)               = mean(huber(x - y, delta))
torch: mse_loss(x, y)                        = mse(x, y)
torch: l1_loss(x, y)                         = mean(abs(x - y))
torch: mse_loss_in_sum(x, y)                 = sum((x - y)^2)
torch: l1_loss_in_sum(x, y)                  = sum(abs(x - y))
torch: binary_cross_entropy(p, y)            = -mean(xlogy(y, p) + xlogy(1 - y, 1 - p))
torch: binary_cross_entropy_with_logits(x, y) = mean(binary_cross_entropy(x, y))
stats: cdf(x)                                = normal_cdf(x)
stats: cdf(x, loc)                           = normal_cdf(x - loc)
stats: cdf(x, loc, scale)                    = normal_cdf((x - loc)/scale)
stats: ppf(p)                                = normal_quantile(p)
stats: ppf(p, loc)                           = loc + normal_quantile(p)
stats: ppf(p, loc, scale)                    = loc + scale*normal_quantile(p)
stats: isf(p)                                = -normal_quantile(p)
stats: isf(p, loc)                           = loc - normal_quantile(p)
stats: isf(p, loc, scale)                    = loc - scale*normal_quantile(p)
stats: sf(x)                                 = normal_cdf(-x)
stats: sf(x, loc)                            = normal_cdf(loc - x)
stats: sf(x, loc, scale)                     = normal_cdf((loc - x)/scale)
stats: logsf(x)                              = log_normal_cdf(-x)
stats: logcdf(x)                             = log_normal_cdf(x)
stats: pdf(x)                                = exp(-x^2/2)/sqrt(2*pi)
stats: pdf(x, loc)                           = exp(-(x - loc)^2/2)/sqrt(2*pi)
stats: pdf(x, loc, scale)                    = exp(normal_lpdf(x, loc, scale))
stats: logpdf(x)                             = normal_lpdf(x, 0, 1)
stats: logpdf(x, loc)                        = normal_lpdf(x, loc, 1)
stats: logpdf(x, loc, scale)                 = normal_lpdf(x, loc, scale)
stats: logpdf(x, *, scale)                   = normal_lpdf(x, 0, scale)
stats: pdf(x, *, scale)                      = exp(normal_lpdf(x, 0, scale))
stats: cdf(x, *, scale)                      = normal_cdf(x/scale)
stats: sf(x, *, scale)                       = normal_cdf(-x/scale)
stats: ppf(p, *, scale)                      = scale*normal_quantile(p)
stats: isf(p, *, scale)                      = -scale*normal_quantile(p)
torch: softplus(x)                           = softplus(x)
torch: softmin(x)                            = softmax(-x)
torch: softmin(x, axis)                      = softmax(-x, axis=axis)
torch: softplus(x, beta)                     = softplus(beta*x)/beta
torch: hardshrink(x)                         = where(abs(x) > 1/2, x, 0)
torch: hardshrink(x, threshold)              = where(abs(x) > threshold, x, 0)
torch: threshold(x, t, value)                = where(x > t, x, value)
torch: addcmul(t, x, y)                      = t + x*y
torch: bessel_j0(x)                          = besselj(0, x)
torch: bessel_j1(x)                          = besselj(1, x)
torch: bessel_y0(x)                          = bessely(0, x)
torch: bessel_y1(x)                          = bessely(1, x)
torch: gelu_as_tanh(x)                       = x/2*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))
numpy torch: vector_norm(x)                  = norm(x)
jax: gelu gelu_as_tanh(x)                    = x/2*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))
jax: gelu_as_erf(x)                          = gelu(x)
jax: round(x)                                = sign(x)*floor(abs(x) + 1/2)
jax: hard_tanh(x)                            = hardtanh(x)
jax: hard_silu(x)                            = hard_swish(x)
jax: soft_sign(x)                            = softsign(x)
jax: identity(x)                             = x
jax: log1mexp(x)                             = log1mexp(-x)
tf: equal(x, y)                              = x == y
tf: reduce_std(x)                            = std(x)
tf: reduce_std(x, axis)                      = std(x, axis=axis)
tf: reduce_variance(x)                       = var(x)
tf: reduce_variance(x, axis)                 = var(x, axis=axis)
tf: reduce_logsumexp(x)                      = logsumexp(x)
tf: reduce_logsumexp(x, axis)                = logsumexp(x, axis=axis)
tf: squared_difference(x, y)                 = (x - y)^2
tf: l2_loss(x)                               = sum(x^2)/2
tf: sigmoid_cross_entropy_with_logits(labels, logits) = binary_cross_entropy(logits, labels)
tf: matvec(x, y)                             = x @ y
tf: floormod(x, y)                           = mod(x, y)
tf: truncatemod(x, y)                        = fmod(x, y)
tf: leaky_relu(x)                            = leaky_relu(x, 0.2)
tf: leaky_relu(x, alpha)                     = leaky_relu(x, alpha)
sympy: sinc(x)                               = sin_over_x(x)
sympy: frac(x)                               = x - floor(x)
sympy: Li(x)                                 = expi(log(x)) - expi(log(2))
sympy mpmath: betainc(a, b, x1, x2)          = beta(a, b)*(betainc(a, b, x2) - betainc(a, b, x1))
mpmath: betainc(a, b)                        = beta(a, b)
mpmath: betainc(a, b, x1)                    = beta(a, b)*betaincc(a, b, x1)
mpmath: betainc(a, b, *, x2)                 = beta(a, b)*betainc(a, b, x2)
mpmath: gammainc(z)                          = gamma(z)
mpmath: gammainc(z, a)                       = gamma(z)*gammaincc(z, a)
mpmath: gammainc(z, a, b)                    = gamma(z)*(gammaincc(z, a) - gammaincc(z, b))
mpmath: gammainc(z, *, b)                    = gamma(z)*gammainc(z, b)
mpmath: fmod(x, y)                           = mod(x, y)
mpmath: root nthroot(x, n)                   = x^(1/trunc(n))
sympy: jn(n, x)                              = sqrt(pi/(2*x))*besselj(n + 1/2, x)
sympy: yn(n, x)                              = sqrt(pi/(2*x))*bessely(n + 1/2, x)
sympy: Abs(x)                                = abs(x)
sympy: Heaviside(x)                          = heaviside(x, 1/2)
sympy: Heaviside(x, h)                       = heaviside(x, h)
sympy: Rational(x, y)                        = x/y
sympy: Float Rational S sympify N re conjugate(x) = x
sympy: Integer(x)                            = trunc(x)
sympy: cbrt(x)                               = x^(1/3)
sympy: root(x, n)                            = x^(1/n)
sympy: Mod(x, y)                             = mod(x, y)
sympy: Eq(x, y)                              = x == y
sympy: Ne(x, y)                              = x != y
sympy: Lt(x, y)                              = x < y
sympy: Le(x, y)                              = x <= y
sympy: Gt(x, y)                              = x > y
sympy: Ge(x, y)                              = x >= y
sympy: And(x, y)                             = x and y
sympy: Or(x, y)                              = x or y
sympy: Not(x)                                = not x
math: fsum(x)                                = sum(x)
bare: sum(x)                                 = sum(x, axis=0)
bare: len(x)                                 = length(x, axis=0)
bare: int(x)                                 = trunc(x)
bare: float(x)                               = x
bare: round(x)                               = round(x)
"""
# Names that take any number of arguments, and the function that does.
VARIADIC = {("sympy", "Max"): "max", ("sympy", "Min"): "min"}
# Functions of one list, whose elements are their arguments here: vectors or matrices `beside` one another, vectors as
# `rows` or `columns`. An empty word is the same name, and may have its arguments without a list.
LISTS = {
    **dict.fromkeys(("concatenate", "concat", "cat"), "concat"),
    "stack": "stack",
    "hstack": "beside",
    "vstack": "rows",
    "column_stack": "columns",
    **dict.fromkeys(("zeros", "ones"), ""),
}
# Names of the language, or of what other systems have, that mean something else in a family.
OTHERWISE = {
    "numpy": "cov corrcoef fill full matrix mat asmatrix select piecewise cases reverse total gradient range phi lg"
    " airy choose float32 float16 single half expm_frechet einsum",
    "torch": "cov sort median normalize kl_div cosine_similarity cross_entropy nll_loss layer_norm kl mode full float"
    " float32 einsum binomial combinations corrcoef equal fill fill_ range select sinc_ std_mean var_mean",
    "jax": "std var normalize layer_norm range identity pmax pmin stack",
    "sympy": "diff solve matrix series total root Matrix norm mean std var max min sum prod piecewise div rem trunc LT"
    " maximum minimum prefixes phi rect clone flatten",
    "math": "remainder float",
    "stats": "norm sum mean std var median",
    "statistics": "median_low quantile std var",
    "bare": "range matrix select piecewise cases if reverse print format map filter",
    "method": "sort diff full fill normalize float real range std var round integrate limit series solve choose",
}
# What is written in place of such a name, or of an argument that is not read.
INSTEAD = {
    "einsum": "w @ x",
    "cross_entropy": "torch.logsumexp(z, 0) - z[y]",
    "nll_loss": "-z[y]",
}
# Constant arguments by which a function is another one: its name, and the argument.
VARIANTS = {
    **dict.fromkeys((("gelu", "approximate='tanh'"), ("gelu", "approximate=True")), "gelu_as_tanh"),
    ("mse_loss", "reduction='sum'"): "mse_loss_in_sum",
    ("l1_loss", "reduction='sum'"): "l1_loss_in_sum",
    **dict.fromkeys((("gelu", "approximate='none'"), ("gelu", "approximate=False")), "gelu_as_erf"),
}
# Entries that are parts of other functions' derivatives, or take places and lengths, and no Python function is.
PARTS = frozenset(
    [
        *("index", "scatter", "expand", "spread", "reshape", "reshaped"),
        *("sum_to", "sort_by", "unsort_by", "count_equal", "direction", "inversion"),
    ]
)
# Functions of matrices that need not be symmetric, or that give eigenvectors too: `eigvalsh` is none of them.
OF_EIGENVALUES = frozenset(["eig", "eigs", "eigh", "eigsh", "eigvals", "eigenvalues", "eigenvectors"])

# Names of arguments by the one that the forms above have.
ARGUMENTS = {
    "dim": "axis",
    "a_min": "min",
    "a_max": "max",
    "negative_slope": "slope",
    "lambd": "threshold",
    "unbiased": "ddof",
    "correction": "ddof",
    "p": "ord",
    "num": "n",
}
# Arguments that change no value, with those of their values that do not.
NEUTRAL = {
    "dtype": ("float", "np.float64", "numpy.float64", "jnp.float64", "torch.float64", "torch.double"),
    "keepdims": ("False",),
    "keepdim": ("False",),
    "requires_grad": ("True", "False"),
    "inplace": ("True", "False"),
    "regularized": ("False",),
    "reduction": ("'mean'", '"mean"'),
    "exact": ("True", "False"),
}
# Arguments by which what is reduced along an axis keeps it.
KEPT = ("keepdims", "keepdim")
# Methods of arrays that are another one by an argument, which PyTorch's method of the name has not.
OF_NUMPY = {("max", "axis"): "amax", ("min", "axis"): "amin"}
# The axes that functions exchange, which of a matrix is its transpose.
SWAPPED = dict.fromkeys(("transpose", "swapaxes"), ("0, 1", "1, 0", "-2, -1", "-1, -2")) | {"permute": ("1, 0",)}

# Values that libraries have, and what they are.
VALUES = {
    **dict.fromkeys(("pi", "Pi"), "pi"),
    **dict.fromkeys(("e", "E"), "e"),
    **dict.fromkeys(("inf", "oo", "Infinity"), "inf"),
    "tau": "tau",
    **dict.fromkeys(("euler_gamma", "EulerGamma"), "0.57721566490153286060651209008240243"),
}
# The same where a variable has the name of the constant.
UNNAMED = {"pi": "acos(-1)", "e": "exp(1)", "tau": "2*acos(-1)", "inf": "1/0"}


class Form(NamedTuple):
    """A function's parameters and the formula that it is.

    `tensors` are parameters that no number may be, `named` those that only their name gives.
    """

    parameters: tuple[str, ...]
    formula: str
    tensors: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()


def forms_of(family: str, name: str, count: int) -> tuple[Form, ...]:
    """The forms in which a family's function of so many arguments is read; none for one not known by this name."""
    forms = _forms().get((_owner(family, name), name), ())
    if forms or is_otherwise(family, name):
        return forms
    if name in FUNCTIONS:
        return tuple(form for row in FUNCTIONS[name] for form in _own_forms(name, row))
    known = advice(name, count)
    if known is None or not known.formula or len(parameters(known.call)) != count:
        return ()
    return (Form(parameters(known.call), known.formula),)


def variadic(family: str, name: str) -> str | None:
    """The function that a name is, where that takes any number of arguments; None where it does not."""
    family = _owner(family, name)
    if (family, name) in _forms() or is_otherwise(family, name):
        return None
    function = VARIADIC.get((family, name), name)
    several = any(one.many for row in FUNCTIONS.get(function, ()) for one in row.signature)
    return function if several else None


def is_otherwise(family: str, name: str) -> bool:
    """Whether a name of the language means something else there, and has no form of its own."""
    family = _owner(family, name)
    return (family, name) not in _forms() and (
        name in PARTS | OF_EIGENVALUES or name in OTHERWISE.get(family, "").split()
    )


def family_of(dotted: Sequence[str]) -> str | None:
    """The family of libraries that a function's dotted name begins with, its last part apart; None for no library."""
    if not dotted or dotted[0] not in FAMILIES:
        return None
    family = FAMILIES[dotted[0]]
    for part in dotted[1:]:
        if part not in BETWEEN:
            return ""
        family = BETWEEN[part] or family
    return family


def _owner(family: str, name: str) -> str:
    """The family whose forms and exceptions hold for a name: its own, or the one that it is kin to."""
    return family if (family, name) in _forms() else KIN.get(family, family)


def _own_forms(name: str, row: Entry) -> Iterator[Form]:
    """The forms of an entry: with all its arguments, and without those that have defaults."""
    names = tuple(one.name for one in row.signature)
    for count in range(sum(one.default is None for one in row.signature), len(names) + 1):
        yield Form(names[:count], f"{name}({', '.join(names[:count])})")


@cache
def _forms() -> Mapping[tuple[str, str], tuple[Form, ...]]:
    forms: dict[tuple[str, str], tuple[Form, ...]] = {}
    for line in FORMS.strip().splitlines():
        families, _, rest = line.partition(": ")
        call, _, formula = rest.partition(" = ")
        names, _, inside = call.strip()[:-1].partition("(")
        before, _, after = inside.partition(" *,")
        given = [one.strip() for one in f"{before}{after}".split(",")]
        form = Form(
            tuple(one.rstrip("*") for one in given),
            formula.strip(),
            frozenset(one[:-1] for one in given if one.endswith("*")),
            frozenset(one.strip() for one in after.split(",") if one),
        )
        for family in EVERY if families == "any" else families.split():
            for name in names.split():
                if name in OTHERWISE.get(family, "").split() and families == "any":
                    continue
                forms[family, name] = (*forms.get((family, name), ()), form)
    return forms
