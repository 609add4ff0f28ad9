"""Memory that is freed stays the process's own: the next array takes it, and no page has to be zeroed again.

In: nothing. Out: nothing; it is asked for once a process, by whoever is about to make many large arrays. Without it
an array of more than 128 KiB comes as new pages from the system and goes back to it, which may take longer than to
compute it.

*Source*: mallopt(3), `M_MMAP_THRESHOLD` and `M_TRIM_THRESHOLD`.
"""

import ctypes
from contextlib import suppress
from functools import cache

# The numbers of the parameters in glibc's malloc.h, and bytes.
TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
KEPT, SINGLE = 1 << 30, 1 << 28


@cache
def keep_freed() -> None:
    """Tells the C library to keep what is freed, up to `KEPT` bytes, and to take arrays up to `SINGLE` from it."""
    with suppress(AttributeError, OSError, TypeError):  # another C library
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(MMAP_THRESHOLD, SINGLE)
        mallopt(TRIM_THRESHOLD, KEPT)
