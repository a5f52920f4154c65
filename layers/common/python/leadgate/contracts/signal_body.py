"""The body of signals that come by themselves: each is read apart, so that one that is ill-formed spoils no other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from leadgate.contracts.faults import faults_of
from leadgate.contracts.json_body import inspect
from leadgate.contracts.lead_body import Address, Line, SignalBody
from leadgate.contracts.problem import Fault, Problem, invalid, pointer_to
from leadgate.contracts.submissions import dated
from leadgate.domain.clock import Instant
from leadgate.domain.lead import Signal

MOST_SIGNALS: Final = 500
MAX_BYTES: Final = 262_144
"""Half a kilobyte for each of 500 signals: a page with its campaign, two ids and a time. 64 kB would hold 130."""

_NAMES: Final = frozenset({"email", "lead_id", "anonymous_id"})
_FAULTS_TOLD = 3


class NamedSignal(SignalBody):
    """One thing that somebody did, and who: exactly one of `email`, `lead_id` and `anonymous_id`."""

    email: Address | None = None
    lead_id: Line | None = None
    anonymous_id: Line | None = None

    @model_validator(mode="after")
    def _has_one_name(self) -> "NamedSignal":
        names = sorted(name for name in _NAMES if getattr(self, name))
        if len(names) != 1:
            told = "none" if not names else " and ".join(names)
            raise ValueError(f"names who did it by exactly one of email, lead_id and anonymous_id; this has {told}")
        return self


class SignalsBody(BaseModel):
    """What people did, told of many at once."""

    model_config = ConfigDict(extra="forbid")

    signals: list[NamedSignal] = Field(min_length=1, max_length=MOST_SIGNALS)


@dataclass(frozen=True, slots=True)
class ToldSignal:
    """One signal that was read: who did it, by one name, what, and what is to be said to whoever told of it."""

    email: str | None
    lead_id: str | None
    anonymous_id: str | None
    signal: Signal
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class IllFormed:
    """A signal that cannot be read: what is wrong with it, and where."""

    detail: str


def read_signals_body(body: Mapping[str, object], now: Instant) -> list[ToldSignal | IllFormed]:
    """Read a body of signals.

    Args:
        body: a JSON object, whose values nobody has looked at yet.
        now: when it arrived.

    Returns:
        What each signal says, in their order.

    Raises:
        Problem: 422 when the body is no object with a list of 1 to 500 signals.
    """
    others = [name for name in body if name != "signals"]
    faults = [Fault(pointer_to([name]), "is not a field of this request; send signals") for name in others]
    told = body.get("signals")
    if not isinstance(told, list):
        faults.append(Fault("/signals", "is required: a list of signals" if told is None else "has to be a list"))
    elif not 0 < len(told) <= MOST_SIGNALS:
        faults.append(Fault("/signals", f"has {len(told)} signals; send 1 to {MOST_SIGNALS}"))
    if faults or not isinstance(told, list):
        raise invalid(faults)
    return [read_signal(one, now) for one in told]


def read_signal(told: object, now: Instant) -> ToldSignal | IllFormed:
    """Read one signal.

    Args:
        told: whatever was told; null counts as absent.
        now: when it arrived, which is its moment too if it tells no other.

    Returns:
        What it says; or what is wrong with it, at most three things.
    """
    if not isinstance(told, dict):
        return IllFormed("has to be an object")
    try:
        present = inspect({name: value for name, value in told.items() if value is not None})
        read = NamedSignal.model_validate(present)
    except Problem as problem:
        return _ill_formed(problem.faults)
    except ValidationError as wrong:
        return _ill_formed(faults_of(wrong))
    values = read.model_dump(exclude_none=True, exclude=set(_NAMES))
    signal, remark = dated({"at": now, **values}, now)
    return ToldSignal(read.email, read.lead_id, read.anonymous_id, signal, f"/at {remark}" if remark else None)


def _ill_formed(faults: tuple[Fault, ...] | list[Fault]) -> IllFormed:
    return IllFormed("; ".join(f"{fault.pointer} {fault.detail}".strip() for fault in faults[:_FAULTS_TOLD]))
