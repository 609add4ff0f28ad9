"""The modules of a page as one script: it is shorter, and does the same."""

import pytest
from support.node import needs_node, run

from autograd_cli.pages.script import joined, shortened

WRITTEN = """
/** Names of all kinds: parameters, patterns with defaults, keys, properties, templates. @param {number} value */
function doubled(value, factor = 2) {
  const scaled = value * factor;
  const value2 = `${scaled} and ${value.toFixed(1)}`; // a comment; const x = 1;
  const length = value2.length;
  return { value, scaled, text: value2, [value2]: length, size: length };
}
const pairs = [[1, 2], [3, 4]].map(([first, second]) => ({ first, sum: first + +second }));
let count = 0;
let other = - -3;
for (const { first, sum = count } of pairs) count += first * sum;
const [, last = count] = pairs;
const choose = (a) => (a.length > 1 ? a.length : other);
const empty = () => "value // step";
const flags = [true, undefined, -Infinity, (count), (pairs[0]).sum, Number("2") - Number("3"), Number("4").toFixed(1)];
const both = (count + 1) * (2 + 3) + +Number(("5")) / (count + 1);
const pattern = "a/b".replace(/[/a] ?/g, (match) => match + 1);
print([doubled(3), pairs, flags, both, count, other, last, choose([1, 2]), choose([]), empty(), pattern, 7 / 2 / 1]);
"""


@needs_node
@pytest.mark.parametrize("names", [False, True])
def test_a_script_with_fewer_characters_does_the_same(names: bool) -> None:
    text = shortened(WRITTEN, names=names)
    assert len(text) < (0.67 if names else 0.77) * len(WRITTEN)
    assert "comment" not in text
    assert run(text) == run(WRITTEN)


def test_what_is_declared_has_a_short_name_and_what_is_not_keeps_its_own() -> None:
    assert shortened("const value = window.value; print({ value, steps: value });", names=True) == (
        "let a=window.value;print({value:a,steps:a});"
    )
    assert shortened("const a = b; const other = (one) => a + one;", names=True) == "let a=b,d=c=>a+c;"


def test_properties_of_our_own_objects_have_short_names_too() -> None:
    text = "const parts = f(); const one = { parts, slider: parts.map((part) => part.slider) }; g(one.slider);"
    assert shortened(text, names=True) == "let a=f(),c={a,b:a.map(d=>d.b)};g(c.b);"


def test_declarations_are_put_together_within_one_block_alone() -> None:
    assert shortened("const a = () => { const b = 1; f(); const c = 2; }; const d = 3; let e;", names=False) == (
        "let a=()=>{let b=1;f();let c=2},d=3,e;"
    )


def test_brackets_around_one_operand_are_left_out_and_numbers_are_made_by_a_sign() -> None:
    assert shortened("f((a)); const b = (a.c(1)); const d = (a?.e).g; h(Number(b) - (1 + d));", names=False) == (
        "f(a);let b=a.c(1),d=(a?.e).g;h(+b-(1+d));"
    )


def test_texts_that_are_put_together_are_one_text() -> None:
    assert shortened('f("a" + " " + "b" + c + "d" + "e".length);', names=False) == 'f("a b"+c+"d"+"e".length);'


def test_the_script_of_a_page_has_no_comments_and_imports() -> None:
    text = joined()
    assert "/*" not in text
    assert "import" not in text
    assert "export" not in text
