"""Posts the sample demo request and shows what came of it, and what to try next."""

import json
from typing import Any

import httpx
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from leadgate.contracts.policy import compile_policy
from leadgate.domain.policy import Policy, load_policy
from leadgate_local.place import ROOT
from leadgate_local.stack import Stack
from leadgate_local.trouble import StepFailed

POLICY = ROOT / "layers" / "common" / "python" / "leadgate" / "policies" / "inbound-saas.yaml"
SAMPLE = ROOT / "events" / "intake" / "demo-request.qualified.json"
_MARKS = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[yellow]?[/]"}
_COLOURS = {"qualified": "bold green", "needs_info": "bold yellow", "nurture": "bold cyan", "review": "bold magenta"}


class DemoFailed(StepFailed):
    """The stack answered the sample in a way that it should not."""


def show_demo(stack: Stack, console: Console) -> None:
    """Post the sample, then print the decision, the status and the next commands.

    Args:
        stack: a deployed and seeded stack.
        console: where to print.

    Raises:
        StepFailed: the API did not answer, or not as it should.
    """
    with httpx.Client(base_url=stack.api_url, timeout=30, trust_env=False) as api:
        body = json.loads(SAMPLE.read_text("utf-8"))["body"]
        # The first request also waits until the functions have started; any later one needs no such header.
        answer = _call(api, "POST", "/demo-requests", stack.keys["intake"], content=body, wait="10")
        reader = stack.keys["cadence"]
        decision = _call(api, "GET", f"/decisions/{answer['decision_id']}", reader)
        status = _call(api, "GET", f"/status?lead_id={answer['lead_id']}", reader)
    posted = json.loads(body)
    console.print(f"\n[bold]{escape(posted['full_name'])}[/], {escape(posted['title'])}, asked for a demo.")
    _show_decision(answer, decision, console)
    _show_status(status, console)
    _show_next(stack, answer, console)


def _call(
    api: httpx.Client, method: str, path: str, key: str, *, content: str | None = None, wait: str | None = None
) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    if wait:
        headers["Prefer"] = f"wait={wait}"
    try:
        response = api.request(method, path, headers=headers, content=content)
    except httpx.HTTPError as wrong:
        raise DemoFailed(f"{method} {path} got no answer: {wrong}", "Run `make run` again.") from None
    if response.status_code != 200:
        raise DemoFailed(
            f"{method} {path} was answered with {response.status_code}: {response.text[:500]}",
            "Look into .local/ministack.log, then run `make run` again; `make clean` starts from nothing.",
        )
    found: dict[str, Any] = response.json()
    return found


def _show_decision(answer: dict[str, Any], decision: dict[str, Any], console: Console) -> None:
    outcome = answer["outcome"]
    reason = f" ({answer['reason']})" if answer["reason"] else ""
    console.print(f"Decision: [{_COLOURS.get(outcome, 'bold red')}]{outcome}{reason}[/]", end="  ")
    console.print("  ".join(f"{_MARKS[value]} {gate}" for gate, value in decision["gates"].items()))
    owner = answer["owner"]
    if owner:
        console.print(f"Owner: [bold]{escape(owner['name'])}[/] of pool {escape(str(decision['route']))}; "
                      f"the visitor may book at {escape(str(answer['next_step']['booking_url']))}")  # fmt: skip
    console.print(_reasons(decision))
    low, high = decision["score"]["total"]
    points = f"{low}" if low == high else f"{low} to {high}"
    console.print(f"Score {points}, grade {decision['score']['grade']}: ranks who is called first, decides nothing.")


def _reasons(decision: dict[str, Any]) -> Table:
    """What spoke for the decision or is still open; what simply does not apply is only counted."""
    table = Table(title="Why", title_justify="left", box=None, padding=(0, 2, 0, 0), show_header=False)
    means = {rule.id: rule.says or rule.id for rule in _policy().rules}
    quiet = 0
    for rule, seen in decision["trace"].items():
        known = {name: reading for name, reading in seen["values"].items() if reading["value"] is not None}
        if seen["result"] is False or not known:
            quiet += 1
            continue
        values = ", ".join(f"{name} = {_short(reading)}" for name, reading in known.items())
        table.add_row(_MARKS[seen["result"]], escape(means.get(rule, rule)), f"[dim]{escape(values)}[/]")
    table.add_row("", f"[dim]and {quiet} rules that do not apply[/]", "")
    return table


def _policy() -> Policy:
    compiled = compile_policy(POLICY.read_text("utf-8"), name=POLICY.name).compiled
    return load_policy(compiled or {})


def _short(reading: dict[str, Any]) -> str:
    text = "unknown" if reading["value"] is None else json.dumps(reading["value"], ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"


def _show_status(status: dict[str, Any], console: Console) -> None:
    console.print("\n[bold]What a cadence tool is told[/] (GET /status)")
    told = {name: status[name] for name in ("stage", "outcome", "cadence_action", "owner_email", "grade", "version")}
    console.print("  " + "  ".join(f"{name}: [cyan]{escape(str(value))}[/]" for name, value in told.items()))


def _show_next(stack: Stack, answer: dict[str, Any], console: Console) -> None:
    lines = [
        f"API={stack.api_url}",
        f"INTAKE={stack.keys['intake']}",
        f"CADENCE={stack.keys['cadence']}",
        f"ADMIN={stack.keys['admin']}",
        "curl -s $API/demo-requests -H \"Authorization: Bearer $INTAKE\" -H 'Content-Type: application/json' "
        '-d \'{"email": "nora@firm.example", "title": "VP Sales", "company": {"employees": 240}}\'',
        'curl -s "$API/status?email=nora@firm.example" -H "Authorization: Bearer $CADENCE"',
        f'curl -s $API/decisions/{answer["decision_id"]} -H "Authorization: Bearer $CADENCE"',
        f'curl -s $API/leads/{answer["lead_id"]}/timeline -H "Authorization: Bearer $CADENCE"',
        "curl -s $API/forms/demo -d 'email=otto@firm.example' -d 'Firma=Firm GmbH' -d 'Mitarbeiter=240' -i",
        f'curl -s -X POST $API/decisions/{answer["decision_id"]}/replay -H "Authorization: Bearer $CADENCE"',
        'curl -s $API/policies/inbound-saas -H "Authorization: Bearer $ADMIN"',
        "curl -s $API/health",
    ]
    console.print("\n[bold]Try next[/] (these lines work as they stand)")
    for line in lines:
        console.out(f"  {line}", highlight=False)
    console.print(f"\n  The page of the API: [link]{stack.api_url}/docs[/link]   End it all: make stop")
