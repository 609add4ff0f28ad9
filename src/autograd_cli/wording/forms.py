"""Templates filled with fields.

Takes: a text with places such as `{name}`, and the fields by name. Returns: the text. A place may say how its field is
written, after a colon:

    {names:and}   several names in backticks, `a`, `b` and `c`; also `or`, and `list` for commas alone
    {names:is|are}   one word or another: the first for 1, or for a single name
    {text:?the shapes}   the text in backticks, the words after the question mark where it is None
    {place:+: }   the text and what follows the plus sign; nothing where it is None or empty
    {extra:install}   the command that installs an extra
    {path:file}   a file in backticks, or `standard input` where it is `-`; `output` is standard output then
"""

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Any

from autograd_cli.extras import install_command

Fields = Mapping[str, Any]
STANDARD_STREAMS = {"file": "standard input", "output": "standard output"}


class _Forms(Formatter):
    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Fields) -> Any:
        return kwargs.get(str(key))

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec.startswith("?"):
            return format_spec[1:] if value is None else f"`{value}`"
        if format_spec.startswith("+"):
            return f"{value}{format_spec[1:]}" if value else ""
        assert value is not None, "a place has no field"
        if format_spec in STANDARD_STREAMS:
            name = STANDARD_STREAMS[format_spec]
            return name if value in ("-", name) else f"`{value}`"
        if format_spec == "install":
            return install_command(value)
        if "|" in format_spec:
            one, many = format_spec.split("|")
            count = value if isinstance(value, int) else len(value)
            return one if count == 1 else many
        if format_spec in ("and", "or", "list"):
            return listed(value, "" if format_spec == "list" else f" {format_spec} ")
        return format(value, format_spec)


FORMS = _Forms()


def filled(template: str, fields: Fields) -> str:
    """The template with its places filled."""
    return FORMS.vformat(template, (), fields) if "{" in template else template


def listed(names: Sequence[str], last: str = "") -> str:
    """Names in backticks, with commas and a word before the last.

    Example:
        >>> listed(["x", "y", "z"], " and ")
        '`x`, `y` and `z`'
    """
    quoted = [f"`{name}`" for name in names]
    if last and len(quoted) > 1:
        return ", ".join(quoted[:-1]) + last + quoted[-1]
    return ", ".join(quoted)
