"""From the text of a policy to its compiled form, or to every problem that stands in the way."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from leadgate.contracts.policy.document import Document
from leadgate.contracts.policy.problems import Problem, ProblemLog
from leadgate.contracts.policy.section_decision import (
    read_applies_to,
    read_disqualify,
    read_gates,
    read_nurture,
    read_reasons,
    read_review,
    read_score,
)
from leadgate.contracts.policy.section_examples import read_examples
from leadgate.contracts.policy.section_names import (
    read_facts,
    read_freshness,
    read_hours,
    read_lists,
    read_signals,
    read_timezone,
)
from leadgate.contracts.policy.section_routing import read_frameworks, read_routing
from leadgate.contracts.policy.section_rules import read_rule_names, read_rules
from leadgate.contracts.policy.symbols import Symbols
from leadgate.contracts.policy.yaml_tree import Node, Refused, read_tree
from leadgate.domain.policy.facts import STANDARD_FACTS
from leadgate.domain.policy.load import FORM

LARGEST: Final = 256 * 1024
"""Bytes of UTF-8 that a policy may have."""

_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff\ufffd\ufffe\uffff]")
"""Control characters, halves of pairs, line ends that YAML and editors count differently, and what is no character."""

NEEDED: Final = ("policy", "rules", "gates", "routing", "examples")
SECTIONS: Final = (
    "policy", "description", "timezone", "business_hours", "applies_to", "facts", "signals", "lists",
    "freshness", "reasons", "rules", "disqualify", "gates", "review", "nurture", "score", "frameworks",
    "routing", "examples",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CompileResult:
    """What compiling found: the problems, and the compiled form when none of them is an error.

    `example_starts` are indexes into the normalised text, `tree` is what that text was read as.
    """

    problems: tuple[Problem, ...]
    compiled: dict[str, Any] | None
    example_starts: tuple[int, ...] = ()
    tree: Node | None = field(default=None, repr=False, compare=False)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the policy from being used."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def compile_policy(text: str, *, name: str = "policy.yaml") -> CompileResult:
    """Check and compile a policy document.

    Args:
        text: YAML 1.2 (so JSON as well), at most 256 kB; any text at all is safe.
        name: how problems call the file.

    Returns:
        The problems in the order of the file, and the compiled form when there is no error. The examples
        are read but not run: `run_examples` does that.
    """
    # Measured as it came: made shorter line breaks could fit what was cut off at the limit.
    is_large = len(text.encode(errors="surrogatepass")) > LARGEST
    text = normalised(text)
    log = ProblemLog(text, name)
    root = None if is_large else _tree(text, log)
    if is_large:
        log.error(0, f"a policy has at most {LARGEST // 1024} kB")
    if root is None:
        return CompileResult(log.problems, None)
    document = Document(text, log, Symbols(dict(STANDARD_FACTS)))
    compiled, starts = _compile(document, root)
    return CompileResult(log.problems, None if log.has_errors else compiled, tuple(starts), root)


def normalised(text: str) -> str:
    """Drop a byte order mark and make every line break a single `\\n`, which is what places refer to."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _tree(text: str, log: ProblemLog) -> Node | None:
    bad = _FORBIDDEN.search(text)
    if bad is not None:
        hint = "is the file UTF-8? this stands for bytes that are not" if bad.group() == "\ufffd" else None
        log.error(bad.start(), f"the character U+{ord(bad.group()):04X} has no place in a policy", hint)
        return None
    try:
        root = read_tree(text)
    except Refused as problem:
        log.error(problem.at, problem.message, problem.hint)
        return None
    if root.kind != "map":
        log.error(root.start, "a policy is a mapping that starts with 'policy: <name>'")
        return None
    return root


def _compile(document: Document, root: Node) -> tuple[dict[str, Any], list[int]]:
    """Read every section; names are declared before the first expression asks for them."""
    at = document.fields(root, "a policy", SECTIONS, NEEDED)
    declared = read_facts(document, at.get("facts"))
    read_signals(document, at.get("signals"))
    lists = read_lists(document, at.get("lists"))
    hours = read_hours(document, at.get("business_hours"))
    read_rule_names(document, at.get("rules"))
    reasons = read_reasons(document, at.get("reasons"))
    compiled = {
        "form": FORM,
        "policy": document.name(at.get("policy"), "policy"),
        "description": document.text(at.get("description"), "description"),
        "timezone": read_timezone(document, at.get("timezone")),
        "business_hours": hours,
        "applies_to": read_applies_to(document, at.get("applies_to")),
        "signals": document.symbols.signals,
        "lists": lists,
        "freshness": read_freshness(document, at.get("freshness")),
        "reasons": reasons,
        **_decisions(document, at, reasons),
    }
    examples, starts = read_examples(document, at.get("examples"))
    symbols = document.symbols
    names = dict.fromkeys([*declared, *symbols.used_facts])
    facts = {name: _fact(symbols, name) for name in names}
    return {**compiled, "facts": facts, "measures": symbols.measures, "examples": examples}, starts


def _decisions(document: Document, at: dict[str, Node], reasons: list[str]) -> dict[str, Any]:
    return {
        "rules": read_rules(document, at.get("rules")),
        "disqualify": read_disqualify(document, at.get("disqualify"), reasons),
        "gates": read_gates(document, at.get("gates")),
        "review": read_review(document, at.get("review")),
        "nurture": read_nurture(document, at.get("nurture"), reasons),
        "score": read_score(document, at.get("score")),
        "frameworks": read_frameworks(document, at.get("frameworks")),
        "routing": read_routing(document, at.get("routing")),
    }


def _fact(symbols: Symbols, name: str) -> dict[str, Any]:
    fact = symbols.facts[name]
    entry: dict[str, Any] = {"type": fact.type, "ask": fact.ask}
    return {**entry, "values": list(fact.values)} if fact.values else entry
