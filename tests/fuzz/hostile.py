"""Hostile inputs made from the form of a file: trees changed as trees, and structures that grow.

Where `mutate` changes bytes and lines, this changes elements, attributes, keys and entries of
archives, so that what comes out is well formed more often and gets further into a reader.
"""

# ruff: noqa: E501 (what is written is seen best in one line)

import copy
import io
import json
import re
import sys
import zipfile
from contextlib import contextmanager
from xml.etree import ElementTree

_VALUES = [
    "", " ", "0", "-1", "1e309", "NaN", "9" * 4000, "9999999999", "2147483648", "true", "\u0000x",
    "../../etc/passwd", "http://127.0.0.1:9/", "&#x110000;", "a" * 70_000, "\u202e\ufeff\u0301",
    "1:2:3:4", "-1:-1", "99:99:99.999", "[[", "{}", "=1+1", "none", "\ud7ff", "%", "\\", "A1:XFD1048576",
]  # fmt: skip
_KINDS = [None, True, False, 0, -1, 1e308, 10**30, "", "x", [], {}, [[]], {"": {}}, [None]]


def hostile(data, random):
    """Return a changed file: by its tree where it has one, else by its lines.

    Parameters
    ----------
    data : bytes
        A valid file.
    random : random.Random
        What decides.
    """
    if data.startswith(b"PK"):
        return _archive(data, random)
    start = data.lstrip()[:1]
    try:
        if start == b"<":
            return _xml(data, random)
        if start in b"{[":
            return _json(data, random)
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError):
        pass
    return _lines(data, random)


def _archive(data, random):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {one: archive.read(one) for one in archive.namelist()}
    for _ in range(random.choice([1, 1, 2, 5])):
        name = random.choice(list(entries))
        inside = [one for one in entries if one.endswith((".xml", ".qde", ".json", ".rels"))]
        choice = random.random()
        if choice < 0.8 and inside:
            name = random.choice(inside)
            entries[name] = hostile(entries[name], random)
        elif choice < 0.86:
            del entries[name]
        elif choice < 0.92:
            entries[random.choice(_VALUES)[:60] or "x"] = entries.pop(name)
        else:
            entries[name] = entries[random.choice(list(entries))]
        if not entries:
            entries["x"] = b""
    target = io.BytesIO()
    method = random.choice(
        [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2]
    )
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("\x00", "0"), content)
    packed = bytearray(target.getvalue())
    if random.random() < 0.1:  # a wrong checksum, size or flag somewhere in the directory
        at = random.randrange(max(len(packed) - 400, 0), len(packed))
        packed[at] ^= 1 << random.randrange(8)
    return bytes(packed)


@contextmanager
def _recursion():
    """Let trees be written that are nested deeper than Python calls functions by default."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 20_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _xml(data, random):
    head = re.match(rb"\s*<!DOCTYPE html", data, re.IGNORECASE)
    root = ElementTree.fromstring(data[head.end() :] if head else data)
    for _ in range(random.choice([1, 1, 2, 4, 12])):
        elements = list(root.iter())
        parents = [one for one in elements if len(one)]
        one = random.choice(elements)
        random.choice(_TREE)(one, random.choice(elements), random.choice(parents or [root]), random)
        if sum(1 for _ in root.iter()) > 40_000:
            break
    with _recursion():
        xml = ElementTree.tostring(root, encoding="unicode", xml_declaration=False)
    encoding = random.choice(["utf-8"] * 8 + ["utf-16", "latin-1", "UTX-8", "utf-7", "cp037"])
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    try:
        return declared.encode("ascii") + xml.encode(encoding, "xmlcharrefreplace")
    except LookupError:
        return declared.encode("ascii") + xml.encode("utf-8", "replace")


def _attribute(one, _, __, random):
    if one.attrib:
        one.set(random.choice(list(one.attrib)), _clean(random.choice(_VALUES)))


def _borrow(one, other, _, random):
    if other.attrib:
        name = random.choice(list(other.attrib))
        one.set(name, other.attrib[name])


def _no_attribute(one, _, __, random):
    if one.attrib:
        del one.attrib[random.choice(list(one.attrib))]


def _text(one, _, __, random):
    one.text = _clean(random.choice(_VALUES))


def _tail(one, _, __, random):
    one.tail = _clean(random.choice(_VALUES))


def _rename(one, other, _, random):
    one.tag = other.tag


def _drop(_, __, parent, random):
    if len(parent):
        parent.remove(random.choice(list(parent)))


def _move(one, _, parent, random):
    with _recursion():
        parent.insert(random.randrange(len(parent) + 1), copy.deepcopy(one))


def _many(_, __, parent, random):
    child = random.choice(list(parent)) if len(parent) else None
    if child is not None and sum(1 for _ in child.iter()) < 60:
        parent.extend([copy.deepcopy(child) for _ in range(random.choice([3, 50, 500]))])


def _deep(one, _, parent, random):
    depth = random.choice([3, 40, 300, 2000])
    top = inner = ElementTree.Element(one.tag, one.attrib)
    for _ in range(depth):
        inner = ElementTree.SubElement(inner, one.tag, one.attrib)
    inner.text = one.text
    parent.append(top)


def _shuffle(_, __, parent, random):
    children = list(parent)
    random.shuffle(children)
    parent[:] = children


_TREE = [_attribute, _attribute, _borrow, _no_attribute, _text, _tail, _rename, _drop, _move, _many,
         _deep, _shuffle]  # fmt: skip


def _clean(value):
    return "".join(c for c in value if c in "\t\n" or c >= " ")


def _json(data, random):
    content = json.loads(data)
    for _ in range(random.choice([1, 1, 2, 6])):
        places = list(_places(content, 0))
        if not places:
            break
        holder, key = random.choice(places)
        choice = random.random()
        if choice < 0.4:
            holder[key] = random.choice(_KINDS)
        elif choice < 0.6:
            holder[key] = random.choice(_VALUES)
        elif choice < 0.75:
            other, name = random.choice(places)
            holder[key] = copy.deepcopy(other[name])
        elif choice < 0.9 and isinstance(holder, dict):
            holder[random.choice([*_VALUES[:8], "start", "text"])] = holder.pop(key)
        else:
            for _ in range(random.choice([5, 200, 3000])):
                holder[key] = [holder[key]]
    try:
        return json.dumps(content).encode()
    except RecursionError:
        return b"[" * 100_000


def _places(content, depth):
    if depth < 50 and isinstance(content, dict | list):
        keys = list(content) if isinstance(content, dict) else range(len(content))
        for key in keys:
            yield content, key
            yield from _places(content[key], depth + 1)


def _lines(data, random):
    lines = data.split(b"\n")
    for _ in range(random.choice([1, 2, 5, 20])):
        at = random.randrange(len(lines))
        parts = re.split(rb"([;,\t:| ])", lines[at])
        choice = random.random()
        if choice < 0.3:
            parts[random.randrange(len(parts))] = random.choice(_VALUES).encode("utf-8", "replace")
            lines[at] = b"".join(parts)
        elif choice < 0.45:
            lines[at] = lines[at] * random.choice([2, 30, 2000])
        elif choice < 0.6:
            lines[at:at] = [lines[at]] * random.choice([1, 20, 1000])
        elif choice < 0.7:
            del lines[at : at + random.choice([1, 5])]
            lines = lines or [b""]
        elif choice < 0.85:
            random.shuffle(lines)
        else:
            encoding = random.choice(["utf-16", "utf-32", "cp437", "mac_roman", "utf-16-be"])
            text = b"\n".join(lines).decode("utf-8", "replace")
            lines = text.encode(encoding, "replace").split(b"\n")
        if sum(map(len, lines)) > 500_000:
            break
    return b"\n".join(lines)


def _letters(number):
    """Return a name of its own for every number."""
    return "N" + "".join("abcdefghij"[int(digit)] for digit in f"{number:05}")


#: A piece of text of each form that grows, and how a file of `n` of them is made.
GROWING = {
    "AA .txt": lambda n: "AA " * n,
    "ABC .txt": lambda n: "ABC " * (n // 4),
    "Aa. .txt": lambda n: "V: " + "Aa. " * n,
    "colon.txt": lambda n: "Nimi Sukunimi: " * n,
    "stamps.txt": lambda n: "V: sana #00:00:05-2# " * n,
    "bracket stamps.txt": lambda n: "[00:00:05] " * n,
    "spaces.txt": lambda n: "H: a\nV: " + " " * n + "b\n",
    "labels.txt": lambda n: "".join(f"Nimi{k}: sana\n" for k in range(n // 8)),
    "names.txt": lambda n: "".join(f"{_letters(k)}: Hyvin.\n" for k in range(n // 14)),
    "letters.txt": lambda n: "a " * n,
    "one word.txt": lambda n: "H: Mitä?\nV: " + "a" * n + " on.\n",
    "quotes.txt": lambda n: "V: " + '". ' * n,
    "abbreviations.txt": lambda n: "V: " + "esim. " * n,
    "numbers.txt": lambda n: "V: " + "".join(f"{k}. Kohta " for k in range(n // 6)),
    "smileys.txt": lambda n: "V: " + ":) " * n,
    "dashes.txt": lambda n: "V: " + "- " * n,
    "line ends.txt": lambda n: "V: a-\n" * n,
    "line numbers.txt": lambda n: "".join(f"{k} sana sana\n" for k in range(n // 8)),
    "mojibake.txt": lambda n: "V: " + "Ã¤Ã¶" * n,
    "stars.md": lambda n: "V: " + "*a " * n,
    "hashes.md": lambda n: "#" * n,
    "underscores.md": lambda n: "V: " + "_" * n,
    "voice.vtt": lambda n: "WEBVTT\n\n00:00.000 --> 00:01.000\n<v" + " " * n + "\n",
    "entities.vtt": lambda n: "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "&#9" * n + "\n",
    "cues.vtt": lambda n: "WEBVTT\n\n" + "00:00.000 --> 00:01.000\na\n\n" * (n // 28),
    "arrows.vtt": lambda n: "WEBVTT\n\n" + "00:00.000 -> " * (n // 13) + "\n",
    "times.srt": lambda n: "1\n" + "00:00:00,000 --> 00:00:01,000\n" * (n // 30) + "a\n",
    "overlaps.vtt": lambda n: "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "//S00: a" * (n // 8) + "\n",
    "tags.html": lambda n: "<html><body>" + "<p>" * n,
    "spans.html": lambda n: "<p>" + "<span class=timestamp>" * (n // 10) + "x",
    "attributes.html": lambda n: "<p " + "a=b " * n + ">V: x</p>",
    "lists.json": lambda n: "[" * n + "]" * n,
    "segments.json": lambda n: '{"segments": [' + '{"text": "a b", "start": 1},' * (n // 28)
    + '{"text": "a", "start": 1}]}',
    "words.json": lambda n: '{"segments": [{"text": "a", "words": [' + '{"word": "a"},' * (n // 14)
    + '{"word": "a"}]}]}',
    "tiers.cha": lambda n: "@Begin\n" + "*CHI:\ta .\n" * (n // 10) + "@End\n",
    "edits.cha": lambda n: "@Begin\n*INV:\tno ?\n" + ("*PAR:\tno niin . \x151_900\x15" * 30 + "\n") * (n // 700) + "\n@End\n",
    "words.cha": lambda n: "@Begin\n*CHI:\t" + "[" * n + "\n@End\n",
    "intervals.textgrid": lambda n: 'File type = "ooTextFile"\n' + 'text = "a"\nxmin = 1\n' * (n // 20),
    "quotes.csv": lambda n: "text\n" + '"' * n,
    "columns.csv": lambda n: "speaker" + ";a" * n + "\nA" + ";b" * n + "\n",
    "rows.csv": lambda n: "puhuja;teksti;aika;huom\n" + "A;b c;0:01;x\n" * (n // 13),
    "one wide row.csv": lambda n: "h1;V;haastateltava;Hyvin se meni.\n" * (n // 50)
    + "h1;V;haastateltava;Hyvin.;" * (n // 75) + "\n",
    "wide cells.tsv": lambda n: "a\t" * n + "\n" + "b\t" * n + "\n" + "c\t" * n + "\n",
    "groups.rtf": lambda n: "{\\rtf1 " + "{" * n + "V: a" + "}" * n + "}",
    "cells.rtf": lambda n: "{\\rtf1 " + "\\trowd a\\cell b\\cell\\row" * (n // 24) + "}",
    "half rows.rtf": lambda n: "{\\rtf1 " + "\\trowd " * (n // 7) + "}",
    "notes.rtf": lambda n: "{\\rtf1 " + "{\\footnote " * (n // 11) + "a" + "}" * (n // 11) + "}",
    "key.toml": lambda n: "a" + ".a" * n + " = 1\n",
    "table.toml": lambda n: "[" + "a." * n + "a]\n",
    "tables.toml": lambda n: "[[themes]]\n" * (n // 11),
    "themes.toml": lambda n: "".join(f'[[themes]]\ncode = "k{k}"\n' for k in range(n // 24)),
    "codebook_rows.csv": lambda n: "code,name\n" + "".join(f"k{k},a\n" for k in range(n // 8)),
    "sheet_columns.csv": lambda n: "statement_id,theme" + ",x" * (n // 2) + "\na,b\n",
    "sheet_rows.csv": lambda n: "statement_id,theme\n" + "a:1,x\n" * (n // 6),
    "participants_rows.csv": lambda n: "participant\n" + "".join(f"p{k}\n" for k in range(n // 6)),
    "identifiers_word.txt": lambda n: "a" * n,
    "identifiers_capitals.txt": lambda n: "ABC-" * (n // 4),
    "identifiers_telephones.txt": lambda n: "040 1234567, " * (n // 13),
    "guide_lines.txt": lambda n: "Miten menee ja miksi näin?\n" * (n // 27),
}  # fmt: skip


def growing(folder, size):
    """Yield the paths of the growing structures, each written at about so many bytes."""
    for name in GROWING:
        yield grown(folder, name, size)
    yield from _grown_archives(folder, size)


def grown(folder, name, size):
    """Write one growing structure, and return its path."""
    if name not in GROWING:
        return next(path for path in _grown_archives(folder, size) if path.name == name)
    path = folder / name.replace(" ", "_")
    path.write_text(GROWING[name](size), "utf-8")
    return path


def _grown_archives(folder, size):
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    p = "<w:p><w:r><w:t>V: a</w:t></w:r></w:p>"
    cell, end = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{k}"><w:basedOn w:val="s{(k + 1) % (size // 90)}"/></w:style>'
        for k in range(size // 90)
    )
    used = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="s{k}"/></w:pPr><w:r><w:t>V: a</w:t></w:r></w:p>'
        for k in range(size // 90)
    )
    for name, body, own in (
        ("nested", cell * (size // 60) + p + end * (size // 60), ""),
        ("nested40", cell * 40 + p * (size // 40) + end * 40, ""),
        ("wide", f"<w:tbl><w:tr>{f'<w:tc>{p}</w:tc>' * (size // 50)}</w:tr></w:tbl>", ""),
        ("spans", "<w:tbl><w:tr>" + "<w:tc><w:tcPr><w:gridSpan w:val='9999999'/></w:tcPr></w:tc>"
         * (size // 60) + "</w:tr></w:tbl>", ""),
        ("styles", used, styles),
        ("boxes", "<w:p><w:r>" + "<w:pict><w:txbxContent><w:p><w:r>" * (size // 40)
         + "</w:r></w:p></w:txbxContent></w:pict>" * (size // 40) + "</w:r></w:p>" + p, ""),
        ("runs", "<w:p>" + "<w:r><w:t>a</w:t></w:r>" * (size // 22) + "</w:p>", ""),
    ):  # fmt: skip
        with zipfile.ZipFile(folder / f"{name}.docx", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                "word/document.xml", f"<w:document {w}><w:body>{body}</w:body></w:document>"
            )
            archive.writestr("word/styles.xml", f"<w:styles {w}>{own}</w:styles>")
            archive.writestr(
                "word/_rels/document.xml.rels",
                '<Relationships><Relationship Id="r" Type="x/styles" Target="styles.xml"/></Relationships>',
            )
        yield folder / f"{name}.docx"
    o = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
                 for short in ("office", "text", "table", "style"))  # fmt: skip
    cell = "<table:table><table:table-row><table:table-cell>"
    end = "</table:table-cell></table:table-row></table:table>"
    p = "<text:p>V: a</text:p>"
    for name, body in (
        ("nested", cell * (size // 90) + p + end * (size // 90)),
        ("nested40", cell * 40 + p * (size // 20) + end * 40),
        ("repeated", "<table:table><table:table-row>" + '<table:table-cell table:number-columns-repeated="999999"/>'
         * (size // 60) + "</table:table-row></table:table>" + p),
        ("spans", "<text:p>" + "<text:span>" * (size // 24) + "a" + "</text:span>" * (size // 24) + "</text:p>"),
    ):  # fmt: skip
        with zipfile.ZipFile(folder / f"{name}.odt", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                "content.xml",
                f"<office:document-content {o}><office:body><office:text>{body}</office:text>"
                "</office:body></office:document-content>",
            )
        yield folder / f"{name}.odt"
    source = ('<TextSource guid="{0:08x}-0000-0000-0000-000000000000" name="a" '
              'plainTextPath="internal://a.txt"/>')  # fmt: skip
    sources = "".join(source.format(k) for k in range(size // 100))
    with zipfile.ZipFile(folder / "same names.qdpx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "project.qde",
            f'<Project xmlns="urn:QDA-XML:project:1.0" name="x"><Sources>{sources}</Sources></Project>',
        )
        archive.writestr("sources/a.txt", "H: Miten?\nV: Hyvin.\n")
    yield folder / "same names.qdpx"
    yield from many_sources(folder, size)


def many_sources(folder, size):
    """Write a project of many short transcripts, and yield its path."""
    source = '<TextSource guid="{0:08x}-0000-0000-0000-000000000000" name="{0}" plainTextPath="internal://{0}.txt"/>'
    with zipfile.ZipFile(folder / "many sources.qdpx", "w") as archive:
        sources = "".join(source.format(k) for k in range(size // 300))
        archive.writestr(
            "project.qde",
            f'<Project xmlns="urn:QDA-XML:project:1.0" name="x"><Sources>{sources}</Sources></Project>',
        )
        for k in range(size // 300):
            archive.writestr(f"sources/{k}.txt", "H: Miten?\nV: Hyvin.\n")
    yield folder / "many sources.qdpx"
