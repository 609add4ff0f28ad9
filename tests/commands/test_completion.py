"""Shell completion: commands, options, functions at the end of a formula, and the values of options."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("autograd ev", {"eval"}),
        ("autograd eval --mo", {"--mode"}),
        ("autograd eval x --mode ", {"reverse", "forward"}),
        ("autograd eval x --format ", {"table", "json", "csv", "markdown", "html", "value"}),
        ("autograd graph x --format d", {"dot"}),
        ("autograd hessian x --mode reverse-", {"reverse-over-reverse", "reverse-over-forward"}),
        ("autograd taylor x --format l", {"latex"}),
        ("autograd ta", {"taylor", "tangent"}),
        ("autograd batch points.csv --to p", {"parquet"}),
        ("autograd batch points.csv --on-error ", {"keep", "skip", "stop"}),
        ("autograd network 3-2 --activation relu", {"relu", "relu6"}),
        ("autograd network 3-2 --loss ", {"cross_entropy", "mse", "sum_of_squares"}),
        ("autograd eval x --color ", {"auto", "always", "never"}),
        ("autograd eval 2*soft", {"2*softmax(", "2*softplus(", "2*softshrink(", "2*softsign("}),
        ("autograd functions softp", {"softplus"}),
        ("autograd eval 2*alpha*sin(beta) --al", {"--alpha"}),
        ("autograd eval 2*alpha*sin(beta) --alpha=1 --be", {"--beta"}),
        ("autograd eval alpha*sin(beta)+e --wrt ", {"alpha", "beta"}),
        ("autograd eval alpha*beta --wrt alpha,", {"alpha,beta"}),
        ("autograd eval x --at samples/mlp", {"samples/mlp.json", "samples/mlp5.npz"}),
        ("autograd eval alpha --alp", {"--alpha"}),
    ],
)
def test_completion_offers(line: str, expected: set[str]) -> None:
    environment = {
        **os.environ,
        "_AUTOGRAD_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split(" ")) - 1),
    }
    command = [sys.executable, "-m", "autograd_cli"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert set(done.stdout.split()) == expected
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_is_printed(shell: str) -> None:
    environment = {**os.environ, "_AUTOGRAD_COMPLETE": f"source_{shell}"}
    command = [sys.executable, "-m", "autograd_cli"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "_AUTOGRAD_COMPLETE" in done.stdout
