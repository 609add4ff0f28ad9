"""Names that other systems have: spreadsheets, NumPy, SciPy, MATLAB, R, Stan, SymPy, mathjs, shading languages.

Takes: a name. Returns: `advice`, what such a call is in this language; `VALUES` and `NO_VALUES` are names of values. It
is asked only where a name is unknown, before spelling is compared: `logm` is a matrix's logarithm, not a slip for
`log`. It computes nothing.

An entry of the table hides its name here, and a formula counts once all that it calls are entries: a new entry needs no
change of these lists.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from autograd_cli.primitives import FUNCTIONS

# A call as other systems have it, and the formula that is the same; a remark follows a `;`. Several names of one
# meaning stand side by side, and have the parameters of the last.
FORMULAS = """
tg(x)                               = tan(x)
arctg(x)                            = atan(x)
sh(x)                               = sinh(x)
ch(x)                               = cosh(x)
th(x)                               = tanh(x)
arsinh arsh(x)                      = asinh(x)
arcosh arch(x)                      = acosh(x)
artanh arth(x)                      = atanh(x)
sind sindg(x)                       = sin(pi/180*x)
cosd cosdg(x)                       = cos(pi/180*x)
tand tandg(x)                       = tan(pi/180*x)
asind(x)                            = 180/pi*asin(x)
acosd(x)                            = 180/pi*acos(x)
atand(x)                            = 180/pi*atan(x)
sinpi(x)                            = sin(pi*x)
cospi(x)                            = cos(pi*x)
tanpi(x)                            = tan(pi*x)
cosm1(x)                            = -2*sin(x/2)^2
gudermannian(x)                     = atan(sinh(x))
power(x, y)                         = x^y
sqr(x)                              = x^2 ; the square root is `sqrt(x)`
cube(x)                             = x^3
nthroot root(x, n)                  = x^(1/n)
reciprocal(x)                       = 1/x
sqrtpi(x)                           = sqrt(pi*x)
lg(x)                               = log10(x)
ld lb(x)                            = log2(x)
logb(x, b)                          = log(x, b)
log1m(x)                            = log1p(-x)
log1pexp log1p_exp(x)               = softplus(x)
log_sum_exp(x, y)                   = logaddexp(x, y)
log_sum_exp lse(x)                  = logsumexp(x)
log_mean_exp(x)                     = logsumexp(x) - log(length(x))
log_cosh logcosh(x)                 = x + softplus(-2*x) - log(2)
xlog1py(x, y)                       = x*log1p(y)
entr(x)                             = -xlogy(x, x)
rel_entr(x, y)                      = xlogy(x, x/y)
kl_div(x, y)                        = xlogy(x, x/y) - x + y
boxcox(x, a)                        = log(x)*exprel(a*log(x))
inv_boxcox(y, a)                    = exp(log1p(a*y)/a)
inv_logit(x)                        = expit(x)
cloglog(x)                          = log(-log1p(-x))
inv_cloglog(x)                      = -expm1(-exp(x))
Phi ndtr pnorm normcdf norm_cdf normsdist(x) = normal_cdf(x)
phi dnorm normpdf norm_pdf normal_pdf(x) = exp(-x^2/2)/sqrt(2*pi)
qnorm norminv normsinv inv_Phi norm_ppf std_normal_qf(p) = normal_quantile(p)
std_normal_lcdf(x)                  = log_normal_cdf(x)
erf_inv inverf inverse_erf(x)       = erfinv(x)
inverse_erfc erfc_inv inverfc(x)    = erfcinv(x)
dawson dawsonf(x)                   = dawsn(x)
gamma_p gammap igamma(a, x)         = gammainc(a, x)
gamma_q gammaq igammac(a, x)        = gammaincc(a, x)
Gamma(a, x)                         = gamma(a)*gammaincc(a, x)
lowergamma(a, x)                    = gamma(a)*gammainc(a, x)
uppergamma(a, x)                    = gamma(a)*gammaincc(a, x)
ibeta inc_beta betacdf(a, b, x)     = betainc(a, b, x)
betainc_regularized(a, b, x1, x2)   = betainc(a, b, x2) - betainc(a, b, x1)
betaregularized(x, a, b)            = betainc(a, b, x)
gammaregularized(a, x)              = gammaincc(a, x)
chdtr(k, x)                         = gammainc(k/2, x/2)
chdtrc(k, x)                        = gammaincc(k/2, x/2)
gdtr(a, b, x)                       = gammainc(b, a*x)
btdtr(a, b, x)                      = betainc(a, b, x)
fdtr(a, b, x)                       = betainc(a/2, b/2, a*x/(a*x + b))
pdtr(k, a)                          = gammaincc(floor(k) + 1, a)
pgamma(x, a)                        = gammainc(a, x)
pbeta(x, a, b)                      = betainc(a, b, x)
loggamma log_gamma(x)               = lgamma(x)
rgamma(x)                           = 1/gamma(x)
combin combinations(n, k)           = binomial(n, k)
lchoose(n, k)                       = -log(n + 1) - lbeta(n - k + 1, k + 1)
perm permut(n, k)                   = binomial(n, k)*factorial(k)
poch rising_factorial(x, n)         = gamma(x + n)/gamma(x)
falling_factorial(x, n)             = gamma(x + 1)/gamma(x - n + 1)
tetragamma(x)                       = polygamma(2, x)
j0(x)                               = besselj(0, x)
j1(x)                               = besselj(1, x)
y0(x)                               = bessely(0, x)
y1(x)                               = bessely(1, x)
i0(x)                               = besseli(0, x)
i1(x)                               = besseli(1, x)
k0(x)                               = besselk(0, x)
k1(x)                               = besselk(1, x)
i0e(x)                              = ive(0, x)
i1e(x)                              = ive(1, x)
k0e(x)                              = kve(0, x)
k1e(x)                              = kve(1, x)
bessel(n, x)                        = besselj(n, x) ; others are `bessely(n, x)`, `besseli(n, x)` and `besselk(n, x)`
jve(n, x)                           = besselj(n, x)
yve(n, x)                           = bessely(n, x)
spence dilog(x)                     = dilogarithm(1 - x) ; the sum of x^k/k^2 is `dilogarithm(x)`
lambert_w lambert_w0(x)             = lambertw(x)
lambert_wm1(x)                      = lambertw_lower(x)
expint(x)                           = exp1(x) ; this is E1(x), and Ei(x) is `expi(x)`
expint expintegrale(n, x)           = expn(n, x)
eint expintegralei(x)               = expi(x)
li logint logintegral(x)            = expi(log(x))
Li(x)                               = expi(log(x)) - expi(log(2)) ; from 0 on it is `expi(log(x))`
si(x)                               = sine_integral(x) ; the other one, from x on, is `sine_integral(x) - pi/2`
sinintegral(x)                      = sine_integral(x)
ci cosintegral cosint(x)            = cosine_integral(x)
shi sinhintegral(x)                 = sinh_integral(x)
chi coshintegral(x)                 = cosh_integral(x)
sici(x)                             = [sine_integral(x), cosine_integral(x)]
elliptic_pi ellippi(n, m)           = elliprf(0, 1 - m, 1) + n/3*elliprj(0, 1 - m, 1, 1 - n)
ellipticf(phi, m)                   = ellipkinc(phi, m)
elliptick(m)                        = ellipk(m)
elliptice(m)                        = ellipe(m)
elliptice(phi, m)                   = ellipeinc(phi, m)
fresnel(x)                          = [fresnels(x), fresnelc(x)]
owent(h, a)                         = owens_t(h, a)
shichi(x)                           = [sinh_integral(x), cosh_integral(x)]
ellipkm1(p)                         = ellipk(1 - p)
airy(x)                             = airyai(x) ; of the second kind it is `airybi(x)`
zetac(s)                            = zeta(s) - 1
dirichlet_eta(s)                    = (1 - 2^(1 - s))*zeta(s)
trilog li3(x)                       = polylog(3, x)
fermi_dirac(s, x)                   = -polylog(s + 1, -exp(x))
riemann_zeta(s)                     = zeta(s)
spherical_jn(n, x)                  = sqrt(pi/(2*x))*besselj(n + 1/2, x)
spherical_yn(n, x)                  = sqrt(pi/(2*x))*bessely(n + 1/2, x)
spherical_in(n, x)                  = sqrt(pi/(2*x))*besseli(n + 1/2, x)
spherical_kn(n, x)                  = sqrt(pi/(2*x))*besselk(n + 1/2, x)
ceiling(x)                          = ceil(x)
int(x)                              = floor(x) ; towards 0 it is `sign(x)*floor(abs(x))`
fract(x)                            = mod(x, 1)
modulo(x, y)                        = mod(x, y)
remainder(x, y)                     = mod(x, y) ; with the sign of x it is `fmod(x, y)`, the nearest `x - y*round(x/y)`
idiv floordiv floor_divide quotient(x, y) = floor(x/y)
Heaviside(x)                        = heaviside(x, 1/2)
unitstep(x)                         = step(x)
rect(x)                             = where(abs(x) < 1/2, 1, 0)
ramp(x)                             = relu(x)
fdim(x, y)                          = relu(x - y)
fma(x, y, z)                        = x*y + z
lerp mix(a, b, t)                   = a + t*(b - a)
saturate(x)                         = clamp(x, 0, 1)
fmax pmax clamp_min(x, y)           = max(x, y)
fmin pmin clamp_max(x, y)           = min(x, y)
amax(x)                             = max(x)
amin(x)                             = min(x)
if iif ifelse ite(condition, a, b) = where(condition, a, b)
piecewise cases select(condition, a, b) = where(condition, a, b)
isnan(x)                            = x != x
equal eq(x, y)                      = x == y
not_equal ne(x, y)                  = x != y
greater gt(x, y)                    = x > y
greater_equal ge(x, y)              = x >= y
less lt(x, y)                       = x < y
less_equal le(x, y)                 = x <= y
logical_and(x, y)                   = x and y
logical_or(x, y)                    = x or y
logical_not(x)                      = not x
add(x, y)                           = x + y
subtract sub(x, y)                  = x - y
multiply mul times(x, y)            = x*y
divide div true_divide(x, y)        = x/y
negative neg(x)                     = -x
pi()                                = pi
float double float64 float32 real re(x) = x ; every number here is real
conj conjugate(x)                   = x ; every number here is real
array asarray tensor vector matrix(x) = x ; a vector is `[1, 2]`, a matrix `[[1, 2], [3, 4]]`
prelu(x, a)                         = max(x, 0) + a*min(x, 0)
tanhshrink(x)                       = x - tanh(x)
soft_threshold(x, t)                = sign(x)*relu(abs(x) - t)
softmin(x)                          = softmax(-x)
pseudo_huber(d, r)                  = d^2*(sqrt(1 + (r/d)^2) - 1)
mae l1_loss(x, y)                   = mean(abs(x - y))
mse_loss(x, y)                      = mse(x, y)
rmse(x, y)                          = sqrt(mse(x, y))
bce(p, y)                           = -mean(xlogy(y, p) + xlogy(1 - y, 1 - p))
normalize(x)                        = x/norm(x)
average avg(x)                      = mean(x)
total(x)                            = sum(x)
product(x)                          = prod(x)
sumsq sumsqr sumsquares(x)          = sum_of_squares(x)
norm2(x)                            = sum_of_squares(x) ; its root, the 2-norm, is `norm(x)`
sinc(x)                             = sin_over_x(x) ; that of NumPy and MATLAB is `sin_over_x(pi*x)`
rms(x)                              = sqrt(mean(x^2))
variance(x)                         = var(x, ddof=1) ; divided by n it is `var(x)`
sd stdev stddev(x)                  = std(x, ddof=1) ; divided by n it is `std(x)`
corr cor correl corrcoef(x, y)      = dot(x - mean(x), y - mean(y))/(norm(x - mean(x))*norm(y - mean(y)))
percentile prctile(x, q)            = quantile(x, q/100)
iqr(x)                              = quantile(x, 3/4) - quantile(x, 1/4)
norm_inf norminf(x)                 = norm(x, inf)
dist distance(x, y)                 = norm(x - y)
inner vdot sumproduct(x, y)         = dot(x, y)
len numel(x)                        = length(x)
range(n)                            = arange(n)
identity(n)                         = eye(n)
fill full(n, x)                     = x*ones(n)
concatenate hstack cat(x, y)        = concat(x, y)
vstack(x, y)                        = stack(x, y)
ravel(A)                            = flatten(A)
vec(A)                              = flatten(A')
reverse(x)                          = flip(x)
tr(A)                               = trace(A)
determinant mdeterm(A)              = det(A)
log_det log_determinant logabsdet(A) = logdet(A)
inverse minverse(A)                 = inv(A)
matrix_exp matrixexp(A)             = expm(A)
eigh eigsh(A)                       = eigvalsh(A) ; that is the eigenvalues, the eigenvectors have no function
eig eigs eigvals eigenvalues(A)     = eigvalsh(A) ; that is for a symmetric matrix, others have no such function
mldivide linsolve(A, b)             = solve(A, b)
matmul mm mmult mtimes(A, B)        = A @ B
kronecker(A, B)                     = kron(A, B)
quad_form(A, x)                     = x @ A @ x
"""

# Functions that cannot be written with what there is: what they are, and their names.
ABSENT = """
such Bessel functions: besselh hankel1 hankel2 ber bei ker kei kelvin
Struve's functions: struve struveh struvel modstruve
Jacobi's elliptic functions: ellipj ellipfun jacobi_sn jacobi_cn jacobi_dn
hypergeometric functions: hyp2f1 hyp1f1 hyp0f1 hyper hypergeom hyperu hypergeometric2f1 hypergeometric1f1 meijerg
orthogonal polynomials: legendre legendre_p eval_legendre hermite hermite_h laguerre laguerre_l
Chebyshev's and Jacobi's polynomials: chebyshev chebyt chebyu chebyshev_t chebyshev_u jacobi_p
Faddeeva's function and its kin: wofz faddeeva voigt voigt_profile
the multivariate gamma function: multigammaln lmgamma
the delta function: dirac diracdelta delta kronecker_delta
the places of elements in their order: argsort argmax argmin mode topk searchsorted
random numbers: rand randn random randint runif rnorm uniform
a matrix's decompositions: qr lu svd svdvals schur
functions of matrices: logm sqrtm matrix_power mpower pinv matrix_rank slogdet
parts of matrices: rot90 tile repeat meshgrid
tensors of more than two axes: einsum tensordot permute
transforms of signals: fft ifft conv convolve filter
interpolation: interp interp1 interp2 spline
complex numbers: complex imag im arg angle phase cis
the divisors of whole numbers: gcd lcm isprime primes
integrals: integrate integral quad nintegrate antiderivative
limits: limit lim
roots of equations: fsolve nsolve fzero findroot uniroot
differential equations: odeint ode45 dsolve
functions of functions: map fold reduce apply vmap lambdify
texts: str print printf text format
"""

# What is asked of a command, not of a formula: the command, and the names.
COMMANDS = """
diff: derivative deriv grad diff
eval: gradient backward value_and_grad
jacobian: jac jacobian jacfwd jacrev
hessian: hess hessian
taylor: taylor series
tangent: jvp tangent
"""

# Names of values, and how these are written.
VALUES = {
    **dict.fromkeys(("true", "True", "TRUE"), "1"),
    **dict.fromkeys(("false", "False", "FALSE"), "0"),
    "E": "e",
    **dict.fromkeys(("PI", "Pi"), "pi"),
    **dict.fromkeys(("Inf", "INF", "Infinity", "infinity", "oo"), "inf"),
}
# Names for the lack of a value.
NO_VALUES = frozenset({"None", "null", "nil", "NULL", "NA", "undefined"})


class Advice(NamedTuple):
    """What a call of another system is here: a formula, or a command to ask; of neither, `absent` says what it is.

    `call` has the parameters that the formula has, as in `sec(x)`.
    """

    call: str = ""
    formula: str = ""
    remark: str = ""
    absent: str = ""
    command: str = ""


def advice(name: str, count: int) -> Advice | None:
    """What a call of an unknown function is here, None where the name is not known elsewhere either.

    Of several forms it is the one with so many arguments, else the first.
    """
    squeezed = {key.replace("_", ""): key for key in reversed([*_table()])}
    forms = _table().get(name) or _table().get(name.lower()) or _table().get(squeezed.get(plain(name), ""))
    if forms is None:
        return None
    return next((form for form in forms if form.call and len(parameters(form.call)) == count), forms[0])


def plain(name: str) -> str:
    """The name without capitals and `_`, in which systems differ that have one function.

    Example:
        >>> plain("OwensT") == plain("owens_t")
        True
    """
    return name.lower().replace("_", "")


def parameters(call: str) -> tuple[str, ...]:
    """The parameters of a call.

    Example:
        >>> parameters("pow(x, y)")
        ('x', 'y')
    """
    inside = call[call.index("(") + 1 : -1]
    return tuple(inside.split(", ")) if inside else ()


@cache
def _table() -> Mapping[str, list[Advice]]:
    """The advice by name, of those that are no entries, with formulas that can be computed."""
    table: dict[str, list[Advice]] = {}
    for line in FORMULAS.strip().splitlines():
        call, _, rest = line.partition(" = ")
        formula, _, remark = rest.partition(" ; ")
        names, _, inside = call.strip().partition("(")
        if not all(called in FUNCTIONS for called in re.findall(r"(\w+)\(", formula)):
            continue
        for name in names.split():
            table.setdefault(name, []).append(Advice(f"{name}({inside}", formula.strip(), remark.strip()))
    for text, field in ((ABSENT, "absent"), (COMMANDS, "command")):
        for line in text.strip().splitlines():
            what, _, listed = line.partition(": ")
            for name in listed.split():
                table.setdefault(name, []).append(Advice(**{field: what}))
    return {name: forms for name, forms in table.items() if name not in FUNCTIONS}
