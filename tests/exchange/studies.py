"""Generated studies, and what it means that two are the same."""

import zipfile

import pandas as pd
from hypothesis import strategies as st

from aineisto.codebook import ActorEntry, Codebook, ScalePoint, Theme
from aineisto.codings import CONSENSUS, NO_THEME, STANCE, make_codings

#: What an identity must not depend on: letters of several alphabets, XML's own marks, spaces.
_LETTERS = "abcåäöÅÄÖ ñЖ<>&\"'😀-.0;:"
NAMES = (
    st.text(st.sampled_from(_LETTERS), min_size=1, max_size=8)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
WORDS = (
    st.text(st.sampled_from("aäbx<&😀\u2028"), min_size=1, max_size=6).map(str.strip).filter(bool)
)
LINES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
SENTENCES = st.lists(WORDS, min_size=2, max_size=5).map(lambda w: " ".join(w).capitalize() + ".")
TURNS = st.lists(SENTENCES, min_size=1, max_size=3).map(" ".join)
TIMES = st.sampled_from(
    ["2026-03-01T09:00:00+00:00", "2026-03-02T10:11:12Z", "2026-01-31T23:59:59.5+02:00"]
)


@st.composite
def transcripts(draw):
    """The text of an interview with labels, in one of the ways lines may end, or in several."""
    ends = draw(st.sampled_from(["\n", "\r\n", "\r", None]))
    text = ""
    for _ in range(draw(st.integers(1, 3))):
        for label in "HV":
            end = ends or draw(st.sampled_from(["\r\n", "\r\n", "\n", "\r"]))
            text += f"{label}: {draw(TURNS)}{end}"
    return text


@st.composite
def codebooks(draw):
    """A codebook with nested themes in any order, a scale, and actors."""
    codes = draw(st.lists(NAMES.filter(lambda c: c != NO_THEME), unique=True, max_size=5))
    themes = []
    for place, code in enumerate(codes):
        names = draw(st.dictionaries(st.sampled_from(["fi", "en"]), NAMES, min_size=1))
        themes.append(
            Theme(
                code,
                names,
                draw(st.sampled_from(["", "Mitä se on.", "Kaksi\nriviä: <b>", "Tunnus: x"])),
                tuple(draw(st.lists(NAMES, max_size=3))),
                tuple(draw(st.lists(LINES, max_size=2))),
                draw(st.sampled_from(["", *codes[:place]])),
            )
        )
    values = draw(st.sampled_from([range(-2, 3), range(-1, 2), range(0, 11, 5)]))
    scale = tuple(ScalePoint(value, {"fi": draw(NAMES)}) for value in values)
    actors = {draw(NAMES): ActorEntry for _ in range(draw(st.integers(0, 2)))}
    return Codebook(
        draw(NAMES),
        tuple(draw(st.permutations(themes))),
        scale,
        actors=tuple(ActorEntry(name, (draw(NAMES),), "company") for name in actors),
    )


@st.composite
def codings(draw, corpus, codebook):
    """Judgements of people and machines, with and without places of their own."""
    rows = {}
    for _ in range(draw(st.integers(0, 12))):
        statement = draw(st.sampled_from(corpus.answers.to_dict("records")))
        coder, status = draw(
            st.sampled_from(
                [
                    ("machine:themes@0.1", "suggested"),
                    ("human:anna", "blind"),
                    ("human:anna", "accepted"),
                    ("human:Ville Ä <v@x>", "changed"),
                    ("human:anna", "unknown"),
                    (CONSENSUS, "consensus"),
                ]
            )
        )
        family = draw(st.sampled_from(["theme", "stance", "actor"]))
        low = draw(st.integers(statement["start"], statement["end"] - 1))
        placed = draw(st.booleans()) or family == "actor"
        row = {
            "statement_id": statement["statement_id"],
            "family": family,
            "coder": coder,
            "status": status,
            "created": draw(TIMES),
            "start": low if placed else None,
            "end": draw(st.integers(low + 1, statement["end"])) if placed else None,
            "confidence": draw(st.sampled_from([None, 0.25])),
            "evidence": draw(st.sampled_from(["", "sana"])),
        }
        if family == "theme":
            row["code"] = draw(st.sampled_from([NO_THEME, *codebook.theme_codes]))
        elif family == "stance":
            row |= {"code": STANCE, "value": draw(st.sampled_from(codebook.scale)).value}
        else:
            row["code"] = draw(st.sampled_from(["Kela", *(a.name for a in codebook.actors)]))
        # The same judgement twice is one; what has a place of its own may stand in several.
        own = placed and (family == "actor" or status == "blind")
        key = (row["statement_id"], family, row["code"], row.get("value"), coder)
        rows[*key, low if own else None] = row
    return make_codings(rows.values())


def same(one, other, *, exactly=True):
    """Assert that two studies are the same, the paths of their files aside."""
    for name in ("documents", "participants", "statements"):
        left, right = (
            getattr(study.corpus, name).drop(columns="path", errors="ignore")
            for study in (one, other)
        )
        pd.testing.assert_frame_equal(left, right)
    assert one.codebook == other.codebook
    pd.testing.assert_frame_equal(in_order(one.codings), in_order(other.codings))
    if exactly:
        pd.testing.assert_frame_equal(in_order(one.notes), in_order(other.notes))
        pd.testing.assert_frame_equal(in_order(one.sets), in_order(other.sets))
        assert one.provenance == other.provenance
        assert one.corpus.edits == other.corpus.edits
        assert one.corpus.questions == other.corpus.questions


def in_order(frame):
    """Return the rows in an order of their own."""
    return frame.sort_values(list(frame.columns), ignore_index=True)


def strip(path, target):
    """Leave out what lies beside the project, as when another program has had it in between."""
    with zipfile.ZipFile(path) as full, zipfile.ZipFile(target, "w") as bare:
        for entry in full.infolist():
            if entry.filename != "aineisto.json":
                bare.writestr(entry, full.read(entry))
    return target
