"""The study in a browser, on the coder's own machine: for those who never saw a notebook."""

from aineisto.page._app import make_app
from aineisto.page._serve import serve

__all__ = ["make_app", "serve"]
