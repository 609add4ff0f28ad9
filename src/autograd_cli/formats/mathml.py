r"""Formulas as MathML, from their LaTeX: so each operation is written as its column in the table has it.

Takes: what `syntax/latex.py` and the table write, a part of LaTeX's math mode. Returns: MathML Core, which browsers
show by themselves. A command that it does not know is shown by its name.

*Source*: MathML Core, W3C Candidate Recommendation; "LaTeX2e: An unofficial reference manual", section 16.
"""

import re
from collections.abc import Mapping
from html import escape

from autograd_cli.syntax.symbols import GREEK_SIGNS

TOKEN = re.compile(r"\\text\{(?:\\.|[^\\{}])*\}|\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|\s+|.", re.DOTALL)
NAMES = {name: sign for sign, name in GREEK_SIGNS.items()} | {"pi": "π", "ell": "ℓ"}
OPERATORS: Mapping[str, str] = {
    "cdot": "⋅",
    "times": "×",
    "odot": "⊙",
    "oslash": "⊘",
    "otimes": "⊗",
    "leq": "≤",
    "le": "≤",
    "geq": "≥",
    "ge": "≥",
    "ne": "≠",
    "wedge": "∧",
    "vee": "∨",
    "neg": "¬",
    "sum": "∑",
    "prod": "∏",
    "mid": "|",
    "bmod": "mod",
    "parallel": "∥",
    "angle": "∠",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "to": "→",
    "|": "‖",
    "{": "{",
    "}": "}",
    "-": "−",
}
# Signs that are letters.
IDENTIFIERS: Mapping[str, str] = {"infty": "∞", "partial": "∂", "Delta": "Δ", "nabla": "∇", "top": "⊤", "ldots": "…"}
ACCENTS: Mapping[str, str] = {"overline": "‾", "bar": "‾", "dot": "˙", "hat": "^", "tilde": "~"}
SPACES: Mapping[str, str] = {",": "0.17em", ";": "0.28em", "quad": "1em", " ": "0.25em"}
FUNCTION = re.compile(r"<mi>[a-z]{2,}</mi>")
# What follows a function, or a name of several letters, without a space: brackets, signs, ends.
AFTER_FUNCTIONS = (
    *"()[]|{}+-=<>&,!/",
    "\\\\",
    "\\left",
    "\\right",
    "\\end",
    "\\cdot",
    "\\times",
    "\\leq",
    "\\geq",
    "\\,",
)
BRACKETS = "()[]|{}⌊⌋⌈⌉‖"
# A formula that nests deeper, or is longer, is left as text.
DEEPEST, LONGEST = 60, 4000


def mathml(latex: str) -> str | None:
    r"""The `math` element of a formula; None for one that is too long or too deep to be read.

    Example:
        >>> mathml(r"\frac{x}{2} + \sin y")[6:-7]
        '<mfrac><mi>x</mi><mn>2</mn></mfrac><mo>+</mo><mi>sin</mi><mspace width="0.17em"/><mi>y</mi>'
    """
    depth = deepest = 0
    for sign in latex:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    if len(latex) > LONGEST or deepest > DEEPEST:
        return None
    return f"<math>{_Reader(latex).row()}</math>"


def _operator(sign: str) -> str:
    # Brackets do not grow by themselves; those after `\left` do.
    still = ' stretchy="false"' if sign in BRACKETS else ""
    return f"<mo{still}>{escape(sign)}</mo>"


class _Reader:
    """The tokens of a formula, read from left to right."""

    def __init__(self, latex: str) -> None:
        self.tokens = [token for token in TOKEN.findall(latex) if not token.isspace()]
        self.place = 0

    def row(self, *ends: str) -> str:
        """What there is up to one of these tokens, which is taken as well."""
        found = []
        while self.place < len(self.tokens) and self.tokens[self.place] not in ends:
            found.append(self.scripted())
        self.place += 1
        return "".join(found)

    def next(self) -> str:
        token = self.tokens[self.place] if self.place < len(self.tokens) else ""
        self.place += 1
        return token

    def has(self, *tokens: str) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place] in tokens

    def scripted(self) -> str:
        """An atom with what is above and below it."""
        base, above, below = self.atom(), "", ""
        while self.has("^", "_", "'"):
            kind = self.next()
            if kind == "'":
                above += "<mo>′</mo>"
            elif kind == "^":
                above += self.atom()
            else:
                below = self.atom()
        if above.startswith("<mo>′") and above.count("<m") > 1:
            above = f"<mrow>{above}</mrow>"
        whole = base
        if above and below:
            whole = f"<msubsup>{base}{below}{above}</msubsup>"
        elif above or below:
            whole = f"<msup>{base}{above}</msup>" if above else f"<msub>{base}{below}</msub>"
        # A bare argument, as in `sin x`, stands apart from its function.
        is_bare = FUNCTION.fullmatch(base) and self.place < len(self.tokens) and not self.has(*AFTER_FUNCTIONS)
        return f'{whole}<mspace width="{SPACES[","]}"/>' if is_bare else whole

    def atom(self) -> str:
        token = self.next()
        if token == "{":
            return self.grouped(self.row("}"))
        if token.startswith("\\"):
            return self.element(token[1:])
        if token[:1].isdigit():
            return f"<mn>{token}</mn>"
        if token.isalpha():
            return f"<mi>{escape(token)}</mi>"
        return _operator(OPERATORS.get(token, token)) if token else "<mrow></mrow>"

    def grouped(self, inner: str) -> str:
        """Elements as one."""
        single = re.fullmatch(r"<(m[a-z]+)[^>]*>[^<]*</\1>", inner)
        return inner if single else f"<mrow>{inner}</mrow>"

    def word(self) -> str:
        """The letters within braces."""
        assert self.next() == "{"
        letters = []
        while not self.has("}"):
            letters.append(self.next().removeprefix("\\"))
        self.next()
        return escape("".join(letters))

    def bracket(self) -> str:
        """The bracket after `left` or `right`; nothing for a dot."""
        token = self.next()
        sign = OPERATORS.get(token[1:], token[1:]) if token.startswith("\\") else token
        return "" if sign == "." else f"<mo>{escape(sign)}</mo>"

    def element(self, name: str) -> str:
        if name.startswith("text{"):
            words = re.sub(r"\\(.)", r"\1", name[5:-1])
            return f"<mtext>{escape(words)}</mtext>"
        match name:
            case "frac":
                return f"<mfrac>{self.atom()}{self.atom()}</mfrac>"
            case "binom":
                inner = f'<mfrac linethickness="0">{self.atom()}{self.atom()}</mfrac>'
                return f"<mrow><mo>(</mo>{inner}<mo>)</mo></mrow>"
            case "sqrt":
                if self.has("["):
                    self.next()
                    index = self.grouped(self.row("]"))
                    return f"<mroot>{self.atom()}{index}</mroot>"
                return f"<msqrt>{self.atom()}</msqrt>"
            case "overline" | "bar" | "dot" | "hat" | "tilde":
                return f'<mover accent="true">{self.atom()}<mo>{ACCENTS[name]}</mo></mover>'
            case "operatorname" | "mathrm" | "mathbf" | "mathcal" | "texttt":
                word = self.word()
                upright = ' mathvariant="normal"' if len(word) == 1 else ""
                return f"<mi{upright}>{word}</mi>"
            case "text":
                return f"<mtext>{self.word()}</mtext>"
            case "left":
                first = self.bracket()
                inner = self.row("\\right")
                return f"<mrow>{first}{inner}{self.bracket()}</mrow>"
            case "begin":
                return self.table(self.word())
        if name in SPACES:
            return f'<mspace width="{SPACES[name]}"/>'
        if name in OPERATORS:
            return _operator(OPERATORS[name])
        return f"<mi>{escape(IDENTIFIERS.get(name) or NAMES.get(name, name))}</mi>"

    def table(self, kind: str) -> str:
        """The rows of an environment, between the brackets that it has."""
        rows, cells = [], [""]
        while self.place < len(self.tokens) and not self.has("\\end"):
            if self.has("&"):
                self.next()
                cells.append("")
            elif self.has("\\\\"):
                self.next()
                rows.append(cells)
                cells = [""]
            else:
                cells[-1] += self.scripted()
        self.next()
        self.word()
        rows.append(cells)
        body = "".join(f"<mtr>{''.join(f'<mtd>{cell}</mtd>' for cell in row)}</mtr>" for row in rows if any(row))
        first, last = {"cases": ("{", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]")}.get(kind, ("", ""))
        signs = [f"<mo>{one}</mo>" if one else "" for one in (first, last)]
        return f'<mrow>{signs[0]}<mtable class="{kind}">{body}</mtable>{signs[1]}</mrow>'
