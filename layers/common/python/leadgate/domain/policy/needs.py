"""What a rule needs in order to turn, in the words of the policy language, and what it saw instead."""

from collections.abc import Iterator
from typing import Any, Final

from leadgate.domain.clock import DAY, HOUR, MINUTE, to_rfc3339
from leadgate.domain.policy.anatomy import Part, anatomy_of
from leadgate.domain.policy.policy import Policy
from leadgate.domain.policy.scope import Node, Vector

_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_SPELLED: Final = {
    "const": "{value}", "compare": "{left} {how} {right}", "add": "{left} + {right}", "sub": "{left} - {right}",
    "mul": "{left} * {right}", "same": "({left}) == ({right})", "not": "not {of}", "at_least": "at_least({n}, {items})",
    "in": "{of} in {items}", "startswith": "startswith({of}, {text})", "endswith": "endswith({of}, {text})",
    "has_word": "has_word({of}, {items})", "contains_any": "contains_any({of}, {items})",
    "any_in": "any_in({of}, {items})",
}  # fmt: skip
_WITH_ITEMS: Final = frozenset({"at_least", "in", "has_word", "contains_any", "any_in"})
_MOST_SHOWN: Final = 8
_LONGEST_SHOWN: Final = 100


def needs_of(rule: str, wish: bool, policy: Policy, vector: Vector) -> str:
    """Say what a rule needs in order to come out as wished.

    Args:
        rule: its name.
        wish: the result that it shall have.
        policy: the policy.
        vector: the values and results of the lead.

    Returns:
        For example `company.employees >= 50, is 42`; alternatives are joined with `or`, what is needed together
        with `and`.
    """
    return "; ".join(_Wording(policy, vector).needs(anatomy_of(policy).rules[rule], wish))


class _Wording:
    """Finds the words for one lead."""

    def __init__(self, policy: Policy, vector: Vector) -> None:
        self._policy = policy
        self._vector = vector

    def needs(self, part: Part, wish: bool) -> Iterator[str]:
        """Yield what is missing for a result, a piece for each atom; nothing for what is so already."""
        if part.condition(self._vector) is wish:
            return
        if part.op == "not":
            yield from self.needs(part.parts[0], not wish)
        elif part.op in {"and", "or"}:
            joint = "and" if (part.op == "and") is wish else "or"
            for number, piece in enumerate(piece for inner in part.parts for piece in self.needs(inner, wish)):
                yield f"{joint} {piece}" if number else piece
        else:
            text = self.spell(part.node)
            yield f"{text if wish else self._denied(part.node)}, {self._is(part)}"

    def spell(self, node: Node) -> str:
        """Write a part of a condition as a policy would."""
        kind = node["op"]
        if kind in {"fact", "field", "rule"}:
            return str(node[kind])
        if kind == "measure":
            return self._policy.measures[node["measure"]]
        if kind in {"and", "or"}:
            return f"({f' {kind} '.join(self.spell(part) for part in node['args'])})"
        template = _SPELLED.get(kind, "{op}({of})")
        sides = {side: self.spell(node[side]) for side in ("left", "right", "of") if side in node}
        if kind == "compare":
            sides["right"] = self._side(node)
        own = {name: repr(node[name]) for name in ("text", "value") if name in node}
        items = _members(node) if kind in _WITH_ITEMS else ""
        return template.format(
            **{"op": kind, "how": node.get("how"), "n": node.get("n"), "items": items, **own, **sides}
        )

    def _side(self, comparison: Node) -> str:
        left, right = comparison["left"], comparison["right"]
        type_ = self._policy.facts[left["fact"]].type if left["op"] == "fact" else left["op"]
        if right["op"] != "const" or type_ not in {"age", "duration", "timestamp"}:
            return self.spell(right)
        return repr(to_rfc3339(right["value"])) if type_ == "timestamp" else _duration(right["value"])

    def _denied(self, node: Node) -> str:
        if node["op"] == "compare":
            return self.spell({**node, "how": _OPPOSITE[node["how"]]})
        return f"not {self.spell(node)}"

    def _is(self, part: Part) -> str:
        layout, policy = self._policy.layout, self._policy
        facts = [name for atom in part.atoms() for name in atom.facts]
        rules = [inner.rule for inner in (part, *part.parts) if inner.rule is not None]
        seen: dict[str, Any] = {name: self._vector[layout.facts[name]] for name in facts}
        measures = (index for atom in part.atoms() for index in atom.measures)
        seen |= {policy.measures[index]: self._vector[layout.measure(index)] for index in measures}
        seen |= {name: self._vector[layout.rules[name]] for name in rules}
        moments = {name for name in facts if policy.facts[name].type == "timestamp"}
        spelled = {name: _value(value, is_moment=name in moments) for name, value in seen.items()}
        if len(spelled) == 1:
            return f"is {next(iter(spelled.values()))}"
        return " and ".join(f"{name} is {value}" for name, value in spelled.items()) or "is never so"


def _value(value: Any, *, is_moment: bool) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_moment:
        return to_rfc3339(value)
    if isinstance(value, tuple) and value and all(isinstance(end, int | float) for end in value):
        return f"between {value[0]} and {value[1]}"
    if isinstance(value, tuple):
        return _listed([_shown(item) for item in value])
    return _shown(value)


def _shown(value: object) -> str:
    """Write a value so far as it helps: what somebody posted may be long, and each atom of a rule repeats it."""
    if isinstance(value, str) and len(value) > _LONGEST_SHOWN:
        return f"{value[:_LONGEST_SHOWN]!r}... {len(value) - _LONGEST_SHOWN} more"
    return repr(value)


def _listed(items: list[str]) -> str:
    more = [f"... {len(items) - _MOST_SHOWN} more"] if len(items) > _MOST_SHOWN else []
    return f"[{', '.join([*items[:_MOST_SHOWN], *more])}]"


def _members(node: Node) -> str:
    if "list" in node:
        return f"lists.{node['list']}"
    if node["op"] == "at_least":
        return ", ".join(node["rules"])
    return _listed([repr(item) for item in node["items"]])


def _duration(seconds: float) -> str:
    for unit, name in ((DAY, "days"), (HOUR, "hours")):
        if seconds % unit == 0:
            return f"{name}({seconds // unit:g})"
    return f"minutes({seconds / MINUTE:g})"
