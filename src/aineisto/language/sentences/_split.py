"""Split Finnish text into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aineisto.core.text import words
from aineisto.language.sentences._unmarked import unmarked_borders

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
