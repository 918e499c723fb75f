"""What reading costs: 60 interviews of 5,000 words as text, Word documents and subtitles.

    python benchmarks/scale/reading.py [--interviews 60]

The interviews are those of ``corpus.py``, their answers cut into short turns with a question of
its own before each. Prints CPU seconds of this process, models loaded within.
"""

import argparse
import re
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import docx

import aineisto
from corpus import write_study


def dialogue(text: str) -> Iterator[tuple[str, str]]:
    """Yield an interview's turns, none of them longer than four sentences."""
    for number, line in enumerate(text.splitlines()):
        label, said = line.split(": ", 1)
        if label == "H":
            yield line[:1], said
            continue
        sentences = re.split(r"(?<=[.?!]) ", said)
        while sentences:
            long = 1 + (len(sentences) + number) % 4
            yield label, " ".join(sentences[:long])
            words = " ".join(sentences[:long]).rstrip(".?!").split()
            sentences = sentences[long:]
            if sentences:
                yield "H", f"Mitä tarkoitat, kun sanot, että {' '.join(words[-5:])}?"


def clock(seconds: float) -> str:
    """Return a time as subtitles write it."""
    return f"{int(seconds) // 3600:02d}:{int(seconds) // 60 % 60:02d}:{seconds % 60:06.3f}"


def as_subtitles(turns: list[tuple[str, str]]) -> str:
    """Return turns as WebVTT, a cue a turn."""
    cues, at = ["WEBVTT"], 0.0
    for label, said in turns:
        end = at + 0.4 * len(said.split())
        cues.append(f"{clock(at)} --> {clock(end)}\n<v {label}>{said}")
        at = end
    return "\n\n".join(cues)


def main() -> None:
    """Write, read and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--interviews", type=int, default=60)
    asked = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_study(folder, asked.interviews, 5_000 * asked.interviews)
        for ending in ("txt", "docx", "vtt"):
            (folder / ending).mkdir()
        total = 0
        for path in sorted(folder.glob("*.txt")):
            turns = list(dialogue(path.read_text("utf-8")))
            lines = [f"{label}: {said}" for label, said in turns]
            total += sum(len(said.split()) for _, said in turns)
            (folder / "txt" / path.name).write_text("\n".join(lines), "utf-8")
            (folder / "vtt" / f"{path.stem}.vtt").write_text(as_subtitles(turns), "utf-8")
            document = docx.Document()
            for line in lines:
                document.add_paragraph(line)
            document.save(folder / "docx" / f"{path.stem}.docx")
        print(f"{asked.interviews} interviews, {total:,} words with their questions")
        for ending in ("txt", "docx", "vtt"):
            start = time.process_time()
            corpus = aineisto.read(folder / ending, interviewer="H", progress=False)
            spent = time.process_time() - start
            print(f"{ending:5}{spent:6.1f} s of CPU, {len(corpus.statements):,} statements")


if __name__ == "__main__":
    main()
