"""The encoder's files: its network, its tokenizer, and what goes in and comes out."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from aineisto.core import quiet
from aineisto.core.errors import ModelError
from aineisto.core.memory import give_back_memory
from aineisto.encoder._decoding import TagDecoder, read_combinations
from aineisto.encoder._voikko import FEATURES

_REMEDY = "Install aineisto again with pip."
#: How many different words keep their pieces in memory.
_CACHED_WORDS = 50_000
#: Longer texts are cut into pieces bit by bit, at spaces, so that memory stays flat.
_LONG_TEXT = 20_000


@dataclass(frozen=True)
class Layout:
    """What ``config.json`` says: the network's marks and sizes, the meaning of its outputs."""

    version: str
    dimensions: int
    max_pieces: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    padding: int
    upos: tuple[str, ...]
    feats: Mapping[str, tuple[str, ...]]
    names: tuple[str, ...]
    polarity: tuple[Any, ...]
    stance: tuple[int, ...]
    kinds: tuple[str, ...]
    sharpness: float
    subject_middle: tuple[float, ...]
    speakers: Mapping[str, str]

    @property
    def room(self) -> int:
        """How many pieces of text one row takes."""
        return self.max_pieces - len(self.before) - len(self.after)

    @classmethod
    def read(cls, folder: Path) -> Layout:
        """Read ``config.json`` and check that this library's features are those learned from."""
        note = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if tuple(note["voikko"]) != FEATURES:
            raise ModelError(
                "The encoder was trained on other features of words than this version gives.",
                file=folder,
                remedy=_REMEDY,
            )
        return cls(
            version=f"{note['name']}@{note['version']}",
            dimensions=int(note["dimensions"]),
            max_pieces=int(note["max_pieces"]),
            before=(int(note["start_id"]), *map(int, note["prefix_ids"])),
            after=(int(note["end_id"]),),
            padding=int(note["pad_id"]),
            upos=tuple(note["upos"]),
            feats={name: tuple(values) for name, values in note["feats"].items()},
            names=tuple(note["names"]),
            polarity=tuple(note.get("polarity") or ()),
            stance=tuple(note.get("stance") or ()),
            kinds=tuple(note.get("kind") or ()),
            sharpness=float(note.get("sharpness", 1.0)),
            subject_middle=tuple(note.get("subject_middle") or ()),
            speakers=dict(note.get("speakers") or {}),
        )


class Files:
    """The folder of the encoder, loaded.

    Parameters
    ----------
    folder : Path
        With ``model.onnx``, ``tokenizer.json``, ``config.json`` and ``combinations.tsv``.
    threads : int
        Threads of the network; 0 leaves the number to onnxruntime (one for each core).

    Raises
    ------
    ModelError
        When a file is absent or damaged, or onnxruntime is not installed.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        from tokenizers import Tokenizer

        try:
            self.layout = Layout.read(folder)
            combinations = read_combinations(folder / "combinations.tsv")
            self.tags = TagDecoder(self.layout.upos, self.layout.feats, combinations)
            pieces = (folder / "tokenizer.json").read_text(encoding="utf-8")
            self._unknown = int(json.loads(pieces)["model"].get("unk_id") or 0)
            self._tokenizer = Tokenizer.from_str(pieces)
        except ModelError:
            raise
        except Exception as error:  # what the tokenizer raises has no class to catch
            raise ModelError(
                f"The encoder cannot be read ({error}).", file=folder, remedy=_REMEDY
            ) from error
        self._session = _open(folder / "model.onnx", threads)
        give_back_memory()  # the weights were made floats step by step: 200 MB
        self._wanted = {given.name for given in self._session.get_inputs()}
        #: Columns of each output.
        self.width = {
            given.name: given.shape[-1] if isinstance(given.shape[-1], int) else 0
            for given in self._session.get_outputs()
        }
        self._shapes = {given.name: given.shape for given in self._session.get_outputs()}
        self.word_pieces = lru_cache(_CACHED_WORDS)(self._word_pieces)

    def run(self, outputs: Sequence[str], inputs: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        """Run the network for the outputs asked for."""
        given = {name: array for name, array in inputs.items() if name in self._wanted}
        return self._session.run(list(outputs), given)

    def shape(self, output: str) -> tuple[int, ...]:
        """Return the shape of an output of one statement: () or (columns,)."""
        return tuple(self._shapes[output][2:])

    def text_pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the pieces of each text."""
        short = [encodable(text) if len(text) <= _LONG_TEXT else "" for text in texts]
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(short)]
        for number, text in enumerate(texts):
            if len(text) > _LONG_TEXT:
                for part in _parts(text):
                    rows[number] += self._tokenizer.encode(encodable(part)).ids
        return rows

    def _word_pieces(self, word: str) -> tuple[int, ...]:
        ids = tuple(self._tokenizer.encode(encodable(word)).ids) or (self._unknown,)
        if len(ids) <= self.layout.room:
            return ids
        # No word is lost, and one of hundreds of pieces is known by its beginning and its end.
        half = self.layout.room // 2
        return ids[:half] + ids[-half:]


def encodable(text: str) -> str:
    """Return the text with a mark for what UTF-8 cannot say (half of a surrogate pair)."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _parts(text: str) -> list[str]:
    """Cut a long text at spaces, where no piece is ever broken."""
    parts, begin = [], 0
    while len(text) - begin > _LONG_TEXT:
        end = begin + _LONG_TEXT
        while end > begin and not text[end].isspace():
            end -= 1
        parts.append(text[begin : end if end > begin else begin + _LONG_TEXT])
        begin += len(parts[-1])
    return [*parts, text[begin:]]


def number_of_threads(asked: int | None) -> int:
    """Return the number of threads asked for, in the call or in ``AINEISTO_THREADS``.

    Without either, ``OMP_NUM_THREADS``, which joblib and Dask set for their workers; without that,
    as many as the process may use where that is fewer than the machine has (a container, an
    affinity), else 0: onnxruntime then takes one for each physical core.
    """
    if asked is None:
        said = os.environ.get("AINEISTO_THREADS", "").strip()
        if said:
            asked = int(said) if said.isdecimal() else -1
    if asked is None:
        common = os.environ.get("OMP_NUM_THREADS", "").strip()
        if common.isdecimal() and int(common) > 0:
            return int(common)
        from joblib import cpu_count

        allowed = cpu_count()
        return allowed if allowed < (os.cpu_count() or 1) else 0
    if isinstance(asked, bool) or not isinstance(asked, int) or asked < 1:
        raise ValueError("threads (AINEISTO_THREADS) must be a whole number, 1 or more.")
    return asked


def _open(path: Path, threads: int) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError(
            "The package onnxruntime is not installed.",
            remedy='pip install onnxruntime, or use Embedder("fast").',
        ) from error
    quiet.say_if_too_late()
    onnxruntime.disable_telemetry_events()  # Windows builds would write events
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Threads that wait in a loop would take the processor from everything else.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Blocks of the largest batch would be kept for good.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    try:
        return onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    except Exception as error:  # a class for each way to fail, and none that they share
        raise ModelError(
            f"The encoder's network cannot be read ({str(error).splitlines()[0]}).",
            file=path,
            remedy=_REMEDY,
        ) from error
