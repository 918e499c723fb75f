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
