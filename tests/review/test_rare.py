"""A rare code: the likeliest statements first, then chance, and when to stop."""

import pytest

from aineisto import AineistoError
from aineisto.review import ReviewSession, ReviewWidget


def code(project, statements, having=()):
    for name in statements:
        theme = "roolit" if name in having else "none"
        project.decide(name, "anna", "theme", theme, blind=True)


def test_the_likeliest_come_first(project):
    # The machine suggests roolit for d:4 (0.7) and d:6 (0.6).
    assert project.rare_sample("roolit", "anna", 3) == ["d:4", "d:6", "d:1"]
    code(project, ["d:4"], having=["d:4"])
    assert project.rare_sample("roolit", "anna", 2) == ["d:6", "d:1"]
    assert project.rare_sample("roolit", "ville", 1) == ["d:4"]


def test_what_was_drawn_by_chance_is_counted_and_the_rest_is_not(project):
    session = ReviewSession(project, "anna", blind=True, families=["theme"])
    with pytest.raises(AineistoError, match="at_random"):
        session.recall_advice("roolit")
    code(project, ["d:4", "d:6"], having=["d:4"])
    drawn = project.rare_sample("roolit", "anna", 2, at_random=True)
    assert len(set(drawn) & {"d:1", "d:2", "d:3", "d:5"}) == 2
    assert project.rare_sample("roolit", "anna", 2, at_random=True) == drawn  # they wait
    assert project.rare_counts("roolit", "anna") == (1, 4, 0, 0)
    code(project, drawn, having=drawn[:1])
    assert project.rare_counts("roolit", "anna") == (1, 4, 2, 1)
    advice = session.recall_advice("roolit")
    assert (advice.stop, advice.found, advice.more) == (False, 2, 2)
    widget = ReviewWidget(session)
    (told,) = widget.progress["notes"]
    assert told.startswith("Harvinainen koodi ”Roolit”: jatka")
    assert told.endswith("lue vielä vähintään 2.")
    # One read outside the draws tells nothing of those that are left.
    (other, last) = sorted({"d:1", "d:2", "d:3", "d:5"} - set(drawn))
    code(project, [other], having=[other])
    assert project.rare_counts("roolit", "anna") == (1, 4, 2, 1)
    assert project.rare_sample("roolit", "anna", 5, at_random=True) == [last]
    code(project, [last])
    assert project.rare_counts("roolit", "anna") == (1, 4, 3, 1)
    with pytest.raises(AineistoError):
        project.rare_counts("raha", "anna")
    row = project.rare_advice().iloc[0]
    assert (row["found"], row["unread"], bool(row["stop"])) == (2, 1, False)
    told = ReviewWidget(session, lang="en").progress["notes"][0]
    assert told.startswith("The rare code “Roles”: go on")
