"""A scene as SVG: texts stay texts, in the reader's own monospaced font, and nothing is loaded from elsewhere.

Takes: a `Drawing` and a `Page`, or a `Scene` and a theme, `auto` for the reader's own. Returns: text, the same for the
same scene.
"""

from html import escape

from autograd_cli.errors import cell_width
from autograd_cli.formats import Page
from autograd_cli.lessons.drawing import Drawing
from autograd_cli.pictures.scene import BAR_ADVANCE, Outline, Path, Scene, Text, character_places, pieces, written_text
from autograd_cli.pictures.styles import scene_of
from autograd_cli.pictures.themes import THEMES

FONTS = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace'
RULES = """\
text {{ font-family: {fonts}; }}
.bold {{ font-weight: bold; }}
path, rect {{ fill: none; stroke-width: 1.5; }}
path.bar {{ stroke-width: 1; }}
.frame {{ stroke-width: 1.2; }}
.dashed {{ stroke-dasharray: 4 3; }}"""


def render(report: Drawing, page: Page) -> str:
    """The picture of a drawing."""
    return written(scene_of(report, page), page)


def written(scene: Scene, page: Page) -> str:
    """The document of a scene."""
    return svg(scene, page.theme)


def svg(scene: Scene, theme: str = "auto") -> str:
    """The document."""
    width, height = number(scene.width), number(scene.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        ' role="img">',
        f"<title>{escape(scene.title)}</title>",
        f"<style>\n{_rules(theme)}\n</style>",
        f'<rect class="paper" width="{width}" height="{height}"/>',
    ]
    for group in scene.groups:
        facts = "".join(f' data-{name}="{escape(value)}"' for name, value in group.facts)
        lines.append(f'<g class="{group.name}"{facts}>')
        lines += [_mark(mark) for mark in group.marks]
        lines.append("</g>")
    return "\n".join([*lines, "</svg>"])


def _rules(theme: str) -> str:
    common = RULES.format(fonts=FONTS)
    if theme != "auto":
        return f"{common}\n{_colors(theme)}"
    return f"{common}\n{_colors('light')}\n@media (prefers-color-scheme: dark) {{\n{_colors('dark')}\n}}"


def _colors(theme: str) -> str:
    """The rules of a theme. A text has its role's colour, and so has a line, but for wires."""
    lines = [f".paper {{ fill: {THEMES[theme]['paper']}; }}"]
    for role, color in THEMES[theme].items():
        if role not in ("paper", "wire"):
            lines.append(f"text.{role} {{ fill: {color}; }} rect.{role}, path.{role} {{ stroke: {color}; }}")
    lines.append(f"path.ink {{ stroke: {THEMES[theme]['wire']}; }}")
    return "\n".join(lines)


def _mark(mark: Text | Outline | Path) -> str:
    if isinstance(mark, Text):
        bold = " bold" if mark.bold else ""
        place = f'x="{number(mark.x)}" y="{number(mark.y)}"'
        style = f'class="{mark.role}{bold}" font-size="{number(mark.size)}" text-anchor="{mark.anchor}"'
        plain, bars = written_text(mark)
        if not bars:
            return f'<text {place} {style} xml:space="preserve">{escape(mark.text)}</text>'
        length = f'textLength="{number(len(plain) * BAR_ADVANCE * mark.size)}"'
        if cell_width(plain) != len(plain):  # in no font are wide letters just twice as wide
            place = f'x="{" ".join(map(number, character_places(mark)[:-1]))}" y="{number(mark.y)}"'
            length, style = "", style.replace(f'"{mark.anchor}"', '"start"')
        lines = "".join(f'<path d="{path_data(bar)}" class="{bar.role} bar"/>' for bar in bars)
        return f'<text {place} {style} {length} xml:space="preserve">{escape(plain)}</text>{lines}'
    dashed = " dashed" if mark.dashed else ""
    if isinstance(mark, Outline):
        numbers = (mark.x, mark.y, mark.width, mark.height, mark.radius)
        names = ("x", "y", "width", "height", "rx")
        place = " ".join(f'{name}="{number(one)}"' for name, one in zip(names, numbers, strict=True))
        return f'<rect {place} class="{mark.role}{dashed}"/>'
    return f'<path d="{path_data(mark)}" class="{mark.role}{dashed}"/>'


def path_data(path: Path) -> str:
    """A path's commands."""
    parts = [f"M{_pair(path.points[0])}"]
    for one, two, end, straight in pieces(path):
        parts.append(f"L{_pair(end)}" if straight else f"C{_pair(one)} {_pair(two)} {_pair(end)}")
    return "".join(parts)


def _pair(point: tuple[float, float]) -> str:
    return f"{number(point[0])},{number(point[1])}"


def number(value: float) -> str:
    """A length with two decimals at most, without needless zeros, and never `-0`."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
