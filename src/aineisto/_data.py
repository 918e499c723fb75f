"""The old place of `aineisto.core.data`."""

from aineisto.core.data import *  # noqa: F403
