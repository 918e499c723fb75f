import numpy as np

from aineisto.encoder._decoding import TagDecoder, read_combinations

FEATS = {"Case": ("_", "Nom", "Gen"), "Number": ("_", "Plur", "Sing"), "Mood": ("_", "Ind")}
COMBINATIONS = {"NOUN": ["Case=Nom|Number=Sing", "Case=Gen|Number=Plur"], "ADV": ["_"]}
DECODER = TagDecoder(("NOUN", "ADV", "X"), FEATS, COMBINATIONS)


def scores(part, **values):
    """One word: a part of speech and, of features, how likely their values are (else 0)."""
    upos = np.array([[5.0 * (name == part) for name in ("NOUN", "ADV", "X")]])
    row = [values.get(f"{n}_{v}", 0.0) for n, choices in FEATS.items() for v in choices]
    return upos, np.array([row])


def test_features_are_those_seen_together():
    # Each by itself would be Gen and Sing, which stand together nowhere.
    (tag,) = DECODER.decode(*scores("NOUN", Case_Gen=1.0, Number_Sing=3.0))
    assert tag == ("NOUN", "Case=Nom|Number=Sing")
    (tag,) = DECODER.decode(*scores("NOUN", Case_Gen=3.0, Number_Sing=1.0))
    assert tag == ("NOUN", "Case=Gen|Number=Plur")
    (tag,) = DECODER.decode(*scores("ADV", Case_Gen=9.0))
    assert tag == ("ADV", "")


def test_without_combinations_each_feature_by_itself_in_order():
    (tag,) = DECODER.decode(*scores("X", Mood_Ind=1.0, Case_Gen=1.0, Number__=1.0))
    assert tag == ("X", "Case=Gen|Mood=Ind")


def test_many_words_keep_their_order():
    random = np.random.default_rng(3)
    upos, feats = random.normal(size=(50, 3)), random.normal(size=(50, 8))
    together = DECODER.decode(upos, feats)
    assert together == [
        DECODER.decode(u[None], f[None])[0] for u, f in zip(upos, feats, strict=True)
    ]
    assert DECODER.decode(upos[:0], feats[:0]) == []


def test_the_file(tmp_path):
    path = tmp_path / "combinations.tsv"
    assert read_combinations(path) == {}
    path.write_text("ADV\t_\nNOUN\tCase=Nom|Number=Sing\nNOUN\tCase=Gen\n", encoding="utf-8")
    assert read_combinations(path) == {"ADV": ["_"], "NOUN": ["Case=Nom|Number=Sing", "Case=Gen"]}
