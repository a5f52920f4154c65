"""The endpoint by which trackers and servers tell what people do."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from leadgate.contracts.signal_body import MAX_BYTES, read_signals_body
from leadgate.domain.access import Scope
from leadgate.runtime.bodies import read_list_body
from leadgate.runtime.http import Answer, json_answer
from leadgate.runtime.told_signals import Became, Keeping, Outcome, keep_told

if TYPE_CHECKING:
    from leadgate.runtime.intake import IntakeServices
    from leadgate.runtime.request import Request

BUDGET = 8.0
"""For how many seconds a call goes on; what is left then is said to be, for the sender to send it again."""

SOURCE = "api:signals"


def post_signals(request: Request, services: IntakeServices) -> Answer:
    """Keep what people did, and say of each signal what became of it."""
    request.require(Scope.INTAKE)
    until = monotonic() + BUDGET
    told = read_signals_body(read_list_body(request, MAX_BYTES), services.deciding.clock())
    outcomes, failure = keep_told(told, SOURCE, Keeping(services.deciding, services.hash, until))
    if failure is not None and all(outcome.result in (Became.FAILED, Became.REFUSED) for outcome in outcomes):
        # Nothing was kept: senders that know no parts send all of it again.
        raise failure
    results = [_shown(place, outcome) for place, outcome in enumerate(outcomes)]
    failed = sum(outcome.result is Became.FAILED for outcome in outcomes)
    return json_answer(request, 200, {"results": results, "failed": failed})


def _shown(place: int, outcome: Outcome) -> dict[str, object]:
    shown: dict[str, object] = {"index": place, "result": outcome.result.value}
    shown |= {"lead_id": outcome.lead_id} if outcome.lead_id else {}
    return shown | ({"detail": outcome.detail} if outcome.detail else {})
