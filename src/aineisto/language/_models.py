"""What ``models/lemma-fi`` holds, loaded once for the process."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from aineisto.core.data import data_path
from aineisto.language._chooser import Chooser, load_weights
from aineisto.language._lexicon import Lexicon, Told, load_answers
from aineisto.language._spoken import spoken_forms


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
