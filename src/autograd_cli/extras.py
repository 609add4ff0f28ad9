"""The optional extras, and the command that adds one to this installation.

Takes: an extra's name, what the installer wrote down beside the package. Returns: a command for a shell. Nothing is
installed here.
"""

import importlib
import json
import os
import shutil
import sys
from typing import NamedTuple
from urllib.parse import urlsplit

from autograd_cli.shell import shell_word

DISTRIBUTION = "autograd-cli"
EVERYTHING = "all"
# What pipx and uv leave in the environment of a tool.
PIPX, UV_TOOL = "pipx_metadata.json", "uv-receipt.toml"
URLS = "urllib.request"  # it imports all of HTTP


class Installation(NamedTuple):
    """How this copy was installed: what `direct_url.json` and `INSTALLER` say, empty where there is none."""

    direct_url: str = ""
    installer: str = ""


def install_command(extra: str, installation: Installation | None = None) -> str:
    """What installs the extra into this environment, with the tool that installed the package."""
    installation = recorded() if installation is None else installation
    if os.path.exists(os.path.join(sys.prefix, UV_TOOL)):
        # The tool's environment is created again, with the extras named here alone.
        return f"uv tool install --force {_target(EVERYTHING, installation, '--editable')}"
    target = _target(extra, installation, "-e")
    if os.path.exists(os.path.join(sys.prefix, PIPX)):
        return f"pipx runpip {DISTRIBUTION} install {target}"
    if installation.installer == "uv":
        return f"uv pip install --python {shell_word(sys.executable)} {target}"
    return f"{_pip()} install {target}"


def recorded() -> Installation:
    """What the installer wrote down."""
    metadata = importlib.import_module("importlib.metadata")
    try:
        distribution = metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:  # run from a folder of sources
        return Installation()
    texts = (distribution.read_text(name) or "" for name in ("direct_url.json", "INSTALLER"))
    return Installation(*(text.strip() for text in texts))


def _target(extra: str, installation: Installation, editable: str) -> str:
    """What to install, as the installer takes it: a folder, an address or the name in an index, with the extra."""
    direct = json.loads(installation.direct_url or "{}")
    url = direct.get("url", "")
    if "dir_info" in direct:
        folder = importlib.import_module(URLS).url2pathname(urlsplit(url).path)
        target = shell_word(f"{'.' if folder == os.getcwd() else folder}[{extra}]")
        return f"{editable} {target}" if direct["dir_info"].get("editable") else target
    if "vcs_info" in direct:
        vcs = direct["vcs_info"]
        url = f"{vcs['vcs']}+{url}@{vcs.get('requested_revision') or vcs['commit_id']}"
    return shell_word(f"{DISTRIBUTION}[{extra}]{f' @ {url}' if url else ''}")


def _pip() -> str:
    """The `pip` of this environment."""
    own = os.path.dirname(sys.executable)
    found = shutil.which("pip")
    same = found is not None and os.path.dirname(found) == own
    return "pip" if same else f"{shell_word(sys.executable)} -m pip"
