"""Writes random signals: at the edges of windows, days and hours, with holes, or no list of signals at all."""

from datetime import UTC, datetime, timedelta, timezone
from math import inf, nan, nextafter
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from fuzz.pools import DAY, World
from leadgate.domain.clock import EARLIEST, LATEST, to_rfc3339

_ILL: tuple[Any, ...] = (
    True, "", "yesterday", "2026-05-04", "2026-05-04T09:00:00", nan, inf, 10**301, -(10**400), [], {}, [5], {"at": 1},
    1e300, -5, "42", 3.5, False,
)  # fmt: skip
_NO_SIGNALS: tuple[Any, ...] = (None, None, None, {}, "page_view", 5, False, {"type": "call"})
_OTHER_TYPES = ("undeclared", "", "\x00other", "PAGE_VIEW")
_LENGTHS = (0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 12, 60)


def write_signals(dice: Random, world: World, now: float, ill: float) -> Any:
    """Write what stands where a lead's signals stand.

    Args:
        dice: the source of chance.
        world: the types, windows and values that the policy asks for.
        now: the moment of the decision.
        ill: the share of values that are of a wrong type.

    Returns:
        A list of signals; now and then null or something that is no list.
    """
    if dice.random() < 0.08:
        return dice.choice(_NO_SIGNALS)
    hole = dice.choice((0.02, 0.05, 0.4))
    return [_signal(dice, world, now, ill / 4, hole) for _ in range(dice.choice(_LENGTHS))]


def written_moment(dice: Random, at: float) -> Any:
    """Spell a moment as one of the many ways that leads spell moments."""
    at = min(max(at, EARLIEST), LATEST)
    roll = dice.random()
    if roll < 0.5:
        return int(at) if at == int(at) else at
    if roll < 0.7:
        return at
    if roll < 0.85 or not EARLIEST + DAY < at < LATEST - DAY:
        return to_rfc3339(at)
    zone = timezone(timedelta(minutes=dice.choice((-570, -180, 0, 60, 345, 840))))
    text = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)).astimezone(zone).isoformat()
    return text.replace("T", dice.choice("Tt "))


def good_moment(dice: Random, world: World, now: float) -> float:
    """Choose a moment of a signal: at the edge of a window or of a day, near the policy's moments, or anywhere."""
    roll = dice.random()
    if roll < 0.45:
        back = dice.choice(world.windows or [DAY])
        at = now - back + dice.choice((-1, 0, 0, 1, -0.001, 0.5, back / 2))
        # Less than a microsecond, and further from now than from the epoch, a difference of floats is rounded.
        return nextafter(at, dice.choice((-inf, inf))) if at > now / 2 > 0 and dice.random() < 0.1 else at
    if roll < 0.6:
        return now + dice.choice((-1, 0, 0, 1, 0.25, -60))
    if roll < 0.75:
        return _midnight(dice, world, now) + dice.choice((-1, 0, 1, 32_400, 64_800, 64_799))
    if roll < 0.85:
        return dice.choice(world.moments) + dice.choice((-1, 0, 1))
    return now - dice.random() ** 2 * 100 * DAY


def _midnight(dice: Random, world: World, now: float) -> float:
    try:
        day = datetime.fromtimestamp(now, ZoneInfo(world.zone)) - timedelta(days=dice.randint(0, 9))
        return day.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    except (OverflowError, ValueError, OSError):
        return now


def _signal(dice: Random, world: World, now: float, ill: float, hole: float) -> Any:
    if dice.random() < ill:
        return dice.choice((None, 5, "page_view", [], True))
    signal = {
        "type": dice.choice(list(world.signals)) if dice.random() < 0.9 else dice.choice(_OTHER_TYPES),
        "at": written_moment(dice, good_moment(dice, world, now)),
        "page": dice.choice(world.texts) + dice.choice(("", "", "/x")),
        "value": dice.choice((*world.nums, *world.ints)) + dice.choice((0, 0, 0, 1)),
        "duration_s": max(0, dice.choice(world.seconds) + dice.choice((-1, 0, 1))),
        "source": dice.choice(world.texts),
        "other": {"anything": [1]},
    }
    for name in list(signal):
        roll = dice.random()
        if roll < hole:
            del signal[name]
        elif roll < hole + 0.01:
            signal[name] = None
        elif roll < hole + 0.01 + ill:
            signal[name] = dice.choice(_ILL)
    return signal
