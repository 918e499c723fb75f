"""Review: suggestions go before a person, who decides.

`_session` shows and stores, statement by statement (`_widget` draws it); every so many decisions
`_background` has `_learning` fit a model of `_fitted` on the labels of `_labelled`, and `_advice`
says whether to go on. Disputes: `_adjudication`.
"""

from typing import TYPE_CHECKING, Any

from aineisto.core.renamed import renamed
from aineisto.review._adjudication import AdjudicationSession, Dispute, OwnCode
from aineisto.review._advice import Advice, advise
from aineisto.review._fitted import Improvement
from aineisto.review._learning import TrainingRun, learn
from aineisto.review._progress import Progress, SoFar
from aineisto.review._session import ReviewSession

if TYPE_CHECKING:
    from aineisto.review._adjudication_widget import AdjudicationWidget
    from aineisto.review._widget import ReviewWidget

__all__ = [
    "AdjudicationSession",
    "AdjudicationWidget",
    "Advice",
    "Dispute",
    "Improvement",
    "OwnCode",
    "Progress",
    "ReviewSession",
    "ReviewWidget",
    "SoFar",
    "TrainingRun",
    "advise",
    "learn",
]


def __getattr__(name: str) -> Any:
    # Widgets need IPython and traitlets, which a session and the command line do not.
    if name == "AdjudicationWidget":
        from aineisto.review._adjudication_widget import AdjudicationWidget

        return AdjudicationWidget
    if name == "ReviewWidget":
        from aineisto.review._widget import ReviewWidget

        return ReviewWidget
    return renamed(__name__, name, {"Gain": "Improvement", "Lesson": "TrainingRun"})
