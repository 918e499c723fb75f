"""How much a run would ask, before it does."""

from __future__ import annotations

from dataclasses import dataclass

from aineisto.llm._ask import Questions
from aineisto.llm._store import Answers

#: Characters of Finnish to a token where the server has not yet told: a cautious guess.
_CHARACTERS = 2.5
#: Tokens of an answer where none is known.
_ANSWER = 60


@dataclass(frozen=True)
class Plan:
    """What a run would ask.

    Attributes
    ----------
    questions, stored : int
        Questions in all, and those answered already.
    prompt_tokens, answer_tokens : int
        Tokens that are still to be read and written.
    seconds : float or None
        About how long that takes; None where no answer tells.
    measured : int
        Answers of this coder that the numbers rest on; 0: tokens are guessed from characters.

    Examples
    --------
    >>> plan = Plan(90, 30, prompt_tokens=24000, answer_tokens=1800, seconds=240, measured=30)
    >>> plan.to_ask
    60
    """

    questions: int
    stored: int
    prompt_tokens: int
    answer_tokens: int
    seconds: float | None
    measured: int

    @property
    def to_ask(self) -> int:
        """Questions that are still to be asked."""
        return self.questions - self.stored

    def __str__(self) -> str:
        basis = f"measured on {self.measured} answers" if self.measured else "guessed"
        time = "unknown" if self.seconds is None else _spoken(self.seconds)
        return (
            f"{self.questions} questions, {self.stored} answered already, {self.to_ask} to ask; "
            f"about {self.prompt_tokens} tokens to read and {self.answer_tokens} to write "
            f"({basis}); time: {time}"
        )


def plan_of(questions: Questions, answers: Answers, coder: str, workers: int) -> Plan:
    """Return what is still to be asked, with the pace of what is stored."""
    stored = characters = 0
    for request in questions:
        if request.key in answers:
            stored += 1
        else:
            characters += request.characters
    frame = answers.frame()
    mine = frame[frame["coder"] == coder]
    told = mine[mine["prompt_tokens"].notna()]
    ratio = told["characters"].sum() / told["prompt_tokens"].sum() if len(told) else _CHARACTERS
    written = mine["answer_tokens"].dropna()
    left = len(questions) - stored
    each = float(written.mean()) if len(written) else _ANSWER
    # The first answer waits until the model is loaded; the median does not.
    seconds = float(mine["seconds"].median()) * left / workers if len(mine) else None
    return Plan(
        len(questions), stored, round(characters / ratio), round(each * left), seconds, len(mine)
    )


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"about {seconds:.0f} s"
    minutes = seconds / 60
    return f"about {minutes:.0f} min" if minutes < 120 else f"about {minutes / 60:.1f} h"
