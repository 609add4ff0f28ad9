"""A scene as PNG: its SVG, drawn by resvg with the font of this package, so that it is the same on every machine.

Takes: a `Drawing` and a `Page`. Returns: bytes. The library comes with the extra `pictures`.
"""

from pathlib import Path

from autograd_cli.formats import Page
from autograd_cli.pictures.libraries import need
from autograd_cli.pictures.styles import scene_of
from autograd_cli.pictures.svg import svg
from autograd_cli.report.drawing import Drawing

FONT = Path(__file__).parent / "fonts" / "DejaVuSansMono.ttf"
FAMILY = "DejaVu Sans Mono"
# Pixels for each unit, and the longest side that is drawn.
ZOOM, LONGEST = 2.0, 12_000.0


def render(report: Drawing, page: Page) -> bytes:
    """The picture, light where no theme was chosen. Raises: `AutogradError` with code `missing-extra`."""
    scene = scene_of(report, page)
    drawn = need("resvg_py", "png").svg_to_bytes(
        svg_string=svg(scene, "dark" if page.theme == "dark" else "light"),
        zoom=min(ZOOM, LONGEST / max(scene.width, scene.height)),
        font_files=[str(FONT)],
        font_family=FAMILY,
        monospace_family=FAMILY,
    )
    return bytes(drawn)
