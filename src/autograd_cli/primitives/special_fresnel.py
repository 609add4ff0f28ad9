"""Fresnel integrals, and Owen's function of the normal distribution in two variables."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "special",
    Entry("fresnels",        "x",   "fresnels_slope(x)",
          summary="Fresnel integral S, of sin(pi*t^2/2) from 0 to x", examples=("fresnels(1)",),
          rounding=8.0, bound_of_rows=12.0, slow=30,
          latex=r"\operatorname{{S}}({x})", reference="DLMF 7.2"),
    Entry("fresnelc",        "x",   "fresnelc_slope(x)",
          summary="Fresnel integral C, of cos(pi*t^2/2) from 0 to x", examples=("fresnelc(1)",),
          rounding=8.0, bound_of_rows=12.0, slow=30,
          latex=r"\operatorname{{C}}({x})", reference="DLMF 7.2"),
    Entry("fresnels_slope",  "x",   "pi*x*fresnelc_slope(x)",
          summary="derivative of fresnels, accurate far out", examples=("fresnels_slope(1)",),
          internal=True, rounding=8.0, bound=8.0, slow=30,
          definition="sin(pi*x^2/2)", latex=r"\sin\left(\frac{{\pi}}{{2}} {x}^2\right)", reference="DLMF 7.2"),
    Entry("fresnelc_slope",  "x",   "-pi*x*fresnels_slope(x)",
          summary="derivative of fresnelc, accurate far out", examples=("fresnelc_slope(1)",),
          internal=True, rounding=8.0, bound=8.0, slow=30,
          definition="cos(pi*x^2/2)", latex=r"\cos\left(\frac{{\pi}}{{2}} {x}^2\right)", reference="DLMF 7.2"),
    Entry("owens_t",         "h a", ("owens_t_slope(h, a)", "owens_t_density(h, a)"),
          summary="Owen's function, the integral of exp(-h^2*(1 + t^2)/2)/(1 + t^2)/(2*pi) for t from 0 to a",
          examples=("owens_t(1, 1/2)",),
          rounding=8.0, bound=8.0, bound_of_rows=16.0, slow=20,
          reference="Owen 1956"),
    Entry("owens_t_slope",   "h a", ("-h*out - a*(1 + a^2)*owens_t_density(h, a)",
                                     "-h*(1 + a^2)*owens_t_density(h, a)"),
          summary="derivative of owens_t in h", examples=("owens_t_slope(1, 1/2)",),
          internal=True, shown="definition", rounding=8.0, bound=8.0, bound_of_rows=16.0, slow=5,
          sharpened=("h",), exempt_in_rows="abs(h) > 1/4",
          definition="gaussian(-erf(a*h/sqrt(2))/sqrt(8*pi), 1/2, h)",
          latex=r"\frac{{\partial T}}{{\partial h}}({h}, {a})", reference="Owen 1956"),
    Entry("owens_t_density", "h a", ("-h*(1 + a^2)*out", "-a*(h^2 + 2/(1 + a^2))*out"),
          summary="derivative of owens_t in a", examples=("owens_t_density(1, 1/2)",),
          internal=True, rounding=8.0, bound=10.0, slow=20,
          definition="exp(-h^2*(1 + a^2)/2)/(2*pi*(1 + a^2))",
          latex=r"\frac{{e^{{-{h}^2 (1 + {a}^2) / 2}}}}{{2 \pi (1 + {a}^2)}}", reference="Owen 1956"),
)
