"""The paragraphs of a document: out of lines, cut at labels, without what is no speech."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from textwrap import shorten

from aineisto.corpus._edits import Edit
from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._source import Paragraph, Source
from aineisto.corpus.layout import bullet, is_set_off, is_wrapped, mend_lines, physical_lines
from aineisto.corpus.speakers._header import is_title
from aineisto.corpus.speakers._labels import Label, TextLine

Span = tuple[int, int]
_SHOWN = 60  # characters of what stands above the first label


def paragraphs_of(
    source: Source, masked: str, labels: Mapping[int, Label], left_out: Sequence[TextLine]
) -> tuple[list[Paragraph], list[Paragraph], list[Edit]]:
    """Return the paragraphs of a document, those that are no speech, and the edits that join lines.

    Parameters
    ----------
    source : Source
        The document as its reader found it.
    masked : str
        Its text with spaces for its time stamps.
    labels : mapping of int to Label
        Its labels by the start of their line.
    left_out : sequence of TextLine
        Lines that are no speech.
    """
    edits = list(source.edits)
    if source.paragraphs is not None:
        paragraphs = list(source.paragraphs)
    else:
        lines = physical_lines(masked, source.pages)
        apart = {line.start for line in left_out}
        places = {line.start for line in lines if _line_start(masked, line.start) in labels}
        if source.format == "pdf" or is_wrapped(
            [line for line in lines if line.start not in places]
        ):
            borders = [*places, *_borders(masked, [line.start for line in lines], apart)]
            paragraphs, joins = mend_lines(masked, source.pages, set(borders))
            edits = apart_from(edits, joins)
            edits = sorted([*edits, *joins], key=lambda edit: edit.start)
        else:
            paragraphs = [Paragraph(line.start, line.end) for line in lines]
    if source.format == "md":
        paragraphs = [
            one._replace(emphasis=True) if is_set_off(source.text[one.start : one.end]) else one
            for one in paragraphs
        ]
    cut = _cut_at_labels(masked, paragraphs, labels)
    spans = [(line.start, line.end) for line in left_out]
    parts = [part for paragraph in cut for part in _parted(paragraph, spans)]
    return [p for p, speech in parts if speech], [p for p, speech in parts if not speech], edits


def _borders(text: str, starts: Sequence[int], apart: set[int]) -> list[int]:
    """Return where the lines that are no speech begin, and the lines after them."""
    borders = []
    before = False
    for start in starts:
        here = _line_start(text, start) in apart
        if here or before:
            borders.append(start)
        before = here
    return borders


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _cut_at_labels(
    text: str, paragraphs: Sequence[Paragraph], labels: Mapping[int, Label]
) -> list[Paragraph]:
    """Begin a paragraph at every label, and leave the label itself out of it."""
    cut: list[Paragraph] = []
    places = sorted(labels)
    for paragraph in paragraphs:
        first = _line_start(text, paragraph.start)
        inside = [
            labels[place]
            for place in places[bisect_left(places, first) : bisect_left(places, paragraph.end)]
        ]
        bounds = [max(label.start, paragraph.start) for label in inside]
        if not bounds or bounds[0] > paragraph.start:
            end = bounds[0] if bounds else paragraph.end
            cut.append(paragraph.cut(paragraph.start, end))
        for label, end in zip(inside, [*bounds, paragraph.end][1:], strict=True):
            body = min(label.body, end)
            cut.append(paragraph._replace(start=body, end=end, speaker=label.name))
    return cut


def _parted(paragraph: Paragraph, spans: Sequence[Span]) -> Iterator[tuple[Paragraph, bool]]:
    """Yield the parts of a paragraph, and whether each is speech; the spans are not."""
    first = bisect_right(spans, paragraph.start, key=lambda span: span[1])
    last = bisect_left(spans, paragraph.end, key=lambda span: span[0])
    inside = spans[first:last]
    start = paragraph.start
    for low, high in inside:
        if low > start:
            yield paragraph.cut(start, low), True
        high = min(high, paragraph.end)
        yield paragraph.cut(max(start, low), high), False
        start = high
    if start < paragraph.end or not inside:
        yield paragraph.cut(start, paragraph.end), True


def around_speakers(
    spoken: Sequence[Paragraph], clean: Callable[[Paragraph], str], *, table: bool
) -> tuple[list[Paragraph], list[Paragraph], list[Paragraph], list[Remark]]:
    """Return what stands above the first speaker where it is a title, the rest, what stands below
    the last row of a table, which is nobody's of that row, and remarks.

    Parameters
    ----------
    spoken : sequence of Paragraph
        Of the whole document, with their labels.
    clean : callable
        Gives a paragraph's clean text.
    table : bool
        Whether the speakers are those of a table.
    """
    named = [n for n, one in enumerate(spoken) if one.speaker or one.role or one.participant]
    above = [one for one in spoken[: named[0]] if one.start < one.end]
    title = is_title([TextLine(0, one.start, one.end, clean(one)) for one in above])
    rows = [n for n, one in enumerate(spoken) if n >= named[-1] and (one.unit or n in named)]
    end = rows[-1] + 1 if table else len(spoken)
    below = [one for one in spoken[end:] if one.start < one.end]
    remarks = []
    if below:
        words = " / ".join(map(clean, below))[:100]
        remedy = "If somebody said it, write it into a row of the table."
        told = remark("not_speech", "", remedy, kind="text below a table", n=1, text=words)
        remarks.append(told)
    words = " ".join(map(clean, above))
    if above and not title and not any(one.unit for one in above) and not words.endswith("?"):
        remedy = "If an interviewee says it, write the label before it."
        begins, n = shorten(words, _SHOWN, placeholder=" …"), len(words.split())
        remarks.append(remark("above_labels", "", remedy, text=begins, n=n))
    return above if title else [], list(spoken[named[0] if title else 0 : end]), below, remarks


def strip_marks(masked: str, paragraph: Paragraph) -> Paragraph:
    """Leave out the white space, time stamps and bullet around what is said."""
    start, end = paragraph.start, paragraph.end
    body = masked[start:end]
    start += len(body) - len(body.lstrip())
    end -= len(body) - len(body.rstrip())
    if start < end and not paragraph.unit:
        start += bullet(masked[start:end])
    return paragraph.cut(min(start, end), end) if start < end else paragraph.cut(end, end)


def stamp_edits(text: str, stamps: Iterable[Span], taken: Iterable[Edit]) -> list[Edit]:
    """Return the edits with those that leave the time stamps out of the clean copy."""
    edits = list(taken)
    own = []
    for start, end in stamps:
        if start and text[start - 1].isspace():
            while end < len(text) and text[end] in " \t\xa0":
                end += 1
        own.append(Edit(start, end, ""))
    return sorted([*edits, *apart_from(own, edits)], key=lambda edit: (edit.start, edit.end))


def apart_from(edits: Iterable[Edit], taken: Sequence[Edit]) -> list[Edit]:
    """Return the edits that touch none of others, which are in order and apart."""
    starts = [edit.start for edit in taken]
    kept = []
    for edit in edits:
        last = bisect_left(starts, edit.end) - 1  # the last that begins before its end
        if last < 0 or not edit.overlaps(taken[last]):
            kept.append(edit)
    return kept
