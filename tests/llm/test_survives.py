"""Killed runs lose no stored answer, and what is stored is never asked again."""

import json
import os
from pathlib import Path

import pytest
from tests.llm.killed import killed, resumed

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="runs are killed in forks here")


def test_killed_runs_lose_no_stored_answer():
    """300 of them: python benchmarks/llm/run.py --only kills."""
    found = killed(20)
    assert found["kills"] == 20
    assert found["answers"] >= 20  # each kill found some to lose
    assert (found["lost"], found["changed"], found["twice"]) == (0, 0, 0)


def test_a_run_goes_on_where_it_was_killed_and_asks_nothing_twice():
    """10,000 statements: python benchmarks/llm/run.py --only resume."""
    found = resumed(300)
    assert 150 <= found["kept"] <= 300
    # What was under way at the kill is asked once more: one question a worker.
    assert 300 <= found["asked"] <= 302
    assert found["again"] == 0


def test_the_page_of_benchmarks_tells_the_figures_of_the_whole_runs():
    folder = Path(__file__).parents[2] / "benchmarks"
    kills, resume = json.loads((folder / "results" / "llm.json").read_text("utf-8")).values()
    assert (kills["kills"], resume["statements"]) == (300, 10_000)
    rows = json.loads((folder / "table.json").read_text("utf-8"))["rows"]
    told = next(row["aineisto"] for row in rows if row["command"] == "benchmarks/llm/run.py")
    assert told == (
        f"{kills['lost']} of {kills['answers']:,} stored answers lost, {kills['changed']} changed; "
        f"{resume['asked']:,} questions asked, {resume['again']} by the next run"
    )
