"""Pairs of sentences that say the same in other words."""

PAIRS = [
    ("Raha ei riitä kaikkeen.", "Rahoitus on liian niukkaa."),
    ("Lapset menivät kouluun.", "Oppilaat lähtivät koululle."),
    ("Juna myöhästyi tunnin.", "Lähijuna oli taas pahasti aikataulusta jäljessä."),
    ("Mä oon tosi väsyny.", "Olen hyvin väsynyt."),
    ("Tietojärjestelmät eivät keskustele keskenään.", "Ohjelmistojen välillä tieto ei siirry."),
]


def are_nearest(embedder):
    """Tell whether each sentence is nearest to the one that says the same."""
    first, second = (embedder.encode(list(side)) for side in zip(*PAIRS, strict=True))
    return list((first @ second.T).argmax(axis=1)) == list(range(len(PAIRS)))
