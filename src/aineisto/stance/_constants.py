"""The numbers that decide a stance, and where each comes from.

What is fitted to data lies with the model (``models/stance-fi/model.json``, by ``train.py`` and
``calibrate.py``); the weights of the rules of negation and modality stand beside their examples in
`_polarity`. Where nothing else is said a number is a judgement.
"""

# Cue words and n-grams
#: N-grams learnt from online talk hear a tone in anything: so much of it counts where a statement
#: is silent, demands something, has hardly a content word, or none that judges.
GATE_SILENT, GATE_DEMAND, GATE_EMPTY, GATE_UNSIGNED = 0.1, 0.25, 0.3, 0.7
#: A score nearer to neutral than this does not speak against a demand.
FAINT = 0.4
#: Most that a word's part of the tone may be stretched where little was heard.
MOST_A_WORD = 3.0

# What a question makes of its answer
#: Cue words of a question that score this or less ask for a fault: *Onko siinä vikaa?*, not *Onko
#: siitä hyötyä?*. Of the 96 bare denials in the spoken studies that teach and choose, three answer
#: such a question, none of them coded negative; of the rest half are.
FAULT_ASKED = -0.4
#: What that score is multiplied by and added to the log odds of each step of an answer that names
#: what was asked for. Chosen on seven spoken studies that the encoder had not learnt from (S7, T33,
#: T38, T146, T154, T170, T176), between .4 and .6: mean alpha .525 for 0, .528 for .2, .530 for
#: both. Questions for something good gave nothing.
FAULT_LEAN = 0.5

# Before any label
#: From so many statements on, a study's own probabilities tell where to cut.
LARGE_STUDY = 50
#: So probable a step is said whatever the cut points. On S7 (no test) it costs no agreement; from
#: .5 it did.
SURE = 0.6

# Labels
#: Fewer labels than this teach nothing that the prior does not know.
LEAST_LABELS = 10
#: 0, 1 and 2 are steps of the scale, and what scikit-learn's tools make of −1, 0 and 1. They are
#: taken for the latter where the labels are likelier so to the prior by this (natural logarithm):
#: a likelihood ratio of twenty, "strong" in Kass & Raftery (1995), *Bayes factors*.
LIKELIER_AS_POSITIONS = 3.0

# N-grams of the kernel
#: Letters in a piece of a word.
PIECE_LETTERS = 4
#: Shares of lemmas, pieces of words and pairs of lemmas in the likeness of two statements. Pieces
#: find the kin of inflected, compound and misspelt words.
NGRAM_SHARES = (0.24, 0.56, 0.2)

# Kernel
#: Of a text's likeness to a text about another question, the share that counts.
ACROSS_QUESTIONS = 0.1
#: Likeness of any two answers to the same question.
SAME_QUESTION = 0.5
#: Likeness of any two statements whatever: a mean that the penalty hardly draws towards zero.
INTERCEPT = 10.0
#: Of a text's likeness, the share of the vectors' cosine where there are vectors.
VECTOR_SHARE = 0.3
#: Penalties, ascending; the search begins in the middle and goes on while it pays.
ALPHAS = (0.1, 0.5, 2.5, 12.0)
#: How much what the prior says may count, of which leave-one-out chooses.
PRIOR_SHARES = (0.0, 0.15, 0.6)
#: A column of what the prior says that varies less is not made to vary more.
LEAST_SPREAD = 0.1
#: With more labels than this the kernel is linear; penalty and prior share come from as many.
LARGEST_EXACT = 2500
#: Penalties then: without the product of n-grams and vectors a smaller one learns by heart.
LINEAR_ALPHAS = (0.5, 1.5, 5.0)

# Shares of the steps among the answers to each question (`core.shares`)
#: What logarithms of probabilities are multiplied by, and how far the shares count. Chosen on
#: eleven spoken studies that the encoder had not learnt from (S7, T33, T38, T146, T154, T204, T205,
#: T206, T209, T211, T212), of .7, .8, .9 and 1, and .5, .65 and .8: log loss before any label 1.143
#: for 1.156, after 50 1.140 for 1.158; agreement on S7 after 100 and 300 .58 for .56. Intercepts of
#: the study and its questions learnt from labels alone, which stood here before, add nothing.
SHARES_SHARPNESS, SHARES_STRENGTH = 0.9, 0.65

# From learnt scores to probabilities
#: From so many labels on, every step of the scale has a score of its own.
LABELS_FOR_STEPS = 200
#: Penalty of the steps' weights.
STEPS_PENALTY = 2.0
#: Labels that the shares of the prior's and learnt probabilities are taken to rest on before any.
SHARES_BEFORE = (2.0, 1.0)
#: The same where statements were read in their dialogue: what is known of them is worth more.
#: Chosen on S7 of the coded interviews, with `CUTS_BEFORE`: alpha after 10 labels .499 for .458
#: (.494 before any), after 25 .486 for .479, after 100 .497 for .504.
SHARES_BEFORE_IN_DIALOGUE = (10.0, 1.0)
#: Labels that the cut points of before any label are worth in a dialogue.
CUTS_BEFORE = 75

# Evidence
#: A word of less weight is no evidence, nor one of less than this share of the strongest's.
LEAST_EVIDENCE, LEAST_EVIDENCE_SHARE = 0.1, 0.4

# What the machine could code alone
#: With fewer labels nothing is promised.
LEAST_LABELS_ALONE = 50
#: The agreement of a part is not judged on fewer labels than this.
LEAST_PART = 20
