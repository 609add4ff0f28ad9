"""A file of a folder that was worked through, as a line of the manifest has it.

Takes: what became of a file. Returns: an `Entry`, as JSON and back. Where manifests are kept is not known here.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Self

from autograd_cli.records import record
from autograd_cli.report.mistake import Mistake


@record
class Entry:
    """A file and what became of it: `path` and `output` are relative to the folders.

    `mtime` are seconds since 1970. Digests are SHA-256; that of the `command` is of all that decides what is written.
    `failed` counts rows, and `findings` rows by kind, where they were asked for. A file that failed has no output, and
    an `error`.
    """

    SCHEMA = "autograd.manifest/1"
    OPTIONAL = ("findings", "error")
    path: str
    size: int | None
    mtime: float | None
    digest: str | None
    command: str
    rows: int
    failed: int
    output: str | None
    output_digest: str | None
    findings: Mapping[str, int] | None = None
    error: Mistake | None = None

    def written(self) -> dict[str, Any]:
        """What JSON has for the entry."""
        found = {name: value for name, value in asdict(self).items() if value is not None or name not in self.OPTIONAL}
        return {"schema": self.SCHEMA, **found}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self | None:
        """The entry of a line's object; None where it is no such line."""
        if data.get("schema") != cls.SCHEMA or not isinstance(data.get("path"), str):
            return None
        try:
            return cls(**{field.name: data[field.name] for field in fields(cls) if field.name in data})
        except TypeError:  # a field is missing
            return None
