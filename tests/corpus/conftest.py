import zipfile

import pytest


@pytest.fixture
def save(tmp_path):
    """Return a function that writes a file into the test's folder and returns its path."""

    def write(name, content, encoding="utf-8"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode(encoding)
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def write_odt():
    """Return a function that writes an OpenDocument text of raw XML and returns its path."""
    return odt


def odt(path, body, styles=""):
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for name, long in {"office": "office", "text": "text", "table": "table", "style": "style",
                           "draw": "drawing", "fo": "xsl-fo-compatible"}.items()
    )  # fmt: skip
    xml = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", xml)
    return path
