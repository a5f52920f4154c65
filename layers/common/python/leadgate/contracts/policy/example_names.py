"""The names that examples expect: each has to be one that a decision by this policy can carry."""

from collections.abc import Collection, Mapping
from typing import Any

from leadgate.contracts.policy.document import Document
from leadgate.contracts.policy.scalars import plain_value
from leadgate.contracts.policy.yaml_tree import Node
from leadgate.domain.outcomes import STANDARD_REASONS


def check_example_names(document: Document, examples: Node, compiled: Mapping[str, Any]) -> set[int]:
    """Point at every expected name that nothing in the policy can bring about.

    Args:
        document: the policy, whose log receives the errors.
        examples: the section.
        compiled: the compiled form, which knows the names.

    Returns:
        The indexes of the examples that expect such a name; they cannot come out as expected.
    """
    words: dict[str, Collection[str]] = {
        "reason": sorted(STANDARD_REASONS | set(compiled["reasons"])),
        "pool": list(dict.fromkeys(line["pool"] for line in compiled["routing"])),
        "framework": list(dict.fromkeys(line["use"] for line in compiled["frameworks"])),
    }
    lists: dict[str, tuple[str, Collection[str]]] = {
        "disqualifiers": ("disqualifier", [entry["rule"] for entry in compiled["disqualify"]]),
        "questions": ("fact", list(compiled["facts"])),
    }
    wrong = set()
    for index, example in enumerate(examples.items):
        expected = {key: value for key, (_key, value) in example.entries["expect"][1].entries.items()}
        # What is null is expected to be absent.
        named = [(node, key, words[key]) for key, node in expected.items() if key in words]
        found = [entry for entry in named if plain_value(entry[0]) is not None]
        found += [(item, *lists[key]) for key, node in expected.items() if key in lists for item in node.items]
        # Each is looked at, also after the first that is wrong.
        chosen = [document.choice(node, what, possible) for node, what, possible in found]
        if None in chosen:
            wrong.add(index)
    return wrong
