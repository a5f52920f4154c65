"""The endpoint by which trackers and servers tell what people do."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from leadgate.domain.access import Scope
from leadgate.runtime.bodies import read_list_body
from leadgate.runtime.http import Answer, json_answer

if TYPE_CHECKING:
    from leadgate.runtime.intake import IntakeServices
    from leadgate.runtime.request import Request
    from leadgate.runtime.told_signals import Outcome

BUDGET = 5.0
"""For how many seconds a call goes on; what is left then is said to be, for the sender to send it again.

One call of the table that hangs takes ten seconds until it is given up, and the function has fifteen."""

SOURCE = "api:signals"


def post_signals(request: Request, services: IntakeServices) -> Answer:
    """Keep what people did, and say of each signal what became of it."""
    request.require(Scope.INTAKE)
    # How signals are read and kept no lead waits for.
    from leadgate.contracts.signal_body import MAX_BYTES, read_signals_body  # noqa: PLC0415
    from leadgate.runtime.told_signals import Became, Keeping, keep_told  # noqa: PLC0415

    until = monotonic() + BUDGET
    told = read_signals_body(read_list_body(request, MAX_BYTES), services.deciding.clock())
    outcomes, failure = keep_told(told, SOURCE, Keeping(services.deciding, services.hash, until))
    failed = sum(outcome.result is Became.FAILED for outcome in outcomes)
    refused = sum(outcome.result is Became.REFUSED for outcome in outcomes)
    if failure is not None and failed + refused == len(outcomes):
        # Nothing was kept: senders that know no parts send all of it again.
        raise failure
    results = [_shown(place, outcome) for place, outcome in enumerate(outcomes)]
    return json_answer(request, 200, {"results": results, "failed": failed})


def _shown(place: int, outcome: Outcome) -> dict[str, object]:
    shown: dict[str, object] = {"index": place, "result": outcome.result.value}
    shown |= {"lead_id": outcome.lead_id} if outcome.lead_id else {}
    return shown | ({"detail": outcome.detail} if outcome.detail else {})
