"""How the turns of a pool look as an item."""

import json
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
