"""What a condition reads, found on the compiled form: its facts, its measures, and the rules it names."""

from collections.abc import Iterator, Mapping
from typing import Any

from leadgate.domain.policy.policy import Rule
from leadgate.domain.policy.scope import Node, parts_of


def rule_of(id_: str, text: str, says: str | None, when: Node) -> Rule:
    """Describe a condition with everything that it reads, in order of appearance, each once."""
    found: dict[str, dict[Any, None]] = {"fact": {}, "measure": {}, "rule": {}}
    for part in parts_of(when):
        kind = part["op"]
        if kind in found:
            found[kind][part[kind]] = None
        elif kind == "at_least":
            found["rule"] |= dict.fromkeys(part["rules"])
    return Rule(id_, text, says, tuple(found["fact"]), tuple(found["measure"]), tuple(found["rule"]))


def reached_from(rule: Rule, by_id: Mapping[str, Rule]) -> Iterator[Rule]:
    """Yield a rule and every rule that it names, directly or through others, each once."""
    seen: set[str] = set()
    waiting = [rule]
    while waiting:
        current = waiting.pop()
        if current.id not in seen:
            seen.add(current.id)
            yield current
            waiting.extend(by_id[name] for name in reversed(current.rules))


def evaluation_order(rules: Mapping[str, Rule]) -> list[str]:
    """Order rules so that each stands after those it names.

    Args:
        rules: every rule by name, in policy order.

    Returns:
        The names, otherwise in policy order.

    Raises:
        ValueError: the rules name each other in a circle, or name one that is not there.
    """
    done: dict[str, None] = {}
    for start in rules:
        path: dict[str, Iterator[str]] = {start: iter(rules[start].rules)}
        while path:
            current = next(reversed(path))
            following = next((name for name in path[current] if name not in done), None)
            if following is None:
                done[current] = None
                del path[current]
            elif following in path or following not in rules:
                raise ValueError(f"rule {current!r} cannot name {following!r}")
            else:
                path[following] = iter(rules[following].rules)
    return list(done)
