"""What is said of a derivative taken in several ways: the layouts of `check` and of its study.

In: a report. Out: a `Document` of plain text.
"""

from collections.abc import Iterable, Sequence

from autograd_cli.errors import visible
from autograd_cli.formats.layout import Document, Section, headline_name
from autograd_cli.formats.notation import Notation
from autograd_cli.formats.plot import error_plot
from autograd_cli.formats.sameness import point_text
from autograd_cli.lessons.adjoints import Adjoint, Adjoints
from autograd_cli.report.against import Against, Claim
from autograd_cli.report.check import Check, CheckedWay, Checks, Compared, Failure
from autograd_cli.report.evaluation import flattened
from autograd_cli.report.study import Study

# The partials of so many variables stand beside each other.
MOST_BESIDE = 6


def checked(report: Check, notation: Notation) -> Document:
    """The ways, a line each, and what else was compared."""
    names = [name for name, _ in flattened(report.inputs) if any(name in way.partials for way in report.ways)]
    beside = names if len(names) <= MOST_BESIDE else []
    rows = [
        (
            way.name,
            *(notation.short(way.partials[name].value) if name in way.partials else "" for name in beside),
            _difference(way.partials.values()),
            _remark(way),
        )
        for way in report.ways
    ]
    headings = ("way", *(f"d/d{visible(name)}" for name in beside), "difference", "")
    sections = [Section(headings, rows, f"text {'number ' * len(beside)}number text")]
    if names != beside:
        sections.append(_one_below_the_other(report, names, notation))
    if report.sides:
        sides = [
            (visible(name), notation.short(one.left), notation.short(one.right)) for name, one in report.sides.items()
        ]
        sections.append(Section(("variable", "from the left", "from the right"), sides))
    footnote = ""
    if report.identity is not None:
        holds = "holds" if report.identity.agrees else "does not hold"
        pair = f"{notation.short(report.identity.pushed)} and {notation.short(report.identity.pulled)}"
        footnote = f"dot-product identity along a random direction: {pair}; it {holds}"
    name = headline_name(report.output, report.expression, "the formula")
    return Document((name, report.verdict), sections, footnote, sign=": ")


def checks(report: Checks, notation: Notation) -> Document:
    """A line for each program."""
    rows: list[tuple[str, ...]] = []
    for row in report.files:
        if isinstance(row, Failure):
            rows.append((visible(row.file), f"error: {visible(row.error.message)}", "", ""))
        else:
            kinds = dict.fromkeys(finding.kind for finding in row.findings)
            rows.append((visible(str(row.file)), row.verdict, f"{row.largest:.1e}", ", ".join(kinds)))
    headings = ("program", "verdict", "difference", "findings")
    # Of errors alone there is nothing else to show.
    shown = 2 if all(isinstance(row, Failure) for row in report.files) else len(headings)
    rows = [row[:shown] for row in rows]
    return Document(None, [Section(headings[:shown], rows, "code text number text")])


def claimed(report: Against, notation: Notation) -> Document:
    """A line for each claimed partial; of a wrong one the point, and both values."""
    wrong = any(one.difference is not None for one in report.claims.values())
    rows = []
    for name, one in report.claims.items():
        cells = ["", "", ""]
        if one.difference is not None:
            values = notation.apart(one.difference.left, one.difference.right)
            cells = [point_text(one.difference.point, notation), *values]
        rows.append(
            (
                f"d/d{visible(one.element or name)}",
                visible(one.formula),
                *(cells if wrong else ()),
                visible(one.message),
            )
        )
    extra = ("at", "claimed", "right") if wrong else ()
    headings = ("partial", "claim", *extra, "verdict")
    section = Section(headings, rows, f"text code {'code number number ' * wrong}text")
    name = headline_name(None, report.expression, "the formula")
    return Document((name, _count(list(report.claims.values()), "claim")), [section], sign=": ")


def by_hand(report: Adjoints, notation: Notation) -> Document:
    """A line for each claimed adjoint."""
    rows = [(visible(name), *_pair(one, notation), visible(one.message)) for name, one in report.adjoints.items()]
    section = Section(("node", "claimed", "adjoint", "verdict"), rows, "code number number text")
    name = headline_name(None, report.expression, "the formula")
    return Document((name, _count(list(report.adjoints.values()), "adjoint")), [section], sign=": ")


def _pair(one: Adjoint, notation: Notation) -> tuple[str, str]:
    if one.agrees:
        return notation.short(one.claimed), notation.short(one.adjoint)
    return notation.apart(one.claimed, one.adjoint)


def _count(verdicts: Sequence[Claim | Adjoint], what: str) -> str:
    """How many of the claims are right."""
    right = sum(one.agrees is True for one in verdicts)
    many = f"{len(verdicts)} {what}{'s' * (len(verdicts) != 1)}"
    return f"{many} right" if right == len(verdicts) else f"{right} of {many} right"


def studied(report: Study, notation: Notation) -> Document:
    """The error of each way; that of differences by step, with a figure; costs; how large the derivative is."""
    sections = [_ways(report, notation)]
    overall = report.overall
    rows = [
        (f"{row.step:.0e}", *(_marked(error, row.step == best) for error, best in pairs))
        for row in overall.errors[::2]
        for pairs in [((row.forward, overall.best_forward), (row.central, overall.best_central))]
    ]
    several = ", the largest of all partials" if len(report.errors) > 1 else ""
    title = f"relative error of differences by their step{several}; * is the least"
    sections.append(Section(("step", "forward", "central"), rows, "number", title))
    cost = [
        (
            f"{'~ ' * row.extrapolated}{row.variables}",
            *(
                f"{number:.4g}"
                for number in (
                    row.forward_differences,
                    row.central_differences,
                    row.forward_mode,
                    row.reverse_mode,
                )
            ),
        )
        for row in report.cost
    ]
    headings = ("inputs", "forward differences", "central differences", "forward mode", "reverse mode")
    title = "cost of all partials, in evaluations of the formula; ~ marks what is extrapolated"
    sections.append(Section(headings, cost, "number", title))
    size = report.size
    signs = "too many" if size.characters is None else f"{size.characters:,}"
    sizes = [
        ("the formula", f"{size.formula:,} parts"),
        ("all partials as text", f"{size.parts:,} parts, {signs} characters"),
        ("value and partials as a graph", f"{size.graph:,} operations"),
    ]
    sections.append(Section(("", ""), sizes, "text", "size"))
    name = headline_name(report.output, report.expression, "the formula")
    vanishing = any(None in (row.forward, row.central) for row in overall.errors[::2])
    footnote = "vanishes: beside x the step is lost to rounding" if vanishing else ""
    figure = error_plot(overall, _levels(report))
    return Document((name, "three ways to differentiate"), sections, footnote, sign=": ", figure=figure)


def _ways(report: Study, notation: Notation) -> Section:
    """The derivative towards each input, and how far each way is from it; at kinks the slopes of both sides."""
    kinks = any(one.left is not None for one in report.errors.values())
    rows = []
    for name, one in report.errors.items():
        sides = ["" if slope is None else notation.short(slope) for slope in (one.left, one.right)] if kinks else []
        errors = ["none" if way.error is None else "0" if way.error == 0 else f"{way.error:.1e}" for way in one.ways]
        rows.append((f"d/d{visible(name)}", notation.short(one.derivative), *sides, *errors))
    title = "relative error of each way; numerical: central differences, extrapolated to the step 0"
    title += "; at a kink the derivative is the convention's" if kinks else ""
    sides = ["from the left", "from the right"] if kinks else []
    headings = ("partial", "derivative", *sides, *(way.way for way in next(iter(report.errors.values())).ways))
    return Section(headings, rows, "text number", title)


def _levels(report: Study) -> dict[str, float]:
    """The largest error of each way that has no step."""
    levels: dict[str, float] = {}
    for one in report.errors.values():
        for way in one.ways:
            if way.error is not None:
                levels[way.way] = max(levels.get(way.way, 0.0), way.error)
    return levels


def _marked(error: float | None, best: bool) -> str:
    return "vanishes" if error is None else f"{'* ' if best else ''}{error:.1e}"


def _one_below_the_other(report: Check, names: Sequence[str], notation: Notation) -> Section:
    """The partials of so many variables that no line could hold them, with the largest difference of all ways."""
    rows = []
    for name in names:
        told = [way.partials[name] for way in report.ways if name in way.partials]
        rows.append((visible(name), notation.short(told[0].value), _difference(told)))
    headings = ("variable", "partial derivative", "largest difference")
    return Section(headings, rows)


def _difference(partials: Iterable[Compared]) -> str:
    known = [partial.difference for partial in partials if partial.difference is not None]
    return "" if not known else "0" if max(known) == 0 else f"{max(known):.1e}"


def _remark(way: CheckedWay) -> str:
    """What is particular about a way: its reason, its error bar, the definitions it rests on."""
    functions = ", ".join(f"`{name}`" for name in way.definitions if way.partials)
    rests = f"by the definition of {functions}" if functions else ""
    return "; ".join(filter(None, [_outcome(way), rests]))


def _outcome(way: CheckedWay) -> str:
    if way.reason is not None:
        return way.reason
    wrong = [name for name, partial in way.partials.items() if not partial.agrees]
    if wrong:
        return f"disagrees in {', '.join(f'd/d{visible(name)}' for name in wrong)}"
    if not way.partials:
        return ""
    if way.name == "differences":
        return f"± {max(partial.error for partial in way.partials.values()):.1e}"
    bounded = [partial.error for partial in way.partials.values() if partial.lower is not None]
    if bounded:
        width = max(bounded)
        return "exact to a double" if width == 0 else f"± {width:.1e}"
    return ""
