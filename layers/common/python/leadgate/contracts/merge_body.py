"""The body that names the lead which is to be merged into another."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadgate.contracts.contact import read_email
from leadgate.contracts.problem import Fault, invalid

_FIELDS = ("lead_id", "email")
_LONGEST = 320


@dataclass(frozen=True, slots=True)
class OtherLead:
    """The lead that is to be merged, by its id or by its person's address; one of both is None."""

    lead_id: str | None
    email: str | None


def read_merge(body: Mapping[str, object]) -> OtherLead:
    """Read the body of a merge.

    Args:
        body: a JSON object with `lead_id` or `email`.

    Returns:
        Which lead is to be merged.

    Raises:
        Problem: 422 when it names none, both, or anything else.
    """
    if len(body) != 1 or not body.keys() <= set(_FIELDS):
        raise invalid([Fault("", 'names the other lead by one field: {"lead_id": "lead_…"} or {"email": "…"}')])
    (field, named), *_ = body.items()
    if not isinstance(named, str) or not 0 < len(named) <= _LONGEST:
        raise invalid([Fault(f"/{field}", f"is a text of at most {_LONGEST} characters")])
    if field == "lead_id":
        return OtherLead(named, None)
    try:
        return OtherLead(None, read_email(named))
    except ValueError as wrong:
        raise invalid([Fault("/email", str(wrong))]) from None
