"""The words in other languages: the catalogue is complete, nothing English is left, and columns stay aligned."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from support.calls import call
from support.lessons import DATA, unpacked

from autograd_cli import diff, graph, trace
from autograd_cli.errors import AutogradError, cell_width
from autograd_cli.formats import Page
from autograd_cli.lessons.gates import gate
from autograd_cli.pages.script import FOLDER, IN_MODULES, PLACE
from autograd_cli.pages.writer import BLANK_KEYS, DERIVED, DESCEND, DOCUMENT, FOLDING, IN_DOCUMENT, KEYS, MAIN
from autograd_cli.pictures import pdf
from autograd_cli.pictures.frame import framed
from autograd_cli.pictures.signs import MARKS
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.wording.languages import CATALOGUES, LANGUAGES, catalogue_of, translated

HANGUL = re.compile("[가-힣]")
OTHERS = [*CATALOGUES]
LECTURE = ["2*x*y + y + 3", "--x", "40", "--y", "4"]
BRANCH = ["where(x > y, max(x, y)*relu(x), x^y)/tanh(x)", "--x", "-1.5", "--y", "2"]
ARRAYS = ["sum(softmax(A @ x + b))", "--A", "[[0.1, 0.5], [-0.3, 0.8]]", "--x", "[0.2, 0.4]", "--b", "[1, -1]"]
NAMED = ["거리 = 속도*시간; z = (거리 - y)/거리^y", "--속도", "3", "--시간", "2", "--y", "2"]
FORMULAS = [LECTURE, BRANCH, ARRAYS, NAMED]
TEXTS = {
    "trace": ["table", "markdown", "html", "latex"],
    "graph": ["tree", "svg", "tikz", "dot", "mermaid"],
    "page": ["html"],
    "quiz": ["table", "markdown", "html", "latex", "svg"],
}
MORE = [
    ["trace", *LECTURE, "--mode", "forward", "--chains"],
    ["trace", *LECTURE, "--jacobians", "--cost", "--literals"],
    ["trace", *LECTURE[:1], "--chains"],
    ["trace", *ARRAYS, "--jacobians", "--chains", "--checkpoint", "2"],
    ["trace", *ARRAYS, "--mode", "forward"],
    ["trace", "softmax(x)", "--x", "[1, 2]", "--seed", "1,2", "--jacobians"],
    ["trace", "x*y", "--x", "1000", "--y", "2", "--no-grad"],
    ["trace", "x*y", "--x", "1000", "--y", "2", "--textbook"],
    ["graph", *LECTURE, "--style", "boxes", "--format", "svg", "--jacobians"],
    ["graph", *ARRAYS, "--format", "svg", "--jacobians"],
    ["graph", *NAMED, "--stage", "rules", "--format", "svg"],
    ["page", *LECTURE, "--blank", "--format", "html"],
    ["page", "dilogarithm(x)", "--x", "0.5", "--format", "html"],
    ["quiz", *LECTURE, "--blank", "partials", "--answers"],
    ["quiz", *LECTURE, "--blank", "values", "--count", "1"],
    *(
        ["diff", formula, "--steps", "--format", form]
        for formula in ("x^2*sin(y)/exp(3*x)", "x^x + 2^x*max(x, y)", "a = x^2; b = sin(a); exp(b)")
        for form in ("text", "latex", "markdown", "html")
    ),
]
LINES = [
    *([command, *formula, "--format", form] for formula in FORMULAS for command in TEXTS for form in TEXTS[command]),
    *MORE,
]


def in_modules() -> Iterator[str]:
    """The words of the page's modules, with a field for each place."""
    for path in sorted(Path(FOLDER).glob("*.js")):
        for found in IN_MODULES.finditer(path.read_text(encoding="utf-8")):
            yield found["text"] if found["text"] is not None else PLACE.sub("⟦⟧", found["template"])


def needed() -> Iterator[str]:
    """What a catalogue must have, from wherever it is written."""
    for entry in PRIMITIVES.values():
        yield from entry.titles
        if entry.shape:
            yield entry.summary
        if entry.remark:
            yield f"{entry.name}: {entry.remark}"
        if not entry.internal and (entry.rules or entry.definition or entry.kind == "reduction"):
            yield gate(entry.name, len(entry.names))
    yield from (f"input: {word}" for words in MARKS.values() for word in words if word[0].isalpha())
    yield from IN_DOCUMENT.findall(DOCUMENT + MAIN + DESCEND + DERIVED)
    yield from (KEYS, BLANK_KEYS, FOLDING)
    yield from in_modules()


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_has_another_in_the_language(language: str) -> None:
    wanted = set(needed())
    assert len(wanted) > 100
    assert [text for text in wanted if translated(text, language, whole=True) == text] == []


@pytest.mark.parametrize("language", OTHERS)
def test_both_sides_of_the_catalogue_have_the_same_fields(language: str) -> None:
    def fields(text: str) -> list[str]:
        return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)

    texts = catalogue_of(language)
    latex = {english for english in texts if "\\" in english}
    assert [one for one, own in texts.items() if one not in latex and fields(one) != fields(own)] == []
    bare = {english: re.sub(r"\{\w+\}", "", own) for english, own in texts.items()}
    assert [one for one, own in bare.items() if not HANGUL.search(own) and re.search("[a-zA-Z]{2}", own)] == []


def left_over(text: str, language: str) -> list[str]:
    """The English words of the catalogue in a text, but for those that are names of the language of formulas."""
    words = [english for english in catalogue_of(language) if "{" not in english and "\\" not in english]
    words = [re.sub("^input: ", "", english) for english in words]
    return [word for word in words if re.search(rf"(?<![\w<\"/.#\\-]){re.escape(word)}(?![\w\"=(.-])", text)]


def visible(printed: str) -> str:
    """What of a text is read: no tags, styles and scripts, but the words in the script's data."""
    if not printed.startswith("<"):
        # What the languages of drawings call things themselves.
        own = r"classDef.*|\\definecolor.*|ag-\w+|anchor=base\w*|\bnode \[|\bresult(?= \[|\[)"
        own += r"|[>|] result\b|base (east|west)"
        return re.sub(own, "", printed)
    data = []
    if DATA.search(printed):
        page = unpacked(printed)
        lesson = json.loads(page.data)
        data = [str(part) for name in ("nodes", "steps") for one in lesson[name] for part in one]
        printed += page.markup
    labels = re.findall(r'aria-label="([^"]*)"', printed)
    printed = re.sub(r"(?s)<(style|script)\b.*?</\1>|<annotation.*?</annotation>|<mi>.*?</mi>", "", printed)
    return " ".join([re.sub(r"<[^>]*>", " ", printed), *labels, *data])


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join(line)[:70] + f" {line[-1]}")
def test_no_english_word_is_left(language: str, line: list[str]) -> None:
    _, printed, told = call(*line, "--lang", language)
    _, english, told_english = call(*line)
    assert printed != english
    assert HANGUL.search(printed)
    assert told == told_english
    # What the user typed has these words too.
    shown = visible(printed)
    assert left_over(shown, language) == [], shown


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("command", ["trace", "graph", "page", "quiz", "diff"])
def test_json_is_the_same_in_every_language(language: str, command: str) -> None:
    line = [command, LECTURE[0], "--steps"] if command == "diff" else [command, *LECTURE]
    assert call(*line, "--json", "--lang", language) == call(*line, "--json")


@pytest.mark.parametrize("language", OTHERS)
def test_marks_are_in_the_language(language: str, tmp_path: Path) -> None:
    sheet = json.loads(call("quiz", *LECTURE, "--json")[1])
    for blank, answer in zip(sheet["blanks"], (2, 80, -8), strict=False):
        blank["answer"] = answer
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(sheet), encoding="utf-8")
    status, printed, _ = call("quiz", "--check", str(path), "--lang", language)
    assert status == 1
    assert left_over(printed, language) == []
    assert call("quiz", "--check", str(path), "--lang", language, "--json") == call(
        "quiz", "--check", str(path), "--json"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_are_aligned(language: str) -> None:
    lines = call("trace", *NAMED, "--show", "forward", "--lang", language)[1].split("\n")
    rule = next(i for i, line in enumerate(lines) if line.startswith("─"))
    rows = [line for line in lines[rule + 1 :] if line][:-1]
    assert {cell_width(line) for line in rows} == {cell_width(lines[rule])}
    text = call("diff", "거리^2*sin(거리)", "--steps", "--lang", language)[1]
    steps = [line for line in text.split("\n") if line.startswith("  = ")]
    assert len({cell_width(re.sub(r"   \S.*$", "", line).rstrip()) for line in steps}) > 1
    assert len({cell_width(line) - cell_width(re.search(r"   (\S.*)$", line)[1]) for line in steps}) == 1  # type: ignore[index]


def test_names_that_are_words_stay() -> None:
    """A variable may be called as a column is."""
    printed = call("trace", "value*[node, seed]", "--value", "2", "--node", "3", "--seed", "1,2", "--lang", "ko")
    assert printed[0] == 2  # `seed` is an option here
    printed = call("trace", "sum([value, node]*3)", "--value", "2", "--node", "3", "--jacobians", "--lang", "ko")
    assert re.search(r"^value +2$", printed[1], re.MULTILINE)
    assert re.search(r"^node +3$", printed[1], re.MULTILINE)
    page = call("page", "max(node, value)", "--node", "1", "--value", "2", "--lang", "ko", "--json")[1]
    assert '"v1 = max(node, value) = max(' in page


def test_python_functions_have_the_language() -> None:
    assert trace("2*x", {"x": 1}, lang="ko").render("table").startswith("결과 = v1 = 2")
    assert "기울기" in graph("2*x", {"x": 1}, lang="ko").render("svg")
    assert "거듭제곱의 미분법" in diff("x^3", steps=True, lang="ko").render("text")
    assert "순전파" in trace("2*x", {"x": 1}, lang="ko")._repr_mimebundle_()["text/html"]
    with pytest.raises(AutogradError):
        trace("2*x", lang="fr")


def test_another_language_is_refused() -> None:
    status, _, told = call("trace", *LECTURE, "--lang", "fr")
    assert status == 2
    assert "en, ko" in told


def test_letters_of_two_cells_have_their_places_in_pictures() -> None:
    """The bar above a Korean name is as wide as the name, and a PDF has a font for it."""
    line = ["graph", "거리 = 속도*시간; 거리*거리", "--stage", "rules", "--format", "svg"]
    places = re.findall(r'<text x="([-\d.]+ [-\d. ]+)"[^>]*>거리 = ', call(*line)[1])[0]
    starts = [float(one) for one in places.split()]
    cell = starts[3] - starts[2]
    assert starts[1] - starts[0] == pytest.approx(2 * cell, abs=0.02)
    scene = framed("거리", (10.0, 10.0), [], [])
    assert b"HYGothic-Medium" in pdf.written(scene, Page())
    assert b"HYGothic-Medium" not in pdf.written(framed("d", (10.0, 10.0), [], []), Page())
