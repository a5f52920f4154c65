"""From the text of an expression to a syntax tree within limits; nothing is ever executed."""

import ast
import re
import warnings
from typing import Final

LONGEST: Final = 2_000
MOST_NODES: Final = 200
DEEPEST: Final = 25

_STRING: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_PREFIX: Final = re.compile(r"(?<!\w)[urUR]\Z")
_QUOTES: Final = frozenset("'\"")
_PRINTED_QUOTES: Final = frozenset("\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u00b4")
_SHAPES: Final = (ast.expr, ast.keyword)


class Rejected(Exception):
    """An expression that the language does not have: a message, its place, and a hint."""

    def __init__(self, message: str, at: ast.AST | int, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.at, self.hint = message, at, hint


class Expression:
    """A parsed expression that knows which character each node starts at."""

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self._skipped = len(text) - len(text.lstrip())
        _check_text(text)
        # Line breaks mean nothing inside an expression; one space each keeps every offset.
        line = re.sub(r"[\n\t\r]", " ", text).strip()
        self._encoded = line.encode()
        self.tree = self._parse(line)
        _check_size(self.tree)

    def offset(self, at: ast.AST | int) -> int:
        """Give the index into the text at which a node starts."""
        if isinstance(at, int):
            return at
        column: int = getattr(at, "col_offset", 0)
        return self._skipped + len(self._encoded[:column].decode(errors="ignore"))

    def _parse(self, line: str) -> ast.expr:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(line, mode="eval").body
        except SyntaxError as error:
            # The parser's place for what ends too soon is 0, before the first character.
            place = len(line) + 1 if error.offset == 0 else error.offset or 1
            what = "it ends too soon" if error.offset == 0 else _plain(error.msg)
            at = self._skipped + max(0, min(place - 1, len(line)))
            raise Rejected(f"cannot read this expression: {what}", at, _hint(line)) from None
        except (ValueError, MemoryError, RecursionError, OverflowError):
            raise Rejected("the expression is nested too deep to be read", self._skipped) from None


def _check_text(text: str) -> None:
    if not text.strip():
        raise Rejected("the expression is empty", 0)
    if len(text) > LONGEST:
        raise Rejected(f"an expression has at most {LONGEST} characters, this one has {len(text)}", 0)
    bare = _STRING.sub(lambda match: "_" * len(match.group()), text)
    for character, name in (("#", "a comment"), ("\\", "a backslash"), ("`", "a back quote")):
        if character in bare:
            raise Rejected(f"{name} has no place in an expression", bare.index(character))
    _check_quotes(text)
    foreign = next((at for at, character in enumerate(bare) if not character.isascii()), None)
    # After a quote that nothing closes it may be meant as text; the parser says that the quote is open.
    if foreign is not None and not _QUOTES.intersection(bare[:foreign]):
        hint = "write ' or \"" if bare[foreign] in _PRINTED_QUOTES else None
        shown = f"U+{ord(bare[foreign]):04X}"
        raise Rejected(f"the character {shown} can stand only within quotes", foreign, hint)


def _check_quotes(text: str) -> None:
    """Refuse texts with a prefix and texts in a row, which Python joins: in a list a comma would be missing."""
    end = None
    for match in _STRING.finditer(text):
        if end is not None and not text[end : match.start()].strip():
            raise Rejected("two texts in a row", match.start(), "is a comma missing?")
        end = match.end()
        prefix = _PREFIX.search(text, 0, match.start())
        if prefix is not None:
            raise Rejected("a text starts with its quote", prefix.start(), f"leave out the '{prefix.group()}'")


def _check_size(tree: ast.expr) -> None:
    """Refuse a tree that is too large or too deep, without recursion of our own."""
    nodes = 0
    level: list[ast.AST] = [tree]
    depth = 0
    while level:
        depth += 1
        nodes += len(level)
        if depth > DEEPEST:
            raise Rejected(f"an expression nests at most {DEEPEST} levels", level[0])
        if nodes > MOST_NODES:
            raise Rejected(f"an expression has at most {MOST_NODES} parts", tree)
        level = [child for node in level for child in ast.iter_child_nodes(node) if isinstance(child, _SHAPES)]


def _plain(message: str | None) -> str:
    # An expression is one line to the parser, whose number would only mislead.
    text = re.sub(r" \(detected at line \d+\)", "", (message or "invalid syntax").split(". ")[0])
    return text[:1].lower() + text[1:]


def _hint(line: str) -> str | None:
    bare = re.sub(r"\bwithin\s*=(?!=)", "", _STRING.sub("''", line))
    if re.search(r"(?<![<>=!])=(?!=)", bare):
        return "write '==' to compare"
    if "&&" in bare or "||" in bare or "!" in bare.replace("!=", ""):
        return "write 'and', 'or', 'not'"
    if re.search(r"\b(AND|OR|NOT|IN)\b", bare):
        return "write 'and', 'or', 'not', 'in' in small letters"
    return None
