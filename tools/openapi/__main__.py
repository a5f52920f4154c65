"""Write the API's description, or with `--check` say whether the committed one is still true."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

from openapi.document import build_document, to_text
from openapi.page import render_page

CONTRACTS = Path(__file__).parents[2] / "layers/common/python/leadgate/contracts"
MEND = "PYTHONPATH=tools .venv/bin/python -m openapi"


def made_files() -> dict[str, str]:
    """Make both files.

    Returns:
        The text of each file by its name; they lie beside the contracts, so that the layer ships them.
    """
    document = build_document()
    return {"openapi.json": to_text(document), "openapi.html": render_page(document)}


def differences(made: Mapping[str, str], folder: Path) -> list[str]:
    """Compare what lies in a folder with what was made.

    Args:
        made: the text of each file by its name.
        folder: where the committed files lie.

    Returns:
        The lines of a unified diff; none when all is equal.
    """
    lines: list[str] = []
    for name, wanted in made.items():
        path = folder / name
        found = path.read_text("utf-8") if path.exists() else ""
        before, after = found.splitlines(keepends=True), wanted.splitlines(keepends=True)
        lines += unified_diff(before, after, f"committed/{name}", f"made/{name}")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 when `--check` finds a difference."""
    parser = argparse.ArgumentParser(prog="python -m openapi", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 when the committed files differ")
    made = made_files()
    if parser.parse_args(arguments).check:
        lines = differences(made, CONTRACTS)
        sys.stdout.writelines(lines)
        if lines:
            sys.stderr.write(f"\nThe API's description is not what the code says. To mend it: {MEND}\n")
        return 1 if lines else 0
    for name, text in made.items():
        (CONTRACTS / name).write_text(text, "utf-8")
        sys.stdout.write(f"{name}: {len(text.encode()):,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
