"""Annotate a frame of statements: a pure function of each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from os import PathLike
from threading import Lock
from typing import Any, Protocol

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook
from aineisto.core.checks import as_names
from aineisto.core.errors import ArgumentError

PARTS = ("lemmas", "themes", "stance", "actors")
MODELS = ("fast", "accurate")
#: What stands between the actors of one statement.
BETWEEN = "; "
#: Statements that are worked on at a time, always filled up to this number. A product of matrices
#: rounds differently with another number of rows; with one number alone, a statement's answer
#: does not depend on those beside it. A multiple of every BLAS kernel's tile.
BLOCK = 256
#: The native libvoikko must not be called by two threads at once, as a cluster's worker may do.
_ONE_AT_A_TIME = Lock()

_COLUMNS: dict[str, dict[str, str]] = {
    "lemmas": {"lemmas": "str"},
    "themes": {"theme": "str", "theme_confidence": "float64"},
    "stance": {"stance": "int64", "stance_score": "float64", "stance_confidence": "float64"},
    "actors": {"actors": "str"},
}


def annotate(
    frame: pd.DataFrame,
    codebook: Codebook | str | PathLike[str] | None = None,
    *,
    text: str | None = None,
    parts: Sequence[str] = PARTS,
    models: str = "fast",
) -> pd.DataFrame:
    """Give each statement of a frame its lemmas, theme, stance and actors.

    A pure function of each row: a statement is read alone, so that its answer is the same in any
    partition, order and process. It is what runs on one machine, in Dask's ``map_partitions``
    and in Spark's ``mapInPandas``. (For a study of interviews, `precode` reads a statement with
    its turn and its question and keeps the evidence.)

    Parameters
    ----------
    frame : DataFrame
        A statement a row; other columns are kept. A missing text counts as an empty one.
    codebook : Codebook or path, optional
        Its themes, scale and actors. Without one, there are no themes, the scale is −2…2 and the
        actors are those of the built-in register.
    text : str, optional
        Column of the text; by default ``clean`` where there is one, else ``text``.
    parts : sequence of {"lemmas", "themes", "stance", "actors"}
        What to annotate.
    models : {"fast", "accurate"}, default "fast"
        ``"fast"``: words by themselves and the static table of vectors. ``"accurate"``: words in
        their sentence, and `Embedder("default")` for themes and stance.

    Returns
    -------
    DataFrame
        The frame with the columns of `annotated_columns` behind its own, index as it was:
        ``lemmas`` (of the words, between spaces), ``theme`` (the likeliest code, or ``"none"``)
        and ``theme_confidence``, ``stance`` (a step of the scale), ``stance_score``
        (continuous) and ``stance_confidence``, ``actors`` (their names in the order of the
        text, each once, between ``"; "``). Numbers are rounded to four decimals.

    Raises
    ------
    AineistoError
        When the column of the text is missing or holds something else than text, when a column
        of a result is there already, or when a part or models are unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> statements = pd.DataFrame({"text": ["KELA:n rajapinta toimii."]})
    >>> annotate(statements, parts=["lemmas", "actors"]).iloc[0].tolist()
    ['KELA:n rajapinta toimii.', 'KELA rajapinta toimia', 'Kela']
    """
    book = codebook if isinstance(codebook, Codebook | None) else Codebook.load(codebook)
    columns = annotated_columns(book, parts=parts, models=models)
    texts = _texts(frame, text, columns)
    with _ONE_AT_A_TIME:
        annotator = _annotator("" if book is None else book.to_toml(), tuple(parts), models)
        blocks = [annotator.annotate(block) for block in _blocks(texts)]
    found = {
        name: pd.Series(
            [value for block in blocks for value in block[name]], index=frame.index, dtype=kind
        )
        for name, kind in columns.items()
    }
    return frame.assign(**found)


def annotated_columns(
    codebook: Codebook | None = None, *, parts: Sequence[str] = PARTS, models: str = "fast"
) -> dict[str, str]:
    """Return the columns that `annotate` adds, each with its pandas kind.

    Raises
    ------
    AineistoError
        When a part or the models are unknown.

    Examples
    --------
    >>> list(annotated_columns(parts=["lemmas", "actors"]))
    ['lemmas', 'actors']
    """
    parts = as_names(parts, "parts")
    for given, known, what in ((parts, PARTS, "part"), ((models,), MODELS, "choice of models")):
        for name in given:
            if name not in known:
                raise ArgumentError(
                    f"The {what} {name!r} is not known.", remedy=f"Choose {', '.join(known)}."
                )
    wanted = [part for part in PARTS if part in parts]
    if codebook is None or not codebook.themes:
        wanted = [part for part in wanted if part != "themes"]
    return {name: kind for part in wanted for name, kind in _COLUMNS[part].items()}


def text_column(columns: Sequence[str], text: str | None) -> str:
    """Return the column that holds the text.

    Raises
    ------
    AineistoError
        When there is none.
    """
    wanted = [text] if text else ["clean", "text"]
    for name in wanted:
        if name in columns:
            return name
    raise ArgumentError(
        f"There is no column {' or '.join(wanted)}.",
        remedy=f"Name the column of the text: {', '.join(map(str, columns)) or 'there is none'}.",
    )


def _texts(frame: pd.DataFrame, text: str | None, columns: dict[str, str]) -> list[str]:
    name = text_column(list(frame.columns), text)
    there = [column for column in columns if column in frame]
    if there:
        raise ArgumentError(
            f"The frame has the columns {', '.join(there)} already.",
            remedy="Rename or drop them, or leave out those `parts`.",
        )
    values = frame[name]
    missing = values.isna().to_numpy()
    texts = ["" if gone else value for value, gone in zip(values, missing, strict=True)]
    strange = next((row for row, value in enumerate(texts) if not isinstance(value, str)), None)
    if strange is not None:
        raise ArgumentError(
            f"The column {name} holds {texts[strange]!r}, which is not text.",
            place=f"row {strange + 1}",
            remedy="Name the column of the text.",
        )
    return texts


def _blocks(texts: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), BLOCK):
        yield list(texts[start : start + BLOCK])


class _Part(Protocol):
    def __call__(self, texts: list[str]) -> dict[str, Any]: ...


@dataclass(frozen=True)
class _Annotator:
    parts: tuple[_Part, ...]
    models: str

    def annotate(self, texts: list[str]) -> dict[str, list[Any]]:
        """Return the values of each column for at most `BLOCK` texts."""
        filled = texts + [""] * (BLOCK - len(texts))
        if self.models != "fast":
            from aineisto.encoder import shared_encoder

            # What it read among other texts would not be what it reads of each text by itself.
            shared_encoder().forget()
        found: dict[str, list[Any]] = {}
        for part in self.parts:
            for name, values in part(filled).items():
                found[name] = list(values)[: len(texts)]
        return found


@lru_cache(maxsize=4)
def _annotator(toml: str, parts: tuple[str, ...], models: str) -> _Annotator:
    """Return the annotator of a codebook; a process makes it once for all its partitions."""
    codebook = Codebook.from_toml(toml) if toml else None
    makers = {"lemmas": _lemmas, "themes": _themes, "stance": _stance, "actors": _actors}
    made = [makers[part](codebook, models) for part in PARTS if part in parts]
    return _Annotator(tuple(part for part in made if part is not None), models)


def _lemmas(_: Codebook | None, models: str) -> _Part:
    from aineisto.language import shared_lemmatizer, tokenize

    lemmatizer = shared_lemmatizer(models)

    def part(texts: list[str]) -> dict[str, Any]:
        words = [[token.text for token in tokenize(text)] for text in texts]
        # Each alone: what is spoken Finnish is heard from the sentences that come together.
        alone = [lemmatizer.lemmatize([some])[0] for some in words]
        # Marks stand in the sentence that the lemmatiser reads, and are left out afterwards.
        lemmas = [
            " ".join(
                lemma
                for word, lemma in zip(*pair, strict=True)
                if word.isalnum() or any(map(str.isalnum, word))
            )
            for pair in zip(words, alone, strict=True)
        ]
        return {"lemmas": lemmas}

    return part


def _themes(codebook: Codebook | None, models: str) -> _Part | None:
    from aineisto.language import Embedder
    from aineisto.themes import ThemeAssigner

    if codebook is None or not codebook.themes:
        return None
    fast = models == "fast"
    embedder = Embedder("fast") if fast else _OneByOne(Embedder())
    # A row's theme must not depend on which rows share its part.
    assigner = ThemeAssigner(codebook, embedder, together=False)

    def part(texts: list[str]) -> dict[str, Any]:
        proba = assigner.predict_proba(texts).round(4)
        best = proba.argmax(axis=1)
        confidence = proba[np.arange(len(best)), best]
        return {"theme": assigner.classes_[best].tolist(), "theme_confidence": confidence}

    return part


class _OneByOne:
    """An embedder that reads each text by itself: a batch of an int8 model shares one scale."""

    def __init__(self, embedder: Any) -> None:
        self.version = embedder.version
        self._embedder = embedder

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        known = {text: self._embedder.encode([text])[0] for text in dict.fromkeys(texts)}
        return np.stack([known[text] for text in texts])


def _stance(codebook: Codebook | None, models: str) -> _Part:
    from aineisto.stance import StanceClassifier, prior_of

    embedder = "fast" if models == "fast" else "default"
    classifier = StanceClassifier(embedder=embedder)
    if codebook is not None:
        scale = [point.value for point in codebook.scale]
        classifier = StanceClassifier(scale, embedder, codebook.cues)
    prior = prior_of(classifier.cues, embedder)

    def part(texts: list[str]) -> dict[str, Any]:
        # What was read among other texts is forgotten, and what is read here is remembered.
        prior.forget()
        if models != "fast":
            for text in texts:  # each by itself, as in `_OneByOne`
                prior.read(text)
        values = classifier.predict(texts)
        steps = np.searchsorted(classifier.classes_, values)
        confidence = classifier.predict_proba(texts)[np.arange(len(steps)), steps]
        found = {
            "stance": values,
            "stance_score": classifier.decision_score(texts).round(4),
            "stance_confidence": confidence.round(4),
        }
        prior.forget()
        return found

    return part


def _actors(codebook: Codebook | None, _: str) -> _Part:
    from aineisto.actors import ActorRecognizer

    recognizer = ActorRecognizer(codebook.actors if codebook is not None else None)

    def part(texts: list[str]) -> dict[str, Any]:
        found = recognizer.find(texts)
        names = found.groupby("text")["actor"].agg(
            lambda actors: BETWEEN.join(dict.fromkeys(actors))
        )
        return {"actors": names.reindex(range(len(texts)), fill_value="").tolist()}

    return part
