"""A pytest plugin: Hypothesis reports the first failure that it finds; to look for the smallest takes ten times as long."""

from __future__ import annotations

from hypothesis import Phase, settings

settings.register_profile("first failure", phases=[Phase.explicit, Phase.generate])
settings.load_profile("first failure")
