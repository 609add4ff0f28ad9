"""What is said of a file that cannot be read: why, and which file beside it may have been meant.

Takes a path and the problem that the system, or a library, had. Returns the error.
"""

import os
from contextlib import suppress

from autograd_cli.errors import FileError, near_names, reason

# How alike two names are of which one is a misspelling.
ALIKE = 0.8


def unreadable(path: str, problem: BaseException, case: str = "unreadable") -> FileError:
    """The error for a file; where there is none, with the file in its folder that has almost its name."""
    if "://" in path:
        return FileError("file", "address", path=path, reason=reason(problem))
    folder, name = os.path.split(path)
    near: list[str] = []
    if isinstance(problem, FileNotFoundError):
        with suppress(OSError):
            near = near_names(name, os.listdir(folder or os.curdir), ALIKE)
    if near:
        return FileError("file", "misspelt", path=path, near=os.path.join(folder, near[0]), reason=reason(problem))
    return FileError("file", case, path=path, reason=reason(problem))
