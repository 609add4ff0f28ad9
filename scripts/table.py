"""Writes the index of the table of primitives: which file an entry is in, and which entries a call may mean.

Run without words it writes `src/autograd_cli/primitives/index.py`; with `--check` it says whether that is up to date.
"""

import importlib
import sys
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src"
INDEX = SOURCE / "autograd_cli" / "primitives" / "index.py"
# The groups in the order of the documentation; a new file of entries is named here.
FILES = (
    "arithmetic",
    "powers",
    "trigonometric",
    "hyperbolic",
    "neural",
    "special",
    "piecewise",
    "logic",
    "products",
    "reductions",
    "along_axis",
    "linear_algebra",
    "structure",
    "constants",
)
HEAD = '''"""Where each entry is, and which entries a call may mean; written by `scripts/table.py`, not by hand."""

'''
OPERATORS_HEAD = """
# Entries that the grammar has an alias for: those with an operator, comparisons aside.
OPERATORS = (
"""


def index() -> str:
    """The text of `primitives/index.py`."""
    groups: dict[str, str] = {}
    calls: dict[str, list[str]] = {}
    operators: list[str] = []
    for file in FILES:
        for entry in importlib.import_module(f"autograd_cli.primitives.{file}").ENTRIES:
            groups[entry.name] = file
            if entry.level not in ("", "comparison"):
                operators.append(entry.name)
            if entry.call and entry.parameters:
                for name in (entry.call, *entry.aliases):
                    calls.setdefault(name, []).append(entry.name)
    lines = [HEAD, "# Entry -> the file it is in.\n", "GROUPS = {\n"]
    lines += [f'    "{name}": "{file}",\n' for name, file in groups.items()]
    lines += ["}\n", "\n# Name in a call -> entries.\n", "CALLS: dict[str, tuple[str, ...]] = {\n"]
    for call, names in calls.items():
        written = ", ".join(f'"{name}"' for name in names)
        lines.append(f'    "{call}": ({written}{"," if len(names) == 1 else ""}),\n')
    lines += ["}\n", OPERATORS_HEAD, *(f'    "{name}",\n' for name in operators), ")\n"]
    return "".join(lines)


def main(words: list[str]) -> int:
    """The status: 1 where `--check` finds the index out of date."""
    sys.path.insert(0, str(SOURCE))
    text = index()
    if "--check" in words:
        if INDEX.read_text(encoding="utf-8") != text:
            print(f"{INDEX} is out of date: run `python scripts/table.py`", file=sys.stderr)
            return 1
        return 0
    INDEX.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
