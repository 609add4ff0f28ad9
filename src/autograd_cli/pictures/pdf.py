"""A scene as PDF: vectors, and texts that can be selected, in the font of this package.

Takes: a `Drawing` and a `Page`. Returns: bytes, the same for the same scene. The library comes with the extra
`pictures`.
"""

import io
import re
from itertools import chain
from typing import Any

from autograd_cli.formats import Page
from autograd_cli.lessons.drawing import Drawing
from autograd_cli.pictures.libraries import need
from autograd_cli.pictures.png import FAMILY, FONT
from autograd_cli.pictures.scene import Outline, Scene, Text, character_places, pieces, written_text
from autograd_cli.pictures.styles import scene_of
from autograd_cli.pictures.themes import THEMES

# Points for each unit.
SCALE = 0.75
DASHES = (4, 3)
# Letters that our font lacks, and the font that readers of PDF have for them.
HANGUL, KOREAN = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]+"), "HYGothic-Medium"


def render(report: Drawing, page: Page) -> bytes:
    """The picture, light where no theme was chosen. Raises: `AutogradError` with code `missing-extra`."""
    return written(scene_of(report, page), page)


def written(scene: Scene, page: Page) -> bytes:
    """The document of a scene."""
    canvases = need("reportlab.pdfgen.canvas", "pdf")
    need("reportlab.pdfbase.pdfmetrics", "pdf").registerFont(
        need("reportlab.pdfbase.ttfonts", "pdf").TTFont(FAMILY, FONT)
    )
    if any(HANGUL.search(mark.text) for mark in scene.marks if isinstance(mark, Text)):
        cid = need("reportlab.pdfbase.cidfonts", "pdf").UnicodeCIDFont(KOREAN)
        need("reportlab.pdfbase.pdfmetrics", "pdf").registerFont(cid)
    content = io.BytesIO()
    canvas = canvases.Canvas(content, pagesize=(scene.width * SCALE, scene.height * SCALE), invariant=True)
    canvas.setTitle(scene.title)
    canvas.scale(SCALE, SCALE)
    _draw(canvas, scene, THEMES["dark" if page.theme == "dark" else "light"])
    canvas.showPage()
    canvas.save()
    return content.getvalue()


def _draw_pieces(canvas: Any, mark: Text, plain: str, y: float) -> None:
    """A text of several fonts: Korean letters in the one of the reader's machine, each in its place."""
    places = character_places(mark)
    for found in re.finditer(f"{HANGUL.pattern}|[^{HANGUL.pattern[1:-2]}]+", plain):
        canvas.setFont(KOREAN if HANGUL.match(found[0]) else FAMILY, mark.size)
        canvas.drawString(places[found.start()], y, found[0])


def _draw(canvas: Any, scene: Scene, colors: Any) -> None:
    """All marks; a page's height is measured from below."""
    canvas.setFillColor(colors["paper"])
    canvas.rect(0, 0, scene.width, scene.height, stroke=0, fill=1)
    for mark in scene.marks:
        if isinstance(mark, Text):
            canvas.setFillColor(colors[mark.role])
            canvas.setFont(FAMILY, mark.size)
            draw = {
                "start": canvas.drawString,
                "middle": canvas.drawCentredString,
                "end": canvas.drawRightString,
            }[mark.anchor]
            plain, bars = written_text(mark)
            if HANGUL.search(plain):
                _draw_pieces(canvas, mark, plain, scene.height - mark.y)
            else:
                draw(mark.x, scene.height - mark.y, plain)
            canvas.setStrokeColor(colors[mark.role])
            canvas.setLineWidth(1)
            canvas.setDash()
            for bar in bars:
                (left, y), (right, _) = bar.points[0], bar.points[-1]
                canvas.line(left, scene.height - y, right, scene.height - y)
            continue
        canvas.setLineWidth(1.5)
        canvas.setDash(*([list(DASHES)] if mark.dashed else []))
        if isinstance(mark, Outline):
            canvas.setStrokeColor(colors[mark.role])
            canvas.roundRect(mark.x, scene.height - mark.y - mark.height, mark.width, mark.height, mark.radius)
            continue
        canvas.setStrokeColor(colors["wire" if mark.role == "ink" else mark.role])
        path = canvas.beginPath()
        x, y = mark.points[0]
        path.moveTo(x, scene.height - y)
        for *points, straight in pieces(mark):
            turned = [scene.height - one if i % 2 else one for i, one in enumerate(chain(*points))]
            path.lineTo(*turned[4:]) if straight else path.curveTo(*turned)
        canvas.drawPath(path)
