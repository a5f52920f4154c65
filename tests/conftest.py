"""What the process of every suite needs before the package is imported: names for logs and metrics, and patience."""

import os

import pytest
from hypothesis import settings

os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "leadgate-tests")
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "LeadgateTests")
os.environ.setdefault("LOG_LEVEL", "INFO")

# No deadline for an example: the machine may be busy with other work. The same examples every time, so that a change is
# judged by what it changes; new ones come from `make fuzz`.
settings.register_profile("unhurried", deadline=None, derandomize=True)
settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    """Expect that some invocations have nothing to count."""
    config.addinivalue_line("filterwarnings", "ignore:No application metrics to publish:UserWarning")
