"""The numbers that decide a theme, and where each comes from.

What is fitted to data lies in ``calibration.json`` (``benchmarks/themes/calibrate.py`` and
``calibrate_reader.py``). Where nothing else is said a number is a judgement.
"""

# Words
#: How much of a word a part of a compound stands for: the last part names the thing.
HEAD, MODIFIER, DERIVED = 0.8, 0.5, 0.5
#: Weight of a word of the codebook by where it stands there.
NAME, KEYWORD, DEFINITION, EXAMPLE = 1.0, 1.0, 0.4, 0.2
#: Weight of a part of a codebook's compound that stands alone in a text.
PART = 0.4
#: Weight of a codebook's word that a text's word begins with, and its fewest letters.
START, SHORTEST = 0.5, 5
#: A unit in more than this share of the statements is common, if there are enough to say so.
COMMON, ENOUGH_TO_COUNT = 0.05, 100

# Vectors
#: So many texts of a study weigh as much as the background where its middle is looked for.
BACKGROUND_WEIGHT = 20

# What stands around a statement, where groups are found and a coder's labels learnt from
#: Weight of the interviewer's last turn, of the speaker's two statements before and of the one
#: after; what suggests a theme before any label has its own, fitted (``calibration.json``).
CONTEXT = {"asked": 1.0, "before": 0.7, "after": 0.7}

# What texts tell of each other
#: From so many texts with content on, those given together (with those coded) are read together.
ENOUGH_TOGETHER = 50
#: What a text says itself, against the likeness (sum of up to 1 each) of its neighbours, and how
#: often these are asked. Chosen on questions of the election that no benchmark uses.
OWN, ROUNDS = 0.5, 20
#: Texts beyond these take long to group many times: their nearest count as they are.
MANY_TO_GROUP = 1500
#: From so much trust in its neighbours on, a text follows them wholly. Where texts that are alike
#: seem to be of different themes, they would mislead each other.
FULL_ASSORTATIVITY = 0.6
#: Utility of no theme for a text without a content word.
SILENT = 50.0

# Learning
#: How much of what is learned may be how frequent the themes are, among the other features (1):
#: statements that are coded first need not be like the rest.
FREQUENCY = 0.3
#: Length of vectors that were read in their dialogue, of the words' row there (among other
#: features: 1) and of which question is answered: the questions of a guide lead to its themes.
#: The first two were chosen on six studies that the encoder had not learnt from (T38, T154, T183,
#: T192, T201, S7); the question, of 0, .5 and 1, beside the shares of its answers (`core.shares`).
IN_DIALOGUE, WORDS_IN_DIALOGUE, QUESTION = 2.0, 0.7, 0.5

# Codings and their evidence
#: Least confidence of a theme that no word of the statement itself speaks for, only what stands
#: beside it or the question.
LEAST_FROM_CONTEXT = 0.35
#: Least confidence of a theme where none is asked for.
LEAST_CONFIDENCE = 0.25
#: Fewest content words of such a statement: *Sopii mainiosti.* has no theme, whatever was asked.
FEWEST_WORDS = 3
#: Words whose weight is less than this share of the strongest one's are left out.
LEAST_EVIDENCE_SHARE = 0.35
#: A word of less weight than this (in units of utility) is no evidence.
LEAST_EVIDENCE = 0.35

# Found themes
#: Fewer texts than these are too few to cluster at all, or to be sure of.
FEWEST_TEXTS, ENOUGH_TEXTS = 10, 100
#: Fewest and most themes that are suggested.
FEWEST_THEMES, MOST_THEMES = 3, 20
#: Fewer texts than these in a theme are not split.
FEWEST_TO_SPLIT = 10
#: Nearest texts that a text is tied to.
NEIGHBOURS = 10
#: Weight of the words beside the vectors, and number of neighbours, of the graphs that are asked.
#: No one of them is best for every study; what they agree on is better than each.
GRAPHS = ((0.8, 7), (0.8, 14), (1.1, 10), (1.5, 7), (1.5, 14))
#: Where there is only one graph: texts beyond `MANY_TO_CLUSTER` take long to cluster many times.
ONE_GRAPH, MANY_TO_CLUSTER = (1.1, NEIGHBOURS), 3000
#: Weight of an edge that no graph's groups hold together, beside one that all do.
LEAST_EDGE = 0.5
#: Share of the texts in a subsample.
SUBSAMPLE = 0.8
#: Subsamples that suffice to see how stable random vectors are.
ENOUGH_SUBSAMPLES = 5
#: Themes whose stability is not so much above that of random vectors are made by the reading.
CLEARLY_ABOVE = 0.1
