"""JSON as other programs print it: lists, objects one after the other or over several lines, objects within objects."""

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.batches import run

from autograd_cli.data.objects import spread_objects
from autograd_cli.errors import FileError

NESTED = '{"x": 3, "a": {"x": 1.50, "v": [1, 2], "b": {"c": "t"}}}'
READ: list[tuple[str, str, str, list[str]]] = [
    # The point, what is read, the formula, the lines written.
    ("D20", '[{"x":3}]', "x^2", ['{"x":3,"value":9.0,"error":null}']),
    ("D20", '[\n  {"x": 3},\n  {"x": 4}\n]\n', "x",
      ['{"x": 3, "value": 3.0, "error": null}',
      '{"x": 4, "value": 4.0, "error": null}']),
    ("D20", '\ufeff [ ] [{"x":3}] ', "x", ['{"x":3,"value":3.0,"error":null}']),
    ("D20", '{\n  "x": 3,\n  "y": [\n    1,\n    2\n  ]\n}\n{\n  "x": 1e3\n}', "x",
      ['{"x": 3, "y": [1, 2], "value": 3.0, "error": null}',
      '{"x": 1e3, "value": 1000.0, "error": null}']),
    ("D20", '{\r\n"x": 3\r\n}\r\n', "x", ['{"x": 3, "value": 3.0, "error": null}']),
    ("D20", '{"x": 3,\n "y": 1}', "x", ['{"x": 3, "y": 1, "value": 3.0, "error": null}']),
    ("D20", '{"x":3}{"x":4} {"x":5}', "x", [f'{{"x":{x},"value":{x}.0,"error":null}}' for x in (3, 4, 5)]),
    ("D20", '{"x":"a\\n]"}{"x":4}', "2",
      ['{"x":"a\\n]","value":2.0,"error":null}',
      '{"x":4,"value":2.0,"error":null}']),
    ("D20", '[{"x":NaN},3]', "x",
      ['{"x":"NaN","value":"NaN","error":null}',
      '{"text": "3", "value": null, "error": "the line is not an object"}']),
    # Lines stay lines, whatever is in one of them.
    ("D20", '{"x":3}\n[1]\n{\n', "x",
      ['{"x":3,"value":3.0,"error":null}',
      '{"text":"[1]","value":null,"error":"the line is not an object"}']),
    # Objects within objects.
    ("D20", NESTED, "x*`a.x`", [NESTED[:-1] + ', "value": 4.5, "error": null}']),
    ("D20", NESTED, "sum(`a.v`)", [NESTED[:-1] + ', "value": 3.0, "error": null}']),
    ("D20", NESTED, "`a.b.c`",
      [NESTED[:-1] + ', "value": null, "error": "`a.b.c` is the text `t`, not a number"}']),
    ("D20", '{"a.x":7,"a":{"x":1}}', "`a.x`", ['{"a.x":7,"a":{"x":1},"value":7.0,"error":null}']),
    ("D20", '{"a":{"x":1}}\n{"a":2}', "`a.x`",
      ['{"a":{"x":1},"value":1.0,"error":null}',
      '{"a":2,"value":null,"error":"`a.x` is missing"}']),
]  # fmt: skip


@pytest.mark.parametrize(("point", "text", "formula", "wanted"), READ)
def test_objects_of_json_are_read_as_they_come(
    point: str, text: str, formula: str, wanted: list[str], tmp_path: Path
) -> None:
    answer = run(["-", "--from", "json", "-e", formula, "--no-grad"], tmp_path, text.encode())
    assert answer.lines[: len(wanted)] == wanted


def test_an_array_is_written_to_a_json_file_and_asked_for(tmp_path: Path) -> None:
    rows = b'{"x":1}\n{"x":2,"t":"a\\nb"}\n'
    for words in (["--to", "json"], ["-o", tmp_path / "out.json"]):
        answer = run(["-", "--from", "jsonl", "-e", "x", "--no-grad", *words], tmp_path, rows)
        text = answer.output or (tmp_path / "out.json").read_text()
        assert json.loads(text) == [
            {"x": 1, "value": 1.0, "error": None},
            {"x": 2, "t": "a\nb", "value": 2.0, "error": None},
        ]
        assert len(text.splitlines()) == 4
    assert run(["-", "--from", "csv", "-e", "x", "--to", "json"], tmp_path, b"x\n").output == "[]\n"
    assert json.loads(run(["-e", "x", "x=0:1", "--to", "json"], tmp_path).output)[1]["x"] == 1.0


def test_a_path_into_objects_can_be_copied_alone(tmp_path: Path) -> None:
    words = ["-", "--from", "jsonl", "-e", "x", "--no-grad", "--columns", "a.x,x"]
    assert run(words, tmp_path, NESTED.encode()).output == '{"a.x": 1.5, "x": 3, "value": 3.0, "error": null}\n'
    assert run([*words, "--to", "csv"], tmp_path, NESTED.encode()).lines == ["a.x,x,value,error", "1.5,3,3.0,"]


def test_rows_of_a_list_are_named_by_their_number(tmp_path: Path) -> None:
    answer = run(["-", "--from", "json", "-e", "log(x)"], tmp_path, b'[{"x":1},\n\n{"x":-1}]')
    assert answer.status == 1
    assert "standard input, object 2: `log(x)` needs" in answer.errors


BROKEN: list[tuple[str, str]] = [
    ('[{"x":1},{"x":2}', "is truncated: its list has no end after object 2"),
    ('[{"x":1},', "is truncated: its list has no end after object 1"),
    ('[{"x":1},\n{"x":', "is not JSON: expecting value in line 2"),
    ('[{"x":1},\n{"x" 2}]', "is not JSON: expecting ':' delimiter in line 2"),
    ('[{"x":1} {"x":2}]', "is not JSON: expecting ',' delimiter in line 1"),
    ('[{"x":1},,{"x":2}]', "is not JSON: expecting ',' delimiter in line 1"),
    ('[{"x":1}]]', "is truncated"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_what_is_no_list_of_objects_is_refused(text: str, message: str, tmp_path: Path) -> None:
    answer = run(["-", "--from", "json", "-e", "x"], tmp_path, text.encode())
    assert answer.status == 3
    assert message in answer.errors


def test_objects_are_found_however_the_bytes_arrive() -> None:
    text = '[{"é": "[{\\"", "b": 1.50},\r\n {"x":\n {}},true, 12, -1e5 ] {"z": [1,\n2]} []'.encode()
    wanted = ['{"é": "[{\\"", "b": 1.50}', '{"x":{}}', "true", "12", "-1e5", '{"z": [1, 2]}']
    for size in range(1, len(text)):
        blocks = list(spread_objects((text[i : i + size] for i in range(0, len(text), size)), "t"))
        assert "".join(block.data.decode() for block in blocks).splitlines() == wanted
        assert blocks[0].first == 1


def test_a_list_of_any_length_is_held_a_piece_at_a_time() -> None:
    piece = b'{"x": 1.25, "y": [1, 2, 3], "note": "%b"},' % (b"a" * 1000) * 56

    def pieces() -> Iterator[bytes]:
        yield b"["
        yield from (piece for _ in range(50))
        yield b'{"x": 2}]'

    tracemalloc.start()
    count = sum(len(block.values) for block in spread_objects(pieces(), "t"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 50 * 56 + 1
    assert peak < 30 * len(piece)


def test_an_object_without_end_is_refused() -> None:
    endless = (b'{"x": "' if place == 0 else b"1" * (1 << 22) for place in range(20))
    with pytest.raises(FileError, match="line 1 is longer than 64 MiB"):
        list(spread_objects(endless, "t"))
