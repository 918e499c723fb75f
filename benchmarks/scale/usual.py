"""What a user does without aineisto: spaCy over all statements, then BERTopic. For run.py.

python usual.py FOLDER OUT.json
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

folder, out = Path(sys.argv[1]), Path(sys.argv[2])
texts = [row["clean"] for row in json.loads((folder / "statements.json").read_text("utf-8"))]
vectors = np.load(folder / "vectors-fast.npy", allow_pickle=False)
begin = time.process_time()
import spacy  # noqa: E402

pipeline = spacy.load("spacy_fi_experimental_web_md")
lemmas = [" ".join(token.lemma_ for token in doc) for doc in pipeline.pipe(texts)]
after_spacy = time.process_time()
from bertopic import BERTopic  # noqa: E402

BERTopic(language="multilingual").fit_transform(lemmas, vectors)
stages = {
    "spaCy": round(after_spacy - begin, 2),
    "BERTopic": round(time.process_time() - after_spacy, 2),
}
out.write_text(json.dumps(stages), "utf-8")
