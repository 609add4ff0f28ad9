r"""A scene as a LaTeX document with one TikZ picture, to be typeset or to be copied from.

Takes: a `Drawing` and a `Page`. Returns: text. It needs TikZ, and where the class `standalone` is missing, `geometry`.
Numbers and names are set as mathematics; other signs than LaTeX's own are left to LuaLaTeX or XeLaTeX.
"""

import re

from autograd_cli.formats import Page
from autograd_cli.lessons.drawing import Drawing
from autograd_cli.pictures.scene import Outline, Path, Scene, Text, pieces, unbarred
from autograd_cli.pictures.styles import scene_of
from autograd_cli.pictures.svg import number
from autograd_cli.pictures.themes import THEMES
from autograd_cli.syntax.symbols import number_latex, symbol

# TeX's points for each unit.
SCALE = 0.75
ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}
# A number or a sum of numbers, a short vector of numbers, a name.
NUMBER = r"-?(?:[0-9.]+(?:e[+-]?[0-9]+)?|inf|nan)"
NUMBERS = re.compile(rf"(?:× |[=+-] )?{NUMBER}(?: [=+-] {NUMBER})*|\[{NUMBER}(?:, {NUMBER})*\]|\([0-9, ]+\)")
NAME = re.compile(r"[^\W\d]\w*")
OPERATORS = {
    "*": r"\ast",
    "+": "+",
    "-": "-",
    "−": "-",
    "/": "/",
    "<": "<",
    ">": ">",
    "*-1": r"{\ast}{-}1",
    "1-·": r"1-{\cdot}",
    "1/·": r"1/{\cdot}",
}
SPECIAL = {
    "\\": r"\textbackslash{}",
    "^": r"\^{}",
    "~": r"\~{}",
    " ": "~",
    "×": r"$\times$",
    "−": "$-$",
    "…": r"\ldots{}",
    **{sign: f"\\{sign}" for sign in "#$%&_{}"},
}
DOCUMENT = r"""\IfFileExists{{standalone.cls}}
  {{\documentclass[tikz]{{standalone}}}}
  {{\documentclass{{article}}\usepackage{{tikz}}\pagestyle{{empty}}\parindent=0pt
   \usepackage[paperwidth={width}bp, paperheight={height}bp, margin=0pt]{{geometry}}}}
{colors}
\begin{{document}}%
\begin{{tikzpicture}}[x=1bp, y=-1bp, inner sep=0pt, line width=1.1bp]
\fill[ag-paper] (0,0) rectangle ({width},{height});
{marks}
\end{{tikzpicture}}%
\end{{document}}"""


def render(report: Drawing, page: Page) -> str:
    """The document, light where no theme was chosen."""
    return written(scene_of(report, page), page)


def written(scene: Scene, page: Page) -> str:
    """The document of a scene."""
    colors = THEMES["dark" if page.theme == "dark" else "light"]
    return DOCUMENT.format(
        width=number(scene.width * SCALE),
        height=number(scene.height * SCALE),
        colors="\n".join(
            rf"\definecolor{{ag-{role}}}{{HTML}}{{{color[1:].upper()}}}" for role, color in colors.items()
        ),
        marks="\n".join(lines_of(scene)),
    )


def lines_of(scene: Scene) -> list[str]:
    """A line for each mark."""
    return [_mark(mark) for mark in scene.marks]


def _mark(mark: Text | Outline | Path) -> str:
    if isinstance(mark, Text):
        size = number(mark.size * SCALE)
        font = rf"\fontsize{{{size}}}{{{size}}}\selectfont"
        style = f"anchor={ANCHORS[mark.anchor]}, text=ag-{mark.role}, font={font}"
        return rf"\node[{style}] at ({_pair(mark.x, mark.y)}) {{{text_latex(mark.text)}}};"
    dashed = ", dashed" if mark.dashed else ""
    if isinstance(mark, Outline):
        corners = f"({_pair(mark.x, mark.y)}) rectangle ({_pair(mark.x + mark.width, mark.y + mark.height)})"
        return rf"\draw[ag-{mark.role}{dashed}, rounded corners={number(mark.radius * SCALE)}bp] {corners};"
    color = "wire" if mark.role == "ink" else mark.role
    parts = [f"({_pair(*mark.points[0])})"]
    for one, two, end, straight in pieces(mark):
        curved = f".. controls ({_pair(*one)}) and ({_pair(*two)}) .. "
        parts.append(f"{'-- ' if straight else curved}({_pair(*end)})")
    return rf"\draw[ag-{color}{dashed}] {' '.join(parts)};"


def text_latex(text: str) -> str:
    r"""A text of a picture in LaTeX: numbers and names as mathematics, formulas as they were typed.

    Example:
        >>> text_latex("81 = 1 + 80"), text_latex("w0"), text_latex("-1e-05")
        ('$81 = 1 + 80$', '$w_{0}$', '$-10^{-5}$')
        >>> print(text_latex("x^2"), text_latex("ȳ = v3̄*1"))
        \texttt{x\^{}2} \texttt{$\overline{\texttt{y}}$~=~$\overline{\texttt{v3}}$*1}
    """
    if text in OPERATORS:
        return f"${OPERATORS[text]}$"
    if NUMBERS.fullmatch(text):
        numbers = re.sub(NUMBER, lambda match: number_latex(match[0]), text)
        return f"${numbers.replace('×', chr(92) + 'times')}$"
    if NAME.fullmatch(text):
        return f"${symbol(text)}$"
    plain, spans = unbarred(text)
    written, end = "", 0
    for start, stop in spans:
        name = rf"$\overline{{\texttt{{{_typed(plain[start:stop])}}}}}$"
        written, end = written + _typed(plain[end:start]) + name, stop
    return rf"\texttt{{{written}{_typed(plain[end:])}}}"


def _typed(text: str) -> str:
    return "".join(SPECIAL.get(sign, sign) for sign in text)


def _pair(x: float, y: float) -> str:
    return f"{number(x * SCALE)},{number(y * SCALE)}"
