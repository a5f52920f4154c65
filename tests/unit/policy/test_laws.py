"""Laws of every decision, on random policies and leads: knowing more, scoring otherwise, deciding twice."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from math import isclose
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.comparing import leads_of, loaded_from
from fuzz.evaluators import Loaded
from fuzz.leads import LeadWriter
from fuzz.policies import Case, write_case
from fuzz.signals import good_moment
from leadgate.domain.policy import Decision, decide
from leadgate.domain.policy.intervals import bounds

# The same every time: `make fuzz` is for new ones.
SEEDS = st.integers(0, 10_000)
LAW = settings(max_examples=15, derandomize=True, deadline=None)

Results = dict[str, bool | None]


def loaded(case: Case) -> Loaded:
    found = loaded_from(case.document)
    assert isinstance(found, Loaded), found
    return found


def objects(case: Case, seed: int, count: int = 24) -> Iterator[tuple[float, dict[str, Any]]]:
    """The leads of a policy that are objects, with their moments."""
    for now, leads in leads_of(case, str(seed), count):
        yield from ((now, lead) for lead in leads if isinstance(lead, dict))


def results_of(decision: Decision) -> Results:
    return {**decision.results, **{f"gate {name}": result for name, result in decision.gates.items()}}


def conditions_of(compiled: Mapping[str, Any]) -> dict[str, Any]:
    """Every rule and gate by the name that `results_of` gives it."""
    gates = {f"gate {name}": gate["when"] for name, gate in compiled["gates"].items()}
    return {**{rule["id"]: rule["when"] for rule in compiled["rules"]}, **gates}


def asks_whether_known(node: Any, name: str, compiled: Mapping[str, Any]) -> bool:
    """Whether a condition asks `known` of a fact or a field, itself, in a measure, or through the rules it names."""
    if isinstance(node, list):
        return any(asks_whether_known(part, name, compiled) for part in node)
    if not isinstance(node, dict):
        return False
    if node.get("op") == "known":
        return name in node["of"].values()
    rules = node["rules"] if node.get("op") == "at_least" else [node["rule"]] if node.get("op") == "rule" else []
    behind = [rule["when"] for rule in compiled["rules"] if rule["id"] in rules]
    if node.get("op") == "measure":
        behind.append(compiled["measures"][node["measure"]]["when"])
    return any(asks_whether_known(part, name, compiled) for part in (*node.values(), *behind))


def check_nothing_known_changed(compiled: Mapping[str, Any], name: str, before: Results, after: Results) -> int:
    """Every yes and no stays, except where `known` itself was asked; says how many unknown ones became known."""
    for condition, node in conditions_of(compiled).items():
        if before[condition] is not None and not asks_whether_known(node, name, compiled):
            assert after[condition] is before[condition], condition
    return sum(before[name] is None and after[name] is not None for name in before)


def measured(decision: Decision) -> dict[str, Any]:
    readings = decision.readings((), tuple(range(len(decision.policy.measures))))
    return {text: reading.value for text, reading in readings.items()}


def check_bounds_only_narrow(compiled: Mapping[str, Any], field: str, before: Decision, after: Decision) -> None:
    """What a measure comes to when a signal is known better was within its bounds before."""
    measures = [one for one in compiled["measures"] if not asks_whether_known(one["when"], field, compiled)]
    for measure in measures:
        wide, narrow = (measured(decision)[measure["text"]] for decision in (before, after))
        if measure["fn"] == "exists":
            assert wide in (None, narrow)
        elif wide is not None:
            (low, high), (least, most) = bounds(wide), bounds(narrow)
            # Whole numbers beyond the floats are rounded when floats are added to them.
            assert low <= least or isclose(low, least), measure["text"]
            assert most <= high or isclose(most, high), measure["text"]


learned: dict[str, int] = {"facts": 0, "signals": 0}


@LAW
@given(SEEDS)
def test_a_fact_that_becomes_known_turns_no_yes_or_no_into_another(seed: int) -> None:
    case = write_case(str(seed))
    policy, dice = loaded(case), Random(seed)
    for now, lead in objects(case, seed):
        before = decide(lead, policy.policy, now)
        values = before.readings(tuple(policy.policy.facts), ())
        unknown = [name for name, seen in values.items() if seen.value is None]
        for name in dice.sample(unknown, min(1, len(unknown))):
            more = with_fact(lead, name, LeadWriter(dice, case.world, now).good_value(policy.policy.facts[name]))
            after = decide(more, policy.policy, now)
            learned["facts"] += check_nothing_known_changed(
                policy.compiled, name, results_of(before), results_of(after)
            )


def with_fact(lead: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """Put a fact in, and let nobody say that it is old."""
    more = deepcopy(dict(lead))
    section, dot, field = name.rpartition(".")
    if dot and not isinstance(more.get(section), dict):
        more[section] = {}
    (more[section] if dot else more)[field] = value
    if isinstance(more.get("provenance"), dict):
        more["provenance"].pop(name, None)
    return more


@LAW
@given(SEEDS)
def test_a_time_or_type_of_a_signal_that_becomes_known_turns_no_yes_or_no_into_another(seed: int) -> None:
    case = write_case(str(seed))
    policy, dice = loaded(case), Random(seed)
    for now, lead in objects(case, seed):
        before = decide(lead, policy.policy, now)
        known = {
            "at": good_moment(dice, case.world, now),
            "type": dice.choice([*case.world.signals, "undeclared"]),
            "value": dice.choice(case.world.nums),
            "duration_s": abs(dice.choice(case.world.ints)),
            "page": dice.choice(case.world.texts),
        }
        for field, value in known.items():
            more = with_signal_field(lead, field, value, before.ill_typed)
            if more is not None:
                after = decide(more, policy.policy, now)
                check_bounds_only_narrow(policy.compiled, field, before, after)
                learned["signals"] += check_nothing_known_changed(
                    policy.compiled, field, results_of(before), results_of(after)
                )


def with_signal_field(lead: Mapping[str, Any], field: str, value: Any, ill_typed: tuple[str, ...]) -> Any:
    """Fill a field of the first signal that has none, or an ill-typed one; None when there is no such signal."""
    signals = lead.get("signals")
    for index, signal in enumerate(signals if isinstance(signals, list) else []):
        if isinstance(signal, dict) and (signal.get(field) is None or f"signals[{index}].{field}" in ill_typed):
            return {**lead, "signals": [*signals[:index], {**signal, field: value}, *signals[index + 1 :]]}
    return None


def test_something_was_learned_while_these_laws_were_tested() -> None:
    assert min(learned.values()) > 50


@LAW
@given(SEEDS)
def test_no_change_of_the_score_changes_what_is_decided(seed: int) -> None:
    case = write_case(str(seed))
    dice = Random(seed)
    rules = list(case.document["rules"])
    score = {
        "fit": {rule: dice.uniform(-100, 100) for rule in dice.sample(rules, 4)},
        "engagement": {rule: {"points": dice.uniform(-9, 99), "half_life": "3d"} for rule in dice.sample(rules, 4)},
    }
    one, other = loaded(case), loaded_from({**case.document, "score": score})
    assert isinstance(other, Loaded)
    scores = set()
    for now, lead in objects(case, seed):
        decisions = [decide(lead, policy.policy, now) for policy in (one, other)]
        documents = [decision.to_document(trace="compact") for decision in decisions]
        scores.add(tuple(str(document.pop("score")) for document in documents))
        assert documents[0] == documents[1]
    assert any(before != after for before, after in scores)


@LAW
@given(SEEDS)
def test_a_lead_is_decided_twice_the_same_in_json_and_left_as_it_was(seed: int) -> None:
    case = write_case(str(seed))
    policy = loaded(case).policy
    for now, leads in leads_of(case, str(seed), 24):
        for lead in leads:
            # By its text, for not-a-number is not itself.
            before = repr(lead)
            first, again = (decide(lead, policy, now).to_document(trace="full") for _ in range(2))
            assert json.dumps(first, allow_nan=False) == json.dumps(again, allow_nan=False)
            assert repr(lead) == before
