"""The shipped schemas, each read and compiled once; that they are schemas is `formats/test_schemas.py`.

In: a document, as JSON has it, and a schema's name. Out: nothing, or an error that says what is not as it has it.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator


@cache
def validator(name: str) -> Draft202012Validator:
    path = files("autograd_cli") / "schemas" / f"{name}-1.json"
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def validate(document: Any, name: str) -> None:
    validator(name).validate(document)
