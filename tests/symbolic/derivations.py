"""Derivations of a first-year calculus sheet, as a textbook writes them.

A row: the name, the formula, the variable, and the lines after the formula itself, with `=` between them. A prime is a
derivative still to be taken; of several variables it is `∂/∂x(...)`. Sums and constant factors are taken apart without
a line of their own, and so is the derivative of the variable itself; the last line is simplified. Where an examiner
accepts several forms of a line, `|` is between them: factored or multiplied out, `1/x^2` or `x^-2`, the order of
factors and terms; a line with nothing after its last `|` may be left out.
"""

from typing import NamedTuple


class Derivation(NamedTuple):
    """The lines after the formula, each in every form that is accepted."""

    name: str
    formula: str
    variable: str
    lines: tuple[tuple[str, ...], ...]

    @property
    def final(self) -> frozenset[str]:
        """The forms of the result that are accepted."""
        last = self.lines[-1] if all(self.lines[-1]) else self.lines[-1] + self.lines[-2]
        return frozenset(filter(None, last))


def _rows(text: str) -> tuple[Derivation, ...]:
    rows = []
    for block in text.strip().split("\n\n"):
        head, *lines = (line.strip() for line in block.splitlines())
        name, formula, variable = head.split("; ")
        accepted = tuple(tuple(form.strip() for form in line.removeprefix("= ").split(" |")) for line in lines)
        rows.append(Derivation(name, formula, variable, accepted))
    return tuple(rows)


DERIVATIONS = _rows(
    """
    power; x^5; x
    = 5*x^4

    polynomial; 3*x^4 - 5*x^2 + 7*x - 2; x
    = 3*(x^4)' - 5*(x^2)' + 7
    = 3*4*x^3 - 5*2*x + 7
    = 12*x^3 - 10*x + 7

    quadratic with letters; a*x^2 + b*x + c; x
    = a*∂/∂x(x^2) + b
    = a*2*x + b
    = 2*a*x + b

    negative power; x^-3; x
    = -3*x^-4 | -3*x^(-4)
    = -3/x^4

    reciprocal; 1/x; x
    = -1/x^2

    square root; sqrt(x); x
    = 1/(2*sqrt(x))

    half power; x^(1/2); x
    = 1/2*x^(-1/2) | (1/2)*x^(-1/2)
    = 1/(2*sqrt(x))

    three halves; x^(3/2); x
    = 3/2*x^(1/2) | (3/2)*x^(1/2)
    = 3*sqrt(x)/2

    letter as exponent; x^n; x
    = n*x^(n - 1)

    cube root; cbrt(x); x
    = 1/(3*cbrt(x)^2)

    product; x^2*sin(x); x
    = (x^2)'*sin(x) + x^2*(sin(x))'
    = 2*x*sin(x) + x^2*cos(x)

    product with exp; x*e^x; x
    = e^x + x*(e^x)'
    = e^x + x*e^x
    = (x + 1)*e^x | (1 + x)*e^x | e^x*(x + 1) | e^x*(1 + x)

    product with ln; x*ln(x); x
    = ln(x) + x*(ln(x))'
    = ln(x) + x*(1/x)
    = ln(x) + 1

    antiderivative of ln; x*ln(x) - x; x
    = (x*ln(x))' - 1 |
    = ln(x) + x*(ln(x))' - 1
    = ln(x) + x*(1/x) - 1
    = ln(x)

    constant in a product; 2*x*sin(x); x
    = 2*sin(x) + 2*x*(sin(x))'
    = 2*sin(x) + 2*x*cos(x) | 2*(sin(x) + x*cos(x))
    = 2*(sin(x) + x*cos(x)) |

    three factors; x*e^x*sin(x); x
    = e^x*sin(x) + x*(e^x)'*sin(x) + x*e^x*(sin(x))'
    = e^x*sin(x) + x*e^x*sin(x) + x*e^x*cos(x)
    = e^x*(sin(x) + x*sin(x) + x*cos(x)) | e^x*((1 + x)*sin(x) + x*cos(x))

    three linear factors; (x + 1)*(x + 2)*(x + 3); x
    = (x + 2)*(x + 3) + (x + 1)*(x + 3) + (x + 1)*(x + 2)
    = 3*x^2 + 12*x + 11

    two sums; (x^2 + 1)*(x^3 - 2); x
    = (x^2)'*(x^3 - 2) + (x^2 + 1)*(x^3)'
    = 2*x*(x^3 - 2) + (x^2 + 1)*3*x^2
    = 5*x^4 + 3*x^2 - 4*x | x*(5*x^3 + 3*x - 4)

    sine times cosine; sin(x)*cos(x); x
    = (sin(x))'*cos(x) + sin(x)*(cos(x))'
    = cos(x)*cos(x) - sin(x)*sin(x)
    = cos(x)^2 - sin(x)^2

    quotient; sin(x)/x; x
    = ((sin(x))'*x - sin(x))/x^2
    = (cos(x)*x - sin(x))/x^2
    = (x*cos(x) - sin(x))/x^2

    rational; x/(x^2 + 1); x
    = (x^2 + 1 - x*(x^2)')/(x^2 + 1)^2
    = (x^2 + 1 - x*2*x)/(x^2 + 1)^2
    = (1 - x^2)/(x^2 + 1)^2

    rational of sums; (x^2 + 1)/(x - 1); x
    = ((x^2)'*(x - 1) - (x^2 + 1))/(x - 1)^2
    = (2*x*(x - 1) - (x^2 + 1))/(x - 1)^2
    = (x^2 - 2*x - 1)/(x - 1)^2

    linear fraction; (x + 1)/(x - 1); x
    = (x - 1 - (x + 1))/(x - 1)^2
    = -2/(x - 1)^2

    sum over a root; (x^2 + x)/sqrt(x); x
    = (((x^2)' + 1)*sqrt(x) - (x^2 + x)*(sqrt(x))')/sqrt(x)^2
    = ((2*x + 1)*sqrt(x) - (x^2 + x)*(1/(2*sqrt(x))))/sqrt(x)^2
    = (3*x/2 + 1/2)/sqrt(x)

    quotient of exponentials; exp(x)/exp(-x); x
    = ((exp(x))'*exp(-x) - exp(x)*(exp(-x))')/exp(-x)^2
    = (exp(x)*exp(-x) + exp(x)*exp(-x))/exp(-x)^2
    = 2*exp(2*x)

    tangent as a quotient; sin(x)/cos(x); x
    = ((sin(x))'*cos(x) - sin(x)*(cos(x))')/cos(x)^2
    = (cos(x)*cos(x) + sin(x)*sin(x))/cos(x)^2
    = 1/cos(x)^2 | (cos(x)^2 + sin(x)^2)/cos(x)^2

    logarithm over x; ln(x)/x; x
    = ((ln(x))'*x - ln(x))/x^2
    = (1/x*x - ln(x))/x^2 | ((1/x)*x - ln(x))/x^2
    = (1 - ln(x))/x^2

    exponential over x; e^x/x; x
    = ((e^x)'*x - e^x)/x^2
    = (e^x*x - e^x)/x^2
    = (x*e^x - e^x)/x^2 | (x - 1)*e^x/x^2 | e^x*(x - 1)/x^2

    reciprocal of a function; 1/ln(x); x
    = -(ln(x))'/ln(x)^2
    = -(1/x)/ln(x)^2 | -1/x/ln(x)^2
    = -1/(x*ln(x)^2)

    exponential; e^x; x
    = e^x

    other base; 2^x; x
    = 2^x*ln(2)

    letter as base; a^x; x
    = a^x*ln(a)

    exp of a multiple; e^(3*x); x
    = e^(3*x)*3
    = 3*e^(3*x)

    Gaussian; e^(-x^2); x
    = e^(-x^2)*(-(x^2)') | -e^(-x^2)*(x^2)'
    = e^(-x^2)*(-2*x) | -e^(-x^2)*2*x
    = -2*x*e^(-x^2)

    logarithm; ln(x); x
    = 1/x

    logarithm of a sum; ln(x^2 + 1); x
    = (x^2)'/(x^2 + 1)
    = 2*x/(x^2 + 1)

    logarithm to base 10; log10(x); x
    = 1/(x*ln(10))

    logarithm of a logarithm; ln(ln(x)); x
    = (ln(x))'/ln(x)
    = 1/x/ln(x) | (1/x)/ln(x)
    = 1/(x*ln(x))

    x to the x; x^x; x
    = x^x*(ln(x) + x/x) | x^x*(ln(x) + 1)
    = x^x*(ln(x) + 1) | x^x*(1 + ln(x))

    sine; sin(x); x
    = cos(x)

    cosine; cos(x); x
    = -sin(x)

    tangent; tan(x); x
    = 1/cos(x)^2

    secant; sec(x); x
    = sec(x)*tan(x)

    cotangent; cot(x); x
    = -csc(x)^2 | -1/sin(x)^2

    sine of a multiple; sin(2*x); x
    = cos(2*x)*2
    = 2*cos(2*x)

    square of sine; sin(x)^2; x
    = 2*sin(x)*(sin(x))'
    = 2*sin(x)*cos(x)

    sine of a square; sin(x^2); x
    = cos(x^2)*(x^2)'
    = cos(x^2)*2*x
    = 2*x*cos(x^2)

    inverse sine; arcsin(x); x
    = 1/sqrt(1 - x^2)

    inverse cosine; arccos(x); x
    = -1/sqrt(1 - x^2)

    inverse tangent; arctan(x); x
    = 1/(1 + x^2) | 1/(x^2 + 1)

    inverse tangent of a multiple; arctan(2*x); x
    = 2/(1 + (2*x)^2)
    = 2/(1 + 4*x^2) | 2/(4*x^2 + 1)

    hyperbolic sine; sinh(x); x
    = cosh(x)

    hyperbolic cosine; cosh(3*x); x
    = sinh(3*x)*3
    = 3*sinh(3*x)

    hyperbolic tangent; tanh(x); x
    = 1 - tanh(x)^2

    inverse hyperbolic sine; asinh(x); x
    = 1/sqrt(x^2 + 1) | 1/sqrt(1 + x^2)

    logistic function; sigmoid(x); x
    = sigmoid(x)*(1 - sigmoid(x))

    power of a sum; (2*x + 1)^5; x
    = 5*(2*x + 1)^4*2
    = 10*(2*x + 1)^4

    root of a sum; sqrt(1 - x^2); x
    = -(x^2)'/(2*sqrt(1 - x^2))
    = -2*x/(2*sqrt(1 - x^2))
    = -x/sqrt(1 - x^2)

    composed three deep; sin(e^(x^2)); x
    = cos(e^(x^2))*(e^(x^2))'
    = cos(e^(x^2))*e^(x^2)*(x^2)'
    = cos(e^(x^2))*e^(x^2)*2*x
    = 2*x*e^(x^2)*cos(e^(x^2)) | 2*x*cos(e^(x^2))*e^(x^2)

    the lecture's formula; 2*x*y + y + 3; y
    = 2*x + 1

    two variables, x; x^2*sin(y); x
    = ∂/∂x(x^2)*sin(y)
    = 2*x*sin(y)

    two variables, y; x^2*sin(y); y
    = x^2*∂/∂y(sin(y))
    = x^2*cos(y)

    inside with the other variable; exp(x*y); x
    = exp(x*y)*y
    = y*exp(x*y)

    quotient of two variables; x/(x + y); x
    = (x + y - x)/(x + y)^2
    = y/(x + y)^2

    distance; sqrt(x^2 + y^2); y
    = ∂/∂y(y^2)/(2*sqrt(x^2 + y^2))
    = 2*y/(2*sqrt(x^2 + y^2))
    = y/sqrt(x^2 + y^2)

    damped oscillation; A*e^(-k*t)*cos(w*t); t
    = A*∂/∂t(e^(-k*t))*cos(w*t) + A*e^(-k*t)*∂/∂t(cos(w*t))
    = A*e^(-k*t)*(-k)*cos(w*t) + A*e^(-k*t)*(-sin(w*t)*w) | -A*e^(-k*t)*k*cos(w*t) - A*e^(-k*t)*sin(w*t)*w
    = -A*e^(-k*t)*(k*cos(w*t) + w*sin(w*t)) | -A*(k*cos(w*t) + w*sin(w*t))*e^(-k*t)
    """
)
