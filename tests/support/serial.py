"""An engine that calls the function in this process."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from autograd_cli.engines import Result


def run(
    function: Callable[[Any], Any],
    items: Sequence[Any],
    jobs: int,
    notice: Callable[[str, Sequence[int]], None],
) -> Iterator[Result]:
    for place, item in enumerate(items):
        yield Result(place, function(item))
