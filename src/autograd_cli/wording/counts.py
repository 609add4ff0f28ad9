"""How many rows have what there is to know of, though they do not fail.

Takes: counts of rows. Returns: text.
"""

# What rows have that do not fail.
INEXACT, STILL, INFINITE = (
    f"{{have}} {words}"
    for words in ("a number that doubles lack", "no uncertainty to first order", "an infinite result")
)


def counted(count: int, rows: int, what: str) -> str:
    """Of how many rows something is true."""
    return f"{count:,} of {rows:,} row{'s' * (rows != 1)} {what.format(have='has' if count == 1 else 'have')}"
