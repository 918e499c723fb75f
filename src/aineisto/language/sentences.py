"""Where the sentences of a text begin and end: the statements that are coded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from math import fsum

from aineisto.core.data import data_path
from aineisto.core.text import words

__all__ = ["split_sentences"]

#: Abbreviations after which a sentence goes on, whatever follows.
_INNER = words(
    """
    esim mm ns ts ks vrt n s ss nk so eo ao em ko k ml lkm puh os nro no huom alk toim prof dos tri
    fil maist lis kand toht yht dipl ins joht siht pj vs va evp apul ylit synt kuv suom ruots engl
    saks ran lat ven mr mrs ms dr st sis sit par p t art luk liit taul kuv vert par mon yks ap ip
    läh kl klo tj kh hlö aik lääk valt kansl min sek ed seur sivut sukua ent nyk vast oik vas
    jap ukr kreik
    """
)
#: Abbreviations that stand inside a sentence or end one: a capital after them begins the next.
_FINAL = words(
    "jne ym yms tms tmv jms ynnä v mrd milj kpl kk vko pv h eur e eaa jaa ekr jkr mk snt aa kv luv"
)
_CLOSERS = "”\"»’')]}›"
_OPENERS = "”“\"»«’'([{‹–—-•*"
_MARKS = re.compile(r"[.!?…]+")
_TERMINATOR = re.compile(
    r"[.!?…]+|(?<=\S)[ \t]*\n[ \t]*\n\s*|(?<=\S)[ \t]*\n\s*(?=[•▪●‣◦\uf0b7]\s)"
)
#: A smiley ends a sentence where a capital follows it.
_SMILEY_ENDS = re.compile(r"(?<=[\sa-zåäö])[:;=]-?[)D(P]+[ \t]+(?=[“”\"]?[A-ZÅÄÖ][a-zåäö])")
#: A number that may begin an item of a list: *seuraavasti: 1. Lisätään … 2. Poistetaan*.
_ITEM = re.compile(r"(?:\A|(?<=\s))(\d{1,2})\.\s+(?=[“”\"]?[A-ZÅÄÖ])")
_DIGIT = re.compile(r"\d")
#: Characters within which the next item follows.
_ITEM_REACH = 1500
#: The heading of a section of law after what is not closed by a full stop.
_SECTION = re.compile(r"(?<=[:;\"”)])\s+(?=\d{1,3} (?:artikla|luku|§)\s)")
#: What ends a sentence in few texts, and what such a text has.
_RARE = ((_SMILEY_ENDS, ":;="), (_SECTION, ("artikla", "luku", "§")))
_SMILEY = re.compile(r"[ ]?[:;=]-?[)D(P](?!\w)")
#: ``Kuvio 1.`` begins a caption and does not end it.
_CAPTION = re.compile(r"(?:kuva|kuvio|taulukko|liite|luku|figure|table)[ \xa0]\d+\Z", re.IGNORECASE)
_CAPTION_LENGTH = 200
#: What is neither an opening mark nor white space; found without a copy of the sentence so far.
_SAID = re.compile(rf"[^{re.escape(_OPENERS)} \t\n]")
_SAID_OR_LINE = re.compile(rf"[^{re.escape(_OPENERS)} \t]")
_ADDRESS = re.compile(r"@|://|www\.")
#: A Finnish word ends in a vowel or a vowel and one of these; *syst*, *edell* are cut short.
_WHOLE = re.compile(r"[^\W\d_]*[aeiouyäöå](?:[nlrts]|ks)?\Z", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"[^\s(\[{”“\"»«/]*\Z")
#: Nothing in it could end a sentence.
_ONE_WORD = re.compile(r"[^\W\d_]++(?:-[^\W\d_]*+)?-?")
_LIST_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-zåäö])\Z")
_TOKEN = re.compile(r"\w+(?:[-'’:&/]\w+)*|[^\w\s]")
_ENDS = ".!?…"
_REMARK_ENDS = ")]"  # *(naurahtaa) Se on hyvä.* is one statement
#: Log-odds above which a sentence begins, with a word that training saw there and with another. At
#: 0 the treebank is cut a little better, but interviews are cut before names and offices inside
#: their sentences (*sitten Ministeriö sanoi*); a statement in two is worse than two in one.
_THRESHOLD, _THRESHOLD_UNSEEN = 1.0, 1.3
#: With a capital, and no beginning of anything.
_NEVER = frozenset({"Oy", "Oyj", "Ab", "Ry", "Oy:n", "Oy:lle"})


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text lie.

    A rule-based splitter for Finnish: abbreviations (*esim.*, *mm.*; *jne.* ends a sentence before
    a capital), case endings after a colon (*VM:n*), dates and ordinals (*18. tammikuuta*),
    initials, numbered items, quotations and conversation marks (*(.)*) are not taken for the end
    of a sentence; a missing space after a full stop is.

    Parameters
    ----------
    text : str
        Any text; an empty line ends a sentence.

    Returns
    -------
    list of (int, int)
        Start and end (exclusive) of each sentence in code points, in order, without the white
        space around it. Every character that is not white space lies in exactly one sentence.

    Examples
    --------
    >>> text = "Tämä on esim. lause. Ja toinen."
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Tämä on esim. lause.', 'Ja toinen.']
    """
    if _ONE_WORD.fullmatch(text):
        return [(0, len(text))]
    spans = []
    start = 0
    marked = _marked_borders(text)
    for end in sorted({*marked, *unmarked_borders(text, marked), len(text)}):
        piece = text[start:end]
        body = piece.strip()
        if body:
            first = start + len(piece) - len(piece.lstrip())
            spans.append((first, first + len(body)))
        start = end
    return spans


def _borders(text: str) -> Iterator[int]:
    start = 0  # of the sentence now read
    pattern = _TERMINATOR if "\n" in text else _MARKS
    for match in pattern.finditer(text):
        run = match.group()
        if "\n" in run:
            start = match.end()
            yield start
            continue
        end = match.end()
        while end < len(text) and text[end] in _CLOSERS and not _opens(text, end):
            end += 1
        smiley = _SMILEY.match(text, end)
        end = smiley.end() if smiley else end
        if not _SAID.search(text, start, match.start()):
            continue  # an ellipsis or a mark that begins the sentence
        if _is_border(text, start, match.start(), match.end(), end):
            start = end
            yield end


def _marked_borders(text: str) -> list[int]:
    items = list(_items(text))
    numbers = {place for begin, end in items for place in range(begin + 1, end + 1)}
    found = {begin for begin, _ in items if begin} | set(_borders(text)).difference(numbers)
    for pattern, signs in _RARE:
        if any(sign in text for sign in signs):
            found.update(match.end() for match in pattern.finditer(text))
    return sorted(found - {len(text)})


def _items(text: str) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the items of lists that are run on in one line."""
    if not _DIGIT.search(text):
        return
    last, place = 0, 0
    for match in _ITEM.finditer(text):
        number, before = int(match[1]), text[max(0, match.start() - 12) : match.start()].rstrip()
        follows = last > 0 and number == last + 1 and match.start() - place < _ITEM_REACH
        if number == 1 or follows:
            last, place = number, match.start()
        if (number == 1 and before.endswith((":", "artikla"))) or (
            follows and (before[-1:].isalpha() or before[-1:] in _CLOSERS)
        ):
            yield match.span()


def _opens(text: str, place: int) -> bool:
    """Tell whether a quotation mark after a full stop without space opens the next quotation."""
    return (
        text[place] in "”\"'’"
        and place + 1 < len(text)
        and text[place + 1].isupper()
        and text[:place].count(text[place]) % 2 == 0
    )


def _is_border(text: str, start: int, run_start: int, run_end: int, end: int) -> bool:
    """Tell whether the marks at ``run_start:run_end``, with closers up to `end`, end a sentence."""
    if end == len(text):
        return True
    run = text[run_start:run_end]
    word_match = _WORD_BEFORE.search(text, max(start, run_start - 60), run_start)
    word = word_match.group() if word_match else ""
    if not text[end].isspace():
        return _lacks_space(text, end, run, word)
    if text[run_start - 1 : run_start] == "(" and text[run_end : run_end + 1] == ")":
        return False  # (.) a pause, (?) a doubt
    follow = _next_letter(text, end)
    closed = end > run_end
    if follow.islower():
        return _ends_before_lower(run, word, closed=closed)
    if run != ".":
        return True
    return closed or not _goes_on(text, start, run_start, word, follow)


def _lacks_space(text: str, end: int, run: str, word: str) -> bool:
    """Tell whether a sentence ends where no space follows: *päättyi.Sitten*."""
    begins = text[end].isupper() and (end + 1 == len(text) or text[end + 1].islower())
    if not begins or _ADDRESS.search(_token(text, end)):
        return False
    if run[0] in "!?":
        return True
    return len(word) > 2 and word[-1].islower() and word.lower() not in _INNER | _FINAL


def _token(text: str, place: int) -> str:
    """Return what stands around `place` between white space, so far as an address would be long."""
    before = text[max(0, place - 200) : place].split()
    after = text[place : place + 200].split()
    return (before[-1] if before else "") + (after[0] if after else "")


def _next_letter(text: str, place: int) -> str:
    while place < len(text) and (text[place].isspace() or text[place] in _OPENERS):
        place += 1
    return text[place : place + 1]


def _ends_before_lower(run: str, word: str, *, closed: bool) -> bool:
    """Tell whether a sentence ends although the next word begins in lower case."""
    if closed or "…" in run or ".." in run:
        return False  # ”…?” hän kysyi; niin… se jäi
    if run[0] in "!?":
        return True
    # Speech typed without capitals: a whole word before the full stop ends the sentence.
    return len(word) > 3 and bool(_WHOLE.match(word)) and word.lower() not in _INNER | _FINAL


def _goes_on(text: str, start: int, run_start: int, word: str, follow: str) -> bool:
    """Tell whether a sentence goes on after ``word.`` and a character that is not lower case."""
    bare = word.lower().rstrip(".")
    last = bare.rpartition(".")[2]
    if bare in _FINAL or last in _FINAL:
        return follow.isdigit()
    if bare in _INNER or (last in _INNER and "." in bare):
        return True
    if run_start - start < _CAPTION_LENGTH and _CAPTION.match(text[start:run_start].strip()):
        return True
    begins = not _SAID_OR_LINE.search(text, start, run_start - len(word))
    if begins and (_LIST_NUMBER.match(word) or re.fullmatch(r"(\d{1,2}\.){1,4}\d{0,2}", word)):
        return True  # 1. item
    if len(word) == 1 and word.isupper():
        return follow.isupper()  # J. K. Paasikivi
    return False


def unmarked_borders(text: str, borders: Sequence[int]) -> Iterator[int]:
    """Yield where sentences begin inside those that marks have told apart.

    Parameters
    ----------
    text : str
    borders : sequence of int
        Where sentences begin or end by their marks, in order.
    """
    weights = _weights()
    for begin, end in zip([0, *borders], [*borders, len(text)], strict=True):
        if text[begin:end].strip()[1:].islower():
            continue  # no word in it begins with a capital
        matches = list(_TOKEN.finditer(text, begin, end))
        tokens = [match.group() for match in matches]
        marks = Marks(tokens)
        start = 0
        for at in range(1, len(tokens)):
            if not tokens[at][0].isupper():
                continue  # most words, told without a call
            place = matches[at].start()
            if not (may_begin(tokens, at) and text[place - 1].isspace()):
                continue
            found = set(features(tokens, at, start, marks))
            seen = f"word:{tokens[at].lower()}" in weights
            least = _THRESHOLD if seen else _THRESHOLD_UNSEEN
            if fsum(weights.get(name, 0.0) for name in found) > least:
                yield place
                start = at


def may_begin(tokens: Sequence[str], at: int) -> bool:
    """Tell whether a token could begin a sentence that no mark sets off."""
    if not tokens[at][0].isupper() or tokens[at] in _NEVER:
        return False
    if tokens[at - 1] in _ENDS or tokens[at - 1] in _REMARK_ENDS:
        return False
    return not (tokens[at - 1] == ":" and at > 1 and len(tokens[at - 2]) == 1)  # a speaker, V:


class Marks:
    """Quotation marks and brackets of some tokens, counted once for every stretch of them."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._counts = [
            [0, *accumulate(token in kind for token in tokens)] for kind in ('”"', "(", ")")
        ]

    def open(self, start: int, stop: int) -> bool:
        """Tell whether a quotation or a bracket that opens in ``start:stop`` is open there."""
        quotes, opening, closing = (counts[stop] - counts[start] for counts in self._counts)
        return quotes % 2 > 0 or (opening > 0 and not closing)


def features(tokens: Sequence[str], at: int, start: int, marks: Marks) -> Iterator[str]:
    """Yield what the words around tell of whether one begins a sentence.

    Parameters
    ----------
    tokens : sequence of str
    at : int
        The word that may begin one.
    start : int
        Where the sentence before it begins.
    marks : Marks
        Of these tokens.
    """
    from aineisto.language import capital_kind

    before, word = tokens[at - 1], tokens[at]
    after, third = (*tokens[at + 1 : at + 3], "", "")[:2]
    length, kind = at - start, capital_kind(word)
    look, look_before, look_after = _look(word), _look(before), _look(after)
    low, low_before, low_after = word.lower(), before.lower(), after.lower()
    yield "bias"
    yield f"before:{look_before}"
    yield f"before-:{low_before[-3:]}"
    yield f"before2:{_look(tokens[at - 2]) if length > 1 else ''}"
    yield f"word:{look}"
    yield f"word:{low}"
    yield f"word-:{low[-3:]}"
    yield f"kind:{kind}"
    yield f"kind:{kind}:{look_before}:{look_after}"
    yield f"kind:{kind}:{low_before[-2:]}"
    yield f"kind:{kind}:{min(length, 8)}"
    yield f"after:{look_after}"
    yield f"after:{low_after}"
    yield f"after-:{low_after[-2:]}"
    yield f"after2:{_look(third)}"
    yield f"looks:{look_before}:{look}:{look_after}"
    yield f"length:{length if length < 12 else 12 + min(length // 6, 6)}"
    yield f"open:{marks.open(start, at)}"


def _look(token: str) -> str:
    if not token or not token[0].isalnum():
        return token
    if token[0].isdigit():
        return "9"
    if token[0].isupper():
        return "AA" if len(token) > 1 and token.isupper() else "Aa"
    return "a"


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    path = data_path("models/sentences-fi") / "weights.json"
    return json.loads(path.read_text(encoding="utf-8"))
