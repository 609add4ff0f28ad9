"""What the functions of arrays mean that only rules have, below the formulas in which they are.

Takes: formulas as text. Returns: each of these functions with its summary, in the order in which they come.
"""

import re
from collections.abc import Iterable, Iterator

from autograd_cli.primitives import FUNCTIONS

CALLS = re.compile(r"([^\W\d]\w*)\(")


def meanings(formulas: Iterable[str], every: bool = False) -> Iterator[tuple[str, str]]:
    """The functions and their summaries; with `every` also those that programs may call.

    Example:
        >>> [*meanings(["spread(g, x)", "g*outer(x, y)"])], [*meanings(["outer(x, y)"], every=True)]
        ([('spread', "x repeated along an axis of another's shape")], [('outer', 'matrix of all products')])
    """
    for name in dict.fromkeys(name for text in formulas for name in CALLS.findall(text)):
        for row in FUNCTIONS.get(name, ())[:1]:
            if row.shape and (every or row.internal):
                yield name, row.summary
