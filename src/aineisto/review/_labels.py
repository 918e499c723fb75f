"""What the widget says, in Finnish and in English."""

from __future__ import annotations

LABELS: dict[str, dict[str, str]] = {
    "fi": {
        "title": "Lausumien koodaus",
        "coder": "Koodaaja",
        "question": "Kysymys",
        "context": "Lausuma ja sen ympäristö",
        "stance": "Kanta",
        "theme": "Teemat",
        "none": "ei teemaa",
        "suggested": "ehdotus",
        "suggestion": "Koneen ehdotus",
        "no_suggestion": "ei ehdotusta",
        "confidence": "varmuus",
        "actor": "Toimijat",
        "candidates": "mahdollisia myös",
        "possible": "mahdollinen",
        "gain": "Kone oppi ({family}, {labels} päätöstä): yksimielisyys {before} → {after}",
        "not_learnt": "Kone ei voinut oppia: {problem} Päätökset ovat tallessa.",
        "definitions": "Teemojen määritelmät",
        "quote": "”{text}”",
        "span": "Merkitse valittu kohta",
        "place": "Kohta",
        "no_span": "Valitse ensin sanoja lausumasta.",
        "blind": "Sokkokoodaus: ehdotuksia ei näytetä",
        "accept": "Hyväksy ehdotus",
        "reject": "Hylkää ehdotus",
        "interviewer": "Haastattelija",
        "interviewee": "Haastateltava",
        "agreement": "{family}: α {alpha}, {other} ({n} sokkokoodattua)",
        "evidence": "perustelu",
        "add_actor": "Lisää toimija",
        "play": "Kuuntele tästä",
        "save": "Tallenna",
        "save_rest": "Tallenna, muut ehdotuksen mukaan",
        "saving": "Tallennetaan…",
        "commands": "Toiminnot",
        "skip": "Ohita kokonaan",
        "undo": "Kumoa edellinen",
        "next": "Palaa tähän myöhemmin",
        "memo": "Muistiinpano",
        "done": "Kaikki lausumat on käyty läpi.",
        "none_left": "Koodattavia lausumia ei ole.",
        "none_blind": "Sokkona koodattavaa ei ole: olet jo nähnyt koneen ehdotuksen kaikista "
        "otoksen lausumista.",
        "progress": "koodattu",
        "skipped": "ohitettu",
        "passed": "Lausuma ohitettiin",
        "acceptance": "ehdotuksista hyväksytty",
        "saved": "Tallennettu",
        "kept": "Olet jo koodannut tämän, ja koodisi säilyvät.",
        "memo_saved": "Muistiinpano on tallennettu",
        "unsaved": "Valintojasi ei ole tallennettu. Tallenna ne Enterillä, tai paina samaa "
        "painiketta uudelleen, jos et halua tallentaa niitä.",
        "undone": "Kumottu",
        "nothing": "Ei ole mitään kumottavaa.",
        "need_stance": "Valitse ensin kanta.",
        "need_theme": "Valitse ensin teema tai ”ei teemaa”.",
        "seen_others": "{coder} on jo nähnyt toisen koodin tästä, joten omaa koodia ei voi enää "
        "muuttaa. Ratkaiskaa se yhdessä.",
        "moved": "Toisessa ikkunassa on jo siirrytty eteenpäin, joten mitään ei tallennettu. "
        "Näkyvissä on nyt se, mikä on vuorossa.",
        "in_english": "Tarkista, mitä valitsit, ja yritä uudelleen. Ohjelman viesti on "
        "englanniksi: {error}",
        "help": "Näppäimet toimivat, kun tämä ruutu on valittuna: napsauta sitä tai siirry siihen "
        "sarkaimella. Esc vapauttaa näppäimet.",
    },
    "en": {
        "title": "Coding of statements",
        "coder": "Coder",
        "question": "Question",
        "context": "The statement and what is around it",
        "stance": "Stance",
        "theme": "Themes",
        "none": "no theme",
        "suggested": "suggested",
        "suggestion": "The machine suggests",
        "no_suggestion": "no suggestion",
        "confidence": "confidence",
        "actor": "Actors",
        "candidates": "also possible",
        "possible": "possible",
        "gain": "The machine learnt ({family}, {labels} decisions): agreement {before} → {after}",
        "not_learnt": "The machine could not learn: {problem} Your decisions are safe.",
        "definitions": "What the themes mean",
        "quote": "“{text}”",
        "span": "Mark the selected words",
        "place": "Place",
        "no_span": "Select words of the statement first.",
        "blind": "Blind coding: suggestions are not shown",
        "accept": "Accept the suggestion",
        "reject": "Reject the suggestion",
        "interviewer": "Interviewer",
        "interviewee": "Interviewee",
        "agreement": "{family}: α {alpha} with {other} ({n} blind)",
        "evidence": "evidence",
        "add_actor": "Add an actor",
        "play": "Play from here",
        "save": "Save",
        "save_rest": "Save, the rest as suggested",
        "saving": "Saving…",
        "commands": "Actions",
        "skip": "Skip for good",
        "undo": "Undo the last",
        "next": "Come back to this later",
        "memo": "Memo",
        "done": "Every statement has been seen.",
        "none_left": "There are no statements to code.",
        "none_blind": "There is nothing to code blind: you have seen the machine's suggestion for "
        "every statement of the sample.",
        "progress": "coded",
        "skipped": "skipped",
        "passed": "The statement was skipped",
        "acceptance": "of suggestions accepted",
        "saved": "Saved",
        "kept": "You have coded this already, and your codes stay.",
        "memo_saved": "The memo is saved",
        "unsaved": "What you chose is not saved. Save it with Enter, or press the same button "
        "again if you do not want to save it.",
        "undone": "Undone",
        "nothing": "There is nothing to undo.",
        "need_stance": "Choose a stance first.",
        "need_theme": "Choose a theme first, or “no theme”.",
        "seen_others": "{coder} has seen another's code of this, so an own code can no longer be "
        "changed. Settle it together.",
        "moved": "Another window has gone on already, so nothing was saved. What comes next is "
        "shown now.",
        "in_english": "{error}",
        "help": "The keys work while this box is chosen: click it or tab to it. Esc frees the "
        "keys.",
    },
}

#: What the adjudication widget says besides, or otherwise.
ADJUDICATION: dict[str, dict[str, str]] = {
    "fi": {
        "title": "Erimielisyyksien ratkaiseminen",
        "disputed": "Erimielisyys",
        "sit": "Ratkaisemassa",
        "code": "Koodi",
        "memos": "Muistiinpanot",
        "take": "Valitse tämä",
        "reason": "Perustelu: miksi päädyitte tähän?",
        "settle": "Tallenna konsensus",
        "need_code": "Valitkaa ensin koodi.",
        "need_reason": "Kirjoittakaa perustelu.",
        "settled": "Konsensus on tallennettu; omat koodinne säilyvät.",
        "progress": "ratkaistu",
        "done": "Erimielisyyksiä ei ole enää.",
        "none_blind": "Erimielisyyksiä ei ole.",
        "no_actor": "ei toimijoita",
        "choose": "Konsensus",
        "settled_meanwhile": "Tämä on jo ratkaistu toisessa ikkunassa, joten mitään ei "
        "tallennettu. Näkyvissä on nyt seuraava erimielisyys.",
    },
    "en": {
        "title": "Settling disputed codes",
        "disputed": "Disputed",
        "sit": "Settled by",
        "code": "Code",
        "memos": "Memos",
        "take": "Choose this",
        "reason": "Reason: why you settled so",
        "settle": "Save the consensus",
        "need_code": "Choose a code first.",
        "need_reason": "Write the reason.",
        "settled": "The consensus is saved; your own codes stay.",
        "progress": "settled",
        "done": "No disputed code is left.",
        "none_blind": "There are no disputes.",
        "no_actor": "no actors",
        "choose": "Consensus",
        "settled_meanwhile": "This has been settled in another window, so nothing was saved. "
        "The next dispute is shown now.",
    },
}

#: Whether to go on looking for a rare code.
RECALL: dict[str, dict[str, str]] = {
    "fi": {
        "stop": "Harvinainen koodi ”{code}”: etsinnän voi lopettaa. Löydetty {found}; 95 %:n "
        "varmuudella vähintään 95 % kaikista; löytämättä on enintään {missed}.",
        "on": "Harvinainen koodi ”{code}”: jatka arvottujen lukemista. Löydetty {found}, "
        "löytämättä voi olla {missed}; lue vielä vähintään {more}.",
    },
    "en": {
        "stop": "The rare code “{code}”: you may stop looking. Found {found}: at 95 % confidence "
        "at least 95 % of all; at most {missed} are missed.",
        "on": "The rare code “{code}”: go on with those drawn by chance. Found {found}, as many "
        "as {missed} may be missed; read {more} more at least.",
    },
}

#: The stopping advice; by the reason why nothing can be left to the machine, "" when something can.
ADVICE: dict[str, dict[str, str]] = {
    "fi": {
        "": "{family}: kone voisi koodata {share} % lopuista (90 %:n väli {low}–{high} %) "
        "yksimielisyydellä {agreement}; arvio perustuu {labels} {blind}päätökseen.",
        "few": "{family}: neuvoa ei voi vielä antaa: nyt {labels} {blind}päätöstä, tarvitaan "
        "{least} ja eri koodeja.",
        "unsure": "{family}: koneelle ei voi vielä jättää mitään: yksimielisyys {agreement} ei "
        "toteudu varmasti missään osassa (arvio {share} % lopuista, väli {low}–{high} %; {labels} "
        "{blind}päätöstä).",
        "done": "{family}: kaikki lausumat on koodattu.",
        "blind": "sokko",
    },
    "en": {
        "": "{family}: the machine could code {share} % of the rest (90 % interval {low}–{high} %) "
        "at an agreement of {agreement}, judged on {labels} {blind}decisions.",
        "few": "{family}: no advice yet: {labels} {blind}decisions; {least} are needed, of "
        "different codes.",
        "unsure": "{family}: not automatable with these labels: an agreement of {agreement} "
        "is not sure for any part (estimate {share} % of the rest, {low}–{high} %; {labels} "
        "{blind}decisions).",
        "done": "{family}: every statement is coded.",
        "blind": "blind ",
    },
}
