"""What the network says of whole texts (vector, polarity) and of words in their sentences."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b

import numpy as np

from aineisto.core.checks import refuse_one_string
from aineisto.encoder._files import Files
from aineisto.encoder._rows import batches, chunks, group_sentences, pad, text_rows, word_rows
from aineisto.encoder._voikko import features

#: Pieces in a batch, padding counted. Larger ones fall out of the processor's caches: half as fast.
BUDGET = 256
#: Texts or sentences that are sorted by length together; what comes out waits for no more.
CHUNK = 512
#: Texts of which an output is kept until it is asked for: some 30 MB of either.
KEPT = {"embedding": 20_000, "polarity": 120_000}


class TextOutputs:
    """The outputs of texts, each text passed through the network once.

    A pass gives both outputs at the cost of one. That which was not asked for is kept until it is,
    under a hash of the text; asked for again after that, a text is passed again.
    """

    def __init__(self) -> None:
        self._kept: dict[str, dict[bytes, np.ndarray]] = {"embedding": {}, "polarity": {}}

    def forget(self) -> None:
        """Forget what is kept."""
        for kept in self._kept.values():
            kept.clear()

    def read(self, files: Files, texts: Iterable[str], output: str) -> np.ndarray:
        """Return ``"embedding"`` or ``"polarity"`` of texts, shape (n, columns)."""
        refuse_one_string(texts, "texts", "texts")
        layout = files.layout
        widths = {"embedding": layout.dimensions, "polarity": len(layout.polarity)}
        outputs = [name for name in self._kept if widths[name]]
        parts = [np.zeros((0, widths[output]), dtype=np.float32)]
        for chunk in chunks(texts, CHUNK):
            keys = [_key(text) for text in chunk]
            kept = {key: self._kept[output].pop(key, None) for key in dict.fromkeys(keys)}
            found = {key: row for key, row in kept.items() if row is not None}
            new = {key: text for key, text in zip(keys, chunk, strict=True) if key not in found}
            if new:
                for name, rows in _pass(files, list(new.values()), outputs).items():
                    passed = dict(zip(new, rows, strict=True))
                    if name == output:
                        found |= passed
                    else:
                        self._keep(name, passed)
            parts.append(np.stack([found[key] for key in keys]))
        return np.concatenate(parts)

    def _keep(self, output: str, rows: Mapping[bytes, np.ndarray]) -> None:
        kept = self._kept[output]
        if len(kept) + len(rows) > KEPT[output]:
            kept.clear()
        # Copies, so that a row does not keep all of its pass.
        kept.update((key, row.copy()) for key, row in rows.items())


def _pass(files: Files, texts: Sequence[str], outputs: Sequence[str]) -> dict[str, np.ndarray]:
    """Return outputs of texts, those of long ones the mean of their windows by length."""
    layout = files.layout
    width = {"embedding": layout.dimensions, "polarity": len(layout.polarity)}
    sums = {name: np.zeros((len(texts), width[name]), np.float32) for name in outputs}
    lengths = np.zeros((len(texts), 1), dtype=np.float32)
    rows = (
        row
        for owner, pieces in enumerate(files.text_pieces(texts))
        for row in text_rows(owner, pieces, layout)
    )
    for some in chunks(rows, CHUNK):
        for batch in batches([len(row.pieces) for row in some], BUDGET):
            members = [some[i] for i in batch]
            answers = files.run(outputs, pad(members, layout))
            for place, row in enumerate(members):
                lengths[row.owner] += len(row.pieces)
                for name, answer in zip(outputs, answers, strict=True):
                    # A model without heads for statements gives one row, others a row a statement.
                    value = answer[place] if answer.ndim == 2 else answer[place, 0]
                    sums[name][row.owner] += value * len(row.pieces)
    return {name: total / np.maximum(lengths, 1) for name, total in sums.items()}


def _key(text: str) -> bytes:
    # A hash: the texts themselves are not ours to keep.
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


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
