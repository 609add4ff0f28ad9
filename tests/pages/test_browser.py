"""The page in a real browser: keys, sliders, what it asks for and says, what is printed."""

import json
import random
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.browser import PROGRAM, Browser
from support.calls import call

from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.formats import Page
from autograd_cli.formats.html import derivations
from autograd_cli.lessons.lesson import lesson
from autograd_cli.pages.writer import render
from autograd_cli.report.evaluation import evaluation
from autograd_cli.report.steps import Section

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed")

LECTURE = ("2*x*y + y + 3", {"x": 40.0, "y": 4.0})
NEURON = (
    "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))",
    {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0},
)
BRANCH = ("where(x > y, sqrt(x - y), y^2) + x*y", {"x": 3.0, "y": 1.0})
CAPTION = "document.getElementById('caption').textContent"
VALUE = "document.getElementById('value').textContent"
# A control gets a value, as if it were moved there.
MOVE = """const move = (name, value) => {
  const one = document.getElementById(name);
  one.value = value;
  one.dispatchEvent(new Event("input"));
};"""

Case = tuple[str, dict[str, float]]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    opened = Browser(tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


def network(browser: Browser, folder: Path) -> None:
    """The page of a network 2-3-2, which the browser shows."""
    path = folder / "network.html"
    assert call("page", "--file", "samples/mlp.ag", "--at", "samples/mlp.json", "--output", str(path)) == (0, "", "")
    browser.open(path)


def opened(browser: Browser, folder: Path, case: Case, fragment: str = "", **options: bool) -> Path:
    """A page of a formula at a point, which the browser shows."""
    text, values = case
    path = folder / "lesson.html"
    path.write_text(render(lesson(pose(Source(text), values), **options), Page()), encoding="utf-8")
    browser.open(path, fragment)
    return path


@pytest.mark.parametrize("case", [LECTURE, NEURON, BRANCH])
def test_the_keyboard_walks_through_all_captions(browser: Browser, tmp_path: Path, case: Case) -> None:
    path = opened(browser, tmp_path, case)
    report = lesson(pose(Source(case[0]), case[1]))
    for step in report.steps:
        browser.press("ArrowRight")
        caption = browser.run(CAPTION)
        assert caption.startswith(f"{step.sweep} ")
        assert step.caption in caption or "not selected" in caption
    last = browser.run(CAPTION)
    browser.press("ArrowRight", "ArrowLeft", "End")
    assert browser.run(CAPTION) == last
    browser.press("Home")
    assert browser.run(CAPTION).startswith("the graph of ")
    assert browser.messages == []
    assert browser.requests == [path.as_uri()]


def test_the_examples_captions_are_those_of_a_lecture(browser: Browser, tmp_path: Path) -> None:
    opened(browser, tmp_path, LECTURE, "#step=3")
    assert browser.run(CAPTION) == "forward 3/5: v2 = v1*y = 80*4 = 320"
    browser.run("location.hash = '#step=8'")
    assert browser.run(f"new Promise((done) => setTimeout(() => done({CAPTION}), 50))") == (
        "backward 3/4: d/dv1 += 1 × 4; d/dy += 1 × 80"
    )


def test_a_network_is_played_and_computed_anew(browser: Browser, tmp_path: Path) -> None:
    network(browser, tmp_path)
    _, out, _ = call("trace", "--file", "samples/mlp.ag", "--at", "samples/mlp.json", "--json")
    traced = json.loads(out)
    captions = []
    while not captions or captions[-1] != browser.run(CAPTION):
        captions.append(browser.run(CAPTION))
        browser.press("ArrowRight")
    gates = sum(bool(step["operands"]) for step in traced["forward"])
    assert len(captions) == 1 + 1 + 2 * gates
    assert any("d/dA1 += outer(g, f1) = [[0.1399, 0.2179, 0.1366], " in caption for caption in captions)
    assert browser.run(VALUE) == repr(traced["value"])
    first = float(browser.run(VALUE))
    browser.run("document.getElementById('descend').click()")
    assert float(browser.run(VALUE)) < 0.7 * first
    network(browser, tmp_path)
    point = json.loads(Path("samples/mlp.json").read_text(encoding="utf-8"))
    chosen = random.Random(18)
    figure = "[...document.querySelectorAll('#maps figure')].find((one) => one.firstChild.textContent === 'A0')"
    cells = f"[...[...{figure}.querySelectorAll('table')].at(-1).querySelectorAll('td')].map((one) => +one.textContent)"
    for _ in range(50):
        point["A0"][1][0] = round(chosen.uniform(-2, 2), 3)
        browser.run(f"{{ {MOVE} move('field2', {point['A0'][1][0]}); }}")
        bound = [word for name, value in point.items() for word in (f"--{name}", json.dumps(value))]
        _, out, _ = call("eval", "--file", "samples/mlp.ag", *bound, "--json")
        expected = json.loads(out)
        assert float(browser.run(VALUE)) == pytest.approx(expected["value"], rel=1e-15)
    # The tables follow when the slider has come to rest.
    shown = browser.run(f"new Promise((done) => setTimeout(() => done({cells}), 1000))")
    assert shown == pytest.approx([one for row in expected["gradient"]["A0"] for one in row], rel=1e-3)
    assert browser.messages == []


def test_layers_are_folded_and_opened_by_a_click_and_by_keys(browser: Browser, tmp_path: Path) -> None:
    network(browser, tmp_path)
    browser.press("End")
    shown = "[...document.querySelectorAll('g.gate')].filter((one) => one.getBoundingClientRect().width).length"
    frame = "document.querySelector('g.frame[aria-label=\"layer f1\"]')"
    picture = "document.getElementById('graph')"
    whole, gates = browser.run(f"{picture}.innerHTML"), browser.run(shown)
    wide = browser.run(f"{picture}.getBBox().width")
    browser.run(f"{frame}.dispatchEvent(new Event('click'))")
    assert browser.run(shown) == gates - 3
    assert browser.run(f"{picture}.getBBox().width") < wide - 300
    assert browser.run(f"{frame}.getAttribute('aria-expanded')") == "false"
    assert "now" in browser.run(f"{frame}.getAttribute('class')")
    assert browser.run(f"{picture}.getBBox().width") < browser.run(f"{picture}.viewBox.baseVal.width")
    texts = """[...document.querySelectorAll('#graph text')].map((one) => one.getBoundingClientRect())
      .filter((one) => one.width).map((one) => [one.left, one.top + 3, one.right, one.bottom - 3])"""
    boxes = browser.run(texts)
    for i, one in enumerate(boxes):
        for other in boxes[:i]:
            assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3], (one, other)
    caption = browser.run(CAPTION)
    browser.run(f"{frame}.focus()")
    browser.press(" ")
    assert browser.run(shown) == gates
    assert browser.run(f"document.activeElement === {frame}")
    assert browser.run(CAPTION) == caption
    again = browser.run(f"{picture}.innerHTML")
    assert again.replace(' style=""', "").replace("\n", "") == whole.replace("\n", "")
    browser.press("Home")
    assert browser.messages == []


def test_jacobians_of_a_node_have_dots_where_they_are_zero_at_every_point(browser: Browser, tmp_path: Path) -> None:
    network(browser, tmp_path)
    browser.press(*["ArrowRight"] * 4)
    cells = "[...document.querySelectorAll('#node .heat td')].map((one) => one.textContent)"
    assert browser.run(cells) == ["0.2494", "·", "·", "·", "0.1491", "·", "·", "·", "0.2498"]
    browser.run(f"{{ {MOVE} move('field8', 100); }}")
    assert browser.run(cells)[0] not in ("·", "0.2494")
    assert browser.messages == []


@pytest.mark.parametrize("case", [LECTURE, BRANCH, ("x*y/(x + 3) - sqrt(x*x + y*y)", {"x": 1.0, "y": 2.0})])
def test_sliders_give_the_doubles_that_eval_gives(browser: Browser, tmp_path: Path, case: Case) -> None:
    text, values = case
    opened(browser, tmp_path, case)
    chosen = random.Random(18)
    points = [{name: round(chosen.uniform(-20, 20), 3) for name in values} for _ in range(50)]
    script = f"""{MOVE}
      {json.dumps([list(point.values()) for point in points])}.map((point) => {{
        point.forEach((value, i) => move("field" + i, value));
        const shown = [document.getElementById("value"), ...document.querySelectorAll("[data-gradient]")];
        return shown.map((one) => one.textContent);
      }})"""
    for point, shown in zip(points, browser.run(script), strict=True):
        answer = evaluation(pose(Source(text), point))
        if any(finding.kind in ("recomputed", "rounding") for finding in answer.findings):
            continue
        assert answer.gradient is not None
        expected = [answer.value, *answer.gradient.values()]
        assert [float(one) for one in shown] == pytest.approx(expected, rel=0, abs=0, nan_ok=True)
    assert browser.messages == []


def test_a_slider_moves_what_is_shown_and_the_address(browser: Browser, tmp_path: Path) -> None:
    opened(browser, tmp_path, LECTURE, "#step=9&x=3")
    assert browser.run(VALUE) == "31"
    browser.run(f"{MOVE} move('slider0', 55.2)")
    assert browser.run(VALUE) == "448.6"
    assert browser.run("new Promise((done) => setTimeout(() => done(location.hash), 400))") == "#step=9&x=55.2"


def test_numbers_are_rounded_where_that_is_asked_for(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "rounded.html"
    words = ("page", "sin(x)*y/7", "x=1.2345678", "y=2.345678901")
    for options, shown in ((("--significant", "3"), "0.316"), ((), "0.3163334631306638")):
        assert call(*words, *options, "--output", str(path)) == (0, "", "")
        browser.open(path)
        assert browser.run(VALUE) == shown


def test_a_branch_turns_grey_when_a_slider_crosses_it(browser: Browser, tmp_path: Path) -> None:
    opened(browser, tmp_path, BRANCH, "#step=99&x=0&y=2")
    off = "[...document.querySelectorAll('g.gate.off')].map((one) => one.getAttribute('aria-label') ?? one.textContent)"
    assert any("sqrt" in one for one in browser.run(off))
    shown = "[...document.querySelectorAll('.off .gradient')].map((one) => one.textContent).join('')"
    assert browser.run(shown) == ""
    browser.run("document.querySelector('g.gate.off').dispatchEvent(new Event('click'))")
    details = browser.run("document.getElementById('node').textContent")
    assert "It is not selected" in details
    assert "gradient" not in details
    wires = "[...document.querySelectorAll('#graph path')].map((one) => getComputedStyle(one).fill)"
    assert {*browser.run(wires)} == {"none"}
    opened(browser, tmp_path, BRANCH, "#step=99&x=2&y=2")
    assert "jumps where" in browser.run("document.getElementById('findings').textContent")


def test_tab_goes_through_the_nodes_in_the_order_of_evaluation(browser: Browser, tmp_path: Path) -> None:
    opened(browser, tmp_path, LECTURE)
    found = browser.run(
        "[...document.querySelectorAll('#graph [tabindex]')].map((one) => { one.focus();"
        " return document.querySelector('#node h2').textContent; })"
    )
    assert found == ["x = input", "v1 = 2*x", "y = input", "v2 = v1*y", "v3 = v2 + y", "v4 = v3 + 3"]
    assert "∂v4/∂v3 = 1" in browser.run("document.getElementById('node').textContent")


def test_blanks_are_hidden_until_they_are_asked_for(browser: Browser, tmp_path: Path) -> None:
    opened(browser, tmp_path, LECTURE, "#step=3", blank=True)
    assert browser.run(CAPTION) == "forward 3/5: v2 = v1*y = ?*? = ?"
    assert "320" not in browser.run("document.body.innerText")
    browser.press("r")
    assert browser.run(CAPTION) == "forward 3/5: v2 = v1*y = 80*4 = 320"
    browser.press("ArrowRight")
    assert browser.run(CAPTION).endswith("= ? + ? = ?")


def test_the_derivations_are_formulas_of_the_page_and_are_unfolded_for_print(browser: Browser, tmp_path: Path) -> None:
    opened(browser, tmp_path, NEURON)
    shown = "document.getElementById('derived')"
    report = lesson(pose(Source(NEURON[0]), NEURON[1]))
    markup = json.dumps("".join(derivations(report.derivations, "en", held)).replace("\n", " "))
    made = f"Object.assign(document.createElement('div'), {{ innerHTML: {markup} }})"
    assert browser.run(f"{shown}.innerHTML") == browser.run(f"{made}.innerHTML")
    assert browser.run(f"{shown}.querySelectorAll('math')[1].namespaceURI").endswith("MathML")
    assert len(report.derivations) == 5
    assert not browser.run(f"{shown}.checkVisibility()")
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    assert browser.run(f"{shown}.checkVisibility()")
    assert "x0, w1, x1, w2 held constant" in browser.run(f"{shown}.innerText")
    opened(browser, tmp_path, LECTURE)
    assert browser.run(f"{shown}.checkVisibility()")


def held(section: Section) -> str:
    return f"{', '.join(section.held)} held constant"


def test_the_space_bar_plays(browser: Browser, tmp_path: Path) -> None:
    opened(browser, tmp_path, LECTURE)
    browser.press(" ")
    assert browser.run(CAPTION).startswith("forward 1/5")
    assert "pause" in browser.run("document.getElementById('play').textContent")
    browser.press(" ")
    assert "play" in browser.run("document.getElementById('play').textContent")


def test_what_is_printed_has_the_whole_trace(browser: Browser, tmp_path: Path) -> None:
    opened(browser, tmp_path, LECTURE, "#step=2")
    browser.media()
    printed = b64decode(browser.call("Page.printToPDF")["data"])
    assert printed.startswith(b"%PDF")
    browser.call("Emulation.setEmulatedMedia", media="print")
    text = browser.run("document.body.innerText")
    browser.call("Emulation.setEmulatedMedia", media="")
    for cell in ("v4\tv3 + 3\t327", "y\tv3\t1\t1\t1", "\tv2\t1\tv1 = 80\t80 (sum 81)", "81 = 1 + 80"):
        assert cell.replace("\\\t", "\t") in text, cell


def test_a_page_plays_in_the_frame_of_a_notebook(browser: Browser, tmp_path: Path) -> None:
    shown = lesson(pose(Source(LECTURE[0]), LECTURE[1]))._repr_mimebundle_()["text/html"]
    path = tmp_path / "notebook.html"
    # The test alone looks into the frame.
    path.write_text(shown.replace('sandbox="allow-scripts"', ""), encoding="utf-8")
    browser.open(path)
    within = "document.querySelector('iframe').contentDocument"
    browser.run(f"{within}.getElementById('next').click()")
    assert browser.run(f"{within}.getElementById('caption').textContent").startswith("forward 1/5")
    rows = f"{within}.querySelectorAll('tr').length"
    assert browser.run(f"new Promise((done) => setTimeout(() => done({rows}), 400))") > 15
    assert browser.messages == []


def test_a_large_page_is_quick(browser: Browser, tmp_path: Path) -> None:
    terms = " + ".join(f"tanh(w{i}*x + b{i})*u{i}" for i in range(24))
    values = {name: 0.1 * len(name) for name in [*(f"{one}{i}" for i in range(24) for one in "wbu"), "x"]}
    # What the page's own thread computes, whatever else runs on the machine.
    browser.call("Performance.enable", timeDomain="threadTicks")
    opened(browser, tmp_path, (terms, values))
    load = {one["name"]: one["value"] for one in browser.call("Performance.getMetrics")["metrics"]}["TaskDuration"]
    # The least of many, which what else runs on the machine does not lengthen.
    least = browser.run(
        f"""{MOVE} Math.min(...Array.from({{ length: 60 }}, (_, i) => {{
          const start = performance.now();
          move("slider0", i / 60);
          return performance.now() - start;
        }}))"""
    )
    assert load < 0.4, "seconds; 0.15 on a machine that does nothing else"
    assert least < 4, "milliseconds"
