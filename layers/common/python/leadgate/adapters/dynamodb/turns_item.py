"""How the turns of a pool look as an item, and how those of several are read."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.items import Item, dump, number, text, to_item
from leadgate.domain.routing import Turns


def turns_to_item(turns: Turns) -> dict[str, Any]:
    """Spell a pool's turns as an item."""
    document = {"shares": list(turns.shares), "taken": dict(turns.taken)}
    return to_item(keys.turns(turns.pool), {"version": turns.version, "doc": dump(document)})


def turns_from_item(pool: str, item: Item) -> Turns:
    """Read a pool's turns back from their item."""
    document = json.loads(text(item, "doc"))
    shares = tuple((rep, weight) for rep, weight in document["shares"])
    return Turns(pool, int(number(item, "version")), shares, document["taken"])


def turns_from_items(found: Mapping[tuple[str, str], Item], pools: Sequence[str]) -> dict[str, Turns]:
    """Read the turns of some pools from what was found by its keys; a pool without any has fresh ones."""
    turns: dict[str, Turns] = {}
    for pool in pools:
        key = keys.turns(pool)
        item = found.get((key["pk"], key["sk"]))
        turns[pool] = Turns(pool) if item is None else turns_from_item(pool, item)
    return turns
