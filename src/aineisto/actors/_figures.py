"""Figures: which actors are mentioned together, and with which themes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aineisto.actors._tables import actor_table, actor_themes, co_mentions
from aineisto.codebook import Codebook
from aineisto.core.checks import one_of
from aineisto.core.options import LANGUAGES
from aineisto.core.text import signed
from aineisto.corpus import Corpus

Place = tuple[float, float]
_WORDS = {
    "fi": {
        "title": "Toimijat, jotka mainitaan samassa lausumassa", "actor": "Toimija",
        "statements": "Lausumia", "other": "Toinen toimija", "theme": "Teema",
        "heat": "Mistä puhutaan, kun toimija mainitaan", "mean": "Kannan keskiarvo",
        "stance": "Miten toimijasta puhutaan teemoittain",
        "n": "Koodattuja lausumia",
    },
    "en": {
        "title": "Actors mentioned in the same statement", "actor": "Actor",
        "statements": "Statements", "other": "Other actor", "theme": "Theme",
        "heat": "What is spoken of when an actor is mentioned", "mean": "Mean stance",
        "stance": "In what tone actors are spoken of",
        "n": "Coded statements",
    },
}  # fmt: skip


def actor_network(
    corpus: Corpus,
    codings: pd.DataFrame,
    *,
    lang: str = "fi",
    most: int = 20,
    least: int = 1,
    size: int = 560,
) -> Any:
    """Draw the actors, a line between those mentioned in one statement.

    Parameters
    ----------
    corpus, codings
        As in `actor_table`.
    lang : {"fi", "en"}
        Language of the figure.
    most : int
        How many actors, the most mentioned.
    least : int
        In how many statements two actors must meet for a line.
    size : int
        Width and height in pixels.

    Returns
    -------
    altair.LayerChart
        Points grow with the statements that mention the actor, lines with those that mention both.

    Raises
    ------
    AineistoError
        When the language is unknown.

    Examples
    --------
    >>> chart = actor_network(corpus, mentions, lang="en", most=8)
    >>> chart.save("network.svg")
    """
    from aineisto.core import figures as style
    from aineisto.core.figures import alt

    words = _words(lang)
    nodes = actor_table(corpus, codings, quotations=0).head(most)[["actor", "statements"]]
    edges = co_mentions(corpus, codings)
    shown = edges["actor"].isin(nodes["actor"]) & edges["other"].isin(nodes["actor"])
    edges = edges[shown & (edges["statements"] >= least)].copy()
    places = lay_out(list(nodes["actor"]), edges)
    nodes = nodes.assign(x=[p[0] for p in places.values()], y=[p[1] for p in places.values()])
    for end, column in (("", "actor"), ("2", "other")):
        edges[f"x{end}"] = [places[name][0] for name in edges[column]]
        edges[f"y{end}"] = [places[name][1] for name in edges[column]]
    scale = alt.Scale(domain=[-1.15, 1.15])
    x, y = alt.X("x:Q", axis=None, scale=scale), alt.Y("y:Q", axis=None, scale=scale)
    tips = [alt.Tooltip(f"{name}:N", title=words[name]) for name in ("actor", "other")]
    count = alt.Tooltip("statements:Q", title=words["statements"])
    lines = alt.Chart(edges).mark_rule(color="#9aa5ad", opacity=0.55).encode(
        x=x, y=y, x2="x2:Q", y2="y2:Q", tooltip=[*tips, count],
        strokeWidth=alt.StrokeWidth("statements:Q", legend=None, scale=alt.Scale(range=[0.6, 9])),
    )  # fmt: skip
    points = alt.Chart(nodes).mark_circle(color="#0072b2", opacity=1).encode(
        x=x, y=y, tooltip=[tips[0], count],
        size=alt.Size("statements:Q", legend=None, scale=alt.Scale(range=[60, 700])),
    )  # fmt: skip
    name = alt.Chart(nodes).encode(x=x, y=y, text="actor:N")
    halo = name.mark_text(dy=-19, fontSize=12, stroke="white", strokeWidth=4, strokeJoin="round")
    labels = name.mark_text(dy=-19, fontSize=12)
    chart = alt.layer(lines, points, halo, labels).properties(width=size, height=size)
    return style.styled(chart.properties(title=_title(words["title"])), said=words["title"])


def lay_out(names: list[str], edges: pd.DataFrame, steps: int = 300) -> dict[str, Place]:
    """Return a place for each actor, those mentioned together near one another.

    Fruchterman and Reingold's forces (1991) from places on a circle, with a pull to the middle
    that keeps in sight who is mentioned alone. Nothing is drawn at random.

    Parameters
    ----------
    names : list of str
        The actors.
    edges : DataFrame
        ``actor``, ``other`` and ``statements``.
    steps : int
        How often everything is moved.

    Returns
    -------
    dict of str to (float, float)
        Coordinates from −1 to 1.
    """
    count = len(names)
    if count < 2:
        return dict.fromkeys(names, (0.0, 0.0))
    angles = 2 * np.pi * np.arange(count) / count
    places = np.column_stack([np.sin(angles), np.cos(angles)])
    pull = np.zeros((count, count))
    for actor, other, number in edges[["actor", "other", "statements"]].itertuples(index=False):
        one, two = names.index(actor), names.index(other)
        pull[one, two] = pull[two, one] = np.sqrt(number)
    pull /= max(pull.max(), 1.0)
    ideal = 1.6 / np.sqrt(count)
    for step in range(steps):
        gaps = places[:, None, :] - places[None, :, :]
        far = np.maximum(np.hypot(gaps[..., 0], gaps[..., 1]), 1e-3)
        force = ideal**2 / far**2 - pull * far / ideal
        move = (gaps * force[..., None]).sum(axis=1) - 0.6 * places
        length = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        limit = 0.1 * (1 - step / steps)
        places += move / length[:, None] * np.minimum(length, limit)[:, None]
    places -= (places.max(axis=0) + places.min(axis=0)) / 2
    places /= np.abs(places).max(axis=0)
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, places, strict=True)}


def actor_heatmap(
    corpus: Corpus,
    codings: pd.DataFrame,
    codebook: Codebook | None = None,
    *,
    value: str = "statements",
    lang: str = "fi",
    most: int = 20,
    cell: int = 34,
) -> Any:
    """Draw a square for each actor and theme that meet in a statement.

    Parameters
    ----------
    corpus, codings
        As in `actor_table`.
    codebook : Codebook, optional
        Its names of the themes, in its order; without it their codes.
    value : {"statements", "stance"}
        What a square tells: how many statements, or their mean stance (people's codes).
    lang, most
        As in `actor_network`.
    cell : int
        Height of a square in pixels.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    AineistoError
        When the language or the value is unknown.

    Examples
    --------
    >>> chart = actor_heatmap(corpus, pd.concat([mentions, codings]), codebook, most=8)
    >>> chart.save("heatmap.svg")
    """
    from aineisto.core import figures as style
    from aineisto.core.figures import alt

    words = _words(lang)
    one_of(value, ("statements", "stance"), "value")
    actors = list(actor_table(corpus, codings, quotations=0)["actor"].head(most))
    table = actor_themes(corpus, codings)
    table = table[table["actor"].isin(actors)]
    if value == "stance":
        table = table[table["n"] > 0]
    names, order = _themes(table, codebook, lang)
    means = table["mean"].astype(float)
    table = table.assign(
        theme=table["theme"].map(names),
        told=[signed(mean, 2, lang) for mean in means],
        shown=[signed(mean, 1, lang) for mean in means],
    )
    x = alt.X("theme:N", sort=order, title=None, axis=alt.Axis(labelAngle=-40, labelLimit=260))
    y = alt.Y("actor:N", sort=[a for a in actors if a in set(table["actor"])], title=None)
    tips = [
        alt.Tooltip("actor:N", title=words["actor"]),
        alt.Tooltip("theme:N", title=words["theme"]),
        alt.Tooltip("statements:Q", title=words["statements"]),
        alt.Tooltip("told:N", title=words["mean"]),
        alt.Tooltip("n:Q", title=words["n"]),
    ]
    if value == "statements":
        column, shown = "statements", alt.Text("statements:Q")
        scale = alt.Scale(scheme="blues", zero=True)
        dark = f"datum.statements > {0.55 * max(table['statements'].max(), 1) if len(table) else 1}"
        title, legend = words["heat"], words["statements"]
    else:
        column, shown = "mean", alt.Text("shown:N")
        scale = alt.Scale(scheme="blueorange", domain=[-2, 2], domainMid=0, reverse=True)
        dark, title, legend = "abs(datum.mean) > 1.4", words["stance"], words["mean"]
    base = alt.Chart(table).encode(x=x, y=y, tooltip=tips)
    marks = alt.Legend(labelExpr=style.decimal_labels(lang, "~r"))
    color = alt.Color(f"{column}:Q", title=legend, scale=scale, legend=marks)
    ink = alt.condition(dark, alt.value("white"), alt.value("#1d2327"))
    chart = alt.layer(
        base.mark_rect(stroke="white").encode(color=color),
        base.mark_text(fontSize=12).encode(text=shown, color=ink),
    ).properties(width={"step": 1.6 * cell}, height={"step": cell}, title=_title(title))
    return style.styled(chart, said=title)


def _title(text: str) -> Any:
    from aineisto.core.figures import INK, alt

    return alt.Title(text, color=INK, fontSize=14, fontWeight=600)


def _words(lang: str) -> dict[str, str]:
    return _WORDS[one_of(lang, LANGUAGES, "language")]


def _themes(
    table: pd.DataFrame, codebook: Codebook | None, lang: str
) -> tuple[dict[str, str], list[str]]:
    """Return the themes' names by code, and the names in the codebook's order."""
    labels = {} if codebook is None else codebook.theme_labels(lang)
    present = set(table["theme"])
    codes = [code for code in labels if code in present]
    codes += sorted(present - set(codes))
    names = {code: labels.get(code, code) for code in codes}
    return names, [names[code] for code in codes]
