"""Warns of a list of competitors that names a free-mail domain, which would turn away everybody who uses it."""

from collections.abc import Iterator
from typing import Any, Final

from leadgate.contracts.mail_domains import BUILTIN_LISTS
from leadgate.contracts.policy.analysis.policy_view import PolicyView
from leadgate.contracts.policy.analysis.wanted import NO, YES, opposite
from leadgate.contracts.policy.yaml_tree import Node as YamlNode
from leadgate.domain.policy.reads import reached_from, rule_of
from leadgate.domain.policy.scope import Node

_REASONS: Final = frozenset({"competitor", "competitor_locked_in"})


def warn_of_competitor_lists(view: PolicyView) -> None:
    """Note each free-mail domain in a list that stands for competitors: by its name, or by the reason it gives."""
    lists = {name for name in view.lists if "competitor" in name} | set(_used_for_competitors(view))
    for name in view.lists:
        node = view.places.value("lists", name)
        if name in lists and node.kind == "list":
            _warn_of_items(view, name, node)


def _warn_of_items(view: PolicyView, name: str, node: YamlNode) -> None:
    free = frozenset(BUILTIN_LISTS["free_mail"].members())
    for item in node.items:
        domain = item.text.strip().casefold().removeprefix("@")
        if domain in free:
            text = f"{domain} is free mail: everybody who writes from there would be a competitor of lists.{name}"
            view.log.warning(item.start, text, "remove it; name the competitor's own domain")


def _used_for_competitors(view: PolicyView) -> Iterator[str]:
    """Yield the lists that make a disqualifier yes whose reason is a competitor."""
    rules = {name: rule_of(name, "", None, when) for name, when in view.rules.items()}
    for entry in view.compiled["disqualify"]:
        if entry["reason"] in _REASONS:
            for rule in reached_from(rules[entry["rule"]], rules):
                yield from _lists_for(view.rules[rule.id], YES)


def _lists_for(node: Node, wanted: int) -> Iterator[str]:
    """Yield the lists in which a match helps a condition to come out as wanted."""
    waiting: list[tuple[Any, int]] = [(node, wanted)]
    while waiting:
        part, must_be = waiting.pop()
        if part["op"] == "not":
            waiting.append((part["of"], opposite(must_be)))
        elif "list" in part and must_be != NO:
            yield part["list"]
        waiting.extend((inner, must_be) for inner in part.get("args", ()))
