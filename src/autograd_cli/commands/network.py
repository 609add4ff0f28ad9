"""`autograd network`: a network of given sizes as a program, and its weights in a file where one is named."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import Takes, command, other_words
from autograd_cli.data import STANDARD
from autograd_cli.data.streams import is_same_file
from autograd_cli.data.weights import write_weights
from autograd_cli.errors import AutogradError
from autograd_cli.report import network as networks
from autograd_cli.report.network import ACTIVATIONS, DEFAULT_ACTIVATION, DEFAULT_LOSS, LOSSES, Network

SIZES = Takes("SIZES", "The layers' sizes, the input first: 784-256-64-10.", other_words, binds=False)


@command(Network, takes=SIZES, reads=None, without="file at wrt notation expand kinks strict significant")
def network(
    call: Call,
    activation: Annotated[
        str,
        typer.Option(
            "--activation",
            metavar="NAME",
            help="A function of one number: relu, sigmoid, tanh ...",
            autocompletion=shared.one_of(ACTIVATIONS),
        ),
    ] = DEFAULT_ACTIVATION,
    loss: Annotated[
        str,
        typer.Option(
            "--loss", metavar="LOSS", help=f"One of {', '.join(LOSSES)}.", autocompletion=shared.one_of([*LOSSES])
        ),
    ] = DEFAULT_LOSS,
    weights: Annotated[
        str | None,
        typer.Option("--weights", metavar="FILE", help="Write the weights and a sample to this .npz file."),
    ] = None,
    seed: Annotated[str, typer.Option("--seed", metavar="N", help="The seed of the random weights.")] = "0",
    columns: Annotated[
        str | None, typer.Option("--columns", metavar="N", help="N samples at once, as the columns of `x`.")
    ] = None,
) -> Network:
    """A network as a program; with `--weights`, also a file with weights and a sample to evaluate it at.

    Example: autograd network 784-256-64-10 --activation relu --loss cross_entropy --weights net.npz > net.ag

    Exit status: 0 done; 2 not understood; 3 a file could not be written.
    """
    output = call.output
    file = Path(output) if output is not None and output != STANDARD else _standard_output()
    if weights is not None and not weights.endswith(".npz"):
        raise AutogradError("option", "weights-file", path=weights)
    if weights is not None and output is not None and is_same_file(weights, output):
        raise AutogradError("usage", "one-file", option="--weights", what="program", path=weights)
    report = networks.network(
        _sizes(call.words.others),
        weights=weights,
        program=file.name if file else Path(weights or "net").with_suffix(".ag").name,
        activation=activation,
        loss=loss,
        columns=shared.whole_number(columns, "columns", 1),
        seed=shared.whole_number(seed, "seed", 0) or 0,
    )
    if weights is not None:
        write_weights(weights, report.arrays, report.seed)
        if not call.quiet and call.destination.format != "json":
            print(f"weights: {weights}, {report.parameters} parameters, and a sample", file=sys.stderr)
    return report


def _sizes(words: Sequence[str]) -> list[int]:
    """The sizes that a word such as `784-256-10` is. Raises: `AutogradError` with code `network`."""
    if not words:
        raise AutogradError("network", "no-sizes")
    if len(words) > 1:
        joined = "-".join(words)
        case = "words-to-join" if joined.replace("-", "").isdigit() else "several-words"
        raise AutogradError("network", case, count=len(words), joined=joined)
    parts = words[0].split("-")
    for part in parts:
        if not (part.isascii() and part.isdigit()):
            joined = "-".join(words[0].replace("x", "-").replace(",", "-").replace(":", "-").split())
            plausible = joined != words[0] and joined.replace("-", "").isdigit()
            case = "sizes-otherwise" if plausible else "size" if part else "size-missing"
            raise AutogradError("network", case, part=part, word=words[0], joined=joined)
    if len(parts) < 2:
        raise AutogradError("network", "too-few")
    if any(not part.strip("0") for part in parts):
        raise AutogradError("network", "size-0")
    return [int(part.lstrip("0")[:20]) for part in parts]


def _standard_output() -> Path | None:
    """The program that standard output goes to: a file whose name ends in `.ag`, where the system tells it."""
    try:
        number = sys.stdout.fileno()
        path = Path(os.readlink(f"/proc/self/fd/{number}"))
        known = path.suffix == ".ag" and os.path.samestat(path.stat(), os.fstat(number))
    except (OSError, ValueError, AttributeError):
        return None
    if not known:
        return None
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
