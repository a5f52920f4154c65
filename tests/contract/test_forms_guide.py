"""The guide to forms says what the script does: its hash, its attributes, what it keeps, and pictures."""

import re
from pathlib import Path

from leadgate.contracts.browser_scripts import INTEGRITY, script_of

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/forms.md").read_text("utf-8")
VERSION, HASH = list(INTEGRITY.items())[-1]
SCRIPT = script_of(VERSION) or ""


def test_the_guide_names_the_newest_version_with_its_hash() -> None:
    assert f'/static/{VERSION}/leadgate.js"\n  integrity="{HASH}"' in GUIDE
    assert set(re.findall(r"sha384-[^\"]+", GUIDE)) == {HASH}


def test_the_guide_names_every_attribute_of_the_script_and_no_other() -> None:
    texts = re.findall(r"^    ([A-Z]\w+): \"", SCRIPT, re.MULTILINE)
    read = {"data-form", "data-endpoint", "data-wait", "data-leadgate", "data-honeypot"}
    assert all(name.removeprefix("data-") in SCRIPT for name in read)
    of_others = {"data-sitekey"}
    named = set(re.findall(r"data-[a-z-]+", GUIDE)) - of_others
    assert named == read | {f"data-text-{name.lower()}" for name in texts}


def test_the_guide_names_every_class_that_the_script_gives() -> None:
    assert set(re.findall(r"leadgate-[a-z]+", SCRIPT)) == set(re.findall(r"\.(leadgate-[a-z]+)", GUIDE))


def test_the_guide_names_everything_that_the_script_takes_from_an_address() -> None:
    taken = re.findall(r'"(utm_\w+|\w+clid|li_fat_id)"', SCRIPT)
    assert len(taken) == 9
    assert all(f"`{name}`" in GUIDE for name in taken)


def test_the_pictures_are_there_and_small() -> None:
    pictures = [ROOT / "docs" / name for name in re.findall(r"\]\((images/\w+\.png)\)", GUIDE)]
    assert len(pictures) == 3
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)
    assert sum(picture.stat().st_size for picture in pictures) < 150_000
