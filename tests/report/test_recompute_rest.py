"""What was read, contested actors and the language model's agreement, again from the files."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import aineisto
from aineisto.codebook import Codebook, Question
from aineisto.codings import empty_codings, make_codings
from aineisto.report import build_summary, tables
from aineisto.report._names import Names
from aineisto.report._texts import texts

from .generated import _draw, _rows, generated
from .recomputed import LANGUAGES, Study, near, numbers, printed
from .test_recompute_coding import alpha, family_of, judgements, masi, ordinal

SPEECH = """Haastattelu 3.2.2026
Paikka: kirjasto

H: Miten rahoitus toimii teillä?
V: Se toimii huonosti. Rahaa ei ole.
H: Miksi?
V: En minä tiedä sitä.
"""


@LANGUAGES
def test_how_the_interviews_were_read(drawn, lang):
    st = drawn.statements
    frame = printed(drawn, "reading", lang)
    assert len(frame) == st["document"].nunique()
    for cells in frame.values.tolist():
        part = st[st["document"] == cells[0]]
        asked = part[part["role"] == "interviewer"]
        told = part[part["role"] == "interviewee"]
        assert cells[2] == f"{asked['speaker'].nunique()} + {told['speaker'].nunique()}"
        assert numbers(cells[3]) == [part["turn"].nunique()]
        words = [side["clean"].str.split().str.len().sum() for side in (asked, told)]
        assert [numbers(cell)[0] for cell in cells[4:6]] == words


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Return the summary of a folder of two transcripts and a file that is none."""
    folder = tmp_path_factory.mktemp("read")
    (folder / "h01.txt").write_text(SPEECH, encoding="utf-8")
    (folder / "h02.txt").write_text(SPEECH.replace("V: En", "V: Sanoisin että en"), "utf-8")
    (folder / "rikki.docx").write_bytes(b"ei ole docx")
    guide = Codebook(
        "Luettu",
        questions=(
            Question("q1", {"fi": "Raha", "en": "Money"}, "Miten rahoitus toimii teillä?"),
            Question("q2", {"fi": "Ohjaus", "en": "Guidance"}, "Kuka teitä ohjaa työssänne?"),
        ),
    )
    with pytest.warns(aineisto.AineistoWarning, match="1 of 3 files"):
        corpus = aineisto.read(folder, guide=guide)
    return build_summary(corpus, guide, empty_codings())


@LANGUAGES
def test_what_was_read_of_files_and_what_could_not_be(read, lang):
    found, t = tables(read, lang), texts(lang)
    for cells, more in zip(found["reading"].values.tolist(), (0, 2), strict=True):
        shown = dict(zip(found["reading"].columns, cells, strict=True))
        assert shown[t("col_speakers")] == "1 + 1"
        assert numbers(shown[t("col_turns")]) == [4]
        assert numbers(shown[t("col_words_asking")]) == [5]
        assert numbers(shown[t("col_words_answering")]) == [10 + more]
        # Three words of the head (a date is none) of all, four labels of speakers among them.
        assert near(shown[t("col_unused")], 100 * 3 / (3 + 4 + 5 + 10 + more), 0)
        assert shown[t("col_found")] == "1/2"
        assert shown[t("col_missed")] == {"fi": "Ohjaus", "en": "Guidance"}[lang]
    (problem,) = found["problems"].values.tolist()
    assert problem[0].endswith("rikki.docx")
    assert {"fi": "Tiedosto on vioittunut", "en": "or it is damaged"}[lang] in problem[2]


def test_the_guide_is_told_with_the_questions_that_were_not_recognised():
    corpus, codebook, codings = generated(0)
    unasked = Question("unasked", {"fi": "Muuta"}, "Mitä muuta haluaisit sanoa?")
    codebook = replace(codebook, questions=(*codebook.questions, unasked))
    found = tables(build_summary(corpus, codebook, codings))["questions"]
    assert found.values.tolist()[-1] == ["Muuta", "Mitä muuta haluaisit sanoa?"]


def _opposed_with_a_language_model(codings, corpus):
    """Return the codings with what one group says of Kela for it, the other's against.

    A language model has coded everything too.
    """
    group = corpus.participants.set_index("participant")["group"]
    of = corpus.statements.set_index("statement_id")["participant"].map(group)
    sign = codings["statement_id"].map(of).map({"Kunnat": 1, "Virastot": -1})
    turned = codings["value"].abs().astype("Float64").fillna(0).clip(upper=2) * sign
    people = codings["coder"].str.startswith("human:")
    codings = codings.assign(
        value=codings["value"].where(codings["value"].isna() | ~people, turned)
    )
    rng, rows = np.random.default_rng(3), []
    for name in corpus.statements["statement_id"]:
        rows += _rows(name, "machine:llm:oma", "suggested", *_draw(rng, 0.2))
    return pd.concat([codings, make_codings(rows)], ignore_index=True)


@pytest.fixture(scope="module")
def opposed(tmp_path_factory):
    return Study(0, tmp_path_factory.mktemp("opposed"), _opposed_with_a_language_model)


def contested(study):
    """Return by actor the groups of the most opposite means, where they oppose."""
    found = {}
    actors = study.counted[study.counted["family"] == "actor"]
    for actor, part in actors.groupby("code"):
        said = study.counted[study.counted["statement_id"].isin(part["statement_id"])]
        answers = study.answers(said[said["group"] != ""], ["group"])
        means = answers.groupby("group")["value"].agg(["mean", "size"])
        means = means[means["size"] >= 3].sort_values("mean")
        if len(means) and means["mean"].iloc[0] <= -0.5 and means["mean"].iloc[-1] >= 0.5:
            found[actor] = (means.iloc[-1], means.iloc[0])
    return found


def check_contested(study, lang):
    names, expected = Names(study.codebook, texts(lang)), contested(study)
    table = tables(study.summary, lang).get("contested")
    shown = [] if table is None else table.values.tolist()
    assert [row[0] for row in shown] == list(expected)
    for actor, *cells in shown:
        told = [f"{m.name} {names.mean_n(m['mean'], m['size'])}" for m in expected[actor]]
        assert cells == told


@LANGUAGES
def test_actors_on_whom_the_groups_differ(drawn, opposed, lang):
    check_contested(drawn, lang)
    assert list(contested(opposed)) == ["Kela"]
    check_contested(opposed, lang)


@LANGUAGES
def test_the_language_model_by_group_and_code(opposed, lang):
    found, t = tables(opposed.summary, lang)["agreement_groups"], texts(lang)
    names = Names(opposed.codebook, t)
    model, ours = names.coders("machine:llm:oma"), t("side_ours")
    people, kinds = ["human:anna", "human:eero"], {}
    kinds[t("side_only_people")] = [tuple(people)]
    for side, machine in ((model, "machine:llm:oma"), (ours, "machine:m@1")):
        kinds[f"{side} – {t('side_people')}"] = [(machine, one) for one in people]
    kinds[f"{model} – {ours}"] = [("machine:llm:oma", "machine:m@1")]
    kinds = {title[0].upper() + title[1:]: pairs for title, pairs in kinds.items()}
    assert set(found.columns[3:]) == set(kinds)
    groups = opposed.statements.set_index("statement_id")["group"]
    blind = set(opposed.codings.query("status == 'blind'")["statement_id"])
    known = {names.theme(code): code for code in opposed.codebook.theme_codes} | {"Kela": "Kela"}
    given = {family: judgements(opposed, family) for family in ("stance", "theme", "actor")}
    for row in found.to_dict("records"):
        family, code, group = list(row.values())[:3]
        family = family_of(family, lang)
        here = blind if group == t("all_groups") else blind & set(groups[groups == group].index)
        for title, coders in kinds.items():
            values, most = [], 0
            for one, other in coders:
                a, b = given[family][one], given[family][other]
                pairs = [(a[n], b[n]) for n in a if n in b and n in here]
                if family == "stance":
                    far = ordinal([v for pair in pairs for v in pair])
                elif code == t("side_all_codes"):
                    far = masi
                else:
                    pairs = [(known[code] in x, known[code] in y) for x, y in pairs]
                    far = lambda x, y: float(x != y)  # noqa: E731
                values.append(alpha(pairs, far))
                most = max(most, len(pairs))
            value, n = numbers(row[title])
            assert n == most
            assert near(str(value), np.mean(values))
    # Stance; themes and actors each as a whole and code by code; of both groups and of each.
    assert len(found) == 3 * (1 + (1 + len(opposed.codebook.theme_codes)) + (1 + 1))
