"""The chains of a trace as tables and as LaTeX: every derivative as a product of local factors.

Takes a `Trace` that has chains. Returns sections for people, or an `align*` environment.
"""

from collections.abc import Sequence

from autograd_cli.formats.layout import Section
from autograd_cli.formats.notation import Notation
from autograd_cli.lessons.chains import is_closed, multiplications
from autograd_cli.lessons.traced import Chain, Factor, Product, Trace
from autograd_cli.syntax.symbols import symbol

TIMES = " · "
KNOWN = "in brackets: computed once, for a line above"


def chain_sections(report: Trace, notation: Notation) -> list[Section]:
    """A line for each product, with the shapes of its factors or, of numbers, their formulas and values."""
    chains = report.chains or ()
    products = [(chain, product, product is chain.products[0]) for chain in chains for product in chain.products]
    factors = [factor for _, product, _ in products for factor in product.factors]
    shaped = any(factor.rows * factor.columns != 1 for factor in factors)
    columns = [
        ("derivative", [chain.derivative if first else "" for chain, _, first in products]),
        ("local factors", [_signed(first, _symbols(product)) for _, product, first in products]),
    ]
    if shaped:
        columns.append(("rows x columns", [_signed(first, _shapes(product)) for _, product, first in products]))
    elif report.value is None:
        columns.append(("formulas", [_signed(first, _formulas(product)) for _, product, first in products]))
    else:
        numbers = [_signed(first, _numbers(product, notation)) for _, product, first in products]
        columns.append(("numbers", numbers))
        columns.append(("value", [_total(chain, product, notation) for chain, product, _ in products]))
    headings, cells = zip(*columns, strict=True)
    kinds = "code code text" if shaped else "code code code number"
    table = Section(headings, [*zip(*cells, strict=True)], kinds, "chains, from the result down")
    return [table, *bracketings(chains, shaped)]


def bracketings(chains: Sequence[Chain], shaped: bool) -> list[Section]:
    """How each mode brackets the longest product, and of matrices how many numbers it multiplies for that."""
    longest = max((product for chain in chains for product in chain.products), key=_length, default=None)
    if longest is None or len(longest.factors) < 3:
        return []
    names = [factor.derivative for factor in longest.factors]
    rows: list[tuple[str, ...]] = [("reverse mode", _from_left(names)), ("forward mode", _from_right(names))]
    headings: tuple[str, ...] = ("mode", "brackets")
    if shaped:
        rows = [(*row, str(count)) for row, count in zip(rows, multiplications(longest.factors), strict=True)]
        headings = (*headings, "multiplications")
    return [Section(headings, rows, "text code number", "the longest chain, as the modes multiply it")]


def chains_latex(chains: Sequence[Chain]) -> str:
    """Lines of an `aligned` environment; what is computed once has a brace with the adjoint that it is."""
    lines = []
    for chain in chains:
        total = " + ".join(map(_latex, chain.products))
        lines.append(rf"{_fraction(chain.derivative)} &= {total}")
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _length(product: Product) -> tuple[int, int]:
    """What a product is compared by: the number of its factors, then the width of the last."""
    return len(product.factors), product.factors[-1].columns


def _symbols(product: Product) -> str:
    return _marked([factor.derivative for factor in product.factors], product.known)


def _shapes(product: Product) -> str:
    return TIMES.join(f"{factor.rows}x{factor.columns}" for factor in product.factors)


def _formulas(product: Product) -> str:
    return TIMES.join(_parenthesised(factor) for factor in product.factors)


def _parenthesised(factor: Factor) -> str:
    """A factor's formula, in parentheses where it is more than a name, a number or a call."""
    if factor.formula is None:
        return factor.derivative
    return factor.formula if is_closed(factor.formula) else f"({factor.formula})"


def _numbers(product: Product, notation: Notation) -> str:
    texts = ["?" if factor.value is None else notation.brief(factor.value) for factor in product.factors]
    return TIMES.join(f"({text})" if text.startswith("-") else text for text in texts)


def _total(chain: Chain, product: Product, notation: Notation) -> str:
    """The value of a chain, on the line of its last product."""
    return notation.brief(chain.value) if product is chain.products[-1] and chain.value is not None else ""


def _signed(first: bool, text: str) -> str:
    """A product, with the sign that adds it to the ones above."""
    return text if first else f"+ {text}"


def _marked(names: Sequence[str], known: int) -> str:
    """The factors, those that are computed once in brackets."""
    before, after = TIMES.join(names[:known]), TIMES.join(names[known:])
    return TIMES.join(filter(None, [f"[{before}]" if before else "", after]))


def _from_left(names: Sequence[str]) -> str:
    text = "(" * (len(names) - 2) + names[0]
    for i, name in enumerate(names[1:]):
        text += f"{TIMES}{name}" + (")" if i < len(names) - 2 else "")
    return text


def _from_right(names: Sequence[str]) -> str:
    return f"{TIMES}(".join(names[:-1]) + f"{TIMES}{names[-1]}" + ")" * (len(names) - 2)


def _latex(product: Product) -> str:
    names = [_fraction(factor.derivative) for factor in product.factors]
    before, after = r" \, ".join(names[: product.known]), r" \, ".join(names[product.known :])
    if not before:
        return after
    end = symbol(product.factors[product.known - 1].towards)
    return rf"\underbrace{{{before}}}_{{\bar{{{end}}}}} \, {after}"


def _fraction(derivative: str) -> str:
    above, _, below = derivative.removeprefix("∂").partition("/∂")
    return rf"\frac{{\partial {symbol(above)}}}{{\partial {symbol(below)}}}"
