"""Special functions in Python alone, as the format `python` defines them where a derivative needs one."""

# By the entry's name, as `DEFINITIONS` in `python.py`.
DEFINITIONS = {
    "normal_quantile": """\
def normal_quantile(p):
    return -sqrt(2)*erfcinv(2*p) if p < 0.5 else sqrt(2)*erfcinv(2*(1 - p))""",
    "erfinv": '''\
def erfinv(x):
    """The inverse of erf, by Newton's method near 0, else that of erfc."""
    if abs(x) > 0.5:
        return erfcinv(1 - x) if x > 0 else -erfcinv(1 + x)
    t = x*sqrt(pi)/2
    for _ in range(20):
        t -= (erf(t) - x)*exp(t*t)*sqrt(pi)/2
    return t''',
    "erfcinv": '''\
def erfcinv(x):
    """The inverse of erfc, by Newton's method of its logarithm, which is concave."""
    if x >= 0.5:
        return erfinv(1 - x) if x <= 1.5 else -erfcinv(2 - x)
    t = sqrt(-log(x))
    for _ in range(20):
        t += log(erfc(t)/x)*erfc(t)*exp(t*t)*sqrt(pi)/2
    return t''',
    "erfcx": "def erfcx(x):\n    return erfcx_derivative(x, 0)",
    "erfcx_derivative": '''\
def erfcx_derivative(x, n):
    """The n-th derivative of exp(x^2)*erfc(x), by recurrence, right of 1 by continued fractions of its ratios."""
    n = int(n)
    if x < 1:
        value = exp(x*x)*erfc(x)
        after = 2*x*value - 2/sqrt(pi)
        for k in range(1, n + 1):
            value, after = after, 2*x*after + 2*k*value
        return value
    ratios = [-sqrt(2*(n + 200))]
    for k in range(n + 200, 0, -1):
        ratios.append(-2*k/(2*x - ratios[-1]))
    value = 2/(sqrt(pi)*(2*x - ratios[-1]))
    for k in range(1, n + 1):
        value *= ratios[-k]
    return value''',
    "dawsn": "def dawsn(x):\n    return dawsn_derivative(x, 0)",
    "dawsn_derivative": '''\
def dawsn_derivative(x, n):
    """The n-th derivative of Dawson's integral: by its series, by a sum of bells, far out by a series in 1/x."""
    n = int(n)
    if abs(x) > 6 + n:
        terms = [(-1)**n*factorial(n)/(2*x**(n + 1))]
        for k in range(20 + n):
            terms.append(terms[-1]*(2*k + n + 1)*(2*k + n + 2)/((4*k + 4)*x*x))
        return fsum(terms)
    if abs(x) > 1:
        terms = []
        for k in range(-61, 62, 2):
            u = x - 0.4*k
            before, waves = 0, exp(-u*u)/k
            for j in range(n):
                before, waves = waves, -2*u*waves - 2*j*before
            terms.append(waves/sqrt(pi))
        return fsum(terms)
    value = exp(-x*x)*fsum(x**(2*k + 1)/(factorial(k)*(2*k + 1)) for k in range(25))
    after = 1 - 2*x*value
    for k in range(1, n + 1):
        value, after = after, -2*x*after - 2*k*value
    return value''',
    "erfi": "def erfi(x):\n    return erfi_slope(x)*dawsn(x)",
    "log_normal_cdf": """\
def log_normal_cdf(x):
    return log(erfcx(-x/sqrt(2))/2) - x*x/2 if x < 0 else log1p(-erfc(x/sqrt(2))/2)""",
    "inverse_mills": """\
def inverse_mills(x):
    return sqrt(2/pi)/erfcx(-x/sqrt(2)) if x < 0 else exp(-x*x/2)/(sqrt(2*pi)*(1 - erfc(x/sqrt(2))/2))""",
    "inverse_mills_slope": """\
def inverse_mills_slope(x):
    m = inverse_mills(x)
    return -sqrt(pi)/2*m**2*erfcx_derivative(-x/sqrt(2), 1) if x < 0 else m*(x + m)""",
    "gammainc": '''\
def gammainc(a, x):
    """The density times a series of positive terms."""
    terms = [exp(a*log(x) - x - lgamma(a + 1))]
    while terms[-1] > 1e-20*sum(terms[:40]) or len(terms) < 2*x:
        terms.append(terms[-1]*x/(a + len(terms)))
    return fsum(terms)''',
    "gammaincc": '''\
def gammaincc(a, x):
    """1 - gammainc, beyond a by its continued fraction."""
    if x < a + 1:
        return 1 - gammainc(a, x)
    rest = 0.0
    for k in range(400, 0, -1):
        rest = k*(a - k)/(x + 2*k + 1 - a + rest)
    return exp(a*log(x) - x - lgamma(a))/(x + 1 - a + rest)''',
    "betainc": '''\
def betainc(a, b, x):
    """The density times a series of positive terms, of the side on which it is short."""
    if x > 0.5:
        return 1 - betainc(b, a, 1 - x)
    terms = [exp(a*log(x) + b*log1p(-x) + lgamma(a + b) - lgamma(a + 1) - lgamma(b))]
    for k in range(200 + int(4*b)):
        terms.append(terms[-1]*x*(a + b + k)/(a + 1 + k))
    return fsum(terms)''',
    "betaincc": "def betaincc(a, b, x):\n    return betainc(b, a, 1 - x)",
}
# Derivatives in a parameter, which take more than a short function of floats.
UNWRITTEN = frozenset({"gammainc_a", "gamma_density_a", "betainc_ab", "beta_density_ab"})
