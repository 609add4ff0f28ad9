"""Figures beside those of another version, in one run: `python tests/benchmarks/beside.py OTHER [ROUNDS] [NAME ...]`.

In: the interpreter of an environment in which another checkout is installed as editable, how many rounds, and the
beginnings of the figures' names, all where none is given. Out: a table of seconds of the processor, ours and the
other's, and their ratio. Each version has a process of its own, in which it runs its own benchmark files; the two take
turns, the first run of each is not counted, and the least counts, since whatever else the machine does only adds. A
whole command has a process for each run. It asserts nothing.
"""

import contextlib
import gc
import importlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

ROUNDS = 15
# Rounds of figures that take seconds.
FEW = 3
HERE = Path(__file__).parent
ROWS = 500_000

Figure = Callable[[], dict[str, float]]


def module(name: str) -> Any:
    """A benchmark file of the version at hand."""
    return importlib.import_module(name)


@contextlib.contextmanager
def timed(found: dict[str, float], name: str) -> Iterator[None]:
    start = time.process_time()
    yield
    found[name] = time.process_time() - start


def scale(shape: str, count: int) -> Figure:
    """From text to all partials, by stages."""

    def run() -> dict[str, float]:
        found = module("scale").stages(shape, count)
        gc.disable()
        return {stage: found[stage] for stage in module("scale").STAGES}

    return run


def report(text: Callable[[], str], values: Callable[[], dict[str, float]]) -> Figure:
    """What `eval` does between reading its words and writing its result."""

    def run() -> dict[str, float]:
        sparse, evaluation = module("sparse"), importlib.import_module("autograd_cli.report.evaluation").evaluation
        source, point, found = sparse.Source(text()), values(), dict[str, float]()
        with timed(found, "pose"):
            problem = sparse.pose(source, point)
        with timed(found, "report"):
            evaluation(problem)
        return found

    return run


def compiling(title: str, backend: str) -> Figure:
    """Compiling a kernel."""

    def run() -> dict[str, float]:
        function, found = _row_function(title), dict[str, float]()
        with timed(found, "compile"):
            module("kernels").compile_kernel(function, backend)
        return found

    return run


def loop(title: str, backend: str) -> Figure:
    """Running one over rows in memory."""

    def run() -> dict[str, float]:
        kernel, columns, outputs, flags = _columns(title, backend)
        found: dict[str, float] = {}
        with timed(found, "run"):
            kernel.run(columns, outputs, flags)
        return found

    return run


@cache
def _row_function(title: str) -> Any:
    kernels = module("kernels")
    case = kernels.CASES[title]
    lowered = kernels.lower(kernels.parse(kernels.Source(case.text)))
    wanted = tuple(lowered.inputs[name] for name in case.inputs)
    partials = kernels.gradient(lowered.function, wanted).outputs
    return kernels.Function(lowered.function.graph, wanted, lowered.function.outputs + partials)


@cache
def _columns(title: str, backend: str) -> Any:
    kernels = module("kernels")
    np, case = kernels.np, kernels.CASES[title]
    source = np.random.default_rng(1)
    columns = [source.uniform(case.low, case.high, ROWS) for _ in case.inputs]
    outputs = [np.empty(ROWS) for _ in range(len(case.inputs) + 1)]
    return kernels.compile_kernel(_row_function(title), backend), columns, outputs, np.empty(ROWS, dtype=np.uint8)


def network() -> dict[str, float]:
    """Twenty gradients of the network, compiled once."""
    run, found = _network(), dict[str, float]()
    with timed(found, "20 gradients"):
        for _ in range(20):
            run()
    return found


@cache
def _network() -> Callable[[], Any]:
    networks = module("networks")
    run: Callable[[], Any] = networks.ours(networks.point())
    return run


def layers(count: int) -> Figure:
    return lambda: module("networks").chain(count)


def product() -> dict[str, float]:
    """A large matrix product with its gradient."""
    return {"product": module("networks").product()["ours"]}


def derivatives() -> dict[str, float]:
    """The formulas of the derivative tests, from text to text."""
    diff, found = module("diff"), dict[str, float]()
    with timed(found, "all"):
        for _, text, variable in diff.formulas():
            diff.ours(text, variable)
    return found


def matrix(name: str, count: int) -> Figure:
    """A sparse matrix as a graph, and a hundred evaluations of it, or one where it is large."""

    def run() -> dict[str, float]:
        sparse, found = module("sparse"), dict[str, float]()
        system = sparse.SYSTEMS[name][0](count)
        with timed(found, "build"), contextlib.redirect_stdout(sys.stderr):
            (built, *_) = (one for one in sparse.ours(name, system) if "node" in one.name)
        with timed(found, "evaluate"):
            for _ in range(max(1, 10_000 // count)):
                built.call(system.point)
        return found

    return run


def structures(name: str, kind: str, count: int) -> Figure:
    """A matrix of a banded system, by the report that the command prints."""

    def run() -> dict[str, float]:
        sparse, found = module("sparse"), dict[str, float]()
        system = sparse.SYSTEMS[name][0](count)
        text = system.vector if kind == "Jacobian" else system.sum_of_squares
        with timed(found, "pose"):
            problem = sparse.pose(sparse.Source(text), system.values)
        with timed(found, "report"):
            (sparse.jacobian_report if kind == "Jacobian" else sparse.hessian_report)(problem, wrt=[*system.values])
        return found

    return run


def command(*words: str) -> Figure:
    """A command's work and its output, without the start of a process."""

    def run() -> dict[str, float]:
        main, found = importlib.import_module("autograd_cli.cli").main, dict[str, float]()
        with (
            open(os.devnull, "w", encoding="utf-8") as nothing,
            contextlib.redirect_stdout(nothing),
            contextlib.redirect_stderr(nothing),
            timed(found, "call"),
        ):
            main(list(words))
        gc.disable()
        return found

    return run


def roots(count: int) -> str:
    return " + ".join(f"sqrt(x{i % 100} + {i})" for i in range(1, count + 1))


def maxima(count: int) -> str:
    return " + ".join(f"max(log(x{i % 100} + {i}), log(x{(i + 1) % 100} + {i}))" for i in range(1, count + 1))


def mixed(count: int) -> str:
    """Terms of the functions of textbooks, which the bound of errors has to pass by their rules."""
    terms = ("sin(x{0})*exp(-x{1})", "log(x{0})/x{1}", "x{0}^3", "sqrt(x{0}*x{1})", "tanh(x{0} - x{1})")
    return " + ".join(terms[i % 5].format(i % 100, (i + 1) % 100) for i in range(count))


def some(count: int) -> dict[str, float]:
    return {f"x{i}": 1.0 + i / 7 for i in range(count)}


FORMULA = ("eval", "2*x*y + sin(x)*exp(-y) + 3", "--x", "40", "--y", "4")
POLYNOMIAL = ("eval", "2*x*y + x^2*y^-3 + 3", "--x", "40", "--y", "4", "--exact")
TAYLOR = {"exp(sin(x))": 0.3, "tan(x)": 0.5, "gamma(x)": 2.5, "atan(x)": 0.9, "acosh(x)": 2, "x^x": 1.5}
SYSTEMS = ("extended Rosenbrock", "Broyden tridiagonal", "extended Powell singular", "Wood")
TITLES = ("2xy+y+3", "CS231n neuron", "Black-Scholes, 5 partials", "the mix", "Rosenbrock, 10 variables")


def figures() -> dict[str, tuple[Figure, int]]:
    """By name: a measurement inside a process, and how many rounds of it at most."""
    found: dict[str, tuple[Figure, int]] = {}
    for shape in ("sum", "chain", "product"):
        for count in (1_000, 10_000, 100_000):
            found[f"scale: {shape}, {count:,}"] = scale(shape, count), ROUNDS if count < 100_000 else FEW
    found["eval: sum of 6,700 roots"] = report(lambda: roots(6_700), lambda: some(100)), ROUNDS
    found["eval: sum of 5,000 maxima of logs"] = report(lambda: maxima(5_000), lambda: some(100)), ROUNDS
    for count in (10, 100, 1_000, 10_000):
        found[f"eval: sum of {count:,} mixed terms"] = (
            report(lambda count=count: mixed(count), lambda count=count: some(min(count + 1, 100))),
            ROUNDS,
        )
    for title in TITLES:
        for backend in ("numpy", "llvm"):
            found[f"kernels: compile {title}, {backend}"] = compiling(title, backend), ROUNDS
            found[f"kernels: {title}, {backend}"] = loop(title, backend), ROUNDS
    found["networks: gradient"] = network, ROUNDS
    for count in (100, 1_000):
        found[f"networks: chain of {count:,} layers"] = layers(count), FEW * 2
    found["networks: product"] = product, FEW
    found["diff: 84 formulas"] = derivatives, ROUNDS
    for name in SYSTEMS[:2]:
        for count in (100, 10_000):
            found[f"sparse: {name}, {count:,}"] = matrix(name, count), ROUNDS if count == 100 else FEW
    for name in SYSTEMS:
        for kind in ("Jacobian", "Hessian"):
            found[f"sparse: {name}, {kind}"] = structures(name, kind, 1000), FEW * 2
    for text, at in TAYLOR.items():
        words = ("taylor", text, "--x", str(at), "--order", "20", "--json")
        found[f"taylor: {text}"] = command(*words), ROUNDS
    digits = {"eval": (), "eval --digits 30": ("--digits", "30"), "eval --digits 1000": ("--digits", "1000")}
    for name, options in {**digits, "eval --verify": ("--verify",)}.items():
        found[f"digits: {name}"] = command(*FORMULA, *options, "--json"), ROUNDS
    found["digits: eval --exact"] = command(*POLYNOMIAL, "--json"), ROUNDS
    return found


def commands(folder: Path) -> dict[str, tuple[Callable[[], list[str]], int]]:
    """By name: what writes a command's files and gives its words, and how many rounds of it at most."""
    at = ("--x", "40", "--y", "4")
    words: dict[str, tuple[str, ...]] = {
        "start: --help": ("--help",),
        "start: eval --help": ("eval", "--help"),
        "start: eval --json": ("eval", "2*x*y+y+3", *at, "--json"),
        "start: eval, a table": ("eval", "2*x*y+y+3", *at),
        "start: diff": ("diff", "sin(x)*x^2"),
        "start: hessian": ("hessian", "sin(x*y)", *at),
        "start: trace": ("trace", "sin(x*y)", *at),
        "start: taylor": ("taylor", "exp(sin(x))", "--x", "0.3"),
        "start: check": ("check", "sin(x*y)", *at),
        "start: eval --digits 30": (*FORMULA, "--digits", "30"),
        "start: eval --digits 1000": (*FORMULA, "--digits", "1000"),
        "start: eval --verify": (*FORMULA, "--verify"),
        "start: eval --exact": POLYNOMIAL,
    }
    found: dict[str, tuple[Callable[[], list[str]], int]] = {
        name: (lambda given=given: list(given), ROUNDS) for name, given in words.items()
    }
    for kind in ("csv", "parquet"):
        found[f"batch: 1,000,000 rows, {kind}"] = (lambda kind=kind: priced(folder, kind)), FEW * 2
    for kind in KINDS:
        found[f"batch: {ROWS:,} rows, a hundredth {kind}"] = (lambda kind=kind: flagged(folder, kind)), FEW * 2
    found["batch: 2,000 distinct formulas"] = (lambda: formulas(folder)), FEW * 2
    for shape in ("sum", "chain", "product"):
        for count in (10_000, 100_000):
            name = f"eval: {shape} of {count:,}, whole command"
            found[name] = (lambda shape=shape, count=count: large(folder, shape, count)), FEW * 2
    found["networks: whole command"] = (lambda: layered(folder)), FEW * 2
    return found


def priced(folder: Path, kind: str) -> list[str]:
    """Options to be priced."""
    source = folder / f"in.{kind}"
    getattr(module("batch").points(2 * ROWS), f"write_{kind}")(source)
    program = HERE.parents[1] / "samples" / "black_scholes.ag"
    return ["batch", str(source), "--file", str(program), "-o", str(folder / f"out.{kind}")]


# What a hundredth of the rows has instead of ordinary numbers, by column: a factor and a summand.
KINDS: dict[str, dict[str, tuple[float, float]]] = {
    "as any other": {},
    "outside a domain": {"x": (-1, 0)},
    "at the edge of one": {"x": (0, 0)},
    "with overflow": {"z": (1000, 1000)},
    "with underflow": {"z": (-1000, -1000)},
}


def flagged(folder: Path, kind: str) -> list[str]:
    """A table of which a hundredth needs a closer look."""
    batch = module("batch")
    np = batch.numpy
    source = np.random.default_rng(1)
    plain = {name: source.uniform(0.1, 3, ROWS) for name in "xyz"}
    few = source.random(ROWS) < 0.01
    for name, (factor, summand) in KINDS[kind].items():
        plain[name] = np.where(few, factor * plain[name] + summand, plain[name])
    batch.polars.DataFrame(plain).write_parquet(folder / "flagged.parquet")
    text = "sin(x*y) + log(x)*sqrt(y) + tanh(x/y) + x^y + log(1 + exp(z))"
    return ["batch", str(folder / "flagged.parquet"), "-e", text, "-q", "-o", str(folder / "out.parquet")]


def formulas(folder: Path) -> list[str]:
    """Formulas of ten operators, each another."""
    source = random.Random(1)
    with (folder / "formulas.jsonl").open("w", encoding="utf-8") as file:
        for _ in range(2_000):
            a = [round(source.uniform(0.1, 3), 6) for _ in range(4)]
            f, g = source.choices(["sin", "cos", "exp", "tanh", "sqrt"], k=2)
            text = f"{a[0]}*x*{f}({a[1]}*y) + {g}(x + {a[2]})/y - x^2 + {a[3]}"
            file.write(json.dumps({"expression": text, "x": a[0], "y": a[1]}) + "\n")
    return ["batch", str(folder / "formulas.jsonl"), "-o", str(folder / "out.jsonl")]


def large(folder: Path, shape: str, count: int) -> list[str]:
    """A formula of `scale.py`, in files."""
    sizes = module("scale")
    (folder / "formula.ag").write_text(sizes.SHAPES[shape](count))
    (folder / "point.json").write_text(json.dumps(sizes.point()))
    return ["eval", "--file", str(folder / "formula.ag"), "--at", str(folder / "point.json"), "--json"]


def layered(folder: Path) -> list[str]:
    """The network, in files."""
    networks = module("networks")
    (folder / "net.ag").write_text(networks.PROGRAM)
    networks.np.savez(folder / "net.npz", **networks.point())
    return ["eval", "--file", str(folder / "net.ag"), "--at", str(folder / "net.npz"), "--json"]


def worker() -> None:
    """Measures what is asked for on the input, in the version that is installed here."""
    root = Path(importlib.import_module("autograd_cli").__file__ or "").parents[2]
    sys.path[0] = str(root / "tests" / "benchmarks")
    gc.disable()
    known = figures()
    for line in sys.stdin:
        gc.collect()
        gc.freeze()
        print(json.dumps(known[line.strip()][0]()), flush=True)


def alternate(pair: Sequence[Figure], rounds: int) -> Iterator[tuple[str, float, float]]:
    """The least seconds of two measurements that take turns, by stage."""
    least: tuple[dict[str, float], dict[str, float]] = {}, {}
    for turn in range(rounds + 1):
        for which in (0, 1) if turn % 2 else (1, 0):
            for stage, seconds in pair[which]().items():
                if turn > 0:
                    least[which][stage] = min(seconds, least[which].get(stage, seconds))
    for stage in sorted(least[0].keys() & least[1].keys()):
        yield stage, least[0][stage], least[1][stage]


def whole(python: str, words: list[str]) -> dict[str, float]:
    """The processor's seconds of a process."""
    call = [python, "-m", "autograd_cli", *words]
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return {"call": usage.ru_utime + usage.ru_stime}


@contextlib.contextmanager
def started(python: str) -> Iterator[Callable[[str], dict[str, float]]]:
    """A process of a version that measures what it is asked for, one thread each."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    call = [python, __file__, "--worker"]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdin
        assert process.stdout
        questions, answers = process.stdin, process.stdout

        def ask(name: str) -> dict[str, float]:
            print(name, file=questions, flush=True)
            found: dict[str, float] = json.loads(answers.readline())
            return found

        yield ask
        questions.close()


def main(other: str, rounds: int, names: list[str]) -> None:
    pythons = sys.executable, other

    def show(name: str, pair: Sequence[Figure], most: int) -> None:
        for stage, now, before in alternate(pair, min(rounds, most)):
            print(f"| {name} | {stage} | {now:.5f} | {before:.5f} | {now / before:.2f} |", flush=True)

    def wanted(name: str) -> bool:
        return not names or name.startswith(tuple(names))

    print("| figure | stage | now, s | before, s | now/before |\n| --- | --- | ---: | ---: | ---: |", flush=True)
    for name, (_, most) in filter(lambda pair: wanted(pair[0]), figures().items()):
        with started(pythons[0]) as ours, started(pythons[1]) as theirs:
            show(name, (partial(ours, name), partial(theirs, name)), most)
    with tempfile.TemporaryDirectory() as folder:
        for name, (prepared, most) in filter(lambda pair: wanted(pair[0]), commands(Path(folder)).items()):
            words = prepared()
            show(name, [partial(whole, python, words) for python in pythons], most)


if __name__ == "__main__":
    if sys.argv[1:] == ["--worker"]:
        worker()
    else:
        for python in (sys.executable, sys.argv[1]):
            subprocess.run([python, str(HERE / "bytecode.py")], check=True)
        numbers = [word for word in sys.argv[2:] if word.isdigit()]
        others = [word for word in sys.argv[2:] if not word.isdigit()]
        main(sys.argv[1], int(numbers[0]) if numbers else ROUNDS, others)
