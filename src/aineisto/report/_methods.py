"""How the numbers were made: a paragraph ready for a paper, and the terms of the report."""

from __future__ import annotations

import pandas as pd

from aineisto.core.codings import LANGUAGE_MODEL
from aineisto.core.shares import ENOUGH_ANSWERS
from aineisto.report._codes import MARKED
from aineisto.report._coding import coding_in_words, people_of
from aineisto.report._crosstabs import is_sharpened
from aineisto.report._language_models import by_language_models, sentences_on, where_it_ran
from aineisto.report._names import Names
from aineisto.report._summary import FamilySource, Summary
from aineisto.report._texts import printable, texts

#: How the software is cited; the year is that of the report.
_CITATION = "The aineisto authors ({year}). aineisto: mining Finnish qualitative interviews"

#: From these versions on our coders let the answers to a question speak for each other.
_KNOWS_ANSWERS = {"machine:themes": [0, 7], "machine:stance": [0, 4]}


def methods_paragraph(summary: Summary, lang: str = "fi") -> str:
    """Return a paragraph on methods, ready for a paper.

    It names the software and its version, the models with theirs, the lemmatiser, the coders and
    how many statements each coded blind, whose codes the numbers rest on, the coefficients of
    agreement with their full names, metrics and values, how intervals were made (with seeds), and
    how to cite the software.

    Parameters
    ----------
    summary : Summary
        What `build_summary` returns.
    lang : {"fi", "en"}
        Language of the paragraph.

    Raises
    ------
    AineistoError
        When the language is unknown.

    Examples
    --------
    >>> methods_paragraph(summary, "en")[:47]
    'The material (3 interviews, 3 interviewees, 295'
    """
    names = Names(summary.codebook, texts(lang))
    sentences = [
        _software(summary, names),
        _machine(summary, names),
        *sentences_on(summary, names),
        *_people(summary, names),
        *_whose(summary, names),
        *_agreement(summary, names),
        *_intervals(summary, names),
        _citation(summary, names),
    ]
    return printable(" ".join(sentence for sentence in sentences if sentence))


def _software(summary: Summary, names: Names) -> str:
    c, counts, made = names.count, summary.counts, summary.methods
    return names.t(
        "p_software",
        documents=c(counts.documents), participants=c(counts.participants),
        statements=c(counts.statements), version=made.aineisto, python=made.python,
        lemmatizer=made.lemmatizer,
    )  # fmt: skip


def _machine(summary: Summary, names: Names) -> str:
    models = [
        names.t("p_model", family=names.t(f"family_{source.family}"), model=names.model(coder))
        for source in summary.sources.values()
        for coder in source.suggested
        if not coder.startswith(LANGUAGE_MODEL)
    ]
    if models:
        said = names.t("p_models", models=names.listed(models))
        return f"{said} {names.t('p_together')}" if _judged_together(summary) else said
    return "" if by_language_models(summary, names) else names.t("p_no_models")


def _judged_together(summary: Summary) -> bool:
    """Tell whether suggestions depend on the other answers to a question."""
    coders = [coder for source in summary.sources.values() for coder in source.suggested]
    counts = summary.counts
    told = counts.questions > 1 and counts.statements >= ENOUGH_ANSWERS
    return told and any(map(_knows_answers, coders))


def _knows_answers(coder: str) -> bool:
    kind, _, version = coder.partition("@")
    since = next((since for name, since in _KNOWS_ANSWERS.items() if kind.startswith(name)), None)
    numbers = [int(part) for part in version.partition("+")[0].split(".") if part.isdigit()]
    return since is not None and not coder.endswith("+alone") and numbers >= since


def _people(summary: Summary, names: Names) -> list[str]:
    people = people_of(summary)
    if people.empty:
        return [names.t("p_no_people")]
    both = summary.agreement.both_blind
    shared = [names.t("p_both_blind", n=names.count(both))] if both else []
    n = names.count(people["coder"].nunique())
    sentences = [names.t("p_people", n=n, coders=coding_in_words(summary, names)), *shared]
    for status in MARKED:
        if getattr(summary, status):
            sentences.append(names.t(f"p_{status}", n=names.count(getattr(summary, status))))
    return [*sentences, *_anchoring(summary, names), *_settled(summary, names)]


def _settled(summary: Summary, names: Names) -> list[str]:
    """Return how disagreements were settled; nothing where there were none to settle."""
    settled, disputed = summary.team.settled, summary.team.disputed
    said = [names.t("p_settled", n=names.count(settled))] if settled else []
    if disputed:
        said.append(names.t("p_unsettled", n=names.count(disputed)))
    elif settled:
        said.append(names.t("p_all_settled"))
    return said


def _anchoring(summary: Summary, names: Names) -> list[str]:
    found = summary.anchoring
    found = found[(found["measure"] == "mean") & found["low"].notna()] if len(found) else found
    said = [
        names.t(
            "p_anchoring_coder",
            coder=names.coders(r.coder), difference=names.number(r.difference, sign=True),
            interval=names.interval(r.low, r.high),
        )
        for r in found.itertuples()
    ]  # fmt: skip
    return [names.t("p_anchoring", coders=names.listed(said))] if said else []


def _whose(summary: Summary, names: Names) -> list[str]:
    coded = [source for source in summary.sources.values() if source.source != "none"]
    families = [_counts(source, names) for source in coded]
    key = "p_whose" if any(source.machine for source in coded) else "p_whose_people"
    return [names.t(key, families="; ".join(families))] if families else []


def _counts(source: FamilySource, names: Names) -> str:
    """Return whose codes a family has: “kanta: ihmiset 440 (hyväksyttyjä …), kone 960”."""
    said = names.t(
        "p_family", family=names.t(f"family_{source.family}"), people=names.count(source.people)
    )
    kinds = {status: getattr(source, status) for status in MARKED}
    marked = [names.t(f"p_family_{kind}", n=names.count(n)) for kind, n in kinds.items() if n]
    said += f" ({', '.join(marked)})" if marked else ""
    machine = source.machine
    return f"{said}, {names.t('p_family_machine', n=names.count(machine))}" if machine else said


def _agreement(summary: Summary, names: Names) -> list[str]:
    from aineisto.reliability import LEAST_FOR_BOOTSTRAP

    found = summary.agreement.coefficients
    if found.empty:
        return []
    said: list[str] = []
    people = found[found["kind"] == "human-human"]
    for family, part in people.groupby("family", sort=False):
        # Of several pairs and all of them together the widest comparison is told.
        widest = part["coders"].str.count(",").max()
        part = part[part["coders"].str.count(",") == widest]
        for coders, rows in part.groupby("coders", sort=False):
            values = names.listed([_coefficient(row, names) for _, row in rows.iterrows()])
            said.append(
                names.t(
                    "p_agreement_family",
                    family=names.t(f"family_{family}"), coders=names.coders(str(coders)),
                    n=names.count(rows["n"].max()), values=values,
                )
            )  # fmt: skip
    sentences = [names.t("p_agreement", values="; ".join(said))] if said else []
    # As `aineisto.reliability.agreement` chooses between the two.
    few = summary.agreement.respondents < LEAST_FOR_BOOTSTRAP
    method = names.t("method_jackknife" if few else "method_bootstrap")
    machine = _machine_alphas(found, names)
    if machine:
        sentences.append(names.t("p_agreement_machine", values="; ".join(machine)))
    return [*sentences, names.t("p_agreement_interval", method=method)] if sentences else []


def _machine_alphas(found: pd.DataFrame, names: Names) -> list[str]:
    """Return by family how far the machine agrees with each person: “kanta 0,26 (a) ja …”."""
    rows = found[found["kind"] == "machine-human"].dropna(subset="value")
    rows = rows[rows["coefficient"] == "krippendorff_alpha"]
    said = []
    for family, part in rows.groupby("family", sort=False):
        machines = part["coders"].str.partition(", ")
        # Of one machine the person's name is enough; of several it does not tell them apart.
        who = machines[2] if machines[0].nunique() == 1 else part["coders"]
        values = [
            f"{names.number(row.value)}{_bracketed(row.low, row.high, names)} ({names.coders(one)})"
            for row, one in zip(part.itertuples(), who, strict=True)
        ]
        said.append(f"{names.t(f'family_{family}')} {names.listed(values)}")
    return said


def _coefficient(row: pd.Series, names: Names) -> str:
    """Return a coefficient with its full name, its metric, value and interval."""
    t, coefficient, metric = names.t, str(row["coefficient"]), str(row["metric"])
    name = t(f"coef_{coefficient}") if t.has(f"coef_{coefficient}") else coefficient
    if coefficient == "percent_agreement":
        return f"{name} {names.percent(row['value'])}"
    kind = t(f"metric_{metric}") if t.has(f"metric_{metric}") else metric
    interval = _bracketed(row["low"], row["high"], names)
    return f"{name} ({kind}) {names.number(row['value'])}{interval}"


def _bracketed(low: float, high: float, names: Names) -> str:
    return "" if pd.isna(low) else f" [{names.interval(low, high)}]"


def _intervals(summary: Summary, names: Names) -> list[str]:
    if summary.stance.empty:
        return []
    sharpened = [names.t("p_ppi")] if is_sharpened(summary.stance_sources) else []
    return [names.directions(names.t("p_intervals"), summary.stance), *sharpened]


def _citation(summary: Summary, names: Names) -> str:
    made = summary.methods
    cited = _CITATION.format(year=made.date[:4])
    return names.t("p_citation", citation=cited, version=made.aineisto)


def terms(summary: Summary, names: Names) -> list[tuple[str, str]]:
    """Return the terms of the report with what is meant by them."""
    t, made, c = names.t, summary.methods, names.count
    scale = summary.codebook.scale
    used = sorted({coder for source in summary.sources.values() for coder in source.coders})
    given = {coder for source in summary.sources.values() for coder in source.suggested}
    machines = [names.model(one) for one in sorted(given.union(used)) if one.startswith("machine:")]
    # A consensus is no coder: whose codes it settled are.
    coders = sorted(people_of(summary)["coder"].unique())
    humans = coders if any(coder.startswith("human:") for coder in used) else []
    people = [coder.split(":", 1)[1] for coder in humans]
    low, high = (names.number(point.value, 0, sign=True) for point in (scale[0], scale[-1]))
    suggested = t("m_machine_text", coders=names.listed(machines))
    coded = t("m_people_text", coders=names.listed(people))
    date = names.date(made.date)
    said = {
        "units": t("m_units_text", statements=c(summary.counts.statements)),
        "codes": t("m_codes_text", themes=c(len(summary.codebook.themes)), low=low, high=high),
        "machine": suggested if machines else t("m_machine_none"),
        "people": coded if people else t("m_people_none"),
        "interval": names.directions(t("m_interval_text"), summary.stance),
        "agreement": t("m_agreement_text"),
        "language": t(
            "m_language_text", lemmatizer=made.lemmatizer, where=where_it_ran(summary, names)
        ),
        "software": t("m_software_text", version=made.aineisto, python=made.python, date=date),
        "limits": t("m_limits_text"),
    }
    return [(t(f"m_{key}"), printable(text)) for key, text in said.items()]
