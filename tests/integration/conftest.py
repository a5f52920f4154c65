"""One service for each module, emptied after each test."""

from collections.abc import Iterator

import pytest

from tests.integration.service import Service, running_service


@pytest.fixture(scope="module")
def module_service() -> Iterator[Service]:
    """The service that the tests of a module share."""
    with running_service() as service:
        yield service


@pytest.fixture
def service(module_service: Service) -> Iterator[Service]:
    """The service without any lead."""
    yield module_service
    module_service.clear()
