"""Participants as cases with their variables, and coders as users: read and written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import pandas as pd

from aineisto.codings import CONSENSUS
from aineisto.corpus import Corpus
from aineisto.exchange import _refi
from aineisto.exchange._provenance import Provenance
from aineisto.exchange._refi import bare, container, tag, xml_text
from aineisto.exchange._sources import PLACES, Problems, text_elements, unique

#: Types that the schema knows, by the element of their value.
TYPES = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")
#: What a value of each type of variable is.
_VALID = {
    "Boolean": r"true|false|1|0",
    "Integer": r"[+-]?\d+",
    "Float": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|NaN|-?INF",
    "Date": r"-?\d{4,}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?",
    "DateTime": r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
}


@dataclass
class People:
    """The cases as a table: ``participant``, ``document`` (the first) and a column a variable.

    ``guids`` are theirs and the variables'; ``types`` those of variables that are not text;
    ``texts`` the documents of each case; ``cells`` the element of each value by participant and
    variable.
    """

    table: pd.DataFrame
    guids: dict[tuple[str, str], str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    cells: dict[tuple[str, str], Element] = field(default_factory=dict)

    def cases_of(self) -> dict[str, list[str]]:
        """Return the cases of each document."""
        found: dict[str, list[str]] = {}
        for name, documents in self.texts.items():
            for document in documents:
                found.setdefault(document, []).append(name)
        return found

    def labels(self) -> dict[tuple[str, str], str]:
        """Return the case of each document's label, where a variable ``speaker`` gives one."""
        if "speaker" not in self.table:
            return {}
        named = zip(self.table["participant"], self.table["speaker"], strict=True)
        return {
            (document, label): name
            for name, label in named
            if label
            for document in self.texts.get(name, ())
        }


def read_people(root: Element, documents: Mapping[str, str], problems: Problems) -> People:
    """Return the cases, a row each; `documents` are by their sources' identifiers.

    A case without a name holds the variables of the one text it has. Two cases of one name are
    two people: the second is called after the first, with a number. Variables of a text itself
    go to the one whose text it is.
    """
    people = People(pd.DataFrame())
    variables = _variables(root, people)
    rows: dict[str, dict[str, str]] = {}
    taken: dict[str, int] = {}
    unnamed = []
    for case in root.iterfind(f"{tag('Cases')}/{tag('Case')}"):
        name = (case.get("name") or "").strip()
        targets = [bare(ref.get("targetGUID")) for ref in case.iterfind(tag("SourceRef"))]
        texts = list(dict.fromkeys(documents[one] for one in targets if one in documents))
        for kind, what in (("CodeRef", "codes"), ("SelectionRef", "selections")):
            count = len(case.findall(tag(kind)))
            if count:
                problems.carry(f"case {name}", f"{count} {what} of the case itself")
        if not name and len(texts) == 1:
            unnamed.append((case, texts[0]))
            continue
        name = unique(name or bare(case.get("guid")), taken, str)
        people.guids["case", name] = bare(case.get("guid"))
        people.texts[name] = texts
        rows[name] = {"document": "".join(texts[:1])}
        _take(case, name, rows[name], variables, people)
    shared = people.cases_of()
    for case, document in unnamed:
        _of_text(case, document, shared, rows, variables, people)
        people.guids.setdefault(("case", _person(document, shared)), bare(case.get("guid")))
    for element in text_elements(root):
        document = documents.get(bare(element.get("guid")), "")
        if document and element.find(tag("VariableValue")) is not None:
            _of_text(element, document, shared, rows, variables, people)
    records = [{"participant": name, **row} for name, row in rows.items()]
    columns = [*PLACES, *variables.values()]
    filled = [{column: record.get(column, "") for column in columns} for record in records]
    people.table = pd.DataFrame(filled, columns=columns, dtype="str")
    return people


def _person(document: str, shared: Mapping[str, list[str]]) -> str:
    """Return the one whose text it is: the case that has it, or one called as the text."""
    cases = shared.get(document, [])
    return cases[0] if len(cases) == 1 else document


def _of_text(
    element: Element,
    document: str,
    shared: Mapping[str, list[str]],
    rows: dict[str, dict[str, str]],
    variables: Mapping[str, str],
    people: People,
) -> None:
    name = _person(document, shared)
    if name not in rows:
        rows[name] = {"document": document}
        people.texts[name] = [document]
    _take(element, name, rows[name], variables, people)


def _variables(root: Element, people: People) -> dict[str, str]:
    """Return the column of each variable: its name, with a number where that is taken."""
    columns: dict[str, str] = {}
    taken = dict.fromkeys(PLACES, 2)
    for variable in root.iterfind(f"{tag('Variables')}/{tag('Variable')}"):
        identifier = bare(variable.get("guid"))
        name = unique(variable.get("name", "").strip() or identifier, taken, str)
        columns[identifier] = name
        people.guids["variable", name] = identifier
        if variable.get("typeOfVariable") in TYPES[1:]:
            people.types[name] = variable.get("typeOfVariable", "")
    return columns


def _take(
    element: Element,
    name: str,
    row: dict[str, str],
    variables: Mapping[str, str],
    people: People,
) -> None:
    """Take the values of an element that the participant has none of yet."""
    for value in element.iterfind(tag("VariableValue")):
        reference = value.find(tag("VariableRef"))
        column = variables.get(bare(reference.get("targetGUID")) if reference is not None else "")
        texts = [child.text or "" for child in value if child is not reference]
        if column and texts and not row.get(column):
            row[column] = texts[0]
            people.cells[name, column] = value


@dataclass(frozen=True)
class Users:
    """The project's users: name by identifier, and short name by name."""

    names: Mapping[str, str]
    short: Mapping[str, str]
    guids: Mapping[tuple[str, str], str]

    def name(self, *identifiers: str | None) -> str:
        """Return the name of the first of these users that there is."""
        known = (self.names.get(bare(one)) for one in identifiers if one)
        return next((name for name in known if name), _refi.UNKNOWN)

    def of(self, elements: Iterable[Element]) -> str:
        """Return the name of who made the first of these elements that says it."""
        makers = ("creatingUser", "modifyingUser")
        return self.name(*(one.get(key) for one in elements for key in makers))


def read_users(root: Element) -> Users:
    """Return the project's users; the second of one name is called after the first."""
    names: dict[str, str] = {}
    short: dict[str, str] = {}
    guids: dict[tuple[str, str], str] = {}
    taken: dict[str, int] = {}
    for user in root.iterfind(f"{tag('Users')}/{tag('User')}"):
        identifier = bare(user.get("guid"))
        if identifier in names:
            continue
        name = " ".join((user.get("name") or user.get("id") or _refi.UNKNOWN).split())
        name = unique(name or _refi.UNKNOWN, taken, str)
        names[identifier] = name
        short[name] = user.get("id") or ""
        guids["user", name] = identifier
    return Users(names, short, guids)


def time_of(elements: Iterable[Element], default: str) -> str:
    """Return when the first of these elements that says it was made."""
    made = (
        one.get(key, "") for one in elements for key in ("creationDateTime", "modifiedDateTime")
    )
    return next((time for time in made if _refi.is_time(time)), default)


def coder_of(user: str) -> tuple[str, str]:
    """Return the coder and the status of the codings that a user made."""
    if user.startswith("machine:"):
        return user, "suggested"
    if f"human:{user}" == CONSENSUS:
        return CONSENSUS, "consensus"
    for mark, status in (_refi.SUGGESTED_MARK, "accepted"), (_refi.UNKNOWN_MARK, "unknown"):
        if user.endswith(mark) and user != mark:
            return f"human:{user.removesuffix(mark)}", status
    return f"human:{user}", "blind"


def user_of(coder: str) -> str:
    """Return the user under which a coder's notes and unaided codings stand."""
    return coder.removeprefix("human:")


def user_by_status(coder: str, status: str) -> str:
    """Return the user under which a coder's codings of a status stand."""
    seen, unknown = status in ("accepted", "changed"), status == "unknown"
    return user_of(coder) + _refi.SUGGESTED_MARK * seen + _refi.UNKNOWN_MARK * unknown


def write_people(
    root: ET.Element,
    provenance: Provenance,
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
    documents = {provenance.guid("source", name): name for name in corpus.documents["document"]}
    people = read_people(root, documents, Problems())
    known = people.table.set_index("participant")
    gone = _remove(root, corpus, people.guids, attributes)
    variables = _write_variables(root, provenance, attributes)
    parents = {child: one for one in root.iter() for child in one}
    cases = {bare(one.get("guid")): one for one in root.iter(tag("Case"))}
    spoken = corpus.answers.groupby("participant", sort=False)["document"].unique()
    for row in corpus.participants.to_dict("records"):
        name = str(row["participant"])
        values = {a: "" if pd.isna(row[a]) else str(row[a]) for a in attributes}
        read = known.loc[name].to_dict() if name in known.index else {}
        changed = {a: value for a, value in values.items() if value != read.get(a, "")}
        case = cases.get(provenance.guid("case", name))
        new = name not in known.index and ("case", name) not in provenance.guids
        unplaced = any((name, a) not in people.cells for a in changed)
        if case is None and (provenance.original is None or new or unplaced):
            about = {"guid": provenance.guid("case", name), "name": xml_text(name)}
            case = ET.SubElement(container(root, "Cases"), tag("Case"), about)
            for document in spoken.get(name, ()):
                ET.SubElement(
                    case, tag("SourceRef"), targetGUID=provenance.guid("source", document)
                )
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
                reference = provenance.guid("variable", attribute)
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


def _write_variables(
    root: ET.Element, provenance: Provenance, attributes: Collection[str]
) -> dict[str, ET.Element]:
    there = {bare(one.get("guid")): one for one in root.iter(tag("Variable"))}
    found = {}
    for name in attributes:
        identifier = provenance.guid("variable", name)
        if identifier not in there:
            about = {"guid": identifier, "name": xml_text(name)}
            about["typeOfVariable"] = provenance.variables.get(name, "Text")
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
