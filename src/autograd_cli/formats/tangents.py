"""The tangents of a trace as tables: of each sweep, what comes in, the local partial, what goes out.

Takes a `Trace` in forward mode. Returns sections.

*Source*: the evaluation trace of Baydin et al. 2018, section 3.1.
"""

from collections.abc import Mapping, Sequence

from autograd_cli.formats.layout import Section
from autograd_cli.formats.notation import Notation
from autograd_cli.graphs.graph import NodeId, Shape
from autograd_cli.graphs.shapes import size
from autograd_cli.lessons.traced import Share, TangentShare, TangentStep, Trace
from autograd_cli.numerals import Values, elements
from autograd_cli.wording.languages import Word

# Of so many sweeps each is shown node by node.
MOST_SWEEPS = 6


def tangent_sections(report: Trace, notation: Notation) -> list[Section]:
    """A table of each sweep, and one of all; in symbols one for all inputs at once."""
    steps = report.tangents or ()
    if report.value is None:
        return [_formulas(steps)]
    names = list(steps[0].tangents)
    shapes = {step.node: step.shape for step in report.forward}
    sweeps = [_sweep(steps, name, shapes, notation) for name in names[:MOST_SWEEPS]]
    if len(names) <= (MOST_SWEEPS if report.shaped else 1):
        return sweeps
    return [*sweeps, _shaped(steps, notation) if report.shaped else _overview(steps, names, notation)]


def _formulas(steps: Sequence[TangentStep]) -> Section:
    """A line for each operand with its local partial, the last with the tangent as a formula of tangents."""
    rows: list[tuple[str, ...]] = []
    for step in steps:
        tangent = step.name if step.formula == step.name else f"{step.name} = {step.formula}"
        if not step.shares:
            rows.append((step.label, "", "", tangent))
        for i, share in enumerate(step.shares):
            last = i == len(step.shares) - 1
            rows.append((step.label if i == 0 else "", share.label, share.formula or "", tangent if last else ""))
    headings = ("node", "from", "local partial", "tangent")
    return Section(headings, rows, "code", "tangents")


def _sweep(steps: Sequence[TangentStep], name: str, shapes: Mapping[NodeId, Shape], notation: Notation) -> Section:
    """One sweep: a line for each operand that moves in it, the last with the tangent, as a sum of several terms.

    What is not elementwise has a Jacobian as its local factor, of which the size is given.
    """
    is_shaped = any(shapes.values())
    rows: list[tuple[str, ...]] = []
    moving: dict[int, Values] = {}
    for step in steps:
        shares = [share for share in step.shares if share.operand in moving]
        tangent = step.tangents[name]
        if not shares and not any(elements(tangent)):
            continue
        moving[step.node] = tangent
        text = notation.brief(tangent)
        if not shares:
            rows.append((step.label, "", "", "" if step.shares else Word("seed"), text))
        contributions = [notation.brief(share.contributions.get(name, 0.0)) for share in shares]
        total = text + (f" = {' + '.join(contributions).replace('+ -', '- ')}" if len(shares) > 1 else "")
        for i, share in enumerate(shares):
            partial = _factor(step, share, shapes, notation) if is_shaped else ""
            if not partial:
                partial = partial_text(share, "" if share.partial is None else notation.brief(share.partial))
            rows.append(
                (
                    step.label if i == 0 else "",
                    share.label,
                    notation.brief(moving[share.operand]),
                    partial,
                    total if i == len(shares) - 1 else "",
                )
            )
    headings = ("node", "from", "its tangent", "local factor" if is_shaped else "local partial", "tangent")
    kind = "text" if is_shaped else "number"
    return Section(headings, rows, f"code code {kind} code {kind}", f"tangents towards {name}")


def partial_text(share: Share | TangentShare, number: str) -> str:
    """A local partial as formula and number, as its number alone, or as its number in words."""
    if share.words is not None:
        return Word(f"{number}, {share.words}") if share.words else number
    return number if share.formula in (None, number) else f"{share.formula} = {number}"


def _factor(step: TangentStep, share: TangentShare, shapes: Mapping[NodeId, Shape], notation: Notation) -> str:
    """The Jacobian that a node which is not elementwise multiplies by, and its size; empty for any other."""
    if share.partial is not None or share.formula is not None:
        return ""
    rows, columns = size(shapes[step.node]), size(shapes[share.operand])
    return f"d{step.label}/d{share.label}, {rows} x {columns}"


def _overview(steps: Sequence[TangentStep], names: Sequence[str], notation: Notation) -> Section:
    """The tangents of all sweeps side by side."""
    rows = [(step.label, *(notation.brief(step.tangents[name]) for name in names)) for step in steps]
    headings = ("node", *(f"d/d{name}" for name in names))
    return Section(headings, rows, title="tangents, a sweep for each input")


def _shaped(steps: Sequence[TangentStep], notation: Notation) -> Section:
    """The tangents that are not 0, one for each element of an input."""
    rows = [
        (step.label if i == 0 else "", name, notation.brief(tangent))
        for step in steps
        for i, (name, tangent) in enumerate(_moving(step.tangents))
    ]
    title = "tangents, a sweep for each element of an input"
    return Section(("node", "towards", "tangent"), rows, "code code text", title)


def _moving(tangents: Mapping[str, Values]) -> Sequence[tuple[str, Values]]:
    """The tangents that are not zero; the first where all are."""
    moving = [(name, tangent) for name, tangent in tangents.items() if any(elements(tangent))]
    return moving or list(tangents.items())[:1]
