"""Every function runs on what AWS gives it: its own folder, the layer, and boto3; nothing of our venv."""

import os
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

FUNCTIONS = ["Intake", "Status", "Authorizer", "Relay", "Qualify"]
# What the Lambda runtime for Python brings along.
RUNTIME = ["boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six.py", "urllib3"]
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds boto3 and its dependencies and nothing else."""
    folder = tmp_path_factory.mktemp("runtime")
    installed = Path(boto3.__file__).parents[1]
    for name in RUNTIME:
        (folder / name).symlink_to(installed / name)
    return folder


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_needs_nothing_but_the_layer_and_boto3(name: str, built: Path, runtime: Path) -> None:
    path = [str(built / f"{name}Function"), str(built / "CommonLayer" / "python"), str(runtime)]
    program = f"import sys; sys.path[:0] = {path!r}; import app; assert callable(app.handler)"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", program],
        env={"PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "eu-central-1"} | variables(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def variables() -> dict[str, str]:
    return {
        "LEADGATE_TABLE": "table",
        "LEADGATE_SALT_ARN": "arn:aws:secretsmanager:eu-central-1:000000000000:secret:salt",
        "LEADGATE_SECRETS": "leadgate/connections",
        "LEADGATE_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/000000000000/queue",
    }


def test_the_layer_is_small(built: Path) -> None:
    files = [file for file in (built / "CommonLayer").rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= 25 * MEGABYTE


def test_the_layer_brings_no_second_boto3(built: Path) -> None:
    names = {entry.name for entry in (built / "CommonLayer" / "python").iterdir()}
    assert not names & {"boto3", "botocore", "s3transfer"}
