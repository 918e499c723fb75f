"""The old place of `aineisto.core.figures`."""

from aineisto.core.figures import *  # noqa: F403
