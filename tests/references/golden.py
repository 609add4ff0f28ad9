"""Writes `golden/samples/`: what `autograd eval --json` prints for every sample program, with its data.

Run as `python -m references.golden` in `tests/`, after a change that is meant to show. Whether the numbers are right,
`test_references.py` says.
"""

import contextlib
import io
from pathlib import Path

from autograd_cli.cli import main

SAMPLES = Path(__file__).parents[2] / "samples"
GOLDEN = Path(__file__).parents[1] / "golden" / "samples"
COMMAND = "#   autograd eval "


def words(program: Path) -> list[str]:
    """The command line that evaluates a program: the one in its own comment, where it needs data."""
    for line in program.read_text(encoding="utf-8").splitlines():
        if line.startswith(COMMAND):
            return line.removeprefix("#").replace("samples/", f"{SAMPLES}/").split()[1:]
    return ["eval", "--file", str(program)]


def printed(program: Path) -> str:
    """What the command line prints with `--json`."""
    stdout = io.StringIO()
    with contextlib.redirect_stdout(stdout):
        status = main([*words(program), "--json"])
    assert status == 0, stdout.getvalue()
    return stdout.getvalue()


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for sample in sorted(SAMPLES.glob("*.ag")):
        (GOLDEN / f"{sample.stem}.json").write_text(printed(sample), encoding="utf-8")
