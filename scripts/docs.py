"""Writes the tables in `docs/` that are made from the code: functions, error codes, exit statuses, commands.

Takes the pages with their markers, `<!-- functions, made by scripts/docs.py -->` to `<!-- end -->`. Returns the pages
with the text between the markers regenerated. It does not touch what is outside of them.

    python scripts/docs.py           writes the pages
    python scripts/docs.py --check   exit status 1 when a page is out of date
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

from autograd_cli.cli import LazyGroup
from autograd_cli.commands import COMMANDS
from autograd_cli.errors import CODES, STATUSES
from autograd_cli.report.catalogue import HELPERS, Description, catalogue

DOCS = Path(__file__).parents[1] / "docs"
BLOCK = re.compile(r"(<!-- (\w+), made by scripts/docs\.py -->\n).*?(<!-- end -->)", re.DOTALL)


def functions() -> str:
    """What users call, one table for each group."""
    return _grouped(entry for entry in catalogue().functions if not _internal(entry))


def helpers() -> str:
    """The functions of which derivatives are made, which hardly anybody calls."""
    return _table("function", "derivative", "what it is", rows=map(_row, filter(_internal, catalogue().functions)))


def codes() -> str:
    return _table("code", "meaning", rows=((f"`{code}`", meaning) for code, meaning in CODES.items()))


def statuses() -> str:
    return _table("status", "meaning", rows=((str(status), meaning) for status, meaning in STATUSES.items()))


def commands() -> str:
    """The commands, each with the first sentence of its help."""
    group = LazyGroup(name="autograd")
    rows = []
    for name in COMMANDS:
        summary = (group.get_command(None, name).help or "").strip().partition("\n\n")[0].replace("\n", " ")
        rows.append((f"[`autograd {name}`]({name}.md)", summary.rstrip(".")))
    return _table("command", "what it does", rows=rows)


TABLES: dict[str, Callable[[], str]] = {each.__name__: each for each in (functions, helpers, codes, statuses, commands)}


def regenerated(text: str) -> str:
    """A page with the tables as the code has them now."""
    return BLOCK.sub(lambda match: f"{match[1]}{TABLES[match[2]]()}\n{match[3]}", text)


def out_of_date() -> Iterator[tuple[Path, str]]:
    """The pages whose tables are not those of the code, with their new texts."""
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if (new := regenerated(text)) != text:
            yield path, new


def _internal(entry: Description) -> bool:
    return entry.group == HELPERS


def _grouped(entries: Iterable[Description]) -> str:
    return "\n\n".join(
        f"### {group[:1].upper()}{group[1:]}\n\n{_table('function', 'derivative', 'what it is', rows=map(_row, rows))}"
        for group, rows in groupby(entries, lambda entry: entry.group)
    )


def _row(entry: Description) -> tuple[str, str, str]:
    rules = [rule if len(entry.derivatives) == 1 else f"d/d{name}: {rule}" for name, rule in entry.derivatives.items()]
    return f"`{entry.call}`", f"`{', '.join(rules)}`" if any(entry.derivatives.values()) else "", entry.summary


def _table(*heading: str, rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heading, ("---",) * len(heading), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def main(words: list[str]) -> int:
    if words not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    stale = list(out_of_date())
    for path, text in stale:
        print(f"{'out of date' if words else 'written'}: {path.relative_to(DOCS.parent)}")
        if not words:
            path.write_text(text, encoding="utf-8")
    return 1 if words and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
