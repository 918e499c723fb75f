"""Cases with their variables as participants, and users as coders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import pandas as pd

from aineisto.exchange import _refi
from aineisto.exchange._refi import bare, tag
from aineisto.exchange._sources import PLACES, Problems, TextSource

#: Types that the schema knows, by the element of their value.
TYPES = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")


@dataclass
class People:
    """The cases as a table: ``participant``, ``document`` and a column a variable.

    ``guids`` are theirs and the variables'; ``types`` those of variables that are not text.
    """

    table: pd.DataFrame
    guids: dict[tuple[str, str], str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)


def read_people(root: Element, sources: Sequence[TextSource], problems: Problems) -> People:
    """Return the cases, a row a case and text: who has two texts has a name of their own in each.

    Variables of a text itself go to the one whose text it is.
    """
    people = People(pd.DataFrame())
    names = _variables(root, people)
    documents = {source.guid: source.document for source in sources}
    rows: list[dict[str, str]] = []
    for case in root.iterfind(f"{tag('Cases')}/{tag('Case')}"):
        rows += _case_rows(case, names, documents, people, problems)
    rows = _one_a_text(rows, problems)
    _add_values_of_texts(rows, sources, names)
    table = pd.DataFrame(rows, columns=_columns(rows, names)).fillna("").astype("str")
    people.table = table
    return people


def _variables(root: Element, people: People) -> dict[str, str]:
    names: dict[str, str] = {}
    for variable in root.iterfind(f"{tag('Variables')}/{tag('Variable')}"):
        name, identifier = variable.get("name", "").strip(), bare(variable.get("guid"))
        if not name or name in PLACES:
            continue
        names[identifier] = name
        people.guids["variable", name] = identifier
        if variable.get("typeOfVariable") in TYPES[1:]:
            people.types[name] = variable.get("typeOfVariable", "")
    return names


def _columns(rows: Sequence[Mapping[str, str]], names: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys([*PLACES, *names.values(), *(key for row in rows for key in row)]))


def _values(element: Element, names: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for value in element.iterfind(tag("VariableValue")):
        reference = value.find(tag("VariableRef"))
        name = names.get(bare(reference.get("targetGUID")) if reference is not None else "")
        texts = [child.text or "" for child in value if child is not reference]
        if name and texts:
            found[name] = texts[0]
    return found


def _case_rows(
    case: Element,
    names: Mapping[str, str],
    documents: Mapping[str, str],
    people: People,
    problems: Problems,
) -> list[dict[str, str]]:
    name = (case.get("name") or "").strip() or bare(case.get("guid"))
    for kind, what in (("CodeRef", "codes"), ("SelectionRef", "selections")):
        count = len(case.findall(tag(kind)))
        if count:
            problems.add(f"case {name}", f"{count} {what} of the case itself are left out")
    targets = [bare(ref.get("targetGUID")) for ref in case.iterfind(tag("SourceRef"))]
    texts = list(dict.fromkeys(documents[target] for target in targets if target in documents))
    values = _values(case, names)
    people.guids.setdefault(("case", name), bare(case.get("guid")))
    if len(texts) <= 1:
        return [{"participant": name, "document": "".join(texts), **values}]
    problems.add(f"case {name}", f"{len(texts)} texts: a participant of each")
    return [{"participant": f"{name} ({text})", "document": text, **values} for text in texts]


def _one_a_text(rows: Sequence[dict[str, str]], problems: Problems) -> list[dict[str, str]]:
    """Leave out names that are there twice, and all but the first case of a text without labels."""
    kept: list[dict[str, str]] = []
    names: set[str] = set()
    texts: dict[str, str] = {}
    for row in rows:
        text = row["document"]
        labelled = row.get("speaker", "")
        if row["participant"] in names:
            problems.add(f"case {row['participant']}", "there is another case of this name")
            continue
        if text and text in texts and not labelled:
            problems.add(
                f"case {row['participant']}", f"{text} is the text of the case {texts[text]} too"
            )
            row = {**row, "document": ""}
        names.add(row["participant"])
        if text:
            texts.setdefault(text, row["participant"])
        kept.append(row)
    return kept


def _add_values_of_texts(
    rows: list[dict[str, str]], sources: Sequence[TextSource], names: Mapping[str, str]
) -> None:
    by_text = {row["document"]: row for row in rows if row["document"]}
    for source in sources:
        values = _values(source.element, names)
        if not values:
            continue
        row = by_text.get(source.document)
        if row is None:
            row = {"participant": source.document, "document": source.document}
            rows.append(row)
        row.update({name: value for name, value in values.items() if not row.get(name)})


@dataclass(frozen=True)
class Users:
    """The project's users: name by identifier, and short name by name."""

    names: Mapping[str, str]
    short: Mapping[str, str]
    guids: Mapping[tuple[str, str], str]

    def name(self, identifier: str | None) -> str:
        """Return a user's name."""
        return self.names.get(bare(identifier), _refi.UNKNOWN)


def read_users(root: Element) -> Users:
    """Return the project's users."""
    names: dict[str, str] = {}
    short: dict[str, str] = {}
    guids: dict[tuple[str, str], str] = {}
    for user in root.iterfind(f"{tag('Users')}/{tag('User')}"):
        identifier = bare(user.get("guid"))
        name = " ".join((user.get("name") or user.get("id") or _refi.UNKNOWN).split())
        names[identifier] = name or _refi.UNKNOWN
        short.setdefault(names[identifier], user.get("id") or "")
        guids.setdefault(("user", names[identifier]), identifier)
    return Users(names, short, guids)


def coder_of(user: str) -> tuple[str, str]:
    """Return the coder and the status of the codings that a user made."""
    if user.startswith("machine:"):
        return user, "suggested"
    if user.endswith(_refi.SUGGESTED_MARK) and user != _refi.SUGGESTED_MARK:
        return f"human:{user.removesuffix(_refi.SUGGESTED_MARK)}", "accepted"
    return f"human:{user}", "blind"


def user_of(coder: str) -> str:
    """Return the user under which a coder's notes and unaided codings stand."""
    return coder.removeprefix("human:")
