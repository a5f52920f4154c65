"""Chooses the port of the local AWS."""

import os
import socket

from leadgate_local.place import HOST
from leadgate_local.trouble import StepFailed

USUAL = 4566


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def asked_for() -> int | None:
    """Return the port that LEADGATE_PORT names, None when it names none; raises StepFailed when it is no port."""
    text = os.environ.get("LEADGATE_PORT", "")
    if not text:
        return None
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise StepFailed(
            f"LEADGATE_PORT is {text!r}, which is no port.", "Set it to a number from 1 to 65535, or unset it."
        )
    return int(text)


def choose(*wanted: int | None) -> int:
    """Return the first wanted port that is free, else any free one."""
    return next((port for port in wanted if port is not None and is_free(port)), None) or any_free()
