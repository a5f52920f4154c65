"""Deploys the built template to the local AWS with `sam deploy`."""

from leadgate_local.build import architecture
from leadgate_local.emulator import Emulator
from leadgate_local.gateway import complete_gateway
from leadgate_local.place import REGION, ROOT, Place, environment
from leadgate_local.sam import run_sam
from leadgate_local.stack import Stack, aws

ARTIFACTS = "leadgate-local-artifacts"


def deploy(place: Place, emulator: Emulator, **parameters: str) -> Stack:
    """Create or update the stack and return where it is; `parameters` override the template's."""
    env = environment(place, emulator.port)
    _make_bucket(place.endpoint(emulator.port))
    chosen = {"Architecture": architecture(), "Stage": place.stage, "AccessLogs": "none"} | parameters
    run_sam(
        [
            "deploy",
            f"--config-file={ROOT / 'samconfig.toml'}",
            "--config-env=local",
            f"--template-file={place.build / 'template.yaml'}",
            f"--stack-name={place.stack_name}",
            f"--s3-bucket={ARTIFACTS}",
            f"--region={REGION}",
            "--parameter-overrides",
            *(f"{name}={value}" for name, value in chosen.items()),
        ],
        place,
        env,
        f"Read the log, and what the local AWS says in {place.emulator_log}; "
        "if the stack is beyond repair, `make clean` starts from nothing.",
    )
    stack = Stack.of(place, emulator)
    complete_gateway(stack, place.build / "template.yaml")
    return stack


def _make_bucket(endpoint: str) -> None:
    s3 = aws("s3", endpoint)
    if ARTIFACTS not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=ARTIFACTS, CreateBucketConfiguration={"LocationConstraint": REGION})
