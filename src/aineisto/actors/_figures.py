"""The network of actors that are mentioned together."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from aineisto._errors import AineistoError
from aineisto.actors._tables import actor_table, co_mentions
from aineisto.corpus import Corpus

_WORDS = {
    "fi": {
        "title": "Toimijat, jotka mainitaan samassa lausumassa", "actor": "Toimija",
        "statements": "Lausumia", "other": "Toinen toimija",
    },
    "en": {
        "title": "Actors mentioned in the same statement", "actor": "Actor",
        "statements": "Statements", "other": "Other actor",
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
    """Draw the actors on a circle, a line between those mentioned in one statement.

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
    """
    import altair as alt

    if lang not in _WORDS:
        raise AineistoError(f"There is no language {lang!r}.", remedy="Use fi or en.")
    words = _WORDS[lang]
    nodes = actor_table(corpus, codings, quotations=0).head(most)[["actor", "statements"]]
    angles = [2 * math.pi * place / max(len(nodes), 1) for place in range(len(nodes))]
    nodes = nodes.assign(x=[math.sin(a) for a in angles], y=[math.cos(a) for a in angles])
    places = nodes.set_index("actor")
    edges = co_mentions(corpus, codings)
    shown = edges["actor"].isin(places.index) & edges["other"].isin(places.index)
    edges = edges[shown & (edges["statements"] >= least)].copy()
    for end, column in (("", "actor"), ("2", "other")):
        edges[f"x{end}"] = edges[column].map(places["x"])
        edges[f"y{end}"] = edges[column].map(places["y"])
    scale = alt.Scale(domain=[-1.45, 1.45])
    x, y = alt.X("x:Q", axis=None, scale=scale), alt.Y("y:Q", axis=None, scale=scale)
    tips = [alt.Tooltip(f"{name}:N", title=words[name]) for name in ("actor", "other")]
    count = alt.Tooltip("statements:Q", title=words["statements"])
    lines = alt.Chart(edges).mark_rule(opacity=0.5, color="#7f8c8d").encode(
        x=x, y=y, x2="x2:Q", y2="y2:Q", tooltip=[*tips, count],
        strokeWidth=alt.StrokeWidth("statements:Q", legend=None, scale=alt.Scale(range=[1, 8])),
    )  # fmt: skip
    points = alt.Chart(nodes).mark_circle(color="#0072b2", opacity=1).encode(
        x=x, y=y, tooltip=[tips[0], count],
        size=alt.Size("statements:Q", legend=None, scale=alt.Scale(range=[60, 700])),
    )  # fmt: skip
    labels = alt.Chart(nodes).mark_text(dy=-18, fontSize=11).encode(x=x, y=y, text="actor:N")
    chart = alt.layer(lines, points, labels, title=words["title"])
    return chart.properties(width=size, height=size, background="transparent")
