"""A minimum or a root as tables: the point, what it is there, the constraints, how it was found.

Takes a report. Returns a `Document` of plain text.
"""

from collections.abc import Mapping, Sequence

from autograd_cli.errors import visible
from autograd_cli.formats.layout import Document, Section, headline_name
from autograd_cli.formats.notation import Notation
from autograd_cli.numerals import Values
from autograd_cli.report.evaluation import flattened
from autograd_cli.report.minimum import Minimum
from autograd_cli.report.root import Candidate, Root, Roots

# What a report's kind is called in its headline.
KINDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "saddle": "saddle",
    "stationary": "a point without gradient",
    "kink": "{goal} at a kink",
    "jump": "{goal} beside a jump",
    "limit": "no {goal}: it is approached at a jump",
    "valley": "{goal} in a flat valley",
    "unbounded": "unbounded: there is no {goal}",
    "infinity": "no {goal}: it is approached at infinity",
    "infeasible": "infeasible: no point fulfils the constraints",
    "edge": "no {goal} inside the domain: the search ended at its edge",
    "unknown": "not converged",
}

# The method that needs no other before it.
NEWTON = "Newton's method"


def minimised(report: Minimum, notation: Notation) -> Document:
    """The point, the constraints, the derivatives where they are asked for, and how the search ended."""
    slopes = dict(flattened(report.gradient))
    digits = dict(flattened(report.digits or {}))
    rows: list[Sequence[str]] = [
        (
            visible(name),
            notation.full(digits.get(name, at)),
            notation.short(slopes[name]),
            "at its bound" * (name in report.at_bound),
        )
        for name, at in flattened(report.point)
    ]
    headings: Sequence[str] = ("variable", "value", "gradient", "")
    if not report.at_bound:
        headings, rows = headings[:3], [row[:3] for row in rows]
    sections = [Section(headings, rows, "code number number text")]
    norm = "gradient norm"
    if report.constraints:
        norm = "gradient norm of the Lagrangian"
    elif report.at_bound:
        norm = "gradient norm within the bounds"
    measures = [
        (report.goal if report.converged else "value", notation.full(report.value_digits or report.value)),
        (norm, notation.short(report.gradient_norm)),
    ]
    if len(report.eigenvalues) == 1 and len(rows) == 1:
        measures.append(("second derivative", notation.short(report.eigenvalues[0])))
    elif report.eigenvalues:
        along = " along the constraints" if _active(report) else ""
        measures.append((f"eigenvalues of the Hessian{along}", _spectrum(report, notation)))
        if report.condition is not None:
            measures.append(("condition of the Hessian", notation.short(report.condition)))
    sections.append(Section(("", ""), measures, "text number"))
    if report.constraints:
        sections.append(_constraints(report, notation))
    sections += derivative_sections(
        report.derivatives, report.differences, notation, report.value_derivatives, report.value_differences
    )
    if report.trace:
        sections.append(_trace(report, notation))
    name = headline_name(None, report.expression, "the function")
    kind = KINDS[report.kind].format(goal=report.goal)
    return Document((name, kind), sections, _ended(report), sign=": ")


def _active(report: Minimum) -> bool:
    return bool(report.at_bound) or any(one.active for one in report.constraints or ())


def _spectrum(report: Minimum, notation: Notation) -> str:
    """The eigenvalues, or how many have which sign, and the ends."""
    numbers = report.eigenvalues
    if len(numbers) <= 4:
        return ", ".join(map(notation.short, numbers))
    positive, negative = sum(one > 0 for one in numbers), sum(one < 0 for one in numbers)
    ends = f"{notation.short(numbers[0])} to {notation.short(numbers[-1])}"
    return f"{ends} ({positive} positive, {negative} negative)"


def _constraints(report: Minimum, notation: Notation) -> Section:
    """The constraints with how far they are from being broken, and their multipliers."""
    rows = [
        (
            visible(one.text),
            "violated" if one.violated else "active" if one.active else "not active",
            notation.short(one.value),
            "" if one.multiplier is None else notation.short(one.multiplier),
        )
        for one in report.constraints or ()
    ]
    headings = ("constraint", "", "left - right", "multiplier")
    return Section(headings, rows, "code text number")


def derivative_sections(
    derivatives: Mapping[str, Mapping[str, Values]] | None,
    differences: Mapping[str, Mapping[str, Values]] | None,
    notation: Notation,
    of_value: Mapping[str, float] | None = None,
    of_value_again: Mapping[str, float] | None = None,
) -> list[Section]:
    """The derivatives of the solution with respect to parameters, beside those of the problem solved again."""
    rows: list[Sequence[str]] = []
    for parameter, found in (derivatives or {}).items():
        again = dict(flattened((differences or {}).get(parameter, {})))
        pairs = [(visible(name), number, again.get(name)) for name, number in flattened(found)]
        if of_value is not None:
            pairs.append(("(value)", of_value[parameter], (of_value_again or {}).get(parameter)))
        rows += [
            (f"d{name}/d{visible(parameter)}", notation.full(number), _again(other, notation))
            for name, number, other in pairs
        ]
    if not rows:
        return []
    width = 3 if differences else 2
    headings = ("derivative of the solution", "by the implicit function theorem", "solved again, by differences")
    cells = [row[:width] for row in rows]
    return [Section(headings[:width], cells)]


def _again(number: float | None, notation: Notation) -> str:
    return "" if number is None else notation.full(number)


def _trace(report: Minimum, notation: Notation) -> Section:
    """The points that the search went to."""
    lines: list[Sequence[str]] = []
    names: list[str] = []
    for i, one in enumerate(report.trace or ()):
        point = dict(flattened(one.point))
        names = [*point]
        lines.append(
            (str(i), one.phase, notation.short(one.value), f"{one.gradient:.1e}", *map(notation.short, point.values()))
        )
    headings = ("step", "phase", "value", "gradient", *map(visible, names))
    return Section(headings, lines, "number text number")


def _ended(report: Minimum) -> str:
    """How the search ended, in a line."""
    one = report.convergence
    steps = f", then {_counted(one.steps, 'Newton step')}" if one.steps else ""
    curved = f", {_counted(one.hessians, 'Hessian')}" if one.hessians else ""
    values = _counted(one.evaluations, "evaluation")
    lines = []
    if one.method:
        lines.append(f"{one.method}{steps}: {values}{curved}, exact derivatives")
    if one.starts > 1:
        lines.append(f"{one.reached} of {one.starts} starts led to this value")
    return "\n".join(lines)


def _counted(count: int, noun: str, ending: str = "s") -> str:
    return f"{count} {noun}{ending * (count != 1)}"


def solved(report: Root, notation: Notation) -> Document:
    """The point, the residuals, the derivatives where they are asked for, and how the search ended."""
    digits = dict(flattened(report.digits or {}))
    box = {} if report.box is None or digits else report.box
    rows: list[Sequence[str]] = [
        (
            visible(name),
            notation.full(digits.get(name, at)),
            f"[{', '.join(map(notation.full, box[name]))}]" if name in box else "",
        )
        for name, at in flattened(report.point)
    ]
    width = 3 if box else 2
    headings = ("unknown", "root" if report.converged else "value", "exactly one root in")[:width]
    cells = [row[:width] for row in rows]
    sections = [Section(headings, cells, "code number text")]
    left = [(visible(text), notation.short(number)) for text, number in report.residual.items()]
    sections.append(Section(("equation", "residual"), left))
    if report.condition is not None:
        measures = [("condition of the Jacobian", notation.short(report.condition))]
        sections.append(Section(("", ""), measures, "text number"))
    sections += derivative_sections(report.derivative_digits or report.derivatives, report.differences, notation)
    name = headline_name(None, "; ".join(report.equations), "the equations")
    kind = "no root found" if not report.converged else "proved root" if report.proved else "root"
    one = report.convergence
    steps = "" if not one.steps else _counted(one.steps, "Newton step")
    how = one.method if one.method != NEWTON or not steps else ""
    values = _counted(one.evaluations, "evaluation")
    ended = f"{', then '.join(filter(None, (how, steps)))}: {values}, exact derivatives"
    return Document((name, kind), sections, ended, sign=": ")


def _candidate(candidate: Candidate | None, width: int, notation: Notation) -> list[str]:
    """The point that may be a root, and the residual there; empty where there is none."""
    if candidate is None:
        return [""] * (width + 1)
    return [*(notation.full(number) for _, number in flattened(candidate.point)), notation.short(candidate.residual)]


def all_solved(report: Roots, notation: Notation) -> Document:
    """The roots with their boxes, and the boxes that are not settled."""

    def ends(box: Mapping[str, tuple[float, float]]) -> str:
        return " x ".join(f"[{', '.join(map(notation.full, one))}]" for one in box.values())

    names = [visible(name) for name in report.over]
    rows = [(*(notation.full(number) for _, number in flattened(one.point)), ends(one.box)) for one in report.roots]
    width = len(names)
    sections = [Section((*names, "exactly one root in"), rows, f"{'number ' * width}text")]
    if report.unsettled:
        lines = [
            (*_candidate(one, width, notation), ends(box))
            for one, box in zip(report.candidates, report.unsettled, strict=True)
        ]
        known = [i for i in range(width + 2) if any(line[i] for line in lines)]
        headings = (*names, "residual", "not settled in")
        cells = [[line[i] for i in known] for line in lines]
        kinds = " ".join("number" if i <= width else "text" for i in known)
        sections.append(Section(tuple(headings[i] for i in known), cells, kinds))
    name = headline_name(None, "; ".join(report.equations), "the equations")
    count = len(report.roots)
    kind = f"{_counted(count, 'root')}, and proofs that there is no other"
    if not report.proved:
        kind = f"{_counted(count, 'root')} proved, {_counted(len(report.unsettled), 'box', 'es')} not settled"
    return Document((name, kind), [one for one in sections if one.rows], _counted(report.boxes, "box", "es"), sign=": ")
