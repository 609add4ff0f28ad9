"""The linear or quadratic model of a formula to as many digits as are asked for.

Takes: a `Problem`. Returns: a `LongTangent`. Inputs and literals are what was written: `0.1` is a tenth.
"""

from collections.abc import Sequence

from autograd_cli.ask.problem import Problem
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import to_double
from autograd_cli.report.entries import Asked, Entry, unexplained
from autograd_cli.report.evaluation import sweep
from autograd_cli.report.long import double_of
from autograd_cli.report.matrices import Posed, hessian_parts, posed_hessian
from autograd_cli.report.polynomial import Factor, Term, finite_polynomial, number_of
from autograd_cli.report.precise import beside, limit_digits, precise_numbers
from autograd_cli.report.series import check_order, has_sides, lost_beside, without_alone
from autograd_cli.report.tangent import HIGHEST_ORDER, LongTangent, holds_beside
from autograd_cli.run.limits import limits_beside


def precise_tangent(
    problem: Problem, digits: int, *, wrt: Sequence[str] | None = None, order: int = 1, kinks: str = OURS
) -> LongTangent:
    """The model to so many digits, the last of each number off by at most one.

    Raises: `AutogradError` as `tangent` and `resolve` do.
    """
    check_order(order, 1, HIGHEST_ORDER)
    problem.single()
    posed = posed_hessian(problem, wrt, None, kinks) if order == HIGHEST_ORDER else None
    places = [] if posed is None else [(i, j) for i, row in enumerate(posed.matrix.pattern.rows) for j in row]
    if posed is None:
        flat = problem.scattered()
        swept = sweep(flat, wrt, None, True, kinks)
        wanted, whole = swept.wanted, swept.whole
        asked = Asked(flat, swept.nodes, [Entry((0,), (node,)) for node in swept.nodes])
    else:
        flat, wanted = posed.problem, posed.wanted
        whole, asked = _with_halves(posed, places)
    names = list(wanted)
    inputs, numbers, diagnosis, doubts = precise_numbers(whole, asked, kinks, digits=digits)
    findings = diagnosis.findings
    is_smooth = True
    if kinks == OURS and has_sides(findings):
        agreed, points = beside(flat, names, digits, lost_beside(order, findings))
        limits = limits_beside(whole, points, whole.outputs, agreed)
        own = [*map(double_of, numbers)]
        is_smooth = None not in limits and holds_beside(own, [*map(to_double, limits)], findings, len(names))
        if is_smooth:
            numbers = [limit_digits(one, digits, own) for one, own in zip(limits, numbers, strict=True)]
            findings = tuple(without_alone(findings))
    value, *derivatives = map(number_of, numbers)
    point = {name: number_of(text) for name, text in inputs.items()}
    terms = [Term(value)]
    terms += [Term(slope, (Factor(name, point[name]),)) for name, slope in zip(names, derivatives, strict=False)]
    halves = iter(derivatives[len(names) + len(places) :])
    for (i, j), entry in zip(places, derivatives[len(names) :], strict=False):
        a, b = names[i], names[j]
        if i == j:
            terms.append(Term(next(halves), (Factor(a, point[a], 2),)))
        elif i < j:
            terms.append(Term(entry, (Factor(a, point[a]), Factor(b, point[b]))))
    parts = {} if posed is None else hessian_parts(posed, numbers[: 1 + len(posed.entries)], False)
    slopes = dict(zip(names, numbers[1:], strict=False))
    lost = dict.fromkeys(asked.name(one) for one, text in zip(asked.entries, numbers[1:], strict=True) if text == "NaN")
    told = [*findings, *doubts]
    return LongTangent(
        expression=problem.source.text,
        order=order,
        inputs=problem.gathered(inputs),
        output=problem.lowered.output,
        value=numbers[0],
        gradient=problem.gathered(slopes),
        layout=parts.get("layout"),
        hessian=parts.get("hessian"),
        formula=finite_polynomial(terms) if is_smooth else None,
        findings=(*told, *unexplained(tuple(lost), told)),
        digits=digits,
        terms=tuple(terms),
    )


def _with_halves(posed: Posed, places: Sequence[tuple[int, int]]) -> tuple[Function, Asked]:
    """What is to be computed, with halves of the entries on the diagonal, the coefficients of squares, as outputs."""
    function, graph, asked = posed.whole, posed.whole.graph, posed.asked
    entries = function.outputs[1 + len(posed.wanted) :]
    squares = [(entry, i) for entry, (i, j) in zip(entries, places, strict=True) if i == j]
    two = graph.constant("2")
    halves = tuple(graph.add("divide", (entry, two)) for entry, _ in squares)
    further = [Entry((0,), (asked.wanted[i], asked.wanted[i])) for _, i in squares]
    whole = Function(graph, function.inputs, function.outputs + halves)
    return whole, asked._replace(entries=[*asked.entries, *further])
