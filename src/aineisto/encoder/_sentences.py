"""The outputs of words in their sentences: tags, names and vectors, neighbours read together."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

import numpy as np

from aineisto.encoder._files import Files
from aineisto.encoder._rows import batches, group_sentences, pad, word_rows
from aineisto.encoder._texts import BUDGET
from aineisto.encoder._voikko import features

#: Pieces up to which neighbouring sentences of a document are read together, as in training.
CONTEXT = 96


def sentence_outputs(
    files: Files,
    sentences: Sequence[Sequence[str]],
    documents: Sequence[Hashable],
    outputs: Sequence[str],
) -> Iterator[list[np.ndarray]]:
    """Yield for every sentence an array (words, …) for each output, neighbours read together."""
    groups = group_sentences(sentences, documents, files, CONTEXT)
    joined = [[word for i in group for word in sentences[i]] for group in groups]
    for group, answer in zip(groups, _word_outputs(files, joined, outputs), strict=True):
        begin = 0
        for i in group:
            end = begin + len(sentences[i])
            yield [array[begin:end] for array in answer]
            begin = end


def _word_outputs(
    files: Files, sentences: Sequence[Sequence[str]], outputs: Sequence[str]
) -> list[list[np.ndarray]]:
    """Return for every sentence an array (words, …) for each output."""
    answers: list[list[list[np.ndarray]]] = [[[] for _ in outputs] for _ in sentences]
    rows = [
        row
        for owner, words in enumerate(sentences)
        if len(words) > 0
        for row in word_rows(owner, words, files)
    ]
    kept: list[list[np.ndarray]] = [[] for _ in rows]
    for batch in batches([len(row.pieces) for row in rows], BUDGET):
        inputs = pad([rows[i] for i in batch], files.layout)
        for place, i in enumerate(batch):
            row = rows[i]
            words = sentences[row.owner][row.window.begin : row.window.end]
            inputs["voikko"][place, : len(words)] = features(words)
        results = files.run(outputs, inputs)
        for place, i in enumerate(batch):
            window = rows[i].window
            inside = slice(window.first - window.begin, window.stop - window.begin)
            # Copies, so that the padded batch is not kept alive by a view of it.
            kept[i] = [result[place, inside].copy() for result in results]
    for row, parts in zip(rows, kept, strict=True):
        for of_output, part in zip(answers[row.owner], parts, strict=True):
            of_output.append(part)
    return [
        [
            np.concatenate(parts) if parts else np.zeros((0, files.width[name]), np.float32)
            for name, parts in zip(outputs, of_sentence, strict=True)
        ]
        for of_sentence in answers
    ]
