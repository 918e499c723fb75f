"""The coder with llama.cpp's own server: answers by grammar from a model of random weights."""

import json

import httpx
import pytest
from tests.llm.tiny import llama_cpp, write_tiny_model

from aineisto.codings import check_codings
from aineisto.llm import Answers, LanguageModelCoder

for needed in ("gguf", "xllamacpp"):
    pytest.importorskip(needed, reason=f"{needed} is not installed: pip install gguf xllamacpp")


@pytest.fixture(scope="module")
def llama(tmp_path_factory):
    with llama_cpp(write_tiny_model(tmp_path_factory.mktemp("model") / "tiny.gguf")) as url:
        yield url, httpx.get(f"{url}/models", trust_env=False).json()["data"][0]["id"]


@pytest.fixture
def random_coder(llama, tmp_path):
    def make(**options):
        options = {"temperature": 1.0, "answers": tmp_path / "answers.sqlite"} | options
        return LanguageModelCoder(*llama, **options)

    return make


def test_whatever_the_model_says_is_of_the_schema(random_coder, corpus, codebook):
    coder = random_coder(n_votes=4)
    codings = check_codings(coder.code(corpus, codebook))
    tally = coder.tally.set_index("family")
    assert tally["asked"].eq(16).all()
    assert tally["answered"].gt(0).all()
    assert (tally["answered"] + tally["no_answer"]).eq(16).all()
    # The grammar knows codes and fields; what a number may be it does not, nor when words end.
    allowed = {'"confidence" is not between 0 and 1', "the answer was cut off"}
    assert {problem for told in tally["problems"] for problem in told} <= allowed
    assert set(codings.loc[codings["family"] == "stance", "value"]) <= {-2, -1, 0, 1, 2}
    assert set(codings.loc[codings["family"] == "theme", "code"]) <= {"raha", "roolit", "none"}
    # Random words stand in no statement.
    assert codings["evidence"].eq("").mean() > 0.9
    with Answers(coder.answers) as answers:
        stored = answers.frame()
    assert stored["prompt_tokens"].gt(1000).all()  # bytes: the whole prompt was read
    assert {tuple(json.loads(one)) for one in stored.loc[stored["problem"] == "", "answer"]} == {
        ("evidence", "value", "confidence"), ("themes",), ("actors",),
    }  # fmt: skip


def test_both_forms_give_the_same_words_and_a_seed_gives_them_again(
    random_coder, corpus, codebook, tmp_path
):
    said = []
    for number, stream in enumerate((False, True, False)):
        coder = random_coder(stream=stream, answers=tmp_path / f"{number}.sqlite")
        coder.code(corpus, codebook, ("stance",))
        with Answers(coder.answers) as answers:
            said.append(answers.frame()["answer"].tolist())
    assert said[0] == said[1] == said[2]
    other = random_coder(seed=1, answers=tmp_path / "seed.sqlite")
    other.code(corpus, codebook, ("stance",))
    with Answers(other.answers) as answers:
        assert answers.frame()["answer"].tolist() != said[0]


def test_a_dry_run_is_right_about_the_tokens(random_coder, corpus, codebook):
    coder = random_coder()
    plan = coder.dry_run(corpus, codebook, ("stance",), probe=2)
    before = plan.prompt_tokens
    coder.code(corpus, codebook, ("stance",))
    with Answers(coder.answers) as answers:
        read = answers.frame()["prompt_tokens"].tolist()
    assert before == pytest.approx(sum(read[2:]), rel=0.1)
