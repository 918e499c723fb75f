"""Thirty transcripts as programs and people write them, against what a careful reader finds.

Where the library asks, it is answered from ``needs``. No word may be lost, doubled or given to the
wrong person; what is no speech is in no statement; the times are those of the file.
"""

import json
import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from aineisto import AineistoError, ParticipantsError, SpeakerError
from aineisto.corpus import read

FOLDER = Path(__file__).with_name("transcripts")
ANSWERS = json.loads((FOLDER / "answers.json").read_text(encoding="utf-8"))
# The names in the table (Korhonen Anna) are proposed for those in the transcript (Anna K.), and
# not guessed: the participants have to be said.
PROPOSED = {"25_ryhmakeskustelu.txt"}


def tokens(text):
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())


def norm(label):
    return " ".join(re.sub(r"[\s_]+", " ", str(label)).strip(" .:*[]()").casefold().split())


def read_as_asked(path, answer):
    given = {
        key: FOLDER / value if key in {"participants", "guide"} else value
        for key, value in answer.get("with", {}).items()
    }
    needs = dict(answer.get("needs", {}))
    while True:
        try:
            return read(path, **given)
        except SpeakerError:
            given["interviewer"] = needs.pop("interviewer")
        except AineistoError as error:
            if "encoding" not in str(error).casefold() or "encoding" not in needs:
                raise
            given["encoding"] = needs.pop("encoding")


@pytest.mark.parametrize("name", ANSWERS)
def test_a_careful_reader_agrees(name):
    answer = ANSWERS[name]
    if not answer["reads"] or name in PROPOSED:
        with pytest.raises(AineistoError) as caught:
            read_as_asked(FOLDER / name, answer)
        assert caught.value.remedy
        if name in PROPOSED:
            assert isinstance(caught.value, ParticipantsError)
            for pair in (("Anna K.", "Korhonen Anna"), ("Omar H.", "Hassan Omar")):
                assert "{!r} may be {!r}".format(*pair) in caught.value.problem
        return
    try:
        corpus = read_as_asked(FOLDER / name, answer)
    except AineistoError as error:
        wanted = answer.get("or_error", ())
        if wanted and any(re.search(one, str(error), re.IGNORECASE) for one in wanted):
            return
        raise
    may = {token for one in answer.get("may", ()) for token in tokens(one)}
    expected, firsts = [], []
    for role, speaker, text, start in answer["turns"]:
        firsts.append((len(expected), start))
        expected += [(one, role, speaker) for one in tokens(text) if one not in may]
    rows = corpus.statements.to_dict("records")
    found = [(one, row) for row in rows for one in tokens(row["clean"]) if one not in may]
    assert Counter(one for one, _ in found) == Counter(one for one, *_ in expected)
    blocks = SequenceMatcher(
        None, [one[0] for one in expected], [one[0] for one in found], autojunk=False
    ).get_matching_blocks()
    match = {a + k: b + k for a, b, size in blocks for k in range(size)}
    for place, (word, role, speaker) in enumerate(expected):
        if place not in match:
            continue
        row = found[match[place]][1]
        assert role in (None, row["role"]), word
        if speaker is not None:
            assert norm(speaker) in {norm(row["speaker"]), norm(row["participant"])}, word
    for place, start in firsts:
        if start is not None and place in match:
            assert found[match[place]][1]["time_start"] == pytest.approx(start, abs=1)
    text = corpus.documents["text"][0]
    assert all(text[row["start"] : row["end"]] == row["text"] for row in rows)
