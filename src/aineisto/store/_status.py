"""How far each coder is, in each family."""

from __future__ import annotations

import pandas as pd

from aineisto.codings import CONSENSUS, FAMILIES
from aineisto.store._store import Store

_COUNTS = (
    "decided",
    "skipped",
    "open",
    "blind",
    "accepted",
    "changed",
    "rejected",
    "unknown",
    "suggested",
)


def status(store: Store, agreement: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each family and coder, the machine's too.

    `agreement` is the table of `aineisto.reliability.agreement`.
    """
    answers = _number(store, "SELECT COUNT(*) FROM statements WHERE role = 'interviewee'")
    frames = [_people(store, answers), _machines(store)]
    frame = pd.concat(frames, ignore_index=True)
    order = {family: place for place, family in enumerate(FAMILIES)}
    frame = frame.sort_values(
        ["family", "coder"],
        key=lambda column: column.map(order) if column.name == "family" else column,
        kind="stable",
        ignore_index=True,
    )
    pairs = _alphas(agreement)
    frame["agreement"] = [
        _mean(pairs, family, coder)
        for family, coder in zip(frame["family"], frame["coder"], strict=True)
    ]
    kinds = dict.fromkeys(_COUNTS, "Int64") | {"agreement": "Float64"}
    return frame.astype({"family": "str", "coder": "str", **kinds})


def _alphas(agreement: pd.DataFrame) -> list[tuple[str, set[str], float]]:
    """Return the family, the coders and Krippendorff's alpha of each pair that has one."""
    wanted = (agreement["coefficient"] == "krippendorff_alpha") & (agreement["code"] == "all")
    rows = agreement[wanted & agreement["value"].notna()]
    return [
        (family, set(coders.split(", ")), value)
        for family, coders, value in zip(rows["family"], rows["coders"], rows["value"], strict=True)
    ]


def _mean(pairs: list[tuple[str, set[str], float]], family: str, coder: str) -> float | None:
    """Return a coder's mean alpha with people: a person's with the others."""
    found = [
        value
        for of, coders, value in pairs
        if of == family and coder in coders and any(_is_person(one) for one in coders - {coder})
    ]
    return sum(found) / len(found) if found else None


def _is_person(coder: str) -> bool:
    return coder.startswith("human:")


def _number(store: Store, sql: str) -> int:
    return int(store.rows(sql)[0][0])


def _people(store: Store, answers: int) -> pd.DataFrame:
    """Count each person's standing decisions and skips; a later decision lifts a skip."""
    frame = store.frame(
        "SELECT family, coder, statement_id, status FROM standing UNION ALL "
        "SELECT DISTINCT family, coder, statement_id, 'skipped' FROM in_force AS s "
        "WHERE kind = 'skip' AND NOT EXISTS (SELECT 1 FROM standing AS d WHERE "
        "d.statement_id = s.statement_id AND d.family = s.family AND d.coder = s.coder)"
    )
    frame = pd.concat([frame, _without_actors(frame)], ignore_index=True)
    kinds = ("skipped", "blind", "accepted", "changed", "rejected", "unknown")
    rows = []
    for (family, coder), group in frame.groupby(["family", "coder"]):
        counts = {kind: int((group["status"] == kind).sum()) for kind in kinds}
        decided = len(group) - counts["skipped"]
        # The consensus is no coder: what was not disputed is not open to it.
        left = None if coder == CONSENSUS else answers - len(group)
        rows.append((family, coder, decided, left, *counts.values(), None))
    names = ["family", "coder", "decided", "open", *kinds, "suggested"]
    found = pd.DataFrame(rows, columns=names, dtype="object")
    return found[["family", "coder", *_COUNTS]]


def _without_actors(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the statements in which a person who codes actors has named none.

    On a sheet their cell is empty. Agreement takes it so too: she has read the statement.
    """
    own = frame["status"].isin(("blind", "unknown")) & (frame["coder"] != CONSENSUS)
    is_actor = frame["family"] == "actor"
    codes_actors = frame.loc[own & is_actor, ["coder", "status"]].drop_duplicates()
    read = frame[own & ~is_actor].merge(codes_actors)
    keys = ["coder", "statement_id"]
    known = pd.MultiIndex.from_frame(frame.loc[is_actor, keys])
    silent = read[~pd.MultiIndex.from_frame(read[keys]).isin(known)]
    return silent.sort_values("status", kind="stable").drop_duplicates(keys).assign(family="actor")


def _machines(store: Store) -> pd.DataFrame:
    """Count the statements for which each machine coder has a suggestion."""
    found = store.frame(
        "SELECT family, coder, COUNT(DISTINCT statement_id) AS suggested FROM machine_codings "
        "GROUP BY family, coder"
    )
    return found.reindex(columns=["family", "coder", *_COUNTS]).astype("object")
