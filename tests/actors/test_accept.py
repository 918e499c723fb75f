import pandas as pd
import pytest

from aineisto import CodebookError
from aineisto.actors import ActorRecognizer, accept_actors, merge_proposals
from aineisto.codebook import ActorEntry, Codebook


def found(*names, known=False):
    return pd.DataFrame({"actor": list(names), "known": known})


def test_spellings_of_one_name_are_one_proposal():
    frame = merge_proposals(found("Lumopalvelu", "Lumopalvelu", "Lumopavelu", "Ruska 2", "Ruska 3"))
    assert frame["actor"].tolist() == ["Lumopalvelu", "Ruska 2", "Ruska 3"]
    assert frame["aliases"].tolist() == [("Lumopavelu",), (), ()]
    assert frame["mentions"].tolist() == [3, 1, 1]


def test_known_actors_are_no_proposals():
    assert merge_proposals(found("Kela", known=True)).empty


def test_accepted_proposals_are_found_afterwards():
    proposals = merge_proposals(found("Lumopalvelu", "Lumopavelu", "Turhake"))
    proposals.loc[proposals["actor"] == "Turhake", "accept"] = False
    book = accept_actors(Codebook(actors=(ActorEntry("Oma"),)), proposals)
    assert [entry.name for entry in book.actors] == ["Oma", "Lumopalvelu"]
    actors = ActorRecognizer(book.actors).find(["Lumopavelun ja Lumopalvelun kautta."])["actor"]
    assert actors.tolist() == ["Lumopalvelu", "Lumopalvelu"]


def test_a_known_name_gets_the_new_spelling():
    frame = pd.DataFrame([{"actor": "Oma", "aliases": ("Ooma",), "accept": True}])
    book = accept_actors(Codebook(actors=(ActorEntry("Oma", aliases=("OMA",)),)), frame)
    assert book.actors == (ActorEntry("Oma", aliases=("OMA", "Ooma")),)


def test_a_frame_without_names_is_refused():
    with pytest.raises(CodebookError, match="actor"):
        accept_actors(Codebook(), pd.DataFrame({"name": ["x"]}))
