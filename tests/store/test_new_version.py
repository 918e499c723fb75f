"""A new version of the codebook: what is decided is kept, and what has no place in it is told."""

import warnings
from dataclasses import replace

import pytest
from click.testing import CliRunner

from aineisto import AineistoWarning, CodebookError
from aineisto.cli import main
from aineisto.codebook import Codebook, Question, Theme
from aineisto.project import Choice, Project, merge_projects
from aineisto.review import ReviewSession


def without(codebook, code):
    return replace(codebook, themes=tuple(t for t in codebook.themes if t.code != code))


def codes(project, coder="human:anna"):
    rows = project.codings
    return rows.loc[(rows["coder"] == coder) & (rows["family"] == "theme"), "code"].tolist()


@pytest.fixture
def coded(project):
    project.decide("a:2", "anna", family="theme", code="raha", blind=True)
    project.decide("a:3", "anna", family="theme", codes=["raha", "roolit"], blind=True)
    return project


def test_codes_of_a_theme_that_was_taken_out_are_told_and_kept(coded):
    with pytest.warns(AineistoWarning, match=r"lacks: 'raha' \(2\)"):
        changes = coded.update_codebook(without(coded.codebook, "raha"))
    assert changes[["code", "change"]].to_numpy().tolist() == [["raha", "removed"]]
    assert codes(coded) == ["raha", "raha", "roolit"]
    left = coded.not_in_codebook
    assert left[["statement_id", "code"]].to_numpy().tolist() == [["a:2", "raha"], ["a:3", "raha"]]
    with warnings.catch_warnings():  # what was told once is not told at each version
        warnings.simplefilter("error")
        coded.update_codebook(coded.codebook.rename("roolit", "Roolit"))


def test_the_machines_suggestions_of_a_theme_that_was_taken_out_are_shown_no_more(project):
    assert "raha" in codes(project, "machine:theme@0.1")
    project.update_codebook(without(project.codebook, "raha"))
    assert codes(project, "machine:theme@0.1") == ["roolit"]
    shown = project.view("a:3", "ville", ("theme",)).suggestions
    assert [one.code for one in shown] == ["roolit"]
    assert project.next_steps()[0]["step"] == "precode"
    # Accepted as shown, it is accepted; where nothing is left, a code is a change, and not blind.
    assert project.decide("a:3", "ville", "theme", "roolit").status == "accepted"
    assert project.view("a:2", "ville", ("theme",)).suggestions == ()
    assert project.decide("a:2", "ville", "theme", "roolit").status == "changed"


def test_a_theme_under_another_code_takes_its_codes_along(coded):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        coded.update_codebook(coded.codebook.rename("raha", {"en": "Economy"}, to="talous"))
    assert codes(coded) == ["talous", "talous", "roolit"]
    assert coded.not_in_codebook.empty
    coded.update_codebook(coded.codebook.rename("talous", to="raha"))  # and back
    assert codes(coded) == ["raha", "raha", "roolit"]


@pytest.mark.parametrize(
    "made",
    [
        Theme("Raha", {"fi": "Rahoitus"}),
        Theme("talous", {"fi": " RAHA"}),
        Theme("talous", {"fi": "Talous"}, 'Mistä "raha"\ntulee.'),
    ],
)
def test_a_code_changed_by_hand_is_recognised(coded, made):
    mended = replace(coded.codebook, themes=(made, *coded.codebook.themes[1:]))
    with pytest.warns(AineistoWarning, match=f"'raha' looks like '{made.code}' now.*merged = "):
        coded.update_codebook(mended)


def test_a_merge_that_another_file_undoes_is_told(coded):
    own = coded.codebook  # the file that its user edits, without what was merged on the page
    coded.update_codebook(own.merge("roolit", "raha"))
    assert codes(coded) == ["roolit", "roolit"]
    with pytest.warns(AineistoWarning, match=r"'raha' \(2\) counted as 'roolit'"):
        coded.update_codebook(own.rename("raha", "Rahat"))
    assert codes(coded) == ["raha", "raha", "roolit"]


def test_stances_on_a_step_that_is_gone_are_told(coded):
    coded.decide("a:2", "anna", value=-2, blind=True)
    with pytest.warns(AineistoWarning, match=r"1 of people's stances stand on steps.*\(-2\)"):
        coded.update_codebook(replace(coded.codebook, scale=coded.codebook.scale[1:]))
    assert coded.not_in_codebook["value"].tolist() == [-2]


def test_a_codebook_of_themes_alone_says_what_it_would_take_away(coded):
    with pytest.warns(AineistoWarning, match="has no questions, and the old one had") as told:
        coded.update_codebook(Codebook("Koe", coded.codebook.themes))
    assert len(told) == 1


def test_a_question_added_later_is_told_to_be_unread(tmp_path, corpus, codebook):
    guided = replace(corpus, questions=codebook.questions)
    added = replace(codebook, questions=(*codebook.questions, Question("loppu", {}, "Muuta?")))
    project = Project.create(tmp_path / "s.aineisto", guided, codebook)
    with pytest.warns(AineistoWarning, match=r"'loppu' were not sought.*new.take_decisions"):
        project.update_codebook(added)
    project.close()


def test_a_corpus_read_without_the_guide_is_told(tmp_path, corpus, codebook):
    other = replace(codebook, questions=(Question("raha", {}, "Mistä raha?"),))
    guided = replace(corpus, questions=codebook.questions)
    with pytest.warns(AineistoWarning) as told:
        Project.create(tmp_path / "s.aineisto", guided, other).close()
    strange, unsought = (str(one.message) for one in told)
    assert "no questions 'rahoitus', 'vastuut', to which 7 statements" in strange
    assert "guide=codebook" in strange
    assert "questions 'raha' were not sought" in unsought


def test_a_code_is_not_renamed_to_one_that_is_taken(codebook):
    with pytest.raises(CodebookError, match="there twice"):
        codebook.rename("raha", to="roolit")
    with pytest.raises(CodebookError, match="name is empty"):
        codebook.rename("raha", " ")
    nested = Codebook("Koe", (Theme("a", {}), Theme("b", {}, parent="a"))).rename("a", to="c")
    assert nested.theme("b").parent == "c"


def people(project):
    table = project.agreement_by_round(family="theme", by_code=False, n_boot=0)
    alpha = table[table["coefficient"] == "percent_agreement"]
    alpha = alpha[alpha["coders"] == "human:anna, human:ville"]
    return dict(zip(alpha["name"], alpha["value"], strict=True))


def test_a_round_keeps_its_agreement_when_its_statements_are_coded_anew(project):
    def both(**given):
        for coder, codes in given.items():
            for statement, code in zip(("a:2", "a:3", "b:2", "b:3"), codes, strict=True):
                project.decide(statement, coder, "theme", code=code, blind=True)

    project.begin_round("pilotti")
    both(anna=["raha", "raha", "roolit", "roolit"], ville=["raha", "roolit", "raha", "roolit"])
    before = people(project)
    assert before == {"pilotti": 0.5}
    # Merged in between: the pilot's codes were two, whatever they count as now.
    project.update_codebook(project.codebook.merge("raha", "roolit"))
    assert people(project) == before
    project.begin_round("kierros 2")
    both(anna=["raha"] * 4, ville=["raha"] * 4)
    assert people(project) == before | {"kierros 2": 1.0}
    # A code corrected within the round is the round's; one that is undone is nobody's.
    project.decide("a:2", "ville", "theme", codes=[], blind=True)
    assert people(project)["kierros 2"] == 0.75
    project.undo("ville")
    assert people(project)["kierros 2"] == 1.0


def test_themes_that_cannot_be_told_apart_are_told(tmp_path, corpus, codebook):
    alike = (
        Theme("raha", {"fi": "Raha"}),
        Theme("kulut", {"fi": "RAHA "}),
        Theme("muu", {}),
        Theme("muu-raha", {"fi": "Raha"}, parent="muu"),  # another's by right
    )
    with pytest.warns(AineistoWarning, match="'raha' and 'kulut' have a name or a code"):
        project = Project.create(tmp_path / "s.aineisto", corpus, replace(codebook, themes=alike))
    with warnings.catch_warnings():  # once told
        warnings.simplefilter("error")
        project.update_codebook(project.codebook.rename("muu", "Muut"))
    with pytest.warns(AineistoWarning, match="'muu' and 'Muu' have"):
        project.update_codebook(
            replace(project.codebook, themes=(*project.codebook.themes, Theme("Muu", {})))
        )
    project.close()


def test_rounds_and_versions_by_command(project, tmp_path):
    def run(*arguments):
        done = CliRunner().invoke(main, [str(one) for one in arguments])
        assert done.exit_code == 0, done.output
        return done

    assert "Round 1:  pilotti" in run("round", project.path, "pilotti").output
    for coder in ("anna", "ville"):
        project.decide("a:2", coder, family="theme", code="raha", blind=True)
        project.decide("a:3", coder, family="theme", code="roolit", blind=True)
    assert "one version" in run("codebook", project.path).output
    out, mended = tmp_path / "codebook.toml", tmp_path / "mended.toml"
    run("codebook", project.path, "--out", out)
    mended.write_text(out.read_text("utf-8").replace('"raha"', '"talous"'), "utf-8")
    run("codebook", project.path, "--out", out)  # as it is, it may be written again
    edited = mended.read_text("utf-8")
    done = CliRunner().invoke(main, ["codebook", str(project.path), "--out", str(mended)])
    assert (done.exit_code, mended.read_text("utf-8")) == (1, edited)
    assert "may have been edited" in done.output
    done = run("codebook", project.path, mended)
    assert "removed" in done.stdout
    assert "'raha' looks like 'talous' now" in done.output
    merged = mended.read_text("utf-8").replace(
        'code = "talous"', 'code = "talous"\nmerged = ["raha"]'
    )
    mended.write_text(merged, "utf-8")
    assert "looks like" not in run("codebook", project.path, mended).output
    assert codes(project) == ["talous", "roolit"]
    told = run("round", project.path).stdout.splitlines()
    assert any("pilotti" in line and "human:anna, human:ville" in line for line in told)


def test_another_seed_draws_another_sample_for_a_sheet(project, tmp_path):
    drawn = [
        project.write_sheet(tmp_path / f"{coder}-{seed}.csv", coder, n=3, seed=seed)
        for coder, seed in (("anna", 0), ("anna", 3), ("ville", 3))
    ]
    first, second, same = (rows["statement_id"].tolist() for rows in drawn)
    assert second == same == project.blind_sample(3, seed=3)
    assert first != second


def test_a_sheet_that_went_out_before_a_merge_is_read(project, tmp_path):
    sheet = tmp_path / "coder_anna.csv"
    sheet.write_text("statement_id,theme,theme2\na:2,raha,\na:3,Raha,roolit\n", "utf-8")
    project.update_codebook(project.codebook.merge("roolit", "raha").rename("roolit", to="vastuu"))
    project.import_sheet(sheet, vouched="Anna: paperilla")
    assert codes(project) == ["vastuu", "vastuu"]
    assert project.decide("b:2", "anna", "theme", "raha", blind=True).codes == ("vastuu",)


def test_a_search_for_a_rare_code_goes_on_under_its_new_code(project):
    drawn = project.rare_sample("raha", "anna", n=2, at_random=True)
    project.decide(drawn[0], "anna", "theme", "raha", blind=True)
    before = project.rare_counts("raha", "anna")
    assert before[2:] == (1, 1)
    project.update_codebook(project.codebook.rename("raha", to="talous"))
    assert project.rare_searches == [("human:anna", "theme", "talous")]
    assert project.rare_counts("talous", "anna") == before
    assert project.rare_sample("talous", "anna", n=1, at_random=True) == drawn[1:]


def test_what_is_read_again_under_a_new_code_is_not_new(coded, tmp_path):
    coded.decide("a:2", "ville", "theme", "roolit", blind=True)
    coded.settle("a:2", Choice("theme", ("raha",)), ["anna", "ville"], "puhuttiin")
    sheet = tmp_path / "coder_eero.csv"
    sheet.write_text("statement_id,theme\na:2,raha\nb:2,none\n", "utf-8")
    assert coded.import_sheet(sheet, vouched="Eero: paperilla")["new"].all()
    coded.update_codebook(coded.codebook.rename("raha", to="talous"))
    assert not coded.import_sheet(sheet, vouched="Eero: paperilla")["new"].any()
    assert coded.consensus["consensus"].tolist() == ["talous"]
    taken = coded.codebook_changes.query("change == 'removed'")
    assert taken[["code", "after"]].to_numpy().tolist() == [["raha", "talous"]]


def test_of_two_copies_that_changed_the_codebook_it_is_told_which_stands(coded, tmp_path):
    coded.backup(tmp_path / "b.aineisto")
    coded.update_codebook(coded.codebook.rename("raha", to="talous"))
    with Project.open(tmp_path / "b.aineisto") as other:
        other.update_codebook(other.codebook.rename("roolit", "Vastuut"))
    with pytest.warns(AineistoWarning, match=r"b\.aineisto, the later, stands.*\(themes raha"):
        merge_projects(coded.path, tmp_path / "b.aineisto", tmp_path / "both.aineisto")
    with Project.open(tmp_path / "both.aineisto") as both:
        assert both.codebook.theme_codes == ("raha", "roolit")


def test_what_a_theme_left_is_coded_anew_as_the_warning_says(coded):
    with pytest.warns(AineistoWarning, match="codebook lacks"):
        coded.update_codebook(without(coded.codebook, "raha"))
    left = coded.not_in_codebook["statement_id"]
    session = ReviewSession(coded, "anna", statements=left, families=["theme"], anew=True)
    while session.current:
        session.decide(codes=["roolit"])
    assert codes(coded) == ["roolit", "roolit"]
    assert coded.not_in_codebook.empty
