"""The summary's numbers, counted by hand from the invented study of conftest."""

from dataclasses import replace

import pandas as pd
import pytest

from aineisto.codings import make_codings
from aineisto.corpus import read
from aineisto.report import build_summary, methods_paragraph, tables
from aineisto.report._content import make_report
from aineisto.report._markdown import to_markdown
from aineisto.report._names import Names
from aineisto.report._reading import count_reading
from aineisto.report._stance import ALL
from aineisto.report._tables_coding import reading
from aineisto.report._texts import texts
from aineisto.report._themes import typical_words

from .conftest import by_person, make_study
from .generated import generated


def _row(frame, **keys):
    for name, value in keys.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def test_counts_interviewees_statements_and_words(summary):
    assert summary.counts.participants == 3
    assert summary.counts.statements == 8
    assert summary.group_names == ("Kunnat", "Virastot")
    towns = _row(summary.groups, group="Kunnat")
    assert (towns["participants"], towns["statements"]) == (2, 5)
    assert towns["words"] == 7 + 7 + 5 + 5 + 6


def test_the_unit_of_a_mean_is_an_interviewees_median(summary):
    # q1: p1 says 2 and 1 (median 1.5), p2 says 0, p3 says −1 and −2 (median −1.5): mean 0.
    q1 = _row(summary.stance, question="q1")
    assert q1["mean"] == 0
    assert q1["n"] == 3
    assert q1["sd"] == pytest.approx(1.5)
    # q2: −1, −2, −1.
    q2 = _row(summary.stance, question="q2")
    assert q2["mean"] == pytest.approx(-4 / 3)
    assert q2["se"] == pytest.approx((1 / 3) ** 0.5 / 3**0.5)
    # Three answers are too few for a normal interval to tell a direction.
    assert q2["verdict"] == "few"
    assert _row(summary.stance, question=ALL)["n"] == 6


def test_means_by_group_tell_their_n_and_that_it_is_small(summary):
    cell = _row(summary.stance_groups, question="q1", group="Kunnat")
    assert (cell["mean"], cell["n"], cell["small"]) == (0.75, 2, True)
    assert not _row(summary.stance_groups, question="q1", group=ALL)["small"]


def test_the_distribution_counts_statements(summary):
    q1 = summary.distribution[summary.distribution["question"] == "q1"]
    assert q1.set_index("value")["statements"].to_dict() == {-2: 1, -1: 1, 0: 1, 1: 1, 2: 1}
    assert q1["share"].sum() == pytest.approx(1)


def test_themes_have_their_share_words_and_quotations_of_different_people(summary):
    (money,) = summary.themes
    assert (money.statements, money.coded, money.share) == (4, 8, 0.5)
    assert summary.without_theme == 4
    assert "rahoitus" in money.words
    assert len({quotation.respondent for quotation in money.quotations}) == 3
    assert money.quotations[0].label().startswith("Haastateltava ")
    assert money.quotations[0].label("en").endswith(("Kunnat", "Virastot"))


def test_actors_have_their_mentions_and_mean(summary):
    kela = _row(summary.actors, actor="Kela")
    assert (kela["mentions"], kela["respondents"]) == (4, 3)
    # p1 2, p2 0, p3 median of −1 and −2.
    assert kela["mean"] == pytest.approx((2 + 0 - 1.5) / 3)
    assert kela["contested"] == []  # two statements a group are too few to tell
    assert pd.isna(kela["low"])  # of three people no interval is told


def test_an_actor_named_twice_in_a_statement_is_one_mention():
    corpus, codebook, codings = make_study()
    twice = codings[codings["code"] == "Kela"].assign(start=40, end=44)
    codings = pd.concat([codings.assign(start=0, end=4), twice], ignore_index=True)
    kela = _row(build_summary(corpus, codebook, codings).actors, actor="Kela")
    assert kela["mentions"] == 4


def test_an_actors_interval_is_that_of_people_and_keeps_to_the_scale():
    said = [
        (f"p{i}", "A", "q1", value, "none", "Kela", "Kelasta sanottiin jotain.")
        for i, value in enumerate([2, 2, 2, 2, -2, 2])
    ]
    kela = _row(build_summary(*make_study(said)).actors, actor="Kela")
    assert -2 <= kela["low"] < kela["mean"]
    assert kela["high"] == 2


def test_actors_are_contested_where_groups_oppose():
    said = [
        (f"{group}{i}", group, "q1", value, "none", "Kela", "Kelasta sanottiin jotain.")
        for group, values in {"A": [1, 0, 2], "B": [-1, -1, -2], "C": [0, 0, 0]}.items()
        for i, value in enumerate(values)
    ]
    kela = _row(build_summary(*make_study(said)).actors, actor="Kela")
    assert kela["contested"] == [("A", 1.0, 3), ("B", pytest.approx(-4 / 3), 3)]
    milder = [(*row[:3], 0 if row[1] == "B" else row[3], *row[4:]) for row in said]
    assert _row(build_summary(*make_study(milder)).actors, actor="Kela")["contested"] == []


def test_an_answer_is_the_median_of_the_statements_that_take_a_stand():
    said = [("p1", "A", "q1", value, "none", "", "Sanottu on.") for value in (0, 0, 0, 2, 1)] + [
        ("p2", "A", "q1", 0, "none", "", "Sanottu on.")
    ]
    stance = build_summary(*make_study(said)).stance
    assert _row(stance, question="q1")["mean"] == pytest.approx((1.5 + 0) / 2)


def test_a_persons_code_replaces_the_machines_and_the_mean_says_whose_it_is(study):
    corpus, codebook, codings = study
    summary = build_summary(corpus, codebook, by_person(codings, "s3", 2))
    q1 = _row(summary.stance, question="q1")
    assert q1["mean"] == pytest.approx((1.5 + 2 - 1.5) / 3)
    assert q1["source"] == "mixed"
    assert _row(summary.stance, question="q2")["source"] == "machine"
    assert (summary.sources["stance"].people, summary.sources["stance"].machine) == (1, 7)


@pytest.mark.parametrize(("settled", "rests"), [(0, 1), (1, 0)])
def test_a_consensus_on_an_accepted_suggestion_rests_on_it(study, settled, rests):
    corpus, codebook, codings = study
    for coder in ("human:anna", "human:eero"):
        codings = by_person(codings, "s3", 0, coder=coder)
    konsensus = {"status": "consensus", "coder": "human:konsensus"}
    codings = by_person(codings, "s3", settled, **konsensus)
    summary = build_summary(corpus, codebook, codings)
    assert summary.accepted == summary.sources["stance"].accepted == rests
    assert (_row(summary.stance, question="q1")["accepted"] > 0) == bool(rests)
    marks = tables(summary, "en")["stance"].attrs["mark"]
    assert ("accepted" in marks) == bool(rests)
    assert bool(len(summary.stance_blind)) == bool(rests)


def test_a_machines_rows_under_a_persons_name_are_not_told_as_blind(study):
    corpus, codebook, codings = study
    renamed = codings.assign(coder="human:anna", status="blind", evidence="Kela")
    summary = build_summary(corpus, codebook, renamed)
    assert summary.coders["blind"].sum() == 0
    assert summary.coders["unknown"].sum() == summary.coders["statements"].sum() > 0
    told = methods_paragraph(summary, "en")
    assert "not known whether a suggestion was seen" in told
    assert "blind " not in told


def test_a_rejected_suggestion_is_in_no_number(study):
    corpus, codebook, codings = study
    summary = build_summary(corpus, codebook, by_person(codings, "s3", 0, status="rejected"))
    assert _row(summary.stance, question="q1")["n"] == 2


def test_two_coders_of_a_statement_weigh_as_one(study):
    corpus, codebook, codings = study
    codings = by_person(codings, "s3", 2, status="blind")
    codings = by_person(codings, "s3", 1, status="blind", coder="human:eero")
    summary = build_summary(corpus, codebook, codings)
    q1 = summary.distribution[summary.distribution["question"] == "q1"]
    assert q1["statements"].sum() == 5
    assert q1.set_index("value")["statements"][2] == 1.5
    assert _row(summary.stance, question="q1")["mean"] == pytest.approx(0.5)


def test_only_the_newest_machine_counts(study):
    corpus, codebook, codings = study
    newer = codings[codings["family"] == "stance"].assign(
        coder="machine:stance@2", value=1, created="2999-01-01T00:00:00+00:00"
    )
    summary = build_summary(corpus, codebook, pd.concat([codings, newer]))
    assert _row(summary.stance, question="q1")["mean"] == 1


def test_agreement_of_blind_codes_alone(study):
    corpus, codebook, codings = study
    rows = [
        {"statement_id": f"s{i}", "family": "stance", "code": "stance", "value": value}
        | {"coder": f"human:{name}", "status": "blind"}
        for i, value in enumerate([2, 1, -1, 0, -2, -1])
        for name in ("anna", "eero")
    ]
    blind = make_codings(rows)
    found = build_summary(corpus, codebook, pd.concat([codings, blind])).agreement
    people = found.table[found.table["kind"] == "human-human"].iloc[0]
    assert (people["alpha"], people["percent"], people["n"]) == (1, 1, 6)
    assert found.disputed.empty
    accepted = blind.assign(status="accepted")
    assert not build_summary(corpus, codebook, pd.concat([codings, accepted])).agreement.there


def test_disputed_statements_are_named_with_their_words(study):
    corpus, codebook, codings = study
    codings = by_person(codings, "s0", 2, status="blind")
    codings = by_person(codings, "s0", -2, status="blind", coder="human:eero")
    disputed = build_summary(corpus, codebook, codings).agreement.disputed
    (quotation,) = disputed["quotation"]
    assert quotation.text == corpus.statements["clean"].iloc[0]


@pytest.mark.parametrize(
    ("asked", "guide", "statements", "told"),
    [(2, False, 76, True), (1, True, 76, False), (2, True, 76, True), (2, True, 40, False)],
)
def test_the_methods_say_that_answers_lean_on_each_other_only_where_they_do(
    asked, guide, statements, told
):
    corpus, codebook, codings = generated(0)
    few = corpus.answers.head(statements)
    question = few["question"].where(few["question"].isin(["q0", "q1"][:asked]), "")
    corpus = replace(corpus, statements=few.assign(question=question))
    codings = codings[codings["statement_id"].isin(few["statement_id"])]
    codings = codings.assign(coder=codings["coder"].replace("machine:m@1", "machine:stance@0.4"))
    codebook = codebook if guide else replace(codebook, questions=())
    summary = build_summary(corpus, codebook, codings)
    assert (texts("en")("p_together") in methods_paragraph(summary, "en")) == told


def test_interviewers_are_not_counted():
    corpus, codebook, codings = make_study()
    roles = ["interviewer", *["interviewee"] * 7]
    corpus = replace(corpus, statements=corpus.statements.assign(role=roles))
    summary = build_summary(corpus, codebook, codings)
    assert summary.counts.statements == 7
    assert _row(summary.stance, question="q1")["statements"] == 4


TRANSCRIPT = (
    "Haastattelu kolme\n[00:01:05] Haastattelija: Miten rahoitus toimii?\n"
    "[00:01:09] Anna Aho: Hyvin. Rahaa on paljon.\nHaastattelija: Entä muut?\nAnna Aho: Samoin.\n"
)


def test_how_transcripts_were_read_is_told_without_names(summary, tmp_path):
    path = tmp_path / "Anna Aho.txt"
    path.write_text(TRANSCRIPT, encoding="utf-8")
    corpus = read(path, guide=summary.codebook)
    (row,) = tables(replace(summary, reading=count_reading(corpus)), "en")["reading"].to_numpy()
    assert row[1:].tolist() == [
        "txt", "1 + 1", "4", "5", "5", "11%", "40%", "0", "1/2", "Guidance",
    ]  # fmt: skip
    assert "Aho" not in row[0]


@pytest.mark.parametrize(
    ("coder", "status", "said"),
    [
        ("machine:themes@1", "suggested", "koneen ehdotuksia"),
        ("human:anna", "blind", ""),
        ("human:anna", "accepted", "mukana hyväksyttyjä ehdotuksia"),
    ],
)
def test_the_abstract_says_whose_codes_the_themes_and_actors_are(study, coder, status, said):
    corpus, codebook, codings = study
    counted = codings["family"].isin(["theme", "actor"])
    owned = codings.assign(
        coder=codings["coder"].mask(counted, coder),
        status=codings["status"].mask(counted, status),
        # Only a machine tells how sure it is.
        confidence=codings["confidence"].mask(counted & (status == "blind")),
    )
    abstract = make_report(build_summary(corpus, codebook, owned)).abstract
    for start in ("Eniten puhutaan", "Useimmin mainitaan"):
        (line,) = (line for line in abstract if line.startswith(start))
        assert line.endswith(f" – {said}." if said else ").")


def test_a_few_codes_of_people_do_not_take_the_machines_mark_off_the_themes(study):
    corpus, codebook, codings = study
    row = {"statement_id": "s0", "family": "theme", "code": "raha", "coder": "human:anna"}
    some = pd.concat([codings, make_codings([row | {"status": "blind"}])], ignore_index=True)
    (line,) = (
        line
        for line in make_report(build_summary(corpus, codebook, some), "en").abstract
        if line.startswith("The most frequent themes")
    )
    assert line.endswith(" – partly machine suggestions.")


@pytest.mark.parametrize(
    ("alpha", "low", "said"),
    [
        (0.67, -1.0, "pistearvo alustava (0,667–0,800), väli ulottuu alle rajan"),
        (0.67, 0.667, "alustava (0,667–0,800)"),
        (0.90, 0.72, "pistearvo luotettava (≥ 0,800), väli ulottuu alle rajan"),
        (0.90, 0.85, "luotettava (≥ 0,800)"),
        (0.90, float("nan"), "luotettava (≥ 0,800)"),
        (0.50, -1.0, "riittämätön (< 0,667)"),
        (float("nan"), float("nan"), "ei määritettävissä"),
    ],
)
def test_the_reading_of_alpha_heeds_its_interval(study, alpha, low, said):
    found = reading(Names(study[1], texts("fi")), alpha, low)
    assert found.replace("\u00a0", " ") == said


def test_conjunctions_and_particles_are_no_typical_words():
    said = ["Mut kunto on parantunut.", "Mut kyl kunto nousee.", "Kyl se kunto siitä paranee."]
    assert typical_words({"terveys": said})["terveys"][0] == "kunto"
    assert not {"mutta", "kyllä"} & set(typical_words({"terveys": said})["terveys"])


@pytest.mark.parametrize(
    ("coded", "said"),
    [
        ((), "koneen ehdotus"),
        (("theme",), "osin koneen ehdotus"),
        (("stance", "theme"), ""),
    ],
)
def test_a_quotation_says_whether_its_codes_are_the_machines(study, coded, said):
    corpus, codebook, codings = study
    blind = {"statement_id": "s0", "coder": "human:anna", "status": "blind"}
    rows = [
        blind | ({"value": 2, "code": "stance"} if family == "stance" else {"code": "raha"})
        for family in coded
    ]
    rows = [row | {"family": family} for row, family in zip(rows, coded, strict=True)]
    summary = build_summary(corpus, codebook, pd.concat([codings, make_codings(rows)]))
    names = Names(codebook, texts("fi"))
    found = {q.statement_id: names.under(q) for q in summary.themes[0].quotations}
    assert found["s0"] == names.stance(2) + (f" · {said}" if said else "")
    assert found["s3"].endswith(" · koneen ehdotus")
    page = " ".join(str(block) for s in make_report(summary).sections for block in s.blocks)
    assert f"'{found['s0']}'" in page


def test_an_actors_quotation_is_partly_the_machines_where_a_person_gave_its_stance(study):
    corpus, codebook, codings = study
    codings = by_person(codings, "s4", -2, status="blind")
    thl = _row(build_summary(corpus, codebook, codings).actors, actor="THL")["quotation"]
    assert thl.statement_id == "s4"
    assert Names(codebook, texts("en")).under(thl).endswith(" · partly a machine suggestion")


@pytest.mark.parametrize(
    ("themes", "stance", "told"),
    [
        ("machine:themes@0.7+encoder-fi@0.10", "machine:stance-cold@0.3+polarity", True),
        ("machine:themes@0.6+encoder-fi@0.9", "machine:stance@0.4+encoder-fi@0.10", True),
        ("machine:themes@0.10+alone", "machine:stance@0.4+encoder-fi@0.10+alone", False),
        ("machine:themes@0.6+encoder-fi@0.9", "machine:stance-cold@0.3+polarity", False),
    ],
)
def test_methods_say_where_suggestions_depend_on_other_answers(themes, stance, told):
    corpus, codebook, codings = generated(0)
    machine = codings["family"].map({"theme": themes, "stance": stance})
    codings = codings.assign(
        coder=codings["coder"].mask(codings["coder"] == "machine:m@1", machine)
    )
    codings = codings[codings["coder"].notna()]
    found = build_summary(corpus, codebook, codings)
    for lang, words in (
        ("fi", "muista vastauksista"),
        ("en", "other answers to the same question"),
    ):
        assert (words in methods_paragraph(found, lang)) == told


def test_who_is_in_the_participants_table_and_says_nothing_is_not_counted(study):
    corpus, codebook, codings = study
    silent = pd.DataFrame({"participant": ["p0"], "group": ["Kunnat"]})
    people = pd.concat([silent, corpus.participants], ignore_index=True)
    found = build_summary(replace(corpus, participants=people), codebook, codings)
    assert found.counts.participants == 3
    assert found.groups["participants"].sum() == 3


@pytest.mark.parametrize("folder", ["/home/risto/aineisto/", "C:\\Users\\risto\\"])
def test_no_folder_of_a_machine_stands_in_the_report(study, folder):
    corpus, codebook, codings = study
    lost = {"file": f"{folder}h3.docx", "place": "", "problem": f"{folder}h3.docx is broken.",
            "remedy": "Save it again."}  # fmt: skip
    corpus = replace(corpus, problems=pd.DataFrame([lost]))
    found, _ = to_markdown(make_report(build_summary(corpus, codebook, codings), lang="en"), "")
    assert "h3.docx is broken." in found
    assert "risto" not in found
