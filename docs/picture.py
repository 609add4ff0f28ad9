"""The README's picture, made by the command itself: what `autograd trace` prints on a terminal, as SVG.

`python docs/picture.py` writes `docs/images/trace.svg` for light pages and `docs/images/trace-dark.svg` for dark ones.
The fonts are the reader's own, and nothing is loaded from elsewhere.
"""

import io
import re
import subprocess
import sys
from html import escape, unescape
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

IMAGES = Path(__file__).parent / "images"
WORDS = ("trace", "2*x*y + y + 3", "--x", "40", "--y", "4")
SHOWN = 'autograd trace "2*x*y + y + 3" --x 40 --y 4'
TITLE = "autograd"
WIDTH = 82
FRAME = "#8b949e"
# A cell's width at Rich's size of letters, and what Rich writes for a blank.
CELL = 12.2
BLANK = "\u00a0"
WORD = re.compile(r'(<text class="[^"]*" )x="([^"]*)" (y="[^"]*" )textLength="[^"]*" clip-path="[^"]*">([^<]*)</text>')

# Background and foreground, then black, red, green, yellow, blue, magenta, cyan, white; each reads well on the first.
THEMES = {
    "trace": "ffffff 24292f 24292f b42318 116329 7d4e00 0950ae 8250df 05667a 57606a",
    "trace-dark": "0d1117 e6edf3 0d1117 ff7b72 56d364 e3b341 79c0ff d2a8ff 76e3ea c9d1d9",
}

FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>{label}</title>
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
.{unique_id}-title {{ font-family: system-ui, "DejaVu Sans", sans-serif; font-size: 18px; }}
{styles}
</style>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def printed() -> str:
    """What the command prints, with colours."""
    command = [sys.executable, "-m", "autograd_cli", *WORDS, "--color", "always"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


def picture(text: str, colors: str) -> str:
    """The terminal that shows a text, as SVG."""
    background, foreground, *others = (tuple(bytes.fromhex(color)) for color in colors.split())
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.assemble(("$ ", "dim"), SHOWN, "\n"))
    console.print(Text.from_ansi(text))
    code = FORMAT.replace("{label}", SHOWN.replace('"', "&quot;").replace("{", "{{"))
    svg = console.export_svg(
        title=TITLE, theme=TerminalTheme(background, foreground, others), code_format=code, unique_id="autograd"
    )
    framed = WORD.sub(_without_blanks, svg.replace("rgba(255,255,255,0.35)", FRAME))
    return re.sub(r"[ \t]+$", "", framed, flags=re.MULTILINE)


def _without_blanks(match: re.Match[str]) -> str:
    """A piece of text without the blanks around it, which some viewers drop: it begins further to the right instead."""
    head, start, text = match[1], float(match[2]), unescape(match[4]).rstrip("\n")
    words = text.strip(BLANK)
    x = start + CELL * (len(text) - len(text.lstrip(BLANK)))
    shown = escape(words).replace(BLANK, "&#160;")
    return f'{head}x="{x:g}" {match[3]}textLength="{CELL * len(words):g}">{shown}</text>' if words else ""


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    text = printed()
    for name, colors in THEMES.items():
        (IMAGES / f"{name}.svg").write_text(picture(text, colors), encoding="utf-8")


if __name__ == "__main__":
    main()
