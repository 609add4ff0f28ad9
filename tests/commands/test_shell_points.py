"""What a user of the shell found wanting, by the number of the point: a command, and what it prints now."""

import re
from pathlib import Path
from shutil import which

import pytest
from support.calls import call
from support.sessions import ROOT, run

# The point, a line for the shell, and what its output matches, whole.
POINTS: list[tuple[str, str, str]] = [
    ("D1", "autograd eval x^2 x='1.10(2)' --json | jq -c '[.inputs.x, .uncertainty.inputs.x]'", r"\[1\.1,0\.02\]"),
    (
        "D1",
        "autograd eval x+v x=2±0.01 v=3.02+-0.05 --json | jq -c '[.inputs.v, .uncertainty.inputs.v]'",
        r"\[3\.02,0\.05\]",
    ),
    (
        "D3",
        "echo x > p.csv; autograd batch p.csv -e x --columns= 2>&1; echo $?",
        r"error: `--columns` names nothing\n.*\n2",
    ),
    (
        "D3",
        "echo x > p.csv; autograd batch p.csv -e x --columns , 2>&1; echo $?",
        r"error: `--columns` names nothing\n.*\n2",
    ),
    ("D4", "autograd eval x^2 x=3±0.5 --format csv", r"x,value,u,d_x\n3\.0,9\.0,3\.0,6\.0"),
    ("D4", "autograd eval x^2 x=3±0.5 --format value", r"9\n3\n6"),
    ("D6", "autograd batch -e 'sum_of_squares(v)' 'v=[1,2]' --no-grad; echo $?", r"value,error\n5\.0,\n0"),
    ("D7", "printf 't,y\\n0,1\\n1,2\\n' > d.csv; autograd eval 'sum(t*y)' --at d.csv --no-grad --format value", "2"),
    ("D7", "printf 't,y\\n0,1\\n1,2\\n' > d.csv; autograd eval 'sum(y)' y=@d.csv:y --no-grad --format value", "3"),
    (
        "D7",
        "printf 't,y\\n0,1\\n' > d.csv; autograd eval 'sum(y)' y=@d.csv 2>&1",
        r"error: `d\.csv` has the columns `t`, `y`.*",
    ),
    ("D13", "printf 'x\\n0\\n' | autograd batch - -e 1/x -q; echo $?", r"x,value,d_x,error\n0,Infinity,,.*pole.*\n1"),
    ("D13", "printf 'x\\n0\\n' | autograd batch - -e 'atan2(x,x)' -q; echo $?", r"x,value,d_x,error\n0,0\.0,,.*\n1"),
    (
        "D13",
        "printf 'x\\n0\\n' | autograd batch - -e 'log(x)' -q; echo $?",
        r"x,value,d_x,error\n0,-Infinity,Infinity,\n0",
    ),
    ("D13", "printf 'x\\n0\\n' | autograd batch - -e 'sqrt(x)' -q; echo $?", r"x,value,d_x,error\n0,0\.0,Infinity,\n0"),
    ("D25", "printf 'x\\n-1\\n1\\n' | autograd batch - -e 'log(x)' -q --max-errors 1 > out.csv; echo $?", "0"),
    ("D27", "autograd eval '2*x' x=3 --literals --format csv", r"x,value,d_x,d_2@1:1\n3\.0,6\.0,2\.0,3\.0"),
    ("D27", "autograd eval '2*x' x=3 --literals --format value", r"6\n2\n3"),
    (
        "D38",
        "printf 'x\\n1,7\\n' | autograd batch - -e x -q",
        r'x,value,d_x,error\n1,,,"the row has 2 cells, .* `7` is left over"',
    ),
    *(
        ("no-file-40c", f"autograd {command} -o '' 2>&1; echo $?", r"error: `--output` names no file\n.*\n2")
        for command in (
            "network 2-2",
            "functions",
            "diff x",
            "graph x x=1",
            "check x x=1",
            "trace x x=1",
        )
    ),
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
    # D39, D40, D50: `test_terminal`; D45: `test_completion`.
    ("D41", "autograd functions neural | head -1", "neural"),
    ("D41", "autograd functions matrices | head -1", "vectors and matrices"),
    ("D41", "autograd functions --search 'normal distribution' | grep -c normal_cdf", "[1-9]"),
    ("D41", "autograd functions sig", r"error: unknown function `sig`\nhint: similar names are .*`sigmoid`.*`sign`.*"),
    ("D20", "autograd eval 'x^2' x=3 --json | autograd eval 'x^2' --at - --format value --no-grad", "9"),
    (
        "D20",
        "echo '[{\"x\":3}]' | autograd batch - --from jsonl -e x^2 --no-grad",
        r'\{"x":3,"value":9\.0,"error":null\}',
    ),
    (
        "D20",
        "echo '{\"x\":3}' | jq . | autograd batch - --from json -e x^2 --to json --no-grad | jq '.[0].value'",
        r"9(\.0)?",
    ),
    ("D21", "autograd batch -e t t=0:24#4 --no-grad --columns t | tail -n 2", r"16\.0,16\.0,\n24\.0,24\.0,"),
    ("D21", "autograd batch -e t t=1e-3:1e3#3log --no-grad | cut -d, -f1", r"t\n0\.001\n1\.0\n1000\.0"),
    ("D21", "autograd batch -e 'given k = 2; k*t' t=1 --to jsonl | jq -c '.d_k*.k/.value'", r"1(\.0)?"),
    # The count of points is such that a table of them would not fit anywhere.
    ("D21", "autograd batch -e x*y x=0..1 y=0:1#3 --random 1e9 --seed 1 | head -n 2 | wc -l | tr -d ' '", "2"),
    # D22: the README's install has every extra, so that all of its commands print what is shown (`test_readme`).
    ("D22", 'sed -n \'s/^pip install "\\([^"]*\\)" .*/\\1/p\' readme', r"\.\[all\]"),
    # D23: how the hint names an extra is `test_extras`; the pages name a page with commands that work in a clone.
    ("D23", "grep -l 'autograd-cli\\[' docs/*.md", r"docs/install\.md"),
    # D44: that the wheel has them, and that `man` reads them, is `.ci/run` and `test_man`.
    (
        "D5",
        "autograd batch -e x^3 -e x^2 x=1",
        r"x,value1,value2,d_value1_x,d_value2_x,error\n1\.0,1\.0,1\.0,3\.0,2\.0,",
    ),
    ("D11", "autograd eval x^2 x=3 -o r.csv && cat r.csv", r"x,value,d_x\n3(\.0)?,9(\.0)?,6(\.0)?"),
    ("D11", "autograd eval x^2 x=3 -o r.json && jq -r .schema r.json", r"autograd\.eval/1"),
    ("D11", "autograd diff x^2 -o r.py && grep -c '^def ' r.py", "1"),
    ("D11", "autograd graph x^2 x=3 -o r.dot && head -n 1 r.dot", "digraph.*"),
    (
        "D11",
        "autograd eval x^2 x=3 -o r.svg 2>&1; ls *.svg 2>&1",
        r"error: this result cannot be written as `\.svg`.*No such.*",
    ),
    (
        "D17",
        "echo x > p.csv; autograd batch p.csv -e x -j 2 2>&1; echo $?",
        r".*no option `-j`\nhint: did you mean `--jobs`\?\n2",
    ),
    ("D17", "echo x > p.csv; autograd batch p.csv -e x --dry-run 2>&1; echo $?", r".*no option `--dry-run`\n.*\n2"),
    ("D34", "printf 'x;y\n1;2\n' | autograd batch - -e x*y --no-grad --delimiter ';'", r"x;y;value;error\n1;2;2\.0;"),
    ("D34", "printf '# a\nx\n3\n' | autograd batch - -e x --no-grad --comment '#'", r"x,value,error\n3,3\.0,"),
    ("D34", "printf 'x\ty\n1\t2\n' | autograd batch - -e x*y --no-grad", r"x\ty\tvalue\terror\n1\t2\t2\.0\t"),
    ("D34", "printf 'x;y\n1;2\n' | autograd batch - -e x*y --no-grad", r"x;y;value;error\n1;2;2\.0;"),
    ("D35", "autograd batch -e x x=1 -o g.parquet && autograd batch - -e 2x --columns x < g.parquet | tail -n1", "1.*"),
    ("D17", "autograd batch -e x x=0:1:1 --exx 3 2>&1; echo $?", r"error: the formula has no variable `exx`\n.*\n2"),
    ("D28", "autograd eval x^2 --x 1,000 2>&1 | tail -n 1", "hint: write `1000` or `1\\.000`"),
    ("D29", "autograd check x^2 --x 1 --expect 2 2>&1 | grep -c -- --exact || true", "0"),
    ("D30", "autograd eval x x=1 --no-color --format value", "1\n1"),
    ("D31", "autograd eval x x=1 --pretty 2>&1", r"error: `--pretty` is neither an option nor a variable.*"),
    ("D32", "autograd eval x x=1 --wrt '' 2>&1; echo $?", r"error: `--wrt` names nothing\n.*\n2"),
    ("D32", "autograd eval x x=1 --wrt , 2>&1; echo $?", r"error: `--wrt` names nothing\n.*\n2"),
    ("D33", "autograd eval x x=1 -o '' 2>&1; echo $?", r"error: `--output` names no file\n.*\n2"),
    ("D33", "autograd batch -e x x=1 --errors '' 2>&1; echo $?", r"error: `--errors` names no file\n.*\n2"),
    ("D33", "autograd batch -e x x=1 --jobs 0 2>&1; echo $?", r"error: `--jobs 0` is less than one core\n.*\n2"),
    ("D33", "autograd batch -e x x=1 --no-grad --wrt x 2>&1; echo $?", r"error: `--no-grad` and `--wrt` exclude.*\n2"),
    ("D33", "autograd functions '' 2>&1; echo $?", r"error: unknown function ``\n.*\n2"),
    (
        "D36",
        "echo 'x: 3' > p.yaml; autograd eval x --at p.yaml 2>&1",
        r".*\nhint: a point is a \.json, \.toml or \.npz file, .*",
    ),
    ("D36", "echo x=3 > .env; autograd eval x --at .env 2>&1", r".*\nhint: a point is a \.json, \.toml or \.npz f.*"),
    ("D37", "printf 'formula,x\nx^2,3\n' > f.csv; autograd batch f.csv 2>&1", ".*--expr-column NAME.*"),
    (
        "D37",
        "printf 'formula,x\nx^2,3\n' > f.csv; autograd batch f.csv --expr-column formula",
        r"formula,.*\nx\^2,3,9\.0,6\.0,",
    ),
    ("D42", "autograd eval --help | grep -c '39.5..40.5\\|40±0.5\\|@FILE\\|@file'", "[1-9]"),
    # D46: every name that another system has is in `test_foreign_names`.
    ("D46", "autograd eval 'Phi(x)' x=1 2>&1 | tail -n 1", r"hint: write `normal_cdf\(x\)`"),
    ("D46", "autograd eval 'erfinv(x)' x=1 2>&1 | grep -c 'did you mean' || true", "0"),
    # D49 is `test_a_name_that_the_formula_has_not_is_refused_before_any_table_in_python_too`, of the function `batch`.
    # D55: the partials have the order that `eval` gives them, and the one that is asked for.
    ("D55", "printf 'x,y\n1,2\n' | autograd batch - -e 'atan2(y,x)' --wrt x,y | head -n 1", "x,y,value,d_x,d_y,error"),
    ("D56", "autograd eval x --x 3 --x 4 2>&1; echo $?", r"error: `x` is given twice.*\n2"),
    (
        "reserved",
        "autograd repl 2>&1; echo $?",
        r"error: there is no command `repl` yet\nhint: the commands are eval, .*\n2",
    ),
    ("reserved", "autograd code x=3 2>&1; echo $?", r"error: there is no command `code` yet\n.*\n2"),
    ("D44", "python scripts/man.py share > /dev/null && ls share/man/man1 | head -n 3", r"autograd-batch\.1\n.*"),
    (
        "D54",
        "autograd functions | grep -n -A999 '^helpers of derivatives' | grep -c 'expand\\|gaussian\\|spread'",
        "[3-9]",
    ),
    ("D54", "autograd functions --json | jq -r '.functions[-1].group'", "helpers of derivatives"),
    ("D15", "autograd eval 'order*x' --order 3 --x 2 --format value --no-grad", "6"),
    ("D24", "autograd -V", r"autograd [0-9.]+"),
    ("D24", "autograd help eval | grep -c -- '--at '", "[1-9]"),
    ("D26", "autograd 'x^2' --x 3 --format value", "9\n6"),
    ("D43", "autograd --help | grep -c 'Example:'", "1"),
    ("D47", "autograd tangent 1/x x=0 -q; echo $?", r"there is no such model here: .*\n1"),
    ("D47", "autograd tangent 1/x x=0 --json | jq -c .formula", "null"),
    # D53: one idiom of options; tables alone have `--from` and `--to` in place of `--format`.
    ("D53", "echo x > p.csv; autograd batch 'x*y' p.csv 2>&1", r"error: `x\*y` is neither .*-e \"x\*y\" p.csv.*"),
    ("D53", "autograd taylor x^2 x=1 --format latex; autograd tangent x^2 x=1 --format latex", r"1 \+ .*\n1 \+ .*"),
    (
        "D53",
        "autograd tangent x^2 x=1 --format value 2>&1",
        r"error: `--format` has no choice `value`\nhint: choose .*",
    ),
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


# D53: all commands have the options that are common to them.
FORMATTED = ("check", "diff", "eval", "hessian", "jacobian", "taylor", "tangent", "trace")


@pytest.mark.parametrize("command", [*FORMATTED, "batch", "functions", "graph", "network"])
def test_help_of_a_command_has_the_common_options_once(command: str) -> None:
    status, printed, _ = call(command, "--help")
    assert status == 0
    for option in (" --color ", *([" --format "] if command in FORMATTED else [])):
        assert sum(option in line for line in printed.splitlines()) == 1
