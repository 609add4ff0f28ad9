"""What the gradient of a network costs beside the peers: run by hand, `python tests/benchmarks/networks.py [THREADS]`.

In: nothing, or how many threads everyone may use. Out: three tables. The first has the network 784-256-64-10 with a
batch of 128 columns, in float64: seconds for one gradient with respect to all weights, all biases, x and y, once
everything is compiled, and the memory that it takes; the second a chain of small layers; the third a large product.
Each measurement has a process of its own, so that its memory is its own; the peers take turns. The least time counts,
since whatever else the machine does only adds; beside it stands the processor's time, of all threads, in the median.
It asserts nothing; the bounds stand beside what was found.
"""

import gc
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from bytecode import cache

LAYERS, BATCH = (784, 256, 64, 10), 128
ROUNDS, REPEATS = 5, 40
CHAIN, SIDE = (100, 1000, 10_000), 4000
PROGRAM = """\
f1 = relu(A0 @ x + reshape(b0, 256, 1))
f2 = relu(A1 @ f1 + reshape(b1, 64, 1))
L = mean(cross_entropy(A2 @ f2 + reshape(b2, 10, 1), y, axis=0))
"""
# By peer: its module, and how many times its time and its memory ours may be.
PEERS: dict[str, tuple[str, float | None, float | None]] = {
    "ours": ("autograd_cli", None, None),
    "NumPy, by hand": ("numpy", 1.2, None),
    "JAX, jitted": ("jax", 1.2, None),
    "PyTorch, eager": ("torch", 1.0, 1.2),
}
Gradient = Callable[[], Any]


def point() -> dict[str, Any]:
    """Weights, biases and a batch."""
    random = np.random.default_rng(0)
    values: dict[str, Any] = {}
    for i, (width, next_width) in enumerate(itertools.pairwise(LAYERS)):
        values[f"A{i}"] = random.normal(size=(next_width, width)) / np.sqrt(width)
        values[f"b{i}"] = random.normal(size=next_width) / 10
    values["x"] = random.normal(size=(LAYERS[0], BATCH))
    values["y"] = np.ascontiguousarray(np.eye(LAYERS[-1])[random.integers(0, LAYERS[-1], BATCH)].T)
    return values


def ours(values: dict[str, Any]) -> Gradient:
    return repeated(PROGRAM, values)


def repeated(text: str, values: dict[str, Any]) -> Gradient:
    """The value and all partials, to be computed again and again: parsed, lowered and swept once."""
    from autograd_cli.ask.problem import pose
    from autograd_cli.errors import Source
    from autograd_cli.graphs.graph import Function
    from autograd_cli.graphs.lifetimes import last_uses
    from autograd_cli.run.evaluate import evaluate
    from autograd_cli.sweeps.reverse import gradient

    problem = pose(Source(text), values)
    function = problem.function
    swept = gradient(function, tuple(problem.lowered.inputs.values()))
    whole = Function(swept.graph, swept.inputs, function.outputs + swept.outputs)

    def run() -> Any:
        found = evaluate(whole, problem.values, forget=last_uses(whole, ()))
        value, *partials = (found[number] for number in whole.outputs)
        return value, dict(zip(problem.lowered.inputs, partials, strict=True))

    return run


def by_hand(values: dict[str, Any]) -> Gradient:
    """The same matrix products and elementwise functions, as a person writes them."""
    a0, b0, a1, b1, a2, b2, x, y = values.values()

    def run() -> Any:
        z1 = a0 @ x + b0[:, None]
        f1 = np.maximum(z1, 0)
        z2 = a1 @ f1 + b1[:, None]
        f2 = np.maximum(z2, 0)
        z3 = a2 @ f2 + b2[:, None]
        shifted = z3 - z3.max(axis=0)
        powers = np.exp(shifted)
        totals = powers.sum(axis=0)
        log_softmax = shifted - np.log(totals)
        value = -(y * log_softmax).sum(axis=0).mean()
        g3 = (powers / totals * y.sum(axis=0) - y) / BATCH
        g2 = (a2.T @ g3) * (z2 > 0)
        g1 = (a1.T @ g2) * (z1 > 0)
        return value, {
            "A0": g1 @ x.T, "b0": g1.sum(axis=1), "A1": g2 @ f1.T, "b1": g2.sum(axis=1),
            "A2": g3 @ f2.T, "b2": g3.sum(axis=1), "x": a0.T @ g1, "y": -log_softmax / BATCH,
        }  # fmt: skip

    return run


def jax(values: dict[str, Any]) -> Gradient:
    import jax

    jax.config.update("jax_enable_x64", True)
    given = {name: jax.numpy.asarray(value) for name, value in values.items()}

    def loss(v: dict[str, Any]) -> Any:
        f1 = jax.nn.relu(v["A0"] @ v["x"] + v["b0"][:, None])
        f2 = jax.nn.relu(v["A1"] @ f1 + v["b1"][:, None])
        return -(v["y"] * jax.nn.log_softmax(v["A2"] @ f2 + v["b2"][:, None], axis=0)).sum(axis=0).mean()

    both = jax.jit(jax.value_and_grad(loss))
    return lambda: jax.block_until_ready(both(given))


def torch(values: dict[str, Any]) -> Gradient:
    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    v = {name: torch.tensor(value, requires_grad=True) for name, value in values.items()}

    def run() -> Any:
        f1 = torch.relu(v["A0"] @ v["x"] + v["b0"][:, None])
        f2 = torch.relu(v["A1"] @ f1 + v["b1"][:, None])
        loss = -(v["y"] * torch.log_softmax(v["A2"] @ f2 + v["b2"][:, None], 0)).sum(0).mean()
        return loss.detach(), dict(zip(v, torch.autograd.grad(loss, list(v.values())), strict=True))

    return run


MAKERS: dict[str, Callable[[dict[str, Any]], Gradient]] = {
    "ours": ours,
    "NumPy, by hand": by_hand,
    "JAX, jitted": jax,
    "PyTorch, eager": torch,
}


def measure(peer: str) -> dict[str, Any]:
    """Seconds for a gradient; bytes at the peak, in all and above what was there before; sums of squares."""
    run = MAKERS[peer](point())
    before = memory("VmRSS")
    value, gradient = run()
    check = [float(value), *(float(np.sum(np.square(np.asarray(gradient[name])))) for name in sorted(gradient))]
    seconds, processor = [], []
    for _ in range(REPEATS):
        start, used = time.perf_counter(), time.process_time()
        run()
        seconds.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)
    return {
        "seconds": seconds,
        "processor": processor,
        "peak": memory("VmHWM"),
        "growth": memory("VmHWM") - before,
        "check": check,
    }


def memory(what: str) -> int:
    """Bytes of this process, now (`VmRSS`) or at the peak (`VmHWM`)."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found
    return int(found[1]) * 1024


def chain(count: int) -> dict[str, float]:
    """Seconds of the processor a layer for a chain of small ones: from text to partials, and the whole report."""
    from autograd_cli.ask.problem import pose
    from autograd_cli.errors import Source
    from autograd_cli.report.evaluation import evaluation

    gc.disable()  # as `cli.main` has it
    random = np.random.default_rng(0)
    lines = [f"f{i + 1} = sigmoid(A{i} @ f{i} + b{i})" for i in range(count)]
    text = "\n".join(["f0 = x", *lines, f"sum_of_squares(f{count} - y)"])
    shapes = {"x": (2,), "y": (2,)}
    for i in range(count):
        shapes |= {f"A{i}": (2, 2), f"b{i}": (2,)}
    values = {name: random.normal(size=shape) for name, shape in shapes.items()}
    clock = [time.process_time()]
    run = repeated(text, values)
    clock.append(time.process_time())
    run()
    clock.append(time.process_time())
    evaluation(pose(Source(text), values))
    clock.append(time.process_time())
    names = ("text to gradient's graph", "one evaluation", "the whole report")
    return {name: (b - a) / count for name, a, b in zip(names, clock, clock[1:], strict=False)}


def product() -> dict[str, float]:
    """Seconds of the processor for the value and the gradient of a matrix product, and for the three products in it."""
    random = np.random.default_rng(0)
    a, b, g = (random.normal(size=(SIDE, SIDE)) for _ in range(3))
    run = repeated("sum((A @ B)*G)", {"A": a, "B": b, "G": g})
    clock = [time.process_time()]
    a @ b, g @ b.T, a.T @ g
    clock.append(time.process_time())
    run()
    clock.append(time.process_time())
    return {"three products": clock[1] - clock[0], "ours": clock[2] - clock[1]}


def command() -> dict[str, float]:
    """Seconds and peak bytes of `autograd eval` as a person calls it, with files in and JSON out."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "net.ag").write_text(PROGRAM, encoding="utf-8")
        np.savez(Path(folder, "net.npz"), **point())
        words = ["eval", "--file", f"{folder}/net.ag", "--at", f"{folder}/net.npz", "--json"]
        start = time.perf_counter()
        with subprocess.Popen([sys.executable, "-m", "autograd_cli", *words], stdout=subprocess.DEVNULL) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        return {"seconds": time.perf_counter() - start, "peak": usage.ru_maxrss * 1024}


JOBS: dict[str, Callable[..., Any]] = {"measure": measure, "chain": chain, "product": product, "command": command}


def alone(threads: int, job: str, *words: Any) -> Any:
    """What a job gives in a process of its own."""
    limits = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
    if threads == 1:
        limits["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    call = [sys.executable, __file__, "--job", json.dumps([threads, job, *words])]
    done = subprocess.run(call, env=os.environ | limits, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main(threads: int) -> None:
    found: dict[str, list[Any]] = {name: [] for name, (module, _, _) in PEERS.items() if find_spec(module)}
    for _ in range(ROUNDS):
        for name, runs in found.items():
            runs.append(alone(threads, "measure", name))
    assert all(np.allclose(runs[0]["check"], found["ours"][0]["check"], rtol=1e-9) for runs in found.values())
    least = {name: min(min(run["seconds"]) for run in runs) for name, runs in found.items()}
    work = {name: median(median(run["processor"]) for run in runs) for name, runs in found.items()}
    peak = {name: median(run["peak"] for run in runs) for name, runs in found.items()}
    growth = {name: median(run["growth"] for run in runs) for name, runs in found.items()}
    print("| gradient | ms | ours/it | bound | processor ms | ours/it | peak MiB | growth MiB | ours/it | bound |")
    print("| --- |" + " ---: |" * 9)
    for name, (_, most, most_memory) in PEERS.items():
        if name not in found:
            print(f"| {name} | not installed |" + " |" * 8)
            continue
        times = f"{least[name] * 1e3:.2f} | {least['ours'] / least[name]:.2f} | {most or ''}"
        times += f" | {work[name] * 1e3:.2f} | {work['ours'] / work[name]:.2f}"
        bytes_ = f"{peak[name] / 2**20:.0f} | {growth[name] / 2**20:.1f} | {peak['ours'] / peak[name]:.2f}"
        print(f"| {name} | {times} | {bytes_} | {most_memory or ''} |")
    whole = alone(threads, "command")
    print(f"\nThe whole command: {whole['seconds']:.2f} s, {whole['peak'] / 2**20:.0f} MiB.\n")
    print(
        "| layers | "
        + " | ".join(alone(threads, "chain", 10))
        + " | (microseconds a layer)\n| ---: | ---: | ---: | ---: |"
    )
    for count in CHAIN:
        print(
            f"| {count:,} | " + " | ".join(f"{one * 1e6:.0f}" for one in alone(threads, "chain", count).values()) + " |"
        )
    times = alone(threads, "product")
    ratio = times["ours"] / times["three products"]
    print(f"\nA {SIDE:,} x {SIDE:,} product, value and gradient: {times['ours']:.1f} s; the three products in it, by")
    print(f"NumPy: {times['three products']:.1f} s; {ratio:.2f} times.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--job"]:
        threads, job, *arguments = json.loads(sys.argv[2])
        # Some keep a thread a core whatever they are told.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])
        print(json.dumps(JOBS[job](*arguments)))
    else:
        cache()
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
