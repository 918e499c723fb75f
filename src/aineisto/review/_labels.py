"""What the widget says, in Finnish and in English."""

from __future__ import annotations

LABELS: dict[str, dict[str, str]] = {
    "fi": {
        "title": "Lausumien koodaus",
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
        "save": "Tallenna",
        "skip": "Ohita",
        "undo": "Kumoa",
        "next": "Seuraava",
        "memo": "Muistiinpano",
        "done": "Kaikki lausumat on käyty läpi.",
        "progress": "koodattu",
        "skipped": "ohitettu",
        "acceptance": "ehdotuksista hyväksytty",
        "saved": "Tallennettu",
        "undone": "Kumottu",
        "nothing": "Ei ole mitään kumottavaa.",
        "help": "Napsauta tai siirry tähän sarkaimella; Esc vapauttaa näppäimet.",
    },
    "en": {
        "title": "Coding of statements",
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
        "save": "Save",
        "skip": "Skip",
        "undo": "Undo",
        "next": "Next",
        "memo": "Memo",
        "done": "Every statement has been seen.",
        "progress": "coded",
        "skipped": "skipped",
        "acceptance": "of suggestions accepted",
        "saved": "Saved",
        "undone": "Undone",
        "nothing": "There is nothing to undo.",
        "help": "Click or tab here; Esc frees the keys.",
    },
}

#: The stopping advice; by the reason why nothing can be left to the machine, "" when something can.
ADVICE: dict[str, dict[str, str]] = {
    "fi": {
        "": "{family}: kone voisi koodata {share} % lopuista (90 %:n väli {low}–{high} %) "
        "yksimielisyydellä {agreement}; arvio perustuu {labels} {blind}päätökseen.",
        "few": "{family}: neuvoa ei vielä voi antaa: {labels} {blind}päätöstä, tarvitaan {least} "
        "ja eri koodeja.",
        "unsure": "{family}: koneelle ei voi vielä jättää mitään: yksimielisyys {agreement} ei ole "
        "varma millekään osalle (arvio {share} % lopuista, väli {low}–{high} %; {labels} "
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
