"""Parts of compounds as base forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from aineisto.morphology._analysis import Analysis

Analyse = Callable[[str], tuple[Analysis, ...]]

_SHORTEST_HEAD, _SHORTEST_TAIL, _LONGEST = 3, 4, 60
_BENT = frozenset({"NOUN", "ADJ", "PROPN"})


def compound_parts(lemma: str, analyse: Analyse) -> tuple[str, ...]:
    """Base forms of the parts of a compound.

    Parameters
    ----------
    lemma : str
        Base form of the whole word.
    analyse : callable
        Voikko's readings of a lower-case word.

    Returns
    -------
    tuple of str
        In their order, lower-case unless Voikko has them as names; the lemma alone for a simple
        word. The part before the last is a base form too where it has one: *yhtenäispolitiikka*
        is ``("yhtenäinen", "politiikka")``, *mielenterveys* ``("mieli", "terveys")``.

    Examples
    --------
    >>> compound_parts("yhteistyö", load_voikko().analyses)
    ('yhteinen', 'työ')
    """
    lower = lemma.lower().strip("-")
    if "-" in lower:
        pieces = [piece for piece in lemma.split("-") if piece]
        return tuple(part for piece in pieces for part in compound_parts(piece, analyse)) or (
            lemma,
        )
    known = _known_parts(lower, analyse)
    if known is None and not analyse(lower):
        known = next(_splits(lower, analyse), None)
    if known is None or len(known) < 2:
        return (lemma,)
    return tuple(part_base(part, analyse) for part in known[:-1]) + known[-1:]


def _known_parts(lower: str, analyse: Analyse) -> tuple[str, ...] | None:
    """Parts of a word that Voikko knows as a base form; of its readings that with the fewest."""
    readings = [r for r in analyse(lower) if r.lemma.lower() == lower and r.parts]
    if not readings:
        return None
    return min((reading.parts for reading in readings), key=len)


def _splits(lower: str, analyse: Analyse) -> Iterator[tuple[str, ...]]:
    """Two known words side by side that Voikko does not know as one; longest last part first."""
    if len(lower) > _LONGEST:
        return
    for at in range(_SHORTEST_HEAD, len(lower) - _SHORTEST_TAIL + 1):
        head, tail = lower[:at], lower[at:]
        last = [
            r.parts for r in analyse(tail) if r.lemma.lower() == tail and r.pos in _BENT and r.parts
        ]
        if not last:
            continue
        first = _known_parts(head, analyse)
        if first is None and (analyse(head) or analyse(head + "-")):
            first = (head,)
        if first is not None:
            yield first + min(last, key=len)


def part_base(part: str, analyse: Analyse) -> str:
    """Base form of an earlier part: *yhtenäis* is *yhtenäinen*, *ammatin* is *ammatti*.

    Examples
    --------
    >>> part_base("ammatin", load_voikko().analyses)
    'ammatti'
    """
    lower = part.lower()
    if lower.endswith("is"):
        whole = lower[:-1] + "nen"  # yhtenäis, määräämis
        if any(reading.lemma == whole for reading in analyse(whole)):
            return whole
    readings = analyse(lower)
    if any(reading.lemma.lower() == lower for reading in readings):
        return part
    genitive = [r.lemma for r in readings if r.case == "Gen" and r.pos in _BENT]
    return genitive[0] if genitive else part
