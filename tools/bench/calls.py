"""AWS calls, item sizes and cost of a lead's way through the real handlers, counted at botocore."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3

from bench.counted_aws import TABLE, counted_aws, item_bytes
from bench.prices import per_million
from leadgate_cli.setting_up import apply_setup
from leadgate_cli.setup_document import read_setup
from leadgate_cli.target import Target

ROOT = Path(__file__).resolve().parents[2]
_CONTEXT = SimpleNamespace(
    function_name="bench",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:x:0:function:b",
    aws_request_id="b",
)


def measure() -> dict[str, float]:
    """Send leads through the handlers with everything warm, and count.

    Returns:
        `intake.new.aws_calls` (a new lead by `POST /leads`), `intake.demo.aws_calls` (a new demo request, decided in
        the request), `qualify.changed.aws_calls` (a decision and its routing in the worker),
        `qualify.unchanged.aws_calls` (the same message again), `lead.item_bytes` (a decided lead),
        `decision.item_bytes`, and `cost.per_million_leads_usd` for a million demo requests.
    """
    with counted_aws() as ledger:
        target = Target(TABLE, "none", boto3.client("dynamodb"), boto3.client("apigateway"))
        apply_setup(read_setup(ROOT / "setup" / "demo.yaml"), target)
        intake, qualify = _load("intake"), _load("qualify")
        _post(intake, "demo-request.qualified", "warm@firm.example")
        _nudge(qualify, _post(intake, "lead.accepted", "warm2@firm.example", title="VP Sales", signals=[_trial()]))
        ledger.take()

        lead_id = _post(intake, "lead.accepted", "new@firm.example", title="VP Sales", signals=[_trial()])
        new = ledger.take()
        _nudge(qualify, lead_id)
        changed = ledger.take()
        _nudge(qualify, lead_id)
        unchanged = ledger.take()
        demo_id = _post(intake, "demo-request.qualified", "demo@firm.example")
        demo = ledger.take()
        sizes = _sizes(demo_id)
    # A demo request's nudge still arrives, finds nothing to do, and is paid for.
    price = per_million(demo, unchanged)
    return {
        "intake.new.aws_calls": new.calls.total(),
        "intake.demo.aws_calls": demo.calls.total(),
        "qualify.changed.aws_calls": changed.calls.total(),
        "qualify.unchanged.aws_calls": unchanged.calls.total(),
        **sizes,
        "cost.per_million_leads_usd": price,
    }


def _load(function: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bench_{function}", ROOT / "functions" / function / "app.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(function)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _post(intake: ModuleType, sample: str, email: str, **changes: object) -> str:
    event = json.loads((ROOT / "events" / "intake" / f"{sample}.json").read_text("utf-8"))
    event["headers"] = event["multiValueHeaders"] = {"Content-Type": "application/json", "Prefer": "wait=10"}
    event["multiValueHeaders"] = {name: [value] for name, value in event["headers"].items()}
    event["body"] = json.dumps(json.loads(event["body"]) | {"email": email} | changes)
    answer = json.loads(intake.handler(event, _CONTEXT)["body"])
    return str(answer["lead_id"])


def _nudge(qualify: ModuleType, lead_id: str) -> None:
    record = {"messageId": "1", "body": json.dumps({"lead_id": lead_id})}
    failed: dict[str, Any] = qualify.handler({"Records": [record]}, _CONTEXT)
    if failed["batchItemFailures"]:
        raise RuntimeError(f"the worker gave {lead_id} back")


def _trial() -> dict[str, object]:
    return {"type": "trial_start", "at": "2026-05-02T08:00:00Z"}


def _sizes(lead_id: str) -> dict[str, float]:
    items = boto3.client("dynamodb").scan(TableName=TABLE)["Items"]
    leads = [item for item in items if item["sk"]["S"] == "LEAD" and item["id"]["S"] == lead_id]
    decisions = [item for item in items if item["sk"]["S"] == "DECISION" and item["lead_id"]["S"] == lead_id]
    return {"lead.item_bytes": item_bytes(leads[0]), "decision.item_bytes": item_bytes(decisions[0])}
