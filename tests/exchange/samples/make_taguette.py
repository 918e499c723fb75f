"""Make taguette.sql and exports with Taguette (pip install taguette==1.5.2), as its server does."""

import asyncio
import datetime
import sqlite3
import sys
from pathlib import Path

from taguette import convert, database, export, extract

CONFIG = {"CONVERT_TO_HTML_TIMEOUT": 60, "HTML_OUT_SIZE_LIMIT": 10**7}
HTML = (
    "<h1>Haastattelu</h1><p>H: Mitä hyötyä siitä on?</p>"
    "<p>V: Rajapinnat <b>puuttuvat</b> 😀 kokonaan. "
    "KELA:lle siitä on iloa &amp; hyötyä.</p>"
    "<ul><li>V: Ensimmäinen</li><li>V: Toinen asia.</li></ul>"
)
MORE = "<p>H: Mitä hyötyä?</p>\n<p>V: Kanta toimii, se on vahvuus.</p>\n<p>En minä muuta.</p>\n"
#: Document, words, coder, tags.
CODED = [
    (0, "Rajapinnat puuttuvat 😀 kokonaan.", "maija", ["tekniikka.rajapinnat", "ongelma"]),
    (0, "Rajapinnat puuttuvat 😀 kokonaan.", "pekka", ["ongelma"]),
    (0, "Ensimmäinen", "maija", ["ongelma"]),
    (1, "Kanta toimii, se on vahvuus.", "pekka", ["hyöty"]),
]


def main(target):
    file = Path(target).with_suffix(".sqlite3")
    file.unlink(missing_ok=True)
    session = database.connect(f"sqlite:///{file}")()
    created = datetime.datetime(2026, 3, 1, 9)
    session.add_all(database.User(login=name, created=created) for name in ("maija", "pekka"))
    project = database.Project(name="Kokeilu", description="Pieni.", created=created)
    session.add(project)
    tags = {}
    for path in ("ongelma", "hyöty", "tekniikka", "tekniikka.rajapinnat"):
        tags[path] = database.Tag(path=path, description=f"Mitä {path} on.", project=project)
    session.add_all(tags.values())
    bodies = [(HTML.encode(), "text/html", "h01.html"), (MORE.encode(), "text/html", "h02.html")]
    documents = []
    head = b'<html><head><meta charset="utf-8"></head><body>'
    for data, kind, name in bodies:
        html = asyncio.run(convert.to_html(head + data, kind, name, CONFIG))
        documents.append(
            database.Document(
                name=name, description="", filename=name, created=created, project=project,
                contents=html, text_direction=database.TextDirection.LEFT_TO_RIGHT,
            )
        )  # fmt: skip
    session.add_all(documents)
    session.flush()
    for number, words, user, codes in CODED:
        document = documents[number]
        whole = convert.html_to_plaintext(document.contents)
        nodes = "".join(extract.BeautifulSoup(document.contents, "html5lib").find_all(string=True))
        assert words in whole, whole
        start = len(nodes[: nodes.index(words)].encode("utf-8"))
        end = start + len(words.encode("utf-8"))
        snippet = extract.extract(document.contents, start, end)
        assert convert.html_to_plaintext(snippet).strip() == words, snippet
        highlight = database.Highlight(
            document=document, start_offset=start, end_offset=end, snippet=snippet
        )
        session.add(highlight)
        session.flush()
        chosen = sorted(tags[code].id for code in codes)
        rows = [{"highlight_id": highlight.id, "tag_id": one} for one in chosen]
        session.execute(database.highlight_tags.insert(), rows)
        command = database.Command.highlight_add(user, document, highlight, chosen)
        command.date = created
        session.add(command)
    session.commit()
    _export(session, project, Path(target).parent)
    session.close()
    with sqlite3.connect(file) as source:
        Path(target).write_text("\n".join(source.iterdump()) + "\n", "utf-8")
    file.unlink()


class Locale:
    """English, as its catalogues have it."""

    def translate(self, message, *_):
        return message

    def pgettext(self, _, message, *__):
        return message


def _export(session, project, folder):
    export.highlights_xslx(session, project.id, "", str(folder / "taguette_highlights.xlsx"))
    with (folder / "taguette_highlights.csv").open("w", encoding="utf-8", newline="") as file:
        export.highlights_csv(session, project.id, "", file)
    export.codebook_xlsx(list(project.tags), str(folder / "taguette_codebook.xlsx"))
    page = export._render_string(
        "export_highlights.html", Locale(), path="",
        highlights=export._get_highlights_for_export(session, project.id, ""),
    )  # fmt: skip
    (folder / "taguette_highlights.html").write_text(page, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("taguette.sql"))
