"""The build hook: makes the parsers' modules from the grammars, and man pages and completions from the commands.

The modules lie beside the hand-written ones, are not committed, and carry their grammars' checksums. Man pages and
completions go into the wheel, from which an installer puts them below the prefix's `share`.
"""

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Writes the two `_generated.py`, which pyproject.toml takes into the wheel, and `build/share`."""
        root = Path(self.root)
        syntax = root / "src" / "autograd_cli" / "syntax"
        generate = runpy.run_path(str(syntax / "generate.py"))
        for grammar, folder in (("autograd.lark", syntax), ("latex.lark", syntax / "notations")):
            text = (root / "grammar" / grammar).read_text(encoding="utf-8")
            (folder / "_generated.py").write_text(generate["standalone"](text), encoding="utf-8")
        # The libraries of the build's own environment, however the installer made it, and the package itself.
        path = os.pathsep.join([str(root / "src"), *filter(None, sys.path)])
        environment = {**os.environ, "PYTHONPATH": path}
        table = [sys.executable, str(root / "scripts" / "table.py"), "--check"]
        if subprocess.run(table, env=environment, stdout=sys.stderr).returncode:
            raise SystemExit("the table of primitives has faults")
        if self.target_name == "wheel":
            share = root / "build" / "share"
            shutil.rmtree(share, ignore_errors=True)
            script = root / "scripts" / "man.py"
            subprocess.run([sys.executable, str(script), str(share)], env=environment, check=True, stdout=sys.stderr)
            for file in sorted(file for file in share.rglob("*") if file.is_file()):
                build_data["shared_data"][str(file)] = f"share/{file.relative_to(share).as_posix()}"
