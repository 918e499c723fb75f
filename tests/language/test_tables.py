"""Tables of a model's folder: what is written is read again, whole."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from aineisto.language._spoken_memory import SpokenMemory, write_memory
from aineisto.language._tables import read_lines, write_rows

words = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=5
)
forms = st.lists(words, min_size=1, max_size=2).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(words, min_size=1, max_size=4), max_size=6))
def test_the_rows_of_a_table_come_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("table") / "table.tsv.xz"
    write_rows(path, rows)
    assert [line.split("\t") for line in read_lines(path)] == rows


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.tuples(words, forms), st.integers(1, 99), max_size=8), st.data())
def test_the_memory_of_speech_tells_what_was_counted(tmp_path_factory, counts, data):
    folder = tmp_path_factory.mktemp("memory")
    every = sorted({word for spoken, form in counts for word in (spoken, *form.split(" "))})
    known = {word: data.draw(st.booleans()) for word in every}
    write_memory(folder, counts, known)
    memory = SpokenMemory(folder)

    standard = Counter()
    for (_, form), often in counts.items():
        for word in form.split(" "):
            standard[word] += often
    assert set(memory.words()) == set(every)
    for word in every:
        its = {form: often for (spoken, form), often in counts.items() if spoken == word}
        assert memory.forms(word) == its
        assert (word in memory) == bool(its)
        assert memory.count(word) == standard[word]
        assert memory.in_dictionary(word) == known[word]
    assert (memory.in_dictionary(""), memory.forms(""), memory.count("")) == (None, {}, 0)
