"""Warns of lines of routing and frameworks that no lead can reach, because earlier lines take all that they fit."""

from collections.abc import Mapping
from typing import Any

from leadgate.contracts.policy.analysis.policy_view import PolicyView
from leadgate.contracts.policy.analysis.wanted import NOT_YES, YES


def warn_of_unreachable_lines(view: PolicyView) -> None:
    """Note lines that are never yes, or only where an earlier line is yes as well."""
    for section in ("routing", "frameworks"):
        lines = view.compiled[section]
        for index, line in enumerate(lines):
            if line["when"] is None:
                # What stands after the catch-all is warned of where the lines are read.
                break
            why = _why(view, lines[:index], line)
            if why:
                hint = "put the narrower line first, or remove it"
                text = f"no lead can reach this line of {section}: {why}"
                view.log.warning(view.places.condition(section, index), text, hint)


def _why(view: PolicyView, earlier: list[Mapping[str, Any]], line: Mapping[str, Any]) -> str | None:
    if not view.is_possible((line["when"], YES)):
        return f"`{line['text']}` can never be yes"
    goal = (line["when"], YES)
    for before in earlier:
        if not view.is_possible(goal, (before["when"], NOT_YES)):
            return f"whenever `{line['text']}` is yes, so is `{before['text']}` before it"
    if len(earlier) > 1 and not view.is_possible(goal, *((before["when"], NOT_YES) for before in earlier)):
        return f"whenever `{line['text']}` is yes, so is one of the {len(earlier)} lines before it"
    return None
