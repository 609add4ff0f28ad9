"""JavaScript under Node: what the modules of a page give without a document."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from autograd_cli.lessons.lesson import Lesson
from autograd_cli.pages.script import joined
from autograd_cli.pages.writer import defined

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")

# Numbers that JSON lacks are texts.
PLAIN = '(_, x) => (Object.is(x, -0) ? "-0" : typeof x !== "number" || Number.isFinite(x) ? x : String(x))'


def run(script: str) -> Any:
    """What a script gives to `print`, as JSON."""
    whole = f"const print = (value) => console.log(JSON.stringify(value, {PLAIN}));\n{script}"
    done = subprocess.run(["node", "-"], input=whole, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def at_points(report: Lesson, points: Sequence[Mapping[str, float]]) -> list[Any]:
    """For each point all numbers, captions and findings of a lesson, as the page has them there."""
    assert report.program is not None
    given = [[point[name] for name in report.program.inputs] for point in points]
    # Of the modules with vectors, what needs no document.
    view = "const settled = [], document = { querySelectorAll: () => [] };"
    modules = ("data.js", "numbers.js", "model.js", *["maps.js"] * any(report.program.shapes))
    script = f"""{view}{defined(report)}{joined(modules)}
    print({json.dumps(given)}.map((point) => {{
      const numbers = writing.nested(COMPUTE(...point), lesson.shapes);
      return {{ numbers, findings: findings(lesson, numbers),
        captions: [0, ...lesson.steps].map((_, step) => caption(lesson, numbers, step).join(" ")) }};
    }}));"""
    return list(run(script))


def number(value: Any) -> float:
    """A number of an answer."""
    return float(str(value).replace("Infinity", "inf")) if isinstance(value, str) else float(value)
