"""The project's file itself: made, opened, copied, closed; its corpus and its codebook."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Self

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.core.checks import as_new_path, as_path, of_kind
from aineisto.core.errors import AineistoWarning, ProjectError
from aineisto.corpus import Corpus
from aineisto.store import _codebooks, _corpus_rows, _judgements, _team
from aineisto.store._codebooks import recoded
from aineisto.store._new_version import not_in_codebook, told_of_corpus, told_of_update
from aineisto.store._sqlite_errors import reading_project
from aineisto.store._store import Store, create_store, open_store
from aineisto.store._views import Views

_READINGS = """CREATE TABLE IF NOT EXISTS readings (
    model TEXT NOT NULL, dialogue BLOB NOT NULL, told BLOB NOT NULL,
    PRIMARY KEY (model, dialogue)) WITHOUT ROWID"""
_READINGS_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'readings'"


class OpenFile(Views):
    """A project's file that is open, and what is coded in it."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._corpus: Corpus | None = None
        self._codebooks = _codebooks.Codebooks(store)

    @classmethod
    def create(
        cls,
        path: str | PathLike[str],
        corpus: Corpus,
        codebook: Codebook,
        overwrite: bool = False,
        keep_replaced: bool = True,
    ) -> Self:
        """Make a project file and open it.

        Parameters
        ----------
        path : path-like
            The new file, by custom ``study.aineisto``. It appears when it is whole.
        corpus, codebook
            What is coded, and with what.
        overwrite : bool, default False
            Replace a project of this name. If people decided anything in it, a copy of it is
            kept beside it (``study.aineisto.replaced-1-backup``), and a warning names it: it
            holds the texts as they were, real names too if they have since been replaced. Other
            files are never replaced.
        keep_replaced : bool, default True
            False keeps no such copy: what people decided in it is gone.

        Raises
        ------
        ProjectError
            When the file is there already, or cannot be written.

        Warns
        -----
        AineistoWarning
            When statements belong to questions that the codebook lacks, or its questions were not
            sought when the corpus was read.
        """

        def fill(connection: sqlite3.Connection) -> None:
            _corpus_rows.save_corpus(connection, corpus)
            _codebooks.add(connection, codebook)
            counts = {"documents": len(corpus.documents), "statements": len(corpus.statements)}
            _judgements.write_log(connection, "", "create", counts)

        options = {"overwrite": overwrite, "keep_replaced": keep_replaced}
        of_kind(corpus, Corpus, "corpus", "Read one first: aineisto.read(…).")
        of_kind(codebook, Codebook, "codebook", "Load it: Codebook.load(…).")
        made = cls(create_store(as_path(path, error=ProjectError), fill, **options))
        _warn(told_of_corpus(codebook, corpus))
        return made

    @classmethod
    def open(cls, path: str | PathLike[str]) -> Self:
        """Open a project file.

        One that cannot be written (a disc, an archive, another's folder) is opened to be read,
        and a warning says so. A plain copy of an open file may be taken in the middle of a
        decision: copy an open project with `backup`.

        Raises
        ------
        ProjectError
            When it is not there, is no project, is damaged, or was made by a newer aineisto; the
            message says what to do.
        """
        return cls(open_store(as_path(path, error=ProjectError)))

    def backup(self, path: str | PathLike[str]) -> Path:
        """Copy the project as it is now, while others code in it; return the copy's path.

        Raises
        ------
        ProjectError
            When the file is there already or cannot be written; nothing is half written.
        """
        target = as_new_path(path, error=ProjectError, remedy="Give the backup another name.")
        self._store.backup(target)
        return target

    def close(self) -> None:
        """Close the file. Nothing is lost when you forget to."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.path)!r})"

    @property
    def path(self) -> Path:
        """The project's file."""
        return self._store.path

    @property
    def readings(self) -> Readings:
        """What the encoder told of the study's dialogues, kept so that they are read once."""
        return Readings(self._store)

    # What is coded

    @property
    def codings(self) -> pd.DataFrame:
        """The latest machine judgements and the people's standing decisions, undone ones out.

        Themes that the codebook has merged are named as the one that took them in. What the
        machine suggested of themes that were taken out is left out; what people decided stays.
        """
        return recoded(super().codings, self.codebook, self._codebooks.taken_out())

    def standing(self, coder: str) -> pd.DataFrame:
        """Return a coder's standing decisions, as in `codings`."""
        return recoded(super().standing(coder), self.codebook)

    @property
    def round_codings(self) -> pd.DataFrame:
        """People's codes round by round, as they were: rows of `codings` with their ``round``.

        A coder's last word in each round; what was decided again in a later one stands in both.
        Themes are those of the codebook of the round, the newest that it was coded with, so that
        what was merged afterwards is still apart.
        """
        found = _team.round_codings(self._store)
        books = dict(_codebooks.versions(self._store))
        parts = [
            recoded(rows, books[int(rows["codebook"].max())]) for _, rows in found.groupby("round")
        ]
        return pd.concat(parts, ignore_index=True) if parts else found

    @property
    def consensus(self) -> pd.DataFrame:
        """What stands settled: ``statement_id``, ``family``, ``people``, ``reason``, …."""
        return _team.consensus(self._store, self.codebook)

    @property
    def corpus(self) -> Corpus:
        """The corpus, as it was stored; its frames are numbered from 0."""
        if self._corpus is None:
            with reading_project(self.path):
                self._corpus = _corpus_rows.load_corpus(self._store)
        # What is stored never changes; what a caller does to the frames stays the caller's.
        return _corpus_rows.own_copy(self._corpus)

    @property
    def codebook(self) -> Codebook:
        """The newest version of the codebook."""
        with reading_project(self.path):
            return self._codebooks.latest()

    def decided_before(self) -> int:
        """Return the last decision before the newest round, or the themes that there are now.

        Whichever is later; 0 where there is none. Other names, definitions and keywords of the
        same themes do not count.
        """
        version = self._codebooks.themes_since()
        rows = self._store.rows(
            "SELECT MAX((SELECT IFNULL(MAX(decision), 0) FROM decisions WHERE codebook < ?), "
            "(SELECT IFNULL(MAX(after), 0) FROM rounds))",
            (version,),
        )
        return int(rows[0][0])

    @property
    def suggests_old_themes(self) -> bool:
        """Whether the machine last suggested themes before the codebook had those of now."""
        rows = self._store.rows(
            "SELECT MAX(codebook) FROM runs JOIN run_models USING (run) WHERE family = 'theme'"
        )
        return rows[0][0] is not None and rows[0][0] < self._codebooks.themes_since()

    @property
    def not_in_codebook(self) -> pd.DataFrame:
        """People's standing codes that the newest codebook lacks: rows of `codings`.

        Themes that were taken out of it, and steps that its scale no longer has.
        """
        return not_in_codebook(self.codings, self.codebook)

    def update_codebook(self, codebook: Codebook) -> pd.DataFrame:
        """Add a new version of the codebook; decisions remember the version they were made with.

        Nothing decided is changed. Where a theme has another code now, its entry names the old one
        (``merged``, as `Codebook.rename` and `Codebook.merge` write it), and what was coded so
        counts as it. What the machine suggested of themes that are gone is no longer shown;
        `aineisto.Project.precode` suggests by the new version.

        Parameters
        ----------
        codebook : Codebook
            The whole new version.

        Returns
        -------
        DataFrame
            What changed: the rows of `codebook_changes` of this version, none where nothing did.

        Warns
        -----
        AineistoWarning
            When people's codes have no place in the new version (`not_in_codebook`), merged themes
            are themes of their own again, or questions, actors or cues are all gone.
        """
        old = self.codebook
        told = list(told_of_update(old, codebook, self.codings, super().codings, self.corpus))
        with self._store.transaction() as connection:
            version = _codebooks.add(connection, codebook)
            _judgements.write_log(connection, "", "codebook", {"version": version})
        _warn(told)
        changes = self.codebook_changes
        return changes[changes["codebook"] == version].reset_index(drop=True)


def _warn(told: Iterable[str]) -> None:
    for one in told:
        warnings.warn(one, AineistoWarning, stacklevel=3)


class Readings:
    """What the encoder told of a study's dialogues, kept so that they are read once in its life.

    Not part of the record: a table that may be taken away at any time, with answers of one version
    of the models under the hash of a dialogue. They hold no text, but they are made of it, so they
    stay in the project (see `aineisto.language.ReadingStore`).
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, model: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what is kept of dialogues, by their hashes."""

        def read(connection: sqlite3.Connection) -> dict[bytes, bytes]:
            if connection.execute(_READINGS_THERE).fetchone() is None:
                return {}
            sql = "SELECT told FROM readings WHERE model = ? AND dialogue = ?"
            rows = {key: connection.execute(sql, (model, key)).fetchone() for key in keys}
            return {key: bytes(row[0]) for key, row in rows.items() if row is not None}

        found: dict[bytes, bytes] = self._store.reading(read)
        return found

    def put(self, model: str, told: Mapping[bytes, bytes]) -> None:
        """Keep what was told, in the place of what other versions told."""
        if not told or not self._store.writable:
            return
        try:
            with self._store.transaction() as connection:
                connection.execute(_READINGS)
                connection.execute("DELETE FROM readings WHERE model <> ?", (model,))
                connection.executemany(
                    "INSERT OR REPLACE INTO readings VALUES (?, ?, ?)",
                    [(model, key, data) for key, data in told.items()],
                )
        except ProjectError:
            # Nothing is lost but time: a full disk or a busy file is told where a decision is.
            return
