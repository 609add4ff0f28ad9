"""Numbers that are left blank in a report, and the answers in their place.

Takes: numbers of a report, and the names of blanks. Returns: numbers that are written as blanks, `b3: ____`.
"""

from collections.abc import Mapping

from autograd_cli.numerals import Values, elements, nested, shape_of

RULE, RULE_LATEX = "____", r"\rule{3em}{0.4pt}"


class Gap(float):
    """A number with a text of its own, in LaTeX another; `{}` in them is the number itself."""

    __slots__ = ("latex", "text")

    text: str
    latex: str

    def __new__(cls, value: float, text: str, latex: str) -> "Gap":
        self = super().__new__(cls, value)
        self.text = text
        self.latex = latex
        return self


def blank(name: str, value: float, answered: bool) -> Gap:
    """A blank with its name, or the answer.

    Example:
        >>> blank("b3", 81.0, False).text, blank("b3", 81.0, False).latex, blank("b3", 81.0, True).text
        ('b3: ____', 'b_{3}: \\\\rule{3em}{0.4pt}', 'b3: {}')
    """
    latex = reference(name, value).latex
    return (
        Gap(value, f"{name}: {{}}", r"\boxed{{}}")
        if answered
        else Gap(value, f"{name}: {RULE}", f"{latex}: {RULE_LATEX}")
    )


def reference(name: str, value: float) -> Gap:
    """The name of a blank elsewhere, where the same number is used."""
    letters = name.rstrip("0123456789")
    return Gap(value, name, f"{letters.rstrip('_')}_{{{name[len(letters) :]}}}")


def negated(gap: Gap) -> Gap:
    """The name of a blank where its number is used with the other sign.

    Example:
        >>> negated(reference("b3", 81.0)).text, negated(negated(reference("b3", 81.0))).latex
        ('-b3', 'b_{3}')
    """
    text, latex = (one[1:] if one.startswith("-") else f"-{one}" for one in (gap.text, gap.latex))
    return Gap(-gap, text, latex)


def hidden(value: Values | None) -> Values | None:
    """Numbers that would give a blank away."""
    if value is None:
        return None
    return nested((Gap(one, RULE, RULE_LATEX) for one in elements(value)), shape_of(value))  # type: ignore[no-any-return]


def with_gaps(value: Values | None, gaps: Mapping[int, Gap]) -> Values | None:
    """A value with gaps for some of its elements, which are counted row by row.

    Example:
        >>> [Gap, type(with_gaps([1.0, 2.0], {0: blank("b1", 1.0, False)})[0])][1] is Gap
        True
    """
    if value is None or not gaps:
        return value
    numbers = (gaps.get(i, one) for i, one in enumerate(elements(value)))
    return nested(numbers, shape_of(value))  # type: ignore[no-any-return]
