"""A decision made again from its record: from the facts it read, the policy it used and the clock it saw."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from leadgate.application.errors import BrokenPolicy
from leadgate.application.ports import DecisionRecord, PolicyVersions
from leadgate.domain.policy import Decision, decide

MOST_DIFFERENCES = 50
MOST_BYTES = 4_000_000
"""Of a result that is shown with its values: what Lambda hands on has at most 6 MB, its quotes escaped."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place (a JSON pointer) where a replay came out otherwise; what one side does not have is absent there."""

    pointer: str
    sides: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of deciding again; `differences` lists the first 50 at most."""

    identical: bool
    differences: tuple[Difference, ...]


def replay_decision(record: DecisionRecord, versions: PolicyVersions) -> Replay:
    """Decide again by the policy version, facts and clock of a record, and compare with what was decided then.

    Args:
        record: the decision as it was kept.
        versions: where every version of every policy is kept.

    Returns:
        Whether both results are the same byte for byte when spelled as canonical JSON, and where they are not.

    Raises:
        BrokenPolicy: the version is not there any more, or this release cannot load it.
    """
    result = _decide_again(record, versions).to_document(trace=_trace_kind(record.result))
    if _canonical(result) == _canonical(record.result):
        return Replay(True, ())
    places = _differences(json.loads(_canonical(record.result)), json.loads(_canonical(result)), "")
    return Replay(False, tuple(place for place, _ in zip(places, range(MOST_DIFFERENCES), strict=False)))


def full_result(record: DecisionRecord, versions: PolicyVersions) -> tuple[Mapping[str, object], str | None]:
    """Give the result of a record with the values that every rule saw.

    Args:
        record: the decision as it was kept.
        versions: where every version of every policy is kept.

    Returns:
        The result with its full trace, and None; where the values cannot be shown for certain, the result with the
        results of the rules alone, and the reason in a sentence.
    """
    if _trace_kind(record.result) == "full":
        return record.result, None
    try:
        again = _decide_again(record, versions)
    except BrokenPolicy:
        return _without_values(record.result), "The policy's version cannot be read, so the values are not shown."
    if _canonical(again.to_document(trace="compact")) != _canonical(record.result):
        reason = "This release decides otherwise (see the replay), so the values are not shown."
        return _without_values(record.result), reason
    full = {**record.result, "trace": again.to_document(trace="full")["trace"]}
    if len(_canonical(full)) > MOST_BYTES:
        return _without_values(record.result), "The values take more room than an answer has, so they are not shown."
    return full, None


def _decide_again(record: DecisionRecord, versions: PolicyVersions) -> Decision:
    return decide(record.facts, versions.load(record.policy, record.policy_version), record.at)


def _trace_kind(result: Mapping[str, Any]) -> Literal["compact", "full"]:
    return "full" if any(isinstance(seen, Mapping) for seen in result["trace"].values()) else "compact"


def _without_values(result: Mapping[str, Any]) -> Mapping[str, object]:
    return {**result, "trace": {rule: {"result": seen, "values": {}} for rule, seen in result["trace"].items()}}


def _canonical(document: Mapping[str, object]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _differences(recorded: object, replayed: object, pointer: str) -> Iterator[Difference]:
    if isinstance(recorded, dict | list) and type(recorded) is type(replayed):
        one, other = _members(recorded), _members(replayed)
        for name in dict.fromkeys((*one, *other)):
            step = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            if name in one and name in other:
                yield from _differences(one[name], other[name], step)
            else:
                yield Difference(step, {"recorded": one[name]} if name in one else {"replayed": other[name]})
    elif json.dumps(recorded) != json.dumps(replayed):
        yield Difference(pointer, {"recorded": recorded, "replayed": replayed})


def _members(value: Any) -> dict[str, object]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return {str(name): member for name, member in pairs}
