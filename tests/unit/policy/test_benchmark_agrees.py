"""The engine and the same policy written by hand agree on every rule whose facts are all known."""

from bench.engine import bench_policy, measure
from bench.hand import decide_by_hand
from bench.leads import NOW, make_leads
from leadgate.domain.policy import Decision, decide


def _facts_known(decision: Decision, rule: str) -> bool:
    def is_known(name: str, value: object) -> bool:
        # A measure that is only known by its bounds is a pair of them.
        return value is not None and (name in decision.policy.facts or not isinstance(value, tuple))

    return all(is_known(name, reading.value) for name, reading in decision.trace[rule].values.items())


def test_every_rule_agrees_with_the_hand_written_one_where_everything_is_known() -> None:
    policy = bench_policy()
    compared = dict.fromkeys((rule.id for rule in policy.rules), 0)
    for lead in make_leads(600):
        decision, by_hand = decide(lead, policy, NOW), decide_by_hand(lead, NOW)
        for (rule, result), expected in zip(decision.results.items(), by_hand.results, strict=True):
            if result is not None:
                assert result is expected, (lead["id"], rule)
            elif _facts_known(decision, rule):
                raise AssertionError(f"{rule} of {lead['id']} is unknown though everything it reads is known")
            compared[rule] += result is not None
    assert len(compared) == 60
    assert min(compared.values()) > 100


def test_a_decision_with_everything_known_agrees_with_the_hand_written_one() -> None:
    policy = bench_policy()
    agreed = 0
    for lead in make_leads(3_000):
        decision, by_hand = decide(lead, policy, NOW), decide_by_hand(lead, NOW)
        if None not in decision.results.values():
            assert (decision.outcome, decision.route.pool) == (by_hand.outcome, by_hand.pool)
            assert decision.score.total == (by_hand.score, by_hand.score)
            agreed += 1
    assert agreed >= 5


def test_the_benchmark_measures_every_way_to_decide() -> None:
    figures = measure(leads=20, rounds=2)
    assert set(figures) == {
        "decide.trace.ratio", "decide.reference.ratio", "decide.trace.document.ratio", "policy.ready_ms",
        "policy.first_decision_ms", "policy.generated_ms",
    }  # fmt: skip
    assert all(figure > 0 for figure in figures.values())
