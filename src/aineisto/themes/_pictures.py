"""Pictures of found themes, and in words what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.checks import same_length
from aineisto.core.errors import ArgumentError
from aineisto.core.text import decimal
from aineisto.themes._constants import CLEARLY_ABOVE, ENOUGH_TEXTS
from aineisto.themes._counts import shortened
from aineisto.themes._wording import wording


class Pictures:
    """What `ThemeFinder` found, to look at."""

    labels_: np.ndarray
    themes_: pd.DataFrame
    unassigned_: np.ndarray
    stability_: float
    control_: pd.DataFrame | None
    n_themes: int | None
    n_themes_: int
    _reason: tuple[str, dict[str, Any]]
    edits_: list[str]
    random_state: int
    _texts: list[str]
    _vectors: np.ndarray
    _words: Any

    def summary(self, lang: str = "fi") -> str:
        """Return in words how much was found, how surely, and how many have no theme.

        Parameters
        ----------
        lang : {"fi", "en"}
            Language.
        """
        self._check_found()  # type: ignore[attr-defined]
        lines = [self._counts(lang)]
        usable = len(self._texts) - len(self.unassigned_)
        if usable < ENOUGH_TEXTS:
            lines.append(wording("few", lang, n=usable))
        lines.append(self._why(lang))
        if np.isnan(self.stability_):
            lines.append(wording("not_stable", lang))
        else:
            lines.append(wording("stable", lang, v=decimal(self.stability_, 2, lang)))
        if self.control_ is not None:
            t, r, c = (decimal(100 * v, 0, lang) for v in self.control_["same_turn"])
            held = decimal(self.control_.loc["random vectors", "stability"], 2, lang)
            lines.append(wording("control", lang, t=t, r=r, c=c, s=held))
            stable = self.control_["stability"]
            if stable["texts"] < stable["random vectors"] + CLEARLY_ABOVE:
                lines.append(wording("artefact", lang))
        if self.edits_:
            lines.append(wording("edited", lang, n=len(self.edits_)))
        return "\n".join(lines)

    def theme_map(
        self,
        *,
        groups: Sequence[object] | None = None,
        lang: str = "fi",
        width: int = 700,
        dark: bool = False,
    ) -> Any:
        """Return a map of the texts: alike ones near each other, the quotation in the tooltip.

        Parameters
        ----------
        groups : sequence, optional
            Shown in the tooltip.
        lang : {"fi", "en"}
            Language.
        width : int
            Pixels.
        dark : bool
            For a dark page.
        """
        from aineisto.themes import figures
        from aineisto.themes._layout import chosen, lay_out

        frame = self._with_counts(group=groups)
        full = np.flatnonzero(np.any(self._vectors, axis=1))
        some = full[chosen(len(full), self.random_state)]
        frame = frame.iloc[some].copy()
        frame[["x", "y"]] = lay_out(self._vectors[some], self._words[some], self.random_state)
        note = self._counts(lang)
        if len(some) < len(full):
            note += f"; {wording('shown', lang, n=len(some))}"
        frame = frame.sort_values("place", kind="stable")
        return figures.theme_map(frame, note=note, lang=lang, width=width, dark=dark)

    def themes_by(
        self,
        values: Sequence[object],
        title: str = "",
        *,
        lang: str = "fi",
        width: int = 700,
        dark: bool = False,
    ) -> Any:
        """Return tiles of the share of each theme in the texts of each group, or question.

        Parameters
        ----------
        values : sequence
            The group, or the question, of each text.
        title : str, optional
            What they are: ``"ryhmä"`` by default.
        lang, width, dark
            As in `theme_map`.
        """
        from aineisto.themes import figures

        frame = self._with_counts(group=values).sort_values("place", kind="stable")
        return figures.themes_by(frame, "group", title=title, lang=lang, width=width, dark=dark)

    def themes_together(
        self,
        units: Sequence[object],
        title: str = "",
        *,
        lang: str = "fi",
        width: int = 700,
        dark: bool = False,
    ) -> Any:
        """Return tiles of how often two themes are in one unit: a turn, an interview.

        Parameters
        ----------
        units : sequence
            The unit of each text. (A text has one found theme.)
        title : str, optional
            What the units are.
        lang, width, dark
            As in `theme_map`.
        """
        from aineisto.themes import figures

        frame = self._with_counts(unit=units).sort_values("place", kind="stable")
        title = title or str(getattr(units, "name", None) or "–")
        return figures.themes_together(
            frame, "unit", title=title, lang=lang, width=width, dark=dark
        )

    def stability_bars(self, *, lang: str = "fi", width: int = 700, dark: bool = False) -> Any:
        """Return bars of how well each theme holds when a fifth of the texts is left out.

        Raises
        ------
        AineistoError
            When stability was not asked for (``n_subsamples=0``), or the engine is BERTopic.
        """
        from aineisto.themes import figures

        self._check_found()  # type: ignore[attr-defined]
        if np.isnan(self.stability_):
            raise ArgumentError(
                "Stability was not measured.",
                remedy='Fit with n_subsamples=10 and engine="spectral".',
            )
        note = wording("stable", lang, v=decimal(self.stability_, 2, lang))
        return figures.stability_bars(self.themes_, note=note, lang=lang, width=width, dark=dark)

    def _counts(self, lang: str) -> str:
        none, texts = len(self.unassigned_), len(self._texts)
        percent = decimal(100 * none / texts, 1, lang)
        return wording(
            "counts", lang, texts=texts, themes=self.n_themes_, none=none, percent=percent
        )

    def _why(self, lang: str) -> str:
        """Return why there are so many themes."""
        key, values = self._reason
        shown = {
            name: decimal(value, 3, lang) if isinstance(value, float) else value
            for name, value in values.items()
        }
        return wording(key, lang, **shown)

    def _with_counts(self, **columns: Sequence[object] | None) -> pd.DataFrame:
        """Return the frame that the pictures read, one row a text; ``place`` orders the themes."""
        self._check_found()  # type: ignore[attr-defined]
        names = dict(zip(self.themes_["theme"], self.themes_["label"], strict=True))
        place = {theme: at for at, theme in enumerate(self.themes_["theme"])}
        theme = pd.Series(self.labels_).where(self.labels_ >= 0)
        frame = pd.DataFrame(
            {
                "statement": np.arange(len(self._texts)),
                "theme": theme,
                "label": theme.map(names),
                "place": theme.map(place).fillna(len(place)),
                "quotation": [shortened(text) for text in self._texts],
            }
        )
        for name, values in columns.items():
            if values is not None:
                same_length("texts", frame, f"values of {name}", values)
                frame[name] = list(values)
        return frame
