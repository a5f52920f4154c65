"""Settings of hypothesis for the policy tests: no deadline, because the machine may be busy with other work."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None, derandomize=True)
settings.load_profile("unhurried")
