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
            u = x - 0.24*k
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
    "lambertw": '''\
def lambertw(x):
    """The w >= -1 for which w*exp(w) is x, by Halley's method."""
    w = log1p(x) if x > -0.3 else -1 + sqrt(2*(1 + exp(1)*x))
    w = w - log(w) + 1/w if w > 3 else w
    for _ in range(30):
        rest, slope = w - x*exp(-w), w + 1
        w -= rest/(slope - (w + 2)*rest/(2*slope)) if slope else 0
    return w''',
    "lambertw_slope": """\
def lambertw_slope(x):
    return exp(-lambertw(x))/(1 + lambertw(x))""",
    "lambertw_lower": '''\
def lambertw_lower(x):
    """The w <= -1 for which w*exp(w) is x, by Newton's method of the logarithm."""
    w = log(-x) - log(-log(-x)) if x > -0.2 else -1 - sqrt(2*(1 + exp(1)*x))
    for _ in range(60):
        w -= w*(w + log(w/x))/(w + 1) if w != -1 else 0
    return w''',
    "lambertw_lower_slope": """\
def lambertw_lower_slope(x):
    return lambertw_lower(x)/(x*(1 + lambertw_lower(x)))""",
    "expi": '''\
def expi(x):
    """The exponential integral Ei(x), by its series, far out by one in 1/x."""
    if x < 0:
        return -exp1(-x)
    terms = [1.0]
    if x > 40:
        for k in range(1, 40):
            terms.append(terms[-1]*k/x)
        return exp(x)/x*fsum(terms)
    for k in range(1, 200):
        terms.append(terms[-1]*x/k)
    return fsum([0.5772156649015329, log(x), *(term/k for k, term in enumerate(terms) if k)])''',
    "exp1": "def exp1(x):\n    return expn(1, x)",
    "expn": '''\
def expn(n, x):
    """The integral of exp(-x*t)/t**n for t from 1 on, by a series near 0, a continued fraction elsewhere."""
    n = int(n)
    if n <= 0:
        return fsum(factorial(-n)/factorial(k)*exp(-x)*x**(k + n - 1) for k in range(-n + 1))
    if x > 1:
        rest = 0.0
        for k in range(200, 0, -1):
            rest = k*(n + k - 1)/(x + n + 2*k - rest)
        return exp(-x)/(x + n - rest)
    terms = [-(-x)**k/(factorial(k)*(k - n + 1)) for k in range(n + 30) if k != n - 1]
    harmonic = fsum(1/k for k in range(1, n))
    log_term = (-x)**(n - 1)/factorial(n - 1)*(harmonic - 0.5772156649015329 - log(x)) if x else 0.0
    return fsum([log_term, *terms])''',
    "sine_integral": '''\
def sine_integral(x):
    """The integral of sin(t)/t from 0 to x, by its series near 0, from E_1(i*x) far out."""
    if abs(x) > 4:
        return (1 if x > 0 else -1)*(pi/2 + exp1_of_imaginary(abs(x)).imag)
    return fsum((-1)**k*x**(2*k + 1)/(factorial(2*k + 1)*(2*k + 1)) for k in range(30))''',
    "cosine_integral": '''\
def cosine_integral(x):
    """Minus the integral of cos(t)/t from x on, by its series near 0, from E_1(i*x) far out."""
    if x > 4:
        return -exp1_of_imaginary(x).real
    terms = ((-1)**k*x**(2*k)/(factorial(2*k)*2*k) for k in range(1, 30))
    return fsum([0.5772156649015329, log(x), *terms])''',
    "exp1_of_imaginary": '''\
def exp1_of_imaginary(x):
    """The exponential integral E_1(i*x), by its continued fraction."""
    rest = 0j
    for k in range(300, 0, -1):
        rest = k*k/(x*1j + 1 + 2*k - rest)
    return complex(cos(x), -sin(x))/(x*1j + 1 - rest)''',
    "sinh_integral": """\
def sinh_integral(x):
    if abs(x) > 4:
        return (1 if x > 0 else -1)*(expi(abs(x)) + exp1(abs(x)))/2
    return fsum(x**(2*k + 1)/(factorial(2*k + 1)*(2*k + 1)) for k in range(30))""",
    "cosh_integral": """\
def cosh_integral(x):
    if x > 4:
        return (expi(x) - exp1(x))/2
    terms = (x**(2*k)/(factorial(2*k)*2*k) for k in range(1, 30))
    return fsum([0.5772156649015329, log(x), *terms])""",
    "fresnels": '''\
def fresnels(x):
    """The integral of sin(pi*t^2/2) from 0 to x, by its series near 0, else by the integrals of its waves' factors."""
    if abs(x) > 2:
        first, second = fresnel_factors(abs(x))
        value = 0.5 - first*fresnelc_slope(x) - second*fresnels_slope(x)
        return value if x > 0 else -value
    return fsum((-1)**k*(pi/2)**(2*k + 1)*x**(4*k + 3)/(factorial(2*k + 1)*(4*k + 3)) for k in range(25))''',
    "fresnelc": '''\
def fresnelc(x):
    """The integral of cos(pi*t^2/2) from 0 to x, by its series near 0, else by the integrals of its waves' factors."""
    if abs(x) > 2:
        first, second = fresnel_factors(abs(x))
        value = 0.5 + first*fresnels_slope(x) - second*fresnelc_slope(x)
        return value if x > 0 else -value
    return fsum((-1)**k*(pi/2)**(2*k)*x**(4*k + 1)/(factorial(2*k)*(4*k + 1)) for k in range(25))''',
    "fresnel_factors": '''\
def fresnel_factors(x):
    """What the Fresnel integrals' waves are multiplied with, for x > 2, by the continued fraction of erfc."""
    z, rest = complex(1, -1)*sqrt(pi)/2*x, 0j
    for k in range(400, 0, -1):
        rest = k/2/(z + rest)
    value = complex(1, 1)/2/(sqrt(pi)*(z + rest))
    return value.imag, value.real''',
    "fresnels_slope": "def fresnels_slope(x):\n    return sin(pi/2*(x*x % 4))",
    "fresnelc_slope": "def fresnelc_slope(x):\n    return cos(pi/2*(x*x % 4))",
    "owens_t": '''\
def owens_t(h, a):
    """The integral of exp(-h^2*(1 + t^2)/2)/(1 + t^2)/(2*pi) from 0 to a, by Gauss-Legendre's rule on pieces."""
    h, size = abs(h), abs(a)
    if size > 1:
        one, other = erfc(h/sqrt(2))/2, erfc(size*h/sqrt(2))/2
        value = (one + other)/2 - one*other - owens_t(size*h, 1/size)
        return value if a > 0 else -value
    rule = ((0.1834346424956498, 0.362683783378362), (0.525532409916329, 0.3137066458778873),
            (0.7966664774136267, 0.2223810344533745), (0.9602898564975363, 0.1012285362903763))
    step, terms = a/16, []
    for k in range(16):
        for node, weight in rule:
            for t in (step*(k + (1 - node)/2), step*(k + (1 + node)/2)):
                terms.append(weight/2*step*exp(-h*h*(1 + t*t)/2)/(1 + t*t))
    return fsum(terms)/(2*pi)''',
    "ellipkinc": "def ellipkinc(phi, m):\n    return ellipkinc_derivative(phi, m, 0)",
    "ellipeinc": "def ellipeinc(phi, m):\n    return ellipeinc_derivative(phi, m, 0)",
    "ellipkinc_derivative": '''\
def ellipkinc_derivative(phi, m, n):
    """The n-th derivative in m of F, by whole turns and an integral of Carlson's kind."""
    turns = floor(phi/pi + 0.5)
    sine, cosine = sin(phi - turns*pi), cos(phi - turns*pi)
    value = 2*turns*ellipk_derivative(m, n) if turns else 0.0
    if sine:
        ratio = (cosine/sine)**2
        part = carlson_integral(1, 2*n + 1, 1, 0, ratio, ratio + 1 - m, ratio + 1, 1)
        value += (1 if sine > 0 else -1)*gamma(n + 0.5)/(2*sqrt(pi))*part
    return value''',
    "ellipeinc_derivative": '''\
def ellipeinc_derivative(phi, m, n):
    """The n-th derivative in m of E, by whole turns and an integral of Carlson's kind."""
    turns = floor(phi/pi + 0.5)
    sine, cosine = sin(phi - turns*pi), cos(phi - turns*pi)
    value = 2*turns*ellipe_derivative(m, n) if turns else 0.0
    if sine:
        ratio = (cosine/sine)**2
        part = carlson_integral(1, 2*n - 1, 3, 0, ratio, ratio + 1 - m, ratio + 1, 1)
        value -= (1 if sine > 0 else -1)*gamma(n - 0.5)/(4*sqrt(pi))*part
    return value''',
    "elliprf": "def elliprf(x, y, z):\n    return carlson_integral(1, 1, 1, 0, x, y, z, 1)/2",
    "elliprd": "def elliprd(x, y, z):\n    return 1.5*carlson_integral(1, 1, 3, 0, x, y, z, 1)",
    "elliprj": "def elliprj(x, y, z, p):\n    return 1.5*carlson_integral(1, 1, 1, 2, x, y, z, p)",
    "elliprc": "def elliprc(x, y):\n    return carlson_integral(1, 2, 0, 0, x, y, 1, 1)/2",
    "carlson_integral": '''\
def carlson_integral(a, b, c, d, x, y, z, p):
    """The integral of powers, in halves, of t plus each number, by the trapezoidal rule in the logarithm of t."""
    parts = [(one, power/2) for one, power in ((x, a), (y, b), (z, c), (p, d)) if power]
    zero = sum(power for one, power in parts if one == 0)
    sizes = [log(one) for one, power in parts if one]
    start = min(sizes) - 40/(1 - zero)
    stop = max(sizes) + 40/((a + b + c + d)/2 - 1)
    terms = []
    for k in range(int((stop - start)/0.4) + 1):
        t = start + 0.4*k
        exponent = t - fsum(power*(t if one == 0 else log(one + exp(t))) for one, power in parts)
        terms.append(exp(exponent))
    return 0.4*fsum(terms)''',
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
    "gamma_density": """\
def gamma_density(a, x):
    return exp((a - 1)*log(x) - x - lgamma(a)) if x else inf if a < 1 else float(a == 1)""",
    "gamma_density_ax": '''\
def gamma_density_ax(m, n, a, x):
    """The n-th derivative of the density in x, for m = 0; at x = 0 its limit."""
    n = int(n)
    if x == 0:
        if a > n + 1:
            return 0.0
        return (-1.0)**(n + 1 - a)*comb(n, int(a) - 1) if a == int(a) else inf*(-1.0)**(n - int(a))
    terms, factor = [], 1.0
    for k in range(n + 1):
        terms.append((-1)**(n - k)*comb(n, k)*factor)
        factor *= (a - 1 - k)/x
    return gamma_density(a, x)*fsum(terms)''',
    "beta_density": """\
def beta_density(a, b, x):
    if x == 0 or x == 1:
        near, far = (a, b) if x == 0 else (b, a)
        return inf if near < 1 else far if near == 1 else 0.0
    return exp((a - 1)*log(x) + (b - 1)*log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b))""",
    "beta_density_abx": '''\
def beta_density_abx(k, m, n, a, b, x):
    """The n-th derivative of the density in x, for k = m = 0; at x = 0 and x = 1 its limit."""
    n = int(n)
    if x == 1:
        return (-1)**n*beta_density_abx(k, m, n, b, a, 0.0)
    if x == 0:
        if a > n + 1:
            return 0.0
        if a != int(a):
            return inf*(-1.0)**(n - int(a))
        value = (-1.0)**(n + 1 - a)*comb(n, int(a) - 1)
        for j in range(n + 1):
            value *= b + a - 1 - j
        return value
    near, far = [1.0], [1.0]
    for j in range(1, n + 1):
        near.append(near[-1]*(a - j)/x)
        far.append(far[-1]*(b - j)/(x - 1))
    return beta_density(a, b, x)*fsum(comb(n, j)*near[j]*far[n - j] for j in range(n + 1))''',
    "polylog": "def polylog(s, x):\n    return polylog_derivative(s, x, 0)",
    "polylog_derivative": '''\
def polylog_derivative(s, x, n):
    """The n-th derivative in x: by its series near 0, else by integrals of higher orders over t = exp(step*k).

    Digits are lost where s is below 0 and x below -1.
    """
    n = int(n)
    if abs(x) < 0.6:
        return fsum(factorial(k)/factorial(k - n)*x**(k - n)/k**s for k in range(max(n, 1), n + 100))
    parts = {n: 1.0}
    while s < 1:
        s, before, parts = s + 1, parts, {}
        for k, part in before.items():
            parts[k] = parts.get(k, 0.0) + k*part
            parts[k + 1] = parts.get(k + 1, 0.0) + x*part
    step = 0.08*atan2(pi, log(max(abs(x), 1)))
    terms = []
    for k in range(int(-80/step), int(log(150 + log(abs(x) + 1))/step)):
        t = exp(step*k)
        fall, weight = exp(-t), step*t**s/gamma(s)
        below = (1 - x)*fall - expm1(-t)
        for order, part in parts.items():
            above = factorial(order)*fall**order if order else x*fall
            terms.append(weight*part*above/below**(order + 1))
    return fsum(terms)''',
    "betaincc": "def betaincc(a, b, x):\n    return betainc(b, a, 1 - x)",
}
# Derivatives in a parameter, and others that take more than a short function of floats.
UNWRITTEN = frozenset({"gammainc_a", "betainc_ab"})
