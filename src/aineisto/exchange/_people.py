"""Cases with their variables as participants, and users as coders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import pandas as pd

from aineisto.codings import CONSENSUS
from aineisto.exchange import _refi
from aineisto.exchange._refi import bare, tag
from aineisto.exchange._sources import PLACES, Problems, text_elements

#: Types that the schema knows, by the element of their value.
TYPES = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")


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
        name = _distinct(name or bare(case.get("guid")), taken)
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
        name = _distinct(variable.get("name", "").strip() or identifier, taken)
        columns[identifier] = name
        people.guids["variable", name] = identifier
        if variable.get("typeOfVariable") in TYPES[1:]:
            people.types[name] = variable.get("typeOfVariable", "")
    return columns


def _distinct(name: str, taken: dict[str, int]) -> str:
    """Return a name that no other has, to the letter; `taken` holds the next number of each."""
    candidate, number = name, taken.get(name, 2)
    while candidate in taken:
        candidate, number = f"{name}-{number}", number + 1
    taken[candidate] = 2
    taken[name] = number
    return candidate


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
        name = _distinct(name or _refi.UNKNOWN, taken)
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
