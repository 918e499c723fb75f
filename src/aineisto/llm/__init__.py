"""A language model on the researcher's own machine as one more coder: opt-in, local, measured.

What happens, in this order: `_client` refuses other machines; `_prompt` and `_examples` make the
question from the codebook and people's decisions; `_ask` asks through `_client` what is not yet in
the file of `_store`; `_answers` checks what came back and finds its quotations in the text;
`_votes` makes codings of it; `_calibration`, `_stack` and `_sensitivity` say what it is worth.
"""

from aineisto.llm._calibration import calibrated
from aineisto.llm._coder import LanguageModelCoder
from aineisto.llm._plan import Plan
from aineisto.llm._prompt import write_prompt
from aineisto.llm._sensitivity import llm_sensitivity
from aineisto.llm._stack import Stacked, stack
from aineisto.llm._store import ANSWERS, Answers

__all__ = [
    "ANSWERS",
    "Answers",
    "LanguageModelCoder",
    "Plan",
    "Stacked",
    "calibrated",
    "llm_sensitivity",
    "stack",
    "write_prompt",
]
