"""The version of a policy: a name made of its content, so that the same rules have the same name everywhere."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def version_of(compiled: Mapping[str, Any]) -> str:
    """Name a compiled policy by its content.

    Args:
        compiled: the compiled form.

    Returns:
        `pv_` and 16 hexadecimal digits of the SHA-256 of its canonical JSON. A packed list counts with its
        digest, not with its packed bytes, which depend on the compressor.
    """
    lists = {
        name: {key: part for key, part in items.items() if key != "packed"} if isinstance(items, Mapping) else items
        for name, items in compiled["lists"].items()
    }
    return _named(canonical_form({**compiled, "lists": lists}))


def canonical_form(compiled: Mapping[str, Any]) -> bytes:
    """Spell a compiled policy as it is to be stored: `is_version` knows a text that is spelled so fastest."""
    return json.dumps(compiled, sort_keys=True, separators=(",", ":")).encode()


def is_version(version: str, text: bytes, compiled: Mapping[str, Any]) -> bool:
    """Say whether a stored policy is the version that it is stored as.

    Args:
        version: the name of the version.
        text: what is stored.
        compiled: what `text` says.
    """
    # Spelling the form anew takes longer than reading it. A canonical text is, but for what is packed, what the version
    # was made of; and only that has its digest, so a match proves it, in whatever way the text was cut.
    bare = text
    for items in compiled["lists"].values():
        if isinstance(items, Mapping):
            bare = bare.replace(b'"packed":"%b",' % str(items["packed"]).encode(), b"", 1)
    return _named(bare) == version or version_of(compiled) == version


def _named(canonical: bytes) -> str:
    return f"pv_{hashlib.sha256(canonical).hexdigest()[:16]}"
