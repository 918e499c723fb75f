"""How every test is run."""

from hypothesis import settings

# How long an example takes says how busy the machine is, not whether the example holds.
settings.register_profile("aineisto", deadline=None)
settings.load_profile("aineisto")
