"""What spam does to the texts of a post: links, links that hide where they lead, markup, one text everywhere.

Anybody may post these texts: each is read in one pass, character by character or by searches that never go back.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from unicodedata import category, name, normalize

from leadgate.domain.lead import FactValue

MANY_LINKS: Final = 3
"""Somebody who asks a question links to their own page, perhaps to one more."""

MANY_FIELDS: Final = 3
"""A first name may be the full name as well; the same text in three fields was typed by a program."""

SHORTENERS: Final = frozenset({
    "adf.ly", "bit.do", "bit.ly", "bl.ink", "buff.ly", "clck.ru", "cutt.ly", "dub.sh", "goo.gl", "goo.su", "is.gd",
    "ow.ly", "rb.gy", "rebrand.ly", "s.id", "shorte.st", "shorturl.at", "surl.li", "t.ly", "t.co", "tiny.cc",
    "tinyurl.com", "u.to", "v.gd", "vk.cc",
})  # fmt: skip
"""Services whose links hide where they lead."""

NAMES: Final = ("person.first_name", "person.last_name", "person.full_name", "person.title", "company.name")
"""The facts that hold names: of the person, their work and their company."""

MESSAGE: Final = "answers.message"
# What editors of rich text write by themselves (p, br, b, ul) says nothing; what loads, runs or links does.
_TAG = re.compile(r"</?(?:a|audio|base|embed|form|iframe|img|input|link|meta|object|script|style|svg|video)[\s/>]")
_OTHER_MARKUP = ("[url=", "[url]", "[link=", "javascript:", "<!doctype", "<?php")
_STOPS = re.compile(r"[\s<>\"'()\[\]{}|,;]+")
_HOST = re.compile(r"[^/?#:\\]{1,255}")
_DOTS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})
_PUNYCODE = "xn--"
_SHORTEST_REPEATED = 5
_LONGEST_ALIKE = 3


def plain(text: str) -> str:
    """Undo what makes a link look like none: other widths and dots, invisible characters, capitals.

    Source: Unicode Standard Annex 15 (form KC) and UTS 46, section 2.3, for the dots.
    """
    if text.isascii():
        return text.lower()
    # Each character by itself: as a whole, a long row of marks would be sorted in quadratic time.
    shown = (_plain_letter(letter) for letter in text.translate(_DOTS) if category(letter) != "Cf")
    return "".join(shown).casefold()


def texts_of(facts: Mapping[str, FactValue]) -> dict[str, list[str]]:
    """Give the texts that a person wrote freely (names, message, answers) by fact, as `plain` spells them."""
    free = {name: value for name, value in facts.items() if name in NAMES or name.startswith("answers.")}
    return {name: [plain(text) for text in _texts(value)] for name, value in free.items()}


def hosts_of(text: str) -> list[str]:
    """Give the hosts of all links in a text.

    Args:
        text: a text as `plain` spells it.

    Returns:
        One host for each `scheme://`, each `www.` and each address at a shortener, in their order.
    """
    hosts: list[str] = []
    for part in _STOPS.split(text):
        if "://" in part:
            hosts += [_host(rest) for rest in part.split("://")[1:]]
        elif part.startswith("www.") or _host(part) in SHORTENERS:
            hosts.append(_host(part))
    return hosts


def hides_its_target(host: str) -> bool:
    """Say whether a link's host is a shortener's, or mixes letters of several alphabets to look like another one."""
    if host.removeprefix("www.") in SHORTENERS:
        return True
    return any(_mixes_alphabets(label) for label in host.split("."))


def has_markup(text: str) -> bool:
    """Say whether a text, as `plain` spells it, holds HTML that loads, runs or links, or a forum's link."""
    return any(mark in text for mark in _OTHER_MARKUP) or _TAG.search(text) is not None


def is_repeated(texts: Mapping[str, Sequence[str]]) -> bool:
    """Say whether one text stands in three fields or more, a name or the message among them.

    Answers alone are not counted: whoever chooses "not sure" three times is a person.
    """
    whole = {name: " ".join(parts).strip() for name, parts in texts.items()}
    times = Counter(text for text in whole.values() if len(text) >= _SHORTEST_REPEATED)
    return any(times[whole.get(name, "")] >= MANY_FIELDS for name in (*NAMES, MESSAGE))


def _plain_letter(letter: str) -> str:
    # A few characters stand for a whole sentence; none of those is part of a link.
    alike = letter if letter.isascii() else normalize("NFKC", letter)
    return alike if len(alike) <= _LONGEST_ALIKE else letter


def _texts(value: FactValue) -> Sequence[str]:
    return [value] if isinstance(value, str) else value if isinstance(value, list) else []


def _host(rest: str) -> str:
    """Give the host at the beginning of what follows a scheme, without user, port and a dot at its end."""
    address = rest.partition("/")[0].rpartition("@")[2]
    found = _HOST.match(address)
    return found[0].strip(".") if found else ""


def _mixes_alphabets(label: str) -> bool:
    if label.startswith(_PUNYCODE):
        try:
            label = label.removeprefix(_PUNYCODE).encode("ascii").decode("punycode")
        except UnicodeError:
            return False
    return not label.isascii() and len(_alphabets(label)) > 1


def _alphabets(letters: Iterable[str]) -> set[str]:
    known = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
    first_words = {name(letter, "").partition(" ")[0] for letter in letters if letter.isalpha()}
    return first_words.intersection(known)
