"""The evaluators agree on a fixed set of random policies and leads, and the fuzzer finds one that is broken.

`make fuzz` compares new ones on every run; these are the same every time.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from fuzz.__main__ import main
from fuzz.comparing import Disagreement, compare, disagreement, leads_of, loaded_from
from fuzz.evaluators import ByDocuments, Deciding, Evaluator, Loaded, evaluators
from fuzz.policies import write_case
from fuzz.verdict import Verdict, differences
from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy import decide, load_policy
from leadgate.domain.policy.facts import TYPES
from leadgate.domain.policy.seen import Seen
from leadgate.domain.policy.signals import FIELDS
from tests.unit.policy.writing import NOW, write_policy

SOUND = Deciding("sound", decide)


def test_every_evaluator_says_the_same_of_every_lead() -> None:
    tally, found = compare(evaluators(), seed=3, results=6_000, leads_each=25)
    assert found is None, found.differences
    assert not tally.rejected
    shares = {answer: count / tally.answers.total() for answer, count in tally.answers.items()}
    assert min(shares[answer] for answer in (True, False, None)) > 0.15
    assert len(tally.outcomes) == 5


def test_the_generated_function_reads_most_fuzzed_leads_itself() -> None:
    read = odd = 0
    for case in range(20):
        written = write_case(str(case))
        loaded = loaded_from(written.document)
        assert isinstance(loaded, Loaded)
        see = loaded.policy.evaluator.warm_up()
        for now, lead in ((now, lead) for now, leads in leads_of(written, str(case), 20) for lead in leads):
            # The closures name the parts of what they found.
            if isinstance(see(lead, now), Seen):
                odd += 1
            else:
                read += 1
    # The others hold something ill-typed on purpose.
    assert read > 40
    assert odd > 40


def decide_all(compiled: Mapping[str, Any], leads: Sequence[Any], now: float) -> list[dict[str, Any]]:
    policy = load_policy(compiled)
    return [decide(lead, policy, now).to_document(trace="compact") for lead in leads]


def test_an_evaluator_of_many_leads_at_once_is_compared_by_its_documents() -> None:
    tally, found = compare([SOUND, ByDocuments("documents", decide_all)], seed=1, results=2_000)
    assert found is None, found.differences
    assert tally.results >= 2_000


def test_of_many_leads_the_one_is_named_that_an_exception_is_about() -> None:
    def fail_for_seven(compiled: Mapping[str, Any], leads: Sequence[Any], now: float) -> list[dict[str, Any]]:
        assert 7 not in leads
        return decide_all(compiled, leads, now)

    loaded = loaded_from(write_case("1").document)
    assert isinstance(loaded, Loaded)
    verdicts = ByDocuments("documents", fail_for_seven).evaluate(loaded, [{}, 7, {}], 0)
    assert ["raised" in verdict for verdict in verdicts] == [False, True, False]


@dataclass(frozen=True)
class Mutant:
    """Decides by a compiled form in which something small was changed."""

    change: Callable[[Any], Any]
    name: str = "mutant"

    def evaluate(self, loaded: Loaded, leads: Sequence[Any], now: float) -> list[Verdict]:
        return SOUND.evaluate(Loaded.of(self._changed(loaded.compiled)), leads, now)

    def _changed(self, node: Any) -> Any:
        if isinstance(node, Mapping):
            node = self.change({key: self._changed(value) for key, value in node.items()})
        return [self._changed(part) for part in node] if isinstance(node, list) else node


def with_op(old: str, **changes: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda node: {**node, **changes} if node.get("op") == old else node


def with_how(old: str, new: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda node: {**node, "how": new} if node.get("how") == old else node


def shorter_window(node: dict[str, Any]) -> dict[str, Any]:
    return {**node, "within": node["within"] - 0.5} if node.get("within") else node


def one_more(node: dict[str, Any]) -> dict[str, Any]:
    return {**node, "n": node["n"] + 1} if node.get("op") == "at_least" else node


def without_decay(node: dict[str, Any]) -> dict[str, Any]:
    if "engagement" not in node:
        return node
    return {**node, "engagement": [[rule, points, None] for rule, points, _half_life in node["engagement"]]}


MUTANTS = {
    "<= as <": with_how("<=", "<"),
    ">= as >": with_how(">=", ">"),
    "!= as ==": with_how("!=", "=="),
    "and as or": with_op("and", op="or"),
    "not as nothing": lambda node: node["of"] if node.get("op") == "not" else node,
    "+ as -": with_op("add", op="sub"),
    "one more of at_least": one_more,
    "startswith as endswith": with_op("startswith", op="endswith"),
    "has_word as contains_any": with_op("has_word", op="contains_any"),
    "a window half a second short": shorter_window,
    "families as distinct_days": lambda node: {**node, "fn": "distinct_days"} if node.get("fn") == "families" else node,
    "no freshness": lambda node: {**node, "freshness": {}} if "freshness" in node else node,
    "no decay": without_decay,
    "another time zone": lambda node: {**node, "timezone": "Pacific/Marquesas"} if "timezone" in node else node,
    "never asking": lambda node: {**node, "ask": False} if "reason" in node else node,
    "no review": lambda node: {**node, "review": []} if "review" in node else node,
    "a whole number of any kind": lambda node: {**node, "type": "num"} if node.get("type") == "int" else node,
    "covering sets not seen": lambda node: {**node, "whole": False} if "whole" in node else node,
}


def found_in(mutant: Evaluator) -> Disagreement:
    _tally, found = compare([SOUND, mutant], seed=7, results=100_000)
    assert found is not None
    return found


@pytest.mark.parametrize("change", MUTANTS.values(), ids=MUTANTS)
def test_the_fuzzer_finds_an_evaluator_that_is_broken(change: Callable[[Any], Any]) -> None:
    assert found_in(Mutant(change)).differences


def test_a_difference_is_made_small_and_printed_to_be_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seed", "7"], [SOUND, Mutant(with_how("<=", "<"))]) == 1
    printed = capsys.readouterr().out
    policy, lead = re.findall(r"The (?:policy|lead):\n(.*?)\n\n", printed, re.DOTALL)
    document = json.loads(policy)
    conditions = [*document["rules"].values(), *document["gates"].values()]
    assert "<=" in " ".join(conditions)
    assert len(document["rules"]) <= 1
    assert set(document) <= {"policy", "facts", "signals", "rules", "gates", "routing", "examples"}
    assert len(lead) < 80
    assert re.search(r"sound says .*, mutant says ", printed)
    (now,) = re.findall(r"^now: (.*)$", printed, re.MULTILINE)
    pair = (SOUND, Mutant(with_how("<=", "<")))
    assert disagreement(pair, document, json.loads(lead), float(now))


def test_a_run_without_a_difference_ends_well_and_says_what_it_compared(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seed", "7", "--results", "500"], [SOUND, SOUND]) == 0
    printed = capsys.readouterr().out
    assert "fuzz.seed: 7\nfuzz.pairs: sound = sound\nfuzz.policies: " in printed
    assert "fuzz.policies.rejected: 0" in printed


@dataclass(frozen=True)
class Raising:
    """Raises where a lead has no signals."""

    name: str = "raising"

    def evaluate(self, loaded: Loaded, leads: Sequence[Any], now: float) -> list[Verdict]:
        def fail_without_signals(lead: Any, policy: Any, at: float) -> Any:
            return decide(lead, policy, at) if lead["signals"] else 1 / 0

        return Deciding(self.name, fail_without_signals).evaluate(loaded, leads, now)


def test_an_exception_is_a_difference() -> None:
    (where, sound, raised), *_more = found_in(Raising()).differences
    assert (where, sound) == ("raised", None)
    assert raised.startswith(("KeyError", "ZeroDivisionError", "TypeError"))


def test_yes_is_not_1_and_one_missing_value_is_a_difference() -> None:
    assert differences({"rules": {"a": True}}, {"rules": {"a": 1}}) == [("rules: a", True, 1)]
    assert differences({"values": {"a": 1}}, {"values": {}}) == [("values: a", 1, "(nothing)")]
    assert not differences({"rules": {"a": None}}, {"rules": {"a": None}, "questions": []})


def parts_of(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        yield from (part for value in node.values() for part in parts_of(value))
    elif isinstance(node, list):
        yield from (part for value in node for part in parts_of(value))


def test_the_random_policies_use_the_whole_language() -> None:
    loaded = [loaded_from(write_case(f"whole/{number}").document) for number in range(30)]
    parts = [part for one in loaded if isinstance(one, Loaded) for part in parts_of(dict(one.compiled))]
    assert {part["op"] for part in parts if "op" in part} == {
        "const", "fact", "field", "measure", "rule", "not", "and", "or", "same", "at_least", "compare", "in", "any_in",
        "startswith", "endswith", "has_word", "contains_any", "outside_hours", "known", "age", "add", "sub", "mul",
    }  # fmt: skip
    assert {part["how"] for part in parts if "how" in part} == {"<", "<=", ">", ">=", "==", "!="}
    assert {(part["fn"], part["within"] is None) for part in parts if "fn" in part} == {
        (function, is_open)
        for function in ("count", "exists", "total", "distinct_days", "families")
        for is_open in (True, False)
    }
    assert {part["field"] for part in parts if part.get("op") == "field"} == set(FIELDS)
    assert {part["type"] for part in parts if "ask" in part and "type" in part} == set(TYPES)


def test_a_seed_gives_the_same_policy_and_the_same_leads() -> None:
    first, again = write_case("3/1"), write_case("3/1")
    assert first.text == again.text
    # By their texts, for not-a-number is not itself.
    assert repr(list(leads_of(first, "3/1"))) == repr(list(leads_of(again, "3/1")))
    assert first.text != write_case("3/2").text


def test_texts_of_a_policy_that_spell_an_outcome_stay_apart_from_outcomes() -> None:
    policy = write_policy(
        {outcome: f"answers.s == '{outcome}'" for outcome in Outcome},
        gates={"fit": "yes", "intent": "qualified", "readiness": "nurture or yes"},
    )
    policy.evaluator.warm_up()
    for said, outcome in (("qualified", Outcome.QUALIFIED), ("nurture", Outcome.NURTURE), (None, Outcome.NEEDS_INFO)):
        assert decide({"answers": {"s": said}}, policy, NOW).outcome is outcome


def test_an_ill_typed_amount_is_seen_beside_a_text_that_is_asked_for_its_beginning() -> None:
    policy = write_policy({"r": "total(duration_s, startswith(page, '/a')) > 5"})
    see, signal = policy.evaluator.warm_up(), {"type": "page_view", "at": NOW, "page": "/a", "duration_s": True}
    for ill_typed in ({**signal, "at": None}, signal, {**signal, "duration_s": 9, "page": 7}):
        found = see({"signals": [ill_typed]}, NOW)
        assert isinstance(found, Seen)
        assert found.ill_typed
