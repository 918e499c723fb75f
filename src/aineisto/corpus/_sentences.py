"""The sentences of the remarks on the reading of files, in two languages, and words in them."""

from __future__ import annotations

#: Sentences by the code of a remark; the fields of a remark stand in the places.
SENTENCES: dict[str, dict[str, str]] = {
    "not_speech": {
        "en": "Not read as speech: {kind}{places}, “{text}”.",
        "fi": "Ei luettu puheeksi: {kind}{places}, ”{text}”.",
    },
    "nearly_a_label": {
        "en": "“{text}” begins with what is nearly a label: it is read as {labels}.",
        "fi": "”{text}” alkaa melkein kuin puhujan tunnus: se on luettu tunnukseksi {labels}.",
    },
    "nearly_labels": {
        "en": "“{text}” begins with what is nearly a label: it may be {labels}, and is kept as a "
        "speaker of its own.",
        "fi": "”{text}” alkaa melkein kuin puhujan tunnus: se voi olla {labels}, ja se on jätetty "
        "omaksi puhujakseen.",
    },
    "perhaps_a_speaker": {
        "en": "Lines that begin with a word and a colon ({n}) are read as the words of the one "
        "who spoke before: “{text}”.",
        "fi": "Rivejä, jotka alkavat sanalla ja kaksoispisteellä ({n}), on luettu edellisen "
        "puhujan sanoiksi: ”{text}”.",
    },
    "cut_at_pauses": {
        "en": "The text has hardly any punctuation: its statements are cut at cues and pauses.",
        "fi": "Tekstissä ei ole juuri lainkaan välimerkkejä: lausumat on katkaistu aikaleimojen ja "
        "taukojen kohdalta.",
    },
    "cut_at_clauses": {
        "en": "The text has hardly any punctuation: its statements are cut at words with which "
        "clauses begin.",
        "fi": "Tekstissä ei ole juuri lainkaan välimerkkejä: lausumat on katkaistu lauseita "
        "aloittavien sanojen kohdalta.",
    },
    "no_labels": {
        "en": "No speaker is labelled: {n} paragraphs that ask are read as the interviewer's and "
        "the others as answers.",
        "fi": "Puhujia ei ole merkitty: kysyvät kappaleet ({n}) on luettu haastattelijan puheeksi "
        "ja muut vastauksiksi.",
    },
    "dashes": {
        "en": "No speaker is labelled, and each turn begins with a dash: every other turn "
        "({n} paragraphs) is read as the interviewer's.",
        "fi": "Puhujia ei ole merkitty, ja vuorot alkavat ajatusviivalla: joka toinen vuoro "
        "(kappaleita {n}) on luettu haastattelijan puheeksi.",
    },
    "one_voice": {
        "en": "No speakers are told apart, and there are {n} question marks in the text: questions "
        "may be read as answers.",
        "fi": "Puhujia ei ole erotettu toisistaan, ja tekstissä on {n} kysymysmerkkiä: kysymyksiä "
        "on voitu lukea vastauksiksi.",
    },
    "one_voice_unasked": {
        "en": "No speakers are told apart: all of the text is read as answers, what the "
        "interviewer says too.",
        "fi": "Puhujia ei ole erotettu toisistaan: koko teksti on luettu vastauksiksi, myös "
        "haastattelijan puhe.",
    },
    "no_speaker": {
        "en": "Stretches without a speaker ({n}) are read as the words of the one who spoke "
        "before: “{text}”.",
        "fi": "Jaksoja, joilla ei ole puhujaa ({n}), on luettu edellisen puhujan sanoiksi: "
        "”{text}”.",
    },
    "answers_labelled": {
        "en": "Only who answers is labelled ({text}): {n} paragraphs between the answers are read "
        "as the interviewer's.",
        "fi": "Vain vastaaja on merkitty ({text}): vastausten väliset kappaleet ({n}) on luettu "
        "haastattelijan puheeksi.",
    },
    "questions_labelled": {
        "en": "Only who asks is labelled ({text}): the paragraphs after the questions are read as "
        "answers.",
        "fi": "Vain kysyjä on merkitty ({text}): kysymyksiä seuraavat kappaleet on luettu "
        "vastauksiksi.",
    },
    "guide_unlabelled": {
        "en": "{n} questions of the guide stand without a label and are read as the interviewer's.",
        "fi": "Haastattelurungon kysymyksiä ilman puhujan tunnusta ({n}) on luettu haastattelijan "
        "puheeksi.",
    },
    "back_channels": {
        "en": "What another speaker says in brackets within a turn (places: {n}) is not counted as "
        "words of the one who speaks: “{text}”.",
        "fi": "Mitä toinen puhuja sanoo sulkeissa vuoron sisällä (kohtia: {n}), ei ole luettu "
        "vuoron puhujan sanoiksi: ”{text}”.",
    },
    "nobodys": {
        "en": "Said by several at once, or by someone unknown ({text}; turns: {n}): no single "
        "participant's.",
        "fi": "Usean yhtä aikaa tai tuntemattoman sanomaa ({text}; vuoroja {n}): ei kenenkään "
        "yksittäisen haastateltavan.",
    },
    "above_labels": {
        "en": "What stands above the first label ({n} words) is read as no answer: “{text}”.",
        "fi": "Ensimmäisen puhujatunnuksen yläpuolista tekstiä ({n} sanaa) ei ole luettu "
        "vastaukseksi: ”{text}”.",
    },
    "survey": {
        "en": "Read as a questionnaire: {n} respondents, a document each; answers of the columns "
        "“{text}”. Kept with them, and as attributes of the respondents: “{others}”.",
        "fi": "Luettu kyselylomakkeena: {n} vastaajaa, kukin omana asiakirjanaan; vastaukset "
        "sarakkeista ”{text}”. Lausumien ja vastaajien tietoina säilyvät ”{others}”.",
    },
    "times_of_day": {
        "en": "The times are times of day: they are counted from the first of them, {text}, and "
        "may stand earlier than in the recording.",
        "fi": "Ajat ovat kellonaikoja: ne on laskettu ensimmäisestä, {text}, ja voivat olla "
        "aikaisempia kuin tallenteessa.",
    },
    "times_in_minutes": {
        "en": "The times ({text} …) are read as hours and minutes: too much is said between them "
        "for minutes and seconds.",
        "fi": "Ajat ({text} …) on luettu tunneiksi ja minuuteiksi: niiden välissä sanotaan liian "
        "paljon, jotta ne olisivat minuutteja ja sekunteja.",
    },
    "times_begin_again": {
        "en": "The times begin again: they are of {n} recordings, each counted from its start.",
        "fi": "Ajat alkavat uudelleen: tallenteita on {n}, ja ajat on laskettu kunkin alusta.",
    },
    "other_spelling": {
        "en": "The row of the participants that is called “{text}” is taken for this document's: "
        "it differs in spaces, signs, capitals or zeros alone.",
        "fi": "Haastateltavien taulukon rivi ”{text}” on otettu tämän haastattelun riviksi: nimet "
        "eroavat vain välien, merkkien, isojen kirjainten tai nollien osalta.",
    },
    "other_language": {
        "en": "Answers in {language} ({n} of {total}): “{text}”. Suggestions, base forms and "
        "search are made for Finnish, and measured on Finnish alone.",
        "fi": "Vastauksia {language} ({n}/{total}): ”{text}”. Ehdotukset, perusmuodot ja haku on "
        "tehty suomelle, ja niiden osuvuus on mitattu vain suomeksi.",
    },
    "unknown_questions": {
        "en": "The column of questions has codes that the guide lacks: {codes}. The guide's own "
        "are {known}.",
        "fi": "Kysymysten sarakkeessa on koodeja, joita haastattelurungossa ei ole: {codes}. "
        "Rungon omat koodit ovat {known}.",
    },
    "turns_numbered": {
        "en": "The numbers of {text} … count the questions: the speakers are read as {labels}.",
        "fi": "Tunnusten {text} … numerot laskevat kysymyksiä: puhujiksi on luettu {labels}.",
    },
    "encoding": {
        "en": "The encoding is not said; the letters are read as {encoding}{example}.",
        "fi": "Merkistöä ei ole kerrottu; kirjaimet on luettu merkistönä {encoding}{example}.",
    },
    "two_encodings": {
        "en": "Letters are written in two encodings ({text} for {meant}, from here on); they are "
        "read as what was meant.",
        "fi": "Kirjaimet on kirjoitettu kahdella merkistöllä ({text}, kun piti olla {meant}, tästä "
        "eteenpäin); ne on luettu niin kuin oli tarkoitus.",
    },
    "letters_lost": {
        "en": "Letters are lost: {sign} stands for them in {n} words (“{text}”).",
        "fi": "Kirjaimia on kadonnut: niiden tilalla on {sign}, sanoja {n} (”{text}”).",
    },
    "signs_in_words": {
        "en": "Signs stand inside {n} words (“{text}”): the letters were once read in a wrong "
        "encoding.",
        "fi": "Sanojen sisällä on merkkejä, sanoja {n} (”{text}”): kirjaimet on joskus luettu "
        "väärällä merkistöllä.",
    },
    "note": {
        "en": "A note is not read as speech: “{text}”.",
        "fi": "Huomautusta ei luettu puheeksi: ”{text}”.",
    },
    "none_recognised": {
        "en": "None of the guide's questions was recognised.",
        "fi": "Yhtäkään haastattelurungon kysymystä ei tunnistettu.",
    },
    "empty_pages": {
        "en": "These pages have no text: they are empty or pictures.",
        "fi": "Näillä sivuilla ei ole tekstiä: ne ovat tyhjiä tai kuvia.",
    },
    "field_unread": {
        "en": "A text in the JSON is not read: “{text}”.",
        "fi": "JSON-tiedoston tekstiä ei luettu: ”{text}”.",
    },
    "annotations": {
        "en": "{n} annotations are not read as speech: “{text}”.",
        "fi": "Merkintöjä ei luettu puheeksi ({n}): ”{text}”.",
    },
}  # fmt: skip
#: What to do, in Finnish, by the codes of remarks; in English each remark says it itself.
REMEDIES = {code: finnish for codes, finnish in {
    "not_speech note field_unread annotations":
        "Jos joku on sanonut sen, kirjoita se omaksi vuorokseen.",
    "nearly_a_label nearly_labels": "Korjaa tunnus tai kerro roolit (roles=).",
    "perhaps_a_speaker": "Jos siinä puhuu joku, kerro hänen roolinsa (roles=).",
    "cut_at_pauses cut_at_clauses": "Tarkista ne tai tee litterointi välimerkkien kanssa.",
    "no_labels dashes": "Tarkista ne (corpus.check()) ja merkitse puhujat, missä ne ovat väärin.",
    "one_voice one_voice_unasked": "Merkitse puhujat (esimerkiksi H: ja V:) tai täytä taulukon "
        "sarake speaker.",
    "no_speaker": "Merkitse, kuka niissä puhuu, tai täytä taulukon sarake speaker.",
    "answers_labelled questions_labelled guide_unlabelled":
        "Merkitse kaikki vuorot tai korjaa roolit (roles=).",
    "back_channels": "Jos se on vastaus tai kysymys, kirjoita se omaksi vuorokseen.",
    "nobodys": "Jos joku heistä tunnetaan, kirjoita hänen tunnuksensa litterointiin.",
    "above_labels": "Jos haastateltava sanoo sen, kirjoita hänen tunnuksensa sen eteen.",
    "survey": "Raportin ryhmiä varten anna ryhmän kertovalle sarakkeelle nimi ryhmä.",
    "times_of_day": "Anna tallenteen ajat, jos niitä tarvitaan kuunteluun.",
    "times_in_minutes": "Tarkista ne.",
    "times_begin_again": "Kuuntele sitä tallennetta, johon aika kuuluu.",
    "other_spelling": "Jos se ei ole, kirjoita tiedoston nimi sen oman rivin sarakkeeseen "
        "document.",
    "other_language": "Koodaa ne käsin tai lue niiden suomennokset.",
    "unknown_questions": "Kirjoita taulukkoon rungon koodit tai lisää kysymykset runkoon, ja lue "
        "uudelleen.",
    "turns_numbered": "Jos ne ovat ihmisten numeroita, kerro kysyjä (roles=) ja anna kullekin "
        "rivi haastateltavien taulukossa.",
    "encoding two_encodings": "Tarkista ne ja tallenna tiedosto UTF-8-muodossa.",
    "letters_lost signs_in_words":
        "Tallenna litterointi uudelleen UTF-8-muodossa ohjelmasta, jolla se on tehty.",
    "empty_pages": "Jos niille on kirjoitettu jotakin, tee pdf:lle tekstintunnistus (OCR).",
}.items() for code in codes.split()}  # fmt: skip
KINDS = {
    "a transcriber's notes": "litteroijan merkinnät",
    "comments": "kommentit",
    "contents, indexes and forms": "sisällysluettelo, hakemistot ja lomakkeet",
    "deleted text of tracked changes": "muutosten jäljityksessä poistettu teksti",
    "embedded document": "upotettu asiakirja",
    "endnotes": "loppuviitteet",
    "footnotes": "alaviitteet",
    "form fields": "lomakkeen kentät",
    "headers and footers": "ylä- ja alatunnisteet",
    "hidden or struck text": "piilotettu tai yliviivattu teksti",
    "hidden text": "piilotettu teksti",
    "image": "kuva",
    "other sheets": "muut välilehdet",
    "reading aids": "lukuohjeet",
    "row of a table without speech": "taulukon rivi, jolla ei ole puhetta",
    "signatures of letters": "kirjeiden lopputervehdykset ja allekirjoitukset",
    "struck text": "yliviivattu teksti",
    "text boxes": "tekstikehykset",
    "text below a table": "taulukon alla oleva teksti",
    "title above a table": "taulukon yllä oleva otsikko",
    "what stands above the first question": "teksti ensimmäisen kysymyksen yllä",
    "what a service or a transcriber adds": "litterointipalvelun tai litteroijan lisäys",
}
PLACES = {
    "line": "rivi",
    "lines": "rivit",
    "page": "sivu",
    "pages": "sivut",
    "row": "rivi",
    "cell": "solu",
    "sheet": "välilehti",
    "field": "kenttä",
    "tier": "kerros",
    "time": "aika",
    "paragraph": "kappale",
}
LANGUAGES = {
    "sv": {"en": "Swedish", "fi": "ruotsiksi"},
    "en": {"en": "English", "fi": "englanniksi"},
    "script": {
        "en": "other letters than Latin ones",
        "fi": "muilla kuin latinalaisilla kirjaimilla",
    },
}
WORDS = {
    "en": {"or": " or ", "and": " and ", "places": " ({} places)", "{ and |": "{ and |"},
    "fi": {"or": " tai ", "and": " ja ", "places": " ({} kohtaa)", "{ and |": "{ tai |"},
}
