"""Reports show themselves in a notebook, and print in every format that the command has."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import pytest
from nbclient import NotebookClient
from support.calls import call

from autograd_cli import AutogradError, diff, gradient, graph, minimize, page, solve, trace
from autograd_cli.formats.html import MOST_ROWS

NOTEBOOK = Path(__file__).parents[2] / "samples" / "lecture.ipynb"
LECTURE = "2*x*y + y + 3"
POINT = {"x": 40, "y": 4}


def media(report: Any) -> dict[str, str]:
    shown = report._repr_mimebundle_()
    assert {*map(type, shown.values())} == {str}
    return shown


@pytest.mark.slow
def test_the_sample_notebook_runs_and_shows_tables_a_picture_and_a_formula() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=60).execute()
    shown = [output.data for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [{*data} - {"text/plain"} for data in shown] == [
        {"text/html", "text/latex"},
        {"text/html", "text/latex"},
        {"image/svg+xml"},
        {"text/latex"},
        {"text/html"},
        {"text/html", "text/latex"},
    ]
    assert shown[4]["text/html"].startswith("<iframe ")
    assert "<strong>327</strong>" in shown[0]["text/html"]
    assert "kink: " in shown[-1]["text/html"]


def test_the_plain_text_is_what_the_command_prints() -> None:
    printed = call("eval", LECTURE, "--x", "40", "--y", "4")[1]
    assert media(gradient(LECTURE, POINT))["text/plain"] == printed.rstrip("\n")


def test_reports_have_every_form_that_a_notebook_shows() -> None:
    plain, html, latex, svg = "text/plain", "text/html", "text/latex", "image/svg+xml"
    for report, forms in [
        (gradient(LECTURE, POINT), {plain, html, latex}),
        (trace(LECTURE, POINT), {plain, html, latex}),
        (graph(LECTURE, POINT), {plain, svg}),
        (page(LECTURE, POINT), {plain, html}),
        (diff("x^2*sin(y)"), {plain, latex}),
        (diff("x^2*sin(y)", steps=True), {plain, html, latex}),
        (minimize("(x - 3)^2", {"x": 1}), {plain, html, latex}),
        (solve("x = cos(x)", {"x": 1}), {plain, html, latex}),
    ]:
        assert {*media(report)} == forms


def test_derivations_are_tables_of_formulas_and_rules() -> None:
    shown = media(diff("x^2*sin(y)", ["x"], steps=True))
    assert "<math>" in shown["text/html"]
    assert "<td>power rule</td>" in shown["text/html"]
    assert shown["text/latex"].startswith("\\begin{align*}\n")
    # An `aligned` is within a formula, and a table is none.
    assert media(diff("x*y"))["text/latex"].startswith("$$\n\\begin{aligned}\n")
    assert media(trace(LECTURE, POINT))["text/latex"].startswith("\\begin{tabular}")


def test_a_point_is_lines_of_equations_in_latex() -> None:
    assert media(gradient(LECTURE, POINT))["text/latex"] == (
        "$$\n\\begin{aligned}\nf &= 327 \\\\\n\\frac{\\partial f}{\\partial x} &= 8 \\\\\n"
        "\\frac{\\partial f}{\\partial y} &= 81\n\\end{aligned}\n$$"
    )
    assert (
        r"\frac{d y}{d x} &= \begin{pmatrix} 2 \\ 4 \end{pmatrix}"
        in (media(gradient("y = sum(x^2)", {"x": [1, 2]}))["text/latex"])
    )


def test_a_page_is_in_a_frame_of_its_own() -> None:
    made = page(LECTURE, POINT, lang="ko")
    printed = call("page", LECTURE, "--x", "40", "--y", "4", "--format", "html", "--lang", "ko")[1]
    assert made.render("html") == printed.rstrip("\n")
    frame = ElementTree.fromstring(media(made)["text/html"])
    assert frame.attrib["srcdoc"] == made.render("html").replace("\n", " ")  # as XML reads attributes
    assert frame.attrib["sandbox"] == "allow-scripts"
    with pytest.raises(AutogradError, match="y"):
        page(LECTURE, {"x": 40})


def test_user_text_is_no_markup() -> None:
    html = media(gradient("x < 1", {"x": 0}))["text/html"]
    assert "x &lt; 1" in html
    assert "x < 1" not in html


def test_a_long_table_is_folded() -> None:
    short, long = (media(trace("+".join(f"x^{i}" for i in range(count)), {"x": 2}))["text/html"] for count in (3, 30))
    assert "<details>" not in short
    assert "<details>" in long
    opened = long[: long.index("<details>")].rpartition("<table>")[2]
    assert opened.count("<tr>") == MOST_ROWS + 1  # the headings


@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown", "html", "value"])
def test_render_is_what_the_command_prints_with_a_format(format: str) -> None:
    printed = call("eval", LECTURE, "--x", "40", "--y", "4", "--format", format)[1]
    assert gradient(LECTURE, POINT).render(format) == printed.rstrip("\n")


def test_render_refuses_a_format_that_the_report_has_not() -> None:
    with pytest.raises(AutogradError, match="no choice `svg`"):
        gradient(LECTURE, POINT).render("svg")


def test_a_page_of_html_is_whole_and_asks_for_nothing() -> None:
    page = call("trace", LECTURE, "--x", "40", "--y", "4", "--format", "html")[1]
    assert page.startswith("<!doctype html>\n")
    assert page.endswith("</html>\n")
    for word in ("http", "src=", "url(", "<script"):
        assert word not in page


def test_functions_of_the_package_take_what_the_commands_take() -> None:
    printed = call("diff", "x^2*sin(y)", "--wrt", "x,y", "--wrt", "x")[1]
    assert diff("x^2*sin(y)", ["x,y", "x"]).render("text") == printed.rstrip("\n")
    printed = call("graph", LECTURE, "--x", "40", "--y", "4", "--format", "svg")[1]
    assert graph(LECTURE, POINT).render("svg") == printed.rstrip("\n")
    assert graph(LECTURE, POINT).render("png").startswith(b"\x89PNG")
    assert graph(LECTURE, POINT).render("pdf").startswith(b"%PDF")
    assert trace(LECTURE).render("json") == call("trace", LECTURE, "--json")[1].rstrip("\n")
    with pytest.raises(AutogradError) as caught:
        trace("x*y", {"x": 1})
    assert caught.value.code == "missing-binding"
