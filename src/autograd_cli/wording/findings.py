"""The words of a finding.

Takes: a finding's fields; each kind has several cases. Returns: the message. A message is one sentence, then what other
conventions give in parentheses, then what follows from it: values that are not finite, derivatives that are lost.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from autograd_cli.wording.forms import filled

# How many nodes a trail names at the most.
LONGEST_TRAIL = 4
WIDER = "recomputed with a wider range{unsettled}"
LONGER = "recomputed with more digits{unsettled}"
# The place of the values in a template.
VALUES = "{but}"
HIGHEST = ", at {bits:,} bits, the highest precision tried"

# By kind and case.
FINDINGS: Mapping[tuple[str, str], str] = {
    ("domain", "pole"): "`{text}` has a pole{holds}{at}{without_derivative}",
    ("domain", "without-slope"): "`{text}` has a value but no derivative{holds}{at}",
    ("domain", "undefined"): "`{text}` is undefined{holds}{without_derivative}{continuous}",
    ("domain", "infinite"): "`{text}` has no value where {names:and} {names:is|are} infinite{at}",
    ("domain", "infinite-input"): "{text} {names:is|are} undefined, since an input is infinite",
    ("domain", "infinite-parts"): "{text} {names:is|are} undefined here: {names:its formula has|their formulas have}"
    " infinite parts",
    (
        "domain",
        "infinite-constant",
    ): "{text} {names:is|are} undefined, since `inf` is subtracted from itself, or times 0",
    ("domain", "outside"): "`{text}` needs `{where}`{but}",
    ("domain", "power"): "`{text}` needs `{where}`{but}; the real cube root is `cbrt(x)`",
    ("domain", "indefinite"): "`{text}` needs a positive definite matrix",
    ("domain", "partial"): "the derivative of `{text}` with respect to `{by}` needs `{where}`{but}{left_out}",
    ("domain", "pole-within"): "`{text}` has a pole{within}: the bounds leave it out",
    ("domain", "partial-within"): "the derivative of `{text}` with respect to `{by}` is not defined everywhere{within}",
    ("domain", "without-bounds"): "`{text}` has no bounds{within}: it has a pole there, or is too large for doubles",
    ("domain", "nowhere"): "`{text}` is defined nowhere{within}",
    ("domain", "not-everywhere"): "`{text}` is not defined everywhere{within}: the bounds cover the part where it is",
    ("domain", "entry"): "written for `{where}`; elsewhere an entry may have a value that the formula lacks",
    ("domain", "formula"): "written for `{where}`; elsewhere the derivative may have a value that the formula lacks; "
    "`--everywhere` keeps it",
    ("boundary", "edge"): "`{text}` is at the edge of its domain{edge}{at}; the limits from inside are used",
    ("boundary", "bound"): "`{text}` reaches the edge of its domain{within}: a bound is infinite",
    ("overflow", "operation"): "`{text}` is too large for a double{at}",
    ("overflow", "results"): "beyond the largest double, 1.8e308: {large}",
    ("kink", "condition"): "`{text}` has no derivative{here}: `{where}`{used_here}",
    ("kink", "vertical"): "`{text}` has a vertical tangent{here}: `{where}`{used_here}",
    ("kink", "tie"): "`{text}` has no derivative{here}: {where}{used_here}",
    ("jump", "plateau"): "the value stays around the point, and jumps farther along {text}: other plateaus were tried, "
    "but not all, so that there may be a better {name}",
    (
        "jump",
        "next-to",
    ): "the value jumps next to the point: on this side of the jump it may have no {name}, but a limit",
    (
        "jump",
        "limit",
    ): "the {name} is not attained: the value tends to {value} on this side of the jump at {text}, and has "
    "another value there",
    (
        "jump",
        "jump",
    ): "the value is best next to the jump at {text}, where no gradient is 0: it is worse beyond the jump",
    ("kink", "within"): "`{text}` may have a kink{within}: the partials cover both sides",
    ("jump", "condition"): "`{text}` jumps where `{where}`{at}; the derivative is that of the pieces",
    ("jump", "alone"): "`{where}` at this point alone{at}; the derivative is that of the branch taken here, and the "
    "function's own may be another: `autograd check` compares them",
    (
        "jump",
        "formula",
    ): "`{where}` distinguishes single points: what is written for them is the derivative of the "
    "branch taken there, and the function's own may be another",
    ("jump", "within"): "`{text}` may jump{within}: the partials are those of the pieces",
    ("input", "nan"): "`{name}` is bound to nan, which propagates",
    ("name", "one-name"): "`{name}` is read as one variable; the product is `{text}`",
    (
        "name",
        "number",
    ): "`{name}` is read as a number; `given {name} = vector(3);` before it makes it a vector",
    ("name", "one-number"): "`{name}` is one number here, in a function of vectors such as `{name}=[1, 2, 3]`",
    ("name", "transposed"): "`{name}'` is the transpose of `{name}`, for a number `{name}` itself; "
    "derivatives are printed by `autograd diff`",
    ("name", "number-in-latex"): "`{name}` is read as a number; a value makes it a vector or matrix, as in "
    "`{name}=[1, 2, 3]`",
    ("name", "constant"): "`{name}` is a constant here, {text}; `given {name} = 1;` makes it a variable",
    ("name", "same-symbol"): "{names:and} are one symbol in LaTeX, `{text}`; give one of them another name",
    ("name", "count"): "`{name}` is a bound, an index or an axis here, and has no derivative",
    ("name", "fixed"): "`{name}` is a bound, an index or an axis here: it is {value} throughout",
    ("name", "kept"): "{names:and} {names:keeps its value|keep their values}: the others have ranges, as many as there "
    "are equations; `--for {text}` searches for all",
    ("name", "defaults"): "{names:and} {names:is|are} compared as {names:a variable|variables}; "
    "what is given for {names:it|them} is not used",
    ("name", "column"): "`{name}` is the column of the table, neither a constant nor a parameter",
    ("name", "parameter"): "`{name}` is a parameter, searched for; the table has the column {text}",
    ("convergence", "interrupted"): "interrupted: these are the best values so far",
    ("convergence", "stopped"): "the search stopped before a minimum: the residuals have a part of {value} along the "
    "model; other starts may lead further{further}",
    (
        "convergence",
        "no-root-of-starts",
    ): "the search found no root from any of {digits} starts: where it came "
    "nearest the largest residual is {value}; other ranges may lead further",
    (
        "undetermined",
        "multiple-root",
    ): "the Jacobian is 0: {digits} roots meet here, so that rounding leaves about {value} "
    "digits of it, and it has no derivative with respect to parameters",
    ("convergence", "no-root"): "the search found no root: where it stopped the largest residual is {value}; other "
    "starts may lead further{further}",
    (
        "convergence",
        "root-at-infinity",
    ): "the search went ever farther from the start, where the residuals become smaller "
    "and smaller, as towards a root at infinity; other starts may lead to a root",
    (
        "undetermined",
        "roots",
    ): "there are fewer equations than unknowns: the root can move, to first order along {text}; "
    "`--for` names the unknowns to search for, `--fix` those that keep their values",
    ("undetermined", "singular"): "the Jacobian is singular along {text}: the root is a multiple one, or one of many",
    (
        "kink",
        "root",
    ): "the root is at a kink of `{text}`: the derivative used there makes the Jacobian singular",
    ("undetermined", "derivatives-of-root"): "the root has no derivative with respect to parameters: the Jacobian is "
    "singular",
    ("precision", "not-proved"): "that there is a root in a box around the point is not proved, as it is at no "
    "multiple root",
    (
        "convergence",
        "unsettled",
    ): "not settled: in {digits} {digits:box|boxes} neither a root nor its absence is proved",
    ("convergence", "boxes"): "the search stopped after {text} boxes: roots may be too close to each other to be told "
    "apart, as where every point of a range is one",
    (
        "convergence",
        "unsettled-multiple",
    ): "not settled: in {digits} {digits:box|boxes} neither a root nor its absence is proved; at {names:and} the "
    "Jacobian is singular, as at a double root, of which this method has no proof: the least change makes two or none",
    ("convergence", "unbounded-below"): "the value falls below every bound: {value} at the last point",
    ("convergence", "unbounded-above"): "the value rises above every bound: {value} at the last point",
    (
        "convergence",
        "unbounded-below-of-all",
    ): "the value falls below every bound: {value} at the last point; all of {names:and} were moved: `--for` names "
    "those to search for, `--fix` those that keep their values",
    (
        "convergence",
        "unbounded-above-of-all",
    ): "the value rises above every bound: {value} at the last point; all of {names:and} were moved: `--for` names "
    "those to search for, `--fix` those that keep their values",
    ("convergence", "infinity-below"): "far from the start the value still falls, to {value} at the last point: the "
    "{name} is not reached at any point",
    ("convergence", "infinity-above"): "far from the start the value still rises, to {value} at the last point: the "
    "{name} is not reached at any point",
    ("convergence", "edge"): "the search ended where the gradient is not finite, at the edge of the domain: no {name} "
    "was found inside",
    ("convergence", "infeasible"): "no point was found that fulfils the constraints: at the nearest one {names:and} "
    "{names:does|do} not hold",
    ("convergence", "saddle-below"): "the point is a saddle: the value falls along {text}",
    ("convergence", "saddle-above"): "the point is a saddle: the value rises along {text}",
    ("convergence", "search"): "the search stopped before a {name}: the gradient is {value} of the largest one met; "
    "other starts may lead further{further}",
    ("undetermined", "valley"): "the value does not change along {text}: the {name} is one of many",
    ("undetermined", "flat"): "along {text} the second derivative is 0, or nearly: fewer digits of the point are known",
    ("undetermined", "derivatives"): "the {name} has no derivative with respect to parameters: the matrix of the "
    "conditions of optimality is singular",
    ("kink", "solution"): "the {name} is at a kink: gradients on its sides can be combined to 0, but none of them is 0",
    (
        "convergence",
        "one-start",
    ): "from one start, drawn from the range: the {name} may be a local one; `--starts 20` keeps the best of 20",
    ("convergence", "local"): "the {name} is a local one: at {text} the value is {value}",
    ("bound", "solution"): "`{name}` is at its bound {value}",
    ("bound", "outside-bounds"): "`{name}` is outside of {value}, from which starts alone are drawn; "
    "`--bounds {text}` keeps it inside",
    ("bound", "outside-over"): "`{name}` is outside of {value}, from which starts alone are drawn; "
    "`--over {text}` in place of {names:and} searches inside alone",
    ("bound", "outside"): "`{name}` is outside of {value}, from which starts alone are drawn",
    ("undetermined", "no-influence"): "`{name}` has no influence on the model at these rows, and so no standard error",
    ("undetermined", "together"): "{names:and} cannot be told apart: the data leave {text} free",
    (
        "undetermined",
        "plateau",
    ): "the search ended on a plateau: near {value} `{name}` has no influence; start at other values",
    (
        "undetermined",
        "left-side",
    ): "there is no R²: the left side has {names:and}, whose {names:estimate moves|estimates move} its variance",
    ("undetermined", "no-freedom"): "there are not more residuals than parameters, which standard errors need",
    (
        "kink",
        "estimate",
    ): "`{text}` has no derivative at the estimate in {where}: standard errors are of one side",
    ("bound", "held"): "`{name}` is at its bound {value}, and has no standard error there",
    ("rounding", "errors"): "rounding of the data leaves about {digits} {digits:digit|digits} of the residuals, and of "
    "the standard errors",
    ("rounding", "exact-fit"): "the residuals are rounding alone: the fit is exact",
    ("rounding", "residuals"): "the residuals are rounding alone: the fit is exact, and standard errors mean nothing",
    ("precision", "not-wide"): "the digits are those of doubles: wide arithmetic needs a fit that converged, with no "
    "parameter at a bound or undetermined, and not too many rows",
    ("precision", "estimates"): "only {digits} {digits:digit|digits} of the estimates and their standard errors are "
    "known",
    (
        "precision",
        "root-digits",
    ): "{digits} digits of the root could not be proved, as of a multiple root, "
    "and of one at a kink or a jump: these are the digits of doubles",
    ("precision", "derivative-digits"): "the derivatives of the solution have the digits of doubles: {digits} of them "
    "are not proved",
    ("precision", "minimum-digits"): "{digits} digits of the {name} could not be proved, as at a kink, in a valley, "
    "where second derivatives are 0, and with active constraints: these are the digits of doubles",
    ("undetermined", "profile"): "an end of the interval of `{name}` by profile is not known: beyond some value the "
    "other parameters could not be fitted",
    ("rounding", "estimates"): "rounding leaves about {digits} {digits:digit|digits} of the estimates: parameters are "
    "nearly interchangeable, and the table is too large for wider numbers",
    ("literal", "large"): "`{text}` is beyond the largest double, and is read as {value}",
    ("literal", "whole"): "`{text}` has more digits than a double, and is read as {value}",
    ("literal", "whole-value"): "the value of `{name}`, {text}, has more digits than a double, and is read as {value}",
    ("literal", "value"): "the value of `{name}`, {text}, is below the smallest double, and is read as {value}",
    ("literal", "small"): "`{text}` is below the smallest double, and is read as {value}",
    ("recomputed", "overflow"): "`{text}` overflows in floats ({lossy}); " + WIDER,
    ("recomputed", "underflow"): "`{text}` underflows in floats ({lossy}); " + WIDER,
    ("recomputed", "backward"): "a float overflows or underflows in the backward pass; " + WIDER,
    ("recomputed", "cancellation"): "`{text}` loses digits in floats ({lossy}); " + LONGER,
    ("recomputed", "choice"): "rounding decides `{text}` in floats ({lossy}); " + LONGER,
    ("recomputed", "backward-digits"): "digits cancel in the backward pass; " + LONGER,
    ("recomputed", "digits"): "rounding takes digits of floats on the way; " + LONGER,
    ("recomputed", "series"): "a float overflows or underflows on the way; " + WIDER,
    ("recomputed", "arrays"): "floats overflow or underflow on the way; " + WIDER,
    (
        "recomputed",
        "late",
    ): "floats overflow or underflow here, and a wider evaluation took too long; the results are those of floats",
    ("precision", "condition"): "a condition is not decided at {bits:,} bits; what depends on it is not reported",
    ("precision", "unknown"): "`{text}` is not computed for such arguments{at}",
    ("precision", "unbounded"): "{name} is not enclosed by finite bounds" + HIGHEST,
    ("precision", "zero"): "{name} cannot be distinguished from 0; it is at most {value} in size" + HIGHEST,
    ("precision", "digits"): "{name} is known to {digits} digits only" + HIGHEST,
    ("precision", "bounds"): "{name} is only known to be in {value}" + HIGHEST,
    ("rounding", "late"): "rounding takes digits of floats, and a longer evaluation does not settle them: {large}",
    ("rounding", "no-digit-left"): "rounding leaves no digit of {name} in floats; `--digits` has more",
    ("rounding", "digits-left"): "rounding leaves about {digits} {digits:digit|digits} of {name} in floats; `--digits` "
    "has more",
    ("domain", "sensitivity"): "the value is {text}, and relative sensitivities are parts of it",
    ("precision", "first-order"): "to first order the value has no uncertainty here, since the derivatives are 0; "
    "an interval, as in `{text}`, bounds it",
    ("rounding", "unknown"): "how many digits of {name} are right is not known: its enclosure is too wide",
    ("rounding", "no-digit"): "no digit of {name} is right: it is {true}",
    ("rounding", "digits"): "only {digits} {digits:digit|digits} of {name} {digits:is|are} right: it is {true}",
}


def words(finding: Any) -> str:
    """The message of a finding."""
    before, after = around_values(finding)
    if VALUES not in FINDINGS[finding.kind, finding.case]:
        return before + after
    return before + (but(finding.values) if finding.values else _at(finding)) + after


def around_values(finding: Any) -> tuple[str, str]:
    """The message before and after the values, in which the rows of a table differ."""
    fields = {
        name: getattr(finding, name)
        for name in ("text", "where", "by", "name", "names", "value", "true", "digits", "bits")
    }
    parts = {
        "at": _at(finding),
        "edge": f", where `{finding.where}`" if finding.where else "",
        "holds": f" where `{finding.where}`" if finding.where else "",
        "lossy": _lossy(finding.value, finding.true),
        "here": _at(finding) or " here",
        "within": _within(finding.values),
        "without_derivative": "; there is no derivative" if finding.differentiated else "",
        "continuous": f"; `{finding.continuous}` has the limit there" if finding.continuous else "",
        "left_out": f"; `--wrt {','.join(finding.names)}` leaves it out" if finding.names else "",
        "used_here": _used(finding.used),
        "further": f", as with `{finding.text}`" if finding.text else "",
        "large": ", ".join(_results(finding.results, finding.more, "and {} others")),
        "unsettled": "; the result is not settled to all digits" if finding.settled is False else "",
    }
    before, _, after = FINDINGS[finding.kind, finding.case].partition(VALUES)
    given = {**fields, **parts}
    return filled(before, given), filled(after, given) + _gives(finding) + _makes(finding.makes) + _lost(finding)


def _lossy(value: str | None, true: str | None) -> str | None:
    """A float and what it should be; the float alone where the two are written alike."""
    return f"{value} for {true}" if value != true else value


def _at(finding: Any) -> str:
    return f", first at {finding.at}" if finding.at else ""


def but(values: Mapping[str, str]) -> str:
    """The values that are outside of a domain, by their operands' texts; a number written needs none."""
    told = [f"`{text} = {value}`" for text, value in values.items() if text != value]
    return f", but {' and '.join(told)}" if told else ""


def _within(values: Mapping[str, str] | None) -> str:
    return " for " + ", ".join(f"`{text}` in {value}" for text, value in values.items()) if values else ""


def _used(used: Sequence[str] | None) -> str:
    """The derivatives used at a kink; of a function of all elements one that no text has."""
    if used is None:
        return "; one between those of its sides is used"
    return f"; {', '.join(used)} {'is' if len(used) == 1 else 'are'} used"


def _gives(finding: Any) -> str:
    """What other conventions give, for the operation alone; it says so where that has several partials."""
    gives = finding.gives or {}
    local = finding.used is None and any(", " in value for value in gives.values())
    each = "; ".join(f"{'in ' * local}{preset}: {value}" for preset, value in gives.items())
    return f" ({'local partials ' * local}{each})" if each else ""


def _makes(makes: Sequence[tuple[str, str]] | None) -> str:
    # Nodes of one definition have its text.
    steps = [*dict.fromkeys(f"`{text}` {value}" for text, value in makes or ())]
    if len(steps) > LONGEST_TRAIL:
        steps[LONGEST_TRAIL - 1 : -1] = ["..."]
    return f"; it makes {', '.join(steps)}" if steps else ""


def _lost(finding: Any) -> str:
    ends = _results(finding.lost, finding.more, "{} others are not finite")
    return f"; so {', '.join(ends)}" if ends else ""


def _results(results: Sequence[Any] | None, more: int | None, others: str) -> list[str]:
    """Results that are not what a double can say, by name, and how many there are beside them."""
    found = []
    for result in results or ():
        way = ", ".join(dict.fromkeys(f"`{text}`" for text in result.by))
        found.append(f"{result.name} is {result.value}{f' via {way}' if way else ''}")
    return [*found, others.format(more)] if results and more else found
