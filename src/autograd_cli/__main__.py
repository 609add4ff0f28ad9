"""The command's entry: `autograd`, and `python -m autograd_cli`."""

import sys

from autograd_cli.cli import main


def run() -> None:
    """Runs the command and exits."""
    sys.exit(main())


if __name__ == "__main__":
    run()
