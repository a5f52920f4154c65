"""The body of a simulation: a lead document or the id of a lead, and the moment to decide at."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadgate.contracts.problem import Faults
from leadgate.domain.clock import Instant, to_instant
from leadgate.domain.policy.facts import SECTIONS

_PARTS = frozenset({"id", "created_at", "signals", "provenance", *SECTIONS})
_OBJECTS = frozenset({"provenance", *SECTIONS})
_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Simulation:
    """What is to be decided on: the id of a lead, or a document; and when, None for now."""

    lead_id: str | None
    lead: Mapping[str, object]
    now: Instant | None


def read_simulation(body: Mapping[str, object]) -> Simulation:
    """Read the body of a simulation.

    Args:
        body: a JSON object.

    Returns:
        What to decide on. Within a section everything goes, because the policy says what is ill-typed.

    Raises:
        Problem: 422 for a part that no lead document has, a section that is no object, an id or a moment that is none.
    """
    faults = Faults()
    lead = {name: value for name, value in body.items() if name not in ("lead_id", "now")}
    by_id = "lead_id" in body
    for name, value in lead.items():
        if by_id:
            faults.add([name], "has no place beside lead_id; send either the id or a lead document")
        elif name not in _PARTS:
            faults.add([name], f"is no part of a lead document; those are {', '.join(sorted(_PARTS))}")
        elif name in _OBJECTS and not isinstance(value, dict | None):
            faults.add([name], 'is no object; facts stand in sections, such as {"email": {"address": "..."}}')
    lead_id, now = body.get("lead_id"), body.get("now")
    if by_id and not (isinstance(lead_id, str) and 0 < len(lead_id) <= _LONGEST_ID and lead_id.isascii()):
        faults.add(["lead_id"], "is no id of a lead")
    moment = None if now is None else to_instant(now)
    if now is not None and moment is None:
        faults.add(["now"], "is no moment; write it as 2026-05-04T09:00:00Z, or in epoch seconds")
    faults.raise_if_any()
    return Simulation(str(lead_id) if by_id else None, lead, moment)
