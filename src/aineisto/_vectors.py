"""The old place of `aineisto.core.vectors`."""

from aineisto.core.vectors import *  # noqa: F403
