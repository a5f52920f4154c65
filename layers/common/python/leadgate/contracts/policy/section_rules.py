"""The `rules:` of a policy: named conditions, and the circles that they must not form."""

import keyword
import re
from collections.abc import Mapping
from typing import Any, Final

from leadgate.contracts.policy.document import Document
from leadgate.contracts.policy.symbols import FUNCTIONS
from leadgate.contracts.policy.yaml_tree import Node
from leadgate.domain.policy.policy import Rule
from leadgate.domain.policy.reads import rule_of

MOST_RULES: Final = 500
_RULE: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TAKEN: Final = frozenset(FUNCTIONS) | {"true", "false", "lists", "score", "otherwise"}


def read_rule_names(document: Document, node: Node | None) -> None:
    """Put the names of the rules into the symbols, so that rules can name each other in any order."""
    names = []
    for name, key, _value in document.entries(node, "rules"):
        taken = name in _TAKEN or keyword.iskeyword(name) or name in document.symbols.facts
        if taken or not _RULE.fullmatch(name):
            why = "means something else already" if taken else "is no name of a rule: write it like icp_size"
            document.log.error(key.start, f"'{name[:60]}' {why}")
        names.append(name)
        if len(names) == MOST_RULES + 1:
            document.log.error(key.start, f"a policy has at most {MOST_RULES} rules")
    document.symbols.rules = tuple(names)


def read_rules(document: Document, node: Node | None) -> list[dict[str, Any]]:
    """Read `rules:` into the compiled form, in the order of the document."""
    compiled = []
    for name, _key, value in document.entries(node, "rules"):
        when, says = value, None
        if value.kind == "map":
            fields = document.fields(value, f"the rule {name}", ("when", "says"), ("when",))
            if "when" not in fields:
                continue
            when, says = fields["when"], document.text(fields.get("says"), "says")
        lowered = document.condition(when, f"the rule {name}")
        if lowered is not None:
            text = " ".join(when.text.split())
            compiled.append({"id": name, "says": says, "text": text, "when": lowered})
    _check_circles(document, node, compiled)
    return compiled


def _check_circles(document: Document, node: Node | None, compiled: list[dict[str, Any]]) -> None:
    rules = {entry["id"]: rule_of(entry["id"], "", None, entry["when"]) for entry in compiled}
    circle = find_circle(rules)
    if circle and node is not None:
        key, _value = node.entries[circle[0]]
        document.log.error(key.start, f"rules name each other in a circle: {' -> '.join(circle)}")


def find_circle(rules: Mapping[str, Rule]) -> list[str]:
    """Find rules that name each other in a circle.

    Args:
        rules: by name; names that are not among them are passed over.

    Returns:
        The circle with its first rule repeated at the end, or an empty list.
    """
    done: set[str] = set()
    for start in rules:
        path: list[str] = [start]
        while path:
            current = path[-1]
            following = next((n for n in rules[current].rules if n in rules and n not in done), None)
            if following is None:
                done.add(path.pop())
            elif following in path:
                return [*path[path.index(following) :], following]
            else:
                path.append(following)
    return []
