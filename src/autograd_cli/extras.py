"""The optional extras, and the command that adds one to this installation.

Takes: an extra's name. Returns: the command, or the error of a library that is not installed.
"""

from typing import Any

from autograd_cli.errors import AutogradError

DISTRIBUTION = "autograd-cli"


def missing_extra(extra: str, case: str, **fields: Any) -> AutogradError:
    """The error for a library of an extra that is not installed."""
    return AutogradError("missing-extra", case, extra=extra, command=install_command(extra), **fields)


def install_command(extra: str) -> str:
    return f'pip install "{DISTRIBUTION}[{extra}]"'
