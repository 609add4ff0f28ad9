"""The functions of the package give what the commands print, and refuse what these refuse."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from support.calls import call

from autograd_cli import diff, graph, page, trace


def same_as_the_command(report: Any, *words: str) -> bool:
    """Whether a report and the JSON of a command are one."""
    return bool(json.loads(report.render("json")) == json.loads(call(*words, "--json")[1]))


@pytest.mark.parametrize(
    ("explained", "words"),
    [
        (lambda: trace("tau*x", {"x": 1}), ("trace", "tau*x", "x=1")),
        (lambda: trace("tau*x"), ("trace", "tau*x")),
        (lambda: trace("tau*x", wrt="tau"), ("trace", "tau*x", "--wrt", "tau")),
        (lambda: graph("tau*x", {"x": 1}), ("graph", "tau*x", "x=1")),
        (lambda: page("tau*x", {"x": 1}), ("page", "tau*x", "x=1")),
        (lambda: diff("tau*x"), ("diff", "tau*x")),
        (lambda: diff("tau*x", "tau"), ("diff", "tau*x", "--wrt", "tau")),
        (lambda: diff("tau*x", ["x,tau"]), ("diff", "tau*x", "--wrt", "x,tau")),
    ],
)
def test_what_explains_a_formula_says_how_its_names_were_read(explained: Callable[[], Any], words: list[str]) -> None:
    report = explained()
    told = [finding.message for finding in report.findings]
    assert len(told) == (not any("tau" in word for word in words[2:]))
    if words[0] != "page":  # which has no JSON
        assert same_as_the_command(report, *words)
