"""From the syntax tree of an operand to the typed compiled form: names, constants, arithmetic, durations."""

import ast
from typing import Any, Final

from leadgate.contracts.policy.expression_text import Rejected
from leadgate.contracts.policy.lowering_calls import value_call
from leadgate.contracts.policy.problems import nearest
from leadgate.contracts.policy.symbols import FIELD, FUNCTIONS
from leadgate.contracts.policy.typed import NUMBERS, SPOKEN, Context, Typed
from leadgate.domain.policy.facts import LARGEST_NUMBER, SECTIONS, Fact

_OPERATORS: Final[dict[type[ast.operator], str]] = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul"}
_BOOLEANS: Final = {"true": True, "True": True, "false": False, "False": False}
SCORE_DECIDES_NOTHING: Final = "a score ranks leads, it cannot decide about one"
FREE_TEXT: Final = "answers.message"
"""The fact in which anybody can write anything: what it says persuades people, and no rule."""
_DEEP: Final = "a fact is a section and a field, such as company.employees"


def operand(node: ast.expr, context: Context) -> Typed:
    """Lower an operand.

    Args:
        node: its syntax tree.
        context: the names it can use.

    Returns:
        The operand in the compiled form, with its type.

    Raises:
        Rejected: it is no operand of the language, names something unknown, or mixes types.
    """
    match node:
        case ast.Constant(value=value):
            return _constant(value, node)
        case ast.Name():
            return _name(node, context)
        case ast.Attribute():
            return _attribute(node, context)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=inner):
            return _signed(operand(inner, context), node, negative=isinstance(sign, ast.USub))
        case ast.BinOp():
            return _arithmetic(node, context)
        case ast.Call():
            return value_call(node, context, operand)
        case ast.List() | ast.Tuple() | ast.Set():
            raise Rejected("a list can stand only after 'in' or in a function that takes one", node)
    raise Rejected(f"{_shape(node)} is not part of the language", node)


def _constant(value: object, node: ast.AST) -> Typed:
    if isinstance(value, bool):
        return Typed({"op": "const", "value": value}, "bool", node)
    if isinstance(value, int | float):
        if not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
            raise Rejected("a number too large to mean anything", node)
        return Typed({"op": "const", "value": value}, "int" if isinstance(value, int) else "num", node)
    if isinstance(value, str):
        if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value):
            raise Rejected("a character that no text can hold (NUL or half a pair)", node)
        return Typed({"op": "const", "value": value}, "str", node)
    hint = "unknown is not a value: ask known(fact)" if value is None else None
    raise Rejected(f"{_shape(node)} is not part of the language", node, hint)


def _name(node: ast.Name, context: Context) -> Typed:
    if node.id in _BOOLEANS:
        return _constant(_BOOLEANS[node.id], node)
    symbols = context.symbols
    if context.in_signal:
        fields = symbols.signal_fields()
        if node.id in fields:
            return _typed({"op": "field", "field": node.id}, fields[node.id], node)
        raise Rejected(
            f"a signal has no field '{node.id}'", node, nearest(node.id, list(fields)) or "fields: " + ", ".join(fields)
        )
    if node.id in symbols.rules:
        return Typed({"op": "rule", "rule": node.id}, "bool", node)
    if node.id in symbols.facts:
        return _fact(node.id, node, context)
    if node.id in {"score", "grade"}:
        raise Rejected(SCORE_DECIDES_NOTHING, node)
    names = [*symbols.rules, *symbols.facts, *FUNCTIONS]
    by_field = {name.rpartition(".")[2]: name for name in symbols.facts}
    hint = f"did you mean '{by_field[node.id]}'?" if node.id in by_field else nearest(node.id, names)
    raise Rejected(f"unknown name '{node.id}'", node, hint)


def _attribute(node: ast.Attribute, context: Context) -> Typed:
    if not isinstance(node.value, ast.Name):
        raise Rejected(_DEEP, node)
    section, name = node.value.id, f"{node.value.id}.{node.attr}"
    if context.in_signal:
        raise Rejected(
            f"a signal condition sees only the signal's own fields, not '{name}'", node, "join rules with 'and'"
        )
    if section == "score":
        raise Rejected(SCORE_DECIDES_NOTHING, node)
    if section == "lists":
        raise Rejected(f"'{name}' is a list, it can stand only after 'in' or in a function that takes one", node)
    if name == FREE_TEXT and not context.for_words:
        usage = f"write contains_any({FREE_TEXT}, list) or has_word({FREE_TEXT}, list)"
        raise Rejected("a message is free text, a rule can only look for words in it", node, usage)
    if name in context.symbols.facts:
        return _fact(name, node, context)
    hint = nearest(name, list(context.symbols.facts))
    if hint is None and section in SECTIONS and FIELD.fullmatch(node.attr):
        hint = f"declare it under 'facts:' as {name}: {{type: ...}}"
    raise Rejected(f"unknown fact '{name}'", node, hint)


def _fact(name: str, node: ast.AST, context: Context) -> Typed:
    context.symbols.used_facts[name] = None
    return _typed({"op": "fact", "fact": name}, context.symbols.facts[name], node)


def _typed(lowered: dict[str, Any], fact: Fact, node: ast.AST) -> Typed:
    return Typed(lowered, fact.type, node, fact.values)


def _signed(inner: Typed, node: ast.AST, *, negative: bool) -> Typed:
    if inner.type not in NUMBERS | {"duration"}:
        raise Rejected(f"{SPOKEN[inner.type]} has no sign", node)
    if not negative:
        return inner
    if inner.is_constant:
        return Typed({"op": "const", "value": -inner.node["value"]}, inner.type, node)
    zero = {"op": "const", "value": 0}
    return Typed({"op": "sub", "left": zero, "right": inner.node}, inner.type, node)


def _arithmetic(node: ast.BinOp, context: Context) -> Typed:
    operator = _OPERATORS.get(type(node.op))
    if operator is None:
        raise Rejected("only + - * are part of the language", node, "multiply the other side instead")
    left, right = operand(node.left, context), operand(node.right, context)
    result = _result_type(operator, left.type, right.type)
    if result is None:
        raise Rejected(f"{SPOKEN[left.type]} and {SPOKEN[right.type]} do not go together here", node)
    if left.is_constant and right.is_constant:
        return _folded(operator, left, right, result, node)
    return Typed({"op": operator, "left": left.node, "right": right.node}, result, node)


def _result_type(operator: str, left: str, right: str) -> str | None:
    kinds = {left, right}
    if kinds <= NUMBERS:
        return "int" if kinds == {"int"} else "num"
    if operator == "mul":
        return "duration" if "duration" in kinds and kinds & NUMBERS else None
    if kinds == {"duration"}:
        return "duration"
    if operator == "sub" and kinds == {"timestamp"}:
        return "duration"
    if right == "duration" and left == "timestamp":
        return "timestamp"
    return "timestamp" if operator == "add" and kinds == {"timestamp", "duration"} else None


def _folded(operator: str, left: Typed, right: Typed, type_: str, node: ast.AST) -> Typed:
    a, b = left.node["value"], right.node["value"]
    try:
        value = a + b if operator == "add" else a - b if operator == "sub" else a * b
    except OverflowError:
        value = LARGEST_NUMBER * 10
    if not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        raise Rejected("a number too large to mean anything", node)
    return Typed({"op": "const", "value": value}, type_, node)


def _shape(node: ast.AST) -> str:
    spoken = {
        "JoinedStr": "an f-string", "NamedExpr": "':='", "Lambda": "a lambda", "IfExp": "'if ... else'",
        "Subscript": "an index in brackets", "Starred": "'*'", "Dict": "a mapping", "Await": "'await'",
        "ListComp": "a comprehension", "SetComp": "a comprehension", "DictComp": "a comprehension",
        "GeneratorExp": "a comprehension", "UnaryOp": "'~'", "Constant": "this value",
    }  # fmt: skip
    return spoken.get(type(node).__name__, "this")
