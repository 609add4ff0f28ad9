"""JSON: a report's own field names, strict RFC 8259, one object.

In: a report. Out: one line. Numbers that JSON cannot hold are strings; `schemas/` has what each report looks like.
"""

import json
from collections.abc import Mapping
from typing import Any

from autograd_cli.errors import AutogradError, Finding
from autograd_cli.formats import Page
from autograd_cli.numerals import json_number
from autograd_cli.report.evaluation import Evaluation, Literal


def render(report: Evaluation, page: Page) -> str:
    """The report as one object."""
    return dump(evaluation(report))


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def evaluation(report: Evaluation) -> dict[str, Any]:
    """The fields of `autograd.eval/1`; `cost` and `literals` are there when asked for."""
    fields: dict[str, Any] = {
        "schema": "autograd.eval/1",
        "expression": report.expression,
        "mode": report.mode,
        "inputs": numbers(report.inputs),
        "output": report.output,
        "value": json_number(report.value),
        "gradient": None if report.gradient is None else numbers(report.gradient),
        "findings": [finding(one) for one in report.findings],
    }
    if report.cost is not None:
        fields["cost"] = {"sweeps": report.cost.sweeps, "operations": report.cost.operations}
    if report.literals is not None:
        fields["literals"] = [literal(one) for one in report.literals]
    return fields


def error(problem: AutogradError) -> str:
    """The error object; `span` and `hint` are null where there is none."""
    fields = {
        "code": problem.code,
        "message": problem.message,
        "span": None if problem.span is None else list(problem.span),
        "hint": problem.hint,
    }
    return dump({"error": fields})


def finding(one: Finding) -> dict[str, Any]:
    return {"kind": one.kind, "message": one.message, "spans": [list(span) for span in one.spans], "node": one.node}


def literal(one: Literal) -> dict[str, Any]:
    return {
        "text": one.text,
        "span": list(one.span),
        "line": one.line,
        "column": one.column,
        "partial": json_number(one.partial),
    }


def numbers(values: Mapping[str, float]) -> dict[str, float | str]:
    return {name: json_number(value) for name, value in values.items()}
