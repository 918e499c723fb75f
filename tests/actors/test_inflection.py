"""Stems and endings against forms written by hand (VISK § 41–134 and the spoken language)."""

from __future__ import annotations

import pytest

from aineisto.actors import ActorRecognizer

# nominative; genitive, partitive, essive, translative, inessive, elative, illative, adessive,
# ablative, allative, abessive
FORMS = {
    "Kela": "Kelan Kelaa Kelana Kelaksi Kelassa Kelasta Kelaan Kelalla Kelalta Kelalle Kelatta",
    "Kanta": "Kannan Kantaa Kantana Kannaksi Kannassa Kannasta Kantaan Kannalla Kannalta Kannalle "
    "Kannatta",
    "Apotti": "Apotin Apottia Apottina Apotiksi Apotissa Apotista Apottiin Apotilla Apotilta "
    "Apotille Apotitta",
    "Luova": "Luovan Luovaa Luovana Luovaksi Luovassa Luovasta Luovaan Luovalla Luovalta Luovalle "
    "Luovatta",
    "Istekki": "Istekin Istekkiä Istekkinä Istekiksi Istekissä Istekistä Istekkiin Istekillä "
    "Istekiltä Istekille Istekittä",
    "Medbit": "Medbitin Medbitiä Medbitinä Medbitiksi Medbitissä Medbitistä Medbitiin Medbitillä "
    "Medbitiltä Medbitille Medbitittä",
    "Kuntaliitto": "Kuntaliiton Kuntaliittoa Kuntaliittona Kuntaliitoksi Kuntaliitossa "
    "Kuntaliitosta Kuntaliittoon Kuntaliitolla Kuntaliitolta Kuntaliitolle Kuntaliitotta",
    "Terveyskylä": "Terveyskylän Terveyskylää Terveyskylänä Terveyskyläksi Terveyskylässä "
    "Terveyskylästä Terveyskylään Terveyskylällä Terveyskylältä Terveyskylälle Terveyskylättä",
    "Verohallinto": "Verohallinnon Verohallintoa Verohallintona Verohallinnoksi Verohallinnossa "
    "Verohallinnosta Verohallintoon Verohallinnolla Verohallinnolta Verohallinnolle "
    "Verohallinnotta",
    "Tilastokeskus": "Tilastokeskuksen Tilastokeskusta Tilastokeskuksena Tilastokeskukseksi "
    "Tilastokeskuksessa Tilastokeskuksesta Tilastokeskukseen Tilastokeskuksella "
    "Tilastokeskukselta Tilastokeskukselle Tilastokeskuksetta",
    "Palkeet": "Palkeiden Palkeita Palkeina Palkeiksi Palkeissa Palkeista Palkeisiin Palkeilla "
    "Palkeilta Palkeille Palkeitta",
    "Mehiläinen": "Mehiläisen Mehiläistä Mehiläisenä Mehiläiseksi Mehiläisessä Mehiläisestä "
    "Mehiläiseen Mehiläisellä Mehiläiseltä Mehiläiselle Mehiläisettä",
    "Pegasos": "Pegasoksen Pegasosta Pegasoksena Pegasokseksi Pegasoksessa Pegasoksesta "
    "Pegasokseen Pegasoksella Pegasokselta Pegasokselle Pegasoksetta",
    "Soite": "Soiten Soitea Soitena Soiteksi Soitessa Soitesta Soiteen Soitella Soitelta Soitelle "
    "Soitetta",
    "Traficom": "Traficomin Traficomia Traficomina Traficomiksi Traficomissa Traficomista "
    "Traficomiin Traficomilla Traficomilta Traficomille Traficomitta",
    "Sarastia": "Sarastian Sarastiaa Sarastiana Sarastiaksi Sarastiassa Sarastiasta Sarastiaan "
    "Sarastialla Sarastialta Sarastialle Sarastiatta",
}
SPOKEN = {"Kela": "Kelas Kelast Kelal Kelalt Kelaki", "Siun sote": "Siun sotee Siun sotes"}
ABBREVIATIONS = {
    "THL": "THL:n THL:ää THL:ssä THL:stä THL:ään THL:llä THL:ltä THL:lle THLn THL:nkin",
    "VM": "VM:n VM:ää VM:ssä VM:stä VM:ään VM:llä VM:ltä VM:lle",
    "HUS": "HUS:n HUS:ia HUS:ssa HUS:sta HUS:iin HUS:lla HUS:lle HUSin HUSissa HUSista HUSiin",
    "UNA": "UNA:n UNA:a UNA:ssa UNA:sta UNA:an UNA:lla UNA:lle Unan Unassa Unasta Unaan",
    "AVI": "AVI:n AVIn AVIa AVIssa AVIt AVIen AVI:t AVI:lle",
}


@pytest.fixture(scope="module")
def recognizer() -> ActorRecognizer:
    return ActorRecognizer()


@pytest.mark.parametrize("name", [*FORMS, *SPOKEN, *ABBREVIATIONS])
def test_every_form_is_the_name(recognizer: ActorRecognizer, name: str) -> None:
    for table in (FORMS, SPOKEN, ABBREVIATIONS):
        forms = table.get(name, "")
        words = forms.replace("Siun ", "Siun_").split() if forms else []
        for form in (word.replace("_", " ") for word in words):
            found = recognizer.find([f"Tämä on {form}."])
            assert found[["mention", "actor"]].values.tolist() == [[form, name]], form


@pytest.mark.parametrize(
    "word",
    [
        *(
            "yleensä",
            "yleistä",
            "vailla",
            "vaille",
            "kelillä",
            "kelaamassa",
            "etkö",
            "etkä",
            "kyse",
        ),
        *("varhain", "hyviltä", "digiaikaan", "sakko", "luen", "syitä", "kuntaliitos", "työ"),
        *("kannattaa", "kannatamme", "soitetaan", "OMA", "Lapissa", "haleja", "tullut", "avaa"),
    ],
)
def test_words_that_look_like_a_name_are_none(recognizer: ActorRecognizer, word: str) -> None:
    assert recognizer.find([f"Se on {word} niin."]).empty
