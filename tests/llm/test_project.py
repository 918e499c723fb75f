"""A language model in a project: beside the rest, never among it, and measured."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from tests.llm.server import data_of, sensible, serving

from aineisto.cli import main
from aineisto.codings import make_codings
from aineisto.core.errors import ArgumentError
from aineisto.llm import LanguageModelCoder
from aineisto.project import Project
from aineisto.reliability import ppi_table
from aineisto.report import build_summary, methods_paragraph
from aineisto.report._methods import terms
from aineisto.report._names import Names
from aineisto.report._texts import texts


def ours(value=-2):
    rows = [("a:2", 0), ("a:3", value), ("b:2", 0), ("b:3", 0)]
    return make_codings(
        {
            "statement_id": name, "family": "stance", "code": "stance", "value": code,
            "score": code, "confidence": 0.5, "coder": "machine:stance@1", "status": "suggested",
        }
        for name, code in rows
    )  # fmt: skip


@pytest.fixture
def project(tmp_path, corpus, codebook):
    with Project.create(tmp_path / "study.aineisto", corpus, codebook) as made:
        made.add_judgements(ours(), complete=True)
        yield made


def llm(server, **options):
    return LanguageModelCoder(server.url, "testi:1b", timeout=5, **options)


def coded(project, **options):
    with serving() as server:
        return project.precode(coders=[llm(server)], **options)


def models_of(codings):
    return {name.split("@")[0] for name in codings["coder"]}


def test_it_stands_beside_the_machine_and_is_shown_to_nobody(project):
    before = project.next("anna")
    assert before.suggestions
    coded(project)
    assert models_of(project.codings) == {"machine:stance", "machine:llm:testi:1b"}
    assert project.view("a:3", "anna", ("stance",)).suggestions[0].value == -2
    # Nobody else coded themes: the model's are suggested there, and marked as a machine's.
    assert project.view("a:2", "anna", ("theme",)).suggestions[0].code == "raha"
    decision = project.decide("a:3", "anna", value=-2)
    assert decision.status == "accepted"


def test_runs_of_one_do_not_take_away_what_the_other_said(project):
    coded(project)
    project.add_judgements(ours(value=1), complete=True)
    table = project.codings.set_index(["coder", "statement_id", "family"])["value"]
    assert table["machine:stance@1", "a:3", "stance"] == 1
    assert table.filter(like="llm").size or "machine:llm" in str(table.index)
    assert models_of(project.codings) == {"machine:stance", "machine:llm:testi:1b"}

    def without_kela(body):
        said = json.loads(sensible(body))
        return json.dumps({"actors": []} if "actors" in said else said)

    with serving(without_kela) as server:
        project.precode(coders=[llm(server, seed=3)])
    now = project.codings
    assert "actor" not in set(now["family"])  # the model is silent: its own mention is gone
    assert project.view("a:3", "anna", ("stance",)).suggestions[0].value == 1


def test_it_is_a_coder_of_its_own_in_agreement(project):
    for name, value in (("a:2", 1), ("a:3", -1), ("b:2", 0), ("b:3", 1)):
        for coder in ("anna", "bertta"):
            project.decide(name, coder, value=value, blind=True)
    coded(project)
    table = project.agreement(by_code=False, n_boot=0, family="stance")
    alpha = table[table["coefficient"] == "krippendorff_alpha"].set_index("coders")["value"]
    of_llm = alpha[alpha.index.str.contains("llm")]
    of_ours = alpha[alpha.index.str.contains("machine:stance")]
    assert len(of_llm) == len(of_ours) == 2
    assert of_llm.min() > of_ours.max()
    by_group = project.agreement(by="group", family="stance")
    assert set(by_group["subgroup"]) == {"valtio", "kunta"}
    assert by_group["coders"].str.contains("llm").any()


def test_whether_it_disagrees_with_people_more_than_people_do_is_tested(project, tmp_path):
    for coder in ("anna", "bertta"):
        for name, value in (("a:2", 1), ("a:3", -1), ("b:2", 0), ("b:3", 0)):
            project.decide(name, coder, value=value, blind=True)
    coded(project)
    found = project.machine_against_people(family="stance", n_perm=99)
    of = found.set_index(found["machine"].str.contains("llm"))
    assert of.loc[True, "difference"] == 0  # as near to both as they to each other
    assert of.loc[False, "difference"] > 0
    assert of["n"].eq(4).all()
    page = project.report(tmp_path / "report.md", lang="en").read_text("utf-8")
    table = page.split("Is the machine further from people")[1].split("#")[0]
    assert "language model testi:1b" in table


def test_by_group_and_code(project):
    for name in ("a:2", "a:3", "b:2", "b:3"):
        codes = ["raha" if name == "a:2" else "none"]
        project.decide(name, "anna", "theme", codes=codes, blind=True)
    coded(project)
    grouped = project.agreement(by="group", family="theme")
    assert set(grouped["subgroup"]) == {"valtio", "kunta"}
    coded_alike = project.agreement(family="theme", n_boot=0)
    of = coded_alike[coded_alike["coders"].str.contains("llm")]
    assert "raha" in set(of["code"])
    assert grouped["coders"].str.contains("llm").all()


def test_what_is_to_be_coded_blind_is_no_example(project, tmp_path):
    project.decide("b:3", "anna", value=1)
    project.decide("b:2", "anna", value=1)
    project.write_sheet(tmp_path / "ville.csv", "ville", n=4)
    assert project.meant_blind() == ["a:2", "a:3", "b:2", "b:3"]
    with serving() as server:
        project.precode(coders=[llm(server)], families=("stance",))
        assert not any("Näin" in body["messages"][0]["content"] for body in server.bodies)


def test_what_it_alone_coded_is_marked_in_the_report(tmp_path, corpus, codebook):
    with Project.create(tmp_path / "alone.aineisto", corpus, codebook) as project:
        coded(project)
        for lang, mark in (("fi", "kielimallin (testi"), ("en", "a language model's")):
            page = project.report(tmp_path / f"{lang}.md", lang=lang).read_text("utf-8")
            assert mark in page.lower()
            summary = build_summary(corpus, codebook, project.codings, project.models)
            assert {one.source for one in summary.sources.values()} == {"machine"}
            told = methods_paragraph(summary, lang)
            assert mark in told.lower()
            assert {"fi": "ei käytetty", "en": "No machine"}[lang] not in told


def test_means_take_its_score_when_it_is_named_alone(project):
    coded(project)
    for name, value in (("a:2", 1), ("a:3", -1), ("b:2", 0)):
        project.decide(name, "anna", value=value, blind=True)
    statements, table = project.corpus.statements, project.codings
    name = next(one for one in table["coder"] if "llm" in one)
    own = ppi_table(table, statements)
    assert ppi_table(table, statements, machine="machine:stance@1").equals(own)
    named = ppi_table(table, statements, machine=name)
    assert named["n_machine"].iloc[-1] == own["n_machine"].iloc[-1] == 4
    alone = table[table["coder"] != "machine:stance@1"]
    assert ppi_table(alone, statements).equals(named)


def test_the_report_draws_nothing_of_it_without_a_mark(project, corpus, codebook):
    coded(project)
    summary = build_summary(corpus, codebook, project.codings, project.models)
    assert summary.sources["stance"].coders == ("machine:stance@1",)
    assert summary.sources["theme"].source == "machine"  # marked as the machine's
    for lang, local in (("fi", "omalla koneella"), ("en", "own machine")):
        told = methods_paragraph(summary, lang)
        assert "testi:1b" in told
        assert local in told
        assert "llm:testi" not in told.split("testi:1b")[0]


def test_where_statements_went_is_in_the_log_and_in_the_methods(project, corpus, codebook):
    with serving() as server:
        one = llm(server)
        # As if the server were elsewhere: no other machine is there to test with.
        one.address = one.address._replace(host="gpu.example.org", remote=True)
        one.answers = project.path.with_name("a.sqlite")
        project.precode(coders=[one])
    sent = project.log.set_index("event").loc["sent"]
    assert json.loads(sent["detail"]) == {
        "host": "gpu.example.org", "pseudonymised": False, "statements": 4,
    }  # fmt: skip
    summary = build_summary(corpus, codebook, project.codings, project.models)
    assert "sent to gpu.example.org" in methods_paragraph(summary, "en")
    assert "lähetettiin palvelimelle gpu.example.org" in methods_paragraph(summary, "fi")
    for lang in ("fi", "en"):
        told = told_of_language(summary, lang)
        assert texts(lang)("m_sent", hosts="gpu.example.org") in told
        assert texts(lang)("m_all_here") not in told


def told_of_language(summary, lang):
    """Return what the report's terms tell of where the material went."""
    t = texts(lang)
    return dict(terms(summary, Names(summary.codebook, t)))[t("m_language")]


@pytest.mark.parametrize("lang", ["fi", "en"])
def test_the_material_is_said_to_have_stayed_only_where_that_is_known(
    project, corpus, codebook, lang
):
    t = texts(lang)
    codes_alone = build_summary(corpus, codebook, project.codings)
    assert t("m_all_here") not in told_of_language(codes_alone, lang)
    assert t("m_codes_tell_none_sent") in told_of_language(codes_alone, lang)
    coded(project)  # on a server of this machine
    known = build_summary(corpus, codebook, project.codings, project.models)
    assert t("m_codes_tell_none_sent") in told_of_language(known, lang)
    assert t("m_all_here") in told_in(project.report(project.path.with_suffix(".md"), lang))
    bare = build_summary(corpus, codebook, project.codings)  # a codings table tells no server
    told = told_of_language(bare, lang)
    assert t("m_all_here") not in told
    assert t("m_where_unknown", models="testi:1b") in told
    other = replace(known.methods.language_models[0], coder="machine:llm:toinen@1")
    sent = replace(other, known={**other.known, "host": "gpu.example.org"})
    for models, said in (
        ((*known.methods.language_models, sent), t("m_sent", hosts="gpu.example.org")),
        (
            (*bare.methods.language_models, sent),
            t("m_sent_and_unknown", hosts="gpu.example.org", models="testi:1b"),
        ),
    ):
        mixed = replace(known, methods=replace(known.methods, language_models=models))
        assert said in told_of_language(mixed, lang)


def told_in(path):
    return path.read_text("utf-8")


def elsewhere(server, name, **options):
    """Return a coder as if its server were elsewhere: no other machine is there to test with."""
    one = llm(server, **options)
    one.address = one.address._replace(host="gpu.example.org", remote=True)
    one.answers = name
    return one


@pytest.mark.parametrize("lang", ["fi", "en"])
def test_what_was_sent_is_told_without_its_codes(project, lang):
    t = texts(lang)
    with serving(lambda body: "ei mitään") as server:  # sent, and no usable answer came back
        project.precode(coders=[elsewhere(server, project.path.with_name("a.sqlite"))])
    assert models_of(project.codings) == {"machine:stance"}
    told = told_in(project.report(project.path.with_suffix(".md"), lang))
    assert t("m_all_here") not in told
    assert t("m_sent", hosts="gpu.example.org") in told
    plain = {"host": "gpu.example.org", "how": t("p_llm_plain")}
    besides = t("p_llm_sent_besides", model="testi:1b", **plain)
    assert besides in told
    # The same coder on this machine: that it was sent elsewhere before stays told.
    coded(project)
    told = told_in(project.report(project.path.with_suffix(".md"), lang))
    assert t("p_llm_local") in told
    assert besides in told
    assert t("m_sent", hosts="gpu.example.org") in told
    # What its codes tell of a server is told once.
    with serving() as server:
        other = elsewhere(server, project.path.with_name("b.sqlite"), seed=7)
        project.precode(coders=[other])
    told = told_in(project.report(project.path.with_suffix(".md"), lang))
    assert told.count(t("p_llm_sent", **plain)) == 1
    assert told.count(besides) == 1


def test_answers_lie_beside_the_project_and_are_not_asked_twice(project):
    with serving() as server:
        for _ in range(2):
            project.precode(coders=[llm(server)])
        assert len(server.bodies) == 12
    assert project.path.with_suffix(".llm.sqlite").exists()
    with pytest.raises(ArgumentError, match="coders"):
        project.precode(coders="aineisto")


@pytest.fixture
def folder(tmp_path, codebook):
    (tmp_path / "i").mkdir()
    talk = "Haastattelija: Mistä raha tulee?\nVastaaja: Raha riittää hyvin. Kela on vaikea.\n"
    (tmp_path / "i" / "h1.txt").write_text(talk * 3, "utf-8")
    codebook.save(tmp_path / "codebook.toml")
    return tmp_path


def precode(folder, *more):
    paths = [str(folder / "i"), "--codebook", str(folder / "codebook.toml")]
    return CliRunner().invoke(main, ["precode", *paths, "--out", str(folder / "out"), *more])


def test_on_the_command_line(folder):
    with serving() as server:
        named = ("--llm", server.url, "--model", "testi:1b")
        dry = precode(folder, *named, "--dry-run")
        assert "questions" in dry.output, dry.output
        done = precode(folder, *named)
        assert done.exit_code == 0, done.output
        asked = len(server.bodies)
        # Ours and the model's are told apart, and how its answers turned out.
        assert "suggested: 6 themes, 6 stances, 3 mentions of actors." in done.output
        assert "machine:llm:testi:1b@" in done.output.partition("Beside them ")[2]
        assert "18 questions, 0 without a usable answer; 3 of 15 quotations" in done.output
        assert precode(folder, *named, "--overwrite").exit_code == 0
        assert len(server.bodies) == asked  # answers are kept from run to run
        assert all(data_of(body)["lausuma"] for body in server.bodies)
    assert "testi:1b" in (folder / "out" / "report.html").read_text("utf-8")
    with Project.open(folder / "out" / "study.aineisto") as project:
        assert "machine:llm:testi:1b" in models_of(project.codings)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--llm", "https://api.example.org/v1", "--model", "m"), "--allow-remote"),
        (("--model", "m"), "no server"),
        (("--dry-run",), "no server of a language model for --dry-run"),
        (("--votes", "3", "--pseudonymised"), "for --pseudonymised, --votes"),
        (("--llm", "http://127.0.0.1:1/v1"), "No model"),
        (("--llm", "http://127.0.0.1:1/v1", "--model", "m"), "ollama serve"),
    ],
)
def test_the_command_line_tells_what_is_wrong(folder, more, told):
    done = precode(folder, *more)
    assert done.exit_code == 1
    assert told in done.output
