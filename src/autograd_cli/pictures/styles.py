"""The scene of a drawing, in the style that was asked for.

Takes: a `Drawing` and a `Page`. Returns: a `Scene`.
"""

from collections.abc import Callable, Mapping

from autograd_cli.formats import Page
from autograd_cli.lessons.drawing import Drawing
from autograd_cli.pictures.boxes import boxes
from autograd_cli.pictures.circuit import circuit
from autograd_cli.pictures.parts import Parts, parts_of
from autograd_cli.pictures.scene import Scene

STYLES: Mapping[str, Callable[[Parts], Scene]] = {"circuit": circuit, "boxes": boxes}


def scene_of(report: Drawing, page: Page) -> Scene:
    """The scene of a drawing."""
    return STYLES[page.style](parts_of(report, page))
