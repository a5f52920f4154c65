"""The script for forms keeps its promises to pages: small, unchanged under its version, and safe under a strict CSP."""

import base64
import gzip
import hashlib
import re

import pytest

from leadgate.contracts.browser_scripts import INTEGRITY, script_of
from tests.openapi_schemas import CONTRACTS

STATIC = CONTRACTS / "static"
versions = pytest.mark.parametrize("version", INTEGRITY)


def text_of(version: str) -> str:
    text = script_of(version)
    assert text is not None
    return text


def test_every_version_that_lies_there_is_recorded_and_every_recorded_one_lies_there() -> None:
    assert {path.parent.name for path in STATIC.glob("*/leadgate.js")} == set(INTEGRITY)


@versions
def test_a_version_says_what_it_said_when_it_was_recorded(version: str) -> None:
    digest = base64.b64encode(hashlib.sha384(text_of(version).encode()).digest()).decode()
    assert INTEGRITY[version] == f"sha384-{digest}", "a changed script is a new version: a new folder and a new line"


@versions
def test_a_version_is_smaller_than_5_kb_gzipped(version: str) -> None:
    assert len(gzip.compress(text_of(version).encode(), 9, mtime=0)) < 5_000


@versions
def test_a_version_runs_under_a_strict_content_security_policy(version: str) -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b|cssText|\"style\""
    )
    assert not re.search(forbidden, text_of(version))


@versions
def test_a_version_is_in_ascii_but_for_what_people_read(version: str) -> None:
    # Pages in another charset read the script by the charset that it is served with, files on disk may not.
    assert set(re.findall(r"[^\x00-\x7f]", text_of(version))) <= {"…"}


@pytest.mark.parametrize("version", ["", "v0", "..", "v1/", "V1"])
def test_no_other_version_is_there(version: str) -> None:
    assert script_of(version) is None
