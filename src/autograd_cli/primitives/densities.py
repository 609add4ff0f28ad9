"""Logarithms of densities, and of the probabilities of whole numbers. Each is its definition, written out."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, definition; further columns below.
# fmt: off
ENTRIES = group(
    "log densities",
    Entry("normal_lpdf",       "y mu sigma",    (),
          summary="log density of the normal distribution", examples=("normal_lpdf(1, 0, 2)",),
          definition="-square((y - mu)/sigma)/2 - log(sigma) - log(tau)/2"),
    Entry("lognormal_lpdf",    "y mu sigma",    (),
          summary="log density of exp(z), where z is normal", examples=("lognormal_lpdf(2, 0, 1)",),
          definition="normal_lpdf(log(y), mu, sigma) - log(y)"),
    Entry("student_t_lpdf",    "y nu mu sigma", (),
          summary="log density of Student's t with nu degrees of freedom", examples=("student_t_lpdf(1, 4, 0, 2)",),
          definition="lgamma((nu + 1)/2) - lgamma(nu/2) - log(nu*pi)/2 - log(sigma)"
                     " - (nu + 1)/2*log1p(square((y - mu)/sigma)/nu)"),
    Entry("cauchy_lpdf",       "y mu sigma",    (),
          summary="log density of the Cauchy distribution", examples=("cauchy_lpdf(1, 0, 2)",),
          definition="-log(pi) - log(sigma) - log1p(square((y - mu)/sigma))"),
    Entry("gamma_lpdf",        "y alpha beta",  (),
          summary="log density of the gamma distribution of shape alpha and rate beta",
          examples=("gamma_lpdf(2, 3, 1/2)",),
          definition="alpha*log(beta) - lgamma(alpha) + xlogy(alpha - 1, y) - beta*y"),
    Entry("beta_lpdf",         "y alpha beta",  (),
          summary="log density of the beta distribution", examples=("beta_lpdf(1/4, 2, 3)",),
          definition="xlogy(alpha - 1, y) + xlogy(beta - 1, 1 - y)"
                     " - (lgamma(alpha) + lgamma(beta) - lgamma(alpha + beta))"),
    Entry("exponential_lpdf",  "y beta",        (),
          summary="log density of the exponential distribution of rate beta", examples=("exponential_lpdf(2, 1/2)",),
          definition="where(y < 0, -inf, log(beta) - beta*y)"),
    Entry("uniform_lpdf",      "y lower upper", (),
          summary="log density of the uniform distribution, -inf outside", examples=("uniform_lpdf(1, 0, 4)",),
          definition="where(lower <= y and y <= upper, -log(upper - lower), -inf)"),
    Entry("poisson_lpmf",      "y rate",        (),
          aliases=("poisson_lpdf",), summary="log probability of a whole y of the Poisson distribution",
          examples=("poisson_lpmf(3, 2.5)",),
          definition="xlogy(y, rate) - rate - lgamma(y + 1)"),
    Entry("binomial_lpmf",     "y n p",         (),
          aliases=("binomial_lpdf",), summary="log probability of y successes in n trials",
          examples=("binomial_lpmf(3, 10, 1/4)",),
          definition="lgamma(n + 1) - lgamma(y + 1) - lgamma(n - y + 1) + xlogy(y, p) + xlogy(n - y, 1 - p)"),
    Entry("bernoulli_lpmf",    "y p",           (),
          aliases=("bernoulli_lpdf",), summary="log probability of y, 1 with the probability p, else 0",
          examples=("bernoulli_lpmf(1, 1/4)",),
          definition="xlogy(y, p) + xlogy(1 - y, 1 - p)"),
    Entry("multi_normal_lpdf", "y mu sigma",    (),
          summary="log density of the normal distribution of a vector, with a matrix of covariances",
          examples=("multi_normal_lpdf([1, 2], [0, 1], [[2, 1], [1, 2]])",),
          kind="elimination",
          definition="-(dot(y - mu, solve(sigma, y - mu)) + logdet(sigma) + length(y)*log(tau))/2"),
    shape="definition", conditional=True,
)
