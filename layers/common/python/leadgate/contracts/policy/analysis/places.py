"""Where the parts of a policy stand in its file: its lines, and the names within its expressions."""

import ast
from dataclasses import dataclass

from leadgate.contracts.policy.expression_text import Expression
from leadgate.contracts.policy.positions import index_of
from leadgate.contracts.policy.yaml_tree import Node


@dataclass(frozen=True, slots=True)
class Places:
    """The text of a policy that compiles, and its tree."""

    text: str
    tree: Node

    def key(self, section: str, name: str) -> int:
        """Give the index into the text of the key of an entry, such as a rule."""
        return self.tree.entries[section][1].entries[name][0].start

    def value(self, section: str, name: str) -> Node:
        """Give the value of an entry."""
        return self.tree.entries[section][1].entries[name][1]

    def section(self, section: str) -> int:
        """Give the index into the text of the key of a section."""
        return self.tree.entries[section][0].start

    def item(self, section: str, index: int) -> int:
        """Give the index into the text of an item of a section that is a list."""
        return self.tree.entries[section][1].items[index].start

    def condition(self, section: str, index: int) -> int:
        """Give the index into the text of the condition of a line; of the line itself where it has none."""
        item = self.tree.entries[section][1].items[index]
        if "when" not in item.entries:
            return item.start
        node = item.entries["when"][1]
        return index_of(self.text, node, len(node.text) - len(node.text.lstrip()))

    def name_in(self, node: Node, name: str) -> int:
        """Give the index into the text of the first use of a rule or fact in an expression, else of its start."""
        expression = Expression(node.text)
        for part in ast.walk(expression.tree):
            if isinstance(part, ast.Name | ast.Attribute) and ast.unparse(part) == name:
                return index_of(self.text, node, expression.offset(part))
        return index_of(self.text, node, expression.offset(expression.tree))
