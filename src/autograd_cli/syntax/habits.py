"""Signs of other languages that stand between operands: a backslash that divides, commas in numbers.

Takes: the text. Returns: the case of the error and its fields.
"""

import re

from autograd_cli.syntax.dotted import Case

# A number whose commas part thousands.
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?")
LAST_NUMBER = re.compile(r"(?<![\w.])((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\s*$")
LAST_NAME, FIRST_NAME = re.compile(r"([^\W\d]\w*)\s*$"), re.compile(r"\s*([^\W\d]\w*)")


def left_division(text: str, offset: int) -> Case | None:
    """The case of `A\\b`, which is MATLAB's and Julia's; None where LaTeX may be meant, as in `2\\pi`."""
    left, right = LAST_NAME.search(text[:offset]), FIRST_NAME.match(text, offset + 1)
    if left is None or right is None or len(right[1]) > 1:
        return None
    return "left-division", {"left": left[1], "right": right[1]}


def number_before(text: str, offset: int) -> str:
    """The number before a sign, or an example where there is none."""
    number = LAST_NUMBER.search(text[:offset])
    return number[1] if number else "5"


def number_with_commas(text: str) -> Case:
    """The case of `1,5`, of `1,000`, which may be a thousand, of `1,000.5`, and of several numbers."""
    plain, pointed = text.replace(",", ""), text.replace(",", ".")
    if THOUSANDS.fullmatch(text):
        case = "thousands" if pointed.count(".") > 1 else "thousands-or-decimals"
        return case, {"plain": plain, "pointed": pointed}
    if pointed.count(".") == 1:
        return "decimal-comma", {"pointed": pointed}
    return "numbers", {"vector": f"[{', '.join(text.split(','))}]"}
