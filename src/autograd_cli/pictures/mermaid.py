"""Mermaid, which GitHub and many notebooks draw: the parts of a picture, with value and gradient on each edge.

Takes: a `Drawing` and a `Page`. Returns: a flowchart. An edge begins with a word where the order of operands counts. A
group of gates is a subgraph.
"""

from autograd_cli.formats import Page
from autograd_cli.lessons.drawing import Drawing
from autograd_cli.pictures.flow import Flow
from autograd_cli.pictures.frame import upstream_notes
from autograd_cli.pictures.parts import Part, Wire, declared, parts_of

ENTITIES = str.maketrans({"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;"})


def render(report: Drawing, page: Page) -> str:
    """The flowchart."""
    parts = parts_of(report, page)
    lines = [
        f"flowchart {Flow(parts.down).direction}",
        *declared(
            parts,
            lambda i: f"{parts.parts[i].key}{_node(parts.parts[i])}",
            lambda i, name: f'subgraph group{i}["{escaped(name)}"]',
            "end",
        ),
    ]
    for wire in parts.wires:
        label = _label(wire)
        arrow = ("-.->" if wire.still else "-->") + (f'|"{label}"|' if label else "")
        lines.append(f"  {parts.parts[wire.source].key} {arrow} {parts.parts[wire.target].key}")
    lines += [f'  note["{escaped(note)}"]' for note in upstream_notes(parts)]
    still = [part.key for part in parts.parts if part.still]
    if still:
        lines += ["  classDef still stroke-dasharray: 4 3, color: #6a737d", f"  class {','.join(still)} still"]
    return "\n".join(lines)


def _node(part: Part) -> str:
    left, right = ("((", "))") if part.kind == "gate" else ("[", "]")
    lines = [text for text in (part.sign, part.name, part.shape, " ".join(part.total)) if text]
    return f'{left}"{"<br/>".join(map(escaped, lines))}"{right}'


def _label(wire: Wire) -> str:
    lines = [f"({wire.mark})"] if wire.mark else []
    return "<br/>".join(map(escaped, [*lines, *wire.value, *wire.gradient, *wire.local]))


def escaped(text: str) -> str:
    """Text in which Mermaid, and the browser after it, read nothing but entities."""
    return text.translate(ENTITIES)
