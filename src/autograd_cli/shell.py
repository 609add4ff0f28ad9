"""Words as a shell takes them.

Takes: a word of a command line. Returns: its text, with quotes where a shell would take it apart without.
"""

import re

# What no shell takes apart or expands.
PLAIN = r"(?a:[\w@%+=:,./-]+)"
# What a shell expands within double quotes; a quote ends them.
EXPANDED = frozenset('"$`\\!')


def shell_word(text: str, *, formula: bool = False) -> str:
    """The word in double quotes, as every shell has them, where it needs some, and a `formula` always.

    Example:
        >>> print(shell_word("x=1"), shell_word("x + 1"), shell_word("x", formula=True), shell_word("x!"))
        x=1 "x + 1" "x" 'x!'
    """
    if re.fullmatch(PLAIN, text) and not formula:
        return text
    if EXPANDED.isdisjoint(text):
        return f'"{text}"'
    return "'" + text.replace("'", "'\"'\"'") + "'"
