"""Our signatures are those that standards, vendors and their libraries have published."""

from collections.abc import Mapping

import pytest

from leadgate.contracts.sources.posts import Delivery, Unverified
from leadgate.contracts.sources.registry import SOURCES
from leadgate.domain.connection import Connection

PAYLOAD = b'{"test": 2432232314}'
STANDARD = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxEek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,xm3N4+aKmqpsHqf2GrAK/g6ew7J0s6ILlNe44yY/l78=",
}
STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
JEFE = b"what do ya want for nothing?"
JEFE_SHA256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
JEFE_SHA1 = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
HELLO = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


@pytest.mark.parametrize(
    ("source", "secret", "body", "headers"),
    [
        # As the library of Standard Webhooks signs it (standardwebhooks 1.1.0).
        ("formbricks", STANDARD_SECRET, PAYLOAD, STANDARD),
        ("generic", STANDARD_SECRET, PAYLOAD, STANDARD),
        # RFC 4231, test case 2, and RFC 2202, test case 2 of HMAC-SHA-1.
        ("calcom", "Jefe", JEFE, {"x-cal-signature-256": JEFE_SHA256}),
        ("calcom", "Jefe", JEFE, {"x-cal-signature-256": JEFE_SHA256.upper()}),
        ("tally", "Jefe", JEFE, {"tally-signature": "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="}),
        ("typeform", "Jefe", JEFE, {"typeform-signature": "sha256=W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="}),
        ("segment", "Jefe", JEFE, {"x-signature": JEFE_SHA1}),
        ("intercom", "Jefe", JEFE, {"x-hub-signature": f"sha1={JEFE_SHA1}"}),
        # The example of GitHub's documentation for the same header that Meta uses.
        ("meta", "It's a Secret to Everybody", b"Hello, World!", {"x-hub-signature-256": f"sha256={HELLO}"}),
    ],
)
def test_a_published_signature_verifies(source: str, secret: str, body: bytes, headers: Mapping[str, str]) -> None:
    posted = Delivery("POST", "https://api.example.com/", {}, headers, body, 1_614_265_330.0)
    SOURCES[source].verify(posted, Connection(source, "c1"), secret)
    with pytest.raises(Unverified):
        SOURCES[source].verify(posted, Connection(source, "c1"), secret[:-4] + "AAAA")
