"""What a post says, spelled so that the same text under other names is recognised; None for what says little."""

import re
from collections.abc import Mapping
from typing import Final

from leadgate.domain.lead import FactValue
from leadgate.domain.spam_text import MESSAGE, plain

LONG_MESSAGE: Final = 40
"""Letters from which on a message is somebody's own: "please call me back" is everybody's."""

LONG_ANSWER: Final = 80
"""An answer may be a choice from a list, and a choice that many made is no repetition; so long they are written."""

_NO_LETTERS = re.compile(r"[\W\d_]+")


def text_to_compare(facts: Mapping[str, FactValue]) -> str | None:
    """Give the text by which posts of different persons are compared.

    Args:
        facts: what was stated, by full names.

    Returns:
        The letters of the message, or without a long one those of the long answers; capitals, digits, signs and white
        space make no difference. None when nothing long was written.
    """
    message = _letters(facts.get(MESSAGE))
    if _has(LONG_MESSAGE, message):
        return message
    answers = [_letters(facts[name]) for name in sorted(facts) if name.startswith("answers.") and name != MESSAGE]
    return "\n".join(answer for answer in answers if _has(LONG_ANSWER, answer)) or None


def _has(letters: int, text: str) -> bool:
    return len(text) - text.count(" ") >= letters


def _letters(value: FactValue | None) -> str:
    return _NO_LETTERS.sub(" ", plain(value)).strip() if isinstance(value, str) else ""
