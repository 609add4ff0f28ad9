"""The libraries that write pictures, which come with an extra.

Takes: a library's name. Returns: the library.
"""

import importlib
from typing import Any

from autograd_cli.errors import AutogradError


def need(library: str, format: str) -> Any:
    """A library of the extra `pictures`. Raises: `AutogradError` with code `missing-extra` where it is not there."""
    try:
        return importlib.import_module(library)
    except ModuleNotFoundError:
        name = {"resvg_py": "resvg-py"}.get(library.partition(".")[0], library.partition(".")[0])
        raise AutogradError("missing-extra", "pictures", extra="pictures", library=name, format=format) from None
