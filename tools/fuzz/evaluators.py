"""The evaluators under test, each behind the same small protocol: one line here adds another."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fuzz.oracle import decide_by_oracle
from fuzz.verdict import Verdict
from leadgate.domain.policy import Decision, Policy, decide, load_policy

Lead = Any
"""A lead document; a fuzzed one need not even be an object."""


@dataclass(frozen=True)
class Loaded:
    """A policy in the two forms that evaluators take."""

    compiled: Mapping[str, Any]
    policy: Policy

    @classmethod
    def of(cls, compiled: Mapping[str, Any]) -> "Loaded":
        """Load a compiled policy."""
        return cls(compiled, load_policy(compiled))


class Evaluator(Protocol):
    """Decides leads by a policy, many at once because one that works in columns cannot do otherwise."""

    @property
    def name(self) -> str:
        """How reports call it."""

    def evaluate(self, loaded: Loaded, leads: Sequence[Lead], now: float) -> list[Verdict]:
        """Give a verdict for each lead, in order; an exception becomes a verdict that says so."""


@dataclass(frozen=True)
class Deciding:
    """An evaluator that gives a `Decision` of the package."""

    name: str
    decide: Callable[[Lead, Policy, float], Decision]

    def evaluate(self, loaded: Loaded, leads: Sequence[Lead], now: float) -> list[Verdict]:
        """Decide one lead after the other."""
        return [answered(self._verdict, lead, loaded.policy, now) for lead in leads]

    def _verdict(self, lead: Lead, policy: Policy, now: float) -> Verdict:
        return verdict_of(self.decide(lead, policy, now))


@dataclass(frozen=True)
class Oracle:
    """The slow evaluator of this package."""

    name: str = "oracle"

    def evaluate(self, loaded: Loaded, leads: Sequence[Lead], now: float) -> list[Verdict]:
        """Decide one lead after the other."""
        return [answered(decide_by_oracle, loaded.compiled, lead, now) for lead in leads]


@dataclass(frozen=True)
class ByDocuments:
    """An evaluator that decides many leads at once and gives documents, as lines of `leadgate policy evaluate`."""

    name: str
    decide_all: Callable[[Mapping[str, Any], Sequence[Lead], float], Sequence[Mapping[str, Any]]]

    def evaluate(self, loaded: Loaded, leads: Sequence[Lead], now: float) -> list[Verdict]:
        """Decide all leads at once; when that raises, each lead by itself, to find the one that is to blame."""
        try:
            documents = self.decide_all(loaded.compiled, leads, now)
        except Exception:
            # Whatever it is, it comes again for the lead that it is about.
            return [answered(self._verdict_of_one, loaded, lead, now) for lead in leads]
        return [verdict_of_document(document) for document in documents]

    def _verdict_of_one(self, loaded: Loaded, lead: Lead, now: float) -> Verdict:
        (document,) = self.decide_all(loaded.compiled, [lead], now)
        return verdict_of_document(document)


def answered[**P](evaluate: Callable[P, Verdict], *args: P.args, **options: P.kwargs) -> Verdict:
    """Evaluate; what is raised is an answer too, and never a right one."""
    try:
        return evaluate(*args, **options)
    except Exception as error:
        return {"raised": f"{type(error).__name__}: {error}"}


def verdict_of(decision: Decision) -> Verdict:
    """Arrange a decision for comparison; the order in which ill-typed values were met means nothing.

    Two evaluators that give decisions are also compared by their documents, word for word: in JSON 5 is not 5.0.
    """
    policy, score, route, held = decision.policy, decision.score, decision.route, decision.held_back
    readings = decision.readings(tuple(policy.facts), tuple(range(len(policy.measures))))
    return {
        "rules": decision.results,
        "gates": dict(decision.gates),
        "outcome": str(decision.outcome),
        "reason": decision.reason,
        "held_back": None if held is None else (str(held.outcome), held.reason),
        "disqualifiers": [entry.rule for entry in decision.disqualifiers],
        "undecided": [entry.rule for entry in decision.undecided],
        "score": {"fit": score.fit, "engagement": score.engagement, "total": score.total, "grade": score.grade},
        "route": (route.pool, route.sla, route.line),
        "pool": route.pool,
        "passed_over": list(route.passed_over),
        "framework": decision.framework,
        "ill_typed": sorted(decision.ill_typed),
        "stale": sorted(decision.stale),
        "values": {name: (seen.value, seen.source, seen.why) for name, seen in readings.items()},
        "document": {
            key: json.dumps(value, allow_nan=False) for key, value in decision.to_document(trace="full").items()
        },
    }


def verdict_of_document(document: Mapping[str, Any]) -> Verdict:
    """Arrange a document with a compact trace for comparison."""
    score, held = document["score"], document.get("held_back")
    return {
        "rules": document["trace"],
        "gates": document["gates"],
        "outcome": document["outcome"],
        "reason": document["reason"],
        "held_back": None if held is None else (held["outcome"], held["reason"]),
        "disqualifiers": document["disqualifiers"],
        "score": {key: tuple(value) if isinstance(value, list) else value for key, value in score.items()},
        "pool": document["route"],
    }


def evaluators() -> list[Evaluator]:
    """Give every evaluator; each is compared with the first."""
    return [Deciding("decide", decide), Oracle()]
