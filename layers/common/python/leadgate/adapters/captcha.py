"""Asking a captcha's service whether a person solved it."""

import json
from typing import Final
from urllib.parse import urlencode

from leadgate.adapters.vendor_calls import CallFailed, Place, call
from leadgate.application.form_ports import CaptchaUnavailable
from leadgate.contracts.captcha import SERVICES, question_of, read_verdict
from leadgate.domain.captcha import Captcha, Proof, Verdict

_MOST_BYTES: Final = 16_384
_HEADERS: Final = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


def verify_captcha(captcha: Captcha, proof: Proof, *, seconds: float) -> Verdict:
    """Ask the service of a form's captcha.

    Args:
        captcha: whose it is, and where its service is.
        proof: what it is asked with.
        seconds: how long it may take.

    Returns:
        What it says of the visitor.

    Raises:
        CaptchaUnavailable: it says nothing of them. The reason holds nothing of the proof.
    """
    service = SERVICES[captcha.provider]
    place = Place(captcha.base_url or service.base_url, service.path, _MOST_BYTES)
    question = urlencode(question_of(captcha, proof)).encode("ascii")
    try:
        verdict = read_verdict(json.loads(call(place, _HEADERS, body=question, seconds=seconds)))
    except CallFailed as failed:
        raise CaptchaUnavailable(failed.reason) from None
    except (ValueError, RecursionError):
        raise CaptchaUnavailable("not_json") from None
    if verdict is None:
        raise CaptchaUnavailable("no_verdict")
    return verdict
