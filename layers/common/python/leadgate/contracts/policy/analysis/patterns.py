"""Which tests of texts and of lists exclude each other, for values that no condition spells out."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from leadgate.contracts.policy.analysis.leaves import Test
from leadgate.domain.policy.intervals import OPERATORS
from leadgate.domain.policy.words import piece_test, word_test, words_of

Pattern = tuple[Test, bool]
"""A test, and whether it must hold or must not."""


def holds(test: Test) -> Callable[[Any], bool]:
    """Give the function that decides a test for one text, the way the evaluator does."""
    items = test.items or frozenset()
    match test.how:
        case "startswith":
            return lambda text: text.startswith(test.value)
        case "endswith":
            return lambda text: text.endswith(test.value)
        case "has_word":
            return word_test(items)
        case "contains_any":
            return piece_test(items)
        case "in":
            return items.__contains__
    operator = OPERATORS[test.how]
    return lambda text: operator(text, test.value)


def text_may_exist(patterns: Sequence[Pattern]) -> bool:
    """Say whether a text that no test spells out can pass them all.

    Args:
        patterns: the tests.

    Returns:
        False is certain; True may only mean that no reason against it is known.
    """
    return not any(
        _exclude(one, other) for index, one in enumerate(patterns) for other in (*patterns[:index], *patterns[index + 1 :])
    )


def list_may_exist(patterns: Sequence[Pattern]) -> bool:
    """Say whether a list of texts can share an item with each wanted list and none with the unwanted ones."""
    unwanted: frozenset[Any] = frozenset().union(*(test.items or () for test, holding in patterns if not holding))
    return all((test.items or frozenset()) - unwanted for test, holding in patterns if holding)


def _exclude(one: Pattern, other: Pattern) -> bool:
    (test, holding), (second, also) = one, other
    if not holding:
        return False
    if not also:
        return _implies(test, second)
    match test.how, second.how:
        case "startswith", "startswith":
            return not (test.value.startswith(second.value) or second.value.startswith(test.value))
        case "endswith", "endswith":
            return not (test.value.endswith(second.value) or second.value.endswith(test.value))
        case ("<" | "<="), (">" | ">="):
            return bool(test.value <= second.value)
    return False


def _implies(test: Test, second: Test) -> bool:
    """Say whether every text that passes the first test passes the second as well."""
    match test.how, second.how:
        case "startswith", "startswith":
            return bool(test.value.startswith(second.value))
        case "endswith", "endswith":
            return bool(test.value.endswith(second.value))
        case ("startswith" | "endswith"), "contains_any":
            return holds(second)(test.value)
        case ("has_word", "has_word") | ("contains_any", "contains_any"):
            return _all(test.items or (), holds(second))
        case "has_word", "contains_any":
            # Between the words of a phrase may stand anything, so that only its single words are sure to be there.
            return _all(test.items or (), lambda item: any(map(holds(second), words_of(item))))
        case ("<" | "<="), ("<" | "<="):
            return bool(test.value <= second.value)
        case (">" | ">="), (">" | ">="):
            return bool(test.value >= second.value)
    return test == second


def _all(items: Collection[str], test: Callable[[str], bool]) -> bool:
    # A test with many items would cost more to compare than the finding is worth.
    return len(items) <= 200 and all(map(test, items))
