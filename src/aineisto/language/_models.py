"""The choice among lemmas, by what ``models/lemma-fi`` holds: read once for the process."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from aineisto.core.data import data_path
from aineisto.core.memory import without_garbage_collection
from aineisto.language._candidates import Way, certain_lemma
from aineisto.language._lexicon import Lexicon, Told, count_bucket, load_answers
from aineisto.language._spoken import spoken_forms
from aineisto.morphology import Tag


def load_weights(path: Path) -> dict[str, float]:
    """Weights of features from JSON."""
    return json.loads(path.read_text(encoding="utf-8"))


class Chooser:
    """Weights of features; the best candidate is that with the highest sum.

    Parameters
    ----------
    weights : dict of str to float
    lexicon : Lexicon
    """

    def __init__(self, weights: dict[str, float], lexicon: Lexicon) -> None:
        self.weights = weights
        self.lexicon = lexicon

    def best(self, word: str, ways: list[Way], tag: Tag | None = None) -> str:
        """The likeliest lemma; of equals the first found."""
        certain = certain_lemma(ways)
        if certain is not None:
            return certain
        scores = self.scores(word, ways, tag)
        return max(scores, key=scores.__getitem__)

    def scores(self, word: str, ways: list[Way], tag: Tag | None = None) -> dict[str, float]:
        """Lemma → sum of its weights (a log-probability but for a constant)."""
        weights = self.weights
        return {
            lemma: sum(weights.get(feature, 0.0) for feature in dict.fromkeys(features))
            for lemma, features in candidate_features(word, ways, self.lexicon, tag).items()
        }


def candidate_features(
    word: str,
    ways: list[Way],
    lexicon: Lexicon,
    tag: Tag | None = None,
    held_out: str | None = None,
) -> dict[str, list[str]]:
    """Lemma → features.

    Parameters
    ----------
    held_out : str, optional
        In training: the lemma of the token at hand, whose own count is left out of the
        lexicon's, so that the model does not learn to trust what it has seen itself.
    """
    lower = word.strip("-").lower() or word
    seen = dict(lexicon.lemmas(lower))
    if held_out in seen:
        seen[held_out] -= 1
    total = sum(seen.values())
    kinds = "".join(sorted({way.pos[:2] for way in ways if way.source == "base"}))
    case, form, voice = _parts_of(tag)
    ending = lower[-3:]
    by_lemma: dict[str, list[str]] = {}
    for way in ways:
        features = by_lemma.setdefault(way.lemma, [])
        features.extend(_way_features(way.source, way.pos, way.case, way.detail, ending, kinds))
        if way.tail:
            features.extend(_tail_features(way, lower, lexicon))
        if tag is not None:
            features.extend(_tag_features(way, tag, case, form))
    for lemma, features in by_lemma.items():
        count = lexicon.lemma_counts[lemma] - (lemma == held_out)
        features.append(f"often:{count_bucket(count)}")
        features.append(f"capital:{lemma[:1].isupper():d}{word[:1].isupper():d}")
        features.append(f"end:{lemma[-2:]}:{lower[-2:]}")
        if lemma == lower:
            features.append("same")
        if total:
            share = int(4 * seen.get(lemma, 0) / total)
            features.append(f"seen:{share}:{count_bucket(total)}")
        if tag is not None:
            features.append(f"t:{tag.upos}:capital:{lemma[:1].isupper():d}")
            features.append(f"t:{tag.upos}:{form}:{lemma[-2:]}")
            if lemma == lower:
                features.append(f"t:{tag.upos}:{case}:{form}:{voice}:same")
    return by_lemma


@lru_cache(1 << 14)  # some 0.6 kB each
def _way_features(
    source: str, pos: str, case: str, detail: str, ending: str, kinds: str
) -> tuple[str, ...]:
    start = f"{source}:{pos}"
    features = (
        source,
        start,
        f"{start}:{detail}",
        f"{start}:{case}:{detail}",
        f"{start}:{kinds}",
        f"{start}:{case}:{kinds}",
    )
    return (*features, f"{start}:{case}:w{ending}") if pos else features


def _last_part(way: Way) -> str:
    return way.lemma[-way.tail :] if way.tail else way.lemma


def _tail_features(way: Way, lower: str, lexicon: Lexicon) -> Iterable[str]:
    """What is known of a compound's last part: *roolikartta* is bent as *kartta* is."""
    lemma = _last_part(way)
    seen = lexicon.lemmas(lower[len(way.lemma) - way.tail :])
    total = sum(seen.values())
    if total:
        yield f"tail:{int(4 * seen.get(lemma, 0) / total)}:{count_bucket(total)}"
    yield f"tail-often:{count_bucket(lexicon.lemma_counts[lemma])}"


def _tag_features(way: Way, tag: Tag, case: str, form: str) -> Iterable[str]:
    start = f"t:{tag.upos}:{way.source}:{way.pos}"
    yield start
    yield f"{start}:{form}:{way.detail}"
    if way.case or case:
        yield f"t:{way.source}:case:{way.case == case}"
        yield f"t:{way.source}:case:{way.case}:{case}"


def features_of(tag: Tag | None) -> dict[str, str]:
    """Return what the features of a tag say, by their names."""
    feats = "" if tag is None else tag.feats
    return dict(part.split("=", 1) for part in feats.split("|") if "=" in part)


def _parts_of(tag: Tag | None) -> tuple[str, str, str]:
    feats = features_of(tag)
    return feats.get("Case", ""), feats.get("VerbForm", ""), feats.get("Degree", "")


class Models(NamedTuple):
    """The choosers of both modes, and lemmas chosen beforehand.

    Attributes
    ----------
    fast, accurate : Chooser
    answers : dict of str to str
        Common forms and the lemmas that the fast chooser gives them (see `load_answers`).
    told : dict of str to Told
        Those of the common forms that Voikko knows, and what it tells of them, so that it need
        not be asked.
    """

    fast: Chooser
    accurate: Chooser
    answers: dict[str, str]
    told: dict[str, Told]


@lru_cache(maxsize=1)
@without_garbage_collection()
def load_models() -> Models:
    """Read the counts, weights and answers."""
    folder = data_path("models/lemma-fi")
    lexicon = Lexicon.load(folder)
    fast = load_weights(folder / "weights-fast.json")
    # The weights of tags come on top of those of words.
    accurate = fast | load_weights(folder / "weights-accurate.json")
    answers, told = load_answers(folder)
    for form in spoken_forms():  # the list has the last word on its forms
        answers.pop(form, None)
        answers.pop(form[:1].upper() + form[1:], None)
    return Models(Chooser(fast, lexicon), Chooser(accurate, lexicon), answers, told)
