"""Showing how the decisions of two policies differ: tables for people, one object for machines."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from leadgate.domain.clock import Instant, to_rfc3339
from leadgate.domain.policy import Policy
from leadgate_cli.policy_explaining import printable
from leadgate_columnar.comparison import ASPECTS, Comparison, Example

_WORDS: Final = {True: "yes", False: "no", None: "unknown"}
_MOST_RULES: Final = 20
_MOST_CHANGES: Final = 5

Pair = tuple[bool | None, bool | None]


def difference_document(
    old: tuple[str, Policy], new: tuple[str, Policy], now: Instant, found: Comparison, bad: int
) -> dict[str, Any]:
    """Give the differences as JSON-able data.

    Args:
        old: file and policy as they are.
        new: file and policy as they would be.
        now: the clock that was used.
        found: the differences.
        bad: the number of lines that were no lead.
    """
    return {
        "old": _named(old),
        "new": _named(new),
        "now": to_rfc3339(now),
        "leads": found.leads,
        "bad_lines": bad,
        "changed": {name: found.changed[name] for name in ("any", *ASPECTS, "score")},
        **{
            aspect: [
                {"from": one, "to": other, "leads": leads}
                for (kind, one, other), leads in found.moves.most_common()
                if kind == aspect
            ]
            for aspect in ASPECTS
        },
        "rules": [
            {"rule": rule, "from": one, "to": other, "leads": leads}
            for (rule, one, other), leads in found.rules.most_common()
        ],
        "rules_added": _only_in(new[1], old[1]),
        "rules_removed": _only_in(old[1], new[1]),
        "examples": [
            {"change": kind, "from": one, "to": other, "leads": [_example(example) for example in examples]}
            for (kind, one, other), examples in _changes(found)
        ],
    }


def show_difference(
    console: Console, old: tuple[str, Policy], new: tuple[str, Policy], now: Instant, found: Comparison
) -> None:
    """Print the differences for people: how many leads move from where to where, why, and some of them."""
    console.print(_headline(old, new, now, found))
    for aspect in ASPECTS:
        if found.changed[aspect]:
            console.print(_matrix(aspect, found))
    if found.rules:
        console.print(_rules(found))
    for title, names in (("only in the new policy", (new, old)), ("no longer there", (old, new))):
        rules = _only_in(names[0][1], names[1][1])
        if rules:
            console.print(Text(f"rules {title}: {', '.join(rules)}", style="dim"))
    for aspect in ASPECTS:
        _show_examples(console, aspect, found)


def _show_examples(console: Console, aspect: str, found: Comparison) -> None:
    """Print examples of the most frequent changes of an aspect."""
    changes = [(change, examples) for change, examples in _changes(found) if change[0] == aspect and examples]
    for change, examples in changes[:_MOST_CHANGES]:
        count = _leads(found.moves[change])
        console.print(Text(f"\n{aspect} {change[1]} -> {change[2]}, {count}, for example", style="bold"))
        for example in examples:
            console.print(Text(f"  {printable(str(example.id))}: ").append_text(_because(aspect, example)))
    if len(changes) > _MOST_CHANGES:
        more = len(changes) - _MOST_CHANGES
        console.print(Text(f"\nand {more} rarer changes of the {aspect}, all with --format json", style="dim"))


def _headline(old: tuple[str, Policy], new: tuple[str, Policy], now: Instant, found: Comparison) -> Panel:
    changed = found.changed
    style = "bold yellow" if changed["any"] else "bold green"
    text = Text(f"{changed['any']:,} of {_leads(found.leads)} change", style=style)
    parts = ", ".join(f"{name} of {changed[name]:,}" for name in (*ASPECTS, "score"))
    text.append(f"\n{parts}", style="")
    text.append(f"\ndecided for {to_rfc3339(now)}", style="dim")
    title = " -> ".join(f"{policy.name} {policy.version}" for _file, policy in (old, new))
    return Panel(text, title=Text(title), title_align="left")


def _matrix(aspect: str, found: Comparison) -> Table:
    """Show how many leads go from each value (a line) to each (a column); those that stay are dim."""
    moves = {(one, other): leads for (kind, one, other), leads in found.moves.items() if kind == aspect}
    lines, columns = (sorted({move[side] for move in moves}) for side in (0, 1))
    table = Table(title=f"{aspect}: from the old policy (lines) to the new (columns)", title_justify="left")
    table.add_column("")
    for name in columns:
        table.add_column(name, justify="right", overflow="fold")
    for one in lines:
        table.add_row(one, *(_cell(moves.get((one, other), 0), is_same=one == other) for other in columns))
    return table


def _cell(leads: int, *, is_same: bool) -> Text:
    return Text(f"{leads:,}" if leads else "", style="dim" if is_same else "bold yellow")


def _rules(found: Comparison) -> Table:
    table = Table(box=None, header_style="dim")
    for heading in ("rules that come out otherwise", "old", "new", "leads"):
        table.add_column(heading, justify="right" if heading == "leads" else "left", overflow="fold")
    for (rule, one, other), leads in found.rules.most_common(_MOST_RULES):
        table.add_row(rule, _WORDS[one], _WORDS[other], f"{leads:,}")
    if len(found.rules) > _MOST_RULES:
        table.add_row(f"and {len(found.rules) - _MOST_RULES} more, all of them with --format json")
    return table


def _because(aspect: str, example: Example) -> Text:
    """Say which gates and rules are behind a lead's change, and what else of it changes."""
    pairs = [*example.gates.items(), *example.rules.items()]
    parts = [f"{name} {_WORDS[one]} -> {_WORDS[other]}" for name, (one, other) in pairs]
    if not parts or aspect == "grade":
        old, new = (_spoken_points(points) for points in example.points)
        parts.append(f"{old} points -> {new}")
    text = Text(", ".join(parts), style="cyan")
    others = {"outcome": example.outcome, "pool": example.pool, "grade": example.grade}
    also = [f"{name} {one} -> {other}" for name, (one, other) in others.items() if one != other and name != aspect]
    return text.append(f"; {', '.join(also)}" if also else "", style="dim")


def _spoken_points(points: tuple[float, float]) -> str:
    low, high = points
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _example(example: Example) -> dict[str, Any]:
    return {
        "id": example.id,
        "outcome": list(example.outcome),
        "pool": list(example.pool),
        "grade": list(example.grade),
        "total": [list(points) for points in example.points],
        "gates": _pairs(example.gates),
        "rules": _pairs(example.rules),
    }


def _pairs(results: Mapping[str, Pair]) -> dict[str, list[bool | None]]:
    return {name: list(pair) for name, pair in results.items()}


def _changes(found: Comparison) -> Iterable[tuple[tuple[str, str, str], list[Example]]]:
    """Give the changes with their examples, by aspect, those of most leads first."""
    order = {aspect: place for place, aspect in enumerate(ASPECTS)}
    return sorted(found.examples.items(), key=lambda entry: (order[entry[0][0]], -found.moves[entry[0]], entry[0]))


def _only_in(one: Policy, other: Policy) -> list[str]:
    known = {rule.id for rule in other.rules}
    return [rule.id for rule in one.rules if rule.id not in known]


def _named(policy: tuple[str, Policy]) -> dict[str, str]:
    return {"file": policy[0], "policy": policy[1].name, "version": policy[1].version}


def _leads(count: int) -> str:
    return "1 lead" if count == 1 else f"{count:,} leads"
