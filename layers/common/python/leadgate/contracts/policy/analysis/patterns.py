"""Which tests of texts and of lists exclude each other, for values that no condition spells out."""

from collections.abc import Callable, Collection, Sequence
from types import MappingProxyType
from typing import Any, Final

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
        _exclude(one, other)
        for index, one in enumerate(patterns)
        for other in (*patterns[:index], *patterns[index + 1 :])
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
        case (("<" | "<="), (">" | ">=")):
            return bool(test.value <= second.value)
    return False


def _implies(test: Test, second: Test) -> bool:
    """Say whether every text that passes the first test passes the second as well."""
    if test == second:
        return True
    check = _IMPLICATIONS.get((test.how.rstrip("="), second.how.rstrip("=")))
    return check is not None and check(test, second)


def _inside_words(test: Test, second: Test) -> bool:
    # Between the words of a phrase may stand anything, so that only its single words are sure to be there.
    return _all(test.items or (), lambda item: any(map(holds(second), words_of(item))))


def _each(test: Test, second: Test) -> bool:
    return _all(test.items or (), holds(second))


def _all(items: Collection[str], test: Callable[[str], bool]) -> bool:
    # A test with many items would cost more to compare than the finding is worth.
    return len(items) <= 200 and all(map(test, items))


_IMPLICATIONS: Final = MappingProxyType[tuple[str, str], Callable[[Test, Test], bool]](
    {
        ("startswith", "startswith"): lambda test, second: test.value.startswith(second.value),
        ("endswith", "endswith"): lambda test, second: test.value.endswith(second.value),
        ("startswith", "contains_any"): lambda test, second: holds(second)(test.value),
        ("endswith", "contains_any"): lambda test, second: holds(second)(test.value),
        ("has_word", "has_word"): _each,
        ("contains_any", "contains_any"): _each,
        ("has_word", "contains_any"): _inside_words,
        # A text that a test spells out has a cell of its own, so that these are never equal to it.
        ("<", "<"): lambda test, second: test.value <= second.value,
        (">", ">"): lambda test, second: test.value >= second.value,
    }
)
