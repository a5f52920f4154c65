"""Finding words and pieces of text without regard to case, as `has_word` and `contains_any` do."""

import re
from collections.abc import Callable, Iterable
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")

TextTest = Callable[[str], bool]


PLAIN_WORDS: Final = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)) + bytes(128)
"""Folds plain letters and makes a space of everything between words."""


def words_of(text: str) -> list[str]:
    """Split a text into casefolded words: runs of letters and digits."""
    if text.isascii():
        # Most texts are plain, and those are split in a third of the time.
        return text.encode().translate(PLAIN_WORDS).decode().split()
    return _WORD.findall(text.casefold())


def encoded_words(text: str) -> list[bytes]:
    """Split a text as `words_of` does; for a plain one that takes no more than encoding, translating and splitting."""
    return [word.encode() for word in words_of(text)]


def word_test(items: Iterable[str]) -> TextTest:
    """Prepare the test whether a text contains one of the given words.

    Args:
        items: words, or phrases whose words must follow each other.

    Returns:
        A function of the text.
    """
    phrases = [words_of(item) for item in items]
    single = frozenset(words[0] for words in phrases if len(words) == 1)
    longer = tuple(f" {' '.join(words)} " for words in phrases if len(words) > 1)

    def has_single(text: str) -> bool:
        return not single.isdisjoint(words_of(text))

    def has_any(text: str) -> bool:
        words = words_of(text)
        if not single.isdisjoint(words):
            return True
        line = f" {' '.join(words)} "
        return any(phrase in line for phrase in longer)

    return has_any if longer else has_single


def single_words(items: Iterable[str]) -> frozenset[str] | None:
    """Give items as casefolded words; None when one of them is a phrase."""
    split = [words_of(item) for item in items]
    return frozenset(words[0] for words in split) if all(len(words) == 1 for words in split) else None


def piece_test(items: Iterable[str]) -> TextTest:
    """Prepare the test whether a text contains one of the given pieces anywhere, also inside words."""
    pieces = tuple(item.casefold() for item in items)

    def contains(text: str) -> bool:
        folded = text.casefold()
        return any(piece in folded for piece in pieces)

    return contains
