"""The sections of a policy that choose one line of several: routing and frameworks."""

from typing import Any

from leadgate.contracts.policy.document import Document
from leadgate.contracts.policy.yaml_tree import Node


def read_routing(document: Document, node: Node | None) -> list[dict[str, Any]]:
    """Read `routing:`; the catch-all is `otherwise: <pool>` and mandatory."""
    lines = []
    for item in document.items(node, "routing"):
        line = _line(document, item, "a routing line", "pool", ("sla",))
        if line is not None:
            sla = document.duration(item.entries["sla"][1], "sla") if "sla" in item.entries else None
            lines.append({**line, "sla": sla})
    _check_catch_all(document, node, lines, "routing", "otherwise: <pool>", needed=node is not None)
    return lines


def read_frameworks(document: Document, node: Node | None) -> list[dict[str, Any]]:
    """Read `frameworks:`: the evidence that a stage needs, by the first line that is yes."""
    read = [_line(document, item, "a frameworks line", "use", ()) for item in document.items(node, "frameworks")]
    lines = [line for line in read if line is not None]
    _check_catch_all(document, node, lines, "frameworks", "otherwise: <framework>", needed=bool(lines))
    return lines


def _line(document: Document, node: Node, what: str, target: str, extra: tuple[str, ...]) -> dict[str, Any] | None:
    fields = document.fields(node, what, ("when", target, "otherwise", *extra))
    if "otherwise" in fields:
        for key in ("when", target):
            if key in fields:
                document.log.error(fields[key].start, f"a line with 'otherwise:' has no '{key}:'")
        name = document.name(fields["otherwise"], target)
        return {"text": None, "when": None, target: name} if name else None
    for key in ("when", target):
        if node.kind == "map" and key not in fields:
            document.log.error(node.start, f"{what} needs '{key}:'")
    name = document.name(fields.get(target), target)
    when = document.condition(fields.get("when"), what)
    if name is None or when is None:
        return None
    return {"text": " ".join(fields["when"].text.split()), "when": when, target: name}


def _check_catch_all(
    document: Document, node: Node | None, lines: list[dict[str, Any]], section: str, usage: str, *, needed: bool
) -> None:
    if node is None or node.kind != "list":
        return
    ends = [index for index, item in enumerate(node.items) if "otherwise" in item.entries]
    if not ends:
        if needed and len(lines) == len(node.items):
            document.log.error(node.start, f"{section} needs a catch-all at its end", f"add '- {{{usage}}}'")
        return
    for item in node.items[ends[0] + 1 :]:
        document.log.warning(item.start, f"no lead can reach this line of {section}, the catch-all stands before it")
