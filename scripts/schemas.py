"""Writes the JSON Schemas of the reports, from the types and docstrings of their records.

    python scripts/schemas.py          writes src/autograd_cli/schemas/
    python scripts/schemas.py --check  exits with status 1 and names the files where they differ from the reports

Takes: the dataclasses in `autograd_cli.report` and `autograd_cli.lessons` that have a `SCHEMA`. Returns: one file a
schema; several reports that share a schema are its alternatives. The schemas are open: a reader ignores fields that it
does not know. A file that is no report's is removed.
"""

import importlib
import json
import pkgutil
import sys
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import reduce
from inspect import getdoc
from operator import or_
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, Union, get_args, get_origin

import autograd_cli.lessons
import autograd_cli.report
from autograd_cli.formats.json import field_names
from autograd_cli.numerals import NON_FINITE, Texts, Values
from autograd_cli.report.intervals import Intervals

DIRECTORY = Path(autograd_cli.report.__file__).parent.parent / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
WIDTH = 120
ROOMS = (autograd_cli.report, autograd_cli.lessons)

SCALARS = {str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}, type(None): {"type": "null"}}
# The recursive types, by the list in them: they have a name in the schema.
ALIASES = {"Values": Values, "Texts": Texts, "Intervals": Intervals}
LISTS = {get_args(alias)[-1]: name for name, alias in ALIASES.items()}
NUMBER = {
    "description": "A number; what JSON has no number for is a string.",
    "anyOf": [{"type": "number"}, {"enum": [*NON_FINITE]}],
}
NAMED: Mapping[str, Mapping[str, Any]] = {
    "Number": NUMBER,
    "Values": {
        "description": "A number, a vector as a list, a matrix as a list of rows.",
        "anyOf": [{"$ref": "#/$defs/Number"}, {"type": "array", "items": {"$ref": "#/$defs/Values"}}],
    },
    "Texts": {
        "description": "As Values, but every number is a string: a decimal, a fraction as 1/3, NaN or Infinity.",
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#/$defs/Texts"}}],
    },
    "Intervals": {
        "description": "A lower and an upper bound; of a vector a list of these, of a matrix a list of rows.",
        "type": "array",
        "items": {"anyOf": [{"$ref": "#/$defs/Number"}, {"$ref": "#/$defs/Intervals"}]},
    },
}


def reports() -> dict[str, list[Any]]:
    """The dataclasses by the schema that they name."""
    found: dict[str, list[Any]] = {}
    modules = [one for room in ROOMS for one in pkgutil.iter_modules(room.__path__, f"{room.__name__}.")]
    for module in modules:
        for one in vars(importlib.import_module(module.name)).values():
            if is_dataclass(one) and hasattr(one, "SCHEMA") and one.__module__ == module.name:
                found.setdefault(one.SCHEMA, []).append(one)
    return found


def schema(name: str, classes: Sequence[Any]) -> dict[str, Any]:
    """The schema that the reports share."""
    definitions: dict[str, Any] = {}
    for one in classes:
        define(one, definitions)
    alternatives = [{"$ref": f"#/$defs/{one.__name__}"} for one in classes]
    return {
        "$schema": DIALECT,
        "$id": f"urn:{name.replace('.', ':')}",
        "title": name,
        "type": "object",
        "required": ["schema"],
        "properties": {"schema": {"const": name}},
        **(alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives}),
        "$defs": dict(sorted(definitions.items())),
    }


def define(one: Any, definitions: dict[str, Any]) -> None:
    """Adds a record and what its fields refer to."""
    if one.__name__ in definitions:
        return
    definitions[one.__name__] = {}
    optional = getattr(one, "OPTIONAL", ())
    names = field_names(one) or ()
    types = {field.name: field.type for field in fields(one)} if is_dataclass(one) else one.__annotations__
    # Not `typing.get_type_hints`, which would unfold the recursive types once.
    definitions[one.__name__] = {
        "description": description(one),
        "type": "object",
        "required": [name for name in names if name not in optional],
        "properties": {
            name: of_type(present(types[name]) if name in optional else types[name], definitions) for name in names
        },
    }


def description(one: Any) -> str:
    """A docstring as a reader of JSON meets it."""
    return " ".join((getdoc(one) or "").split()).replace("None", "null")


def present(hint: Any) -> Any:
    """The type of a field that is left out where it is None."""
    return reduce(or_, [one for one in get_args(hint) if one is not type(None)]) if get_args(hint) else hint


def of_type(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type; what it refers to is added to the definitions."""
    if isinstance(hint, NewType):  # a node's index is an integer
        return of_type(hint.__supertype__, definitions)
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in SCALARS:
        return dict(SCALARS[hint])
    if hint in (object, Any):
        return {}
    if hint is float:
        return _named("Number", definitions)
    if hint in LISTS:
        return _named(LISTS[hint], definitions)
    if isinstance(hint, type) and field_names(hint) is not None:
        define(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if origin is Annotated:
        return of_type(hint.__metadata__[0], definitions)
    if origin is Literal:
        return {"enum": [*arguments]}
    if origin in (Union, types.UnionType):
        return _union(arguments, definitions)
    if isinstance(hint, type) and issubclass(hint, tuple):
        items = _row([*hint.__annotations__.values()], definitions)
        definitions[hint.__name__] = {"description": description(hint), **items}
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if origin is tuple and arguments[-1] is not Ellipsis:
        return _row(arguments, definitions)
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": of_type(arguments[1], definitions)}
    if origin is not None and issubclass(origin, Sequence):
        return {"type": "array", "items": of_type(arguments[0], definitions)}
    raise TypeError(f"no schema for {hint!r}")


def _named(name: str, definitions: dict[str, Any]) -> dict[str, Any]:
    definitions[name] = NAMED[name]
    if name != "Texts":
        definitions["Number"] = NUMBER
    return {"$ref": f"#/$defs/{name}"}


def _row(parts: Sequence[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A list of so many parts, each of its own type."""
    items = [of_type(part, definitions) for part in parts]
    return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}


def _union(members: Sequence[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    # A recursive type is a union too: `Values | None` has arrived as number, list and None.
    inside = {part for one in members if one in LISTS for part in get_args(ALIASES[LISTS[one]]) if part != one}
    parts = [of_type(one, definitions) for one in members if one not in inside]
    if all(part.keys() == {"type"} for part in parts):
        return {"type": [part["type"] for part in parts]}
    return parts[0] if len(parts) == 1 else {"anyOf": parts}


def text(value: Any, indent: int = 0) -> str:
    """JSON in which what fits on a line stands on one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + indent <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    blank = " " * (indent + 2)
    if isinstance(value, dict):
        parts = [f"{blank}{json.dumps(name)}: {text(member, indent + 2)}" for name, member in value.items()]
    else:
        parts = [f"{blank}{text(member, indent + 2)}" for member in value]
    start, end = "{}" if isinstance(value, dict) else "[]"
    return start + "\n" + ",\n".join(parts) + "\n" + " " * indent + end


def files() -> Iterator[tuple[Path, str]]:
    """Each file with what it should hold."""
    for name, classes in reports().items():
        yield DIRECTORY / f"{name.removeprefix('autograd.').replace('/', '-')}.json", text(schema(name, classes)) + "\n"


def main(arguments: Sequence[str]) -> int:
    wanted = dict(files())
    known = {path: path.read_text(encoding="utf-8") for path in DIRECTORY.glob("*.json")}
    differing = sorted(path for path in wanted.keys() | known.keys() if wanted.get(path) != known.get(path))
    for path in differing:
        print(path.name)
        if "--check" in arguments:
            continue
        if path in wanted:
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
    return int(bool(differing) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
