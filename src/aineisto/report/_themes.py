"""What was spoken of: themes, their words and the quotations that show them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import NO_THEME
from aineisto.reliability import LEAST_RESPONDENTS
from aineisto.report._codes import MARKED, answer_values, both_sources, rests_on, source_of
from aineisto.report._quotations import Quotation, one, pick
from aineisto.report._respondents import count_people
from aineisto.report._stance import ALL, with_all


@dataclass(frozen=True)
class ThemeSummary:
    """One theme: how much, by whom, in what words.

    ``statements`` counts a statement coded by two people, of whom one gave the theme, as half;
    ``share`` is that of ``coded`` statements, with its interval ``low``, ``high`` by respondent.
    ``stance`` is the mean of the respondents' medians
    over the theme's statements, ``stance_n`` their number. ``level`` is how deep the theme stands
    under others, and ``branch`` counts the statements that carry it or a theme below it, each once.
    """

    code: str
    statements: float
    coded: int
    share: float
    low: float
    high: float
    accepted: bool
    unknown: bool
    respondents: int
    stance: float
    stance_n: int
    source: str
    words: tuple[str, ...]
    quotations: tuple[Quotation, ...]
    level: int = 0
    branch: float = 0.0
    above: tuple[str, ...] = ()

    @property
    def branch_share(self) -> float:
        """Share of the coded statements that carry the theme or one below it, 0…1."""
        return self.branch / self.coded if self.coded else 0.0


def summarise_themes(
    codes: pd.DataFrame, values: pd.DataFrame, codebook: Codebook
) -> tuple[ThemeSummary, ...]:
    """Return the themes, the most frequent first; a theme nobody spoke of stays, with 0.

    Themes under a theme follow it, and the order is that of whole branches.

    Codes that the codebook lacks (a theme since removed) are left out of the list but count
    among the coded statements; `count_gone` has them.
    """
    themes = codes[codes["family"] == "theme"]
    coded = int(themes["statement_id"].nunique())
    texts = {
        code: themes[themes["code"] == code].drop_duplicates("statement_id")["clean"].tolist()
        for code in codebook.theme_codes
    }
    rest = themes[themes["code"] == NO_THEME].drop_duplicates("statement_id")["clean"].tolist()
    words = typical_words(texts, rest)
    valued = themes.merge(values[["statement_id", "value"]], on="statement_id", how="left")
    if "value_y" in valued:
        valued = valued.drop(columns="value_x").rename(columns={"value_y": "value"})
    given = values.set_index("statement_id")["codes"]
    found: list[ThemeSummary] = []
    used: set[str] = set()
    for code in codebook.theme_codes:
        part = valued[valued["code"] == code]
        stance = answer_values(part.dropna(subset="value").drop_duplicates("statement_id"), [])
        number = float(part["weight"].sum())
        ends = _share_ends(themes, part)
        said = part.assign(codes=part["statement_id"].map(given), basis=both_sources(part, values))
        quotations = pick(said, 3, used=used)
        used.update(quotation.statement_id for quotation in quotations)
        found.append(
            ThemeSummary(
                code=code,
                statements=number,
                coded=coded,
                share=number / coded if coded else 0.0,
                low=ends[0],
                high=ends[1],
                accepted=bool(part["accepted"].any()),
                unknown=bool(part["unknown"].any()),
                respondents=count_people(part["respondent"]),
                stance=float(stance["value"].mean()) if len(stance) else float("nan"),
                stance_n=len(stance),
                source=source_of(part["source"]),
                words=words[code],
                quotations=quotations,
            )
        )
    return _in_branches(found, codebook, themes)


def _in_branches(
    found: list[ThemeSummary], codebook: Codebook, themes: pd.DataFrame
) -> tuple[ThemeSummary, ...]:
    """Return the themes with each branch together, the largest branch first."""
    known = {theme.code: theme for theme in found}
    below: dict[str, list[str]] = {}
    for entry in codebook.themes:
        parent = entry.parent if entry.parent in known else ""
        below.setdefault(parent, []).append(entry.code)

    def branch(code: str) -> set[str]:
        return {code}.union(*(branch(child) for child in below.get(code, [])))

    def size(code: str) -> float:
        return statements_of(themes[themes["code"].isin(branch(code))])

    def ordered(parent: str, above: tuple[str, ...]) -> list[ThemeSummary]:
        own = [
            replace(known[code], level=len(above), branch=size(code), above=above)
            for code in below.get(parent, [])
        ]
        own.sort(key=lambda theme: -theme.branch)
        found = []
        for theme in own:
            found += [theme, *ordered(theme.code, (*above, theme.code))]
        return found

    return tuple(ordered("", ()))


def _share_ends(themes: pd.DataFrame, part: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the interval of a theme's share; missing of fewer than five people."""
    from aineisto.reliability import share_interval

    units = themes.drop_duplicates("statement_id").set_index("statement_id")["respondent"]
    carried = part.groupby("statement_id")["weight"].sum().reindex(units.index).fillna(0.0)
    found = share_interval(carried.to_numpy(), respondent=units.to_numpy())
    if found.respondents < LEAST_RESPONDENTS:
        return float("nan"), float("nan")
    return found.low, found.high


def themes_by_group(
    codes: pd.DataFrame, themes: tuple[ThemeSummary, ...], groups: list[str]
) -> pd.DataFrame:
    """Return the share of each group's coded statements that carry each theme or one below it.

    Returns
    -------
    DataFrame
        ``theme``, ``group``, ``share``, ``statements`` (of the theme's whole branch, a statement
        once), ``n`` (the group's coded statements), ``quotation``; ``source``, ``accepted``,
        ``unknown``: what the group's codes are.
    """
    rows = []
    coded = codes[codes["family"] == "theme"]
    branches = theme_branches(themes)
    for group in with_all(groups, coded):
        here = coded if group == ALL else coded[coded["group"] == group]
        n, basis = int(here["statement_id"].nunique()), rests_on(here)
        for theme, branch in branches.items() if n else ():
            part = here[here["code"].isin(branch)]
            number = statements_of(part)
            rows.append((theme, group, number / n, number, n, one(part), *basis.values()))
    names = ["theme", "group", "share", "statements", "n", "quotation", "source", *MARKED]
    return pd.DataFrame(rows, columns=names)


def theme_branches(themes: tuple[ThemeSummary, ...]) -> dict[str, list[str]]:
    """Return each theme with itself and all themes below it, in the order given."""
    return {
        theme.code: [other.code for other in themes if theme.code in (other.code, *other.above)]
        for theme in themes
    }


def statements_of(part: pd.DataFrame) -> float:
    """Return the number of statements that carry any of these codes.

    A statement that carries two of them counts once, and one that one coder of two gave them half.
    """
    return float(part.drop_duplicates(["statement_id", "coder"])["weight"].sum())


def count_without_theme(codes: pd.DataFrame) -> float:
    """Return the number of statements that were read and carry no theme.

    On the same basis as the themes' shares: where one of two coders found none, half a statement.
    """
    none = (codes["family"] == "theme") & (codes["code"] == NO_THEME)
    return float(codes.loc[none, "weight"].sum())


def count_gone(codes: pd.DataFrame, codebook: Codebook) -> dict[str, int]:
    """Return in how many statements each theme stands that the codebook does not have."""
    themes = codes[(codes["family"] == "theme") & (codes["code"] != NO_THEME)]
    gone = themes[~themes["code"].isin(codebook.theme_codes)]
    counts = gone.groupby("code")["statement_id"].nunique().sort_values(ascending=False)
    return {str(code): int(n) for code, n in counts.items()}


#: Parts of speech that tell what is spoken of.
_CONTENT = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
#: Words of every subject: they pass as content but tell nothing of a theme.
_LIGHT = frozenset(
    word
    for line in (
        "olla voida pitää saada tulla tehdä antaa ottaa käydä mennä sanoa puhua ajatella",
        "tarkoittaa katsoa nähdä tietää alkaa jäädä löytyä näyttää tuntua haluta täytyä kannattaa",
        "lähteä panna laittaa luulla uskoa kuulua kysyä asia juttu kohta tapa puoli kerta aika",
        "päivä vuosi ihminen mieli sana kysymys hyvä iso suuri pieni uusi sama oma moni eri koko",
        "yksi kaksi kolme joku muu toinen kaikki itse varmaan ehkä tietty semmoinen tämmöinen",
        "tuommoinen esimerkki lopu loppu",
    )
    for word in line.split()
)
_SHORTEST = 3
#: A word must be said this often within a theme, or it may be one person's slip.
_LEAST = 2


def typical_words(
    themes: Mapping[str, Sequence[str]], rest: Sequence[str] = (), n: int = 8
) -> dict[str, tuple[str, ...]]:
    """Return each theme's most typical lemmas, the most typical first.

    The weight of a lemma in a theme is its share of the theme's words times
    ``log(1 + A / f)``, where ``f`` is how often it is said in all and ``A`` the mean number of
    words of a theme.

    Parameters
    ----------
    themes : mapping of str to sequence of str
        By theme: the statements that carry it.
    rest : sequence of str
        Statements without a theme, to weigh against.
    n : int
        Words for each theme.

    References
    ----------
    Grootendorst, M. (2022). BERTopic: Neural topic modeling with a class-based TF-IDF procedure.
    arXiv:2203.05794.
    """
    counts = {code: Counter(_lemmas(texts)) for code, texts in themes.items()}
    everything: Counter[str] = Counter(_lemmas(rest))
    for counter in counts.values():
        everything.update(counter)
    mean = sum(everything.values()) / max(1, len(counts) + bool(rest))
    found = {}
    for code, counter in counts.items():
        total = sum(counter.values())
        weights = {
            lemma: times / total * math.log(1 + mean / everything[lemma])
            for lemma, times in counter.items()
            if times >= _LEAST
        }
        found[code] = tuple(sorted(weights, key=lambda lemma: (-weights[lemma], lemma))[:n])
    return found


def _lemmas(texts: Sequence[str]) -> list[str]:
    from aineisto.language import STOPWORDS, shared_lemmatizer, tokenize

    lemmatizer = shared_lemmatizer()
    light = _LIGHT | STOPWORDS
    found = []
    for text in texts:
        for token in tokenize(text):
            word = token.text
            if len(word) < _SHORTEST or not word[0].isalpha():
                continue
            lemma = lemmatizer.lemma(word)
            if lemma.lower() in light or len(lemma) < _SHORTEST:
                continue
            readings = lemmatizer.analyses(word)
            # A form that can be a function word is one nearly always; an unknown word counts
            # only where it looks like a name.
            content = all(reading.pos in _CONTENT for reading in readings)
            if content and (readings or word[0].isupper()):
                found.append(lemma)
    return found
