"""The script for forms on web pages, by the version in its path: what a version says never changes."""

from importlib import resources

# Pages name these hashes, and browsers run nothing else under them. A change of the script is a new version: a new
# folder and a new line; the old ones stay as long as pages may name them.
INTEGRITY = {
    "v1": "sha384-LBUcB6LUaTseoWPlr6zygntzjJ5D7PbsH/3Aq9Hdg3+had3UQA8n2giByg7m/aSQ",
}


def script_of(version: str) -> str | None:
    """Give the text of a version of the script, None when there is no such version."""
    if version not in INTEGRITY:
        return None
    return resources.files("leadgate.contracts").joinpath("static", version, "leadgate.js").read_text("utf-8")
