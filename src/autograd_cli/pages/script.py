"""The modules of a page as one script in a language: without comments and needless blanks, and with short names.

Takes: the modules beside this file. Returns: text that does the same. Names are the same everywhere in the modules, so
that one with two meanings is renamed once; what the browser and the lesson's data call a property keeps its name.

*Source*: ECMA-262, sections 12 (lexical grammar) and 14.3 (declarations).
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, product
from pathlib import Path
from string import ascii_letters

from autograd_cli.wording.languages import ENGLISH, translated

FOLDER = Path(__file__).parent
MODULES = ("data.js", "numbers.js", "model.js", "view.js", "main.js")
# Those of a page with vectors and matrices, of one whose inputs can move, of one with derivations, and with layers.
MAPS, DESCENT, DERIVATION, LAYERS = "maps.js", "descent.js", "derivation.js", "layers.js"
TOKEN = re.compile(
    r"""\s+|/\*.*?\*/|//[^\n]*"""
    r"""|(?P<kept>"(?:\\.|[^"\\])*"|`[^`]*`|(?<=[(,=])/(?![/*])(?:\\.|\[(?:\\.|[^]\\])*\]|[^/\\\n])+/\w*)"""
    r"""|(?P<name>[A-Za-z_$][\w$]*)|(?P<number>\d[\w.]*)"""
    r"""|(?P<sign>\.\.\.|=>|\?\.|===|!==|[=!<>]=|&&=|\|\|=|\?\?=|&&|\|\||\?\?|\+\+|--|\*\*|[-+*/%]=|.)""",
    re.DOTALL,
)
# The texts of modules are arguments of `word`.
IN_MODULES = re.compile(r'\bword\((?:"(?P<text>[^"]*)"|`(?P<template>[^`]*)`)\)')
BETWEEN_MODULES = re.compile(r"^(?:import [^;]*;\n|export const word = .*\n|export \{[^;]*;\n|export )", re.MULTILINE)
PLACE = re.compile(r"\$\{([^}]*)\}")
OPENING, CLOSING = frozenset("([{"), frozenset(")]}")
# What a brace follows that is neither an object's nor a pattern's.
BEFORE_BLOCKS = frozenset((")", "=>", "else", ";", "{", "}"))
DECLARING = frozenset(("const", "let"))
# Properties of the modules' own objects, which neither the browser nor the lesson's data have.
OWN = frozenset(
    (
        *("group", "operand", "user", "flow", "values", "gradients", "sums", "kind", "parts"),
        *("valueStep", "backStep", "sumStep", "shown", "moved", "node", "step", "slider", "field"),
        *("brief", "rows", "linesOf", "nested", "places", "inner"),
    )
)
# What is shorter and has the same value, or is as good in a text that nothing else reads.
SHORTER = {"const": "let", "true": "!0", "false": "!1", "undefined": "void 0", "Infinity": "1/0"}
# What an operand follows, and what follows a whole expression.
BEFORE_EXPRESSIONS = frozenset(("(", "[", ",", "=", "=>", ":", "?", "return", "of"))
BEFORE_OPERANDS = BEFORE_EXPRESSIONS | {*"{;!<>+-*/", "??", "&&", "||", "===", "!==", ">=", "<=", "+=", "-="}
AFTER_EXPRESSIONS = CLOSING | {",", ";"}
# Words that no variable can be called, of at most two letters.
RESERVED = frozenset(("as", "do", "if", "in", "is", "of"))


@cache
def joined(modules: tuple[str, ...] = MODULES, language: str = ENGLISH) -> str:
    """Modules as one, in a language, without what they import from each other; short names where all are there."""
    text = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in modules)
    text = BETWEEN_MODULES.sub("", text)
    text = IN_MODULES.sub(lambda match: _worded(match, language), text)
    return shortened(text, names=MODULES[-1] in modules)


def shortened(text: str, *, names: bool) -> str:
    """A script of whole statements, each of which ends with a semicolon, in fewer characters; `names` too if asked."""
    tokens = _short_words(_tokens(text))
    return _written(_without_brackets(_needed(_merged(_with_short_names(tokens) if names else tokens))))


def _worded(match: re.Match[str], language: str) -> str:
    """A text of a module in a language, as a literal; in a template what is computed keeps its place or has another."""
    if match["text"] is not None:
        return json.dumps(translated(match["text"], language), ensure_ascii=False)
    places = [place[0] for place in PLACE.finditer(match["template"])]
    text = translated(PLACE.sub("⟦⟧", match["template"]), language)
    for place in places:
        text = text.replace("⟦⟧", place, 1)
    return f"`{text}`"


def _tokens(text: str) -> list[str]:
    """The tokens that mean something."""
    return [match[0] for match in TOKEN.finditer(text) if match.lastgroup]


def _beside(tokens: Sequence[str], i: int) -> tuple[str, str]:
    """The tokens before and after a place, empty where there is none."""
    return tokens[i - 1] if i else "", tokens[i + 1] if i + 1 < len(tokens) else ""


def _short_words(tokens: Sequence[str]) -> list[str]:
    """The tokens with shorter words; a conversion to a number is a sign before it."""
    found: list[str] = []
    for i, token in enumerate(tokens):
        before, after = _beside(tokens, i)
        plain = before not in (".", "?.") and after != ":"
        if [one[0] for one in (*found[-2:], token)] == ['"', "+", '"'] and after not in (".", "["):
            found[-2:] = [f"{found[-2][:-1]}{token[1:]}"]
            continue
        if token == "Number" and after == "(" and before in BEFORE_OPERANDS:
            behind = tokens[_closing(tokens, i + 1) + 1]
            plain = behind not in (".", "?.", "[", "(", "**")
            found.append("+" if plain else token)
        else:
            found.append(SHORTER.get(token, token) if plain else token)
    return found


def _without_brackets(tokens: Iterable[str]) -> Iterator[str]:
    """The tokens without brackets around what is one operand, or a whole expression."""
    tokens = [*tokens]
    dropped: set[int] = set()
    for i, token in enumerate(tokens):
        before = tokens[i - 1] if i else ""
        if token != "(" or before not in BEFORE_OPERANDS:
            continue
        end = _closing(tokens, i)
        after = tokens[end + 1] if end + 1 < len(tokens) else ";"
        inside = _outermost(tokens, i, end)
        whole = before in BEFORE_EXPRESSIONS and after in AFTER_EXPRESSIONS and inside[0] not in ("{", "function")
        if after != "=>" and "," not in inside and (_is_operand(inside) or whole):
            dropped.update((i, end))
    return (token for i, token in enumerate(tokens) if i not in dropped)


def _outermost(tokens: Sequence[str], start: int, end: int) -> list[str]:
    """What is between two brackets, of brackets within only the opening ones."""
    found = []
    depth = 0
    for token in tokens[start + 1 : end]:
        depth -= token in CLOSING
        if not depth and token not in CLOSING:
            found.append(token)
        depth += token in OPENING
    return found


def _is_operand(tokens: Sequence[str]) -> bool:
    """Whether the outermost tokens are a variable with its properties, calls and elements."""
    name = re.compile(r"[A-Za-z_$][\w$]*|[.(\[]|\"[^\"]*\"")
    words = ("new", "typeof", "void", "function", "async", "await")
    return tokens[0][0] not in '.(["' and all(name.fullmatch(one) and one not in words for one in tokens)


def _closing(tokens: Sequence[str], i: int) -> int:
    """Where the bracket that is opened at a place is closed."""
    depth = 0
    for place in range(i, len(tokens)):
        depth += (tokens[place] in OPENING) - (tokens[place] in CLOSING)
        if not depth:
            return place
    raise AssertionError(tokens[i])


def _merged(tokens: Sequence[str]) -> list[str]:
    """The tokens, declarations that follow each other as one."""
    found: list[str] = []
    statements = [""]  # what the statement within each open bracket declares with
    skipped = False
    for i, token in enumerate(tokens):
        _, following = _beside(tokens, i)
        if skipped:
            skipped = False
        elif token == ";" and statements[-1] and following == statements[-1]:
            found.append(",")
            skipped = True
        else:
            found.append(token)
            if token in OPENING:
                statements.append("")
            elif token in CLOSING:
                statements.pop()
            elif token in DECLARING or token == ";":
                statements[-1] = token if token in DECLARING else ""
    return found


def _with_short_names(tokens: Sequence[str]) -> list[str]:
    """The tokens, variables with short names: the more often one is written, the shorter."""
    used = Counter(_variables(tokens))
    declared = _declared(tokens) | (OWN & used.keys())
    letters = (one for one in chain(ascii_letters, map("".join, product(ascii_letters, repeat=2))))
    free = (one for one in letters if one not in RESERVED and (one not in used or one in declared))
    names = sorted(declared, key=lambda name: (-used[name], name))
    return list(_renamed(tokens, dict(zip(names, free, strict=False))))


def _variables(tokens: Sequence[str]) -> Iterator[str]:
    """The variables, wherever they are read or written, also within templates."""
    for i, token in enumerate(tokens):
        if token[0] == "`":
            for place in PLACE.finditer(token):
                yield from _variables(_tokens(place[1]))
        elif _is_variable(tokens, i):
            yield token


def _is_variable(tokens: Sequence[str], i: int) -> bool:
    """Whether a token is a variable, a property of our own, or a word of the language: no text, no other property."""
    token = tokens[i]
    before, after = _beside(tokens, i)
    if token in OWN:
        return True
    is_property = before in (".", "?.") or (after == ":" and before in ("{", ","))
    return not is_property and re.fullmatch(r"[A-Za-z_$][\w$]*", token) is not None


def _declared(tokens: Sequence[str]) -> set[str]:
    """The names of what the tokens declare: constants, variables, functions and their parameters."""
    found: set[str] = set()
    for i, token in enumerate(tokens):
        if token in DECLARING:
            found.update(_pattern(tokens, i + 1))
        elif token == "function":
            found.update((tokens[i + 1], *_pattern(tokens, i + 2)))
        elif token == "=>":
            found.update(_pattern(tokens, _opening(tokens, i - 1)))
    return found


def _opening(tokens: Sequence[str], i: int) -> int:
    """Where the bracket is opened that closes at a place; the place itself where none closes there."""
    depth = 0
    for place in range(i, -1, -1):
        depth += (tokens[place] in CLOSING) - (tokens[place] in OPENING)
        if not depth:
            return place
    raise AssertionError(tokens[i])


def _pattern(tokens: Sequence[str], i: int) -> Iterator[str]:
    """The names that a pattern, or a list of patterns, gives values to; what follows an equals sign is a value."""
    depth, value_depth = 0, None
    for place in range(i, len(tokens)):
        token = tokens[place]
        depth += (token in OPENING) - (token in CLOSING)
        if value_depth is not None and (depth < value_depth or (depth == value_depth and token == ",")):
            value_depth = None
        if token == "=" and depth:
            value_depth = depth
        elif value_depth is None and _is_variable(tokens, place):
            yield token
        if not depth:
            return


def _renamed(tokens: Sequence[str], short: dict[str, str]) -> Iterator[str]:
    """The tokens under new names; a property that a variable alone stands for keeps its own beside the new one."""
    brackets: list[str] = []
    for i, token in enumerate(tokens):
        before, after = _beside(tokens, i)
        if token in OPENING:
            brackets.append("block" if before in BEFORE_BLOCKS else token)
        elif token in CLOSING:
            brackets.pop()
        if token[0] == "`":
            yield PLACE.sub(lambda place: f"${{{_written([*_renamed(_tokens(place[1]), short)])}}}", token)
        elif not _is_variable(tokens, i) or token not in short:
            yield token
        elif token not in OWN and brackets[-1:] == ["{"] and before in ("{", ",") and after in (",", "}", "="):
            yield from (token, ":", short[token])
        else:
            yield short[token]


def _needed(tokens: Sequence[str]) -> Iterator[str]:
    """The tokens without brackets around one parameter, and without commas and semicolons before a closing bracket."""
    dropped: set[int] = set()
    for i, token in enumerate(tokens):
        following = tokens[i + 1 : i + 4]
        if token == "(" and following[1:] == [")", "=>"] and _is_variable(tokens, i + 1):
            dropped.update((i, i + 2))
        elif token in (",", ";") and following and (following[0] == "}" or (token == "," and following[0] in CLOSING)):
            dropped.add(i)
    return (token for i, token in enumerate(tokens) if i not in dropped)


def _written(tokens: Iterable[str]) -> str:
    """The text of tokens, with blanks where two would be read as one."""
    found: list[str] = []
    last = ""
    for token in tokens:
        words = last[-1:] and re.match(r"\w|\$", token) and re.search(r"[\w$]$", last)
        if words or (last in ("+", "-") and token[0] == last) or (last == "/" and token[0] == "/"):
            found.append(" ")
        found.append(token)
        last = token
    return "".join(found)
