"""How long each function takes to import, as a ratio to a bare handler with the same clients and tools."""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 11
_TOOLS = (
    "from aws_lambda_powertools import Logger, Metrics",
    "logger, metrics = Logger(), Metrics()",
)
_RESOLVER = ("from aws_lambda_powertools.event_handler import APIGatewayRestResolver", "app = APIGatewayRestResolver()")

# What a handler of the same kind cannot do without: its clients, logger and metrics, and for HTTP its resolver.
BARE = {
    "intake": (("dynamodb", "secretsmanager"), (*_TOOLS, *_RESOLVER)),
    "status": (("dynamodb", "secretsmanager"), (*_TOOLS, *_RESOLVER)),
    "lifecycle": (("dynamodb", "secretsmanager"), (*_TOOLS, *_RESOLVER)),
    "admin": (("dynamodb", "secretsmanager"), (*_TOOLS, *_RESOLVER)),
    "qualify": (("dynamodb",), _TOOLS),
    "relay": (("sqs",), _TOOLS),
    "authorizer": (("dynamodb",), _TOOLS),
}


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """Import every function and its bare twin in turn, each time in a fresh process.

    Args:
        rounds: how often each is started; one more round, which warms the file cache, is not counted.

    Returns:
        `import.<function>.ratio`: the median import time of the function over that of the bare handler, and
        `import.<function>.extra_ms`, the difference of the medians in milliseconds.
    """
    figures: dict[str, float] = {}
    for function, (clients, lines) in BARE.items():
        bare = "\n".join(("import boto3", *(f"boto3.client({name!r})" for name in clients), *lines))
        times: dict[str, list[float]] = {"bare": [], "ours": []}
        for attempt in range(rounds + 1):
            for name, code, folder in (("bare", bare, ROOT), ("ours", "import app", ROOT / "functions" / function)):
                seconds = _import(code, folder)
                if attempt:
                    times[name].append(seconds)
        ours, base = median(times["ours"]), median(times["bare"])
        figures[f"import.{function}.ratio"] = round(ours / base, 3)
        figures[f"import.{function}.extra_ms"] = round((ours - base) * 1000, 1)
    return figures


def _import(code: str, folder: Path) -> float:
    program = f"from time import perf_counter as now\nstart = now()\n{code}\nprint(now() - start)"
    return float(run_cold(program, folder))


def run_cold(program: str, folder: Path, given: bytes = b"") -> bytes:
    """Run a program in a fresh process that can import what the function of a folder can, and is configured as it is.

    Args:
        program: Python.
        folder: of the function, with its `app.py`.
        given: what the program can read.

    Returns:
        What it printed.
    """
    env = os.environ | {
        "PYTHONPATH": f"{folder}{os.pathsep}{ROOT / 'layers/common/python'}",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "LEADGATE_TABLE": "bench",
        "LEADGATE_SALT_ARN": "bench",
        "LEADGATE_SECRETS": "bench",
        "LEADGATE_QUEUE_URL": "bench",
        "POWERTOOLS_SERVICE_NAME": "bench",
        "POWERTOOLS_METRICS_NAMESPACE": "Leadgate",
    }
    return subprocess.run([sys.executable, "-c", program], env=env, input=given, capture_output=True, check=True).stdout  # noqa: S603
