"""The files of a drawn study, what counts in them, and how printed numbers are read."""

import re

import pandas as pd
import pytest

from aineisto.codings import write_codings
from aineisto.report import build_summary, tables

from .generated import generated


class Study:
    """The files of a study, and what counts in them by the rules that the report states."""

    def __init__(self, number, folder, change=None):
        self.corpus, self.codebook, codings = generated(number)
        codings = change(codings, self.corpus) if change else codings
        write_codings(codings, folder / "codings.csv")
        self.corpus.statements.to_csv(folder / "statements.csv", index=False)
        self.codings = pd.read_csv(folder / "codings.csv", keep_default_na=False)
        for name in ("value", "score"):
            self.codings[name] = pd.to_numeric(self.codings[name], errors="coerce")
        st = pd.read_csv(folder / "statements.csv", keep_default_na=False)
        self.statements = st
        people = self.corpus.participants
        self.people = people
        if "group" in people:
            groups = people.set_index("participant")["group"].fillna("")
            st["group"] = st["participant"].map(groups)
        else:
            st["group"] = ""
        self.counted = self._counted()
        self.summary = build_summary(self.corpus, self.codebook, codings)

    def _counted(self):
        parts = []
        for (_, family), part in self.codings.groupby(["statement_id", "family"], sort=False):
            human = part[part["coder"].str.startswith("human:")]
            settled = human[human["status"] == "consensus"]
            if len(settled):
                human = settled
            chosen = human if len(human) else part
            chosen = chosen[chosen["status"] != "rejected"]
            coders = max(1, chosen["coder"].nunique())
            parts.append(chosen.assign(weight=1 / coders, family=family))
        # Whoever coded actors at all and read a statement blind has found none in it.
        counted = pd.concat(parts)
        blind = self.codings[self.codings["status"] == "blind"]
        readers = set(self.codings.loc[self.codings["family"] == "actor", "coder"])
        read = set(blind.loc[blind["coder"].isin(readers), "statement_id"])
        silent = counted["coder"].str.startswith("machine:") & counted["statement_id"].isin(read)
        counted = counted[~(silent & (counted["family"] == "actor"))]
        return counted.merge(self.statements, on="statement_id")

    def answers(self, codes, by):
        stance = codes[codes["family"] == "stance"]
        one = stance.groupby("statement_id").agg(
            value=("value", "median"),
            taken=("status", lambda s: (s == "accepted").any()),
            unknown=("status", lambda s: (s == "unknown").any()),
        )
        one = one.join(self.statements.set_index("statement_id")[["participant", *by]])
        rows = []
        for key, part in one.groupby(["participant", *by]):
            stands = part["value"][part["value"] != 0]
            value = stands.median() if len(stands) else 0.0
            rows.append((*key, value, part["taken"].any(), part["unknown"].any()))
        return pd.DataFrame(rows, columns=["participant", *by, "value", "taken", "unknown"])

    def asked(self):
        """Return the answers to the questions, one a person and question."""
        answers = self.answers(self.counted, ["question"])
        return answers[answers["question"] != ""]


def of_branch(codes, code, codebook):
    """Return the number of statements that carry a theme or one right below it, each once."""
    below = {code} | {theme.code for theme in codebook.themes if theme.parent == code}
    carried = codes[codes["code"].isin(below)].drop_duplicates(["statement_id", "coder"])
    return carried["weight"].sum()


def numbers(text):
    """Return the numbers in a printed cell."""
    plain = re.sub(r"(?<=\d)[\u00a0,](?=\d{3}\b)", "", text) if "." in text else text
    plain = plain.replace("−", "-").replace("\u00a0%", "").replace("%", "")
    found = re.findall(r"[-+]?\d+(?:[.,]\d+)?", plain.replace("…", " … "))
    return [float(number.replace(",", ".")) for number in found]


def near(text, value, decimals=2):
    """Whether a printed number is a value, rounded."""
    if pd.isna(value):
        return text == "–"
    return abs(numbers(text)[0] - value) <= 0.5 * 10**-decimals + 1e-9


def printed(study, name, lang):
    return tables(study.summary, lang)[name]


def rows_of(study, name, lang):
    """Return the rows of a printed table; none where the report has no such table."""
    found = tables(study.summary, lang).get(name)
    return [] if found is None else found.values.tolist()


LANGUAGES = pytest.mark.parametrize("lang", ["fi", "en"])
