"""Names of one document agree: one name has one type there, and an institution is one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from aineisto.encoder._names import Name

#: How the names of a place's institutions begin: *Yhdysvaltain laivasto*, *Helsingin yliopisto*.
_INSTITUTIONS = (
    *("yliopisto", "ammattikorkeakoulu", "kauppakorkeakoulu", "korkeakoulu", "konservatorio"),
    *("tiedeakatemia", "parlament", "kongressi", "senaatti", "senaati", "keskuspank", "pörssi"),
    *("kauppakamari", "käräjäoike", "hovioike", "hallinto-oike", "poliisilaito", "pelastuslaito"),
    *("laivasto", "armeija", "ilmavoim", "maavoim", "merivoim", "asevoim", "puolustusvoim"),
    *("suurlähetystö", "lähetystö", "hiippakun", "seurakun", "maakuntaliit", "lääninhallit"),
    *("keskussairaala", "sairaanhoitopiiri", "hyvinvointialue", "kuntayhtymä"),
    *("kaupunginvaltuusto", "kaupunginhallitu", "kunnanvaltuusto", "kunnanhallitu"),
    *("kaupunginteatteri", "kaupunginorkesteri", "kansallisooppera", "hallituks", "hallitus"),
)  # fmt: skip
#: How far a type must lead, by the sum of the names' confidence, for another to give way.
LEAD = 1.3
_CASES = (
    *("ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "ksi", "een", "iin", "aan"),
    *("ään", "oon", "uun", "yyn", "öön", "han", "hin", "in", "en", "an", "än", "on", "un", "yn"),
    *("ön", "na", "nä", "ta", "tä", "a", "ä", "n", "i"),
)
_LEAST_STEM = 3
_OF_TYPES = frozenset({"PER", "ORG", "LOC", "PRO", "EVENT"})


def agreed(
    names: Sequence[Sequence[Name]],
    sentences: Sequence[Sequence[str]],
    documents: Sequence[Hashable],
) -> list[list[Name]]:
    """Return names with the type that they have most often in their document.

    A place and the institution of its after it (*Yhdysvaltain laivasto*) are one organisation.

    Parameters
    ----------
    names : sequence of sequences of Name
        The names of each sentence.
    sentences : sequence of sequences of str
        Their words.
    documents : sequence
        For every sentence a mark of its document.
    """
    joined = [_institutions(some, words) for some, words in zip(names, sentences, strict=True)]
    votes: dict[tuple[Hashable, str], dict[str, float]] = defaultdict(dict)
    for some, words, document in zip(joined, sentences, documents, strict=True):
        for name in some:
            if name.label in _OF_TYPES:
                own = votes[document, _key(name, words)]
                own[name.label] = own.get(name.label, 0.0) + name.confidence
    return [
        [_voted(name, votes[document, _key(name, words)]) for name in some]
        for some, words, document in zip(joined, sentences, documents, strict=True)
    ]


def _voted(name: Name, votes: Mapping[str, float]) -> Name:
    if name.label not in _OF_TYPES or len(votes) < 2:
        return name
    label, most = max(votes.items(), key=lambda vote: vote[1])
    return name._replace(label=label) if most >= LEAD * votes[name.label] else name


def _key(name: Name, words: Sequence[str]) -> str:
    """Return a name's words, the last without its ending, so that its forms are one."""
    *first, last = (word.casefold() for word in words[name.start : name.end])
    stem = last.partition(":")[0]
    for case in _CASES:
        if stem.endswith(case) and len(stem) - len(case) >= _LEAST_STEM:
            stem = stem[: -len(case)]
            break
    return " ".join([*first, stem])


def _institutions(names: Sequence[Name], words: Sequence[str]) -> list[Name]:
    found: list[Name] = []
    for name in names:
        before = found[-1] if found else None
        if before is not None and name.start < before.end:
            continue  # the institution itself, a name of its own
        end = name.end
        if (
            name.label == "LOC"
            and words[end - 1].endswith(("n", "N"))
            and end < len(words)
            and words[end].startswith(_INSTITUTIONS)
        ):
            name = name._replace(end=end + 1, label="ORG")
        found.append(name)
    return found
