"""Message and hint of an error.

Takes: its code, its case, the fields. Returns: the words. Loaded when an error is shown.
"""

from autograd_cli.wording import commands, files, language, notations, options, shapes, values
from autograd_cli.wording.forms import Fields, filled
from autograd_cli.wording.language import Words

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


def words(code: str, case: str, advice: str | None, fields: Fields) -> tuple[str, str | None]:
    """The message and the hint; the hint is that of the advice, where one is named."""
    message, hint = ERRORS[code, case]
    if advice is not None:
        hint = commands.ADVICE[advice]
    return filled(message, fields), None if hint is None else filled(hint, fields)
