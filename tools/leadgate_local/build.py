"""Builds the functions and the layer with `sam build`, when something they are made of has changed."""

import hashlib
import json
import platform
from pathlib import Path

from leadgate_local.place import ROOT, Place, environment
from leadgate_local.sam import run_sam

INPUTS = ("template.yaml", "samconfig.toml", "functions", "layers")


def architecture() -> str:
    """Return this machine's processor in Lambda's words."""
    return "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"


def fingerprint() -> str:
    """Return one hash over everything that a build is made of."""
    digest = hashlib.sha256(architecture().encode())
    for path in sorted(_files()):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def build(place: Place) -> bool:
    """Build what the template names; False when the last build is still true."""
    stamp = place.build.parent / "fingerprint.json"
    wanted = {"fingerprint": fingerprint()}
    if (place.build / "template.yaml").exists() and stamp.exists() and json.loads(stamp.read_text()) == wanted:
        return False
    stamp.unlink(missing_ok=True)
    run_sam(
        ["build", "--parallel", "--cached", "--parameter-overrides", f"Architecture={architecture()}"],
        place,
        environment(place),
        "Read the log; a missing import or pin shows there. `make clean` builds from nothing.",
    )
    stamp.write_text(json.dumps(wanted))
    return True


def _files() -> list[Path]:
    found = []
    for name in INPUTS:
        path = ROOT / name
        found += [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return [file for file in found if "__pycache__" not in file.parts and file.suffix != ".pyc"]
