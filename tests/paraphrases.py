"""Pairs of sentences that say the same in other words."""

PAIRS = [
    ("Raha ei riitä kaikkeen.", "Rahoitus on liian niukkaa."),
    ("Lapset menivät kouluun.", "Oppilaat lähtivät koululle."),
    ("Juna myöhästyi tunnin.", "Lähijuna oli taas pahasti aikataulusta jäljessä."),
    ("Mä oon tosi väsyny.", "Olen hyvin väsynyt."),
    ("Tietojärjestelmät eivät keskustele keskenään.", "Ohjelmistojen välillä tieto ei siirry."),
]
