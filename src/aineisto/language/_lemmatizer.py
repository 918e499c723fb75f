"""The lemmatiser: candidates from Voikko and rules, the likeliest chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from os import PathLike

from aineisto.core.checks import as_sentence, as_text, each_text, one_of, refuse_one_string
from aineisto.core.memory import without_garbage_collection
from aineisto.language._candidates import NAMES, Way, find_ways, fixed_lemma, sentence_starts
from aineisto.language._foreign import foreign_places
from aineisto.language._homographs import homograph_lemma, is_negation, ruled_forms
from aineisto.language._lexicon import is_small_word
from aineisto.language._models import load_models
from aineisto.language._parallel import map_texts
from aineisto.language._readings import load_readings
from aineisto.language._spoken import certainly_spoken, listed_lemma, rewrite, spoken_forms
from aineisto.language._spoken_normalizer import load_normalizer
from aineisto.language._stanza import StanzaLemmatizer
from aineisto.language._tagging import tag
from aineisto.language._tokens import Token, tokenize
from aineisto.morphology import Analysis, Tag, clean_word, compound_parts, load_voikko

_MODES = ("fast", "accurate")
_BACKENDS = ("auto", "libvoikko", "pyvoikko", "stanza")
Tagger = Callable[[Sequence[Sequence[str]]], Sequence[Sequence[Tag]]]
# A cached lemma takes about 0.3 kB, the readings of a word about 2 kB: some 60 MB at most.
# Readings are asked for when a word is new; what comes of them is kept by those who ask.
_CACHED_LEMMAS = 131_072
_CACHED_READINGS = 10_000


class Lemmatizer:
    """Base forms of Finnish words.

    Voikko, the training text's own forms and rules for names, abbreviations and spoken
    Finnish propose lemmas; a log-linear model chooses. The lemmas follow Universal
    Dependencies (Finnish-TDT) without marks of compounds: verbs in the infinitive,
    forms of *ei* as *ei*, *meidän* as *minä*, names with a capital.

    Parameters
    ----------
    mode : {"fast", "accurate"}
        ``"fast"`` judges each word by itself, ``"accurate"`` also by the part of speech
        and the case that a tagger gives it in its sentence.
    backend : {"auto", "libvoikko", "pyvoikko", "stanza"}
        Where the morphology comes from. ``"auto"`` takes the native libvoikko where it
        and a dictionary are found, else pyvoikko. ``"stanza"`` hands the work to a
        Stanza pipeline.
    model : path-like, optional
        Folder of Stanza's models; only with ``backend="stanza"``.
    tagger : callable, optional
        What tags sentences in accurate mode: sentences of words → as many `Tag`.
        The library's own (`aineisto.language.tag`) when None.
    spoken : bool
        Whether words of speech are read as their standard forms (`standard_forms`).

    Raises
    ------
    ValueError
        For another mode or backend.
    ModelError
        When what the backend needs is not on this machine.

    Examples
    --------
    >>> Lemmatizer().lemmatize([["Sotedigin", "rooli", "on", "epäselvä"]])
    [['Sotedigi', 'rooli', 'olla', 'epäselvä']]
    """

    def __init__(
        self,
        mode: str = "fast",
        backend: str = "auto",
        model: str | PathLike[str] | None = None,
        tagger: Tagger | None = None,
        spoken: bool = True,
    ) -> None:
        one_of(mode, _MODES, "mode")
        one_of(backend, _BACKENDS, "backend")
        self.mode = mode
        self.backend = backend
        self.model = model
        self.tagger = tagger
        self.spoken = spoken
        self._stanza = StanzaLemmatizer(model) if backend == "stanza" else None
        # Single words and readings are Voikko's even where Stanza has the sentences.
        self._voikko = load_voikko("auto" if backend == "stanza" else backend)
        self._chooser = getattr(load_models(), mode)
        self._alone, self._answers = load_models().fast, load_models().answers
        self._readings = lru_cache(_CACHED_READINGS)(self._voikko.analyses)
        self._ways = lru_cache(_CACHED_READINGS // 3)(self._find_ways)
        self._parts = lru_cache(_CACHED_READINGS)(self._find_parts)
        self._word_lemma = lru_cache(_CACHED_LEMMAS)(self._choose_alone)
        self._tagged_lemma = lru_cache(_CACHED_LEMMAS)(self._choose_tagged)

    def __reduce__(self) -> tuple[type[Lemmatizer], tuple[object, ...]]:
        # Caches and the native handle stay behind: the copy loads its own.
        return (type(self), (self.mode, self.backend, self.model, self.tagger, self.spoken))

    @property
    def backend_(self) -> str:
        """Name of the backend in use: ``"libvoikko"``, ``"pyvoikko"`` or ``"stanza"``."""
        return "stanza" if self._stanza is not None else self._voikko.name

    def describe(self) -> str:
        """One line that says which morphology answers, and its version."""
        return self._stanza.description if self._stanza is not None else self._voikko.description

    def analyses(self, word: str) -> tuple[Analysis, ...]:
        """Every reading of a word that Voikko knows.

        Parameters
        ----------
        word : str

        Returns
        -------
        tuple of Analysis
            Empty for a word that Voikko does not know.

        Examples
        --------
        >>> Lemmatizer().analyses("sote-uudistuksen")[0].parts
        ('sote', 'uudistus')
        """
        # In small letters, as Voikko reads it: *Kelalla* and *kelalla* are one entry.
        return self._readings(clean_word(word).lower())

    def lemma(self, word: str) -> str:
        """Base form of one word without its context.

        Examples
        --------
        >>> Lemmatizer().lemma("yhteentoimivuutta")
        'yhteentoimivuus'
        """
        return self._word_lemma(word, True)

    def parts(self, word: str) -> tuple[str, ...]:
        """Base forms of the parts of a compound; the lemma alone for a simple word.

        Parameters
        ----------
        word : str
            A base form, or any other form.

        Returns
        -------
        tuple of str
            Also for compounds that Voikko does not know but whose parts it does.

        Examples
        --------
        >>> lemmatizer = Lemmatizer()
        >>> lemmatizer.parts("yhtenäispolitiikkaa"), lemmatizer.parts("maakunnassa")
        (('yhtenäinen', 'politiikka'), ('maa', 'kunta'))
        """
        return self._parts(word)

    @without_garbage_collection()
    def lemmatize(
        self,
        tokens: Sequence[Sequence[str]],
        *,
        tags: Sequence[Sequence[Tag]] | None = None,
    ) -> list[list[str]]:
        """Base forms of sentences.

        Parameters
        ----------
        tokens : sequence of sequences of str
            Words of each sentence, as `tokenize` cuts them.
        tags : sequence of sequences of Tag, optional
            Parts of speech and features, where they are known already; only accurate mode
            reads them.

        Returns
        -------
        list of list of str
            As many lemmas as words. Marks and numbers are their own lemmas.
        """
        refuse_one_string(tokens, "tokens", "sentences")
        sentences = list(map(as_sentence, tokens))
        if self._stanza is not None:
            return self._stanza.lemmatize(sentences)
        forms = self.standard_forms(sentences)
        if self.mode == "fast":
            return list(map(self._lemmatize_sentence, sentences, forms))
        # A word alone has no sentence that our own tagger could tell of; who gives tags knows them.
        told = [tags is not None or self.tagger is not None or _is_more(s) for s in sentences]
        given = tags is not None or self.tagger is not None
        tags = (self.tagger or tag)(sentences) if tags is None else tags
        known = [list(some) if of else None for some, of in zip(tags, told, strict=True)]
        return list(map(partial(self._lemmatize_sentence, given=given), sentences, forms, known))

    def standard_forms(self, tokens: Sequence[Sequence[str]]) -> list[list[str]]:
        """Standard forms of the words of speech, in their context.

        A second layer beside the words as they were said, which stay. Sentences are neighbours
        in one text. Standard text, names, figures and abbreviations stay as they are.

        Parameters
        ----------
        tokens : sequence of sequences of str
            Words of each sentence, as `tokenize` cuts them.

        Returns
        -------
        list of list of str
            As many forms as words. One word may become two: *niinku* → *niin kuin*.

        Examples
        --------
        >>> Lemmatizer().standard_forms([["mä", "oon", "niinku", "sitä", "mieltä"]])
        [['minä', 'olen', 'niin kuin', 'sitä', 'mieltä']]
        """
        refuse_one_string(tokens, "tokens", "sentences")
        sentences = [list(as_sentence(words)) for words in tokens]
        if not self.spoken:
            return sentences
        return load_normalizer(self._voikko, self._alone.lexicon).normalize(sentences)

    def lemmatize_text(self, text: str) -> list[tuple[Token, str]]:
        """Cut a text into tokens and give each its base form.

        Parameters
        ----------
        text : str
            Best a sentence or a statement; a longer text is taken as one sentence.
        """
        tokens = tokenize(as_text(text))
        lemmas = self.lemmatize([[token.text for token in tokens]])[0] if tokens else []
        return list(zip(tokens, lemmas, strict=True))

    def lemmatize_texts(
        self, texts: Iterable[str], *, n_jobs: int | None = None
    ) -> Iterator[list[tuple[Token, str]]]:
        """Tokens and base forms of many texts, over the cores.

        Parameters
        ----------
        texts : iterable of str
            Read as they are needed: a corpus of any size takes no more memory than a small one.
        n_jobs : int or None
            Processes, as joblib counts them; None is one, -1 all cores. Each keeps its own
            cache of words, so that few processes on long runs serve best.

        Yields
        ------
        list of (Token, str)
            As of `lemmatize_text`, text by text in their order.
        """
        if n_jobs in (None, 1):
            return map(self.lemmatize_text, each_text(texts))
        recipe = self.__reduce__()[1]
        return map_texts(partial(_lemmatize_alike, recipe), each_text(texts), n_jobs=n_jobs)

    def normalize_word(self, word: str) -> str:
        """Standard form of a word of spoken Finnish; other words as they are.

        Examples
        --------
        >>> Lemmatizer().normalize_word("semmonen"), Lemmatizer().normalize_word("taloo")
        ('semmoinen', 'taloa')
        """
        lower = clean_word(word).lower()
        form = spoken_forms().get(lower)
        if form is not None:
            standard = form.standard
        elif fixed_lemma(word) is not None or self._readings(lower):
            return word
        else:
            found = rewrite(lower, lambda candidate: bool(self._readings(candidate)))
            if found is None:
                return word
            standard = found
        return standard[:1].upper() + standard[1:] if word[:1].isupper() else standard

    def _lemmatize_sentence(
        self,
        words: list[str],
        forms: list[str],
        tags: list[Tag] | None = None,
        *,
        given: bool = False,
    ) -> list[str]:
        lemmas = []
        spoken = not self.spoken and any(certainly_spoken(word) for word in words)
        foreign = foreign_places(words)
        plain = [form.rpartition(" ")[2] for form in forms]
        lower = [form.lower() for form in plain]
        homographs = load_readings(self._voikko.analyses)
        ruled = ruled_forms()
        for at, (word, initial) in enumerate(zip(words, sentence_starts(words), strict=True)):
            if at in foreign and word.islower():
                lemmas.append(word)
                continue
            lemma = self._ambiguous(words, at) if spoken or word.lower() == "et" else None
            if forms[at] != word and lemma is None:
                lemma = listed_lemma(word, forms[at])
                word = forms[at].split(" ")[0]
            told = None if tags is None else tags[at]
            alone = lemma is None and " " not in forms[at]
            if alone and lower[at] in homographs and (initial or word.islower()):
                clause = homograph_lemma(plain, at, self._readings, speech=True)
                own = self._own_lemma(word, initial, told)
                lemma = homographs.best(lower, at, own, clause, told, given=given)
            elif alone and lower[at] in ruled:
                # Where tags are known they decide better than the clause does.
                speech = tags is None and (forms != words or any(map(certainly_spoken, words)))
                lemma = homograph_lemma(plain, at, self._readings, speech=speech)
            lemmas.append(self._own_lemma(word, initial, told) if lemma is None else lemma)
        return lemmas

    def _own_lemma(self, word: str, initial: bool, told: Tag | None) -> str:
        """The lemma of a word without a look at its neighbours."""
        if told is not None:
            return self._tagged_lemma(word, initial, told)
        # Where a word stands matters only to its capital.
        return self._word_lemma(word, initial or word.islower())

    def _ambiguous(self, words: list[str], at: int) -> str | None:
        """The lemma of a form that is spoken or standard, in a sentence of spoken Finnish."""
        form = spoken_forms().get(words[at].lower())
        if form is None or not form.ambiguous:
            return None
        if words[at].lower() == "et":
            following = [clean_word(self.normalize_word(word)) for word in words[at + 1 : at + 3]]
            if is_negation(words, at, following, self._readings):
                return "ei"
        return form.lemma

    def _find_ways(self, word: str, initial: bool) -> list[Way]:
        return find_ways(word, initial, self._readings, self._alone.lexicon)

    def _find_parts(self, word: str) -> tuple[str, ...]:
        lower = clean_word(word).lower()
        is_lemma = any(reading.lemma.lower() == lower for reading in self._readings(lower))
        return compound_parts(word if is_lemma else self.lemma(word), self._readings)

    def _small_lemma(self, word: str, initial: bool, lemma: str, tag: Tag | None = None) -> str:
        """The lemma of a word whose capital may be the sentence's: *Joukot* is of *joukko*.

        The word written small has the say where it is a common word and text has not shown it
        as a name; the other reading, where it has the same letters and is not rare, stays.
        """
        lexicon = self._alone.lexicon
        if lemma in NAMES or not (initial and is_small_word(word, lexicon, self._readings)):
            return lemma
        lower = word.lower()
        if tag is None:
            small = self._word_lemma(lower, True)
        else:
            small = self._tagged_lemma(lower, True, _as_common(tag))
        alike = small.lower() == lemma.lower() and not lexicon.prefers(lower, small)
        return lemma if alike else small

    def _choose_alone(self, word: str, initial: bool) -> str:
        # What this very choice gave for common forms when the weights were made.
        answer = self._answers.get(word) if initial or word.islower() else None
        if answer is not None:
            return answer
        fixed = fixed_lemma(word)
        if fixed is not None:
            return fixed
        word = clean_word(word)
        ways = self._find_ways(word, initial)
        return self._small_lemma(word, initial, self._alone.best(word, ways) if ways else word)

    def _choose_tagged(self, word: str, initial: bool, tag: Tag) -> str:
        fixed = fixed_lemma(word)
        if fixed is not None:
            return fixed
        word = clean_word(word)
        ways = self._ways(word, initial or word.islower())
        lemma = self._chooser.best(word, ways, tag) if ways else word
        return self._small_lemma(word, initial, lemma, tag)


def _as_common(tag: Tag) -> Tag:
    return tag._replace(upos="NOUN") if tag.upos == "PROPN" else tag


def _is_more(words: Sequence[str]) -> bool:
    """Tell whether a sentence has more than one word."""
    return sum(word[:1].isalpha() for word in words) > 1


@lru_cache(maxsize=2)
def _alike(recipe: tuple) -> Lemmatizer:
    """In a worker process: one lemmatiser for all batches, so that its caches fill."""
    return Lemmatizer(*recipe)


def _lemmatize_alike(recipe: tuple, text: str) -> list[tuple[Token, str]]:
    return _alike(recipe).lemmatize_text(text)
