"""Parquet in, Parquet out: whole or not at all, resumable, the same from any engine."""

import os
import signal
import socket
import subprocess
import sys
import time

import pandas as pd
import pytest

import aineisto
from aineisto.scale import annotate, annotate_file

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

PARTS = ["lemmas", "actors"]


@pytest.fixture
def source(statements, tmp_path):
    path = tmp_path / "in.parquet"
    frame = statements.iloc[:500].assign(tags=[["a", None]] * 500, n=pd.array([None] * 500, "Int8"))
    frame.to_parquet(path, row_group_size=180)
    return path


def test_every_row_and_column_is_there_in_order(source, tmp_path):
    out = annotate_file(source, tmp_path / "out.parquet", parts=PARTS, rows=70)
    before, after = pq.read_table(source), pq.read_table(out)
    assert after.select(before.column_names).equals(before)
    expected = annotate(before.to_pandas(), parts=PARTS)
    assert after["lemmas"].to_pylist() == expected["lemmas"].tolist()
    assert after["actors"].to_pylist() == expected["actors"].tolist()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "out.parquet"]


def test_a_piece_is_never_longer_than_asked_whatever_the_row_groups(source, tmp_path):
    out = annotate_file(source, tmp_path / "out.parquet", parts=PARTS, rows=70)
    meta = pq.ParquetFile(out).metadata
    assert max(meta.row_group(i).num_rows for i in range(meta.num_row_groups)) <= 70


def test_a_file_without_rows_gives_a_file_without_rows(source, tmp_path):
    empty = tmp_path / "empty.parquet"
    pq.write_table(pq.read_table(source).slice(0, 0), empty)
    out = pq.read_table(annotate_file(empty, tmp_path / "out.parquet", parts=PARTS))
    assert out.num_rows == 0
    assert out.column_names[-2:] == PARTS


def stopped(source, target, after, **options):
    """Run until so many pieces are done; then the disk is taken away."""
    script = (
        "import sys, os\n"
        "from aineisto.scale import _run\n"
        "keep, left = _run._Run.keep, [int(sys.argv[3])]\n"
        "def one(run, number, table):\n"
        "    if not left[0]: os._exit(9)\n"
        "    left[0] -= 1\n"
        "    keep(run, number, table)\n"
        "_run._Run.keep = one\n"
        f"_run.annotate_file(sys.argv[1], sys.argv[2], parts={PARTS}, rows=70)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, source, target, str(after)], check=False)
    assert done.returncode == 9


def test_what_was_stopped_goes_on_and_gives_the_same_bytes(source, tmp_path):
    whole = annotate_file(source, tmp_path / "whole.parquet", parts=PARTS, rows=70)
    target = tmp_path / "out.parquet"
    stopped(source, target, after=3)
    assert not target.exists()
    pieces = sorted((tmp_path / "out.parquet.parts").glob("*.parquet"))
    assert len(pieces) == 3
    kept = {piece: piece.stat().st_mtime_ns for piece in pieces}
    # Another setting would mix two kinds of answers in one file.
    with pytest.raises(aineisto.AineistoError, match=r"begun with another .*models"):
        annotate_file(source, target, parts=PARTS, rows=70, models="accurate")
    assert {piece: piece.stat().st_mtime_ns for piece in pieces} == kept
    annotate_file(source, target, parts=PARTS, rows=70)
    assert target.read_bytes() == whole.read_bytes()
    assert not (tmp_path / "out.parquet.parts").exists()


def test_an_input_that_changed_is_not_mixed_with_what_was_done(source, tmp_path):
    target = tmp_path / "out.parquet"
    stopped(source, target, after=2)
    pq.write_table(pq.read_table(source), source)
    with pytest.raises(aineisto.AineistoError, match="another input"):
        annotate_file(source, target, parts=PARTS, rows=70)
    annotate_file(source, target, parts=PARTS, rows=70, overwrite=True)
    assert pq.read_table(target).num_rows == 500


def test_what_cannot_be_annotated_is_told_and_leaves_nothing(source, tmp_path):
    (tmp_path / "broken.parquet").write_bytes(source.read_bytes()[:-30])
    (tmp_path / "there.parquet").write_bytes(b"")
    before = sorted(tmp_path.rglob("*"))
    cases = [
        (tmp_path / "broken.parquet", "out.parquet", {}, "cannot be read"),
        (tmp_path / "none.parquet", "out.parquet", {}, "cannot be read"),
        (source, "in.parquet", {}, "into itself"),
        (source, "there.parquet", {}, "there already"),
        (source, "folder/out.parquet", {}, "cannot be written"),
        (source, "out.parquet", {"text": "turn"}, "not text"),
        (source, "out.parquet", {"rows": 0}, "at least one row"),
        (source, "out.parquet", {"engine": "ray"}, "ray"),
        (source, "out.parquet", {"workers": 2}, "local engine"),
    ]
    for path, target, options, problem in cases:
        with pytest.raises(aineisto.AineistoError, match=problem):
            annotate_file(path, tmp_path / target, **{"parts": PARTS, **options})
    assert sorted(tmp_path.rglob("*")) == before


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def cluster():
    """A scheduler and two workers, each a process of its own, on loopback."""
    pytest.importorskip("distributed")
    address = f"tcp://127.0.0.1:{free_port()}"
    port = address.rpartition(":")[2]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "dask"]
    scheduler = [*dask, "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"]
    worker = [*dask, "worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard"]
    processes = [subprocess.Popen(scheduler, **quiet)]
    try:
        processes += [subprocess.Popen(worker, **quiet) for _ in range(2)]
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_a_cluster_that_loses_a_worker_gives_the_same_as_this_process(
    statements, codebook, cluster, tmp_path
):
    from distributed import Client

    address, workers = cluster
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    statements[["statement_id", "clean"]].iloc[:1000].to_parquet(source)
    codebook.save(tmp_path / "codebook.toml")
    with Client(address, timeout=60) as client:
        client.wait_for_workers(2, timeout=60)
    command = [sys.executable, "-m", "aineisto.cli", "annotate", source, target]
    options = ["--codebook", tmp_path / "codebook.toml", "--rows", "25"]
    dask = ["--engine", "dask", "--scheduler", address]
    with subprocess.Popen([*map(str, command + options + dask)]) as run:
        pieces = tmp_path / "out.parquet.parts"
        while run.poll() is None and len(list(pieces.glob("*.parquet"))) < 4:
            time.sleep(0.01)
        assert run.poll() is None, "it was over before a worker could be killed"
        os.kill(workers[0].pid, signal.SIGKILL)
        assert workers[0].wait() == -signal.SIGKILL
        assert run.wait() == 0
    local = annotate_file(source, tmp_path / "local.parquet", codebook, rows=25)
    assert target.read_bytes() == local.read_bytes()
