"""A token, as the modules of this room read it: Lark's, whose class belongs to the generated parser.

Takes nothing, and returns nothing; it is a type.
"""

from typing import Any, Protocol


class Token(Protocol):
    """A word of the text: the terminal it is, and its place in code points, the end excluded; `str` gives the word."""

    type: str
    start_pos: int
    end_pos: int

    def update(self, type: str) -> Any:
        """The same word as another terminal."""
