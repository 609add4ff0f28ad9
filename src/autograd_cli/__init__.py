"""autograd: the value of a formula and all its partial derivatives.

>>> from autograd_cli import gradient
>>> result = gradient("2*x*y + y + 3", {"x": 40, "y": 4})
>>> result.value, result.gradient
(327.0, {'x': 8.0, 'y': 81.0})
"""

from autograd_cli.api import gradient
from autograd_cli.errors import AutogradError
from autograd_cli.version import __version__

__all__ = ["AutogradError", "__version__", "gradient"]
