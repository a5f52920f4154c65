"""A real browser for each test, on pages of another origin than the deployed stack's."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadgate.adapters.dynamodb.form_registry import DynamoFormRegistry
from leadgate.domain.form import Form
from leadgate.domain.rates import NO_LIMITS
from leadgate_local.place import ROOT
from tests.e2e.browser.pages import Site, serving
from tests.e2e.browser.visiting import Programs, Visitor
from tests.e2e.driving import Api

UNPACKED = ROOT / ".local/chromium"
"""Where `make browser` unpacks them."""
MAPPING = {"Firma": "company.name", "Mitarbeiter": "company.employees", "Land": "company.country", "Position": "title"}


@pytest.fixture(scope="package")
def site(api: Api) -> Iterator[Site]:
    """The seller's site, whose origin the form `web` of the stack lists."""
    with serving(api.stack.api_url) as site:
        form = Form(
            id="web",
            kind="demo",
            origins=(site.origin,),
            mapping=MAPPING,
            thank_you_url=f"{site.origin}/thanks",
            channel="website",
            # All of these visitors have one address.
            limits=NO_LIMITS,
        )
        DynamoFormRegistry(api.stack.client("dynamodb"), api.stack.table).put(form)
        yield site


@pytest.fixture
def visitor(programs: Programs, site: Site, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody with a new browser, who has never been on the site."""
    visitor = Visitor(site, programs, tmp_path / "profile")
    yield visitor
    visitor.leave()


@pytest.fixture(scope="package")
def programs() -> Programs:
    """Chromium and its driver, of the machine or unpacked; they are no Python packages, so there may be none."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium and driver:
        return Programs(chromium, driver, dict(os.environ))
    found = Programs(str(UNPACKED / "usr/lib/chromium/chromium"), str(UNPACKED / "usr/bin/chromedriver"), unpacked())
    if not Path(found.driver).exists():
        pytest.skip("there is no Chromium with its chromedriver on this machine; `make browser` gets them")
    return found


def unpacked() -> dict[str, str]:
    """The environment in which an unpacked Chromium finds its libraries."""
    folders = {str(library.parent) for library in UNPACKED.rglob("*.so*")}
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(sorted(folders))}
