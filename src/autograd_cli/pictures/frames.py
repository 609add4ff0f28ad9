"""A picture in steps: the bare graph, then the values gate by gate, then what flows back gate by gate.

Takes: a `Drawing`, a `Page` and a format of pictures. Returns: the content of one file for each step. All have the
layout of the last one.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from autograd_cli.formats import Page
from autograd_cli.lessons.drawing import Drawing
from autograd_cli.pictures import pdf, png, svg, tikz
from autograd_cli.pictures.parts import Parts, parts_of
from autograd_cli.pictures.scene import Scene, Text
from autograd_cli.pictures.styles import STYLES

WRITERS: Mapping[str, Callable[[Scene, Page], Any]] = {
    "svg": svg.written,
    "tikz": tikz.written,
    "png": png.written,
    "pdf": pdf.written,
}


def frames(report: Drawing, format: str, page: Page) -> Iterator[str | bytes]:
    """The content of each file, in the order of the steps."""
    scene = STYLES[page.style](stepped(parts_of(report, page)))
    texts = [mark for mark in scene.marks if isinstance(mark, Text)]
    for step in range(max(text.step for text in texts) + 1):
        groups = tuple(
            group._replace(
                marks=tuple(mark for mark in group.marks if not (isinstance(mark, Text) and mark.step > step))
            )
            for group in scene.groups
        )
        yield WRITERS[format](scene._replace(groups=groups), page)


def stepped(parts: Parts) -> Parts:
    """The parts with the steps at which their numbers are shown: the inputs at 1, and then a gate at a time."""
    forward: list[int] = []
    last = 0
    if any(wire.value for wire in parts.wires):
        last = 1
        for part in parts.parts:
            last += part.kind == "gate" and not part.still
            forward.append(last if part.kind == "gate" else 1)
    *wires, result = parts.wires
    back = [0] * len(parts.parts)
    if result.gradient:
        last += 1
    back[result.target] = last
    for target in sorted({wire.target for wire in wires if wire.gradient or wire.local}, reverse=True):
        last += 1
        back[target] = last
    forward = forward or [0] * len(parts.parts)
    sums = [0] * len(parts.parts)
    for wire in parts.wires:
        if wire.gradient or wire.local:
            sums[wire.source] = max(sums[wire.source], back[wire.target])
    return parts._replace(
        parts=tuple(part._replace(steps=(forward[i], sums[i])) for i, part in enumerate(parts.parts)),
        wires=tuple(wire._replace(steps=(forward[wire.source], back[wire.target])) for wire in parts.wires),
    )
