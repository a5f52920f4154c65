"""The objects that generated code refers to by name: sets, texts and functions, never anything that a policy spells."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from leadgate.domain.policy.facts import Fact
from leadgate.domain.policy.fused.code import Temporaries
from leadgate.domain.policy.scope import Scope

_CONSTANTS: Final = (str, bytes, float, frozenset, dict, list, tuple)


def placeholder(name: str) -> str:
    """Give the constant in whose place an object is put once the code is compiled."""
    return f"<{name}>"


@dataclass(frozen=True, slots=True)
class Names:
    """What a policy's names stand for in generated code.

    `exact` says that every measure is known exactly where the code runs, so that it is read like a fact. `tallies`
    numbers the groups of rules of which it is asked how many are yes: `y` and the number counts those that are, `u`
    those that are unknown.

    `variables` gives the variable of each fact, measure, rule or signal field by kind and name; `types` the type of
    each fact and field. Whatever comes from the policy's text is bound as an object, so that no text of a policy is
    ever part of the code.
    """

    scope: Scope
    facts: Mapping[str, Fact]
    variables: dict[tuple[str, str | int], str]
    types: Mapping[tuple[str, str | int], str]
    families: Mapping[str, str]
    bound: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    tallies: dict[tuple[str, ...], str] = field(default_factory=dict)
    exact: bool = False
    temporaries: Temporaries = field(default_factory=Temporaries)
    _known: dict[Any, str] = field(default_factory=dict)

    def bind(self, value: object) -> str:
        """Give the code that stands for an object; equal texts and the same objects share one."""
        # An outcome is a text too, but equal to others that are not outcomes.
        key = ("text", value) if type(value) is str else ("object", id(value))
        if key not in self._known:
            name = f"K{len(self.bound)}"
            self.bound[name] = value
            # What is never called takes the place of a constant, which is found faster than a name.
            self._known[key] = repr(placeholder(name)) if isinstance(value, _CONSTANTS) else name
        return self._known[key]

    def where_exact(self) -> "Names":
        """Give the same names for code that runs only where every measure is known exactly."""
        return replace(self, exact=True)

    def within(self, variables: Mapping[tuple[str, str | int], str], types: Mapping[Any, str]) -> "Names":
        """Give names for a signal condition, which has variables of its own and shares all else."""
        return replace(self, variables=dict(variables), types=types)
