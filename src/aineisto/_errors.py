"""The old place of `aineisto.core.errors`."""

from aineisto.core.errors import *  # noqa: F403
