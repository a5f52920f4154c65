"""The `examples:` of a policy: leads with what must be decided about them."""

import re
from typing import Any, Final

from leadgate.contracts.policy.document import Document
from leadgate.contracts.policy.scalars import plain_value, scalar_value
from leadgate.contracts.policy.yaml_tree import Node
from leadgate.domain.clock import to_instant
from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.policy import GATES

EXPECTATIONS: Final = (
    "outcome", "reason", "pool", "gates", "disqualifiers", "questions", "grade", "framework", "rules",
    "held_back",
)  # fmt: skip
_GRADE: Final = re.compile(r"[ABC][123]")
_THREE: Final = {"yes": True, "no": False, "unknown": None}


def read_examples(document: Document, node: Node | None) -> tuple[list[dict[str, Any]], list[int]]:
    """Read `examples:`.

    Returns:
        The examples in the compiled form, and for each the index into the text where it starts.
    """
    examples, starts = [], []
    for item in document.items(node, "examples"):
        fields = document.fields(
            item, "an example", ("name", "now", "lead", "expect"), ("name", "now", "lead", "expect")
        )
        name = document.text(fields.get("name"), "name")
        now = _moment(document, fields.get("now"))
        expect = _expect(document, fields.get("expect"))
        lead = fields.get("lead")
        if lead is not None and lead.kind != "map":
            document.log.error(lead.start, "the lead of an example must be a mapping")
        elif name and now is not None and expect and lead is not None:
            examples.append({"name": name, "now": now, "lead": plain_value(lead), "expect": expect})
            starts.append(item.start)
    if node is not None and node.kind == "list" and not node.items:
        document.log.error(node.start, "a policy needs examples, at least one")
    return examples, starts


def _moment(document: Document, node: Node | None) -> float | None:
    if node is None:
        return None
    at = to_instant(scalar_value(node) if node.kind == "scalar" else None)
    if at is None:
        document.log.error(node.start, "now must be a moment", "write it like 2026-05-04T09:00:00Z")
    return at


def _expect(document: Document, node: Node | None) -> dict[str, Any]:
    if node is None:
        return {}
    fields = document.fields(node, "expect", EXPECTATIONS)
    expect = {key: plain_value(value) for key, value in fields.items()}
    _check_words(document, fields)
    if "gates" in fields:
        document.fields(fields["gates"], "gates", GATES)
        expect["gates"] = _results(document, fields["gates"], "gates")
    if "rules" in fields:
        document.fields(fields["rules"], "rules", document.symbols.rules)
        expect["rules"] = _results(document, fields["rules"], "rules")
    if node.kind == "map" and not expect:
        document.log.error(node.start, "an example must expect something", "outcome: qualified")
    return expect


def _check_words(document: Document, fields: dict[str, Node]) -> None:
    for key in ("outcome", "held_back"):
        document.choice(fields.get(key), key, tuple(Outcome))
    grade = document.text(fields.get("grade"), "grade")
    if grade and not _GRADE.fullmatch(grade):
        document.log.error(fields["grade"].start, f"unknown grade '{grade[:60]}'", "a letter A to C, a digit 1 to 3")
    for key in ("disqualifiers", "questions"):
        document.items(fields.get(key), key)


def _results(document: Document, node: Node, what: str) -> dict[str, bool | None]:
    results = {}
    for key, _key, value in document.entries(node, what):
        result = document.value(value, "a result")
        if isinstance(result, str):
            result = _THREE.get(result, result)
        if not (result is None or isinstance(result, bool)):
            document.log.error(value.start, "a result is yes, no or unknown")
        results[key] = result
    return results
