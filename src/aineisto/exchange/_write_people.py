"""Write participants as cases with their variables, anew or into the cases that are there."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from xml.etree import ElementTree as ET

import pandas as pd

from aineisto.corpus import Corpus
from aineisto.exchange._people import read_people
from aineisto.exchange._provenance import Kept
from aineisto.exchange._refi import bare, container, tag, xml_text
from aineisto.exchange._sources import PLACES, Problems

#: What a value of each type of variable is.
_VALID = {
    "Boolean": r"true|false|1|0",
    "Integer": r"[+-]?\d+",
    "Float": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|NaN|-?INF",
    "Date": r"-?\d{4,}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?",
    "DateTime": r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
}


def write_people(
    root: ET.Element,
    kept: Kept,
    corpus: Corpus,
    refer: Callable[[ET.Element, str, str], None],
) -> set[str]:
    """Write a study's participants; return the identifiers of cases and variables taken out.

    A case that is there stays as it is, but for the values that the study has changed. Of people
    who are there already only by their words no case is made.

    Parameters
    ----------
    root : Element
        The project.
    kept : Kept
        Its identifiers.
    corpus : Corpus
        The study's.
    refer : callable
        Adds the new notes on a thing (element, kind, name).
    """
    attributes = [name for name in corpus.participants if name not in PLACES]
    documents = {kept.guid("source", name): name for name in corpus.documents["document"]}
    people = read_people(root, documents, Problems())
    known = people.table.set_index("participant")
    gone = _remove(root, corpus, people.guids, attributes)
    variables = _variables(root, kept, attributes)
    parents = {child: one for one in root.iter() for child in one}
    cases = {bare(one.get("guid")): one for one in root.iter(tag("Case"))}
    spoken = corpus.answers.groupby("participant", sort=False)["document"].unique()
    for row in corpus.participants.to_dict("records"):
        name = str(row["participant"])
        values = {a: "" if pd.isna(row[a]) else str(row[a]) for a in attributes}
        read = known.loc[name].to_dict() if name in known.index else {}
        changed = {a: value for a, value in values.items() if value != read.get(a, "")}
        case = cases.get(kept.guid("case", name))
        new = name not in known.index and ("case", name) not in kept.guids
        unplaced = any((name, a) not in people.cells for a in changed)
        if case is None and (kept.original is None or new or unplaced):
            about = {"guid": kept.guid("case", name), "name": xml_text(name)}
            case = ET.SubElement(container(root, "Cases"), tag("Case"), about)
            for document in spoken.get(name, ()):
                ET.SubElement(case, tag("SourceRef"), targetGUID=kept.guid("source", document))
        if case is not None:
            refer(case, "case", name)
        for attribute, value in changed.items():
            cell = people.cells.get((name, attribute))
            if cell is not None and not value:
                parents[cell].remove(cell)
            elif cell is not None:
                next(c for c in cell if c.tag != tag("VariableRef")).text = xml_text(value)
            elif case is not None and value:
                cell = ET.SubElement(case, tag("VariableValue"))
                reference = kept.guid("variable", attribute)
                ET.SubElement(cell, tag("VariableRef"), targetGUID=reference)
                kind = variables[attribute].get("typeOfVariable", "Text")
                ET.SubElement(cell, tag(f"{kind}Value")).text = xml_text(value)
    _check_types(root, variables)
    return gone


def _remove(
    root: ET.Element,
    corpus: Corpus,
    read: Mapping[tuple[str, str], str],
    attributes: Collection[str],
) -> set[str]:
    """Take out the cases and the variables that the study has no more."""
    there = {"case": set(corpus.participants["participant"]), "variable": set(attributes)}
    lost = {g for (kind, name), g in read.items() if name not in there[kind]}
    for holder, element in (("Cases", "Case"), ("Variables", "Variable")):
        for one in root.findall(f"{tag(holder)}/{tag(element)}"):
            if bare(one.get("guid")) in lost:
                container(root, holder).remove(one)
    for parent in list(root.iter()):
        for value in parent.findall(tag("VariableValue")):
            if _variable_of(value) in lost:
                parent.remove(value)
    return lost


def _variable_of(value: ET.Element) -> str:
    reference = value.find(tag("VariableRef"))
    return "" if reference is None else bare(reference.get("targetGUID"))


def _variables(root: ET.Element, kept: Kept, attributes: Collection[str]) -> dict[str, ET.Element]:
    there = {bare(one.get("guid")): one for one in root.iter(tag("Variable"))}
    found = {}
    for name in attributes:
        identifier = kept.guid("variable", name)
        if identifier not in there:
            about = {"guid": identifier, "name": xml_text(name)}
            about["typeOfVariable"] = kept.variables.get(name, "Text")
            there[identifier] = ET.SubElement(container(root, "Variables"), tag("Variable"), about)
        found[name] = there[identifier]
    return found


def _check_types(root: ET.Element, variables: Mapping[str, ET.Element]) -> None:
    """Make text of the variables with a value that is not of their type."""
    cells: dict[str, list[ET.Element]] = {}
    for value in root.iter(tag("VariableValue")):
        texts = [child for child in value if child.tag != tag("VariableRef")]
        cells.setdefault(_variable_of(value), []).extend(texts)
    for variable in variables.values():
        some = cells.get(bare(variable.get("guid")), [])
        pattern = _VALID.get(variable.get("typeOfVariable", "Text"), "(?s).*")
        if not all(re.fullmatch(pattern, (one.text or "").strip()) for one in some):
            variable.set("typeOfVariable", "Text")
            for one in some:
                one.tag = tag("TextValue")
