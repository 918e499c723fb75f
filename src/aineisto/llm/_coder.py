"""A language model on the researcher's own machine, as one more coder."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import KW_ONLY, dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.coders import in_document
from aineisto.codings import FAMILIES
from aineisto.core import __version__
from aineisto.core.checks import as_names, one_of
from aineisto.core.codings import LANGUAGE_MODEL
from aineisto.core.errors import ArgumentError
from aineisto.core.progress import is_watched
from aineisto.corpus import Corpus
from aineisto.llm._ask import Questions, Run, Settings, check_numbers
from aineisto.llm._calibration import calibrated
from aineisto.llm._client import Address, ChatClient, check_address
from aineisto.llm._plan import Plan, plan_of
from aineisto.llm._prompt import Template
from aineisto.llm._store import ANSWERS, Answers
from aineisto.llm._votes import codings_of, counts_frame, order_effect

if TYPE_CHECKING:
    from aineisto.pseudonyms import Pseudonymised

#: Corpus, codebook, decisions, and the statements that are no examples.
_Study: TypeAlias = tuple[Corpus, Codebook, pd.DataFrame | None, Iterable[str]]
#: The address at which Ollama listens.
OLLAMA = "http://127.0.0.1:11434/v1"


@dataclass(eq=False)
class LanguageModelCoder:
    """A language model behind a server that speaks the OpenAI protocol, as one more coder.

    Ollama, llama.cpp, vLLM and LM Studio speak it. The model's codings stand beside those of
    people and of aineisto's own coders and never among them: it codes blind, nobody is shown what
    it says unless asked for, and how far it agrees with people is measured like anybody else's.

    Parameters
    ----------
    endpoint : str
        Address of the server. One that is not this machine's own is refused.
    model : str
        The model's name, as the server lists it.
    allow_remote : bool or str
        The host to which this study's statements may be sent, or True for that of `endpoint`. It
        is noted in the project's log and in the report's paragraph on methods.
    pseudonymised : bool
        Send the text as `aineisto.pseudonymise` makes it; codings come back on the original.
    prompt : path-like, optional
        A prompt of your own; `aineisto.llm.write_prompt` writes the one that ships.
    n_votes : int
        How often each question is asked; the share that agrees is the confidence.
    temperature : float, optional
        By default 0 for one vote and 0.7 for several.
    seed : int
        Seed of the model and of the order of options.
    n_examples : int
        Examples from people's decisions for each code; 0 gives none.
    context : int
        Statements before the one to be coded that the model reads.
    shuffle : bool
        With several votes: offer the codes in another order each time, a scale upwards or
        downwards.
    workers : int
        Questions under way at once, as many as the server serves (``OLLAMA_NUM_PARALLEL``).
    timeout : float
        Seconds that one answer may take.
    max_tokens : int
        Longest answer; models that think before they answer need some thousands.
    answers : path-like, optional
        File in which every answer is stored as soon as it comes. By default
        ``llm-answers.sqlite`` in the folder of work; beside the project in `Project.precode`.
    stream : bool
        Ask for answers piece by piece.
    api_key : str, optional
        Key of the server.

    Attributes
    ----------
    tally : DataFrame
        Of the last run, by family: questions ``asked``, ``answered``, ``retried``, ``no_answer``
        (off the schema or the codebook twice; ``problems`` says how), ``quotations`` and those
        ``not_in_text``, which are no evidence.

    Examples
    --------
    >>> coder = LanguageModelCoder(model="qwen3:8b")
    >>> print(coder.dry_run(corpus, codebook))  # doctest: +SKIP
    >>> codings = coder.code(corpus, codebook, families=("stance",))  # doctest: +SKIP
    """

    endpoint: str = OLLAMA
    model: str = ""
    _: KW_ONLY
    allow_remote: bool | str = False
    pseudonymised: bool = False
    prompt: str | PathLike[str] | None = None
    n_votes: int = 1
    temperature: float | None = None
    seed: int = 0
    n_examples: int = 1
    context: int = 3
    shuffle: bool = True
    workers: int = 1
    timeout: float = 120.0
    max_tokens: int = 512
    answers: str | PathLike[str] | None = None
    stream: bool = False
    api_key: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.address: Address = check_address(self.endpoint, self.allow_remote)
        if not self.model:
            raise ArgumentError(
                "No model is named.", remedy='Give its name, as the server has it: "qwen3:8b".'
            )
        check_numbers(self)
        self.tally = counts_frame([])
        self._template = Template.read(self.prompt)
        self._identity: dict[str, str] | None = None

    def variants(
        self,
        models: Sequence[str] = (),
        prompts: Sequence[str | PathLike[str] | None] = (),
        seeds: Sequence[int] = (),
    ) -> list[LanguageModelCoder]:
        """Return this coder with other models, prompts and seeds, each with each."""
        return [
            replace(self, model=model, prompt=prompt, seed=seed)
            for model in (models or (self.model,))
            for prompt in (prompts or (self.prompt,))
            for seed in (seeds or (self.seed,))
        ]

    @property
    def coder(self) -> str:
        """The coder's name in codings: ``machine:llm:<model>@<digest>``.

        The digest is that of the model, the prompt and the settings together.
        """
        own = {**self.parameters, "server": "", "host": "", "aineisto": ""}
        digest = hashlib.sha256(json.dumps(own, sort_keys=True).encode()).hexdigest()[:12]
        name = re.sub(r"[\s,@]+", "-", self.model).strip("-")
        return f"{LANGUAGE_MODEL}{name}@{digest}"

    @property
    def parameters(self) -> dict[str, Any]:
        """What a reader of the study needs to know; the server is asked for the model's digest."""
        found = self._identify()
        settings = vars(self._settings)
        known = {"model": found["model"], "model_digest": found["digest"], **settings}
        known.pop("digest")
        return {
            **known,
            "server": found["server"],
            "host": self.address.host if self.address.remote else "",
            "pseudonymised": self.pseudonymised,
            "prompt_sha256": self._template.sha256,
            "aineisto": __version__,
        }

    @property
    def _settings(self) -> Settings:
        found = self._identify()
        warm = 0.0 if self.n_votes == 1 else 0.7
        return Settings(
            found["model"],
            found["digest"],
            self.n_votes,
            warm if self.temperature is None else float(self.temperature),
            self.seed,
            self.n_examples,
            self.context,
            self.shuffle,
            self.max_tokens,
        )

    def code(
        self,
        corpus: Corpus,
        codebook: Codebook,
        families: Sequence[str] = FAMILIES,
        *,
        decisions: pd.DataFrame | None = None,
        exclude: Iterable[str] = (),
        calibrate: bool = True,
        progress: bool | None = None,
    ) -> pd.DataFrame:
        """Code every statement of the interviewees.

        Stopped or killed, the same call goes on where it was: what is stored is not asked again.

        Parameters
        ----------
        corpus, codebook
            What is coded, and with what. Without themes, none are asked for.
        families : sequence of str
            ``stance``, ``theme``, ``actor``.
        decisions : DataFrame, optional
            The codings table of the study. Decisions that people made in sight of a suggestion
            become examples for statements of other interviewees; blind codes never do, and
            calibrate the confidence.
        exclude : iterable of str
            Statements that must not become examples: a blind sample still to be coded.
        calibrate : bool
            Turn confidence into how often the model and a person agree, where blind codes tell.
        progress : bool, optional
            Show progress and the time left on standard error; by default where somebody watches.

        Returns
        -------
        DataFrame
            The codings table: rows of one coder, all ``suggested``; places are in the document.
            A statement without a usable answer has no row, and `tally` counts it.

        Raises
        ------
        ModelError
            When the server does not answer, or has no such model.
        """
        wanted = _families(families, codebook)
        hidden, study = self._as_sent(corpus, codebook, decisions, exclude)
        made = self._code(*study, wanted, calibrate, progress)
        return made if hidden is None else hidden.restore(made, corpus)

    def _as_sent(
        self,
        corpus: Corpus,
        codebook: Codebook,
        decisions: pd.DataFrame | None = None,
        exclude: Iterable[str] = (),
    ) -> tuple[Pseudonymised | None, _Study]:
        """Return the study as the model reads it, with what leads back from its pseudonyms."""
        if not self.pseudonymised:
            return None, (corpus, codebook, decisions, exclude)
        from aineisto.pseudonyms import pseudonymise

        hidden = pseudonymise(corpus, codebook=codebook)
        if decisions is not None:
            known = decisions["statement_id"].isin(corpus.statements["statement_id"])
            decisions = hidden.move(decisions[known])
        apart = hidden.identifiers(exclude)
        return hidden, (hidden.corpus, hidden.codebook(codebook), decisions, apart)

    def _code(
        self,
        corpus: Corpus,
        codebook: Codebook,
        decisions: pd.DataFrame | None,
        exclude: Iterable[str],
        families: Sequence[str],
        calibrate: bool,
        progress: bool | None,
    ) -> pd.DataFrame:
        from tqdm import tqdm

        questions = self._questions(corpus, codebook, decisions, exclude, families)
        show = is_watched() if progress is None else progress
        with self._open() as (run, answers):
            with tqdm(total=len(questions), desc=self.model, unit="q", disable=not show) as bar:
                run.ask_all(questions, self.workers, lambda: bar.update())
            codings, self.tally = codings_of(questions, answers, codebook, self.coder)
        located = in_document(codings, corpus)
        if calibrate and decisions is not None:
            located, _ = calibrated(located, decisions, questions.respondents)
        keys = ["statement_id", "family", "start"]
        return located.sort_values(keys, kind="stable", ignore_index=True)

    def dry_run(
        self,
        corpus: Corpus,
        codebook: Codebook,
        families: Sequence[str] = FAMILIES,
        *,
        decisions: pd.DataFrame | None = None,
        exclude: Iterable[str] = (),
        probe: int = 3,
    ) -> Plan:
        """Return how much a run would ask: questions, tokens and about how long.

        Parameters
        ----------
        corpus, codebook, families, decisions, exclude
            As in `code`.
        probe : int
            Questions that are asked to measure the time, and stored; 0 asks nothing, and the time
            is then known only where answers are stored already.
        """
        wanted = _families(families, codebook)
        _, study = self._as_sent(corpus, codebook, decisions, exclude)
        questions = self._questions(*study, wanted)
        with self._open() as (run, answers):
            if probe:
                run.ask_all(questions, 1, most=probe)
            return plan_of(questions, answers, self.coder, self.workers)

    def order_effects(
        self,
        corpus: Corpus,
        codebook: Codebook,
        families: Sequence[str] = ("stance", "theme"),
        *,
        n_perm: int = 1999,
        seed: int = 0,
    ) -> pd.DataFrame:
        """Tell whether the order in which codes were offered moved what was chosen.

        Read from the stored answers of a run with several votes and shuffled options.

        Returns
        -------
        DataFrame
            One row a family: ``what`` is compared, its ``effect`` (0: order does not matter), the
            permutation test's ``p``, and ``n`` statements.

        Raises
        ------
        ArgumentError
            When no answers of this coder about this corpus are stored in its file.
        """
        said = self._as_sent(corpus, codebook)[1][0].answers
        texts = dict(said[["statement_id", "clean"]].itertuples(index=False, name=None))
        file = Path(self.answers or ANSWERS)
        with Answers(file if file.exists() else ":memory:") as answers:
            stored = answers.frame()
            mine = stored[(stored["coder"] == self.coder) & stored["statement_id"].isin(set(texts))]
            if mine.empty:
                raise ArgumentError(
                    "No answers of this coder about this corpus are stored.",
                    file=file,
                    remedy="Give answers=…; a project's lie beside it (study.llm.sqlite).",
                )
            rows = []
            for family in _families(families, codebook):
                found = answers.of(mine.loc[mine["family"] == family, "key"].tolist())
                rows.append(order_effect(family, list(found.values()), texts, n_perm, seed))
        return pd.DataFrame(rows)

    @contextmanager
    def _open(self) -> Iterator[tuple[Run, Answers]]:
        with closing(self._client()) as client, Answers(self.answers or ANSWERS) as answers:
            yield Run(client, self._template, self._settings, answers, self.coder), answers

    def _client(self) -> ChatClient:
        options = {"timeout": self.timeout, "api_key": self.api_key, "stream": self.stream}
        return ChatClient(self.address, self.model, **options)  # type: ignore[arg-type]

    def _identify(self) -> dict[str, str]:
        if self._identity is None:
            with closing(self._client()) as client:
                self._identity = client.identity()
        return self._identity

    def _questions(
        self,
        corpus: Corpus,
        codebook: Codebook,
        decisions: pd.DataFrame | None,
        exclude: Iterable[str],
        families: Sequence[str],
    ) -> Questions:
        return Questions(
            corpus, codebook, families, self._template, self._settings, decisions, exclude
        )


def _families(families: Sequence[str], codebook: Codebook) -> list[str]:
    wanted = as_names(families, "families")
    for family in wanted:
        one_of(family, FAMILIES, "family")
    return [one for one in wanted if one != "theme" or codebook.themes]
