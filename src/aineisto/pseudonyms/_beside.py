"""What a study holds beside its transcripts: labels, attributes, names of files, questions.

The same finder reads it, and the same person has the same pseudonym there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

import pandas as pd

from aineisto.codebook import Question
from aineisto.corpus import Corpus
from aineisto.pseudonyms._identifiers import Found, find_identifiers
from aineisto.pseudonyms._persons import accepted_from
from aineisto.pseudonyms._replacer import Replacer, file_name, replaced

#: Reads texts for persons and identifiers.
Find = Callable[[Sequence[str]], list[list[Found]]]
#: Columns of the frame of what was replaced beside the transcripts.
OUTSIDE = ("table", "column", "text", "replacement")
_TABLES = ("participants", "statements", "problems")
_LABELS = ("participant", "speaker")
#: What identifies somebody in a table and is no running text: *virtanen_m*, *mj.lahtinen2*.
_IDENTIFIER = re.compile(r"(?=.*[\d._-])[^\W_]+(?:[._-][^\W_]+)*")
#: Folders before a file's name: they tell whose machine it was.
_FOLDERS = re.compile(r"(?<![\w/.])(?:[A-Za-z]:)?[/\\](?:[^\s/\\]+[/\\])+(?=[^\s/\\])")
#: Columns that hold the transcripts' own words, or what the study itself has named.
_OWN = frozenset({"statement_id", "document", "text", "clean", "role", "question"})


def texts_beside(corpus: Corpus) -> Iterator[tuple[str, str, str]]:
    """Yield table, column and text of everything beside the transcripts, each text once."""
    for table in _TABLES:
        frame: pd.DataFrame = getattr(corpus, table)
        for column in frame.columns:
            if table != "participants" and column in _OWN:
                continue
            values = frame[column].tolist()
            for value in dict.fromkeys(v for v in values if isinstance(v, str) and v):
                yield table, str(column), value
    for text in words_of(corpus.questions):
        yield "questions", "text", text


def words_of(questions: Iterable[Question]) -> list[str]:
    """Return the words and names of questions, without empty ones."""
    return [text for one in questions for text in (one.text, *one.name.values()) if text]


def names_of_people(corpus: Corpus, find: Find) -> list[str]:
    """Return the names that labels of speakers, participants and files say are persons'.

    They are looked for in the transcripts as names that the researcher has given: a label of
    *Virtanen Matti* tells that *Matille* is he.
    """
    labels = [text for table, column, text in texts_beside(corpus) if column in _LABELS]
    # Read apart: that a file's name is written small does not tell that it is a word.
    files = [readable(name) for name in [*_files(corpus), *filter(_IDENTIFIER.fullmatch, labels)]]
    return [
        label[item.start : item.end]
        for group in (list(dict.fromkeys(labels)), list(dict.fromkeys(files)))
        for label, found in zip(group, find(group), strict=True)
        for item in found
        if is_certain(item) and item.kind == "person"
    ]


def is_certain(item: Found) -> bool:
    """Return whether what was found is replaced unless the researcher says no.

    A letter by itself is no person here: *maakunta B* and *maakunta C* are two places.
    """
    lone = item.end - item.start == 1
    return item.kind != "person" or (not lone and item.confidence >= accepted_from())


def readable(name: str) -> str:
    """Return a file's name as words: *haastattelu_virtanen-matti* as *Haastattelu Virtanen Matti*.

    In names of files the words of a name are often written small.
    """
    return re.sub(r"[\W\d_]+", " ", name).strip().title()


def _files(corpus: Corpus) -> Iterable[str]:
    files = [*corpus.documents["path"], *corpus.problems["file"]]  # what was left out, too
    names = [*corpus.documents["document"], *map(_stem, files)]
    return dict.fromkeys(name for name in names if name)


def _stem(file: object) -> str:
    return PurePath(str(file)).stem


class Beside:
    """Replace persons and identifiers in texts beside the transcripts.

    Parameters
    ----------
    find : callable
        The finder.
    replacer : Replacer
        What stands for each mention.
    words : mapping of str to str
        What was replaced in the transcripts.
    stays : collection of str
        What the researcher has left in the transcripts, in small letters.
    own : collection of str
        Texts that stay as they are: the study's own words.
    """

    def __init__(
        self,
        find: Find,
        replacer: Replacer,
        words: Mapping[str, str],
        stays: Iterable[str] = (),
        own: Iterable[str] = (),
    ) -> None:
        self._find = find
        self._replacer = replacer
        self._words = words
        self._stays = frozenset(stays)
        self._known = {text: text for text in own}
        self._files: dict[str, str] = {}

    def rename(self, names: Iterable[str], left_out: Iterable[str] = ()) -> dict[str, str]:
        """Return the new names of documents: a file is often named after the interviewee.

        Who has no name of her own is called after her document, and remarks name it, too, and
        what was left out.
        """
        renamed: dict[str, str] = {}
        for name in names:
            new = base = self.file(name)
            number = 1
            while new in renamed.values():
                number += 1
                new = f"{base} {number}"
            renamed[name] = new
        others = {name: self.file(name) for name in map(_stem, left_out)}
        both = {**others, **renamed}
        self._files = {name: new for name, new in both.items() if name and name != new}
        return renamed

    def learn(self, texts: Iterable[str]) -> None:
        """Read texts together, which is far quicker than one by one."""
        new = [text for text in dict.fromkeys(texts) if text and text not in self._known]
        for text, found in zip(new, self._find(new), strict=True):
            self._known[text] = self._written(text, found)

    def text(self, text: str) -> str:
        """Return a text with what tells of persons replaced."""
        self.learn([text])
        return self._known.get(text, text)

    def file(self, name: str) -> str:
        """Return the new name of a file: without its folders, which tell whose machine it was."""
        name = PurePath(name).name
        parts, reached = [], 0
        for item in find_identifiers(name):
            parts.append(file_name(name[reached : item.start], self._words))
            parts.append(self._replacer.replacement(name[item.start : item.end], item.kind))
            reached = item.end
        return "".join([*parts, file_name(name[reached:], self._words)])

    def label(self, text: str) -> str:
        """Return the new text of a cell: names of files and identifiers in it are replaced, too."""
        first = max((n for n in self._files if text.startswith(n)), key=len, default="")
        if first and not text[len(first) : len(first) + 1].isalnum():
            return self._files[first] + self.label(text[len(first) :])
        if _IDENTIFIER.fullmatch(text):
            return self.file(text)
        return replaced(self.text(text), self._files)

    def _written(self, text: str, found: Iterable[Found]) -> str:
        parts, reached = [], 0
        for item in found:
            mention = text[item.start : item.end]
            stays = mention.lower() in self._stays
            if not (stays or mention in self._words or is_certain(item)):
                continue
            new = mention if stays else self._words.get(mention)
            parts.append(replaced(text[reached : item.start], self._words))
            parts.append(self._replacer.replacement(mention, item.kind) if new is None else new)
            reached = item.end
        return "".join([*parts, replaced(text[reached:], self._words)])

    def frame(
        self, frame: pd.DataFrame, *, but: Iterable[str] = (), labels: bool = False
    ) -> pd.DataFrame:
        """Return a frame with the texts of all its columns replaced, some columns left out.

        `labels` tells that names of files stand in its cells.
        """
        read = self.label if labels else self.text
        new = frame.copy()
        for column in new.columns.difference(list(but), sort=False):
            if pd.api.types.is_numeric_dtype(new[column]):
                continue
            values = [read(v) if isinstance(v, str) else v for v in new[column]]
            new[column] = pd.Series(values, index=new.index, dtype=new[column].dtype)
        return new

    def participants(self, frame: pd.DataFrame, documents: Mapping[str, str]) -> pd.DataFrame:
        """Return the participants; their documents have the names that `documents` gives."""
        new = self.frame(frame, but=["document"], labels=True)
        if "document" in new:
            new["document"] = [documents.get(name) or self.file(name) for name in frame["document"]]
        return new

    def outside(self, corpus: Corpus) -> pd.DataFrame:
        """Return what was replaced beside the transcripts."""
        rows = [
            (table, column, text, self.label(text)) for table, column, text in texts_beside(corpus)
        ]
        changed = [row for row in dict.fromkeys(rows) if row[2] != row[3]]
        return pd.DataFrame(changed, columns=list(OUTSIDE), dtype="str")


def without_quotes(problems: pd.DataFrame) -> pd.DataFrame:
    """Return remarks on the reading without what they quote of comments, headers, deleted text.

    There transcribers write whom they heard, and there lies what was deleted to hide it.
    """
    if not {"problem", "facts"} <= set(problems.columns):
        return problems
    told = [
        _unquoted(str(problem), str(facts))
        for problem, facts in problems[["problem", "facts"]].itertuples(index=False)
    ]
    new = problems.copy()
    new["problem"] = pd.Series([one for one, _ in told], index=new.index, dtype="str")
    new["facts"] = pd.Series([facts for _, facts in told], index=new.index, dtype="str")
    for column in ("problem", "remedy", "facts"):
        new[column] = pd.Series(
            [_FOLDERS.sub("", str(text)) for text in new[column]], index=new.index, dtype="str"
        )
    return new


def _unquoted(problem: str, facts: str) -> tuple[str, str]:
    known = json.loads(facts) if facts.startswith("{") else {}
    if known.get("code") != "not_speech":
        return problem, facts
    quoted = f"“{known.get('text', '')}”"
    return problem.replace(quoted, "“…”"), json.dumps({**known, "text": "…"}, ensure_ascii=False)
