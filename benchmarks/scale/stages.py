"""Pre-code a study stage by stage: CPU seconds of each. For run.py.

python stages.py FOLDER OUT.json fast|default
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

stages: dict[str, float] = {}
last = [0.0]


def done(name: str) -> None:
    """Note that a stage is over."""
    now = time.process_time()
    stages[name] = round(now - last[0], 2)
    last[0] = now


folder, out, models = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
import numpy as np  # noqa: E402

import aineisto  # noqa: E402
from aineisto.actors import ActorRecognizer  # noqa: E402
from aineisto.codings import make_codings  # noqa: E402
from aineisto.core.data import data_path  # noqa: E402
from aineisto.language import answers_of  # noqa: E402
from aineisto.stance import StanceClassifier  # noqa: E402
from aineisto.themes import ThemeAssigner  # noqa: E402
from aineisto.themes._words import without_notes  # noqa: E402


class Kept:
    """An embedder that keeps its vectors, so that they are a stage of their own."""

    def __init__(self, embedder: aineisto.Embedder) -> None:
        self.embedder, self.version, self.known = embedder, embedder.version, {}

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of texts, those kept already as they are."""
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        if new:
            self.known.update(zip(new, self.embedder.encode(new), strict=True))
        return np.stack([self.known[text] for text in texts])


codebook = aineisto.Codebook.load(data_path("corpora/demo-study") / "codebook.toml")
done("import")
texts = sorted(folder.glob("h*.txt"))
corpus = aineisto.read(texts, participants=folder / "participants.csv", guide=codebook)
done("read")
embedder = Kept(aineisto.Embedder("fast"))
if models == "fast":
    answers, reading = corpus.answers, None
    embedder.encode([without_notes(text) for text in answers["clean"]])
    done("vectors")
else:  # as `aineisto.precode` does: read once, for the themes and for the stance
    answers, reading = answers_of(corpus.statements, corpus.questions)
    done("reading in dialogue")
themes = ThemeAssigner(codebook, embedder if models == "fast" else models)
themes = themes.code(answers, questions=corpus.questions, context=reading)
done("themes, lemmas")
stance = StanceClassifier(embedder=models, cues=codebook.cues)
stance = stance.code(answers, questions=corpus.questions, context=reading)
done("stance")
actors = ActorRecognizer(codebook.actors).code(answers)
done("actors")
import pandas as pd  # noqa: E402

codings = make_codings(pd.concat([themes, stance, actors], ignore_index=True))
with aineisto.Project.create(folder / f"{models}.aineisto", corpus, codebook) as project:
    project.add_judgements(codings)
done("project file")
if models == "fast":  # what the usual way starts from
    answers[["clean"]].to_json(folder / "statements.json", orient="records", force_ascii=False)
    vectors = embedder.encode([without_notes(text) for text in answers["clean"]])
    np.save(folder / "vectors-fast.npy", vectors)
out.write_text(json.dumps(stages), "utf-8")
