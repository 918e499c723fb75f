"""Read what programs of speech recognition write as JSON: Whisper, WhisperX, aTrain and their kin.

Their fields have many names and one form: a list of segments with a text, times and perhaps a
speaker. Where segments hold their words with times, so does the document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import nan
from pathlib import Path
from typing import Any

from aineisto.core.errors import ReadError, Said
from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._source import Source, Spoken, timed, without_speaker
from aineisto.corpus._times import parse_time
from aineisto.corpus.readers._html import read_pages
from aineisto.corpus.readers._plain import read_string

_TEXTS = ("text", "transcript", "content", "utterance", "sentence", "caption", "word", "value")
_SPEAKERS = ("speaker", "speaker_label", "speaker_id", "speakerId", "speaker_name", "spk", "name",
             "channel")  # fmt: skip
_STARTS = ("start", "start_time", "startTime", "begin", "from", "start_ms", "startMs", "offset",
           "ts")  # fmt: skip
_ENDS = ("end", "end_time", "endTime", "to", "end_ms", "endMs", "te")
_LISTS = ("segments", "utterances", "transcription", "chunks", "monologues", "results", "sentences",
          "captions", "entries", "transcript")  # fmt: skip
#: Seconds that a word cannot last on average: the times are milliseconds.
_TOO_SLOW = 20.0


def read_json(path: Path, encoding: str | None = None) -> Source:
    """Read the JSON of a recogniser, or of oTranscribe (``.otr``).

    Parameters
    ----------
    path, encoding
        As of `read_source`.
    """
    text = read_string(path, encoding)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadError(
            Said(f"The file is not JSON ({error}).", f"Tiedosto ei ole JSON-muotoa ({error})."),
            file=path,
            remedy=Said(
                "Export it again from the program that made the transcript.",
                "Vie se uudelleen ohjelmasta, jolla litterointi on tehty.",
            ),
        ) from error
    if isinstance(content, Mapping) and _is_page(content):
        return replace(read_pages("otr", str(content["text"])), name="")
    segments = _segments(content)
    pieces = list(_pieces(segments))
    if not pieces:
        raise ReadError(
            Said(
                "The JSON holds no list of segments with text.",
                "JSON-tiedostossa ei ole luetteloa jaksoista, joissa on tekstiä.",
            ),
            file=path,
            remedy=Said(
                "Give the transcript as the recogniser writes it (a list `segments` with "
                "`text`, `start` and `end`), or as txt, srt or vtt.",
                "Anna litterointi niin kuin tunnistin sen kirjoittaa (luettelo `segments`, jossa "
                "on `text`, `start` ja `end`) tai muodossa txt, srt tai vtt.",
            ),
        )
    source = timed("json", in_seconds(pieces))
    told = [*without_speaker(in_seconds(pieces)), *_unread(content, segments, source)]
    return replace(source, remarks=tuple(told))


def _is_page(content: Mapping[str, Any]) -> bool:
    text = content.get("text")
    return isinstance(text, str) and "media" in content and "<" in text


def _segments(content: Any) -> list[Mapping[str, Any]]:
    """Return the first list of segments with text, from the outside in; those with times first."""
    if isinstance(content, list):
        found = [one for one in content if isinstance(one, Mapping)]
        return found if any(_text(one) or _words(one) for one in found) else []
    best: list[Mapping[str, Any]] = []
    if isinstance(content, Mapping):
        names = [name for name in _LISTS if name in content]
        for name in [*names, *(name for name in content if name not in names)]:
            segments = _segments(content[name])
            if segments and any(_times(one)[0] == _times(one)[0] or _words(one)
                                for one in segments):  # fmt: skip
                return segments
            best = best or segments
    return best


def _first(item: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((item[name] for name in names if item.get(name) not in (None, "")), None)


def _text(item: Mapping[str, Any]) -> str:
    text = _first(item, _TEXTS)
    return text.strip() if isinstance(text, str) else ""


def _words(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    words = item.get("words") or item.get("elements") or ()
    return [one for one in words if isinstance(one, Mapping)] if isinstance(words, list) else []


def _speaker(item: Mapping[str, Any]) -> str:
    speaker = _first(item, _SPEAKERS)
    if isinstance(speaker, Mapping):
        speaker = _first(speaker, ("name", "label", "id"))
    if isinstance(speaker, bool) or not isinstance(speaker, str | int):
        return ""
    return f"Speaker {speaker}" if str(speaker).isdigit() else str(speaker).strip()


def _times(item: Mapping[str, Any]) -> tuple[float, float]:
    for name in ("timestamps", "offsets", "timestamp", "time"):
        own = item.get(name)
        if isinstance(own, Mapping):
            start, end = _seconds(_first(own, _STARTS)), _seconds(_first(own, _ENDS))
            if start == start:
                return start, end
        if isinstance(own, list) and len(own) == 2:
            return _seconds(own[0]), _seconds(own[1])
    return _seconds(_first(item, _STARTS)), _seconds(_first(item, _ENDS))


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or value is None:
        return nan
    if isinstance(value, int | float):
        return float(value)
    text = str(value).strip().rstrip("s")
    time = parse_time(text)
    if time is not None:
        return time
    return float(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else nan


def _pieces(segments: Sequence[Mapping[str, Any]]) -> Iterator[Spoken]:
    for item in segments:
        speaker, text = _speaker(item), _text(item)
        start, end = _times(item)
        words = [(_text(word), *_times(word)) for word in _words(item)]
        words = [one for one in words if one[0]]
        if words and (not text or "".join(one[0] for one in words).split() == text.split()
                      or "".join(w for w, *_ in words) == re.sub(r"\s+", "", text)):  # fmt: skip
            voices = [_speaker(word) for word in _words(item) if _text(word)]
            before = start
            said_by = next((voice for voice in voices if voice), speaker)
            for number, (word, word_start, word_end) in enumerate(words):
                # A number or a foreign word may have no time or speaker of its own.
                known = word_start if word_start == word_start else before
                last = word_end if word_end == word_end else known
                same = not voices[number] or voices[number] == said_by
                said_by = voices[number] or said_by
                yield Spoken(said_by, word, known, last, goes_on=number > 0 and same)
                before = last
        elif text:
            yield Spoken(speaker, text, start, end)


def in_seconds(pieces: Sequence[Spoken]) -> list[Spoken]:
    """Return pieces with times in seconds: whole numbers too large for their words are 1/1000."""
    timed_ones = [one for one in pieces if one.end == one.end and one.end >= one.start]
    whole = all(one.start == int(one.start) and one.end == int(one.end) for one in timed_ones)
    words = sum(len(one.text.split()) for one in timed_ones)
    length = sum(one.end - one.start for one in timed_ones)
    if not timed_ones or not whole or length <= _TOO_SLOW * words:
        return list(pieces)
    return [replace(one, start=one.start / 1000, end=one.end / 1000) for one in pieces]


def _unread(
    content: Any, segments: Sequence[Mapping[str, Any]], source: Source
) -> Iterator[Remark]:
    """Yield a remark on every field with words that is not read."""
    said = set(re.findall(r"\w+", source.text))
    fields = {**content} if isinstance(content, Mapping) else {}
    for item in segments:
        for name, value in item.items():
            if (
                name not in (*_TEXTS, *_SPEAKERS)
                and isinstance(value, str)
                and " " in value.strip()
            ):
                fields.setdefault(f"segments.{name}", value)
    for name, value in fields.items():
        if not isinstance(value, str) or len(value.split()) < 2:
            continue
        missing = [word for word in re.findall(r"\w+", value) if word not in said]
        if missing:
            yield remark(
                "field_unread",
                f"field {name}",
                "Nothing, if nobody says it; otherwise give the transcript as txt.",
                text=value.strip()[:60],
            )
