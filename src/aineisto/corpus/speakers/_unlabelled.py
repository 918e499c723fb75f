"""Whose paragraphs without a label are: questions set off, numbered, or of the guide."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import accumulate

from aineisto.corpus._corpus import INTERVIEWEE, INTERVIEWER
from aineisto.corpus._guide import THRESHOLD, GuideMatcher
from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._source import Paragraph
from aineisto.corpus.speakers._names import (
    ANSWERING_LETTERS,
    ASKING_LETTERS,
    INTERVIEWEE_WORDS,
    INTERVIEWER_WORDS,
    label_key,
    label_word,
)

_ASKS_VERBATIM = 0.75  # how well an unlabelled line must match a question to be the interviewer's
_NUMBERED = re.compile(
    r"\(?(?:[KQF]|kysymys|question|fråga)?\s*(?P<number>\d{1,2})[.):]\s+", re.IGNORECASE
)
_LABEL = "Label every turn, or mend it with roles=."
_ASKS = re.compile(r"\?[”\"»’')\]]*\s*\Z")
_DASH = re.compile(r"[ \t\xa0]*[-–—][ \t\xa0]+")
_FEWEST_DASHES, _MOSTLY = 6, 0.9
_SENTENCE = re.compile(r"[.?!…][”\"»’')\]]*\s*\Z")
_FEWEST_WORDS = 5  # of a sentence that is no title
_LONGEST_QUESTION = 60  # words
_FEWEST_QUESTIONS = 2  # that tell whose they are


def asks_verbatim(text: str, matcher: GuideMatcher | None) -> bool:
    """Tell whether a paragraph is a question of the guide nearly as it is written there."""
    if matcher is None:
        return False
    scores = matcher.scores(text)
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    return (
        best is not None
        and scores[best] >= _ASKS_VERBATIM
        and len(text) <= 3 * max(map(len, matcher.questions[best].asked), default=0)
    )


def is_question(text: str, matcher: GuideMatcher | None = None) -> bool:
    """Tell whether a paragraph ends in a question mark, or is a question of the guide."""
    short = len(text.split()) <= _LONGEST_QUESTION
    return (short and bool(_ASKS.search(text))) or asks_verbatim(text, matcher)


def sided(
    paragraphs: Sequence[Paragraph],
    texts: Sequence[str],
    matcher: GuideMatcher | None,
    asking: Collection[str] = (),
) -> tuple[list[Paragraph], Remark | None]:
    """Return the paragraphs with roles for those without a label, and a remark on what was done.

    Where only those who answer are labelled, the questions between their turns are the
    interviewer's; where only those who ask are, the paragraphs after their questions are answers.
    Where both are, a paragraph goes on with the turn before it, unless the same one answers on
    both sides of a question.

    Parameters
    ----------
    paragraphs : sequence of Paragraph
        Of the whole document, with their labels.
    texts : sequence of str
        Their clean texts.
    asking : collection of str, optional
        Labels, as they are compared, that are known to be interviewers'.
    """
    paragraphs = _below_labels(paragraphs, texts)
    if not asking:
        asking = _ask_on_a_second_line(paragraphs, texts, matcher)
    askers = _whose(paragraphs, asking)
    bare = [n for n, one in enumerate(paragraphs) if not one.speaker and texts[n]]
    after_answers = [n for n in bare if not askers[n]]
    labelled = [n for n, one in enumerate(paragraphs) if one.speaker and texts[n]]
    side = _side({paragraphs[n].speaker for n in labelled})
    asked = _share(is_question(texts[n], matcher) for n in bare)
    between = _share(is_question(texts[n], matcher) for n in after_answers)
    said = _share(is_question(texts[n], matcher) for n in labelled)
    if (
        side != INTERVIEWER
        and len(after_answers) > 1
        and between >= (0.3 if side else 0.6)
        and said <= 0.3
    ):
        given = _questions_between(paragraphs, texts, matcher, askers)
        count = sum(one.role == INTERVIEWER for one in given)
        if count > 1:
            names = ", ".join(
                dict.fromkeys(paragraphs[n].speaker for n in labelled if not askers[n])
            )
            return given, remark("answers_labelled", "", _LABEL, text=names, n=count)
    if side != INTERVIEWEE and len(bare) > 1 and said >= (0.5 if side else 0.8) and asked <= 0.3:
        alternate = sum(not paragraphs[n].speaker and bool(texts[n]) for n in
                        (m + 1 for m in labelled) if n < len(paragraphs))  # fmt: skip
        if 2 * alternate >= len(labelled) and (
            side or len({paragraphs[n].speaker for n in labelled}) == 1
        ):
            names = ", ".join(dict.fromkeys(paragraphs[n].speaker for n in labelled))
            done = remark("questions_labelled", "", _LABEL, text=names)
            return _answers_between(paragraphs, texts), done
    return _guide_between(paragraphs, texts, matcher, askers)


def _below_labels(paragraphs: Sequence[Paragraph], texts: Sequence[str]) -> list[Paragraph]:
    """Give what stands below a label on a line of its own to that label."""
    given = list(paragraphs)
    for number, one in enumerate(given[:-1]):
        below = given[number + 1]
        if one.speaker and not texts[number] and not below.speaker:
            given[number + 1] = below._replace(speaker=one.speaker)
    return given


def _ask_on_a_second_line(
    paragraphs: Sequence[Paragraph], texts: Sequence[str], matcher: GuideMatcher | None
) -> set[str]:
    """Return the one label below which questions stand that another always answers.

    Where who asks has no label, the same one answers before and after a question, at times.
    """
    labels = [label_key(one.speaker) for one in paragraphs]
    before = ""
    asking: set[str] = set()
    answers = {""}
    count = 0
    for number, label in enumerate(labels):
        before = label or before
        if label or not is_question(texts[number], matcher):
            continue
        after = next(filter(None, labels[number + 1 :]), "")
        if after == before:
            return set()
        asking.add(before)
        answers.add(after)
        count += 1
    return (
        asking
        if count >= _FEWEST_QUESTIONS and len(asking) == 1 and asking.isdisjoint(answers)
        else set()
    )


def _whose(paragraphs: Sequence[Paragraph], asking: Collection[str]) -> list[bool]:
    """Tell for each paragraph whether the label before it, or its own, is an interviewer's."""
    asks = False
    found = []
    for one in paragraphs:
        asks = label_key(one.speaker) in asking if one.speaker else asks
        found.append(asks)
    return found


def _side(speakers: set[str]) -> str:
    """Return the role that all labels have, or nothing."""
    words = {label_word(speaker) for speaker in speakers}
    for role, known, letters in (
        (INTERVIEWER, INTERVIEWER_WORDS, ASKING_LETTERS),
        (INTERVIEWEE, INTERVIEWEE_WORDS, ANSWERING_LETTERS),
    ):
        if words <= known or (len(words) == 1 and words <= letters):
            return role
    return ""


def _share(values: object) -> float:
    found = list(values)  # type: ignore[call-overload]
    return sum(found) / len(found) if found else 0.0


def _questions_between(
    paragraphs: Sequence[Paragraph],
    texts: Sequence[str],
    matcher: GuideMatcher | None,
    askers: Sequence[bool],
) -> list[Paragraph]:
    """Give the questions that stand before a label, and those set off, to the interviewer."""
    given = list(paragraphs)
    run: list[int] = []  # paragraphs without a label since the last answer's label
    for number, one in enumerate([*paragraphs, None]):
        if one is not None and not one.speaker:
            if texts[number] and not askers[number]:
                run.append(number)
            continue
        if one is not None and run and not askers[number]:
            asking = [n for n in run if is_question(texts[n], matcher) or _NUMBERED.match(texts[n])]
            first = asking[0] if asking else run[-1]
            for n in run:
                if n >= first:
                    given[n] = given[n]._replace(role=INTERVIEWER)
        else:
            for n in run:
                if asks_verbatim(texts[n], matcher):
                    given[n] = given[n]._replace(role=INTERVIEWER)
        run = []
    return given


def _answers_between(paragraphs: Sequence[Paragraph], texts: Sequence[str]) -> list[Paragraph]:
    started = False
    given = []
    for one, text in zip(paragraphs, texts, strict=True):
        started = started or bool(one.speaker)
        answers = started and not one.speaker and text
        given.append(one._replace(role=INTERVIEWEE) if answers else one)
    return given


def _guide_between(
    paragraphs: Sequence[Paragraph],
    texts: Sequence[str],
    matcher: GuideMatcher | None,
    askers: Sequence[bool],
) -> tuple[list[Paragraph], Remark | None]:
    """Give the guide's questions without a label to the interviewer, and what follows back."""
    given = list(paragraphs)
    answering: Paragraph | None = None
    asked = False
    count = 0
    for number, one in enumerate(paragraphs):
        if one.speaker:
            answering, asked = one, False
        elif texts[number] and answering is not None and not askers[number]:
            if asks_verbatim(texts[number], matcher):
                given[number], asked = one._replace(role=INTERVIEWER), True
                count += 1
            elif asked:
                given[number] = one._replace(speaker=answering.speaker, role=answering.role)
    return given, remark("guide_unlabelled", "", _LABEL, n=count) if count else None


def by_emphasis(
    paragraphs: Sequence[Paragraph], texts: Sequence[str], matcher: GuideMatcher | None
) -> list[bool]:
    """Tell which paragraphs are the interviewer's by their being set off, or nothing.

    Bold paragraphs of which hardly any is a question are a text's headings.
    """
    marked = [paragraph.emphasis or paragraph.heading for paragraph in paragraphs]
    asking = [
        "?" in text or (matcher is not None and max(matcher.scores(text), default=0) >= THRESHOLD)
        for text, mark in zip(texts, marked, strict=True)
        if mark
    ]
    return marked if asking and not all(marked) and 3 * sum(asking) >= len(asking) else []


def by_dashes(
    text: str, paragraphs: Sequence[Paragraph], texts: Sequence[str], matcher: GuideMatcher | None
) -> tuple[list[bool], int]:
    """Tell which paragraphs are the interviewer's where each turn begins with a dash, or nothing.

    The turns alternate where nearly all that ask have one side. The number is that of the
    paragraphs above the first dash.
    """
    begins = [
        bool(_DASH.fullmatch(text, text.rfind("\n", 0, one.start) + 1, one.start))
        for one in paragraphs
    ]
    if sum(begins) < _FEWEST_DASHES or sum(begins) < _MOSTLY * len(begins):
        return [], 0
    sides = [number % 2 for number in accumulate(begins)]
    above = begins.index(True)
    asks: tuple[list[bool], ...] = ([], [])
    for dash, side, said in zip(begins, sides, texts, strict=True):
        if dash:
            asks[side].append(is_question(said, matcher))
    asking = sum(asks[1]) >= sum(asks[0])
    asked, answered = asks[asking], asks[not asking]
    if 2 * sum(asked) < len(asked) or sum(answered) > (1 - _MOSTLY) * sum(asked):
        return [], 0
    return [n >= above and side == asking for n, side in enumerate(sides)], above


def by_guide(texts: Sequence[str], matcher: GuideMatcher | None) -> list[bool]:
    """Tell which paragraphs ask a question of the guide nearly verbatim, or nothing.

    A list of questions without answers between them is no interview.
    """
    asks = [asks_verbatim(text, matcher) for text in texts]
    groups = _groups(asks)
    return asks if groups > 1 and 2 * groups > sum(asks) else []


def by_quotes(texts: Sequence[str]) -> list[bool]:
    """Tell which paragraphs a letter answers, quoted as mail programs do: *> Miten kävi?*."""
    asks = [text.startswith(">") for text in texts]
    return asks if _groups(asks) > 1 and not asks[-1] else []


def by_numbers(texts: Sequence[str]) -> list[bool]:
    """Tell which paragraphs are numbered questions with answers between them, or nothing."""
    asks = []
    last = 0
    for text in texts:
        match = _NUMBERED.match(text)
        following = match is not None and 0 < int(match["number"]) - last <= 3
        asks.append(following and is_question(text))
        if asks[-1] and match is not None:
            last = int(match["number"])
    return asks if _groups(asks) > 1 and _groups(asks) == sum(asks) and not asks[-1] else []


def by_questions(texts: Sequence[str]) -> list[bool]:
    """Tell which paragraphs are the interviewer's where questions and answers take turns."""
    asks = [is_question(text) for text in texts]
    first = next((n for n, ask in enumerate(asks) if ask), len(asks))
    title = sum(len(text) for text in texts[:first]) < 200 and first <= 4
    groups = _groups(asks)
    alternate = groups > 2 and groups >= 0.9 * sum(asks) and not asks[-1]
    return asks if alternate and title and 6 * groups >= len(texts) else []


def how_to_tell_apart(timed: bool, matcher: GuideMatcher | None) -> str:
    """Return what one may do where nobody is labelled: a recogniser's file is no text to edit."""
    if timed:
        return (
            'Write corpus.statements[["document", "speaker", "text", "time_start", "time_end"]] '
            "to a table (xlsx or csv), fill in the column speaker, and read the table instead."
        )
    guided = matcher is not None and bool(matcher.questions)
    guide = "" if guided else ", or give the guide with guide="
    return f"Label the speakers (H: and V:, say){guide}."


def left_out_above(texts: Sequence[str]) -> list[Remark]:
    """Return a remark on a beginning that is read as a title and holds whole sentences."""
    said = [text for text in texts if _SENTENCE.search(text) and len(text.split()) >= _FEWEST_WORDS]
    if not said:
        return []
    kind = "what stands above the first question"
    remedy = "If somebody said it, label the speakers (H: and V:, say)."
    return [remark("not_speech", "", remedy, kind=kind, n=1, text=" / ".join(said)[:100])]


def _groups(asks: Sequence[bool]) -> int:
    return sum(ask and not before for before, ask in zip([False, *asks], asks, strict=False))
