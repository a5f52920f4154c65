"""From a checked body to a submission: facts by their full names, typed, with what was wrong as warnings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from leadgate.contracts.contact import read_phone
from leadgate.contracts.lead_body import LeadBody
from leadgate.contracts.typed_facts import typed
from leadgate.domain.clock import Instant, to_instant, to_rfc3339
from leadgate.domain.lead import FactValue, Signal
from leadgate.domain.policy import Fact

# Clocks of senders that run ahead are believed this far, in seconds.
_AHEAD = 300
_PERSON = ("first_name", "last_name", "full_name", "phone", "title", "linkedin_url")
_SOURCE = ("channel", "motion", "form", "page", "referrer", "campaign")

Warning = dict[str, str]


@dataclass(frozen=True, slots=True)
class Stated:
    """What a body states of a person, ready to become a submission."""

    email: str
    facts: Mapping[str, FactValue]
    signals: tuple[Signal, ...]
    stated_at: Instant
    consent: Mapping[str, object]
    warnings: tuple[Warning, ...]


@dataclass(slots=True)
class _Reading:
    declared: Mapping[str, Fact]
    facts: dict[str, FactValue] = field(default_factory=dict)
    warnings: list[Warning] = field(default_factory=list)

    def take(self, name: str, value: object, pointer: str) -> None:
        if value is None or value == []:
            return
        if isinstance(value, str) and not value.strip():
            return
        self.facts[name], wrong = typed(name, value, self.declared)
        if wrong:
            self.warn(pointer, wrong)

    def warn(self, pointer: str, detail: str) -> None:
        self.warnings.append({"pointer": pointer, "detail": detail})


def read_statement(
    body: LeadBody, *, is_demo: bool, declared: Mapping[str, Fact], now: Instant, is_asked: bool = True
) -> Stated:
    """Turn a checked body into facts and signals.

    Args:
        body: the checked body.
        is_demo: whether the post itself asks for a demo; that, like any form, is a signal.
        declared: the facts that the policy declares, with their types.
        now: when the post arrived.
        is_asked: whether the person has just asked for something; otherwise somebody only says what is known of them.

    Returns:
        The facts, signals and consent, and a warning for each value that is kept but cannot be used.
    """
    reading = _Reading(declared, {"email.address": body.email, "email.domain": body.email.rpartition("@")[2]})
    _take_company_and_answers(reading, body)
    _take_person(reading, body)
    _take_source(reading, body)
    stated_at = _stated_at(reading, body.submitted_at, now)
    act: Signal = {"type": "demo_request" if is_demo else "form_submit", "at": stated_at}
    if body.source.page:
        act = {**act, "page": body.source.page}
    signals = _signals(reading, body, now)
    consent = body.consent.model_dump(exclude_none=True) if body.consent else {}
    if consent:
        agreed_at = to_instant(consent.get("at"))
        consent["at"] = to_rfc3339(stated_at if agreed_at is None else agreed_at)
    return Stated(
        body.email, reading.facts, (*signals, act) if is_asked else signals, stated_at, consent, tuple(reading.warnings)
    )


def _signals(reading: _Reading, body: LeadBody, now: Instant) -> tuple[Signal, ...]:
    posted = enumerate(signal.model_dump(exclude_none=True) for signal in body.signals)
    return tuple(_signal(reading, n, values, now) for n, values in posted)


def _take_company_and_answers(reading: _Reading, body: LeadBody) -> None:
    for name, value in body.company.model_dump().items():
        reading.take(f"company.{name}", value, f"/company/{name}")
    for name, value in body.answers.items():
        reading.take(f"answers.{name}", value, f"/answers/{name}")
    if body.message:
        if "answers.message" in reading.facts:
            reading.warn("/answers/message", "is given twice; the one under /message is kept")
        reading.take("answers.message", body.message, "/message")


def _take_person(reading: _Reading, body: LeadBody) -> None:
    for name in _PERSON:
        reading.take(f"person.{name}", getattr(body, name), f"/{name}")
    if body.phone:
        number = read_phone(body.phone, reading.facts.get("company.country"))
        if number is None:
            reading.warn("/phone", "is no phone number that we can read; write it like +49 30 901820")
        else:
            reading.facts["person.phone"] = number


def _take_source(reading: _Reading, body: LeadBody) -> None:
    for name in _SOURCE:
        reading.take(f"source.{name}", getattr(body.source, name), f"/source/{name}")
    groups: dict[str, Mapping[str, Any]] = {
        "": body.source.model_extra or {},
        "utm_": body.source.utm,
        "partner_": body.source.partner,
    }
    for prefix, values in groups.items():
        for name, value in values.items():
            full = name if name.startswith(prefix) else f"{prefix}{name}"
            reading.take(f"source.{full}", value, f"/source/{prefix.replace('_', '/')}{name}")


def _stated_at(reading: _Reading, submitted_at: object, now: Instant) -> Instant:
    at = to_instant(submitted_at)
    if at is None:
        return now
    if at > now + _AHEAD:
        reading.warn("/submitted_at", "lies in the future; the time of arrival is used")
    return min(at, now)


def _signal(reading: _Reading, position: int, values: dict[str, Any], now: Instant) -> Signal:
    signal, wrong = dated(values, now)
    if wrong:
        reading.warn(f"/signals/{position}/at", wrong)
    return signal


def dated(values: Mapping[str, Any], now: Instant) -> tuple[Signal, str | None]:
    """Read the moment of a signal.

    Args:
        values: the signal, as it was posted.
        now: when it arrived.

    Returns:
        The signal with its moment in epoch seconds, if it has one that can be read; and what was wrong with it.
    """
    at = to_instant(values.get("at"))
    if at is None:
        return {name: value for name, value in values.items() if name != "at"}, None
    # Otherwise made-up moments would count as the most recent for ever, and push out what really happens.
    wrong = "lies in the future; the time of arrival is used" if at > now + _AHEAD else None
    return {**values, "at": min(at, now)}, wrong
