"""The recogniser as a spaCy component: ``nlp.add_pipe("aineisto_actors")``."""

# No annotations from __future__: spaCy before 3.8.12 reads those of a factory as they stand.
from spacy.language import Language
from spacy.tokens import Doc

from aineisto.actors._recognizer import ActorRecognizer

#: Where the component puts its spans.
SPANS = "actors"


class ActorsComponent:
    """Put the mentions of a document's actors into ``doc.spans["actors"]``.

    Each span has the actor's kind as its label and the actor's name as its ``kb_id_``; a mention
    that ends inside a token is widened to the token.
    """

    def __init__(self, name: str, recognizer: ActorRecognizer | None = None) -> None:
        self.name = name
        self.recognizer = recognizer or ActorRecognizer()

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with its actors marked."""
        found = self.recognizer.find([doc.text])
        columns = ["start", "end", "kind", "actor"]
        spans = (
            doc.char_span(start, end, label=kind, kb_id=actor, alignment_mode="expand")
            for start, end, kind, actor in found[columns].itertuples(index=False)
        )
        doc.spans[SPANS] = [span for span in spans if span is not None]
        return doc


@Language.factory("aineisto_actors")
def create_actors(nlp: Language, name: str) -> ActorsComponent:
    """Create the component (entry point ``spacy_factories``)."""
    return ActorsComponent(name)
