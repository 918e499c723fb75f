"""The encoder: one small network that gives vectors, tags, names and polarity."""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import softmax

from aineisto.core.checks import as_sentence, refuse_one_string
from aineisto.core.data import data_path
from aineisto.core.errors import ArgumentError, ModelError
from aineisto.core.vectors import unit
from aineisto.encoder._decoding import Name, decode_names, with_majority_types
from aineisto.encoder._files import Files, number_of_threads
from aineisto.encoder._outputs import CHUNK, TextOutputs, sentence_outputs
from aineisto.encoder._rows import chunks
from aineisto.encoder._statements import Line, StatementOutputs, read_lines
from aineisto.morphology import Tag

#: Where the encoder lies in the installation.
FOLDER = "models/encoder-fi"


@dataclass(frozen=True)
class Reading:
    """What one pass of the encoder tells of a sentence; None for what was not asked for.

    Attributes
    ----------
    tags : list of Tag, optional
        Part of speech and features of every word.
    names : list of Name, optional
        Names in the order of the text.
    vectors : ndarray of float32 (words, width), optional
        A vector for every word in its sentence.

    Examples
    --------
    >>> reading = next(iter(read_words([["Kela", "vastasi", "nopeasti", "."]])))
    >>> [tag.upos for tag in reading.tags]
    ['PROPN', 'VERB', 'ADV', 'PUNCT']
    """

    tags: list[Tag] | None = None
    names: list[Name] | None = None
    vectors: np.ndarray | None = None


class Encoder:
    """Sentence vectors, tags, names and polarity from one small Finnish network.

    The network is multilingual-e5-small cut to the pieces of Finnish, at 8 bits, with heads of its
    own (``models/encoder-fi``). It runs on onnxruntime, on the processor, without a network
    connection. Memory does not grow with the number of texts or with their length.

    Parameters
    ----------
    folder : path-like, optional
        Folder of the model; the library's own when not given.
    threads : int, optional
        Threads of the network; else the environment variable ``AINEISTO_THREADS``, else
        ``OMP_NUM_THREADS``, else one for each physical core that the process may use.

    Raises
    ------
    ModelError
        When the model is absent or damaged (at its first use), or onnxruntime is not installed.

    Examples
    --------
    >>> encoder = Encoder()
    >>> [tag.upos for tag in encoder.tag_words([["Kortti", "maksaa", "paljon"]])[0]]
    ['NOUN', 'VERB', 'ADV']
    """

    def __init__(
        self, folder: str | os.PathLike[str] | None = None, threads: int | None = None
    ) -> None:
        self.folder = folder
        self.threads = threads
        self._lock = threading.Lock()
        self._loaded: tuple[int, Files] | None = None
        self._texts = TextOutputs()

    @property
    def version(self) -> str:
        """Name and version of the model."""
        return self._files().layout.version

    @property
    def dimensions(self) -> int:
        """Length of a sentence vector."""
        return self._files().layout.dimensions

    @property
    def polarity_labels(self) -> tuple[Any, ...]:
        """What the columns of `polarity` mean; empty for a model without that head."""
        return self._files().layout.polarity

    def load(self) -> Encoder:
        """Load the model now, not at its first use."""
        self._files()
        return self

    # --- Sentences ---------------------------------------------------------------------------

    def encode(self, texts: Iterable[str]) -> np.ndarray:
        """Return vectors of texts.

        Parameters
        ----------
        texts : iterable of str
            A text longer than the network reads at once is read in windows that overlap; its
            vector is their mean by length.

        Returns
        -------
        ndarray of float32 (n, dimensions)
            Rows of length 1; zeros for a text without words.
        """
        return unit(self._texts.read(self._files(), texts, "embedding"))

    def polarity(self, texts: Iterable[str]) -> np.ndarray:
        """Return probabilities of the polarity of texts.

        Parameters
        ----------
        texts : iterable of str

        Returns
        -------
        ndarray of float32 (n, k)
            Columns are `polarity_labels`, from the most negative to the most positive; every row
            sums to 1. Even for a text without words.

        Raises
        ------
        ModelError
            When the model has no such head.
        """
        labels = self.polarity_labels
        if not labels:
            raise ModelError(
                f"{self.version} has no head for polarity.", remedy="Use StanceClassifier."
            )
        return softmax(self._texts.read(self._files(), texts, "polarity"), axis=1)

    def read_lines(self, lines: Sequence[Line]) -> StatementOutputs:
        """Read statements in their dialogue: stance, kind, subject and vector of each.

        Parameters
        ----------
        lines : sequence of Line
            Statements in the order in which they were said, those of one document together, the
            interviewer's among them; words in standard forms.

        Returns
        -------
        StatementOutputs
            Rows as the lines.

        Raises
        ------
        ModelError
            When the model has no such heads.
        """
        if not self.stance_labels:
            raise ModelError(
                f"{self.version} has no heads for statements.",
                remedy="Use the encoder that comes with this version of aineisto.",
            )
        return read_lines(self._files(), lines)

    @property
    def stance_labels(self) -> tuple[int, ...]:
        """The steps of stance that the columns mean, ascending; empty without that head."""
        return self._files().layout.stance

    @property
    def kind_labels(self) -> tuple[str, ...]:
        """The kinds of statements that the columns mean."""
        return self._files().layout.kinds

    @property
    def sharpness(self) -> float:
        """What cosines of `subject` with those of themes are multiplied by to make logits."""
        return self._files().layout.sharpness

    @property
    def subject_middle(self) -> np.ndarray:
        """The mean of `subject` over statements of many interviews, shape (d,)."""
        return np.array(self._files().layout.subject_middle, dtype=np.float32)

    def forget(self) -> None:
        """Forget what is kept of the texts read.

        A pass over texts gives their vectors and their polarity; which of them was not asked for
        is kept until it is: vectors of at most 20,000 texts, polarity of 120,000.
        """
        self._texts.forget()

    # --- Words -------------------------------------------------------------------------------

    def read(
        self,
        sentences: Iterable[Sequence[str]],
        documents: Iterable[Hashable] | None = None,
        *,
        tags: bool = True,
        names: bool = True,
        vectors: bool = False,
    ) -> Iterator[Reading]:
        """Tell of every word what it is, in one pass over the sentences.

        Parameters
        ----------
        sentences : iterable of sequences of str
            Words of each sentence, as `aineisto.language.tokenize` cuts them. Sentences longer
            than the network reads at once are read in windows that overlap; a word's answer
            comes from the window in which it stands further from a cut.
        documents : iterable, optional
            For every sentence a mark of its document. Short neighbouring sentences of one
            document are then read together, which helps with names, and a name has the type there
            that it has most often; else each is read alone.
        tags, names, vectors : bool
            What to tell.

        Yields
        ------
        Reading
            One for each sentence, in their order.
        """
        heads = {"upos": tags, "feats": tags, "names": names, "words": vectors}
        outputs = [name for name, wanted in heads.items() if wanted]
        if not outputs:
            raise ArgumentError("Nothing is asked for.", remedy="Ask for tags, names or vectors.")
        refuse_one_string(sentences, "sentences", "sentences")
        files = self._files()
        marks = count() if documents is None else iter(documents)
        for chunk in chunks(zip(sentences, marks, strict=False), CHUNK):
            own = [as_sentence(sentence) for sentence, _ in chunk]
            documents_of = [mark for _, mark in chunk]
            readings = [
                _interpret(dict(zip(outputs, parts, strict=True)), files)
                for parts in sentence_outputs(files, own, documents_of, outputs)
            ]
            if names and documents is not None:
                found = with_majority_types(
                    [reading.names or [] for reading in readings], own, documents_of
                )
                readings = [replace(r, names=n) for r, n in zip(readings, found, strict=True)]
            yield from readings

    @property
    def name_labels(self) -> tuple[str, ...]:
        """``O``, ``B-PER``, ``I-PER``, …: the columns of `name_probabilities`."""
        return self._files().layout.names

    def name_probabilities(self, sentences: Sequence[Sequence[str]]) -> list[np.ndarray]:
        """Return how probable each label of a name is of every word of a document.

        Parameters
        ----------
        sentences : sequence of sequences of str
            The words of one document; short neighbouring sentences are read together, as by
            `read` with `documents`.

        Returns
        -------
        list of ndarray of float64 (words, labels)
            Columns are `name_labels`; every row sums to 1.
        """
        document = [0] * len(sentences)
        parts = sentence_outputs(self._files(), sentences, document, ["names"])
        return [softmax(logits.astype(float), axis=1) for (logits,) in parts]

    def tag_words(
        self,
        sentences: Iterable[Sequence[str]],
        documents: Iterable[Hashable] | None = None,
    ) -> list[list[Tag]]:
        """Return part of speech (UPOS) and features (UD) of every word.

        Parameters
        ----------
        sentences, documents
            As in `read`.

        Returns
        -------
        list of list of Tag
            As many tags as words.
        """
        return [reading.tags or [] for reading in self.read(sentences, documents, names=False)]

    def find_names(
        self,
        sentences: Iterable[Sequence[str]],
        documents: Iterable[Hashable] | None = None,
    ) -> list[list[Name]]:
        """Return the names in sentences: PER, ORG, LOC, PRO, EVENT, DATE.

        Parameters
        ----------
        sentences, documents
            As in `read`.

        Returns
        -------
        list of list of Name
            Their places are numbers of words.
        """
        return [reading.names or [] for reading in self.read(sentences, documents, tags=False)]

    def word_vectors(self, sentences: Iterable[Sequence[str]]) -> list[np.ndarray]:
        """Return a vector for every word in its sentence.

        Parameters
        ----------
        sentences : iterable of sequences of str

        Returns
        -------
        list of ndarray of float32 (words, width)
        """
        readings = self.read(sentences, tags=False, names=False, vectors=True)
        return [np.asarray(reading.vectors) for reading in readings]

    # --- The model ---------------------------------------------------------------------------

    def _files(self) -> Files:
        # The threads of a session do not live on in a forked child: it loads its own.
        loaded, process = self._loaded, os.getpid()
        if loaded is not None and loaded[0] == process:
            return loaded[1]
        with self._lock:
            if self._loaded is None or self._loaded[0] != process:
                folder = data_path(FOLDER) if self.folder is None else Path(self.folder)
                self._loaded = (process, Files(folder, number_of_threads(self.threads)))
            return self._loaded[1]

    def __reduce__(self) -> tuple[type[Encoder], tuple[Any, ...]]:
        return type(self), (self.folder, self.threads)

    def __repr__(self) -> str:
        return f"Encoder({str(self.folder or FOLDER)!r})"


@lru_cache(maxsize=1)
def shared_encoder() -> Encoder:
    """Return the library's encoder, one for the whole process.

    Examples
    --------
    >>> shared_encoder() is shared_encoder()
    True
    """
    return Encoder()


def _interpret(answer: dict[str, np.ndarray], files: Files) -> Reading:
    return Reading(
        files.tags.decode(answer["upos"], answer["feats"]) if "upos" in answer else None,
        decode_names(answer["names"], files.layout.names) if "names" in answer else None,
        answer["words"].copy() if "words" in answer else None,
    )
