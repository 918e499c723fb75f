"""What a reader leaves out of the text, kept so that the user can be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aineisto.corpus._remarks import Remark, remark

_SHOWN = 60  # characters of the first of them
_PLACES = 5
_REMEDY = "If somebody said it, write it into the text itself."
_REMEDIES = {
    "hidden text": "If it belongs to the interview, make it visible in the document.",
    "struck text": "If it belongs to the interview, take the strike-through away.",
    "deleted text of tracked changes": "Reject the change if the words belong to the interview.",
}


class LeftOut:
    """Texts that are no part of what was said: notes, comments, hidden text.

    Each kind becomes one remark, which says how many there are, where, and how the first begins.
    """

    def __init__(self) -> None:
        self._kinds: dict[str, list[tuple[str, str]]] = {}

    def add(self, kind: str, text: str, place: str = "") -> None:
        """Note a text; white space alone is nothing.

        Parameters
        ----------
        kind : str
            What it is, as the user is told: ``"footnote"``, ``"hidden text"``.
        text : str
            The words.
        place : str
            Where it stands in the file.
        """
        words = " ".join(text.split())
        if words:
            self._kinds.setdefault(kind, []).append((place, words))

    def remarks(self) -> tuple[Remark, ...]:
        """Return a remark on each kind."""
        return tuple(self._remarks())

    def _remarks(self) -> Iterator[Remark]:
        for kind, found in self._kinds.items():
            places = list(dict.fromkeys(place for place, _ in found if place))
            more = " …" if len(places) > _PLACES else ""
            first = found[0][1]
            shown = first if len(first) <= _SHOWN else first[:_SHOWN].rsplit(" ", 1)[0] + " …"
            yield remark(
                "not_speech",
                ", ".join(places[:_PLACES]) + more,
                _REMEDIES.get(kind, _REMEDY),
                kind=kind,
                n=len(found),
                text=shown,
            )


def styled_text(
    pieces: Iterable[tuple[str, Mapping[str, bool]]], left_out: LeftOut, place: str
) -> tuple[str, bool, int]:
    """Return the text of a paragraph that is shown, without what is hidden or struck.

    Parameters
    ----------
    pieces : iterable of (str, mapping)
        Texts, each with whether it is bold, italic, hidden and struck.
    left_out : LeftOut
        Takes what is hidden or struck.
    place : str
        The paragraph's place in the file.

    Returns
    -------
    text : str
    emphasis : bool
        Whether all of it is bold, or all of it italic.
    lead : int
        How many characters at its start are bold or italic, where not all are.
    """
    texts: list[str] = []
    bold = italic = True
    lead = 0
    for text, own in pieces:
        if own["hidden"] or own["struck"]:
            left_out.add("hidden text" if own["hidden"] else "struck text", text, place)
            continue
        texts.append(text)
        if text.strip():
            bold, italic = bold and own["bold"], italic and own["italic"]
        if bold or italic:
            lead += len(text)
    whole = "".join(texts)
    emphasis = bool(whole.strip()) and (bold or italic)
    return whole, emphasis, 0 if emphasis or not whole[:lead].strip() else lead
