"""From calls of the language's functions to the typed compiled form, each function in its own place."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from leadgate.contracts.policy.durations import UNITS
from leadgate.contracts.policy.expression_text import Rejected
from leadgate.contracts.policy.lowering_signals import MEASURES, measure_call
from leadgate.contracts.policy.problems import nearest
from leadgate.contracts.policy.symbols import FUNCTIONS
from leadgate.contracts.policy.typed import NUMBERS, SPOKEN, TEXTS, Context, Typed
from leadgate.domain.policy.facts import LARGEST_NUMBER
from leadgate.domain.policy.words import words_of

Lowered = dict[str, Any]
LowerCondition = Callable[[ast.expr, Context], Lowered]
LowerOperand = Callable[[ast.expr, Context], Typed]

_DURATIONS: Final = {"minutes": UNITS["m"], "hours": UNITS["h"], "days": UNITS["d"], "weeks": UNITS["w"]}
_USAGE: Final = MappingProxyType({
    "known": "known(fact)", "startswith": "startswith(fact, 'text')", "endswith": "endswith(fact, 'text')",
    "has_word": "has_word(fact, list)", "contains_any": "contains_any(fact, list)",
    "any_in": "any_in(list_fact, list)", "age": "age(moment)", "minutes": "minutes(n)", "hours": "hours(n)",
    "days": "days(n)", "weeks": "weeks(n)", "outside_hours": "outside_hours(at)",
    "at_least": "at_least(n, rule, ...)",
})  # fmt: skip


def function_name(node: ast.Call) -> str:
    """Give the name of the function that is called.

    Raises:
        Rejected: it is no plain name, or none of the language's functions.
    """
    if not isinstance(node.func, ast.Name):
        raise Rejected("only the functions of the language can be called", node)
    if node.func.id not in FUNCTIONS:
        hint = nearest(node.func.id, list(FUNCTIONS)) or "functions: " + ", ".join(FUNCTIONS)
        raise Rejected(f"unknown function '{node.func.id}'", node, hint)
    return node.func.id


def condition_call(node: ast.Call, context: Context, condition: LowerCondition) -> Lowered | None:
    """Lower a call that is a condition; None for one that is an operand."""
    name = function_name(node)
    if name in MEASURES:
        found = measure_call(name, node, context, condition)
        return found.node if found.type == "bool" else None
    lower = _CONDITIONS.get(name)
    if lower is None:
        return None
    _check_arguments(name, node)
    return lower(name, node, context)


def value_call(node: ast.Call, context: Context, operand: LowerOperand) -> Typed:
    """Lower a call that stands where an operand is needed."""
    # Imported late because conditions contain operands and operands contain conditions.
    from leadgate.contracts.policy.lowering import condition  # noqa: PLC0415

    name = function_name(node)
    if name in MEASURES:
        return measure_call(name, node, context, condition)
    if name in _CONDITIONS:
        return Typed(condition(node, context), "bool", node)
    _check_arguments(name, node)
    inner = operand(node.args[0], context)
    if name == "age":
        if inner.type != "timestamp":
            raise Rejected(f"age needs a moment, this is {SPOKEN[inner.type]}", node.args[0])
        return Typed({"op": "age", "of": inner.node}, "duration", node)
    if inner.type not in NUMBERS:
        raise Rejected(f"{name} needs a number, this is {SPOKEN[inner.type]}", node.args[0])
    seconds = _DURATIONS[name]
    if inner.is_constant:
        if abs(inner.node["value"]) * seconds > LARGEST_NUMBER:
            raise Rejected("a number too large to mean anything", node)
        return Typed({"op": "const", "value": inner.node["value"] * seconds}, "duration", node)
    factor = {"op": "const", "value": seconds}
    return Typed({"op": "mul", "left": inner.node, "right": factor}, "duration", node)


def members(node: ast.expr, context: Context) -> tuple[Lowered, Iterable[Typed]]:
    """Lower a list: one of the policy by name, or one written out.

    Returns:
        `{"list": name}` or `{"items": [...]}`, and every item with its type.

    Raises:
        Rejected: it is no list, an unknown one, an empty one, or holds more than constants.
    """
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "lists":
        lists = context.symbols.lists
        if node.attr not in lists:
            known = [f"lists.{name}" for name in lists]
            raise Rejected(f"unknown list '{node.attr}'", node, nearest(f"lists.{node.attr}", known))
        context.symbols.used_lists[node.attr] = None
        # Thousands of items in a builtin list: typed one by one, and only when somebody asks.
        texts = (Typed({"op": "const", "value": item}, "str", node) for item in lists[node.attr])
        return {"list": node.attr}, texts
    if not isinstance(node, ast.List | ast.Tuple | ast.Set):
        raise Rejected("a list is needed here", node, "write ['a', 'b'] or lists.name")
    if not node.elts:
        raise Rejected("an empty list matches nothing", node)
    items = [_item(element) for element in node.elts]
    return {"items": [item.node["value"] for item in items]}, items


def _item(node: ast.expr) -> Typed:
    # Imported late for the same reason as above.
    from leadgate.contracts.policy.lowering_values import operand  # noqa: PLC0415
    from leadgate.contracts.policy.symbols import Symbols  # noqa: PLC0415

    is_constant = isinstance(node, ast.Constant) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)
    )
    if not is_constant:
        raise Rejected("a list holds only texts and numbers", node)
    item = operand(node, Context(Symbols({})))
    if item.type == "bool":
        raise Rejected("a list holds only texts and numbers", node)
    return item


def _check_arguments(name: str, node: ast.Call) -> None:
    usage = f"write {_USAGE[name]}"
    odd = [*(argument for argument in node.args if isinstance(argument, ast.Starred)), *node.keywords]
    if odd:
        raise Rejected(f"{name} takes no such argument", odd[0], usage)
    wanted = _USAGE[name].count(",") + 1
    if len(node.args) != wanted and not (name == "at_least" and len(node.args) > 1):
        plural = "argument" if wanted == 1 else "arguments"
        raise Rejected(f"{name} takes {wanted} {plural}, here are {len(node.args)}", node, usage)


def _subject(name: str, node: ast.Call, context: Context, types: frozenset[str] | set[str]) -> Typed:
    from leadgate.contracts.policy.lowering_values import operand  # noqa: PLC0415

    subject = operand(node.args[0], context)
    if subject.node["op"] not in {"fact", "field"}:
        raise Rejected(f"{name} needs a fact", node.args[0], f"write {_USAGE[name]}")
    if subject.type not in types:
        raise Rejected(f"{name} does not work on {SPOKEN[subject.type]}", node.args[0], f"write {_USAGE[name]}")
    return subject


def _known(name: str, node: ast.Call, context: Context) -> Lowered:
    return {"op": "known", "of": _subject(name, node, context, set(SPOKEN)).node}


def _affix(name: str, node: ast.Call, context: Context) -> Lowered:
    subject = _subject(name, node, context, TEXTS)
    affix = node.args[1]
    if not (isinstance(affix, ast.Constant) and isinstance(affix.value, str) and affix.value):
        raise Rejected(f"{name} needs a text in quotes", affix, f"write {_USAGE[name]}")
    return {"op": name, "of": subject.node, "text": affix.value}


def _list_test(name: str, node: ast.Call, context: Context) -> Lowered:
    for_words = replace(context, for_words=name in {"has_word", "contains_any"})
    subject = _subject(name, node, for_words, {"list"} if name == "any_in" else TEXTS)
    named, items = members(node.args[1], context)
    # A long list that many rules share is looked through once.
    checked = (name, named.get("list", ""))
    if checked not in context.symbols.fit_lists:
        for item in items:
            _check_text(name, item)
        if "list" in named:
            context.symbols.fit_lists.add(checked)
    return {"op": name, "of": subject.node, **named}


def _check_text(name: str, item: Typed) -> None:
    if item.type != "str":
        raise Rejected(f"{name} needs a list of texts", item.at)
    if name == "has_word" and not words_of(item.node["value"]):
        raise Rejected(f"'{item.node['value']}' holds no word", item.at)
    if name == "contains_any" and not item.node["value"]:
        raise Rejected("an empty text is part of every text", item.at)


def _outside_hours(name: str, node: ast.Call, context: Context) -> Lowered:
    subject = _subject(name, node, context, {"timestamp"})
    if not context.symbols.has_hours:
        raise Rejected("outside_hours needs 'business_hours:' in the policy", node)
    return {"op": name, "of": subject.node}


def _at_least(name: str, node: ast.Call, context: Context) -> Lowered:
    if context.in_signal:
        raise Rejected("at_least counts rules, it has no place in a signal condition", node)
    number, *rules = node.args
    if not isinstance(number, ast.Constant) or type(number.value) is not int:
        raise Rejected("at_least needs a whole number first", number, f"write {_USAGE[name]}")
    names = [rule.id if isinstance(rule, ast.Name) else "" for rule in rules]
    for rule, rule_name in zip(rules, names, strict=True):
        if rule_name not in context.symbols.rules:
            hint = nearest(rule_name, list(context.symbols.rules))
            raise Rejected(f"at_least counts rules, '{rule_name or ast.unparse(rule)[:60]}' is none", rule, hint)
    if len(set(names)) < len(names):
        raise Rejected("at_least names a rule twice", node)
    if not 1 <= number.value <= len(names):
        raise Rejected(f"at_least asks for {number.value} of {len(names)} rules", number)
    return {"op": "at_least", "n": number.value, "rules": names}


_CONDITIONS: Final = MappingProxyType[str, Callable[[str, ast.Call, Context], Lowered]](
    {
        "known": _known,
        "startswith": _affix,
        "endswith": _affix,
        "has_word": _list_test,
        "contains_any": _list_test,
        "any_in": _list_test,
        "outside_hours": _outside_hours,
        "at_least": _at_least,
    }
)
