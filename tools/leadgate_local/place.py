"""Where one local stack keeps its files, and the environment in which its programs run."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REGION = "eu-central-1"
HOST = "127.0.0.1"
# The emulator's root caller; it opens nothing but the emulator.
CREDENTIAL = "test"


@dataclass(frozen=True, slots=True)
class Place:
    """A local stack's folder below the repository, and what lies in it."""

    folder: Path = ROOT / ".local"
    stack_name: str = "leadgate"
    stage: str = "local"
    keeps_state: bool = True
    wanted_port: int | None = None

    @property
    def state(self) -> Path:
        """Return the folder in which the emulator keeps its state between two runs."""
        return self.folder / "state"

    @property
    def emulator(self) -> Path:
        """Return the file that says which process is this stack's emulator."""
        return self.folder / "emulator.json"

    @property
    def emulator_log(self) -> Path:
        """Return the emulator's log: also what the functions print."""
        return self.folder / "ministack.log"

    @property
    def sam_log(self) -> Path:
        """Return the log of `sam build` and `sam deploy`."""
        return self.folder / "sam.log"

    @property
    def stack_file(self) -> Path:
        """Return the file that tells people and tools where the stack is."""
        return self.folder / "stack.json"

    @property
    def build(self) -> Path:
        """Return the folder of the built functions, shared by all local stacks."""
        return ROOT / ".aws-sam" / "build"

    def endpoint(self, port: int) -> str:
        """Return the address of the local AWS."""
        return f"http://{HOST}:{port}"


def environment(place: Place, port: int | None = None) -> dict[str, str]:
    """Return the variables for a child process, without a trace of the user's own AWS account."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LEADGATE_"))}
    silent = dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
    child = (
        kept
        | silent
        | {
            "AWS_ACCESS_KEY_ID": CREDENTIAL,
            "AWS_SECRET_ACCESS_KEY": CREDENTIAL,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "SAM_CLI_TELEMETRY": "0",
            "__SAM_CLI_APP_DIR": str(place.folder / "sam"),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}",
        }
    )
    # A proxy of the company must not see calls to this machine.
    for name in ("NO_PROXY", "no_proxy"):
        child[name] = ",".join(filter(None, (kept.get(name), HOST, "localhost")))
    if port is not None:
        child["AWS_ENDPOINT_URL"] = place.endpoint(port)
    return child
