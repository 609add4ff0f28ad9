"""What a user of the shell found wanting, by the number of the point: a command, and what it prints now."""

import re
from pathlib import Path
from shutil import which

import pytest
from sessions import ROOT, run

# The point, a line for the shell, and what its output matches, whole.
POINTS: list[tuple[str, str, str]] = [
    # D14.1 is `test_schemas_are_open`.
    (
        "D2",
        "echo hi > net.npz; autograd network 3-2 > net.ag; cat net.npz; ls *.ag *.npz",
        r"hi\nnet\.ag\nnet\.npz",
    ),
    ("D14.2", "autograd eval 'sigmiod(1)' --json | jq -r .schema", r"autograd\.error/1"),
    ("D14.2", "autograd eval x x=1 --json | jq -r .schema", r"autograd\.eval/1"),
    (
        "D14.3",
        "autograd eval y y='3^' --json | jq -c '.error | [.source.kind, .source.name, .source.text, .line, .column]'",
        r'\["value","y","3\^",1,3\]',
    ),
    (
        "D14.3",
        "printf 'y = 2*x\\n(y' > p.ag; autograd eval --file p.ag x=1 --json | jq -c '.error | [.source.name, .line]'",
        r'\["p\.ag",2\]',
    ),
    (
        "D14.4",
        "autograd jacobian 'A@x' 'A=[[1,2],[3,4]]' 'x=[1,2]' --json | jq -c .inputs.A",
        r"\[\[1\.?0?,2\.?0?\],.*",
    ),
    ("D14.4", "autograd hessian 'sum(x^2)' 'x=[1,2]' --json | jq -c '.gradient.x | map(floor)'", r"\[2,4\]"),
    (
        "D14.5",
        "autograd jacobian '[x,2x]' x=1 --json | jq -c '[.layout, (.jacobian.x | map(floor))]'",
        r'\["dense",\[1,2\]\]',
    ),
    ("D14.5", "autograd hessian 'x^2' x=1 --json | jq -c '[.layout, .hessian.x.x]'", r'\["dense",2(\.0)?\]'),
    (
        "D14.5",
        "autograd diff 'x^2*y' --json | jq -c '[.variables, (.cost | keys)]'",
        r'\[\["x","y"\],\["operations"\]\]',
    ),
    ("D14.5", "autograd hessian 'x^2' x=1 --times x=1 --json | jq -c '.cost | keys'", r'\["operations","sweeps"\]'),
    ("D14.5", "autograd graph 'x^2' x=1 --json | jq -c '[has(\"result\"), .output_node]'", r"\[false,[0-9]+\]"),
    ("D14.5", "autograd functions sin --json | jq -c '[has(\"single\"), .findings]'", r"\[false,\[\]\]"),
    ("D14.6", "autograd eval 'x/3' x=1 --exact --json | jq -c .value", '"1/3"'),
    (
        "D14.7",
        'echo \'{"x":NaN,"expression":"log(-1)+x"}\' | autograd batch - --from jsonl -q',
        r'\{"x":"NaN","expression":"log\(-1\)\+x","value":.*,"error":.*\}',
    ),
    ("D14.8", "autograd eval 'abs(x)' x=0 --json --quiet | jq -c .findings", r"\[\]"),
    ("D20", "autograd eval 'x^2' x=3 --json | autograd eval 'x^2' --at - --format value --no-grad", "9"),
    # D22: the README's install has every extra, so that all of its commands print what is shown (`test_readme`).
    ("D22", 'sed -n \'s/^pip install "\\([^"]*\\)" .*/\\1/p\' readme', r"\.\[all\]"),
    # D23: how the hint names an extra is `test_extras`; the pages name a page with commands that work in a clone.
    ("D23", "grep -l 'autograd-cli\\[' docs/*.md", r"docs/install\.md"),
    # D44: that the wheel has them, and that `man` reads them, is `.ci/run` and `test_man`.
    ("D44", "python scripts/man.py share > /dev/null && ls share/man/man1 | head -n 3", r"autograd-batch\.1\n.*"),
    (
        "D54",
        "autograd functions | grep -n -A99 '^helpers of derivatives' | grep -c 'expand\\|gaussian\\|spread'",
        "[3-9]",
    ),
    ("D54", "autograd functions --json | jq -r '.functions[-1].group'", "helpers of derivatives"),
    ("D15", "autograd eval 'order*x' --order 3 --x 2 --format value --no-grad", "6"),
    ("D24", "autograd -V", r"autograd [0-9.]+"),
    ("D24", "autograd help eval | grep -c -- '--at '", "[1-9]"),
    ("D26", "autograd 'x^2' --x 3 --format value", "9\n6"),
    ("D43", "autograd --help | grep -c 'Example:'", "1"),
    ("D48", "autograd eval 'x^2' x=3 --no-grad --json | jq -c '[.mode, has(\"memory\")]'", r"\[null,false\]"),
    ("D48", "autograd eval 'x^2' x=3 --no-grad --cost --json | jq -c '.memory.freed'", "[0-9]+"),
    ("D50", "autograd eval x x=1 --json | wc -l | tr -d ' '", "1"),
    ("D50", "autograd eval x x=1 --ndjson | wc -l | tr -d ' '", "1"),
    ("D51", "echo '{\"x\":1}' | autograd batch - --from jsonl -e x", r'\{"x":1,"value":1\.0,"d_x":1\.0,"error":null\}'),
    ("D52", "autograd check -- '-x^2' x=0 | grep -c -- '-0 ' || true", "0"),
    ("D52", "autograd eval --format value -- '-x^2' x=0", "-0\n-0"),
]


@pytest.mark.parametrize(("point", "command", "wanted"), POINTS, ids=[f"{row[0]}-{row[1][:40]}" for row in POINTS])
def test_point_of_the_shell_holds(point: str, command: str, wanted: str, tmp_path: Path) -> None:
    if "| jq" in command and which("jq") is None:
        pytest.skip("jq is not installed")
    for name in ("docs", "scripts"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "readme").symlink_to(ROOT / "README.md")
    found = run(command, tmp_path)
    assert re.fullmatch(wanted, found, re.DOTALL), found
