"""Texts as bags of lemmas, for scikit-learn's vectorisers."""

from __future__ import annotations

from collections.abc import Collection

from aineisto.language._shared import shared_lemmatizer
from aineisto.language._spoken_choice import HESITATION

# Lemmas that say nothing of a text's subject: pronouns, particles, auxiliaries, the words
# interviews are held together with. Written for this library.
STOPWORDS: frozenset[str] = frozenset(
    """
    minä sinä hän me te he se ne tämä tuo nämä nuo itse joka mikä kuka ken kumpi jompikumpi
    joku jokin kukaan mikään kumpikaan kukin jokainen molemmat muutama moni usea muu sama
    toinen eräs kaikki semmoinen tämmöinen tuommoinen sellainen tällainen tuollainen millainen
    minkälainen jonkinlainen kaikenlainen samanlainen ja sekä tai taikka vai eli mutta vaan
    kun kuin että jotta koska jos vaikka mikäli kunnes joten sillä ellei ettei jollei vaikkei
    eikä niin näin noin siis nimittäin kuitenkin silti myös myöskään lisäksi edes jopa vain
    ainoastaan juuri aivan ihan melko aika hyvin erittäin tosi todella oikein oikeastaan kyllä
    toki ehkä varmaan varmasti kai ilmeisesti tietysti tietenkin totta joo juu no niinku okei
    nyt sitten silloin tällöin tuolloin milloin jolloin aina joskus usein vielä jo enää taas
    ensin heti pian kohta äsken tässä tästä tähän tuossa tuosta tuohon siinä siitä siihen
    täällä täältä tänne tuolla tuolta tuonne siellä sieltä sinne missä mistä mihin jossa josta
    johon jossain jostain johonkin missään mistään mihinkään miten kuinka miksi siksi jotenkin
    mitenkään muuten toisaalta esimerkiksi esim. mm. ns. ym. yms. jne. eri kanssa ilman varten
    mukaan kautta kohti vastaan jälkeen ennen aikana vuoksi takia osalta suhteen välillä
    keskellä alla päällä vieressä luona yli ali läpi asti saakka sitä mieltä olla ei voida
    pitää täytyä saada tulla mennä tehdä saattaa sanoa alkaa haluta tietää luulla ajatella
    katsoa mieli asia juttu
    """.split()  # noqa: SIM905
)


class LemmaAnalyzer:
    """Cut a text into the lemmas of its words: an ``analyzer`` for scikit-learn.

    It holds no model itself but uses the lemmatiser that the process shares, so that it can
    be copied, cloned and sent to other processes.

    Parameters
    ----------
    stopwords : collection of str or None
        Lemmas to leave out; `STOPWORDS` by default, None or an empty collection to keep all.
        Hesitations (*öö*, *mmm*) are left out with them.
    numbers : bool
        Whether to keep numbers.
    mode : {"fast", "accurate"}
        Of the lemmatiser.

    Examples
    --------
    >>> analyzer = LemmaAnalyzer()
    >>> analyzer("KELA:lle tuli uusia rajapintoja, 3 kappaletta.")
    ['kela', 'uusi', 'rajapinta', 'kappale']

    >>> from sklearn.feature_extraction.text import TfidfVectorizer
    >>> vectorizer = TfidfVectorizer(analyzer=analyzer).fit(["rajapintoja", "rajapinnat"])
    >>> vectorizer.get_feature_names_out()
    array(['rajapinta'], dtype=object)
    """

    def __init__(
        self,
        stopwords: Collection[str] | None = STOPWORDS,
        numbers: bool = False,
        mode: str = "fast",
    ) -> None:
        self.stopwords = stopwords
        self.numbers = numbers
        self.mode = mode

    def __call__(self, text: str) -> list[str]:
        """Lower-case lemmas of the words of a text, in their order, without punctuation."""
        stopwords = self.stopwords or ()
        lemmas = (lemma.lower() for _, lemma in shared_lemmatizer(self.mode).lemmatize_text(text))
        return [
            lemma
            for lemma in lemmas
            if self._keeps(lemma)
            and lemma not in stopwords
            and not (stopwords and HESITATION.match(lemma))
        ]

    def _keeps(self, lemma: str) -> bool:
        if any(c.isalpha() for c in lemma):
            return True
        return self.numbers and any(c.isdigit() for c in lemma)

    def __repr__(self) -> str:
        default = " (default stop words)" if self.stopwords is STOPWORDS else ""
        return f"LemmaAnalyzer(mode={self.mode!r}, numbers={self.numbers}){default}"
