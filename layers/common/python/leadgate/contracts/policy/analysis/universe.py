"""The variables that a set of conditions reads, and for each smallest condition the cells where it is yes or no."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from leadgate.contracts.policy.analysis.leaves import Leaf, Test, Variable, facts_in, leaf_nodes, leaf_of
from leadgate.contracts.policy.analysis.signal_measures import Measures
from leadgate.contracts.policy.analysis.spaces import Limits, Space, list_space, number_space, text_space, truth_space
from leadgate.domain.policy.scope import Node


@dataclass(frozen=True, slots=True)
class Atom:
    """A smallest condition: its variable, the cells where it is yes and where it is no, and the test itself."""

    variable: Variable
    yes: int
    no: int
    test: Test

    @property
    def is_total(self) -> bool:
        """Say whether it is yes or no even of what is unknown."""
        return self.test.how == "known"


@dataclass(slots=True)
class Universe:
    """Everything that conditions can ask, over typed facts (or signal fields), lists and measures."""

    types: Mapping[str, str]
    values: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, tuple[str, ...]]
    measures: Measures | None = None
    _leaves: dict[int, Leaf | bool] = field(default_factory=dict)
    _tests: dict[str, dict[Test, None]] = field(default_factory=dict)
    _variables: dict[str, Variable] = field(default_factory=dict)
    _spaces: dict[str, Space] = field(default_factory=dict)
    _atoms: dict[int, Atom] = field(default_factory=dict)
    _sets: dict[str, frozenset[Any]] = field(default_factory=dict)
    _spelled: dict[str, Leaf | bool] = field(default_factory=dict)
    _readers: dict[str, list[Variable]] = field(default_factory=dict)

    def learn(self, conditions: Iterable[Node | None]) -> None:
        """Take in every test of these conditions; all of them have to be known before the first is asked about."""
        for condition in conditions:
            for node in leaf_nodes(condition):
                leaf = self._read(node)
                if isinstance(leaf, Leaf):
                    self._tests.setdefault(leaf.variable.key, {})[leaf.test] = None
                    self._note(leaf.variable)

    def atom(self, node: Node) -> Atom | bool:
        """Give a smallest condition of those that were learnt; True or False where it depends on nothing."""
        leaf = self._leaves[id(node)]
        if isinstance(leaf, bool):
            return leaf
        if id(leaf) not in self._atoms:
            yes, no = self.space(leaf.variable).split(leaf.test)
            self._atoms[id(leaf)] = Atom(leaf.variable, yes, no, leaf.test)
        return self._atoms[id(leaf)]

    def space(self, variable: Variable) -> Space:
        """Give the cells of a variable."""
        if variable.key not in self._spaces:
            self._spaces[variable.key] = self._space(variable)
        return self._spaces[variable.key]

    def reading(self, facts: Iterable[str]) -> list[Variable]:
        """Give the variables that cannot be known while one of these facts is unknown."""
        return [variable for fact in facts for variable in self._readers.get(fact, ())]

    def wider(self, variable: Variable) -> list[Variable]:
        """Give the measures that are never less than this one."""
        return [] if self.measures is None else self.measures.wider(variable, self._variables)

    def narrower(self, variable: Variable) -> list[Variable]:
        """Give the measures that are never more than this one."""
        return [] if self.measures is None else self.measures.narrower(variable, self._variables)

    def _note(self, variable: Variable) -> None:
        if variable.key not in self._variables:
            self._variables[variable.key] = variable
            for fact in facts_in(variable.node):
                self._readers.setdefault(fact, []).append(variable)

    def _read(self, node: Node) -> Leaf | bool:
        # The nodes of one compiled form live as long as the universe, so their identity is a name.
        if id(node) not in self._leaves:
            spelled = json.dumps(node, sort_keys=True)
            if spelled not in self._spelled:
                leaf = leaf_of(node, self.types, self._items(node))
                if isinstance(leaf, Leaf) and self.measures is not None:
                    leaf = Leaf(self.measures.merged(leaf.variable), leaf.test)
                self._spelled[spelled] = leaf
            self._leaves[id(node)] = self._spelled[spelled]
        return self._leaves[id(node)]

    def _items(self, node: Node) -> frozenset[Any] | None:
        if "items" in node:
            return frozenset(node["items"])
        if "list" not in node:
            return None
        name = node["list"]
        if name not in self._sets:
            self._sets[name] = frozenset(self.lists[name])
        return self._sets[name]

    def _space(self, variable: Variable) -> Space:
        tests = self._tests[variable.key]
        name = variable.node.get("fact") or variable.node.get("field")
        match variable.kind:
            case "truth":
                return truth_space()
            case "list":
                return list_space()
            case "text" | "enum":
                return text_space(tests, self.values.get(name or "") if variable.kind == "enum" else None)
        if self.measures is not None and variable.node["op"] == "measure":
            return number_space(tests, self.measures.limits(variable), exact=False)
        type_ = self.types.get(name or "")
        never_negative = type_ == "duration" or variable.node.get("field") == "duration_s"
        limits = Limits(lowest=0 if never_negative else -inf, whole=type_ == "int")
        return number_space(tests, limits, exact=variable.exact)
