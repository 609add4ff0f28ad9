"""DOT, for Graphviz: the parts of a picture, with values above and what flows back below on each edge.

Takes: a `Drawing` and a `Page`. Returns: a digraph. Edges enter a node in the order of its operands, with a word where
that counts; the sum at a fork is beside the node. A group of gates is a cluster.
"""

from autograd_cli.formats import Page
from autograd_cli.lessons.drawing import Drawing
from autograd_cli.pictures.flow import Flow
from autograd_cli.pictures.frame import upstream_notes
from autograd_cli.pictures.parts import Part, Wire, declared, parts_of

FONT = 'fontname="Helvetica"'
STILL = "color=gray40, fontcolor=gray40"
COLORS = {"value": "darkgreen", "gradient": "red3", "local": "blue"}


def render(report: Drawing, page: Page) -> str:
    """The digraph."""
    parts = parts_of(report, page)
    ordered = {wire.target for wire in parts.wires if wire.mark}
    lines = [
        "digraph autograd {",
        f"  rankdir={Flow(parts.down).direction};",
        f"  node [shape=circle, {FONT}];",
        f"  edge [{FONT}];",
    ]
    lines += declared(
        parts,
        lambda i: f"{parts.parts[i].key} [{_node(parts.parts[i], i in ordered)}];",
        lambda i, name: (
            f"subgraph cluster_{i} {{ label={quoted(name)}; labeljust=l; color=blue; fontcolor=blue; {FONT};"
        ),
        "}",
    )
    for wire in parts.wires:
        ends = f"{parts.parts[wire.source].key} -> {parts.parts[wire.target].key}"
        lines.append(f"  {ends} [{_edge(wire)}];")
    lines += [f"  label={quoted(note)}; {FONT};" for note in upstream_notes(parts)]
    return "\n".join([*lines, "}"])


def _node(part: Part, ordered: bool) -> str:
    small = "".join(f'<br/><font point-size="10">{_escaped(text)}</font>' for text in (part.name, part.shape) if text)
    words = [f"label=<{_escaped(part.sign)}{small}>" if small else f"label={quoted(part.sign)}"]
    words += ["shape=plaintext"] if part.kind != "gate" else []
    words += ["ordering=in"] if ordered else []
    words += [f"style=dashed, {STILL}"] if part.still else []
    words += [f"xlabel=<{_colored('gradient', ' '.join(part.total))}>"] if part.total else []
    return ", ".join(words)


def _edge(wire: Wire) -> str:
    lines = [_colored("value", text) for text in wire.value]
    lines += [_colored("gradient", text) for text in wire.gradient]
    lines += [_colored("local", text) for text in wire.local]
    words = [f"label=<{'<br/>'.join(lines)}>"] if lines else []
    words += [f"headlabel={quoted(wire.mark)}"] if wire.mark else []
    words += [f"style=dashed, {STILL}"] if wire.still else []
    return ", ".join(words)


def _colored(role: str, text: str) -> str:
    return f'<font color="{COLORS[role]}">{_escaped(text)}</font>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """Text in quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
