import pytest

from aineisto.codebook import Codebook, Theme
from aineisto.language import Embedder


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return Embedder("fast")


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return Codebook(
        "koe",
        (
            Theme(
                "raha",
                {"fi": "Rahoitus", "en": "Funding"},
                "Mihin raha käytetään ja riittääkö se: budjetti, säästöt, hankinnat.",
                ("raha", "budjetti", "säästö", "hankinta"),
            ),
            Theme(
                "osaaminen",
                {"fi": "Henkilöstön osaaminen", "en": "Skills"},
                "Työntekijöiden taidot, koulutus ja jaksaminen.",
                ("osaaminen", "koulutus", "työntekijä"),
            ),
            Theme(
                "tieto",
                {"fi": "Tietojärjestelmät", "en": "Information systems"},
                "Ohjelmistot, rajapinnat ja tiedon siirtyminen järjestelmästä toiseen.",
                ("tietojärjestelmä", "rajapinta", "ohjelmisto"),
            ),
            Theme(
                "asiakas",
                {"fi": "Asiakkaan asema", "en": "Clients"},
                "Potilaiden ja asiakkaiden kokemus palvelusta.",
                ("asiakas", "potilas"),
            ),
        ),
    )
