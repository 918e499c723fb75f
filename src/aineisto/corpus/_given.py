"""What the user says of the speakers: who is the interviewer, and roles by label and document."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import cast

from aineisto.core.errors import SpeakerError
from aineisto.corpus.speakers import label_key, role_of

_LEAST_ALIKE = 0.8


@dataclass(frozen=True)
class Given:
    """Labels of interviewers, and roles by label: in all documents, or in one."""

    interviewer: tuple[str, ...] = ()
    everywhere: Mapping[str, str] = field(default_factory=dict)
    by_document: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def roles_in(self, document: str) -> dict[str, str]:
        """Return the roles by label that hold in a document."""
        return {**self.everywhere, **self.by_document.get(document, {})}

    def check(self, labels: Mapping[str, Collection[str]]) -> None:
        """Raise where a name is no label of the documents.

        Parameters
        ----------
        labels : mapping of str to collection of str
            The labels found in each document.

        Raises
        ------
        SpeakerError
            It lists what was found and the likely names among them.
        """
        found = [label for own in labels.values() for label in own if label]
        _refuse([*self.interviewer, *self.everywhere], found, "No document has")
        for document, roles in self.by_document.items():
            if document not in labels:
                raise SpeakerError(
                    f"roles= speaks of a document {document!r} that was not read.",
                    remedy=f"Documents are called {', '.join(list(labels)[:10])}.",
                )
            own = [label for label in labels[document] if label]
            _refuse(list(roles), own, f"The document {document!r} does not have")


def given_roles(interviewer: object, roles: object) -> Given:
    """Return what the user says of the speakers.

    Parameters
    ----------
    interviewer : str, sequence of str or None
        Labels of interviewers.
    roles : mapping or None
        Roles by label, or by document a mapping of roles by label; a role is *interviewer* or
        *interviewee*, or one of the words for them.

    Raises
    ------
    SpeakerError
        When a role is none.
    """
    listed = [interviewer] if isinstance(interviewer, str) else interviewer or ()
    names = tuple(cast("Iterable[str]", listed))
    if roles is not None and not isinstance(roles, Mapping):
        raise SpeakerError(
            f"roles= is no mapping but {type(roles).__name__}.",
            remedy='Give it as {"H1": "interviewer", "H2": "interviewee"}.',
        )
    everywhere: dict[str, str] = {}
    by_document: dict[str, dict[str, str]] = {}
    for key, value in (roles or {}).items():
        if isinstance(value, Mapping):
            by_document[str(key)] = {str(name): _role(name, one) for name, one in value.items()}
        else:
            everywhere[str(key)] = _role(key, value)
    return Given(names, everywhere, by_document)


def with_more_roles(given: Mapping[str, object], more: object) -> object:
    """Return roles with more of them, label by label within a document too."""
    if not isinstance(more, Mapping):
        return more  # which reading refuses
    together = dict(given)
    for key, value in more.items():
        old = together.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        together[key] = {**cast("Mapping[str, object]", old), **value} if both else value
    return together


def _role(label: object, value: object) -> str:
    role = role_of(str(value))
    if role:
        return role
    raise SpeakerError(
        f"{value!r} is no role of {label!r}.",
        remedy="Write interviewer or interviewee.",
    )


def _refuse(names: Collection[str], found: Collection[str], has: str) -> None:
    keys = {label_key(label) for label in found}
    unknown = [name for name in names if label_key(name) not in keys]
    if not unknown:
        return
    near = [label for name in unknown for label in likely(name, found)]
    labels = ", ".join(map(repr, dict.fromkeys(found))) or "none"
    raise SpeakerError(
        f"{has} a speaker labelled {', '.join(map(repr, unknown))}; found are {labels}.",
        remedy="Give the label as it stands in the transcripts"
        + (f": {near[0]!r}?" if near else "."),
    )


def likely(name: str, among: Iterable[str]) -> list[str]:
    """Return the names that may mean the same as `name`, the likeliest first.

    Names are compared without regard to case, order and full stops; an initial stands for any
    name that begins with it, and a slip of the fingers is forgiven.

    Examples
    --------
    >>> likely("Korhonen Anna", ["Pekka Salo", "Anna K."])
    ['Anna K.']
    """
    ranked = [(_alike(name, other), other) for other in dict.fromkeys(among)]
    return [other for score, other in sorted(ranked, key=lambda one: -one[0]) if score > 0]


def proposed(names: Iterable[str], among: Iterable[str]) -> str:
    """Return in words what each of the names may be, where that is clear; or nothing."""
    others = list(among)
    found = [(name, likely(name, others)) for name in names]
    pairs = [f"{name!r} may be {' or '.join(map(repr, near[:2]))}" for name, near in found if near]
    return "; ".join(pairs)


def _alike(one: str, other: str) -> float:
    first, second = _parts(one), _parts(other)
    if not first or not second:
        return 0.0
    if sorted(first) == sorted(second):
        return 1.0
    shorter, longer = sorted((first, second), key=len)
    left = list(longer)
    full = 0
    for part in sorted(shorter, key=len, reverse=True):
        fit = next((o for o in left if o == part), None) or next(
            (o for o in left if (len(part) == 1 or len(o) == 1) and o[0] == part[0]), None
        )
        if fit is None:
            break
        left.remove(fit)
        full += fit == part and len(part) > 1
    else:
        if full:
            return 0.9
    ratio = SequenceMatcher(None, " ".join(sorted(first)), " ".join(sorted(second))).ratio()
    return ratio - 0.1 if ratio >= _LEAST_ALIKE else 0.0


def _parts(name: str) -> list[str]:
    return re.findall(r"\w+", name.replace("_", " ").casefold())
