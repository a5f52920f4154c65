"""The one message of the qualification queue: look at this lead again."""

import json


class NotANudge(Exception):
    """A message that does not name a lead."""


def read_nudge(body: str) -> str:
    """Read a message of the qualification queue.

    Args:
        body: the message; it carries no state, so that duplicates and reordering are harmless.

    Returns:
        The id of the lead to look at.

    Raises:
        NotANudge: it is none of ours.
    """
    try:
        message = json.loads(body)
    except ValueError:
        raise NotANudge from None
    lead_id = message.get("lead_id") if isinstance(message, dict) else None
    if not isinstance(lead_id, str) or not lead_id:
        raise NotANudge
    return lead_id
