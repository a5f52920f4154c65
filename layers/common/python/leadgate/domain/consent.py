"""Which of two words on consent counts."""

from collections.abc import Mapping

from leadgate.domain.clock import EARLIEST, Instant, to_instant


def latest_consent(known: Mapping[str, object], stated: Mapping[str, object], until: Instant) -> dict[str, object]:
    """Give the consent that counts: a refusal is undone only by a later word on the same matter, not by silence.

    Args:
        known: the consent that counted so far; empty when nobody said anything.
        stated: another one, on the same person.
        until: the present; a moment that lies ahead counts as this one.

    Returns:
        The later of both, the stated one when they are of the same moment.
    """
    if known.get("marketing") is not None and stated.get("marketing") is None:
        return dict(known)
    return dict(known if not stated or _given_at(stated, until) < _given_at(known, until) else stated)


def _given_at(consent: Mapping[str, object], until: Instant) -> Instant:
    """Give when a consent was given: none as long ago."""
    at = to_instant(consent.get("at"))
    return EARLIEST if at is None else min(at, until)
