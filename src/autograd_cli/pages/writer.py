"""A lesson as one file of HTML that asks for nothing else: its style and its script are within, under their hashes.

Takes: a `Lesson` and a `Page`. Returns: text. The script is that of the modules beside this file, in their order and
without their comments.

*Source*: Content Security Policy Level 3, section 2.3.1, on hashes of what is inline.
"""

import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html import escape
from string import ascii_lowercase

from autograd_cli.errors import visible
from autograd_cli.formats import Page
from autograd_cli.formats.html import derivations
from autograd_cli.formats.json import plain
from autograd_cli.formats.latex import in_language
from autograd_cli.formats.mathml import mathml
from autograd_cli.graphs.graph import INPUT
from autograd_cli.lessons.lesson import WIDER, Lesson
from autograd_cli.numerals import named_elements
from autograd_cli.pages.picture import Picture, picture
from autograd_cli.pages.repeats import without_repeats
from autograd_cli.pages.script import DERIVATION, DESCENT, FOLDER, LAYERS, MAPS, MODULES, joined
from autograd_cli.pictures.parts import title
from autograd_cli.pictures.themes import THEMES
from autograd_cli.report.differentiation import differential_latex
from autograd_cli.report.steps import Section
from autograd_cli.wording.languages import translated

# Without a width, colours and digits that were asked for.
PLAIN = Page()
UNDRAWN = Picture("", 0.0, (), ())
# More sliders are folded away at first, and derivations of more lines.
MOST_OPEN, MOST_OPEN_LINES = 8, 12
# A picture is drawn so much smaller at most, where there is not room for it all.
SMALLEST = 0.7
# The colours of tables of numbers.
HEAT = {"warm": "#f0a020", "cold": "#3b82f6"}
# Functions of the language, which have a name of their own where there are more calls.
FUNCTION, LEAST_CALLS = re.compile(r"\bMath\.([a-z]\w*)"), 3
VARIABLE = re.compile(r"--(\w+)")
# What a leaf is.
KINDS = {INPUT: "input"}
POLICY = "default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"
# What a document has in words.
# Places in a text within a script that need a backslash.
ESCAPED, ESCAPE = re.compile(r"(?=[\\`]|(?<=<)[/!]|(?<=\$)\{)"), "\\\\"
IN_DOCUMENT = re.compile("«([^»]*)»")
KEYS = "← → one step, Home End, space plays; Tab or a click on a node shows what flows there."
FOLDING = "A click or Enter on the frame of a layer folds and opens it."
BLANK_KEYS = KEYS.replace(";", ", r shows the numbers of a step;")
DESCEND = """\
<p><button id="descend">«one step of gradient descent»</button> <label>«rate» \
<input id="rate" type="number" min="0" step="any" value="0.5"></label></p>
"""
DERIVED = """\
<details id="derivation"{open}><summary>«Derivation»</summary>
<div id="derived" class="wide" tabindex="0" role="region" aria-label="«Derivation»">{formulas}</div></details>"""
MAIN = """\
<h1 tabindex="0" aria-label="{title}">{formula}</h1>
<ul id="results">
{results}
</ul>
<ul id="findings" aria-label="«findings»"></ul>
<div id="scene">{picture}</div>
<p id="caption" aria-live="polite"><span id="head"></span><span id="text"></span></p>
<nav aria-label="«steps»">
<button id="first" aria-label="«to the beginning»">|◀</button>
<button id="back" aria-label="«one step back»">◀</button>
<button id="play">▶ «play»</button>
<button id="next" aria-label="«one step on»">▶</button>
<button id="last" aria-label="«to the end»">▶|</button>
<input id="step" type="range" min="0" max="{steps}" step="1" value="0" aria-label="«step»">
<button id="reveal" hidden>«show the numbers»</button>
</nav>
{inputs}
<div id="node" aria-live="off"></div>
<p class="keys">{keys} {folding}\
«On each wire its <span class="value">value</span>, below it the \
<span class="gradient">gradient</span> that flows back.»</p>
{maps}
{derivation}
<section>
<h2>«All numbers»</h2>
<div class="wide" tabindex="0" role="region" aria-label="«forward pass»">
<table><caption>«Forward: the values»</caption>
<thead><tr><th scope="col">«node»</th><th scope="col">«operation»</th><th scope="col">«value»</th></tr></thead>
<tbody id="forward"></tbody></table>
</div>
<div class="wide" tabindex="0" role="region" aria-label="«backward pass»">
<table><caption>«Backward: the gradients, each a sum of upstream × local partial»</caption>
<thead><tr><th scope="col">«node»</th><th scope="col">«from»</th><th scope="col">«upstream»</th>\
<th scope="col">«local partial»</th><th scope="col">«gradient»</th></tr></thead>
<tbody id="backward"></tbody></table>
</div>
</section>"""
DOCUMENT = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main><noscript>«JavaScript draws and computes this page.»</noscript></main>
<script type="module">{script}</script>
</body>
</html>"""


def render(report: Lesson, page: Page) -> str:
    """The document."""
    drawn = picture(report, page)
    has_maps = any(vertex.shape for vertex in report.graph.nodes)
    descends = has_maps and report.program is not None
    derives = _derives(report)
    folds = bool(drawn.layers)
    extra = {MAPS: has_maps, DESCENT: descends, DERIVATION: derives, LAYERS: folds}
    modules = (*MODULES[:-1], *(name for name, wanted in extra.items() if wanted), MODULES[-1])
    further = {"maps": has_maps, "derivation": derives, "sections": bool(report.derivations), "layers": folds}
    sheets = ("style.css", *(f"{name}.css" for name, wanted in further.items() if wanted))
    style = f"{_style(sheets)}svg{{min-width:{drawn.width * SMALLEST:.0f}px}}"
    heading = escape(title(report.expression), quote=True)
    main = _in_language(MAIN, page.language).format(
        title=heading,
        formula=_formula(report, page.language),
        results="".join(_results(report, page.language)),
        picture=drawn.svg,
        steps=len(report.steps),
        inputs=_inputs(report, page.language),
        maps=_in_language(DESCEND, page.language) * descends + '<div id="maps"></div>' * has_maps,
        derivation=_derivation(report, page.language),
        keys=translated(BLANK_KEYS if report.blank else KEYS, page.language),
        folding=f"{translated(FOLDING, page.language)} " * folds,
    )
    script = f"{defined(report, drawn, page, main)}{joined(modules, page.language)}"
    return _in_language(DOCUMENT, page.language).format(
        language=page.language,
        policy=POLICY.format(style=_hash(style), script=_hash(script)),
        title=heading,
        style=style,
        script=script,
    )


def _in_language(text: str, language: str) -> str:
    """A text with its marked words in a language."""
    return IN_DOCUMENT.sub(lambda match: translated(match[1], language), text)


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def _style(sheets: tuple[str, ...]) -> str:
    """Style sheets without comments and needless blanks, after the colours of the pictures' themes, light and dark.

    Variables have names of one letter, but for those that the script reads too.
    """
    text = "".join((FOLDER / sheet).read_text(encoding="utf-8") for sheet in sheets)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    light, dark = (
        "".join(f"--{role}:{color};" for role, color in THEMES[theme].items() if f"var(--{role})" in text)
        for theme in ("light", "dark")
    )
    further = "".join(f"--{name}:{color};" for name, color in HEAT.items())
    text = f":root{{{light}{further}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}{text}"
    text = re.sub(r"\s*([{};,>])\s*|(:)\s+", r"\1\2", text).replace(";}", "}").strip()
    text = re.sub(r"#(\w)\1(\w)\2(\w)\3\b", r"#\1\2\3", text)
    names = dict(zip(sorted({*VARIABLE.findall(text)} - HEAT.keys()), ascii_lowercase, strict=False))
    return VARIABLE.sub(lambda match: f"--{names.get(match[1], match[1])}", text)


def defined(report: Lesson, drawn: Picture = UNDRAWN, page: Page = PLAIN, main: str = "") -> str:
    """The constants that the modules read: the lesson with its markup, and the function that gives all its numbers."""
    code = report.program
    compute = "null"
    if code is not None:
        compute = _with_short_functions(f"{code.helpers}return({','.join(code.parameters)})=>{{{code.body}}}")
    data = json.dumps(_data(report, drawn, page), ensure_ascii=False, separators=(",", ":"))
    short = without_repeats(f"{data}\n{' '.join(main.split())}")
    texts = ",".join(map(_literal, ("\n".join(short.signs), short.text)))
    return f"const DATA=[{texts}];\nconst COMPUTE={compute};\n"


def _with_short_functions(body: str) -> str:
    """A function of a body, in which functions of the language that are called often have short names."""
    often = [name for name, count in Counter(FUNCTION.findall(body)).items() if count > LEAST_CALLS]
    short = {name: f"${i}" for i, name in enumerate(often)}
    named = ",".join(f"{name}:{short[name]}" for name in often)
    body = FUNCTION.sub(lambda match: short.get(match[1], match[0]), body)
    return f"(()=>{{{f'const{{{named}}}=Math;' if often else ''}{body}}})()"


def _literal(text: str) -> str:
    """A text as a template of JavaScript; neither the end of a script nor a comment of HTML is in it."""
    return f"`{ESCAPED.sub(ESCAPE, text)}`"


def _data(report: Lesson, drawn: Picture, page: Page) -> dict[str, object]:
    """What the script reads, as `model.js` declares it."""
    graph = report.graph
    place = {vertex.node: i for i, vertex in enumerate(graph.nodes)}
    still = report.program is None or report.exact
    return {
        "title": title(report.expression),
        "inputs": [
            [name, i, value]
            for i, vertex in enumerate(graph.nodes)
            if vertex.primitive == INPUT and report.program is not None
            for name, value in named_elements(vertex.label, graph.inputs[vertex.label])
        ],
        "nodes": [
            [
                visible(vertex.label),
                visible(vertex.operation) or translated(KINDS.get(vertex.primitive, "constant"), page.language),
                *own,
            ]
            for vertex, own in zip(graph.nodes, report.shown, strict=True)
        ],
        "edges": [
            [place[edge.operand], place[edge.user], *flow, edge.formula if flow.partial is not None else edge.pullback]
            for edge, flow in zip(graph.edges, report.flows, strict=True)
        ],
        "steps": [
            [
                int(step.sweep == "backward"),
                [place[node] for node in step.nodes],
                _caption(visible(step.template), page.language),
            ]
            for step in report.steps
        ],
        "remarks": [[*remark] for remark in report.remarks or ()],
        "wires": [[*wire] for wire in drawn.wires],
        "result": place[graph.output_node],
        "start": plain(report.numbers) if still else None,
        "notes": [one.message for one in report.findings if one.kind in WIDER or report.remarks is None],
        "blank": report.blank,
        "digits": page.significant or 0,
        "shapes": report.program.shapes if report.program is not None and any(report.program.shapes) else None,
        **(
            {"layers": [[round(one, 1) for one in layer[:2]] + [*layer[2:]] for layer in drawn.layers]}
            if drawn.layers
            else {}
        ),
        **({"jacobians": [[*one] for one in report.jacobians]} if report.jacobians else {}),
    }


def _derives(report: Lesson) -> bool:
    """Whether there is more of the partial derivatives than stands beside their numbers."""
    return bool(report.derivations or (report.partials and any(vertex.shape for vertex in report.graph.nodes)))


def _derived(report: Lesson, language: str) -> str:
    """The markup of the derivations; of vectors and matrices that of the derivatives and of what they share."""
    if _derives(report) and not report.derivations:
        lines = [mathml(in_language(one, language)) for one in (*report.shared, *report.partials.values())]
        return "".join(f"<p>{one}</p>" for one in lines if one)

    def caption(section: Section) -> str:
        return translated(f"{', '.join(section.held)} held constant", language) if section.held else ""

    return "".join(derivations(report.derivations, language, caption))


def _derivation(report: Lesson, language: str) -> str:
    """The place of the derivations, nothing where there are none."""
    if not _derives(report):
        return ""
    lines = sum(len(part.lines) for section in report.derivations for part in section.parts)
    shown = ' open=""' * (lines <= MOST_OPEN_LINES and not report.blank)
    return _in_language(DERIVED, language).format(open=shown, formulas=_derived(report, language))


def _caption(template: str, language: str) -> str:
    """A caption, term by term."""
    return "; ".join(translated(term, language, whole=True) for term in template.split("; "))


def _formula(report: Lesson, language: str) -> str:
    shown = [mathml(in_language(one, language)) for one in report.latex]
    if None in shown or not shown:
        return f"<code>{escape(visible(report.expression.strip()))}</code>"
    return "<br>".join(one or "" for one in shown)


def _results(report: Lesson, language: str) -> Iterator[str]:
    """The result and each partial derivative, as a formula where that is short."""
    name = escape(report.graph.output or translated("result", language))
    yield f'<li>{name} = <b class="value" id="value"></b></li>'
    for i, vertex in enumerate(report.graph.nodes):
        if vertex.primitive == INPUT and vertex.adjoint is not None and not vertex.shape:
            partial = None if report.shared else report.partials.get(vertex.label)
            left = partial and mathml(in_language(partial, language))
            label = left or _differential(report.graph.output, vertex.label)
            yield f'<li>{label} = <b class="gradient" data-gradient="{i}"></b></li>'


def _differential(output: str | None, name: str) -> str | None:
    """The partial derivative towards an input, as a symbol."""
    return mathml(differential_latex((name,), r"\partial", output or "f"))


def _inputs(report: Lesson, language: str) -> str:
    """The place of the sliders and fields that the script makes, or why there are none."""
    if report.program is None:
        reason = translated(f"The numbers stay as they are: {report.reason}.", language)
        return f'<p class="reason">{escape(reason)}</p>'
    inputs = [vertex.label for vertex in report.graph.nodes if vertex.primitive == INPUT]
    count = sum(1 for label in inputs for _ in named_elements(label, report.graph.inputs[label]))
    open_first = ' open=""' * (count <= MOST_OPEN)
    title = translated("Inputs", language)
    return f'<details{open_first}><summary>{title}</summary><div class="inputs" id="inputs"></div></details>'
