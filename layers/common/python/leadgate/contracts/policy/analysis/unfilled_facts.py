"""Warns of facts that conditions read although nothing fills them: no form is told to ask, no example has them."""

from collections.abc import Iterator, Mapping
from typing import Any

from leadgate.contracts.policy.analysis.policy_view import PolicyView, conditions_of
from leadgate.domain.policy.facts import STANDARD_FACTS
from leadgate.domain.policy.reads import rule_of


def warn_of_unfilled_facts(view: PolicyView) -> None:
    """Note facts of the policy's own that are read, have no question, and that no example fills.

    Standard facts are filled by forms and enrichment, and all of `evidence` by people.
    """
    filled = {name for example in view.compiled["examples"] for name in _facts_of(example["lead"])}
    for name in _facts_read(view):
        is_known_source = name in STANDARD_FACTS or name.startswith("evidence.")
        if is_known_source or view.compiled["facts"][name]["ask"] or name in filled:
            continue
        text = f"nothing fills {name}: it is no standard fact, has no 'ask:', and no example holds it"
        hint = "add the question as 'ask:', or an example with a lead that has it"
        view.log.warning(view.places.key("facts", name), text, hint)


def _facts_read(view: PolicyView) -> list[str]:
    """Give the facts that conditions read, in the order of `facts:`."""
    read = {name for when in conditions_of(view.compiled) for name in rule_of("", "", None, when).facts}
    return [name for name in view.compiled["facts"] if name in read]


def _facts_of(lead: Mapping[str, Any]) -> Iterator[str]:
    for section, values in lead.items():
        if isinstance(values, Mapping):
            yield from (f"{section}.{name}" for name, value in values.items() if value is not None)
