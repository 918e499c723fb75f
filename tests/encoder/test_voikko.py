import numpy as np
import pytest

from aineisto.encoder import VOIKKO_FEATURES, voikko_features
from aineisto.encoder import _voikko as module
from aineisto.morphology import load_voikko


def names(word):
    return {n for n, v in zip(VOIKKO_FEATURES, voikko_features([word])[0], strict=True) if v}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("taloissamme", {"Ln", "Sine", "Nm", "O1m", "known", "all_lower"}),
        ("tulisimmeko", {"Lt", "Te", "P1", "Fko", "known"}),
        ("tultiin", {"Lt", "Tt", "Ai", "P4"}),
        ("kauniimmin", {"Ll", "Cc", "Sin"}),
        ("Helsingissä", {"Lep", "Sine", "Ny", "first_upper"}),
        ("KELA:lle", {"Ln", "Sall", "by_ending", "all_upper", "has_colon"}),
        ("EU:hun", {"La", "Sill", "known", "all_upper"}),
        ("UPM:n", {"Sg", "by_ending"}),
        ("GamesCom-tapahtuman", {"Ln", "Sg", "by_last_part", "inner_upper", "has_hyphen"}),
        ("asiakastietojärjestelmä", {"Ln", "Sn", "compound"}),
        ("2018", {"Lu", "has_digit", "all_digits"}),
        ("tekeminen", {"Tn4"}),
        ("kuusi", {"ambiguous", "Ln", "Lu"}),
    ],
)
def test_what_a_word_has(word, expected):
    assert expected <= names(word)


def test_an_unknown_name_is_not_known():
    assert names("Blörgähtö") == {"first_upper"}
    assert names("...") == {"punctuation"}
    assert names("") == {"punctuation"}


def test_shape_and_kind():
    rows = voikko_features(["talo", "\ud800", "x" * 500])
    assert rows.shape == (3, len(VOIKKO_FEATURES))
    assert rows.dtype == np.float32
    assert set(np.unique(rows)) <= {0.0, 1.0}
    assert voikko_features([]).shape == (0, len(VOIKKO_FEATURES))


def test_order_and_number_stand_still():
    # Weights are trained on these columns.
    assert len(VOIKKO_FEATURES) == 86
    assert [VOIKKO_FEATURES.index(n) for n in ("Ln", "Tn1", "Sn", "known", "one_letter")] == [
        0, 18, 27, 71, 85,
    ]  # fmt: skip


def test_both_backends_give_the_same(monkeypatch):
    if load_voikko("auto").name != "libvoikko":
        pytest.skip("the native libvoikko is not on this machine")
    # Compounds that only the transducer builds (ura|ansa, kimppu|uni), and some plain words.
    words = ["uraansa", "kimppuuni", "ohjaajalla", "File-lehti", "Suomi-kuvan", "Luonto-Liiton"]
    words += ["linja-auto", "kaksikymmentäviisi", "menisinkö", "sote-uudistus", "juoksijoitten"]
    rows = {}
    for backend in ("libvoikko", "pyvoikko"):
        monkeypatch.setattr(module, "load_voikko", lambda backend=backend: load_voikko(backend))
        module._packed.cache_clear()
        rows[backend] = voikko_features(words)
    module._packed.cache_clear()
    np.testing.assert_array_equal(rows["libvoikko"], rows["pyvoikko"])
