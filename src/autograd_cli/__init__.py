"""autograd: the value of a formula and all its partial derivatives.

>>> from autograd_cli import gradient
>>> result = gradient("2*x*y + y + 3", {"x": 40, "y": 4})
>>> result.value, result.gradient
(327.0, {'x': 8.0, 'y': 81.0})
"""

import importlib

from autograd_cli.version import __version__

# As in `typing`, which takes longer to import than all that comes before Ctrl-C is handled.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from autograd_cli.api import gradient
    from autograd_cli.comparisons import check, same
    from autograd_cli.data.transform import batch
    from autograd_cli.derivatives import hessian, jacobian, tangent, taylor
    from autograd_cli.errors import AutogradError, AutogradWarning
    from autograd_cli.explain import diff, graph, page, trace
    from autograd_cli.fits import fit
    from autograd_cli.solutions import minimize, solve

__all__ = [
    "AutogradError",
    "AutogradWarning",
    "__version__",
    "batch",
    "check",
    "diff",
    "fit",
    "gradient",
    "graph",
    "hessian",
    "jacobian",
    "minimize",
    "page",
    "same",
    "solve",
    "tangent",
    "taylor",
    "trace",
]

# Public name -> its module, imported when the name is first used: the command starts without them.
HOMES = {
    "AutogradError": "autograd_cli.errors",
    "AutogradWarning": "autograd_cli.errors",
    "batch": "autograd_cli.data.transform",
    "check": "autograd_cli.comparisons",
    "diff": "autograd_cli.explain",
    "fit": "autograd_cli.fits",
    "gradient": "autograd_cli.api",
    "graph": "autograd_cli.explain",
    "hessian": "autograd_cli.derivatives",
    "jacobian": "autograd_cli.derivatives",
    "minimize": "autograd_cli.solutions",
    "page": "autograd_cli.explain",
    "same": "autograd_cli.comparisons",
    "solve": "autograd_cli.solutions",
    "tangent": "autograd_cli.derivatives",
    "taylor": "autograd_cli.derivatives",
    "trace": "autograd_cli.explain",
}
EXTRAS = "autograd_cli.extras"


def __dir__() -> list[str]:
    """The public names, those that are not imported yet included."""
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> "Any":
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(importlib.import_module(HOMES[name]), name)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith(__name__):
            raise
        command = importlib.import_module(EXTRAS).install_command("batch")
        raise ImportError(f"`{name}` needs {error.name}: {command}", name=error.name) from None
