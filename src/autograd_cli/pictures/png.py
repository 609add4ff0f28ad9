"""A scene as PNG: its SVG, drawn by resvg with the font of this package, so that it is the same on every machine.

Takes: a `Drawing` and a `Page`. Returns: bytes. The library comes with the extra `pictures`. The fonts of the machine
are asked only for letters that ours lacks.
"""

import re
from pathlib import Path

from autograd_cli.formats import Page
from autograd_cli.lessons.drawing import Drawing
from autograd_cli.pictures.libraries import need
from autograd_cli.pictures.scene import Scene, Text
from autograd_cli.pictures.styles import scene_of
from autograd_cli.pictures.svg import svg
from autograd_cli.pictures.themes import THEMES

FONT = Path(__file__).parent / "fonts" / "DejaVuSansMono.ttf"
FAMILY = "DejaVu Sans Mono"
# The letters that it has.
COVERED = re.compile(
    "[ -~\xa0-ÿȳ\u0304\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u03d1\u03d5ḡ"
    "\u2010-\u2015‘-”•…′″⁰⁴-⁾₀-₎←-↔∂∆-∈∋∏∑−∕∗√∞∧∨∫≈≠≤≥⊙⊤⋅]*"
)
# Pixels for each unit, and the longest side that is drawn.
ZOOM, LONGEST = 2.0, 12_000.0


def render(report: Drawing, page: Page) -> bytes:
    """The picture, light where no theme was chosen. Raises: `AutogradError` with code `missing-extra`."""
    return written(scene_of(report, page), page)


def written(scene: Scene, page: Page) -> bytes:
    """The image of a scene."""
    theme = "dark" if page.theme == "dark" else "light"
    drawn = need("resvg_py", "png").svg_to_bytes(
        svg_string=svg(scene, theme),
        background=THEMES[theme]["paper"],  # also behind the part of a pixel at an edge
        zoom=min(ZOOM, LONGEST / max(scene.width, scene.height)),
        skip_system_fonts=all(COVERED.fullmatch(mark.text) for mark in scene.marks if isinstance(mark, Text)),
        font_files=[str(FONT)],
        font_family=FAMILY,
        monospace_family=FAMILY,
    )
    return bytes(drawn)
