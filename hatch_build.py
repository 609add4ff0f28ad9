"""The build hook: makes the parser's module from the grammar, for wheels and editable installs alike.

The module lies beside the hand-written ones, is not committed, and carries the grammar's checksum.
"""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GrammarBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Writes `syntax/_generated.py`; `artifacts` in pyproject.toml takes it into the wheel."""
        root = Path(self.root)
        syntax = root / "src" / "autograd_cli" / "syntax"
        generate = runpy.run_path(str(syntax / "generate.py"))
        grammar = (root / "grammar" / "autograd.lark").read_text(encoding="utf-8")
        (syntax / "_generated.py").write_text(generate["standalone"](grammar), encoding="utf-8")
