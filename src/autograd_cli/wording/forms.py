"""Templates filled with fields.

Takes: a text with places such as `{name}`, and the fields by name. Returns: the text. A place may say how its field is
written, after a colon:

    {names:and}   several names in backticks, `a`, `b` and `c`; also `or`, and `list` for commas alone
    {names:is|are}   one word or another: the first for 1, or for a single name
    {text:?the shapes}   the text in backticks, the words after the question mark where it is None
    {place:+: }   the text and what follows the plus sign; nothing where it is None or empty
    {extra:install}   the command that installs an extra
    {path:file}   a file in backticks, or `standard input` where it is `-`; `output` is standard output then
    {name:word}   as one word of a command line, in quotes where it needs some
    {text:cell}   the text of a cell in backticks, cut where it is long, with escapes for what cannot be seen
"""

from collections.abc import Mapping, Sequence
from functools import cache
from string import Formatter
from typing import Any

from autograd_cli.errors import visible
from autograd_cli.extras import install_command
from autograd_cli.shell import shell_word

Fields = Mapping[str, Any]
# A cell of more characters than this is cut.
LONGEST_CELL = 40
STANDARD_STREAMS = {"file": "standard input", "output": "standard output"}


def filled(template: str, fields: Fields) -> str:
    """The template with its places filled."""
    return "".join(
        text if name is None else text + _written(fields.get(name), form or "") for text, name, form in _parts(template)
    )


@cache
def _parts(template: str) -> Sequence[tuple[str, str | None, str | None]]:
    """The pieces of a template: a text, and the place after it with its form."""
    return [(text, name, form) for text, name, form, _ in Formatter().parse(template)]


def _written(value: Any, form: str) -> str:
    """A field in one of the forms."""
    if not form and value is not None:
        return str(value)
    if form.startswith("?"):
        return form[1:] if value is None else f"`{value}`"
    if form.startswith("+"):
        return f"{value}{form[1:]}" if value else ""
    assert value is not None, "a place has no field"
    if form in STANDARD_STREAMS:
        name = STANDARD_STREAMS[form]
        return name if value in ("-", name) else f"`{value}`"
    if form == "cell":
        return f"`{visible(value if len(value) <= LONGEST_CELL else f'{value[: LONGEST_CELL - 3]}...')}`"
    if form == "word":
        return shell_word(value)
    if form == "install":
        return install_command(value)
    if "|" in form:
        one, many = form.split("|")
        count = value if isinstance(value, int) else len(value)
        return one if count == 1 else many
    if form in ("and", "or", "list"):
        return listed(value, "" if form == "list" else f" {form} ")
    return format(value, form)


# What has no name, as a column may.
NAMELESS = "one without a name"


def listed(names: Sequence[str], last: str = "") -> str:
    """Names in backticks, with commas and a word before the last.

    Example:
        >>> listed(["x", "y", "z"], " and ")
        '`x`, `y` and `z`'
        >>> listed(["x", "", "z"])
        '`x`, one without a name, `z`'
    """
    quoted = [f"`{name}`" if name else NAMELESS for name in names]
    if last and len(quoted) > 1:
        return ", ".join(quoted[:-1]) + last + quoted[-1]
    return ", ".join(quoted)
