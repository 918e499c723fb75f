"""What is asked of a model, request by request, and the run that asks what is not yet stored."""

from __future__ import annotations

import hashlib
import json
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import empty_codings
from aineisto.core.errors import AineistoWarning, ArgumentError
from aineisto.corpus import Corpus, guide_of
from aineisto.llm._answers import OffSchemaError, parse_answer
from aineisto.llm._client import ChatClient
from aineisto.llm._examples import Examples
from aineisto.llm._prompt import Option, Statement, Template, in_order, options_of, schema_of
from aineisto.llm._protocol import Reply
from aineisto.llm._store import Answer, Answers

#: A prompt of more characters to a token than any text has was cut by the server.
_CUT = 6.0


@dataclass(frozen=True)
class Settings:
    """With what a model is asked: all that may change an answer, and nothing else."""

    model: str
    digest: str
    n_votes: int
    temperature: float
    seed: int
    n_examples: int
    context: int
    shuffle: bool
    max_tokens: int


#: The least that each whole number may be, and each other number; a seed may be any.
_WHOLE = {"n_votes": 1, "workers": 1, "n_examples": 0, "context": 0, "max_tokens": 1, "seed": None}
_REAL = {"temperature": 0.0, "timeout": 0.001}


def check_numbers(settings: Any) -> None:
    """Check the numbers among a coder's settings; a temperature may be None."""
    for kind, word, bounds in ((Integral, "whole number", _WHOLE), (Real, "number", _REAL)):
        for name, least in bounds.items():
            value = getattr(settings, name)
            if value is None and name == "temperature":
                continue
            is_number = isinstance(value, kind) and not isinstance(value, bool)
            if not is_number or not (least is None or value >= least):
                raise ArgumentError(
                    f"{name} is {value!r}.",
                    remedy=f"Give a {word}{'' if least is None else f' from {least} on'}.",
                )


@dataclass(frozen=True, eq=False)
class Request:
    """One question about one statement."""

    key: str
    statement_id: str
    family: str
    vote: int
    options: tuple[Option, ...]
    messages: list[dict[str, str]]
    text: str

    @property
    def codes(self) -> tuple[str | int, ...]:
        """The codes that may be chosen, in the order in which they are offered."""
        return tuple(option.code for option in self.options)

    @property
    def characters(self) -> int:
        """Length of the prompt."""
        return sum(len(message["content"]) for message in self.messages)


class Questions:
    """Everything that a model is asked about a corpus, in the corpus's order.

    Parameters
    ----------
    corpus, codebook
        What is coded, and with what.
    families : sequence of str
        What is asked of each statement.
    template : Template
        The prompt.
    settings : Settings
        With what.
    decisions : DataFrame, optional
        The codings table; people's decisions in it are examples.
    exclude : iterable of str
        Statements that are no examples.
    """

    def __init__(
        self,
        corpus: Corpus,
        codebook: Codebook,
        families: Sequence[str],
        template: Template,
        settings: Settings,
        decisions: pd.DataFrame | None = None,
        exclude: Iterable[str] = (),
    ) -> None:
        self._codebook, self._template, self._settings = codebook, template, settings
        self.families = tuple(families)
        self.statements = read_statements(corpus, codebook, settings.context)
        answers = corpus.answers
        people = answers["participant"].where(answers["participant"] != "", answers["speaker"])
        self.respondents = dict(zip(answers["statement_id"], people, strict=True))
        rows = empty_codings() if decisions is None else decisions
        each, kept = settings.n_examples, set(exclude)
        self._examples = {
            family: Examples(family, rows, self.statements, self.respondents, each, kept)
            for family in self.families
        }
        self._options = {family: options_of(family, codebook) for family in self.families}

    def __len__(self) -> int:
        return len(self.statements) * len(self.families) * self._settings.n_votes

    def __iter__(self) -> Iterator[Request]:
        for family in self.families:  # the beginning of a prompt stays the same for the server
            for name in self.statements:
                for vote in range(self._settings.n_votes):
                    yield self._request(name, family, vote)

    def _request(self, name: str, family: str, vote: int) -> Request:
        settings, statement = self._settings, self.statements[name]
        shuffled = settings.shuffle and settings.n_votes > 1
        order = _number(f"{settings.seed} {name} {family} {vote}") if shuffled else None
        options = in_order(family, self._options[family], order)
        shown = [
            {"data": one.data, "answer": one.answer}
            for one in self._examples[family].without(self.respondents[name])
            if one.text != statement.text
        ]
        messages = self._template.fill(family, self._codebook.name, options, shown, statement)
        asked = {
            "messages": messages,
            "schema": schema_of(family, options),
            "model": settings.digest or settings.model,
            "temperature": settings.temperature,
            "seed": settings.seed + vote,
            "max_tokens": settings.max_tokens,
            # Two statements of the same words are asked apart.
            "statement": name,
        }
        key = hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode("utf-8")).hexdigest()
        return Request(key, name, family, vote, tuple(options), messages, statement.text)


def read_statements(corpus: Corpus, codebook: Codebook, context: int) -> dict[str, Statement]:
    """Return what a model reads of each answer: its words, its question, what was said before."""
    guide = guide_of(corpus, codebook)
    asked = {question.code: question.text for question in guide}
    found: dict[str, Statement] = {}
    for _, part in corpus.statements.groupby("document", sort=False):
        said = list(zip(part["role"], part["clean"], strict=True))
        rows = zip(part["statement_id"], part["role"], part["question"], strict=True)
        for place, (name, role, question) in enumerate(rows):
            if role != "interviewee":
                continue
            before = tuple(said[max(0, place - context) : place])
            found[name] = Statement(said[place][1], asked.get(question, ""), before)
    return {name: found[name] for name in corpus.answers["statement_id"]}


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big")


class Run:
    """A run that asks what is not yet stored. Stopped anywhere, the next goes on from there.

    Parameters
    ----------
    client : ChatClient
        Whom to ask.
    template : Template
        For what is said of an answer that will not do.
    settings : Settings
        With what.
    answers : Answers
        Where answers are stored, each as soon as it comes.
    coder : str
        The coder's name, stored with its answers.
    """

    def __init__(
        self,
        client: ChatClient,
        template: Template,
        settings: Settings,
        answers: Answers,
        coder: str,
    ) -> None:
        self._client, self._template, self._settings = client, template, settings
        self._answers, self._coder = answers, coder
        self._stopped = threading.Event()
        self._warned = False

    def ask_all(
        self,
        questions: Iterable[Request],
        workers: int,
        done: Callable[[], Any] = lambda: None,
        most: int | None = None,
    ) -> int:
        """Ask what is not stored, at most `most`, several at a time; return how many were asked.

        Raises
        ------
        ModelError
            When the server fails; what was answered before is stored.
        """
        asked, running = 0, set[Future[None]]()
        pool = ThreadPoolExecutor(workers, thread_name_prefix="aineisto-llm")
        try:
            for request in questions:
                if request.key in self._answers:
                    done()
                    continue
                if most is not None and asked >= most:
                    break
                asked += 1
                running.add(pool.submit(self._ask_one, request))
                if len(running) >= workers:
                    running = self._finished(running, done)
            while running:
                running = self._finished(running, done)
        except BaseException:
            self._stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            self._client.close()  # what is under way ends
            raise
        pool.shutdown()
        return asked

    def _finished(self, running: set[Future[None]], done: Callable[[], Any]) -> set[Future[None]]:
        ready, still = wait(running, return_when=FIRST_COMPLETED)
        for one in ready:
            one.result()
            done()
        return set(still)

    def _ask_one(self, request: Request) -> None:
        if not self._stopped.is_set():
            answer = self._answer(request)
            self._answers.put(answer)
            self._look_at(answer)

    def _answer(self, request: Request) -> Answer:
        """Ask, and once more where the answer will not do."""
        messages, replies, problem = list(request.messages), list[Reply](), ""
        for again in range(2):
            reply = self._client.chat(
                messages,
                schema_of(request.family, request.options),
                temperature=self._settings.temperature,
                seed=self._settings.seed + request.vote + 7919 * again,
                max_tokens=self._settings.max_tokens,
            )
            replies.append(reply)
            problem = _problem(request, reply)
            if not problem:
                break
            complaint = self._template.complain(problem)
            messages += [
                {"role": "assistant", "content": reply.text[:2000]},
                {"role": "user", "content": complaint},
            ]
        spent = [reply.answer_tokens for reply in replies if reply.answer_tokens is not None]
        return Answer(
            request.key,
            self._coder,
            request.statement_id,
            request.family,
            request.vote,
            request.codes,
            replies[-1].text,
            problem,
            len(replies),
            request.characters,
            replies[0].prompt_tokens,
            sum(spent) if spent else None,
            sum(reply.seconds for reply in replies),
        )

    def _look_at(self, answer: Answer) -> None:
        tokens = answer.prompt_tokens
        if tokens and answer.characters / tokens > _CUT and not self._warned:
            self._warned = True
            warnings.warn(
                f"The server read {tokens} tokens of a prompt of {answer.characters} characters: "
                "it may have cut the prompt. Give the model a larger context (Ollama: "
                "OLLAMA_CONTEXT_LENGTH=8192, then start it again).",
                AineistoWarning,
                stacklevel=2,
            )


def _problem(request: Request, reply: Reply) -> str:
    try:
        parse_answer(request.family, reply.text, request.text, request.codes, reply.finish)
    except OffSchemaError as error:
        return str(error)
    return ""


def collected(
    questions: Iterable[Request], answers: Answers
) -> Iterator[tuple[str, str, list[Answer]]]:
    """Yield family, statement and its stored votes, in the order asked."""
    waiting: list[Request] = []
    for request in questions:
        if waiting and (waiting[0].family, waiting[0].statement_id) != (
            request.family,
            request.statement_id,
        ):
            yield _of(waiting, answers)
            waiting = []
        waiting.append(request)
    if waiting:
        yield _of(waiting, answers)


def _of(waiting: Sequence[Request], answers: Answers) -> tuple[str, str, list[Answer]]:
    stored: Mapping[str, Answer] = answers.of([one.key for one in waiting])
    votes = [stored[one.key] for one in waiting if one.key in stored]
    return waiting[0].family, waiting[0].statement_id, votes
