"""What people did, as signals of a lead's body."""

from typing import Any

from leadgate.contracts.form_fields import slug
from leadgate.contracts.sources.json_reading import clean
from leadgate.domain.clock import to_instant

_LONGEST_LINE = 500
_LARGEST = 1e15


def signal(
    type_: str, at: object, *, source: str, id_: str, page: str | None = None, value: object = None
) -> dict[str, Any]:
    """Make a signal.

    Args:
        type_: what was done; any label becomes a name such as `trial_started`.
        at: when, as the source spells it; left out when that is no moment.
        source: who tells it.
        id_: the source's own name for it, by which it counts once.
        page: where it was done.
        value: how much; left out when it is no number.

    Returns:
        The signal as the body of a lead takes it.
    """
    made: dict[str, Any] = {"type": slug(type_), "source": source, "id": clean(id_)[:_LONGEST_LINE]}
    if to_instant(at) is not None:
        made["at"] = at
    if page:
        made["page"] = clean(page)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST:
        made["value"] = float(value)
    return made


def from_milliseconds(value: object) -> float | None:
    """Give a moment in epoch milliseconds, a number or digits, as epoch seconds."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return to_instant(value / 1_000)
