"""Examples of leads that people said something of: held back and released, merged and taken apart."""

from leadgate.domain.abuse import WEIGHTS
from leadgate.domain.quarantine import Sign
from openapi.samples import DECIDED, LEAD, LEAD_ID

_HELD = {
    "points": 100,
    "threshold": 100,
    "evidence": [{"sign": "honeypot_filled", "points": 100, "says": WEIGHTS[Sign.HONEYPOT_FILLED][1]}],
    "released_at": None,
    "released_by": None,
}
HELD_LEAD = {**LEAD, "version": 1, "stage": "quarantined", "decision": None, "owner": None, "quarantine": _HELD}
RELEASED = {
    "lead_id": LEAD_ID,
    "version": 2,
    "stage": "captured",
    "being_decided": True,
    "quarantine": {**_HELD, "released_at": DECIDED, "released_by": "0123456789abcdef"},
}
_OTHER_ID = "lead_01KQS8A1B2C3D4E5F6G7H8J9KM"
MERGED = {
    "lead_id": LEAD_ID,
    "version": 5,
    "stage": "mql",
    "being_decided": True,
    "merged": [
        {"lead_id": _OTHER_ID, "email": "vera@mail.example", "at": DECIDED, "by": "0123456789abcdef"},
    ],
}
TAKEN_APART = {**MERGED, "version": 6, "merged": [], "restored": {"lead_id": _OTHER_ID, "version": 6}}
