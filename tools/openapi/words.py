"""Texts of the document as HTML: escaped first, then dressed."""

import json
import re
from html import escape

_CODE = re.compile(r"`([^`]+)`")


def sentence(text: str) -> str:
    """Escape a text; what stands between backticks is code."""
    return _CODE.sub(r"<code>\1</code>", escape(text))


def as_prose(text: str) -> str:
    """Make paragraphs of a text."""
    return "".join(f"<p>{sentence(paragraph)}</p>" for paragraph in text.split("\n\n"))


def as_code(text: str, label: str) -> str:
    """Show a text letter by letter under a label."""
    return f"<figure><figcaption>{escape(label)}</figcaption><pre><code>{escape(text)}</code></pre></figure>"


def as_json(value: object, label: str) -> str:
    """Show a value as JSON; a text as it is."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    return as_code(text, label)
