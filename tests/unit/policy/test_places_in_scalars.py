"""The place of a problem is exact however YAML spells the expression: styles, escapes, folded lines, line ends."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from leadgate.contracts.policy import compile_policy
from tests.unit.policy.test_problems import GOOD

WRONG = "nobody_here"
_INDENT = "      "
_GOOD_PARTS = st.sampled_from(
    [
        "other", "not other", "(other)", "company.employees  >  1", "company.country == 'größe😀'",
        "company.name in ['a b', 'it  is']", "startswith(company.name, 'x: y')", 'company.name == "say ""',
    ]
).map(lambda part: part.replace('"say ""', "'say'"))  # fmt: skip
_BREAKS = st.sampled_from([" ", "  ", f"\n{_INDENT}", f"  \n{_INDENT}  ", f"\n\n{_INDENT}", f" \n \n{_INDENT}"])
_BLOCK_BREAKS = st.sampled_from([" ", f"\n{_INDENT}", f"  \n{_INDENT}", f"\n\n{_INDENT}", f"\n{_INDENT}   "])
_ESCAPED_BREAKS = st.sampled_from([f" \\\n{_INDENT}", "\\n", "\\t", f" \\\n{_INDENT}\\ ", f"\n{_INDENT}", " "])


def _double(part: str, escapes: Callable[[], int]) -> str:
    """Spell a text in double quotes; characters beyond ASCII in one of the ways that there are."""
    written = []
    for character in part:
        ways = [character, f"\\U{ord(character):08x}"]
        if ord(character) < 0x10000:
            ways.append(f"\\u{ord(character):04x}")
        if ord(character) < 0x100:
            ways.append(f"\\x{ord(character):02x}")
        plain = character.isascii() and character not in '"\\'
        written.append(character if plain else "\\" + character if character in '"\\' else ways[escapes() % len(ways)])
    return "".join(written)


@st.composite
def _scalars(draw: st.DrawFn) -> str:
    """Write an expression with a wrong name somewhere, as the value of a rule, in any style."""
    parts = draw(st.lists(_GOOD_PARTS, max_size=4))
    parts.insert(draw(st.integers(0, len(parts))), WRONG)
    style = draw(st.sampled_from(["plain", "'", '"', "|", ">"]))
    breaks = {"|": _BLOCK_BREAKS, ">": _BLOCK_BREAKS, '"': _ESCAPED_BREAKS}.get(style, _BREAKS)
    if style == "plain":
        parts = [part.replace("x: y", "xy") for part in parts]
    if style == "'":
        parts = [part.replace("'", "''") for part in parts]
    if style == '"':
        parts = [_double(part, lambda: draw(st.integers(0, 9))) for part in parts]
    body = parts[0]
    for part in parts[1:]:
        body += f"{draw(breaks)}{draw(st.sampled_from(['and', 'or']))} {part}"
    if style in {"|", ">"}:
        header = draw(st.sampled_from(["", "-", "+", " # why"]))
        return f"{style}{header}\n{draw(st.sampled_from(['', chr(10)]))}{_INDENT}{body}"
    margin = draw(st.sampled_from(["", " ", f"\n{_INDENT}"])) if style != "plain" else ""
    return body if style == "plain" else f"{style}{margin}{body}{style}"


@settings(max_examples=400)
@given(_scalars(), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_a_wrong_name_is_pointed_at_in_scalars_of_every_style(scalar: str, end: str, nested: bool) -> None:
    value = f"\n    when: {scalar}" if nested else scalar
    text = GOOD.replace("size: RULE", f"size: {value}")
    before = text[: text.index(WRONG)]
    expected = before.count("\n") + 1, len(before) - before.rfind("\n")
    problems = compile_policy(text.replace("\n", end)).problems
    assert [(p.line, p.column) for p in problems if WRONG in p.message] == [expected]


@settings(max_examples=100)
@given(_scalars().filter(lambda scalar: scalar[0] in "'\""))
def test_a_wrong_name_is_pointed_at_within_a_flow_mapping(scalar: str) -> None:
    text = GOOD.replace("size: RULE", f"size: {{says: 'a, b', when: {scalar}, }}")
    before = text[: text.index(WRONG)]
    expected = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert [(p.line, p.column) for p in compile_policy(text).problems if WRONG in p.message] == [expected]
