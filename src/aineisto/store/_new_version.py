"""What a new version of the codebook, or a codebook beside a corpus, leaves without a place.

Nothing of it is an error: a theme may be taken out. It is told, so that nobody finds it out later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from aineisto.codebook import Codebook, Theme
from aineisto.codings import NO_THEME, STANCE, is_human
from aineisto.core.labels import code_key, label_key
from aineisto.corpus import Corpus
from aineisto.store._codebooks import kept_code

_MOST_NAMED = 8


def not_in_codebook(codings: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return people's rows whose theme, or whose step of the scale, the codebook lacks."""
    known = {*codebook.theme_codes, *kept_code(codebook), NO_THEME}
    steps = [point.value for point in codebook.scale]
    theme = (codings["family"] == "theme") & ~codings["code"].isin(known)
    stance = (codings["family"] == STANCE) & ~codings["value"].isin(steps)
    people = is_human(codings["coder"]) & (codings["status"] != "rejected")
    return codings[people & (theme | stance)].reset_index(drop=True)


def told_of_update(
    old: Codebook, new: Codebook, codings: pd.DataFrame, raw: pd.DataFrame, corpus: Corpus
) -> Iterator[str]:
    """Yield what to tell of a new version of a project's codebook.

    `codings` are the project's under the old version, `raw` the same as they were decided.
    """
    yield from _told_of_themes(old, new, codings)
    yield from _told_of_merges(old, new, raw)
    yield from _told_of_steps(old, new, codings)
    yield from _told_of_likeness(new, _alike(old))
    gone = [part for part in ("questions", "actors", "cues")
            if getattr(old, part) and not getattr(new, part)]  # fmt: skip
    if gone:
        yield (
            f"The new codebook has no {' and no '.join(gone)}, and the old one had. If it was "
            "made of a table, or of found themes, these hold themes alone: "
            "dataclasses.replace(project.codebook, themes=new.themes) keeps the rest."
        )
    if "questions" not in gone:
        yield from _told_of_questions(new, corpus, *_apart(old, corpus))


def told_of_corpus(codebook: Codebook, corpus: Corpus) -> Iterator[str]:
    """Yield what to tell of a codebook whose questions are not those of the corpus.

    And of its themes that nobody can tell apart.
    """
    yield from _told_of_likeness(codebook, set())
    yield from _told_of_questions(codebook, corpus, set(), set())


def _told_of_themes(old: Codebook, new: Codebook, codings: pd.DataFrame) -> Iterator[str]:
    before = not_in_codebook(codings, old)
    now = not_in_codebook(codings, new)
    lost = now[(now["family"] == "theme") & ~now["code"].isin(before["code"])]
    if lost.empty:
        return
    counts = lost.groupby("code", sort=False).size()
    named = _listed(f"{code!r} ({n})" for code, n in counts.items())
    looks = [
        f" {code!r} looks like {theme.code!r} now."
        for code in counts.index
        if (theme := _like(old, new, code))
    ]
    yield (
        f"People's codes are of themes that the new codebook lacks: {named}. They stay in the "
        f"file, but count as no theme of the codebook.{''.join(looks[:_MOST_NAMED])} A theme that "
        "has another code now, or was taken into another, says so: "
        f'merged = ["{counts.index[0]}"] in its entry, as codebook.rename and codebook.merge write '
        "it. What belongs to a theme that was taken out is coded anew: "
        'project.review("anna", statements=project.not_in_codebook["statement_id"], '
        'families=["theme"], anew=True).'
    )


def _like(old: Codebook, new: Codebook, code: str) -> Theme | None:
    """Return the theme that a lost one looks to be now, by code, name or definition."""
    was = next((theme for theme in old.themes if theme.code == code), None)
    added = [theme for theme in new.themes if theme.code not in old.theme_codes]
    names = set() if was is None else {label_key(name) for name in was.name.values()}
    for theme in added:
        same_name = bool(names & {label_key(name) for name in theme.name.values()})
        same_text = was is not None and bool(was.definition) and was.definition == theme.definition
        if code_key(theme.code) == code_key(code) or same_name or same_text:
            return theme
    return None


def _told_of_merges(old: Codebook, new: Codebook, raw: pd.DataFrame) -> Iterator[str]:
    was, now = kept_code(old), kept_code(new)
    people = raw[(raw["family"] == "theme") & is_human(raw["coder"])]
    counts = people["code"].value_counts()
    undone = [
        f"{code!r} ({counts[code]}) counted as {was[code]!r}"
        for code in was
        if code in new.theme_codes and code in counts and now.get(was[code]) != code
    ]
    if undone:
        yield (
            f"Merged themes are themes of their own again, with what people coded so: "
            f"{_listed(undone)}. If that is not meant, begin from the project's own codebook, "
            'project.codebook.save("codebook.toml"), in which the merging is written.'
        )


def _told_of_likeness(codebook: Codebook, before: set[tuple[str, ...]]) -> Iterator[str]:
    alike = [group for group in _alike(codebook) if group not in before]
    if alike:
        named = _listed(" and ".join(map(repr, group)) for group in sorted(alike))
        yield (
            f"Themes can be mistaken for each other: {named} have a name or a code that differs in "
            "nothing, or in capitals alone. In sheets and lists they look the same, and what is "
            "meant for one can be stored for the other. Give each a name of its own."
        )


def _alike(codebook: Codebook) -> set[tuple[str, ...]]:
    """Return the themes of like codes, and those under one parent of like names.

    Under another parent a name is another theme's by right.
    """
    found: dict[tuple[str, str | None], dict[str, None]] = {}
    for theme in codebook.themes:
        found.setdefault((code_key(theme.code), None), {})[theme.code] = None
        for written in (theme.code, *theme.name.values()):
            if written.strip():
                found.setdefault((code_key(written), theme.parent), {})[theme.code] = None
    return {tuple(codes) for codes in found.values() if len(codes) > 1}


def _told_of_steps(old: Codebook, new: Codebook, codings: pd.DataFrame) -> Iterator[str]:
    before = not_in_codebook(codings, old)
    now = not_in_codebook(codings, new)
    lost = now[(now["family"] == STANCE) & ~now["value"].isin(before["value"].dropna().tolist())]
    if len(lost):
        steps = _listed(str(int(step)) for step in sorted(lost["value"].unique()))
        yield (
            f"{len(lost)} of people's stances stand on steps that the new scale lacks ({steps}). "
            "They stay in the file as they were decided, and means are still taken of them. Keep "
            "the steps, or code those statements anew: project.not_in_codebook lists them."
        )


def _told_of_questions(
    codebook: Codebook,
    corpus: Corpus,
    strange_before: set[str],
    unsought_before: set[str],
) -> Iterator[str]:
    strange, unsought = _apart(codebook, corpus)
    strange, unsought = strange - strange_before, unsought - unsought_before
    if strange:
        asked = corpus.answers["question"]
        n = int(asked.isin(strange).sum())
        named = _listed(repr(code) for code in dict.fromkeys(asked) if code in strange)
        remedy = (
            "Read the interviews by the codebook: aineisto.read(…, guide=codebook)."
            if codebook.questions
            else "Name them in it: dataclasses.replace(codebook, questions=corpus.questions); or "
            "write the guide as [[questions]] and read by it: aineisto.read(…, guide=codebook)."
        )
        yield (
            f"The codebook has no questions {named}, to which {n} statements of this corpus "
            f"belong: reports call them by these codes. {remedy}"
        )
    if unsought:
        named = _listed(repr(code) for code in (q.code for q in codebook.questions)
                        if code in unsought)  # fmt: skip
        yield (
            f"The codebook's questions {named} were not sought when these interviews were read, "
            "and no statement belongs to them. Read the interviews by the codebook, "
            "aineisto.read(…, guide=codebook), and make a project of that; people's codes go "
            "along: new.take_decisions(Project.open(path))."
        )


def _apart(codebook: Codebook, corpus: Corpus) -> tuple[set[str], set[str]]:
    """Return the corpus's questions that the codebook lacks, and the codebook's never sought."""
    asked = {str(code) for code in corpus.answers["question"].dropna().unique() if code}
    codes = {question.code for question in codebook.questions}
    sought = {question.code for question in corpus.questions}
    # Of a table that came with its questions it is not known what was asked besides.
    known = not corpus.answers.empty and (sought or not asked)
    return asked - codes, (codes - asked - sought if known else set())


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    rest = len(found) - _MOST_NAMED
    return ", ".join(found[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
