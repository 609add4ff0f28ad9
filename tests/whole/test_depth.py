"""Depth and length: what is nested or chained 100,000 times is parsed, compared, printed, differentiated and freed.

Every case runs in a process of its own, since the stack that might overflow is the interpreter's. In a build that stack
is a sixteenth of the usual one, and a sixteenth of the depth shows the same; `AUTOGRAD_LONG=1` goes down all the way.
Where slow tests are left out, one case shows that depth is nothing special.
"""

import resource
import subprocess
import sys
import textwrap
import time

import pytest
from support.amounts import LONG

from autograd_cli.ask.problem import pose_open
from autograd_cli.errors import Source

DEEP = 100_000
CHAINED = 20_000

# Name, how many times, the text as a Python expression of n, and value and derivative at x = 0.5 where they are simple.
CASES = [
    ("parentheses", DEEP, "'(' * n + 'x' + ')' * n", "0.5", "1.0"),
    ("a sum", DEEP, "'+'.join(f'x*{i}' for i in range(n))", "0.25 * n * (n - 1)", "0.5 * n * (n - 1)"),
    ("a product", 1000, "'*'.join(['x'] * n)", "0.5**n", "n * 0.5 ** (n - 1)"),
    ("a chain of sines", DEEP, "'sin(' * n + 'x' + ')' * n", "sines(n)[0]", "sines(n)[1]"),
    ("signs", DEEP, "'-' * n + 'x'", "0.5", "1.0"),
    ("powers to the right", DEEP, "'x^(' * n + '0' + ')' * n", "powers(n)[0]", "powers(n)[1]"),
    ("powers to the left", CHAINED, "'(' * n + 'x' + '^1)' * n", "0.5", "1.0"),
    ("quotients", CHAINED, "'x' + '/2*2' * n", "0.5", "1.0"),
    ("negations", DEEP, "'not ' * n + 'x'", "1.0", "0.0"),
    ("conjunctions", CHAINED, "'x and (' * n + 'x' + ')' * n", "1.0", "0.0"),
    ("comparisons", DEEP, "'<'.join(['x'] * n)", "0.0", "0.0"),
    ("selected branches", DEEP, "'where(x > 0, ' * n + 'x' + ', 1)' * n", "0.5", "1.0"),
    ("conditions", CHAINED, "'where(' * n + 'x' + ', x, 1)' * n", "0.5", "1.0"),
    (
        "assignments",
        CHAINED,
        "'a0 = x\\n' + ''.join(f'a{i} = sin(a{i-1})\\n' for i in range(1, n)) + f'a{n-1}'",
        "sines(n - 1)[0]",
        "sines(n - 1)[1]",
    ),
    (
        "definitions",
        CHAINED // 2,
        "'f0(x) = x\\n' + ''.join(f'f{i}(x) = sin(f{i-1}(x))\\n' for i in range(1, n)) + f'f{n-1}(x)'",
        "sines(n - 1)[0]",
        "sines(n - 1)[1]",
    ),
    ("kinks", 3000, "'+'.join(f'abs({i}*x - {i}/2)' for i in range(1, n))", "0.0", "0.0"),
]

PROGRAM = """
    import gc, math, sys
    from autograd_cli.errors import Source
    from autograd_cli.ask.problem import pose
    from autograd_cli.report.evaluation import evaluation
    from autograd_cli.syntax.parser import parse
    from autograd_cli.syntax.unparse import unparse

    def chain(n, value, step, slope):
        derivative = 1.0 if value else 0.0
        for _ in range(n):
            value, derivative = step(value), slope(value, derivative)
        return value, derivative

    def sines(n):
        return chain(n, 0.5, math.sin, lambda v, d: math.cos(v) * d)

    def powers(n):  # x^v, v itself a function of x
        return chain(n, 0.0, lambda v: 0.5**v, lambda v, d: 0.5**v * (v / 0.5 + math.log(0.5) * d))

    gc.disable()  # as the command does: what follows must be freed without it
    n = int(sys.argv[1])
    text = {text}
    problem = pose(Source(text), {{"x": 0.5}})
    tree = problem.program
    assert tree == parse(Source(unparse(tree)))
    assert sum(1 for _ in tree.walk()) >= 2
    for mode in ("reverse", "forward"):
        report = evaluation(problem, mode=mode)
        assert math.isclose(report.value, {value}, rel_tol=1e-9, abs_tol=1e-300), report.value
        assert math.isclose(report.gradient["x"], {derivative}, rel_tol=1e-9, abs_tol=1e-300), report.gradient
    del tree, problem, report
    print("freed")
"""


PART = 1 if LONG else 16
STACK = 2**23 // PART


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_STACK, (STACK, resource.getrlimit(resource.RLIMIT_STACK)[1]))


def run(program: str, depth: int = DEEP) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(depth)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_bounded,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    ("depth", "text", "value", "derivative"),
    [pytest.param(*case[1:], id=case[0], marks=SLOW if place else ()) for place, case in enumerate(CASES)],
)
def test_depth_costs_memory_and_nothing_else(depth: int, text: str, value: str, derivative: str) -> None:
    assert run(PROGRAM.format(text=text, value=value, derivative=derivative), depth // PART) == "freed\n"


DOUBLING = [
    # A chain of calls that doubles at every step, as a function of its length.
    "'f(x) = x*x + x*x/3\\n' + 'f(' * n + 'x' + ')' * n",
    "'f0(x) = x\\n' + ''.join(f'f{i}(x) = f{i-1}(x)*f{i-1}(x) + f{i-1}(x)\\n' for i in range(1, n)) + f'f{n-1}(x)'",
    "'a0 = x\\n' + ''.join(f'a{i} = sin(a{i-1})*a{i-1} + a{i-1}\\n' for i in range(1, n)) + f'a{n-1}'",
]


@pytest.mark.parametrize("text", DOUBLING)
def test_doubling_chains_stay_linear(text: str) -> None:
    program = f"""
        import sys
        from autograd_cli.errors import Source
        from autograd_cli.ask.problem import pose
        from autograd_cli.report.evaluation import evaluation

        def operations(n, mode):
            return evaluation(pose(Source({text}), {{"x": 0.5}}), mode=mode).cost.operations

        for mode in ("reverse", "forward"):
            assert operations(60, mode) - operations(40, mode) == operations(40, mode) - operations(20, mode)
    """
    run(program)


REFUSED = [
    ("'(' * n + 'x'", "is never closed"),
    ("'x' + ')' * n", "closes nothing"),
    ("'sin(' * n", "expected a number, a name"),
    ("'+'.join(['x'] * n) + ' x'", "an operator is missing"),
    ("'(' * n + 'x' + ')' * n + '/2x'", "can be read in two ways"),
    ("'[' * n + '1' + ']' * n", "a vector of matrices would have three dimensions"),
    ("'sin(' * n + 'y' + ')' * n", "`y` has no value"),
]


@pytest.mark.parametrize(
    ("text", "message"), [pytest.param(*case, marks=SLOW if place else ()) for place, case in enumerate(REFUSED)]
)
def test_a_deep_text_is_refused_in_a_few_lines(text: str, message: str) -> None:
    program = f"""
        import sys
        from autograd_cli.errors import AutogradError, Source, render_error
        from autograd_cli.ask.problem import pose
        n = int(sys.argv[1])
        try:
            pose(Source({text}), {{}})
        except AutogradError as error:
            print(render_error(error))
    """
    printed = run(program, DEEP // PART)
    assert message in printed
    assert len(printed) < 1000


def test_wanted_inputs_take_a_time_that_grows_with_their_number() -> None:
    names = [f"x{i}" for i in range(10_000)]
    problem = pose_open(Source("+".join(names)))
    start = time.process_time()
    assert [*problem.wanted(names)] == names
    assert time.process_time() - start < 0.5
