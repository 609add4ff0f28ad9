"""What a page has in it, as its script unpacks it."""

import re
from functools import reduce
from typing import NamedTuple

DATA = re.compile(r"const DATA=\[`(.*?)`,`(.*?)`\];\nconst COMPUTE", re.DOTALL)


class Unpacked(NamedTuple):
    """The lesson as JSON, and what is in the page's main element."""

    data: str
    markup: str


def unpacked(page: str) -> Unpacked:
    """The parts of a page."""
    found = DATA.search(page)
    assert found is not None
    signs, text = (re.sub(r"\\(.)", r"\1", one) for one in found.groups())
    parts = reduce(lambda text, entry: text.replace(entry[0], entry[1:]), reversed(signs.split("\n")), text).split("\n")
    return Unpacked(*parts)
