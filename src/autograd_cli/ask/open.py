"""A text and its bindings where there need be none: a problem at a point, or one without values."""

from collections.abc import Mapping, Sequence

from autograd_cli.ask.problem import Problem, pose, pose_open
from autograd_cli.ask.values import Value
from autograd_cli.errors import AutogradError, Source


def pose_or_open(
    source: Source,
    bindings: Mapping[str, Value],
    background: Mapping[str, Value] | None = None,
    expand: Sequence[str] = (),
    *,
    names: Sequence[str] = (),
    complete: bool = True,
    open: bool = True,
) -> Problem:
    """The problem of a text at a point; where it may be `open`, one without values if some are missing.

    Raises: `AutogradError` as `pose` and `pose_open` do.
    """
    try:
        return pose(source, bindings, background, expand, complete=complete, names=names)
    except AutogradError as error:
        if not open or error.code != "missing-binding":
            raise
    return pose_open(source, expand, names)
