"""How much is tried: in a build as much as keeps it short, with `AUTOGRAD_LONG=1` as much as was done by hand once.

A number that is named alone, such as `AUTOGRAD_FUZZ=50000`, goes before both.
"""

import os

LONG = bool(os.environ.get("AUTOGRAD_LONG"))


def amount(name: str, usual: int, long: int) -> int:
    """How many are tried of what `AUTOGRAD_NAME` counts."""
    return int(os.environ.get(f"AUTOGRAD_{name}", long if LONG else usual))
