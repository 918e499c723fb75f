"""Of whom was spoken: how often, by whom, with what themes and in what tone."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd

from aineisto.codebook import name_actors
from aineisto.codings import NO_THEME, SCALE, is_human, make_codings
from aineisto.core.checks import check_columns
from aineisto.core.errors import CodingsError
from aineisto.corpus import Corpus, interview_dates

_SPEAKER = "speaker_id"
_DIVIDED = 0.25  # a mean nearer to neutral than this has no sign worth speaking of
#: A bootstrap of fewer has two or three values in all: no interval to speak of.
_LEAST_RESPONDENTS = 3
_SHORTEST, _LONGEST = 40, 340  # characters of a quotation that says something and can be quoted


def actor_table(corpus: Corpus, codings: pd.DataFrame, *, quotations: int = 3) -> pd.DataFrame:
    """Return one row an actor, the most mentioned first.

    Where a person has coded a statement's actors or themes, only people's codes count there;
    elsewhere the machine's suggestions. Stance is taken from people's codes alone.

    Parameters
    ----------
    corpus : Corpus
        The corpus.
    codings : DataFrame
        Its codings.
    quotations : int
        How many quotations an actor gets at most, each of another speaker.

    Returns
    -------
    DataFrame
        ``actor``; ``mentions``; ``statements``; ``interviews`` (documents); ``groups``,
        ``questions`` and ``themes`` (tuples, the most frequent first); ``mean`` stance of the
        statements (−2…2) with the 95 % interval ``low``, ``high`` of a bootstrap that draws whole
        respondents (`aineisto.reliability.mean_interval`), missing below three respondents, of
        ``n`` statements and ``respondents``; ``quotations`` (tuple of statement identifiers:
        stance of the mean's sign, or of either where the mean is near 0, the strongest first;
        `actor_quotations` gives their words).

    Examples
    --------
    >>> actor_table(corpus, mentions)[["actor", "mentions", "interviews"]].head(3)
          actor  mentions  interviews
    0  SoteDigi         7           3
    1        VM         7           3
    2     Kanta         5           3
    """
    mentions = _mentions(corpus, codings)
    stances, themes = _stances(codings), _standing(codings, "theme")
    rows = []
    for actor, part in mentions.groupby("code", sort=False):
        said = part.drop_duplicates("statement_id")
        names = themes[themes["statement_id"].isin(said["statement_id"])]
        names = names[names["code"] != NO_THEME].drop_duplicates(["statement_id", "code"])
        tone = _tone(said, stances)
        rows.append(
            {
                "actor": actor,
                "mentions": len(part),
                "statements": len(said),
                "interviews": said["document"].nunique(),
                "groups": _by_frequency(said["group"]),
                "questions": _by_frequency(said["question"]),
                "themes": _by_frequency(names["code"]),
                **tone,
                "quotations": _representative(said, stances, tone["mean"], quotations),
            }
        )
    columns = [
        "actor", "mentions", "statements", "interviews", "groups", "questions", "themes",
        "mean", "low", "high", "n", "respondents", "quotations",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["mentions", "actor"], ascending=[False, True], ignore_index=True)


def speakers_of(corpus: Corpus, codings: pd.DataFrame, *, by: str = "group") -> pd.DataFrame:
    """Return who speaks of whom: one row a group (or participant) and actor.

    Parameters
    ----------
    corpus, codings
        As in `actor_table`.
    by : str
        ``participant``, or a column of the table of participants.

    Returns
    -------
    DataFrame
        `by`, ``actor``, ``mentions``, ``statements``, ``share`` (of the group's statements, 0…1),
        ``mean``, ``low``, ``high``, ``n``, ``respondents`` as in `actor_table`.

    Raises
    ------
    CodingsError
        When the participants have no such column.

    Examples
    --------
    >>> speakers_of(corpus, mentions)[["group", "actor", "mentions"]].head(3)
                group     actor  mentions
    0  Kuusikkokunnat        VM         6
    1  Kuusikkokunnat  SoteDigi         5
    2  Kuusikkokunnat    Apotti         3
    """
    remedy = "Use participant or a column of corpus.participants."
    wanted = () if by == "participant" else (by,)
    check_columns(corpus.participants, wanted, "participants", remedy=remedy, error=CodingsError)
    answers = _answers(corpus, by)
    mentions = _mentions(corpus, codings, by)
    sizes = answers[by].value_counts()
    stances = _stances(codings)
    rows = []
    for (name, actor), part in mentions[mentions[by] != ""].groupby([by, "code"], sort=False):
        said = part.drop_duplicates("statement_id")
        counts = {"mentions": len(part), "statements": len(said), "share": len(said) / sizes[name]}
        rows.append({by: name, "actor": actor, **counts, **_tone(said, stances)})
    columns = [by, "actor", "mentions", "statements", "share", "mean", "low", "high", "n"]
    frame = pd.DataFrame(rows, columns=[*columns, "respondents"])
    return frame.sort_values(
        ["mentions", "actor", by], ascending=[False, True, True], ignore_index=True
    )


def actor_themes(corpus: Corpus, codings: pd.DataFrame) -> pd.DataFrame:
    """Return one row an actor and theme that meet in a statement, the most frequent first.

    Parameters
    ----------
    corpus, codings
        As in `actor_table`.

    Returns
    -------
    DataFrame
        ``actor``, ``theme`` (its code), ``statements``, ``share`` (of the actor's statements,
        0…1), and ``mean``, ``low``, ``high``, ``n``, ``respondents`` as in `actor_table`.

    Examples
    --------
    >>> found = actor_themes(corpus, pd.concat([mentions, codings]))
    >>> found[["actor", "theme", "statements"]].head(3)
       actor              theme  statements
    0  Kanta        paatosvalta           1
    1  Kanta    yhteentoimivuus           1
    2    ODA  asiakaslahtoisyys           1
    """
    said = _mentions(corpus, codings).drop_duplicates(["statement_id", "code"])
    themes = _standing(codings, "theme").drop_duplicates(["statement_id", "code"])
    themes = themes[themes["code"] != NO_THEME].rename(columns={"code": "theme"})
    both = said.merge(themes[["statement_id", "theme"]], on="statement_id")
    sizes, stances = said["code"].value_counts(), _stances(codings)
    rows = [
        {
            "actor": actor, "theme": theme, "statements": len(part),
            "share": len(part) / sizes[actor], **_tone(part, stances),
        }
        for (actor, theme), part in both.groupby(["code", "theme"], sort=False)
    ]  # fmt: skip
    columns = ["actor", "theme", "statements", "share", "mean", "low", "high", "n", "respondents"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(
        ["statements", "actor", "theme"], ascending=[False, True, True], ignore_index=True
    )


def actor_quotations(
    corpus: Corpus, codings: pd.DataFrame, actor: str, *, most: int = 5
) -> pd.DataFrame:
    """Return what is said of one actor, the most telling first.

    First come statements whose stance (people's codes) has the sign of the actor's mean (of
    either where it is near 0), the strongest first, of a length that can be quoted, each of another
    speaker.

    Parameters
    ----------
    corpus, codings
        As in `actor_table`.
    actor : str
        The actor's name, as in `actor_table`.
    most : int
        How many.

    Returns
    -------
    DataFrame
        ``statement_id``, ``participant``, ``group``, ``question``, ``stance`` (−2…2, missing where
        nobody coded it) and ``text``.

    Raises
    ------
    CodingsError
        When nobody mentions the actor.

    Examples
    --------
    >>> found = actor_quotations(corpus, mentions, "Kela", most=1)
    >>> found.columns.tolist()
    ['statement_id', 'participant', 'group', 'question', 'stance', 'text']
    """
    mentions = _mentions(corpus, codings)
    said = mentions[mentions["code"] == actor].drop_duplicates("statement_id")
    if said.empty:
        raise CodingsError(
            f"No statement mentions {actor!r}.", remedy="Use a name from actor_table."
        )
    stances = _stances(codings)
    chosen = _representative(said, stances, _tone(said, stances)["mean"], most)
    frame = said.set_index("statement_id").loc[list(chosen)].reset_index()
    frame["stance"] = frame["statement_id"].map(stances)
    columns = ["statement_id", "participant", "group", "question", "stance", "clean"]
    return frame[columns].rename(columns={"clean": "text"})


def contested(table: pd.DataFrame, *, least_mean: float = 0.5, least_n: int = 3) -> pd.DataFrame:
    """Return the actors of whom groups speak in opposite tones, the furthest apart first.

    Parameters
    ----------
    table : DataFrame
        As `speakers_of` returns it.
    least_mean : float
        How far from neutral the means of both groups must be.
    least_n : int
        Of how many statements each mean must be.

    Returns
    -------
    DataFrame
        ``actor``; ``for``, ``mean_for``, ``n_for``, ``against``, ``mean_against``, ``n_against``;
        ``apart`` (difference of the means); ``overlap`` (whether the groups' intervals overlap,
        missing where one has none).

    Examples
    --------
    >>> spoken = speakers_of(corpus, pd.concat([mentions, stances]))
    >>> contested(spoken, least_mean=0.1, least_n=1).columns[:4].tolist()
    ['actor', 'for', 'mean_for', 'n_for']
    """
    by = str(table.columns[0])
    rows: list[dict[str, Any]] = []
    for actor, part in table[table["n"] >= least_n].groupby("actor", sort=False):
        high, low = part.loc[part["mean"].idxmax()], part.loc[part["mean"].idxmin()]
        if high["mean"] < least_mean or low["mean"] > -least_mean:
            continue
        known = pd.notna(high["low"]) and pd.notna(low["high"])
        rows.append(
            {
                "actor": actor,
                "for": high[by], "mean_for": high["mean"], "n_for": high["n"],
                "against": low[by], "mean_against": low["mean"], "n_against": low["n"],
                "apart": high["mean"] - low["mean"],
                "overlap": bool(low["high"] >= high["low"]) if known else pd.NA,
            }
        )  # fmt: skip
    columns = ["actor", "for", "mean_for", "n_for", "against", "mean_against", "n_against"]
    frame = pd.DataFrame(rows, columns=[*columns, "apart", "overlap"])
    return frame.sort_values("apart", ascending=False, kind="stable", ignore_index=True)


def co_mentions(corpus: Corpus, codings: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of actors that are mentioned in one statement, the most frequent first.

    Returns
    -------
    DataFrame
        ``actor``, ``other`` (in the alphabet's order) and ``statements``.

    Examples
    --------
    >>> co_mentions(corpus, mentions).head(3)
          actor   other  statements
    0       AVI   Luova           3
    1       STM      VM           3
    2  SoteDigi  Vimana           3
    """
    said = _mentions(corpus, codings).drop_duplicates(["statement_id", "code"])
    pairs = [
        pair
        for _, part in said.groupby("statement_id")
        for pair in combinations(sorted(part["code"]), 2)
    ]
    counts = pd.Series(pairs, dtype="object").value_counts()
    rows = [(a, b, int(n)) for (a, b), n in counts.items()]
    frame = pd.DataFrame(rows, columns=["actor", "other", "statements"])
    return frame.sort_values(
        ["statements", "actor", "other"], ascending=[False, True, True], ignore_index=True
    )


def _answers(corpus: Corpus, by: str = "group") -> pd.DataFrame:
    answers = corpus.answers[["statement_id", "document", "participant", "question", "clean"]]
    answers = answers.copy()
    answers[_SPEAKER] = answers["participant"].where(
        answers["participant"] != "", answers["document"]
    )
    for column in {"group", by} - {"participant"}:
        answers[column] = ""
        if column in corpus.participants:
            known = corpus.participants.drop_duplicates("participant").set_index("participant")
            answers[column] = answers["participant"].map(known[column]).fillna("").astype(str)
    return answers


def _mentions(corpus: Corpus, codings: pd.DataFrame, by: str = "group") -> pd.DataFrame:
    named = name_actors(codings, dates=interview_dates(corpus))
    table = _standing(named, "actor").drop_duplicates(["statement_id", "code", "start"])
    return table.merge(_answers(corpus, by), on="statement_id", how="inner")


def _standing(codings: pd.DataFrame, family: str) -> pd.DataFrame:
    """Return a family's codes that count: people's where they decided, else suggestions."""
    table = make_codings(codings)
    table = table[table["family"] == family]
    people = is_human(table["coder"])
    decided = table["statement_id"].isin(table.loc[people, "statement_id"])
    table = table[(people | ~decided) & (table["status"] != "rejected")]
    return table[["statement_id", "code", "start"]]


def _stances(codings: pd.DataFrame) -> pd.Series:
    """Return the median of people's values by statement, of each coder the newest."""
    table = make_codings(codings)
    table = table[(table["family"] == "stance") & is_human(table["coder"])]
    table = table.sort_values("created", kind="stable")
    table = table.drop_duplicates(["statement_id", "coder"], keep="last")
    table = table[table["status"] != "rejected"]
    return table["value"].astype(float).groupby(table["statement_id"]).median()


def _tone(said: pd.DataFrame, stances: pd.Series) -> dict[str, Any]:
    from aineisto.reliability import mean_interval

    values = said["statement_id"].map(stances).astype(float)
    known = values.notna()
    found = mean_interval(values[known], respondent=said.loc[known, _SPEAKER])
    enough = found.respondents >= _LEAST_RESPONDENTS
    return {
        "mean": found.mean,
        "low": max(found.low, SCALE[0]) if enough else float("nan"),
        "high": min(found.high, SCALE[-1]) if enough else float("nan"),
        "n": found.n,
        "respondents": found.respondents,
    }


def _by_frequency(values: pd.Series) -> tuple[str, ...]:
    return tuple(str(name) for name in values[values != ""].value_counts().index)


def _representative(
    said: pd.DataFrame, stances: pd.Series, mean: float, most: int
) -> tuple[str, ...]:
    tones = said["statement_id"].map(stances).astype(float).fillna(0.0)
    if abs(mean) < _DIVIDED:
        tones = tones.abs()  # judged both ways: the strongest words of either side
    frame = said.assign(
        tone=-tones if mean <= -_DIVIDED else tones,
        fits=said["clean"].str.len().between(_SHORTEST, _LONGEST),
    )
    frame = frame.sort_values(["fits", "tone"], ascending=False, kind="stable")
    return tuple(frame.drop_duplicates(_SPEAKER)["statement_id"].head(most))
