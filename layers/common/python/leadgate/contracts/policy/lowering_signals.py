"""From count, exists, total, distinct_days and families to measures of the compiled form."""

import ast
from collections.abc import Callable
from typing import Any, Final

from leadgate.contracts.policy.expression_text import Rejected
from leadgate.contracts.policy.typed import Context, Typed

MEASURES: Final = frozenset({"count", "exists", "total", "distinct_days", "families"})
_SUMMABLE: Final = ("value", "duration_s")
_RESULTS: Final = {"exists": "bool", "total": "num"}
_USAGE: Final = {
    "count": "count(condition, within=days(n))",
    "exists": "exists(condition, within=days(n))",
    "total": "total(duration_s, condition, within=days(n))",
    "distinct_days": "distinct_days(condition, within=days(n))",
    "families": "families(within=days(n))",
}


def measure_call(
    name: str, node: ast.Call, context: Context, condition: Callable[[ast.expr, Context], dict[str, Any]]
) -> Typed:
    """Lower a function over signals.

    Args:
        name: one of MEASURES.
        node: the call.
        context: must not be that of a signal condition.
        condition: lowers the signal condition.

    Returns:
        A reference to a measure of the policy: a condition for `exists`, else a number.

    Raises:
        Rejected: wrong arguments, or signals asked about inside a signal condition.
    """
    if context.in_signal:
        raise Rejected(f"{name} cannot stand inside a signal condition", node)
    arguments = list(node.args)
    usage = f"write {_USAGE[name]}"
    field = _summed_field(arguments, node, usage) if name == "total" else None
    if len(arguments) > (0 if name == "families" else 1):
        raise Rejected(f"{name} takes one condition at most", arguments[-1], usage)
    inside = Context(context.symbols, in_signal=True)
    definition = {
        "fn": name,
        "field": field,
        "when": condition(arguments[0], inside) if arguments else None,
        "within": _window(name, node, context, usage),
    }
    index = context.symbols.measure(definition, ast.unparse(node))
    return Typed({"op": "measure", "measure": index}, _RESULTS.get(name, "int"), node)


def _summed_field(arguments: list[ast.expr], node: ast.Call, usage: str) -> str:
    if not arguments:
        raise Rejected("total needs the field to add up", node, usage)
    field = arguments.pop(0)
    if not isinstance(field, ast.Name) or field.id not in _SUMMABLE:
        raise Rejected("total adds up 'value' or 'duration_s'", field, usage)
    return field.id


def _window(name: str, node: ast.Call, context: Context, usage: str) -> float | None:
    # Imported late because operands contain calls and calls contain operands.
    from leadgate.contracts.policy.lowering_values import operand  # noqa: PLC0415

    if not node.keywords:
        return None
    keyword = node.keywords[0]
    if keyword.arg != "within" or len(node.keywords) > 1:
        odd = node.keywords[1] if keyword.arg == "within" else keyword
        raise Rejected(f"{name} takes only 'within' by name, and once", odd, usage)
    window = operand(keyword.value, context)
    if window.type != "duration" or not window.is_constant:
        raise Rejected("'within' needs a fixed length of time", keyword.value, usage)
    seconds: float = window.node["value"]
    if seconds <= 0:
        raise Rejected("'within' needs more than no time", keyword.value, usage)
    return seconds
