"""What one call costs, as a whole process: run by hand, `python tests/benchmarks/startup.py [RUNS]`.

In: nothing, or how many runs. Out: a table of medians and their ratios to a Typer command that prints a word. The runs
of all programs are interleaved, so that whatever else the machine does falls on each of them alike. Bytecode is cached,
as it is once a package is installed and used; the first run of each is not counted. It asserts nothing; the bounds
stand beside what was found.
"""

import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from bytecode import cache

RUNS = 21
FORMULA, X, Y = "2*x*y+y+3", "40", "4"

WORD = """
import typer
app = typer.Typer(add_completion=False)
@app.command()
def main(): print("word")
app()
"""
SYMPY = f"""
import sympy
x, y = sympy.symbols("x y")
formula = {FORMULA}
at = {{x: {X}, y: {Y}}}
print(formula.subs(at), formula.diff(x).subs(at), formula.diff(y).subs(at))
"""
JAX = f"""
import jax
print(jax.value_and_grad(lambda x, y: {FORMULA}, argnums=(0, 1))({X}.0, {Y}.0))
"""
OURS = [str(Path(sys.executable).with_name("autograd")), "eval", FORMULA, "--x", X, "--y", Y]
BASE = "a Typer command that prints a word"


def programs() -> dict[str, tuple[list[str] | None, float | None]]:
    """By name: a command line's words, None where it is not installed, and how many times the base it may take."""

    def script(text: str, module: str) -> list[str] | None:
        return [sys.executable, "-c", text] if find_spec(module) else None

    qalc = shutil.which("qalc")
    return {
        BASE: (script(WORD, "typer"), None),
        "autograd eval --json": ([*OURS, "--json"], 1.45),
        "autograd eval, a table": (OURS, 2.0),
        "python -c pass": ([sys.executable, "-c", "pass"], None),
        "qalc, the value alone": ([qalc, "-t", FORMULA.replace("x", X).replace("y", Y)] if qalc else None, None),
        "SymPy, value and partials": (script(SYMPY, "sympy"), None),
        "JAX, value and partials": (script(JAX, "jax"), None),
    }


def main(runs: int) -> None:
    measured = programs()
    seconds: dict[str, list[float]] = {name: [] for name, (words, _) in measured.items() if words}
    for run in range(runs + 1):
        for name, found in seconds.items():
            words = measured[name][0]
            assert words is not None
            start = time.perf_counter()
            subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            if run > 0:
                found.append(time.perf_counter() - start)
    base = median(seconds[BASE])
    print("| program | milliseconds | times the base | bound |\n| --- | ---: | ---: | ---: |")
    for name, (words, most) in measured.items():
        if words is None:
            print(f"| {name} | not installed | | |")
        else:
            own = median(seconds[name])
            print(f"| {name} | {own * 1e3:.0f} | {own / base:.2f} | {'' if most is None else most} |")


if __name__ == "__main__":
    cache()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
