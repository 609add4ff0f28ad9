"""What writes Parquet and Arrow in a thread: nothing is left of what is given up, whenever that is."""

import math
import threading
from pathlib import Path

import polars
import pytest

from autograd_cli.data.columnar import BATCH, Columnar, FrameSink
from autograd_cli.data.streams import Target

SCHEMA = polars.Schema({"x": polars.Float64})


@pytest.mark.parametrize("format", ["parquet", "ipc"])
def test_a_thread_that_begins_after_it_was_given_up_makes_no_file(
    format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as late:  # as where a signal comes while the thread is being started
        late.setattr(threading.Thread, "start", lambda thread: None)
        target = Target(str(tmp_path / "out"))
        target.__enter__()
        sink = FrameSink(target, format, SCHEMA)
    sink.abandon()
    sink._thread.start()
    sink._thread.join()
    target.file.close()
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("format", ["parquet", "ipc"])
def test_polars_does_not_make_a_file_again_that_was_removed(format: str, tmp_path: Path) -> None:
    target = Target(str(tmp_path / "out"))
    target.__enter__()
    target.discard()
    sink = FrameSink(target, format, SCHEMA)
    sink.write(polars.DataFrame({"x": [1.0]}))
    sink.close()
    target.file.close()
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(("format", "read"), [("parquet", polars.read_parquet), ("ipc", polars.read_ipc)])
def test_frames_are_read_back(format: str, read: object, tmp_path: Path) -> None:
    with Target(str(tmp_path / "out")) as target:
        sink = FrameSink(target, format, SCHEMA)
        for first in (0.0, 2.0):
            sink.write(polars.DataFrame({"x": [first, first + 1]}))
        sink.close()
    assert read(tmp_path / "out")["x"].to_list() == [0.0, 1.0, 2.0, 3.0]  # type: ignore[operator]


@pytest.mark.parametrize("group", [1000, 50_000, 200_000])
def test_batches_are_in_one_piece_wherever_the_groups_of_rows_of_a_file_end(group: int, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    polars.DataFrame({"x": range(200_000)}).write_parquet(path, row_group_size=group)
    table = Columnar(str(path), None, "parquet")
    found = [table.rows(block) for block in table.blocks()]
    assert [rows.height for rows in found] == [BATCH, BATCH, BATCH, 200_000 - 3 * BATCH]
    assert [row for rows in found for row in rows.data["x"]] == [*range(200_000)]
    assert all(rows.data.n_chunks() == 1 for rows in found)


def test_parquet_is_about_as_small_as_polars_makes_it_by_itself(tmp_path: Path) -> None:
    steps = polars.Series("x", [round(1000 * math.sin(i / 7) + i % 10, 2) for i in range(50_000)])
    frame = steps.to_frame()
    with Target(str(tmp_path / "ours")) as target:
        sink = FrameSink(target, "parquet", SCHEMA)
        sink.write(frame)
        sink.close()
    frame.lazy().sink_parquet(tmp_path / "alone")
    sizes = [(tmp_path / name).stat().st_size for name in ("ours", "alone")]
    assert sizes[0] < 1.1 * sizes[1]
    assert sizes[0] < 0.5 * 8 * frame.height
