"""Showing one decision to people: the outcome, the gates, every rule with what it saw, and what comes next."""

from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from leadgate.domain.clock import HOUR, MINUTE, Instant, to_rfc3339
from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy import Decision, Reading, RuleTrace

_COLOURS: Final = {
    Outcome.QUALIFIED: "green", Outcome.NEEDS_INFO: "yellow", Outcome.NURTURE: "cyan",
    Outcome.REVIEW: "magenta", Outcome.DISQUALIFIED: "red",
}  # fmt: skip
_MARKS: Final = {True: ("✓", "green"), False: ("✗", "red"), None: ("?", "yellow")}


def explanation(lead: Mapping[str, Any], decision: Decision, now: Instant) -> dict[str, Any]:
    """Give a decision as JSON-able data with everything that explains it."""
    route = decision.route
    lines = [decision.policy.routes[index].text for index in route.passed_over]
    return {
        "id": lead_id(lead),
        "policy": decision.policy.name,
        "version": decision.policy.version,
        "now": to_rfc3339(now),
        **decision.to_document(trace="full"),
        "framework": decision.framework,
        "ask": [{"fact": question.fact, "ask": question.ask, "type": question.type} for question in decision.questions],
        "routing": {"pool": route.pool, "sla_s": route.sla, "passed_over": lines},
        "ill_typed": list(decision.ill_typed),
        "stale": list(decision.stale),
    }


def lead_id(lead: Mapping[str, Any]) -> str | int | None:
    """Give the id of a lead document, None when it has no usable one."""
    found = lead.get("id")
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None


def show_decision(console: Console, lead: Mapping[str, Any], decision: Decision, now: Instant) -> None:
    """Print a decision for people."""
    console.print(_headline(lead, decision, now))
    console.print(_gates(decision))
    console.print(_rules(decision))
    for line in _remarks(decision):
        console.print(line)


def _headline(lead: Mapping[str, Any], decision: Decision, now: Instant) -> Panel:
    colour = _COLOURS[decision.outcome]
    text = Text(str(decision.outcome).upper().replace("_", " "), style=f"bold {colour}")
    if decision.reason:
        text.append(f"  {decision.reason}", style=colour)
    if decision.held_back:
        text.append(f"  holds back: {decision.held_back.outcome}", style="dim")
    score, route = decision.score, decision.route
    sla = f" within {_spoken_time(route.sla)}" if route.sla else ""
    text.append(f"\n{_bounds(score.total)} points, grade {score.grade}   to {route.pool}{sla}")
    if decision.revisit_at is not None:
        text.append(f"\nlooked at again {to_rfc3339(decision.revisit_at)}")
    policy = decision.policy
    title = f"{printable(str(lead_id(lead) or 'lead'))} by {policy.name} {policy.version}, {to_rfc3339(now)}"
    return Panel(text, title=Text(title), title_align="left", border_style=colour)


def _gates(decision: Decision) -> Table:
    table = Table.grid(padding=(0, 2))
    for gate, result in decision.gates.items():
        table.add_row(_mark(result), Text(gate, style="bold"))
    return table


def _rules(decision: Decision) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("", "rule", "means", "saw"):
        table.add_column(heading, overflow="fold")
    for rule in decision.policy.rules:
        seen = decision.trace_of(rule)
        table.add_row(_mark(seen.result), rule.id, Text(rule.says or rule.text, style="dim"), _values(seen))
    return table


def _values(seen: RuleTrace) -> Text:
    return Text("\n").join(Text(f"{name} = {_spoken(reading)}") for name, reading in seen.values.items())


def _spoken(reading: Reading) -> str:
    source = f"  ({printable(reading.source)})" if reading.source else ""
    if reading.why:
        return f"unknown, {reading.why.replace('_', '-')}{source}"
    value = reading.to_document()["value"]
    if isinstance(value, bool):
        return ("yes" if value else "no") + source
    if isinstance(value, list) and isinstance(reading.value, tuple) and _is_bounds(reading.value):
        return f"{_bounds(reading.value)}{source}"
    return f"{printable(str(value))}{source}"


def _is_bounds(value: tuple[Any, ...]) -> bool:
    return len(value) == 2 and all(isinstance(end, int | float) for end in value)


def _remarks(decision: Decision) -> list[Text]:
    lines = [Text(f"turned away by {entry.rule}: {entry.reason}", style="red") for entry in decision.disqualifiers]
    lines += [
        Text(f"ask: {question.fact} ({question.type})  {question.ask or ''}", style="yellow")
        for question in decision.questions
    ]
    if decision.outcome is Outcome.NEEDS_INFO and not decision.questions:
        lines.append(Text("nothing to ask: no answers were found that would qualify it", style="yellow"))
    lines += [
        Text(f"for qualified: {miss.rule} has to be {'yes' if miss.turns else 'no'}  {printable(miss.needs)}")
        for miss in decision.near_miss
    ]
    lines += [Text(f"ill-typed, so unknown: {printable(name)}", style="yellow") for name in decision.ill_typed]
    lines += [Text(f"too old, so unknown: {name}", style="yellow") for name in decision.stale]
    for index in decision.route.passed_over:
        lines.append(Text(f"routing line passed over, unknown: {decision.policy.routes[index].text}"))
    return lines


def _mark(result: bool | None) -> Text:
    mark, colour = _MARKS[result]
    return Text(mark, style=f"bold {colour}")


def _bounds(bounds: tuple[float, float]) -> str:
    low, high = bounds
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _spoken_time(seconds: float) -> str:
    if seconds % HOUR == 0:
        return f"{seconds / HOUR:g} h"
    return f"{seconds / MINUTE:g} min"


def printable(text: str) -> str:
    """Make a text from a lead safe for a terminal: no control characters, at most 120 characters."""
    safe = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text[:121])
    return safe if len(text) <= 120 else f"{safe[:117]}..."
