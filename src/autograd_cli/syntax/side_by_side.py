"""What a person meant by two operands side by side: an operator forgotten, a word of another language, a derivative.

Takes: the tokens read so far and the operand that did not fit. Returns: the case of the error and its fields.
"""

import re
from collections.abc import Sequence

from autograd_cli.primitives import FUNCTIONS
from autograd_cli.syntax.bars import CLOSES, ENDS_OPERAND, ENDS_STATEMENT
from autograd_cli.syntax.dotted import Case
from autograd_cli.syntax.idioms import derivative_meant, function_meant, in_python, loop_meant
from autograd_cli.syntax.names import canonical_name
from autograd_cli.syntax.parser import LONGEST_SHOWN, parses
from autograd_cli.syntax.tokens import Token

BETWEEN_OPERANDS = re.compile(r"([^\W\d]\w*|[\w)\]])[ \t]+(?=[\w(])")
# A transpose as it is written on paper, and what stands before an operand there.
TRANSPOSED = re.compile(r"(?<=[\w)\]])\s*\^\s*T(?!\w)|'(?=[ \t]*[\w(])")
BETWEEN_MATRICES = re.compile(r"((?<![\w.])[^\W\d]\w*'?|[)\]]'?)[ \t]+(?=[^\W\d]|\()")
SIMPLE_OPERAND = re.compile(r"[\w.]+")
# An operand that ends before a sum's sign, a comma, a bracket or the end, after a sign that binds as `*` does.
LAST_FACTOR = re.compile(r"\s*([\w.]+)\s*(?=[-+,)\]\n;]|$)")
BEFORE_FACTOR = {"PLUS", "MINUS", "COMMA", "LPAR", "LSQB", "ASSIGN", "NEWLINE", "SEMICOLON"}
# A derivative as Leibniz wrote it.
LEIBNIZ = re.compile(r"\bd/d([^\W\d]\w*)\s*$")
# A derivative as it is spoken of.
WITH_RESPECT = re.compile(r"\s*(.+?)\s+wrt\s+([^\W\d]\w*)\s*")
# A range of whole numbers, and what closes the call that it is in.
INDEX_RANGE = re.compile(r"\s*[^:,()]+:[^:,()]+\)\s*$")
# A number whose thousands stand apart.
SPACED = re.compile(r"[0-9]{1,3}(?:[ \t\u00a0\u2009\u202f][0-9]{3})+(?![0-9.])")
# Operators of other languages that are words, in small letters.
WORD_OPERATORS = {"mod", "rem", "div", "xor", "nand", "nor", "xnor", "and", "or"}
# Words of other languages that have no counterpart here, or another one, by the case of their error.
WORDS = {"is": "is", "import": "import", "from": "import", "lim": "limit", "limit": "limit"}
# Words that loop or define in other languages, and words that begin a statement there.
LOOPS = {"for", "while"}
DEFINES = {"lambda", "def", "function", "fn", "func"}
BEGINS = {"let", "var", "const", "return", "print"}


def missing_operator(
    text: str, before: Sequence[Token], previous: Token, token: Token, open_brackets: Sequence[Token]
) -> Case:
    """The case of two operands side by side."""
    name = canonical_name(str(previous))
    pair = {str(previous), str(token)}
    if str(token).lower() in WORD_OPERATORS:
        return _word_operator(text, before, token)
    if str(previous).lower() in WORD_OPERATORS and len(before) > 1 and before[-2].type in ENDS_OPERAND:
        return _word_operator(text, before[:-1], previous)
    if leibniz := LEIBNIZ.search(text, 0, token.start_pos):
        formula = text[token.start_pos :].strip()
        shown = formula if len(formula) <= LONGEST_SHOWN and "\n" not in formula else "..."
        return "leibniz", {"variable": leibniz[1], "formula": shown}
    if (respect := WITH_RESPECT.fullmatch(text)) and len(respect[1]) <= LONGEST_SHOWN and "wrt" in pair:
        return "with-respect-to", {"word": "wrt", "formula": respect[1], "variable": respect[2]}
    if str(token) == "in":
        return _index_in(text, previous, token)
    if pair & LOOPS:
        meant = loop_meant(text)
        return "loop" if meant is None else "loop-of-formula", {"word": min(pair & LOOPS), "formula": meant}
    if pair & DEFINES:
        meant = function_meant(text)
        return "defines" if meant is None else "defines-formula", {"word": min(pair & DEFINES), "formula": meant}
    if name in BEGINS and len(statement(before)) == 1:
        return "begins", {"word": name}
    if previous.type == "NUMBER" and token.type == "LSQB":
        return "number-indexed", {}
    if token.type == "QUOTE":
        return "number-transposed" if previous.type == "NUMBER" else "power-transposed", {}
    if previous.type == "NAME" and name in FUNCTIONS and token.type in ("NAME", "NUMBER"):
        operand = SIMPLE_OPERAND.match(text, token.start_pos)
        shown = operand[0] if operand and operand[0] not in FUNCTIONS else "..."
        if len(before) > 1 and before[-2].type in ("NAME", "NUMBER") and any(row.takes(2) for row in FUNCTIONS[name]):
            shown = f"{before[-2]}, {shown}"  # `5 choose 2`
        return "argument-without-parentheses", {"function": name, "argument": shown}
    if previous.type == "SUPERSCRIPT" and len(before) > 1 and canonical_name(str(before[-2])) in FUNCTIONS:
        operand = SIMPLE_OPERAND.match(text, token.start_pos)
        shown = operand[0] if operand and operand[0] not in FUNCTIONS else "..."
        return "argument-missing", {"function": str(before[-2]), "power": str(previous), "argument": shown}
    if previous.type == "QUOTE" and token.type == "LPAR":
        function = next(earlier for earlier in reversed(before) if earlier.type != "QUOTE")
        if function.type == "NAME":
            primed = text[function.start_pos : previous.end_pos]
            line = derivative_meant(text, function.end_pos, previous.end_pos, str(function))
            case = "primed-function" if line is None else "primed-derivative"
            return case, {"primed": primed, "function": str(function), "line": line}
    if pair & {"if", "else"}:
        meant = in_python(text)
        return "if-else" if meant is None else "of-python", {"word": min(pair & {"if", "else"}), "formula": meant}
    if pair & WORDS.keys():
        word = min(pair & WORDS.keys())
        return WORDS[word], {"word": word}
    if previous.type == "NUMBER" and token.type == "NUMBER":
        if token.start_pos == previous.end_pos:
            text = f"{previous}{token}"
            return "range-with-points" if ".." in text else "two-points", {
                "text": text,
                "range": text.replace("..", ":"),
            }
        if spaced := SPACED.match(text, previous.start_pos):
            return "spaced-thousands", {"number": "".join(spaced[0].split()), "product": f"{previous}*{token}"}
        if open_brackets and open_brackets[-1].type == "LSQB":
            return "two-elements", {"elements": f"{previous}, {token}", "product": f"{previous}*{token}"}
        return "two-numbers", {"product": f"{previous}*{token}"}
    ends = (text.rfind(sign, 0, token.start_pos) + 1 for sign in "\r\n;")
    line_start = min(max(ends), previous.start_pos)
    if product := _of_matrices(text[line_start:].splitlines()[0].strip()):
        return "matrix-product-missing", {"word": str(token), "product": product}
    rest = text[token.start_pos :].replace(")(", ")*(")
    repaired = f"{text[line_start : previous.end_pos]}*{rest}".splitlines()[0].strip()
    everywhere = BETWEEN_OPERANDS.sub(lambda found: found[0] if found[1] in FUNCTIONS else f"{found[1]}*", repaired)
    repaired = everywhere if parses(everywhere) else repaired
    whole = len(repaired) <= LONGEST_SHOWN and all(repaired.count(a) == repaired.count(b) for a, b in CLOSES.items())
    return "operator-missing", {"word": str(token), "product": repaired if whole else f"{previous}*{token}"}


def _of_matrices(line: str) -> str | None:
    """A line that has a transpose, `x^T A x`, with the signs of products of matrices; None where it is another."""
    if len(line) > LONGEST_SHOWN or not TRANSPOSED.search(line):
        return None
    meant = BETWEEN_MATRICES.sub(r"\1 @ ", TRANSPOSED.sub("'", line))
    return meant if meant != line and parses(meant) else None


def statement(before: Sequence[Token]) -> Sequence[Token]:
    """The tokens of the statement that is being read."""
    start = next((i for i in range(len(before), 0, -1) if before[i - 1].type in ENDS_STATEMENT), 0)
    return before[start:]


def _word_operator(text: str, before: Sequence[Token], word: Token) -> Case:
    """The case of `x mod 3`: the call is written out where both operands end at the operator."""
    if str(word) in ("AND", "OR"):
        return "capital-operator", {"word": str(word), "small": str(word).lower()}
    right = LAST_FACTOR.match(text, word.end_pos)
    left = before[-1]
    alone = left.type in ("NAME", "NUMBER") and (len(before) == 1 or before[-2].type in BEFORE_FACTOR)
    if str(word).lower() == "mod" and alone and right:
        return "mod", {"word": str(word), "left": str(left), "right": right[1]}
    return "word-operator", {"word": str(word)}


def _index_in(text: str, index: Token, token: Token) -> Case:
    """The case of `sum(x[i], i in 0:2)`; the whole is repeated where a range follows."""
    whole = f"{text[: index.end_pos]} = {text[token.end_pos :].strip()}"
    shown = len(whole) <= LONGEST_SHOWN and INDEX_RANGE.match(text, token.end_pos)
    return "index-in", {"sum": whole if shown else f"sum(k^2, {index} = 1:10)"}
