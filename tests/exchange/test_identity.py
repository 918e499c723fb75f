"""A project of another program, of any shape, comes in whole and goes back as it was."""

import contextlib
import tempfile
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree

from aineisto import read_qdpx, write_qdpx

from . import projects, studies
from .projects import bare

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "Project.xsd"))
PROFILE = settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def root_of(path):
    with zipfile.ZipFile(path) as archive:
        return ET.fromstring(archive.read("project.qde"))


def entries_of(path):
    with zipfile.ZipFile(path) as archive:
        return [(name, archive.read(name).split(b"><")) for name in archive.namelist()]


def places_of(study):
    """The codings of a study as (source, low, high, user, code) by their identifiers."""
    names = {(kind, name): bare(guid) for (kind, name), guid in study.provenance.guids.items()}
    spans = study.corpus.statements.set_index("statement_id")[["document", "start", "end"]]
    found = set()
    for row in study.codings.itertuples():
        document, low, high = spans.loc[row.statement_id]
        if pd.notna(row.start):
            low, high = row.start, row.end
        coder = names["user", row.coder.removeprefix("human:")]
        found.add((names["source", document], int(low), int(high), coder, names["theme", row.code]))
    return found


def kinds_of(made):
    """What of a project's shape the identity below is to hold for."""
    root, ns = made.root, projects.NS
    coders = {}
    for source, low, high, user, _ in made.codings:
        coders.setdefault((source, low, high), set()).add(user)
    names = [code.get("name") for code in root.iter(ns + "Code")]
    said = " ".join(made.texts.values())
    audio = [one.find(f"{ns}Transcript") for one in root.iter(ns + "AudioSource")]
    found = {
        "several users on one span": any(len(some - {None}) > 1 for some in coders.values()),
        "a case without sources": any(
            c.find(ns + "SourceRef") is None for c in root.iter(ns + "Case")
        ),
        "nested codes": any(c.find(ns + "Code") is not None for c in root.iter(ns + "Code")),
        "codes of one name": len(set(names)) < len(names),
        "sets": root.find(ns + "Sets") is not None,
        "an emoji": "😀" in said,
        "U+2028": "\u2028" in said,
        "lines that end in several ways": any(
            b"\r\n" in data and b"\n" in data.replace(b"\r\n", b"") for data in made.files.values()
        ),
        "a pdf with text": root.find(f".//{ns}PDFSource/{ns}Representation") is not None,
        "audio with sync points": any(
            t is not None and t.find(ns + "SyncPoint") is not None for t in audio
        ),
    }
    kinds = {name for name, there in found.items() if there}
    kinds |= {f"a {v.get('typeOfVariable')}" for v in root.iter(ns + "Variable")}
    noted = [
        one.tag.removeprefix(ns) for one in root.iter() if one.find(ns + "NoteRef") is not None
    ]
    return kinds | {f"a note on {name}" for name in noted}


class _AllMadeError(Exception):
    """Nothing is left to be generated."""


def test_projects_of_every_shape_are_generated():
    noted = ["Project", "Code", "TextSource", "PDFSource", "Representation", "Transcript", "Coding",
             "PlainTextSelection", "TranscriptSelection", "Note", "Link"]  # fmt: skip
    missing = {
        "several users on one span", "a case without sources", "nested codes", "codes of one name",
        "sets", "an emoji", "U+2028", "lines that end in several ways", "a pdf with text",
        "audio with sync points", *(f"a {kind}" for kind in projects.VALUES),
        *(f"a note on {name}" for name in noted),
    }  # fmt: skip

    @settings(PROFILE, max_examples=600, derandomize=True, phases=[Phase.generate], database=None)
    @given(one=projects.projects())
    def gather(one):
        missing.difference_update(kinds_of(one))
        if not missing:
            raise _AllMadeError

    with contextlib.suppress(_AllMadeError):
        gather()
    assert missing == set()


@PROFILE
@given(made=projects.projects())
def test_a_project_of_any_shape_comes_in_whole_and_goes_back_as_it_was(made):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = made.save(folder / "first.qdpx")
        SCHEMA.assertValid(etree.fromstring(ET.tostring(made.root)))
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of pandas too
            study = read_qdpx(first, offsets=made.offsets)
        assert "outside" not in " ".join(study.left_out["problem"])
        unknown = bare(study.provenance.guids.get(("user", "tuntematon"), ""))
        expected = {
            (bare(source), low, high, bare(user) or unknown, bare(code))
            for source, low, high, user, code in made.codings
        }
        found = places_of(study)
        assert found <= expected
        # What is missing is of a label alone, and said to be.
        spans = study.corpus.statements[["document", "start", "end"]].itertuples(index=False)
        sources = {
            n: bare(g) for (kind, n), g in study.provenance.guids.items() if kind == "source"
        }
        words = {(sources[d], at) for d, low, high in spans for at in range(low, high)}
        for source, low, high, *_ in expected - found:
            assert not words.intersection((source, at) for at in range(low, high))
            assert study.carried["problem"].str.contains("no statement's words").any()
        second = write_qdpx(study, folder / "second.qdpx")
        SCHEMA.assertValid(etree.fromstring(ET.tostring(root_of(second))))
        texts = made.texts
        theirs = projects.facts(made.root, texts, made.unit, made.newline)
        ours = projects.facts(root_of(second), texts, "code points", "\n")
        assert ours == theirs
        with zipfile.ZipFile(second) as archive:
            for file, data in made.files.items():
                wanted = data
                if file.removesuffix(".txt") in made.texts:
                    wanted = made.texts[file.removesuffix(".txt")].encode("utf-8")
                assert archive.read(f"sources/{file}") == wanted
        back = read_qdpx(second)
        studies.same(back, replace(study, provenance=back.provenance))
        third = write_qdpx(back, folder / "third.qdpx")
        assert entries_of(third) == entries_of(second)
        # As when another program has had it in between.
        plain = read_qdpx(studies.strip(second, folder / "plain.qdpx"))
        assert places_of(plain) == found
