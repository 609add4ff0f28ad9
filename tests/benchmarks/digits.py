"""What many digits cost, as a whole process: run by hand, `python tests/benchmarks/digits.py [RUNS]`.

In: nothing, or how many runs. Out: a table of medians and their ratios to plain `eval`. The runs are interleaved, so
that whatever else the machine does falls on each of them alike; the first of each is not counted. It asserts nothing;
the bound stands beside what was found.
"""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from bytecode import cache

RUNS = 21
AUTOGRAD = str(Path(sys.executable).with_name("autograd"))
FORMULA = ["eval", "2*x*y + sin(x)*exp(-y) + 3", "--x", "40", "--y", "4"]
BASE = "eval"
PROGRAMS: dict[str, tuple[list[str], float | None]] = {
    BASE: ([], None),
    "eval --digits 30": (["--digits", "30"], 2.5),
    "eval --digits 1000": (["--digits", "1000"], None),
    "eval --exact, of a polynomial": (["--exact"], None),
    "eval --verify": (["--verify"], None),
}
POLYNOMIAL = "2*x*y + x^2*y^-3 + 3"


def main(runs: int) -> None:
    seconds: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for run in range(runs + 1):
        for name, (options, _) in PROGRAMS.items():
            words = [FORMULA[0], POLYNOMIAL if "--exact" in options else FORMULA[1], *FORMULA[2:], *options]
            start = time.perf_counter()
            subprocess.run(
                [AUTOGRAD, *words],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=True,
            )
            if run > 0:
                seconds[name].append(time.perf_counter() - start)
    base = median(seconds[BASE])
    print("| program | milliseconds | times the base | bound |\n| --- | ---: | ---: | ---: |")
    for name, (_, most) in PROGRAMS.items():
        own = median(seconds[name])
        print(f"| {name} | {own * 1e3:.0f} | {own / base:.2f} | {'' if most is None else most} |")


if __name__ == "__main__":
    cache()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
