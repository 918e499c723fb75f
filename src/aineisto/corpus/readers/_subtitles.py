"""Read subtitles (vtt, srt): what meeting and transcription programs write."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Collection, Iterator
from itertools import groupby
from pathlib import Path

from aineisto.core.errors import ReadError
from aineisto.corpus._source import Paragraph, Source, joined
from aineisto.corpus.readers._plain import read_string
from aineisto.corpus.speakers import find_labels

# A tag ends before the next begins, so that one left open costs no more than its own length.
_VOICE = re.compile(r"<v(?:\.[\w.]*)?\s+([^<>]*)>")
_TAG = re.compile(r"</?(?:v|c|b|i|u|ruby|rt|lang|font)\b[^<>]*>|<\d[\d:.]*>", re.IGNORECASE)


def read_subtitles(path: Path, encoding: str | None = None, known: Collection[str] = ()) -> Source:
    """Read vtt or srt subtitles.

    The document's text is the cues' payloads, decoded and without their tags and speaker labels,
    a cue a line. Consecutive cues of a speaker are one paragraph.

    Parameters
    ----------
    path : Path
        The file; its ending tells the format.
    encoding : str, optional
        As for plain text.
    known : collection of str
        Speaker labels that the user named.
    """
    cues = _cues(path, read_string(path, encoding))
    if not cues:
        raise ReadError(
            "The subtitles have no cues with text.",
            file=path,
            remedy="Export them again from the program that made the transcript.",
        )
    spoken = list(_spoken(cues, known))
    parts = [
        ("\n".join(text for _, text in group), Paragraph(0, 0, speaker=speaker))
        for speaker, group in groupby(spoken, key=lambda item: item[0])
    ]
    return joined(path.suffix.lower().strip("."), parts)


def _cues(path: Path, text: str) -> list[str]:
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    try:
        if path.suffix.lower() == ".srt":
            captions = webvtt.from_buffer(io.StringIO(text), format="srt").captions
        else:
            captions = webvtt.from_string(text).captions
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError) as error:
        raise ReadError(
            f"The file has not the form of {path.suffix.lower().strip('.')} subtitles.",
            file=path,
            place="line 1",
            remedy="A vtt file begins with WEBVTT, an srt file with 1 and a line of times; "
            "export it again or save the text as txt.",
        ) from error
    return [caption.raw_text for caption in captions if caption.raw_text.strip()]


def _spoken(cues: list[str], known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield speaker and text, cue by cue."""
    if any(_VOICE.search(cue) for cue in cues):
        for cue in cues:
            yield from _voices(cue)
        return
    lines = [_plain(cue) for cue in cues]
    text = "\n".join(lines)
    starts = [0, *(place.end() for place in re.finditer("\n", text))]
    labels = find_labels(text, starts, known)
    speaker = ""
    for start, end in zip(starts, [*(start - 1 for start in starts[1:]), len(text)], strict=True):
        label = labels.get(start)
        if label is not None:
            speaker = label.name
        body = text[label.body if label else start : end].strip()
        if body:
            yield speaker, body


def _voices(cue: str) -> Iterator[tuple[str, str]]:
    parts = _VOICE.split(cue)
    for speaker, text in zip(["", *parts[1::2]], parts[0::2], strict=True):
        if _plain(text):
            yield html.unescape(speaker).strip(), _plain(text)


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).strip()
