"""Static analysis of a policy that compiles: what it says that its author cannot have meant, as warnings."""

from collections.abc import Mapping
from typing import Any, Final

from leadgate.contracts.policy.analysis.closed_gates import warn_of_closed_gates
from leadgate.contracts.policy.analysis.competitor_lists import warn_of_competitor_lists
from leadgate.contracts.policy.analysis.constant_rules import warn_of_constant_rules, warn_of_unused_rules
from leadgate.contracts.policy.analysis.early_questions import warn_of_early_questions
from leadgate.contracts.policy.analysis.places import Places
from leadgate.contracts.policy.analysis.policy_view import view_of
from leadgate.contracts.policy.analysis.search import STEPS_A_CHECK
from leadgate.contracts.policy.analysis.unfilled_facts import warn_of_unfilled_facts
from leadgate.contracts.policy.analysis.unreachable_lines import warn_of_unreachable_lines
from leadgate.contracts.policy.problems import ProblemLog
from leadgate.contracts.policy.yaml_tree import Node


def analyse(compiled: Mapping[str, Any], text: str, tree: Node, log: ProblemLog) -> None:
    """Look for what a policy can never do.

    A warning is certain: it holds for every lead, whatever is known of it. Where finding out would take too
    long, nothing is said.

    Args:
        compiled: the compiled form.
        text: the normalised text that it comes from.
        tree: the tree of that text.
        log: receives the warnings.
    """
    view = view_of(compiled, Places(text, tree), log)
    for warn in _CHECKS:
        view.search.left = STEPS_A_CHECK
        warn(view)


_CHECKS: Final = (
    warn_of_constant_rules,
    warn_of_closed_gates,
    warn_of_unreachable_lines,
    warn_of_early_questions,
    warn_of_unfilled_facts,
    warn_of_competitor_lists,
    warn_of_unused_rules,
)


__all__ = ["analyse"]
