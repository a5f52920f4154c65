"""From the syntax tree of a condition to the typed compiled form; what is not listed here does not exist."""

import ast
from typing import Any, Final

from leadgate.contracts.policy.expression_text import Rejected
from leadgate.contracts.policy.lowering_calls import condition_call, members
from leadgate.contracts.policy.lowering_values import operand
from leadgate.contracts.policy.typed import SPOKEN, TEXTS, Context, Typed, comparable, name_of

_COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}

Lowered = dict[str, Any]


def condition(node: ast.expr, context: Context) -> Lowered:
    """Lower a condition.

    Args:
        node: its syntax tree.
        context: the names it can use.

    Returns:
        A node of the compiled form that is yes, no or unknown.

    Raises:
        Rejected: it is no condition of the language, names something unknown, or mixes types.
    """
    match node:
        case ast.BoolOp(op=op, values=parts):
            operator = "and" if isinstance(op, ast.And) else "or"
            return {"op": operator, "args": [condition(part, context) for part in parts]}
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return {"op": "not", "of": condition(inner, context)}
        case ast.Compare():
            return _chain(node, context)
        case ast.Call(func=ast.Name()):
            found = condition_call(node, context, condition)
            if found is not None:
                return found
    typed = operand(node, context)
    if typed.type != "bool":
        hint = "compare it with something, for example with == or >="
        raise Rejected(f"a condition is needed here, this is {SPOKEN[typed.type]}", node, hint)
    return typed.node


def _chain(node: ast.Compare, context: Context) -> Lowered:
    sides = [node.left, *node.comparators]
    links = [
        _link(left, operator, right, context, chained=len(node.ops) > 1)
        for left, operator, right in zip(sides, node.ops, sides[1:], strict=False)
    ]
    return links[0] if len(links) == 1 else {"op": "and", "args": links}


def _link(left: ast.expr, operator: ast.cmpop, right: ast.expr, context: Context, *, chained: bool) -> Lowered:
    if isinstance(operator, ast.In | ast.NotIn):
        if chained:
            raise Rejected("'in' cannot be part of a chain of comparisons", right, "join with 'and'")
        found = _membership(left, right, context)
        return {"op": "not", "of": found} if isinstance(operator, ast.NotIn) else found
    how = _COMPARISONS.get(type(operator))
    if how is None:
        raise Rejected("'is' is not part of the language", right, "write == or known(fact)")
    if _is_condition(left) or _is_condition(right):
        return _equality(left, how, right, context)
    one, other = comparable(operand(left, context), operand(right, context), how)
    if one.type == "bool":
        return _equality(left, how, right, context)
    if one.is_constant and not other.is_constant:
        one, other, how = other, one, _MIRRORED[how]
    return {"op": "compare", "how": how, "left": one.node, "right": other.node}


def _is_condition(node: ast.expr) -> bool:
    negation = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    return negation or isinstance(node, ast.BoolOp | ast.Compare)


def _equality(left: ast.expr, how: str, right: ast.expr, context: Context) -> Lowered:
    """Two conditions are the same when both are yes or both are no."""
    if how not in {"==", "!="}:
        raise Rejected("yes or no has no order, only == and != make sense", right)
    # A node of its own: spelled with and, or and not, nested ones would double at every level.
    same: Lowered = {"op": "same", "left": condition(left, context), "right": condition(right, context)}
    return {"op": "not", "of": same} if how == "!=" else same


def _membership(left: ast.expr, right: ast.expr, context: Context) -> Lowered:
    subject = operand(left, context)
    if isinstance(right, ast.Attribute) and not _is_list_name(right):
        raise Rejected(
            "'in' needs a list of the policy or one written out", right, "any_in(fact, list) looks into a fact"
        )
    if subject.type in {"bool", "list", "timestamp", "duration"}:
        hint = "use any_in(fact, list)" if subject.type == "list" else None
        raise Rejected(f"{SPOKEN[subject.type]} cannot be looked up in a list", left, hint)
    named, items = members(right, context)
    if "list" in named and subject.type in TEXTS:
        _doubt_impossible(subject, named["list"], right, context)
        return {"op": "in", "of": subject.node, "whole": False, **named}
    for item in items:
        comparable(Typed(subject.node, subject.type, item.at, subject.values), item, "==")
    return {"op": "in", "of": subject.node, "whole": subject.type == "int", **named}


def _doubt_impossible(subject: Typed, name: str, at: ast.AST, context: Context) -> None:
    # A list may serve several facts, so words that this one cannot have are only doubtful.
    values = frozenset(subject.values)
    impossible = [item for item in context.symbols.lists[name] if item not in values] if subject.type == "enum" else []
    if impossible:
        more = f" and {len(impossible) - 3} more" if len(impossible) > 3 else ""
        words = ", ".join(f"'{item[:60]}'" for item in impossible[:3])
        context.symbols.doubts.append((at, f"{name_of(subject)} can never be {words}{more}, of lists.{name}"))


def _is_list_name(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "lists"
