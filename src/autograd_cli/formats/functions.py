"""The layout of the function table, and of one function.

Takes a `Catalogue`. Returns a `Document`.
"""

from autograd_cli.formats.layout import Document, Section
from autograd_cli.formats.notation import Notation
from autograd_cli.report.catalogue import Catalogue, Description, Line

NOTE = (
    "Angles are in radians. `out` is the function's own value. Of a function of any number of arguments the derivative "
    "is that for two."
)


def catalogue(report: Catalogue, notation: Notation) -> Document:
    """The table by group; a single row, whole."""
    if len(report.functions) == 1:
        return entry(report.functions[0], notation)
    groups: dict[str, list[Line]] = {}
    for one in report.lines:
        groups.setdefault(one.group, []).append(one)
    headings = ("function", "derivative", "what it is")
    sections = [
        Section(
            headings,
            [(one.call, derivatives(one), one.summary) for one in members],
            "code code text",
            title,
        )
        for title, members in groups.items()
    ]
    return Document(None, sections, NOTE)


def derivatives(one: Line) -> str:
    """The rules, named by their parameters where there are several."""
    if len(one.derivatives) == 1:
        return next(iter(one.derivatives.values()))
    return ", ".join(f"d/d{name}: {rule}" for name, rule in one.derivatives.items())


def entry(one: Description, notation: Notation) -> Document:
    """All that the table says of one function."""
    facts = [
        ("also called", ", ".join(one.aliases)),
        *((f"d/d{name}", rule) for name, rule in one.derivatives.items()),
        ("defined where", one.domain),
        ("edge of the domain", one.boundary),
        ("pole", one.pole),
        ("kink", one.kink),
        ("jump", one.jump),
        ("integer", ", ".join(one.integers)),
        ("no derivative", ", ".join(f"d/d{name}" for name in one.fixed)),
        ("definition", one.definition),
        ("accuracy", one.accuracy),
        ("limits", "; ".join(one.limits)),
        ("kept for the backward pass", ", ".join(one.keeps) or "nothing"),
        *((f"example {example.text}", notation.value(example.value)) for example in one.examples),
        *((f"at a kink, {preset}", rule) for preset, rule in one.conventions.items()),
        ("LaTeX", one.latex),
        ("reference", one.reference),
        ("remark", one.remark),
    ]
    rows = [(name, text) for name, text in facts if text]
    section = Section(("", ""), rows, "text code")
    return Document((one.call, one.summary), [section], sign=": ")
