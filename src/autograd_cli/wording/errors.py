"""Message and hint of an error.

Takes: its code, its case, the fields. Returns: the words. Loaded when an error is shown.
"""

import re
from typing import Any

from autograd_cli.errors import near_names
from autograd_cli.wording import advice as advices
from autograd_cli.wording import commands, files, language, notations, options, shapes, values
from autograd_cli.wording.forms import Fields, filled
from autograd_cli.wording.language import Words
from autograd_cli.wording.python import HINTS, in_python

TABLES: tuple[Words, ...] = (
    language.ERRORS,
    shapes.ERRORS,
    notations.ERRORS,
    values.ERRORS,
    commands.ERRORS,
    options.ERRORS,
    files.ERRORS,
)
# By code and case, the message and the hint.
ERRORS = {(code, case): words for table in TABLES for code, cases in table.items() for case, words in cases.items()}

# Cases of unknown names whose hint is the list of those that are known, where no name is nearer.
OF_LISTS = frozenset(
    ["wrt", "range", "parameter", "variable", "column", "keep", "rename", "direction", "claimed", "no-node"]
)


def words(code: str, case: str, advice: str | None, fields: Fields, in_call: bool = False) -> tuple[str, str | None]:
    """The message and the hint; the hint is that of the advice, where one is named. Those `in_call` are Python's."""
    message, hint = ERRORS[code, case]
    if code == "unknown-name" and case in OF_LISTS and advice is None:
        advice, fields = _names_meant(fields)
    if advice is not None:
        hint = advices.ADVICE[advice]
    made = filled(message, fields), None if hint is None else filled(hint, fields)
    if not in_call:
        return made
    if (code, case) in HINTS:
        return in_python(made[0], code), filled(HINTS[code, case], fields)
    return in_python(made[0], code), made[1] and in_python(made[1], code)


def _names_meant(fields: Fields) -> tuple[str | None, Fields]:
    """The advice for a name that is not among the known ones: those that it lists without commas, or the nearest."""
    name: str = fields["name"]
    known: Any = fields.get("known") or ()
    apart = re.split(r"[\s;]+", name.strip())
    if len(apart) > 1 and all(one in known for one in apart):
        return "names-apart", {**fields, "meant": ",".join(apart)}
    listed = [one.strip("[](){} ") for one in fields.get("listed") or [name]]
    if name[:1] in ("[", "(", "{") and all(one in known for one in listed):
        return "names-apart", {**fields, "meant": ",".join(listed)}
    near = near_names(name, known)
    return ("near-name", {**fields, "near": near[0]}) if near else (None, fields)
