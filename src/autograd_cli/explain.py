"""The interface for Python to what explains a formula: its passes, its graph, its page, its derivatives as formulas.

In: text, numbers and arrays, as `gradient` takes them. Out: the reports that the commands print; a notebook shows them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from autograd_cli.api import Bindings, Names, posed_or_open, source_of
from autograd_cli.ask.calls import for_python
from autograd_cli.ask.problem import listed, pose, pose_open
from autograd_cli.ask.values import arrays_of
from autograd_cli.errors import AutogradError
from autograd_cli.lessons.drawing import GRADIENTS, STAGES, Drawing, drawing
from autograd_cli.lessons.groups import written_out
from autograd_cli.lessons.lesson import Lesson, lesson
from autograd_cli.lessons.trace import trace as passes
from autograd_cli.lessons.traced import Trace
from autograd_cli.report.differentiation import Differentiation, differentiation
from autograd_cli.report.notes import with_notes
from autograd_cli.syntax.names import canonical_name, names_in
from autograd_cli.wording.languages import LANGUAGES


@for_python
def trace(
    expression: str,
    values: Bindings | None = None,
    *,
    wrt: Names | None = None,
    mode: str | None = None,
    literals: bool = False,
    chains: bool = False,
    jacobians: bool = False,
    seed: Sequence[float] | None = None,
    textbook: bool = False,
    kinks: str = "autograd-1",
    lang: str = "en",
) -> Trace:
    """The forward and the backward pass, node by node, as `autograd trace` prints them; in symbols without values.

    `chains` adds the products of local factors, `jacobians` the local derivatives as matrices; `seed` has a weight for
    each element of a vector that is the result. In a `textbook` local partials are written as they are taught;
    `lang` is the language of words, `en` or `ko`.

    Raises: `AutogradError` as `gradient` does.

    Example:
        >>> [step.value for step in trace("2*x*y", {"x": 40, "y": 4}).forward][-1]
        320.0
    """
    names = listed(wrt)
    problem = posed_or_open(expression, values, names)
    report = passes(
        problem,
        wrt=names,
        mode=mode,
        literals=literals,
        kinks=kinks,
        jacobians=jacobians,
        chains=chains,
        seed=seed,
        textbook=textbook,
    )
    return replace(with_notes(report, problem.notes), language=_language(lang))


@for_python
def graph(
    expression: str,
    values: Bindings | None = None,
    *,
    wrt: Names | None = None,
    stage: str | None = None,
    literals: bool = False,
    group: Names | None = None,
    expand: Names = (),
    seed: Sequence[float] | None = None,
    textbook: bool = False,
    kinks: str = "autograd-1",
    lang: str = "en",
) -> Drawing:
    """The computation graph with values and gradients, as `autograd graph` draws it; the bare structure without values.

    A `stage` is `structure`, `values`, `rules` or `gradients`. Functions in `expand` are drawn by their definitions,
    those in `group` also with a box around their gates; `lang` is that of `trace`.

    `.render("svg")` is the picture that a notebook shows.

    Raises: `AutogradError` as `gradient` does.

    Example:
        >>> graph("2*x*y", {"x": 40, "y": 4}).render("svg").startswith("<svg")
        True
    """
    names, groups = listed(wrt), listed(group) or ()
    if stage is not None and stage not in STAGES:
        raise AutogradError("option", "choice", option="stage", value=stage, choices=", ".join(STAGES))
    problem = posed_or_open(expression, values, names, [*(listed(expand) or ()), *written_out(groups)])
    if seed is not None and (stage or GRADIENTS) != GRADIENTS:
        raise AutogradError("usage", "exclude", one="--seed", other=f"--stage {stage}")
    if seed is not None and not problem.is_complete:
        raise AutogradError("usage", "needs-other", option="seed", other="values")
    report = drawing(
        problem,
        wrt=names,
        literals=literals,
        kinks=kinks,
        stage=stage,
        seed=seed,
        group=groups,
        textbook=textbook,
    )
    return replace(with_notes(report, problem.notes), language=_language(lang))


@for_python
def page(
    expression: str,
    values: Bindings,
    *,
    wrt: Names | None = None,
    blank: bool = False,
    textbook: bool = False,
    kinks: str = "autograd-1",
    lang: str = "en",
) -> Lesson:
    """The page that plays both passes and computes them anew as sliders move, as `autograd page` writes it.

    With `blank` the numbers are hidden until they are asked for; `textbook` and `lang` are those of `trace`.

    `.render("html")` is the file; a notebook shows it in a frame.

    Raises: `AutogradError` as `gradient` does.

    Example:
        >>> page("2*x*y", {"x": 40, "y": 4}).render("html").startswith("<!doctype html>")
        True
    """
    numbers = arrays_of(values)
    problem = pose(source_of(expression), numbers)
    report = lesson(problem, wrt=listed(wrt), kinks=kinks, blank=blank, textbook=textbook)
    return replace(with_notes(report, problem.notes), language=_language(lang))


@for_python
def diff(
    expression: str,
    wrt: Names | None = None,
    *,
    shapes: Mapping[str, Sequence[int]] | None = None,
    order: int | None = None,
    steps: bool = False,
    textbook: bool = False,
    kinks: str = "autograd-1",
    lang: str = "en",
) -> Differentiation:
    """The derivatives of a formula as formulas, as `autograd diff` prints them.

    A text `wrt` is one derivative, `x,y` the mixed one, a list several; `shapes` are those of vectors and matrices.
    With `steps` there is the derivation, and `textbook` gives the form at its end; `lang` is that of `trace`.
    `.render("text")` is a formula that can be evaluated, `.render("latex")` one for a slide.

    Raises: `AutogradError` as `gradient` does.

    Example:
        >>> diff("x^2*sin(y)", "x").render("text")
        '2*x*sin(y)'
    """
    chosen = [wrt] if isinstance(wrt, str) else wrt
    names = [canonical_name(name) for one in chosen or () for name in names_in(one)]
    lengths = {name: tuple(shape) for name, shape in (shapes or {}).items()}
    problem = pose_open(source_of(expression), names=names, shapes=lengths)
    report = differentiation(problem, wrt=chosen, order=order, steps=steps, textbook=textbook, kinks=kinks)
    return replace(with_notes(report, problem.notes), language=_language(lang))


def _language(lang: str) -> str:
    """The language of words. Raises: `AutogradError` with code `option`."""
    if lang not in LANGUAGES:
        raise AutogradError("option", "choice", option="lang", value=lang, choices=", ".join(LANGUAGES))
    return lang
