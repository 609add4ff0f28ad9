"""How far a long run is: rows, rate and time left, on standard error.

In: rows done and bytes read, as they come. Out: one line, redrawn in place; on what is no terminal a line now and then.
"""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

# Seconds between two lines on what is no terminal.
PAUSE = 5.0


class Bar:
    """A bar that is fed with rows and bytes. `total` are the bytes, or rows, that make the whole; None is unknown.

    Instead of rows it may count what `counted` says, in the singular.
    """

    def __init__(self, total: int | None, of_rows: bool, counted: str = "row") -> None:
        self._counted = counted
        self._of_rows = of_rows
        self._rows = 0
        self._start = self._told = time.monotonic()
        self._console = Console(file=sys.stderr)
        columns = [BarColumn(), TextColumn("{task.percentage:>3.0f} %")] if total is not None else []
        left = [TimeRemainingColumn(compact=True), TextColumn("left")] if total is not None else []
        self._progress = Progress(
            *columns,
            TextColumn("{task.fields[rows]}," if left else "{task.fields[rows]}"),
            *left,
            console=self._console,
            transient=True,
            refresh_per_second=4,
        )
        self._task = self._progress.add_task("", total=total, rows=self._text())

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._progress.start()
        return self

    def tell(self, rows: int, count: int) -> None:
        """So many rows more are done, so many bytes more are read."""
        self._rows += rows
        self._progress.update(self._task, advance=rows if self._of_rows else count, rows=self._text())
        now = time.monotonic()
        if not self._console.is_terminal and now - self._told >= PAUSE:
            self._told = now
            print(self._text(), file=sys.stderr, flush=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal:
            self._progress.stop()
        elif kind is None:
            print(self._text(), file=sys.stderr, flush=True)

    def _text(self) -> str:
        seconds = time.monotonic() - self._start
        rate = f", {self._rows / seconds:,.0f} a second" if seconds > 0.5 else ""
        return f"{self._rows:,} {self._counted}{'s' * (self._rows != 1)}{rate}"
