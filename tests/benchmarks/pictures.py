"""What a picture costs over DOT: networks written gate by gate, `python tests/benchmarks/pictures.py`.

Takes: nothing. Returns: a table: nodes, milliseconds of processor time for DOT and for SVG, the best of the runs, and
crossings. It asserts nothing.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.pictures import scalar_network

from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.formats import Page, render
from autograd_cli.lessons.drawing import Drawing, drawing
from autograd_cli.pictures.circuit import laid_out
from autograd_cli.pictures.parts import parts_of

SIZES = ((2, 3, 2), (3, 4, 4, 2), (4, 6, 5, 2), (12, 18, 17, 8))
RUNS = 5


def processor_time(report: Drawing, format: str) -> float:
    """Milliseconds, the best of the runs."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        render(report, format, Page())
        found.append(time.process_time() - start)
    return 1000 * min(found)


if __name__ == "__main__":
    print("network          nodes   DOT ms   SVG ms   crossings")
    for sizes in SIZES:
        text, values = scalar_network(*sizes)
        report = drawing(pose(Source(text), values))
        crossings = laid_out(parts_of(report, Page()))[1].crossings
        times = [processor_time(report, name) for name in ("dot", "svg")]
        print(f"{'-'.join(map(str, sizes)):15} {len(report.nodes):6} {times[0]:8.1f} {times[1]:8.1f} {crossings:11}")
