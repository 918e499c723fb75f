"""Mutants of valid files: bytes, lines and markup changed, moved, doubled and lost."""

import io
import re
import zipfile

#: What parsers stumble over, beside what the seeds hold themselves.
_NASTY = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\x0c", b"\xe2\x80\xa8",
    b"\xf0\x9f\x98\x80", b"-1", b"0", b"99999999999999999999", b"1e999", b"NaN", b"%s", b"\\",
    b"{", b"}", b"[", b"]", b"<", b">", b"</", b"&#0;", b"&#x1F600;", b"&amp;", b"<![CDATA[",
    b"<!--", b'"', b"'", b"\t", b";", b",", b":", b"=1+1", b"00:00:00.000 --> 99:99:99.999",
    b"<v ", b"\\u-99999?", b"\\bin99999999 ", b"\\'zz", b"\\ansicpg0 ", b"stream", b"endobj",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
]  # fmt: skip
_TOKEN = re.compile(rb"[A-Za-z_]+|\d+|[^\sA-Za-z_\d]")


def mutant(seed, random):
    """Return the bytes of a file, changed in some places.

    Parameters
    ----------
    seed : bytes
        A valid file. Of a zip archive mostly what is inside is changed.
    random : random.Random
        What decides.
    """
    if seed.startswith(b"PK") and random.random() < 0.85:
        return _repacked(seed, random)
    return _changed(seed, random)


def _repacked(seed, random):
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        entries = [(info.filename, archive.read(info)) for info in archive.infolist()]
    telling = [
        n for n, (name, _) in enumerate(entries) if re.search(r"\.(xml|qde|rels|json|txt)$", name)
    ]
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        place = random.choice(telling or range(len(entries)))
        name, data = entries[place]
        choice = random.random()
        if choice < 0.9:
            entries[place] = (name, _changed(data, random))
        elif choice < 0.95:
            entries[place] = (random.choice(entries)[0], data)
        else:
            entries[place] = (name, b"")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in dict(entries).items():
            archive.writestr(name, data)
    return target.getvalue()


def _changed(data, random):
    for _ in range(random.choice([1, 1, 2, 3, 8, 20])):
        data = random.choice(_CHANGES)(data, random)
    return data[:2_000_000]


def _place(data, random):
    return random.randrange(len(data) + 1)


def _span(data, random):
    start = _place(data, random)
    return start, min(len(data), start + random.choice([1, 2, 8, 40, 400]))


def _insert(data, random):
    at = _place(data, random)
    return data[:at] + random.choice(_NASTY) + data[at:]


def _flip(data, random):
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def _lose(data, random):
    start, end = _span(data, random)
    return data[:start] + data[end:]


def _double(data, random):
    start, end = _span(data, random)
    return data[:end] + data[start:end] * random.choice([1, 1, 3, 100]) + data[end:]


def _move(data, random):
    start, end = _span(data, random)
    rest = data[:start] + data[end:]
    at = _place(rest, random)
    return rest[:at] + data[start:end] + rest[at:]


def _cut(data, random):
    return data[: _place(data, random)]


def _at_one(data, random, pattern, instead):
    """Put something in the place of one of the matches of a pattern."""
    found = list(re.finditer(pattern, data[:200_000]))
    if not found:
        return data
    one = random.choice(found)
    return data[: one.start()] + instead(one, found) + data[one.end() :]


def _swap_token(data, random):
    def other(_, found):
        return random.choice([random.choice(found).group(), random.choice(_NASTY)])

    return _at_one(data, random, _TOKEN, other)


def _number(data, random):
    others = [b"0", b"-1", b"65536", b"2147483648", b"9" * 30, b"1.5"]
    return _at_one(data, random, rb"\d+", lambda *_: random.choice(others))


def _nest(data, random):
    def deep(one, _):
        return one.group() * (random.choice([10, 300, 3000]) + 1)

    return _at_one(data, random, rb"<(\w[\w:]*)[^<>/]*>|[\[{(]", deep)


_CHANGES = [_insert, _flip, _lose, _double, _move, _cut, _swap_token, _swap_token, _number, _nest]
