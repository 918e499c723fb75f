"""What a project of another program is called and holds beyond a study of ours, to go back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.core.renamed import OldName
from aineisto.corpus import Corpus
from aineisto.exchange._offsets import STANDARD, Dialect
from aineisto.exchange._refi import guid

NOTE_COLUMNS = ("note", "name", "text", "coder", "created", "kind", "target")
SET_COLUMNS = ("set", "description", "kind", "member")
LEFT_OUT_COLUMNS = ("place", "problem")
MEMO_COLUMNS = ("statement_id", "coder", "text", "created")


def frame_of(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a frame of strings."""
    return pd.DataFrame(list(rows), columns=list(columns)).astype("str")


class Key(NamedTuple):
    """A coding as it stands in a text: where, whose, and of what (an identifier of ours)."""

    document: str
    low: int
    high: int
    user: str
    meaning: str


@dataclass(frozen=True)
class Original:
    """The project as it was read. What is written is this, changed where the study has changed.

    Attributes
    ----------
    path : Path
        The archive, where pictures and recordings lie; they are copied from it.
    root : Element
        The project's XML, never changed.
    entries : mapping of str to int
        Checksum of each entry of the archive.
    texts : mapping of str to str
        Each text as its file has it, by its source's identifier.
    dialect : Dialect
        How places in the texts are counted.
    codings : mapping of int to (Key, frozenset of str)
        What was read of the codings, by their ordinal in the XML: the key, and the statements.
    """

    path: Path
    root: Element
    entries: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    dialect: Dialect = STANDARD
    codings: Mapping[int, tuple[Key, frozenset[str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Provenance:
    """Identifiers, colours and kinds that another program gave.

    Attributes
    ----------
    guids : mapping of (str, str) to str
        By kind (``"theme"``, ``"source"``, ``"user"``, ``"case"``, ``"variable"``, ``"set"``) and
        name.
    colours : mapping of str to str
        ``#rrggbb`` by theme code.
    groups : frozenset of str
        Codes of the themes that only hold others and cannot be coded.
    variables : mapping of str to str
        Type of each variable that is not ``Text``.
    users : mapping of str to str
        Short name (``id``) of each user, those too who coded nothing; empty where there is none.
    original : Original, optional
        The project itself, with all that a study of ours has no room for.
    """

    guids: Mapping[tuple[str, str], str] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    variables: Mapping[str, str] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)
    original: Original | None = field(default=None, compare=False, repr=False)

    def guid(self, kind: str, name: object) -> str:
        """Return the identifier that a thing came with, else its own of ours."""
        return self.guids.get((kind, str(name))) or guid(kind, name)

    def completed(self, names: Mapping[str, Iterable[str]]) -> Provenance:
        """Return the same with an identifier, of ours if need be, for all these names by kind."""
        guids = {
            (kind, name): self.guid(kind, name) for kind, some in names.items() for name in some
        }
        users = {name: self.users.get(name, "") for name in names["user"]}
        return replace(self, guids=guids, users=users)


@dataclass(frozen=True)
class QdpxStudy:
    """What a project of another program holds, in aineisto's shapes.

    Attributes
    ----------
    corpus, codebook, codings
        Ready for `Project.create` and `Project.add_decisions`. The corpus is empty where the
        project has no text.
    left_out : DataFrame
        ``place`` and ``problem`` of what could not be carried over.
    offsets : DataFrame
        How places in the texts were counted: a row a way of counting, ``chosen``, and of the
        ``selections`` how many lie ``inside`` their text, begin and end ``at_words``, begin
        ``trimmed`` of space, and are as ``named``.
    notes : DataFrame
        ``note`` (its identifier), ``name``, ``text``, ``coder``, ``created``, and what it is
        about: ``kind`` (``statement``, ``code``, ``source``, ``case``, ``project`` or nothing)
        and ``target``; a row a target.
    sets : DataFrame
        ``set``, ``description``, and a row a member: its ``kind`` (``code``, ``source``,
        ``note``; empty of a set without any) and ``member``.
    provenance : Provenance
        The project itself, with its identifiers: for `write_qdpx`, so that the program it came
        from knows its own again.
    carried : DataFrame
        ``place`` and ``problem`` of what a study has no room for, is carried along unread, and
        goes back as it came: pictures, recordings, links, graphs, quotations without a code.

    Examples
    --------
    >>> study = read_qdpx(write_qdpx(project, "study.qdpx"))
    >>> len(study.codebook.themes), len(study.left_out)
    (8, 0)
    """

    corpus: Corpus
    codebook: Codebook
    codings: pd.DataFrame
    left_out: pd.DataFrame
    offsets: pd.DataFrame
    notes: pd.DataFrame
    sets: pd.DataFrame
    provenance: Provenance = field(default_factory=Provenance)
    carried: pd.DataFrame = field(default_factory=lambda: frame_of([], LEFT_OUT_COLUMNS))

    kept = OldName("provenance")

    @property
    def memos(self) -> pd.DataFrame:
        """The notes on statements, as `Project.memo` takes them: a row a statement."""
        notes = self.notes[self.notes["kind"] == "statement"]
        return notes.rename(columns={"target": "statement_id"})[list(MEMO_COLUMNS)].reset_index(
            drop=True
        )

    def __repr__(self) -> str:
        return (
            f"QdpxStudy({len(self.corpus.documents)} documents, {len(self.codebook.themes)} "
            f"themes, {len(self.codings)} codings, {len(self.notes)} notes, "
            f"{len(self.left_out)} left out)"
        )
