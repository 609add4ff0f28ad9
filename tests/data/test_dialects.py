"""Tables with another sign between cells, and with lines of comment: `--delimiter` and `--comment` of `batch`."""

import math
from pathlib import Path

import polars
import pytest
from support.calls import call

from autograd_cli.data.delimited import Delimited, without_comments, without_first
from autograd_cli.data.dialects import Dialect
from autograd_cli.data.text import in_utf_8, with_single_blanks

READ: list[tuple[str, list[str], str]] = [
    # table, options, the results' lines
    ("x;y\n1;2\n", ["--delimiter", ";"], "x;y;value;error\n1;2;2.0;\n"),
    ("x|y\n1|2\n", ["--delimiter", "|"], "x|y|value|error\n1|2|2.0|\n"),
    ("x|y\n1|2\n", ["--delimiter", "pipe"], "x|y|value|error\n1|2|2.0|\n"),
    ("x\ty\n1\t2\n", ["--delimiter", "\t"], "x\ty\tvalue\terror\n1\t2\t2.0\t\n"),
    ("x\ty\n1\t2\n", ["--delimiter", "\\t"], "x\ty\tvalue\terror\n1\t2\t2.0\t\n"),
    ("x\ty\n1\t2\n", ["--delimiter", "tab"], "x\ty\tvalue\terror\n1\t2\t2.0\t\n"),
    ("x y\n1 2\n", ["--delimiter", "space"], 'x y value error\n1 2 2.0 ""\n'),
    ('"" x y\n1 2 3\n', ["--delimiter", "space"], '"" "x" "y" "value" "error"\n1 2 3 6.0 ""\n'),
    # Runs of blanks and tabs are one separator, and a cell without a text is written in quotation marks.
    ("  x \t y\n 1.0   2 \n3 4\n", ["--delimiter", "space"], 'x y value error\n1.0 2 2.0 ""\n3 4 12.0 ""\n'),
    (
        '\tx  "y"  n\r\n 1 2 "a  b" \r\n\n  # a\n - 2 ""\n',
        ["--delimiter", "space", "--comment", "#", "--quiet", "--max-errors", "1"],
        'x y n value error\n1 2 "a  b" 2.0 ""\n- 2 "" "" "`x` is `-`, not a number"\n',
    ),
    # Columns without a name, as spreadsheets leave them at the end.
    ("x,y,,\n1,2,,\n3,4,a,\n", [], "x,y,,,value,error\n1,2,,,2.0,\n3,4,a,,12.0,\n"),
    (",x,,y\n1,2,3,4\n", [], ",x,,y,value,error\n1,2,3,4,8.0,\n"),
    ("x,y\n1,2\n", ["--delimiter", ","], "x,y,value,error\n1,2,2.0,\n"),
    # What has to be quoted is what has the delimiter, and no comma.
    ('x;y;n\n1;2;"a;b"\n3;4;a,b\n', ["--delimiter", ";"], 'x;y;n;value;error\n1;2;"a;b";2.0;\n3;4;a,b;12.0;\n'),
    ("x;y;n\n1;2;a,b\n", ["--delimiter", ";", "--to", "tsv"], "x\ty\tn\tvalue\terror\n1\t2\ta,b\t2.0\t\n"),
    ("x;y\n1;2\n", ["--delimiter", ";", "--columns", "y"], "y;value;error\n2;2.0;\n"),
    ("x;y\n1;2\n", ["--delimiter=;", "--to", "jsonl"], '{"x": 1.0, "y": 2.0, "value": 2.0, "error": null}\n'),
    # Comments.
    ("# a\n#b\nx,y\n1,2\n", ["--comment", "#"], "x,y,value,error\n1,2,2.0,\n"),
    ("\ufeff# a\nx,y\n1,2\n", ["--comment", "#"], "x,y,value,error\n1,2,2.0,\n"),
    ('# an "open quote\nx,y\n1,2\n', ["--comment", "#"], "x,y,value,error\n1,2,2.0,\n"),
    ("x,y\n1,2\n#3,4\n5,6\n# end", ["--comment", "#"], "x,y,value,error\n1,2,2.0,\n5,6,30.0,\n"),
    ("x,y\r\n#\r\n1,2\r\n", ["--comment", "#"], "x,y,value,error\n1,2,2.0,\n"),
    ("// a\nx,y\n/1\n1,2\n", ["--comment", "//", "--on-error", "skip"], "x,y,value\n1,2,2.0\n"),
    ("% a\nx\ty\n1\t2\n", ["--comment", "%", "--from", "tsv"], "x\ty\tvalue\terror\n1\t2\t2.0\t\n"),
    ('x,y,n\n1,2,"a\n#b"\n', ["--comment", "#"], 'x,y,n,value,error\n1,2,"a\n#b",2.0,\n'),
    ("x,y,#\n1,2,#3\n", ["--comment", "#"], "x,y,#,value,error\n1,2,#3,2.0,\n"),
    # Lines before the header, whatever they have; lines after it keep their numbers.
    ('Run "7\n\nx,y\n1,2\n', ["--skip", "2"], "x,y,value,error\n1,2,2.0,\n"),
    ("\ufeffa,b,c\n# d\nx,y\n1,2\n", ["--skip", "1", "--comment", "#"], "x,y,value,error\n1,2,2.0,\n"),
    ("a\r\nx\ty\r\n1\t2\r\n", ["--skip", "1", "--from", "tsv"], "x\ty\tvalue\terror\n1\t2\t2.0\t\n"),
    # Decimal commas: what is copied keeps its text, and results have points.
    ("x;y\n1,5;2\n-,5e1; 1,25 \n", ["--decimal", ","], "x;y;value;error\n1,5;2;3.0;\n-,5e1; 1,25 ;-6.25;\n"),
    ("x\ty\n1,5\t2\n", ["--decimal", ",", "--from", "tsv"], "x\ty\tvalue\terror\n1,5\t2\t3.0\t\n"),
    ('x,y\n"1,5",2\n', ["--decimal", ",", "--delimiter", ","], 'x,y,value,error\n"1,5",2,3.0,\n'),
    ("n;x;y\na.b;1,5;2\n", ["--decimal", ","], "n;x;y;value;error\na.b;1,5;2;3.0;\n"),
    (
        'n;x;y\n"a;b";1,5;2\n',
        ["--decimal", ",", "--to", "jsonl"],
        '{"n": "a;b", "x": 1.5, "y": 2.0, "value": 3.0, "error": null}\n',
    ),
    ("x;y\n1.5;2\n", ["--decimal", ".", "--delimiter", ";"], "x;y;value;error\n1.5;2;3.0;\n"),
    ("x;y\n1.5;2\n1,2,3;1\n;1\n1,5;2\n", ["--decimal", ",", "--on-error", "skip"], "x;y;value\n1,5;2;3.0\n"),
    ("#a\nx;y\n1;2\n", ["--comment", "#", "--delimiter", ";"], "x;y;value;error\n1;2;2.0;\n"),
]


@pytest.mark.parametrize(("table", "options", "results"), READ)
def test_a_table_is_read_and_written_in_its_dialect(
    table: str, options: list[str], results: str, tmp_path: Path
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(table.encode())
    status, _, _ = call("batch", str(path), "-e", "x*y", "--no-grad", "-o", str(tmp_path / "out"), *options)
    assert status == int("skip" in options)
    assert (tmp_path / "out").read_bytes().decode() == results


def test_lines_are_counted_with_the_comments(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("# a\nx;y\n1;2\n# b\n1,5;2\n")
    rejects = tmp_path / "rejects.csv"
    options = ["--comment", "#", "--delimiter", ";", "--errors", str(rejects)]
    status, _, err = call("batch", str(tmp_path / "t.csv"), "-e", "x*y", "-o", str(tmp_path / "out.csv"), *options)
    assert status == 1
    assert "line 5: `x` is `1,5`, not a number; `--decimal ,` reads decimal commas\n" in err
    assert rejects.read_text().splitlines()[1].startswith("1,5;2;5;")


def test_a_grid_is_written_with_the_delimiter(tmp_path: Path) -> None:
    status, _, _ = call("batch", "-e", "x", "x=1", "--no-grad", "--delimiter", ";", "-o", str(tmp_path / "g.csv"))
    assert (status, (tmp_path / "g.csv").read_text()) == (0, "x;value;error\n1.0;1.0;\n")


@pytest.mark.parametrize(
    "text",
    [b"# a\nx,y\n#b\n1,2\n#", b'x,"a\n# b",#c\n# "d\n## e\n#\n\n3,4', b"//\n/\n//a\n/ /\n", b"\xef\xbb\xbf# a\nx\n"],
)
@pytest.mark.parametrize("sign", [b"#", b"//", b"## "])
def test_comments_are_found_however_the_bytes_arrive(text: bytes, sign: bytes) -> None:
    whole = b"".join(without_comments(iter([text]), sign))
    assert whole.count(b"\n") == text.count(b"\n")
    for size in range(3, len(text)):
        pieces = iter([text[start : start + size] for start in range(0, len(text), size)])
        assert b"".join(without_comments(pieces, sign)) == whole


@pytest.mark.parametrize("count", range(5))
def test_lines_are_skipped_however_the_bytes_arrive(count: int) -> None:
    text = b'a\nb "\nc\n\nd'
    wanted = b"\n" * min(count, 4) + (text.split(b"\n", count)[-1] if count < 5 else b"")
    for size in range(1, len(text)):
        pieces = iter([text[start : start + size] for start in range(0, len(text), size)])
        assert b"".join(without_first(pieces, count)) == wanted


@pytest.mark.parametrize("text", [b"  x \t y\r\n 1   2 \n\n \n3\t4\t", b' "a  b"  c \n"\n  \n" d\n  "e\t'])
def test_blanks_are_found_however_the_bytes_arrive(text: bytes) -> None:
    whole = b"".join(with_single_blanks(iter([text])))
    assert whole.count(b"\n") == text.count(b"\n")
    assert [line.split() for line in whole.splitlines()] == [line.split() for line in text.splitlines()]
    assert b"  " not in whole.replace(b'"a  b"', b"").replace(b'"\n  \n"', b"")
    for size in range(1, len(text)):
        pieces = iter([text[start : start + size] for start in range(0, len(text), size)])
        assert b"".join(with_single_blanks(pieces)) == whole


CELLS = [
    (
        "1.5",
        "`x` is `1.5`, and decimals have a comma here; write `1,5`, or leave out `--decimal` where all have a point",
    ),
    ("1.234,5", "`x` is `1.234,5`, with `.` between thousands; write `1234,5`"),
    ("-1.234.567", "`x` is `-1.234.567`, with `.` between thousands; write `-1234567`"),
    ("a.b", "`x` is `a.b`, not a number"),
    ("2,0(1)", "`x` is `2,0(1)`, not a number; `--uncertainty x` reads such cells"),
    ("1,2,3", "`x` is `1,2,3`, not a number"),
    ("", "`x` is missing"),
    ("a", "`x` is `a`, not a number"),
]


@pytest.mark.parametrize(("cell", "message"), CELLS)
def test_a_cell_that_has_no_decimal_comma_is_named_as_it_is(cell: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"x;y\n1,5;1\n{cell};1\n")
    status, _, err = call("batch", str(tmp_path / "t.csv"), "-e", "x", "--decimal", ",", "-o", str(tmp_path / "o.csv"))
    assert status == 1
    assert f"line 3: {message}\n" in err


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("1,234.5", "`x` is `1,234.5`, with `,` between thousands; write `1234.5`"),
        ("1,234", "`x` is `1,234`, not a number; `--decimal ,` reads decimal commas"),
    ],
)
def test_a_cell_that_has_no_decimal_point_is_named_as_it_is(cell: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"x;y\n{cell};1\n")
    options = ("--delimiter", ";", "-o", str(tmp_path / "o.csv"))
    status, _, err = call("batch", str(tmp_path / "t.csv"), "-e", "x", *options)
    assert status == 1
    assert f"line 2: {message}\n" in err


def test_aligned_columns_are_fitted(tmp_path: Path) -> None:
    (tmp_path / "t.dat").write_text("  x    y\n 1.0  2.0\n 3    6\n 4    8\n")
    options = ("--delimiter", "space", "--format", "value", "--quiet")
    assert call("fit", str(tmp_path / "t.dat"), "-e", "y = a*x", *options)[:2] == (0, "2\n")


LENGTHS = "Länge;n\n1.5;µ\n2;-\n"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-be", "utf-8-sig", "utf-32"])
@pytest.mark.parametrize("name", ["t.csv", "t.txt"])
def test_a_table_is_read_in_its_encoding(encoding: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(LENGTHS.encode(encoding))
    words = ["-e", "2*Länge", "--no-grad", "--delimiter", ";", "-o", str(tmp_path / "o.csv")]
    own = [] if encoding in ("utf-16", "utf-32", "utf-8-sig") else ["--encoding", encoding]
    assert call("batch", str(tmp_path / name), *words, *own)[0] == 0
    assert (tmp_path / "o.csv").read_text("utf-8") == "Länge;n;value;error\n1.5;µ;3.0;\n2;-;4.0;\n"
    fitted = call("fit", str(tmp_path / name), "-e", "Länge = a", "--delimiter", ";", "--format", "value", *own)
    assert fitted[:2] == (0, "1.75\n")


def test_pieces_end_within_characters() -> None:
    text = "Länge,µ\n😀,x\n"
    for encoding in ("utf-16", "utf-32", "utf-8"):
        data = text.encode(encoding)
        for size in range(4, 9):
            pieces = iter([data[start : start + size] for start in range(0, len(data), size)])
            assert b"".join(in_utf_8(pieces, "", "t.csv")).decode() == text


@pytest.mark.parametrize(
    ("encoding", "message"),
    [
        ("utf-16", "error: `t.csv` is not text in utf-16\n"),
        ("ascii", "error: `t.csv` is not text in ascii\n"),
        ("latin1x", "error: there is no encoding `latin1x`\n"),
        ("hex", "error: there is no encoding `hex`\n"),
        ("utf-8", "error: `t.csv` is not UTF-8 text: a byte in line 1 belongs to no character\n"),
    ],
)
def test_text_in_another_encoding_is_refused(
    encoding: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_bytes(LENGTHS.encode("latin-1"))
    status, _, err = call("batch", "t.csv", "-e", "2", "--encoding", encoding)
    assert (status, err.startswith(message)) == (2, True)


@pytest.mark.parametrize("source", ["csv", "parquet", "jsonl", "arrow"])
def test_truths_are_1_and_0(source: str, tmp_path: Path) -> None:
    frame = polars.DataFrame({"b": [True, False, None], "x": [2.0, 3.0, 4.0]})
    path = tmp_path / f"t.{source}"
    getattr(frame, f"write_{ {'jsonl': 'ndjson', 'arrow': 'ipc'}.get(source, source) }")(path)
    options = ("--no-grad", "--to", "csv", "--columns", "x", "-o", str(tmp_path / "o.csv"))
    assert call("batch", str(path), "-e", "b*x", *options)[0] == 1
    assert (tmp_path / "o.csv").read_text().splitlines()[1:3] == ["2.0,2.0,", "3.0,0.0,"]


PATTERN = "^F$"  # which polars would take for a pattern of names


@pytest.mark.parametrize("source", ["csv", "parquet", "jsonl"])
@pytest.mark.parametrize("to", ["csv", "parquet", "jsonl"])
@pytest.mark.parametrize("words", [["-e", "2*`^F$`"], ["-e", "2*f", "--let", "f=^F$", "--columns", "`^F$`,*"]])
def test_a_name_may_look_like_a_pattern(source: str, to: str, words: list[str], tmp_path: Path) -> None:
    frame = polars.DataFrame({PATTERN: [1.5, math.inf, None], "*": ["a", "b", "c"]})
    path, target = tmp_path / f"t.{source}", tmp_path / f"o.{to}"
    {"csv": frame.write_csv, "parquet": frame.write_parquet, "jsonl": frame.write_ndjson}[source](path)
    words = [str(path), *words, "--no-grad", "-o", str(target), "--quiet"]
    assert call("batch", *words)[0] == 1
    read = {"csv": polars.read_csv, "parquet": polars.read_parquet, "jsonl": polars.read_ndjson}[to](target)
    assert read.columns == [PATTERN, "*", "value", "error"]
    assert float(read["value"][0]) == 3
    assert str(read["error"][2]).endswith("is missing")


def test_a_header_is_waited_for_where_comments_come_before_it_through_a_pipe() -> None:
    table = Delimited("-", iter([b"# a\n", b"# b\n\n", b"x\n1\n"]), ",", Dialect(comment=b"#"))
    assert table.names == ("x",)
    assert [list(table.rows(block).lines) for block in table.blocks()] == [[5]]


@pytest.mark.parametrize("count", [3, 20])
def test_a_table_of_which_all_lines_are_skipped_is_not_called_empty(count: int, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a\nx,y\n1,2\n")
    for words in (("batch", "-e", "x"), ("fit", "-e", "y = a*x")):
        status, _, err = call(*words, str(path), "--skip", str(count))
        assert (status, err.splitlines()[0]) == (2, f"error: `--skip {count}` leaves no line of `{path}`")


REFUSED: list[tuple[list[str], str]] = [
    (["t.csv", "--decimal", ";"], "`--decimal` is `,` or `.`, and `;` is neither"),
    (["t.csv", "--skip", "-1"], "`--skip` takes a whole number from 0 on"),
    (["t.jsonl", "--decimal", ","], "`--decimal` is for csv and tsv files, and none is read here"),
    (["x=1", "--skip", "1"], "`--skip` is for csv and tsv files, and none is read here"),
    *(
        (["t.csv", "--delimiter", sign], "is not one sign that may")
        for sign in ("", ";;", '"', "é", "1", ".", "-", "\n")
    ),
    *((["t.csv", "--comment", sign], "is not how a comment begins") for sign in ("", '"', "\n", "#\n")),
    (["t.jsonl", "--delimiter", ";"], "`--delimiter` is for csv, and here is only `jsonl`"),
    (["t.tsv", "--delimiter", ";", "--to", "parquet"], "is for csv, and here is only `parquet` and `tsv`"),
    (["t.jsonl", "--comment", "#"], "`--comment` is for csv and tsv files, and none is read here"),
    (["x=1", "--comment", "#"], "`--comment` is for csv and tsv files, and none is read here"),
]


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_a_dialect_that_no_table_can_have_is_refused(words: list[str], message: str) -> None:
    status, out, err = call("batch", "-e", "x", *words)
    assert (status, out) == (2, "")
    assert message in err
