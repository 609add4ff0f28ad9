"""What a course on backpropagation found wanting, by the number of the point: a command, and what it prints now.

What is seen rather than read, as the layout of pictures, is in `tests/pictures`.
"""

import re
from pathlib import Path

import pytest
from support.sessions import run

LECTURE = 'graph "2*x*y+y+3" --x 40 --y 4'
LEAKY = 'trace "where(x>0,x,0.1*x)" --x -0.5'
CHAIN = '"a = x^2; b = sin(a); y = exp(b)" --x 1'
FIVE = '"relu(x)" --x "[1,-2,3,0.5,-1]"'

# The point, the words after `autograd`, and what some of the output matches.
POINTS: list[tuple[str, str, str]] = [
    ("2 a fork", f"{LECTURE} --format dot", r"81 = 1 \+ 80"),
    ("2 a wire", f"{LECTURE} --format dot", r'n2 -> n4 .*>80<.*>4<(.|\n)*n3 -> n4 .*>4<.*>80<'),
    ("2 opposite flows", 'graph "z = (x - y)/(x + y)^2" --x 3 --y 1 --format dot', r"0 = -0\.0625 \+ 0\.0625"),
    ("2 unselected", 'graph "where(x > y, x - y, y^2)" --x 3 --y 1 --format dot', r"n0 -> n2 .*style=dashed"),
    ("3 not taken", LEAKY, r"x +v3 +1 +0\n +v2 +1 +0\.1 +0\.1 = 0 \+ 0\.1"),
    ("3 in LaTeX", f"{LEAKY} --format latex", r"1 \\cdot 0 \+ 1 \\cdot 0\.1"),
    ("4 operands", 'graph "x^y - y^x" --x 3 --y 2 --format dot', r'headlabel="base"(.|\n)*headlabel="exponent"'),
    ("4 order", 'graph "x^y - y^x" --x 3 --y 2 --format dot', r"ordering=in"),
    ("5 structure", 'graph "2*x*y+y+3"', r"\Av4 = v3 \+ 3\n"),
    ("5 forward alone", f"{LECTURE} --no-grad --format dot", r"\A(?!(.|\n)*red3)(.|\n)*>320<"),
    ("6 forward", "eval --file samples/neuron.ag --mode forward", r"5 sweeps, 29 operations"),
    ("6 reverse", "eval --file samples/neuron.ag --mode reverse", r"1 sweep, 12 operations"),
    ("6 compared", "trace --file samples/neuron.ag --cost", r"reverse mode.* 12 (.|\n)*forward mode.* 29 "),
    ("9 a vector", f'trace {FIVE} --seed "[4,-1,5,9,2]"', r"\[4, 0, 5, 9, 0\]"),
    ("9 a matrix", f'trace {FIVE} --seed "[4,-1,5,9,2]" --jacobians', r"d v1 / d x, transposed, times"),
    ("10 factors", f"trace {CHAIN} --mode forward", r"b +a +2 +cos\(a\) = 0\.5403023 +1\.080605"),
    ("10 brackets", f"trace {CHAIN} --mode forward --chains", r"forward mode +∂y/∂b · \(∂b/∂a · ∂a/∂x\)"),
    ("13 small matrices", 'trace "norm(A@x)" --A "[[0.1,0.5],[-0.3,0.8]]" --x "[0.2,0.4]"', r"\[\[(?!.*\.\.\.)"),
    ("14 largest", 'trace "max(w, z)" --w 2 --z 1', r"1, the largest"),
    ("14 passes", 'trace "relu(x)" --x 2', r"passes"),
    ("14 blocks", 'trace "relu(x)" --x -2', r"blocks"),
    ("14 tan", 'trace "tan(x)" --x 1', r"1/cos\(x\)\^2"),
    ("14 functions", 'functions "^"', r"y\*x\^\(y - 1\)"),
    ("21 names", 'graph "e = a*b; d = e + c; L = d*f" a=2 b=-3 c=10 f=-2 --format dot', r">e<(.|\n)*>d<"),
    ("21 numbers", f"{LECTURE} --format dot", r">v1<(.|\n)*>v2<(.|\n)*>v3<"),
    ("25 the tree", LECTURE, r"v3 \+ 3 = 327"),
    ("26 digits", "trace --file samples/neuron.ag --significant 2", r"-0\.59\n"),
    ("32 rows", f"jacobian {FIVE}", r"relu\(x\)\[0\]"),
    ("33 zeros", f'trace {FIVE} --seed "[4,-1,5,9,2]"', r"\A(?!(.|\n)*-0[,\]\s])"),
    ("34 the result", 'trace "2*x*y+y+3" --x 40 --y 4', r"result = v4 = 327"),
    ("35 order of uses", 'trace "2*x*y+y+3" --x 40 --y 4', r"81 = 1 \+ 80"),
    ("37 an intermediate", 'eval "f = w*x; L = (y - f)^2" w=1 x=2 y=3 --wrt f', r"intermediate|`f`"),
    ("38 apart", 'trace "2*x*y+y+3" --x 40 --y 4 --show backward', r"\A(?!(.|\n)*forward pass)(.|\n)*backward pass"),
    ("40 suffix", f"{LECTURE} -o g.gif", r"error: .*\.gif"),
    ("41 an example", "jacobian --help", r'autograd jacobian "\[x\*y, sin\(x\)\]"'),
]  # fmt: skip


@pytest.mark.parametrize(("point", "words", "pattern"), POINTS, ids=[point for point, *_ in POINTS])
def test_point_of_the_course_holds(point: str, words: str, pattern: str, tmp_path: Path) -> None:
    printed = run(f"autograd {words}", tmp_path)
    assert re.search(pattern, printed), printed


@pytest.mark.parametrize("suffix", ["svg", "dot", "mmd", "tex"])
def test_a_suffix_is_the_format_of_a_picture(suffix: str, tmp_path: Path) -> None:
    run(f"autograd {LECTURE} -o g.{suffix}", tmp_path)
    start = {"svg": "<svg", "dot": "digraph", "mmd": "flowchart", "tex": "\\"}[suffix]
    assert start in (tmp_path / f"g.{suffix}").read_text(encoding="utf-8")[:400]
