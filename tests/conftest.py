"""What the process of every suite needs before the package is imported: names for logs and metrics."""

import os

import pytest

os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "leadgate-tests")
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "LeadgateTests")
os.environ.setdefault("LOG_LEVEL", "INFO")


def pytest_configure(config: pytest.Config) -> None:
    """Expect that some invocations have nothing to count."""
    config.addinivalue_line("filterwarnings", "ignore:No application metrics to publish:UserWarning")
