"""Keeps the libraries that aineisto stands on off the network.

Imported with the package itself, before any of them: onnxruntime decides in its own import
whether it makes a device id under ``~/.cache/Microsoft`` and reports what it does, and turning
its events off afterwards is too late.
"""

from __future__ import annotations

import os
import sys

_SWITCH = "ORT_DISABLE_TELEMETRY"
#: Said to every library that asks. Processes that are started later inherit them.
_SWITCHES = {_SWITCH: "1", "HF_HUB_DISABLE_TELEMETRY": "1"}

#: Whether onnxruntime was imported before aineisto, with its telemetry on.
_too_late = "onnxruntime" in sys.modules and os.environ.get(_SWITCH) != "1"


def silence() -> None:
    """Turn the telemetry of other libraries off, for this process and those that it starts."""
    os.environ.update(_SWITCHES)


def say_if_too_late() -> None:
    """Warn when onnxruntime has begun to report before aineisto could turn that off."""
    if _too_late:
        import warnings

        from aineisto.core.errors import AineistoWarning

        warnings.warn(
            "onnxruntime was imported before aineisto and may report its use to its maker. "
            f"Import aineisto first, or set {_SWITCH}=1 before Python starts.",
            AineistoWarning,
            stacklevel=2,
        )


silence()
