"""Published examples of coefficients of agreement, and the values their sources print.

Ratings are written a string a coder and a character a unit; a dot is a missing judgement.
"""

import numpy as np


def table(*coders):
    """Return ratings as units × coders, NaN where missing."""
    kinds = sorted(set("".join(coders)) - {"."})
    number = {kind: float(kind) if kind.isdigit() else 100.0 + i for i, kind in enumerate(kinds)}
    number["."] = np.nan
    return np.array([[number[mark] for mark in coder] for coder in coders]).T


# Krippendorff (2011), Computing Krippendorff's alpha-reliability; the same ratings are on p. 290 of
# Krippendorff (2018), Content Analysis, 4th ed. Gwet's values by irrCAC.
KRIPPENDORFF_2011 = table(
    "123321412...",
    "1233224125..",
    ".33323422513",
    "12332441251.",
)
KRIPPENDORFF_2011_ALPHA = {
    "nominal": 0.7434,
    "ordinal": 0.8154,
    "interval": 0.8491,
    "ratio": 0.7974,
}
KRIPPENDORFF_2011_AC = {
    "identity": 0.77544,
    "quadratic": 0.914,
    "linear": 0.85874,
    "ordinal": 0.89894,
}
KRIPPENDORFF_2011_FLEISS = 0.76117
KRIPPENDORFF_2011_CONGER = 0.76282
KRIPPENDORFF_2011_BRENNAN_PREDIGER = 0.77273
# Gwet's standard error of AC1, from a linearised variance.
KRIPPENDORFF_2011_AC1_SE = 0.14295
# Alpha with Gwet's ordinal weights, which is another coefficient than ordinal alpha.
KRIPPENDORFF_2011_ALPHA_WITH_GWET_WEIGHTS = 0.83364

# Bootstraps of its nominal alpha as printed by the R package icr (its README; 20,000 resamples by
# Krippendorff's algorithm and 1,000 of units): mean, standard deviation, 2.5 % and 97.5 %, and the
# share of resamples above some bounds.
KRIPPENDORFF_2011_BOOTSTRAPS = {
    "krippendorff": (0.721, 0.074, 0.572, 0.85),
    "units": (0.727, 0.139, 0.435, 1.0),
}
KRIPPENDORFF_2011_ABOVE = {
    "krippendorff": {0.9: 0.003, 0.8: 0.135, 0.7: 0.644, 0.67: 0.740, 0.6: 0.942, 0.5: 0.997},
    "units": {0.9: 0.115, 0.8: 0.304, 0.7: 0.598, 0.67: 0.687, 0.6: 0.820, 0.5: 0.938},
}

# Wikipedia, Krippendorff's alpha, a computational example.
WIKIPEDIA = table(
    ".....34121133.3",
    "1.213343.......",
    "..21344.21133.4",
)
WIKIPEDIA_ALPHA = {"nominal": 0.6914, "ordinal": 0.8067, "interval": 0.8108, "ratio": 0.8089}

# Krippendorff (2018), pp. 306 and 310; the book prints .760 for the latter, from rounded steps.
KRIPPENDORFF_2018 = [
    (
        table("010110001111", "010100001101", "011001001000"),
        0.2343,
    ),
    (
        table("aacccccbbbbd", "acccccbbbbbd"),
        0.759,
    ),
]

# Hayes & Krippendorff (2007), Communication Methods and Measures 1(1): 40 units, 5 observers.
HAYES_KRIPPENDORFF = table(
    "112.001122.01311211000201001111223222221",
    "1130000.21102311121000302102111122222221",
    "203000222100221123001.30.1012202.2232.21",
    ".13....0.10022...31.103021122..122...12.",
    "2..0001.2....3112..0.0..2.0..20.2.2222.1",
)
HAYES_KRIPPENDORFF_ALPHA = {"ordinal": 0.7598, "nominal": 0.4765}

# Chan & Sältzer (2020), oolong: alpha by hand is 1 − 4 / (125 / 29).
CHAN_SALTZER = table(
    "2222222222",
    "1222222222",
    "1111222222",
)
CHAN_SALTZER_ALPHA = 1 - 4 / (5 * 25 / 29)

# Gwet's example of three abstractors' contingency table (irrCAC, cont3x3abstractors).
ABSTRACTORS = np.array([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
ABSTRACTORS_VALUES = {
    "kappa": 0.796409,
    "kappa_linear": 0.842902,
    "kappa_quadratic": 0.892157,
    "scott_pi": 0.79624,
    "ac1": 0.84933,
    "alpha": 0.79726,
    "brennan_prediger": 0.835,
    "percent": 0.89,
}

# Fleiss' kappa (Wikipedia): ten subjects, fourteen raters, counts of five categories.
FLEISS = np.array(
    [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ]
)
FLEISS_KAPPA = 0.20993
FLEISS_RANDOLPH = 0.22253

# Freelon (2010), ReCal: International Journal of Internet Science 5(1), tables 9 and 10.
# Two coders: per cent, Scott's pi, Cohen's kappa (ReCal2), alpha (Hayes' macro).
FREELON_PAIRS = {
    "R2.01": (
        table(
            "1121111111",
            "1121111111",
        ),
        (100, 1, 1, 1),
    ),
    "R2.02": (
        table(
            "10000000000000000010000000000000000000000000000000",
            "11000110000010000001000000000000000000000000000000",
        ),
        (88, 0.185, 0.202, 0.1929),
    ),
    "R2.03": (
        table(
            "22241114412111111112111414113411441411111111112411",
            "12241114413111111112111414111411441411111111111411",
        ),
        (92, 0.832, 0.83, 0.8334),
    ),
    "R2.04": (
        table(
            "00000000000010000001011000011000000000100101100000",
            "00000000000010000011010000011000000000100101000000",
        ),
        (94, 0.805, 0.81, 0.807),
    ),
    "R2.05": (
        table(
            "00001000110100110010000001000000001000010100000100",
            "00001000110100110010000001000000001000010100000100",
        ),
        (100, 1, 1, 1),
    ),
    "R2.06": (
        table(
            "11111100010001001000",
            "11111100110001001000",
        ),
        (95, 0.9, 0.9, 0.9023),
    ),
    "R2.07": (
        table(
            "000041117000000000000000000011",
            "000041115000000000000000000011",
        ),
        (96.7, 0.913, 0.91, 0.9144),
    ),
    "R2.08": (
        table(
            "00001220220000000000000000000001002110012121133310",
            "00001320220000000000000000100001003110012222233310",
        ),
        (88, 0.791, 0.79, 0.7928),
    ),
    "R2.09": (
        table(
            "11111111111111112111",
            "11111111111111112111",
        ),
        (100, 1, 1, 1),
    ),
    "R2.10": (
        table(
            "10001111000000001010",
            "10001110000000001010",
        ),
        (95, 0.886, 0.89, 0.8889),
    ),
}

# Three and more coders: mean pairwise per cent, Fleiss' kappa, mean pairwise Cohen's kappa (ReCal3;
# None where ReCal gives none), alpha (Hayes' macro).
FREELON_GROUPS = {
    "R3.01": (
        table(
            "1100000000",
            "0110000000",
            "0110000000",
            "0100000000",
            "0100000000",
        ),
        (90, 0.628, 0.644, 0.6354),
    ),
    "R3.02": (
        table(
            "11000000000001000000000000000000000000010100010010",
            "11000000000000000000000000000000000000000111110001",
            "10000000000000000000000000000000000000010000000000",
        ),
        (86.667, 0.337, 0.335, 0.341),
    ),
    "R3.03": (
        table(
            "0100000000000000000000000000",
            "0000000000000000000000000000",
            "0000000000000000000000000000",
        ),
        (97.619, -0.012, None, 0),
    ),
    "R3.04": (
        table(
            "34343",
            "45355",
            "45555",
        ),
        (33.333, -0.042, 0.165, 0.0278),
    ),
    "R3.05": (
        table(
            "121111111222232222211122211233311112233",
            "111111113222232222221122211233111112233",
            "111111111212232222221122211233311112233",
        ),
        (91.453, 0.862, 0.862, 0.8628),
    ),
    "R3.06": (
        table(
            "10011101000101010110",
            "00011001000101010010",
            "00001001000101010010",
        ),
        (86.667, 0.718, 0.729, 0.7227),
    ),
    "R3.07": (
        table(
            "bbb22222bbbbbbbbbb1111111111b113bb3333311133111111",
            "bbb33333abbbbbbbbb1111111111b113bb3333311111111111",
            "bbb2222abbbbbbbbbb1111111111b113bb2222221211111111",
        ),
        (79.333, 0.698, 0.703, 0.7002),
    ),
    "R3.08": (
        table(
            "00000000000000000000000000000000000100100000000000",
            "00000000000000000000000000000000000100000000000000",
            "00000000000000000000000000000000000100000000000000",
        ),
        (98.667, 0.743, 0.772, 0.7449),
    ),
    "R3.09": (
        table(
            "00000000000000000000000000000000000000000000000000",
            "00000000000000000000000000000000000000000c00a0b000",
            "00000000000000000000000000000000000000000000000000",
        ),
        (96, -0.014, None, -0.0068),
    ),
    "R3.10": (
        table(
            "1110aa2541003021002102321",
            "1110aa2541003011003002321",
            "1110aa2541002011101021321",
        ),
        (80, 0.743, 0.743, 0.7462),
    ),
}

# The model report's appendix 2: question → sum of codes, sd, n, level in per cent, z, se, margin,
# low, high, as printed. The limits of the row with mean 0 are printed without a sign.
MODEL_REPORT = {
    "Asiakasnäkökulma": (14, 0.96, 38, 95, 1.96, 0.16, 0.30, 0.06, 0.67),
    "Strategiset tavoitteet": (11, 1.27, 46, 75, 1.15, 0.19, 0.22, 0.02, 0.45),
    "Investoinnit": (0, 1.14, 34, 1, 0.01, 0.20, 0.00, 0.00, 0.00),
    "Maakuntien päättämät asiat": (10, 0.96, 29, 90, 1.64, 0.18, 0.29, 0.05, 0.64),
    "Rakenteet ja prosessit": (2, 1.28, 51, 10, 0.13, 0.18, 0.02, 0.02, 0.06),
    "Kyvykkyydet": (21, 0.74, 31, 95, 1.96, 0.13, 0.26, 0.42, 0.94),
    "Roolit ja vastuut": (11, 1.13, 51, 80, 1.28, 0.16, 0.20, 0.01, 0.42),
    "Keinot": (4, 1.27, 22, 45, 0.60, 0.27, 0.16, 0.02, 0.34),
}
# All 302 answers together: level, z, se, margin, low, high.
MODEL_REPORT_ALL = (95, 1.96, 0.07, 0.13, 0.11, 0.37)
