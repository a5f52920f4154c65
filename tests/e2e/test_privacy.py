"""No personal data where it does not belong: not in logs, not in keys, not in what the queue says."""

from leadgate_local.place import Place
from tests.e2e.driving import READY, Api, new_address

MARKED = {"full_name": "Zebulon Quartermain", "phone": "+49 30 9018205599", "message": "our secret xylophone plan"}


def test_neither_logs_nor_keys_say_who_a_lead_is(api: Api, home: Place) -> None:
    address = new_address().replace("person", "zebulon")
    api.demo({"email": address, **READY, **MARKED})
    api.lead({"email": address, **READY, **MARKED, "title": "CEO"})
    api.decided(address)
    api.lead({"email": address, "company": {"employees": {"wrong": "xylophone"}}})
    api.read("/status", params={"email": address})

    log = home.emulator_log.read_text(errors="replace")
    spoken = [word for word in ("Quartermain", "9018205599", "xylophone", address) if word in log]
    # The emulator notes the query of GET /status in its own access line; our functions and our gateway do not.
    ours = [line for line in log.splitlines() if '"service"' in line and (address in line or "Quartermain" in line)]
    assert (set(spoken) - {address}, ours) == (set(), [])

    pages = api.stack.client("dynamodb").get_paginator("scan").paginate(TableName=api.stack.table)
    keys = " ".join(item["pk"]["S"] + item["sk"]["S"] for page in pages for item in page["Items"])
    assert "zebulon" not in keys.lower()
    assert "@" not in keys
