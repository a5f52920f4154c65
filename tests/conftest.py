"""What the process of every suite needs before the package is imported: names for logs and metrics, and patience."""

import os

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "leadgate-tests")
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "LeadgateTests")
os.environ.setdefault("LOG_LEVEL", "INFO")

# No deadline for an example, nor for making examples: the machine may be busy with other work. The same examples every
# time, so that a change is judged by what it changes; new ones come from `make fuzz`.
settings.register_profile("unhurried", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    """Expect that some invocations have nothing to count."""
    config.addinivalue_line("filterwarnings", "ignore:No application metrics to publish:UserWarning")


class ByFile(LoadScopeScheduling):
    """Gives each worker whole files, whose tests share a fixture or a count, and one of them the whole e2e suite."""

    def _split_scope(self, nodeid: str) -> str:
        # There is one deployed stack, and the other workers are busy while its tests wait for it.
        return "tests/e2e" if nodeid.startswith("tests/e2e/") else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Share the files out in the order of the suite: the end-to-end tests begin early, for they take longest."""
    config.option.loadscopereorder = False
    return ByFile(config, log)
