"""What the encoder is taught: words with tags and names, sentences with vectors and polarity.

Everything comes from the open data described in ``README.md``; nothing that a benchmark tests on is
read. A `Word` has the labels that are known and ``UNKNOWN`` for the others.
"""

from __future__ import annotations

import csv
import json
import lzma
from dataclasses import dataclass, field
from pathlib import Path

NAME_LABELS = (
    "O",
    *(f"{b}-{t}" for t in ("PER", "ORG", "LOC", "PRO", "EVENT", "DATE") for b in "BI"),
)
PARAPHRASE = "4"
UNKNOWN = -100  # torch's label that is not learned from
#: Parts of FinnSentiment, as its authors number them; 19 and 20 are the test's.
POLARITY_TRAIN, POLARITY_TUNE = frozenset(range(1, 17)), frozenset((17, 18))

#: Categories of tdt2013's tags whose values UD has too. A silver value counts where both agree.
SHARED = {
    "CASE": ("Case", {"Lat": "Lat", "Dis": "Dis"}),
    "NUM": ("Number", {"Sg": "Sing", "Pl": "Plur"}),
    "TENSE": ("Tense", {"Prs": "Pres", "Prt": "Past"}),
    "MOOD": ("Mood", {"Cond": "Cnd", "Imprt": "Imp", "Pot": "Pot", "Ind": "Ind"}),
    "VOICE": ("Voice", {"Act": "Act", "Pass": "Pass"}),
}
UPOS_OF = {
    "N": {"NOUN", "PROPN"},
    "V": {"VERB", "AUX", "ADJ", "NOUN"},
    "A": {"ADJ", "ADV", "NOUN"},
    "Adv": {"ADV", "ADP", "PART"},
    "Pron": {"PRON", "DET"},
    "Punct": {"PUNCT", "SYM"},
    "Num": {"NUM", "ADJ"},
    "Adp": {"ADP", "ADV"},
    "Interj": {"INTJ"},
    "Symb": {"SYM", "PUNCT", "X"},
    "Foreign": {"X", "PROPN"},
}


@dataclass
class Sentence:
    """Words and what is known of them; None where nothing is."""

    words: list[str]
    upos: list[str | None] = field(default_factory=list)
    feats: list[dict[str, str] | None] = field(default_factory=list)
    unsure: list[set[str]] = field(default_factory=list)  # categories not to learn from
    names: list[str | None] = field(default_factory=list)
    document: int = 0

    def __post_init__(self) -> None:
        n = len(self.words)
        self.upos = self.upos or [None] * n
        self.feats = self.feats or [None] * n
        self.unsure = self.unsure or [set() for _ in range(n)]
        self.names = self.names or [None] * n


def read_names(data: Path, part: str) -> list[Sentence]:
    """Return the sentences of the Turku NER corpus with their names (IOB2)."""
    sentences, words, names, document = [], [], [], 0
    path = data / "turku-ner/data/conll" / f"{part}.tsv"
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("-DOCSTART-"):
            document += 1
        elif line.strip():
            word, name = line.split("\t")[:2]
            words.append(word)
            names.append(name)
        elif words:
            sentences.append(Sentence(words, names=names, document=document))
            words, names = [], []
    return sentences


def read_conllu(path: Path) -> list[Sentence]:
    """Return the sentences of a UD file with UPOS and features."""
    sentences, rows, document = [], [], 0
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("# newdoc"):
            document += 1
        elif line and not line.startswith("#"):
            cells = line.split("\t")
            if cells[0].isdigit():
                rows.append(cells)
        elif rows:
            feats = [split_feats(cells[5]) for cells in rows]
            words, upos = [cells[1] for cells in rows], [cells[3] for cells in rows]
            sentences.append(Sentence(words, list(upos), list(feats), document=document))
            rows = []
    return sentences


def split_feats(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split("|")) if text not in ("_", "") else {}


def read_tdt2013(data: Path) -> dict[tuple[str, ...], list[str]]:
    """Return sentence -> tags of the treebank's edition of 2013."""
    with lzma.open(data / "tdt2013/tdt2013.train.tsv.xz", "rt", encoding="utf-8") as file:
        blocks = file.read().split("\n\n")
    rows = [[line.split("\t") for line in block.splitlines() if line] for block in blocks]
    return {tuple(row[0] for row in block): [row[2] for row in block] for block in rows if block}


def add_silver_tags(sentences: list[Sentence], old: dict[tuple[str, ...], list[str]]) -> None:
    """Tag sentences with spaCy's Finnish pipeline, held against the treebank of 2013.

    The pipeline learned from the Turku Dependency Treebank, the source of these sentences; where
    its tag and the older edition's contradict each other, the word teaches nothing.
    """
    import spacy
    from spacy.tokens import Doc

    pipeline = spacy.load("spacy_fi_experimental_web_md", exclude=["ner", "lemmatizer"])
    docs = (Doc(pipeline.vocab, words=sentence.words) for sentence in sentences)
    for sentence, doc in zip(sentences, pipeline.pipe(docs, batch_size=64), strict=True):
        sentence.upos = [token.pos_ for token in doc]
        sentence.feats = [token.morph.to_dict() for token in doc]
        tags = old.get(tuple(sentence.words))
        if tags:
            for i, tag in enumerate(tags):
                sentence.unsure[i] = contradictions(sentence.upos[i], sentence.feats[i], tag)
        else:
            sentence.unsure = [set() for _ in sentence.words]


def contradictions(upos: str | None, feats: dict[str, str] | None, tag: str) -> set[str]:
    """Return the categories (or UPOS) in which a UD tag and a tag of 2013 contradict each other."""
    parts = tag.split("|")
    unsure = set()
    if parts[0] in UPOS_OF and upos not in UPOS_OF[parts[0]]:
        unsure.add("UPOS")
    if parts[0] == "C":
        wanted = "SCONJ" if "SUBCAT_CS" in parts else "CCONJ"
        if upos != wanted:
            unsure.add("UPOS")
    if "OTHER_UNK" in parts or feats is None:
        return unsure
    for part in parts[1:]:
        category, _, value = part.partition("_")
        if category in SHARED:
            name, values = SHARED[category]
            if name in feats and feats[name] != values.get(value, value):
                unsure.add(name)
    return unsure


def read_polarity(data: Path, parts: frozenset[int]) -> list[tuple[str, int]]:
    """Return sentences of some of FinnSentiment's 20 parts, with 0…4 for its five points."""
    path = data / "finnsentiment/FinnSentiment-1.1.tsv"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [(row[19], int(row[4]) - 1) for row in rows if int(row[16]) in parts]


def read_paraphrases(data: Path) -> list[tuple[str, str]]:
    """Return pairs that say the same in any context, none of whose texts is in the test."""
    folder = data / "turku-paraphrase"
    test = json.loads((folder / "test_release1.json").read_text(encoding="utf-8"))
    held_out = {pair[side] for pair in test for side in ("txt1", "txt2")}
    pairs = []
    for name in ("dev_release1.json", "opus-pb-dev.json"):
        for pair in json.loads((folder / name).read_text(encoding="utf-8")):
            if pair["label"].startswith(PARAPHRASE):
                pairs.append((pair["txt1"], pair["txt2"]))
    with (folder / "opus-parsebank-sample-annotated.tsv").open(
        encoding="utf-8", newline=""
    ) as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row[0].startswith(PARAPHRASE):
                pairs.append((row[3], row[4]))
    return [pair for pair in dict.fromkeys(pairs) if not held_out & set(pair)]
