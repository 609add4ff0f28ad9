"""Series and products with a vector as tables.

In: a report. Out: a `Document` of plain text.
"""

from autograd_cli.errors import visible
from autograd_cli.formats.layout import PARTIAL, Document, Section, cost_text, headline_name
from autograd_cli.formats.notation import Notation
from autograd_cli.report.evaluation import flattened
from autograd_cli.report.polynomial import polynomial_text
from autograd_cli.report.products import Product
from autograd_cli.report.series import PowerSeries, exact_number


def series(report: PowerSeries, notation: Notation) -> Document:
    """The polynomial, and below it the coefficients."""
    texts = map(notation.full, report.coefficients) if report.fractions is None else report.fractions.coefficients
    rows = [(str(order), coefficient) for order, coefficient in enumerate(texts)]
    section = Section(("order", "coefficient"), rows, "number")
    name = headline_name(report.output, report.expression)
    inputs = dict(flattened(report.inputs))
    point = inputs.pop(report.variable)
    center = (
        f"{visible(report.variable)} = {notation.full(point) if report.fractions is None else report.fractions.center}"
    )
    held = [f"{visible(one)} = {notation.full(number)}" for one, number in inputs.items()]
    footnote = f"around {center}" + (f", with {', '.join(held)}" if held else "")
    if report.polynomial is None:
        return Document(None, [section], f"{report.reason}\n{footnote}")
    polynomial = polynomial_text(report.terms, notation.given if report.fractions is None else exact_number)
    return Document((name, polynomial), [section], footnote, sign=" ≈ ")


def product(report: Product, notation: Notation) -> Document:
    """The variables with the direction or the partials, and the outputs where there are several."""
    rows = []
    headings: tuple[str, ...] = ("variable", "value")
    told, heading = (report.direction, "direction") if report.direction is not None else (report.gradient, PARTIAL)
    own = None if told is None else dict(flattened(told))
    for name, number in flattened(report.inputs):
        cells: tuple[str, ...] = (visible(name), notation.full(number))
        if own is not None:
            cells += (notation.full(own[name]) if name in own else "",)
        rows.append(cells)
    if own is not None:
        headings += (heading,)
    sections = [Section(headings, rows)] if rows else []
    if report.outputs is not None:
        sections.insert(0, _outputs(report, notation))
        headline = None
    else:
        headline = (headline_name(report.output, report.expression), notation.full(report.values[0]))
        if report.derivatives:
            along = ("directional derivative", notation.full(report.derivatives[0]))
            sections.append(Section(("", ""), [along], "text number"))
    notes = [] if report.cost is None else [cost_text(report.mode, report.cost)]
    if report.mode is None:
        notes.append("`autograd jacobian` gives the partial derivatives, `--seed` a weighted sum of them")
    return Document(headline, sections, "\n".join(notes))


def _outputs(report: Product, notation: Notation) -> Section:
    """A line for each output: its value, its derivative along the direction, or its seed."""
    headings = ["output", "value"]
    columns = [[visible(label) for label in report.outputs or ()], [notation.full(one) for one in report.values]]
    if report.derivatives:
        headings.append("directional derivative")
        columns.append([notation.full(one) for one in report.derivatives])
    if report.seed is not None:
        headings.append("seed")
        columns.append([notation.full(one) for one in report.seed])
    return Section(headings, list(zip(*columns, strict=True)))
