"""Build the demo study's interviews in the formats that studies really have.

The plain texts in ``demo-study/source`` (``I:`` interviewer, ``V:`` interviewee) become
``demo-study/interviews/haastattelu-NN.*``. The same sources always give the same bytes.

    pip install "aineisto[test]"
    python corpora/build_demo_study.py
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

STUDY = Path(__file__).parent / "demo-study"
STAMP = datetime(2018, 3, 1, 12, 0, 0)
WORDS_A_SECOND = 2.2


class Turn(NamedTuple):
    """What one speaker says before the other speaks."""

    interviewer: bool
    paragraphs: list[str]

    @property
    def text(self) -> str:
        return " ".join(self.paragraphs)


def read_turns(path: Path) -> list[Turn]:
    """Read a source text."""
    turns: list[Turn] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        label, text = line[:3], line[3:].strip()
        if label in ("I: ", "V: "):
            turns.append(Turn(label == "I: ", [text]))
        elif line.strip():
            turns[-1].paragraphs.append(line.strip())
    return turns


def labelled(turns: list[Turn], interviewer: str, interviewee: str) -> list[str]:
    """Return paragraphs with a speaker's label before each turn."""
    paragraphs = []
    for turn in turns:
        label = interviewer if turn.interviewer else interviewee
        paragraphs += [f"{label} {turn.paragraphs[0]}", *turn.paragraphs[1:]]
    return paragraphs


# --- docx and odt ------------------------------------------------------------------------------


def with_fixed_times(archive: bytes) -> bytes:
    """Return a zip archive whose entries all bear the same time, so that builds repeat."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(fixed, "w") as new:
        for info in old.infolist():
            entry = zipfile.ZipInfo(info.filename, STAMP.timetuple()[:6])
            entry.compress_type = info.compress_type
            entry.external_attr = 0o644 << 16
            new.writestr(entry, old.read(info))
    return fixed.getvalue()


def new_docx(title: str):
    """Return an empty Word document with fixed properties and a title."""
    from docx import Document

    document = Document()
    properties = document.core_properties
    properties.author, properties.title = "aineisto demo study", title
    properties.created = properties.modified = STAMP
    document.add_heading(title, level=1)
    return document


def docx_bytes(document) -> bytes:
    """Return a Word document's bytes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return with_fixed_times(buffer.getvalue())


def docx_bold(turns: list[Turn], title: str) -> bytes:
    """Interviewer's turns in bold, no labels: how most transcripts are typed."""
    document = new_docx(title)
    for turn in turns:
        for paragraph in turn.paragraphs:
            document.add_paragraph().add_run(paragraph).bold = turn.interviewer or None
    return docx_bytes(document)


def docx_labels(turns: list[Turn], title: str) -> bytes:
    """Turns with full labels."""
    document = new_docx(title)
    for paragraph in labelled(turns, "Haastattelija:", "Haastateltava:"):
        document.add_paragraph(paragraph)
    return docx_bytes(document)


def docx_table(turns: list[Turn], title: str) -> bytes:
    """A table with the speaker in the first column."""
    document = new_docx(title)
    table = document.add_table(rows=0, cols=2)
    for turn in turns:
        speaker, text = table.add_row().cells
        speaker.text = "Haastattelija" if turn.interviewer else "Haastateltava"
        text.text = "\n".join(turn.paragraphs)
    return docx_bytes(document)


def odt(turns: list[Turn], title: str, labels: tuple[str, str] | None) -> bytes:
    """OpenDocument text: with labels, or with the interviewer's turns in bold."""
    from odf.opendocument import OpenDocumentText
    from odf.style import Style, TextProperties
    from odf.text import H, P, Span

    document = OpenDocumentText()
    bold = Style(name="Kysymys", family="text")
    bold.addElement(TextProperties(fontweight="bold"))
    document.automaticstyles.addElement(bold)
    document.text.addElement(H(outlinelevel=1, text=title))
    if labels:
        for text in labelled(turns, *labels):
            document.text.addElement(P(text=text))
    else:
        for turn in turns:
            for text in turn.paragraphs:
                paragraph = P() if turn.interviewer else P(text=text)
                if turn.interviewer:
                    paragraph.addElement(Span(stylename=bold, text=text))
                document.text.addElement(paragraph)
    buffer = io.BytesIO()
    document.write(buffer)
    return with_fixed_times(buffer.getvalue())


# --- rtf ----------------------------------------------------------------------------------------


def rtf(turns: list[Turn], title: str) -> bytes:
    """Rich text with short labels."""

    def escape(text: str) -> str:
        text = re.sub(r"([\\{}])", r"\\\1", text)
        return "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in text)

    paragraphs = [rf"\b {escape(title)}\b0", *map(escape, labelled(turns, "K:", "V:"))]
    body = "\\par\n".join(paragraphs)
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0\n{body}\\par\n}}\n".encode("ascii")


# --- pdf ----------------------------------------------------------------------------------------

_SYLLABLE = re.compile(r"(?<=[aeiouyäöå])(?=[bdfghjklmnprstv][aeiouyäö])", re.IGNORECASE)


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines, with words hyphenated between syllables as typesetters do."""
    lines, line = [], ""
    for word in text.split():
        while True:
            joined = f"{line} {word}".lstrip()
            if len(joined) <= width:
                line = joined
                break
            room = width - len(line) - 2
            cuts = [m.start() for m in _SYLLABLE.finditer(word) if 3 <= m.start() <= room]
            cuts = [cut for cut in cuts if len(word) - cut >= 3 and word.isalpha()]
            if cuts:
                line, word = f"{line} {word[: cuts[-1]]}-".lstrip(), word[cuts[-1] :]
            lines.append(line)
            line = ""
    return [*lines, line]


def pdf(turns: list[Turn], title: str, labels: tuple[str, str]) -> bytes:
    """Pages with a running head, page numbers, broken lines and hyphenated words."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    lines: list[str] = []
    for paragraph in labelled(turns, *labels):
        lines += [*wrap(paragraph, 82), ""]
    per_page = 46
    pages = [lines[i : i + per_page] for i in range(0, len(lines), per_page)]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    for number, page in enumerate(pages, start=1):
        canvas.setFont("Helvetica", 9)
        canvas.drawString(70, 805, f"{title}, litterointi")
        text = canvas.beginText(70, 775)
        text.setFont("Helvetica", 11)
        text.setLeading(15)
        for line in page:
            text.textLine(line)
        canvas.drawText(text)
        canvas.setFont("Helvetica", 9)
        canvas.drawCentredString(A4[0] / 2, 40, f"Sivu {number} ({len(pages)})")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


# --- subtitles and plain text ---------------------------------------------------------------------


def cues(turns: list[Turn]) -> list[tuple[float, float, Turn, str]]:
    """Cut turns into cues of a few seconds, as meeting recorders do."""
    result, now = [], 4.0
    for turn in turns:
        words = turn.text.split()
        for i in range(0, len(words), 14):
            part = words[i : i + 14]
            end = now + len(part) / WORDS_A_SECOND
            result.append((now, end, turn, " ".join(part)))
            now = end + 0.2
    return result


def clock(seconds: float, mark: str) -> str:
    """Return a time as hh:mm:ss and thousandths after `mark`."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{mark}{thousandths:03}"


def vtt(turns: list[Turn], interviewee: str, *, voices: bool) -> bytes:
    """WebVTT of Teams (``<v Name>``) or Zoom (``Name: text``)."""
    blocks = ["WEBVTT"]
    for number, (start, end, turn, text) in enumerate(cues(turns), start=1):
        name = "Haastattelija" if turn.interviewer else interviewee
        said = f"<v {name}>{text}</v>" if voices else f"{name}: {text}"
        times = f"{clock(start, '.')} --> {clock(end, '.')}"
        blocks.append(f"{times}\n{said}" if voices else f"{number}\n{times}\n{said}")
    return ("\n\n".join(blocks) + "\n").encode()


def srt(turns: list[Turn]) -> bytes:
    """SubRip of a speech recogniser: speakers are numbers."""
    blocks = []
    for number, (start, end, turn, text) in enumerate(cues(turns), start=1):
        speaker = "SPEAKER_00" if turn.interviewer else "SPEAKER_01"
        times = f"{clock(start, ',')} --> {clock(end, ',')}"
        blocks.append(f"{number}\n{times}\n[{speaker}]: {text}")
    return ("\n\n".join(blocks) + "\n").encode()


def txt(turns: list[Turn], interviewer: str, interviewee: str, encoding: str = "utf-8") -> bytes:
    """Plain text with labels, an empty line after each paragraph."""
    return ("\n\n".join(labelled(turns, interviewer, interviewee)) + "\n").encode(encoding)


def txt_times(turns: list[Turn], encoding: str) -> bytes:
    """Plain text whose labels bear the time of the recording."""
    now, lines = 3.0, []
    for turn in turns:
        name = "Haastattelija" if turn.interviewer else "Haastateltava"
        lines.append(f"[{clock(now, '.')[:8]}] {name}: {turn.text}")
        now += len(turn.text.split()) / WORDS_A_SECOND
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


FORMATS: dict[int, tuple[str, Callable[[list[Turn], str], bytes]]] = {
    1: ("docx", docx_bold),
    2: ("odt", lambda turns, title: odt(turns, title, ("H:", "V:"))),
    3: ("docx", docx_labels),
    4: ("pdf", lambda turns, title: pdf(turns, title, ("Haastattelija:", "Haastateltava 4:"))),
    5: ("rtf", rtf),
    6: ("vtt", lambda turns, title: vtt(turns, "Haastateltava 6", voices=True)),
    7: ("srt", lambda turns, title: srt(turns)),
    8: ("txt", lambda turns, title: txt(turns, "[Haastattelija]", "[Haastateltava]")),
    9: ("txt", lambda turns, title: txt_times(turns, "cp1252")),
    10: ("pdf", lambda turns, title: pdf(turns, title, ("Haastattelija:", "Vastaaja:"))),
    11: ("odt", lambda turns, title: odt(turns, title, None)),
    12: ("txt", lambda turns, title: txt(turns, "H:", "V:", "utf-8-sig")),
    13: ("docx", docx_table),
    14: ("vtt", lambda turns, title: vtt(turns, "Haastateltava 14", voices=False)),
}


def main() -> None:
    """Build every interview."""
    target = STUDY / "interviews"
    target.mkdir(exist_ok=True)
    for number, (ending, build) in FORMATS.items():
        name = f"haastattelu-{number:02}"
        turns = read_turns(STUDY / "source" / f"{name}.txt")
        data = build(turns, f"Haastattelu {number}")
        (target / f"{name}.{ending}").write_bytes(data)
        words = sum(len(turn.text.split()) for turn in turns)
        print(f"{name}.{ending:5} {words:5} words {len(data):7} bytes")


if __name__ == "__main__":
    main()
