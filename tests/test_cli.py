"""The command line, as a user calls it: what it writes, what it says, how it exits."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from aineisto import Project, read_codings
from aineisto.core.data import data_path

DEMO = data_path("corpora/demo-study")


def aineisto(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "aineisto.cli", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    done = aineisto("demo", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "aineisto-demo", done.stdout


def test_the_demo_writes_a_whole_study(demo):
    folder, said = demo
    statements = pd.read_csv(folder / "statements.csv")
    codings = read_codings(folder / "codings.csv")
    assert statements["document"].nunique() == 14
    answers = statements[statements["role"] == "interviewee"]
    assert answers["participant"].nunique() == 14
    assert answers.groupby("document")["question"].nunique().min() >= 6
    assert set(codings["family"]) == {"theme", "stance", "actor"}
    assert set(codings.loc[codings["status"] == "blind", "coder"]) == {"human:a", "human:b"}
    suggested = codings[codings["status"] == "suggested"]
    assert suggested["coder"].str.startswith("machine:").all()
    assert set(suggested["statement_id"]) <= set(answers["statement_id"])
    assert "Voikko" in said
    assert "alpha" in said


def test_evidence_points_to_its_words_in_the_document(demo):
    folder, _ = demo
    codings = read_codings(folder / "codings.csv")
    with Project.open(folder / "study.aineisto") as project:
        documents = project.corpus.documents.set_index("document")["text"]
        statements = project.corpus.statements.set_index("statement_id")["document"]
    actors = codings[(codings["family"] == "actor") & codings["start"].notna()]
    assert len(actors) > 100
    for row in actors.itertuples():
        mention = documents[statements[row.statement_id]][row.start : row.end]
        # A line break or a hyphen of the page may stand inside the mention, nothing else may.
        assert re.sub(r"-?\s+", "", mention) == re.sub(r"-?\s+", "", row.evidence)


def test_the_report_opens_offline_and_names_the_questions(demo):
    folder, _ = demo
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert "Roolit ja vastuut" in html
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", html)


def test_a_second_demo_does_not_replace_the_first(demo):
    folder, _ = demo
    before = (folder / "study.aineisto").read_bytes()
    done = aineisto("demo", cwd=folder.parent)
    assert done.returncode == 1
    assert "--overwrite" in done.stderr
    assert (folder / "study.aineisto").read_bytes() == before


def test_a_backup_is_a_project_of_its_own(demo, tmp_path):
    folder, _ = demo
    done = aineisto("backup", folder / "study.aineisto", "--out", tmp_path / "copy.aineisto")
    assert done.stdout == f"Backup:  {tmp_path / 'copy.aineisto'}\n"
    status = [
        aineisto("status", path).stdout
        for path in (folder / "study.aineisto", tmp_path / "copy.aineisto")
    ]
    assert status[0] == status[1] != ""


def test_agreement_of_the_sheets_is_that_of_the_project(demo):
    folder, _ = demo
    sheets = aineisto("agree", *sorted((DEMO / "coders").glob("*.csv")), "--csv")
    project = aineisto("agree", folder / "study.aineisto", "--csv")
    assert sheets.returncode == project.returncode == 0

    def human_alpha(text):
        rows = csv.DictReader(text.splitlines())
        return {
            row["family"]: row["value"]
            for row in rows
            if row["kind"] == "human-human" and row["coefficient"] == "krippendorff_alpha"
        }

    assert set(human_alpha(sheets.stdout)) == {"theme", "stance", "actor"}
    assert human_alpha(sheets.stdout) == human_alpha(project.stdout)


def test_a_project_is_reported_in_english(demo, tmp_path):
    folder, _ = demo
    out = tmp_path / "report.html"
    done = aineisto("report", folder / "study.aineisto", "--out", out, "--lang", "en")
    assert done.returncode == 0, done.stderr
    html = out.read_text(encoding="utf-8")
    assert '<html lang="en"' in html
    assert "Roles and responsibilities" in html


def test_a_blind_sheet_goes_out_and_comes_back(demo, tmp_path):
    folder, _ = demo
    project = folder / "study.aineisto"
    sheet = tmp_path / "coder_anna.csv"
    assert aineisto("sheet", project, "--coder", "anna", "--out", sheet, "--n", 5).returncode == 0
    rows = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    assert len(rows) == 5
    rows["theme"], rows["stance"] = "roolit", "-1"
    rows.to_csv(sheet, index=False)
    done = aineisto("import-sheet", project, sheet)
    assert done.returncode == 0, done.stderr
    with Project.open(project) as opened:
        codings = opened.codings
    anna = codings[codings["coder"] == "human:anna"]
    assert set(anna["status"]) == {"blind"}
    assert (anna.loc[anna["family"] == "stance", "value"] == -1).sum() == 5


def test_status_tells_how_far_each_coder_is(demo):
    folder, _ = demo
    done = aineisto("status", folder / "study.aineisto")
    assert done.returncode == 0, done.stderr
    assert re.search(r"stance\s+human:a\s+150", done.stdout)


def test_status_tells_what_changed_since_yesterday(demo):
    folder, _ = demo
    done = aineisto("status", folder, "--since", "yesterday")  # of a folder: its study
    assert done.returncode == 0, done.stderr
    told = done.stdout.partition("Since yesterday")[2]
    assert re.search(r"decide +stance +150 .* human:a\n", told)
    assert "precode" in told
    assert max(map(len, told.splitlines())) < 250
    assert aineisto("status", folder / "study.aineisto", "--since", "kesällä").returncode == 1


def test_a_sheet_with_codes_is_not_written_over(demo, tmp_path):
    folder, _ = demo
    sheet = tmp_path / "coder_anna.csv"
    sheet.write_text("coded", "utf-8")
    done = aineisto("sheet", folder / "study.aineisto", "--coder", "anna", "--out", sheet)
    assert done.returncode == 1
    assert sheet.read_text("utf-8") == "coded"


def test_of_two_sheets_one_of_which_deviates_neither_is_stored(demo, tmp_path):
    folder, _ = demo
    project = folder / "study.aineisto"
    good, bad = tmp_path / "coder_c.csv", tmp_path / "coder_d.csv"
    good.write_text("statement_id,stance\nhaastattelu-01:0009,1\n", "utf-8")
    bad.write_text("statement_id,stance\nhaastattelu-01:9999,1\n", "utf-8")
    done = aineisto("import-sheet", project, good, bad)
    assert done.returncode == 1
    assert "haastattelu-01:9999" in done.stderr
    with Project.open(project) as opened:
        assert "human:c" not in set(opened.codings["coder"])


def test_a_theme_given_by_its_name_is_no_slip(tmp_path):
    for coder, theme in {"anna": "roolit", "ville": "Roolit ja vastuut"}.items():
        sheet = tmp_path / f"coder_{coder}.csv"
        sheet.write_text(f"statement_id,theme\n1,{theme}\n2,none\n", "utf-8")
    done = aineisto("agree", *tmp_path.iterdir(), "--codebook", DEMO / "codebook.toml")
    assert done.returncode == 0, done.stderr
    assert "slips" not in done.stderr
    without = aineisto("agree", *tmp_path.iterdir())
    assert "code of human:ville only: Roolit ja vastuut" in without.stderr
    assert "--codebook" in without.stderr


def test_one_coder_alone_has_nothing_to_agree_with():
    done = aineisto("agree", DEMO / "coders" / "coder_a.csv")
    assert done.returncode == 1
    assert "nothing to compare" in done.stderr


def test_good_files_are_precoded_and_bad_ones_listed(tmp_path):
    folder = tmp_path / "interviews"
    folder.mkdir()
    (folder / "hyva.txt").write_text("H: Miten menee?\nV: Kela hoitaa sen hyvin.\n", "utf-8")
    (folder / "huono.docx").write_bytes(b"PK\x03\x04 no document")
    out = tmp_path / "out"
    done = aineisto("precode", folder, "--codebook", DEMO / "codebook.toml", "--out", out)
    assert done.returncode == 3
    assert "huono.docx" in done.stderr
    assert sorted(path.name for path in out.iterdir()) == [
        "codings.csv",
        "report.html",
        "statements.csv",
        "study.aineisto",
    ]


def empty_folder(path: Path):
    path.mkdir()


def not_a_docx(path: Path):
    path.with_suffix(".docx").write_bytes(b"PK\x03\x04")


def without_cues(path: Path):
    path.with_suffix(".vtt").write_text("WEBVTT\n\n", encoding="utf-8")


def whose_turn(path: Path):
    path.with_suffix(".txt").write_text("H1: Joo, niin on.\nH2: Ei ole.\n" * 4, encoding="utf-8")


@pytest.mark.parametrize("make", [empty_folder, not_a_docx, without_cues, whose_turn])
def test_bad_input_gets_one_line_and_leaves_nothing(tmp_path, make):
    make(tmp_path / "aineisto")
    (path,) = tmp_path.iterdir()
    out = tmp_path / "out"
    done = aineisto("precode", path, "--codebook", DEMO / "codebook.toml", "--out", out)
    assert done.returncode == 1
    assert done.stderr.startswith("aineisto: ")
    assert str(path) in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_an_unknown_option_is_a_usage_error():
    done = aineisto("demo", "--colour")
    assert done.returncode == 2
    assert "--colour" in done.stderr


@pytest.mark.parametrize(
    "command", ["demo", "precode", "agree", "report", "status", "sheet", "import-sheet"]
)
def test_every_command_explains_itself(command):
    done = aineisto(command, "--help")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) > 5


def test_a_per_cent_is_printed_as_it_is_and_not_rounded_twice():
    from aineisto._study import agreement_at_a_glance
    from aineisto.codings import make_codings
    from aineisto.reliability import agreement

    rows = [
        {"statement_id": f"s{i}", "family": "stance", "code": "stance", "coder": f"human:{name}"}
        | {"status": "blind", "value": 1 if name == "anna" and i == 0 else i % 3 - 1}
        for i in range(8)
        for name in ("anna", "eero")
    ]
    shown = agreement_at_a_glance(agreement(make_codings(rows), n_boot=0))
    assert shown["per cent"].tolist() == [87.5]
    assert shown["alpha 95 %"].tolist() == ["–"]  # no interval was asked for: no “nan…nan”


LONG = "x" * 300
COMMANDS = [
    ("status", LONG),
    ("open", LONG, "--no-browser"),
    ("backup", "."),
    ("check", LONG),
    ("merge", LONG, LONG, "--out", LONG),
    ("agree", LONG),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_what_the_system_refuses_is_told_in_one_line(command, tmp_path):
    done = aineisto(*command, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"aineisto: {command[1]}: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_output_that_has_no_room_is_told_in_one_line(tmp_path):
    (tmp_path / "a.txt").write_text("H: Miten menee?\nV: Hyvin menee.\n", encoding="utf-8")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "aineisto.cli", "check", str(tmp_path / "a.txt")],
            stdout=full, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("aineisto: No space left")
    assert len(done.stderr.splitlines()) == 1


def test_what_the_output_has_no_letter_for_is_written_out(tmp_path):
    (tmp_path / "a.txt").write_text("H: Miten menee?\nV: Hyvin menee.\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "aineisto.cli", "check", str(tmp_path / "a.txt")],
        capture_output=True, env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "first words: H: \\u201cMiten menee?\\u201d" in done.stdout.decode("latin-1")


@pytest.mark.parametrize("name", ["codings.csv", "statements.csv", "report.html"])
def test_a_file_of_ones_own_is_not_replaced_by_pre_coding(name, tmp_path):
    own = tmp_path / name
    own.write_text("my own", encoding="utf-8")
    interview = DEMO / "interviews" / "haastattelu-08.txt"
    done = aineisto("precode", interview, "--codebook", DEMO / "codebook.toml", "--out", tmp_path)
    assert done.returncode == 1
    assert f"aineisto: {own}: A file of this name is there" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert own.read_text(encoding="utf-8") == "my own"
