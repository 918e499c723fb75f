"""What a researcher does with aineisto in a day: `python a_day.py PART`, in the folder of work."""

import sys
from pathlib import Path

import pandas as pd

import aineisto
from aineisto.core.data import data_path

DEMO = data_path("corpora/demo-study")


def study():
    codebook = aineisto.Codebook.load(DEMO / "codebook.toml")
    files = sorted((DEMO / "interviews").iterdir())[:3]
    corpus = aineisto.read(files, participants=DEMO / "participants.csv", guide=codebook)
    return corpus, codebook


def decide():
    corpus, codebook = study()
    with aineisto.Project.create("decided.aineisto", corpus, codebook) as project:
        project.precode()
        project.review("anna")  # the widget
        for _ in range(3):
            waiting = project.next("anna")
            project.decide(waiting.statement_id, "anna", value=0)
        aineisto.write_qdpx(project, "decided.qdpx")
        aineisto.write_tables(project, "tables")
        for name in ("report.html", "report.docx", "report.md"):
            project.report(name)
    aineisto.read_qdpx("decided.qdpx")
    with aineisto.Project.open("decided.aineisto") as project:
        project.agreement()
    corpus.search("rahoitus")
    corpus.keyness("participant")


def hide():
    from aineisto.pseudonyms import write_confirmation

    corpus, _ = study()
    hidden = aineisto.pseudonymise(corpus)
    write_confirmation(hidden.found, "found.html", corpus)
    write_confirmation(hidden.found, "found.xlsx")


def find():
    corpus, _ = study()
    finder = aineisto.ThemeFinder()
    finder.fit_predict(list(corpus.answers["clean"]))


def annotate(engine):
    corpus, _ = study()
    rows = corpus.answers[["statement_id", "clean"]].rename(columns={"clean": "text"}).head(20)
    pd.DataFrame(rows).to_parquet(f"{engine}.parquet")
    arguments = ["annotate", f"{engine}.parquet", f"{engine}-annotated.parquet"]
    arguments += ["--codebook", str(DEMO / "codebook.toml"), "--engine", engine]
    command(*arguments, *(["--workers", "1"] if engine == "dask" else []))


def command(*arguments):
    from aineisto.cli import main

    main(list(arguments), standalone_mode=False)


PARTS = {
    "import": lambda: [getattr(aineisto, name) for name in aineisto.__all__],
    "demo": lambda: command("demo"),
    "decide": decide,
    "hide": hide,
    "find": find,
    "annotate": lambda: annotate("local"),
    "dask": lambda: annotate("dask"),
}

if __name__ == "__main__":  # Dask's workers import this file again
    for part in sys.argv[1:]:
        PARTS[part]()
    assert list(Path.cwd().iterdir()) or sys.argv[1:] == ["import"]
