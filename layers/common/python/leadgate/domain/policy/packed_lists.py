"""Long lists in the compiled form: packed small enough to be stored with every version of a policy."""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

_MOST_BYTES: Final = 8_000_000


def pack_list(items: Iterable[str], source: str) -> dict[str, Any]:
    """Pack a list.

    Args:
        items: members without line breaks.
        source: where they come from, for people.

    Returns:
        A JSON-able object with the source, the number of members, their digest and their packed text.
    """
    members = sorted(set(items))
    text = "\n".join(members).encode()
    return {
        "source": source,
        "count": len(members),
        "sha256": hashlib.sha256(text).hexdigest(),
        "packed": base64.b64encode(zlib.compress(text, 9)).decode(),
    }


def unpack_list(packed: Mapping[str, Any]) -> tuple[str, ...]:
    """Unpack a list.

    Args:
        packed: what `pack_list` gave.

    Returns:
        The members, sorted.

    Raises:
        ValueError: the content is damaged, too large, or not what its digest says.
    """
    try:
        expander = zlib.decompressobj()
        text = expander.decompress(base64.b64decode(packed["packed"], validate=True), _MOST_BYTES)
    except (binascii.Error, zlib.error) as error:
        raise ValueError(f"damaged list: {error}") from error
    if hashlib.sha256(text).hexdigest() != packed["sha256"]:
        raise ValueError("damaged list: its content is not what its digest says")
    return tuple(text.decode().split("\n"))
