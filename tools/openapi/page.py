"""The page for people: the OpenAPI document as HTML that loads nothing and runs nothing."""

from collections.abc import Iterator
from html import escape
from typing import Any

from openapi.field_rows import field_rows
from openapi.page_style import STYLE
from openapi.pointing import Pointing
from openapi.words import as_code, as_json, as_prose, sentence

_METHODS = ("get", "post", "put", "delete", "options")


def render_page(document: dict[str, Any]) -> str:
    """Make the page.

    Args:
        document: the OpenAPI document.

    Returns:
        One HTML file with its style inside; every text of the document is escaped.
    """
    info, page = document["info"], Pointing(document)
    title = f"{info['title']} API {info['version']}"
    body = "".join((
        _head_of_page(document, title),
        _navigation(document),
        "<main>",
        "".join(_group(tag, page) for tag in document["tags"]),
        _all_problems(document),
        "</main>",
        f"<footer>{escape(title)}. For programs: <a href='openapi.json'>openapi.json</a></footer>",
    ))  # fmt: skip
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<meta name='color-scheme' content='light dark'><title>{escape(title)}</title>"
        f"<style>{STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def _head_of_page(document: dict[str, Any], title: str) -> str:
    return f"<header><h1>{escape(title)}</h1>{as_prose(document['info']['description'])}</header>\n"


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield method, path, methods[method]


def _navigation(document: dict[str, Any]) -> str:
    links = "".join(
        f"<li><a href='#{escape(operation['operationId'])}'>{_method(method)}<code>{escape(path)}</code>"
        f"<span>{escape(operation['summary'])}</span></a></li>"
        for method, path, operation in _operations(document)
    )
    return f"<nav aria-label='Routes'><ul>{links}</ul></nav>\n"


def _method(method: str) -> str:
    return f"<b class='method {escape(method)}'>{escape(method.upper())}</b>"


def _group(tag: dict[str, str], page: Pointing) -> str:
    operations = [
        _operation(method, path, operation, page)
        for method, path, operation in _operations(page.document)
        if tag["name"] in operation["tags"]
    ]
    return f"<h2>{escape(tag['name'])}</h2><p>{sentence(tag['description'])}</p>\n{''.join(operations)}"


def _operation(method: str, path: str, operation: dict[str, Any], page: Pointing) -> str:
    scopes = [scope for required in operation["security"] for scopes in required.values() for scope in scopes]
    access = f"scope {', '.join(scopes)}" if scopes else "public"
    return "".join((
        f"<section id='{escape(operation['operationId'])}'>",
        f"<h3>{_method(method)}<code>{escape(path)}</code><span class='scope'>{escape(access)}</span></h3>",
        f"<p class='summary'>{sentence(operation['summary'])}</p>",
        as_prose(operation["description"]),
        _parameters(operation, page),
        _request_body(operation, page),
        "".join(as_code(sample["source"], f"Request: {sample['label']}") for sample in operation["x-codeSamples"]),
        "<h4>Answers</h4>",
        "".join(_response(status, page.resolve(found), page) for status, found in operation["responses"].items()),
        "</section>\n",
    ))  # fmt: skip


def _parameters(operation: dict[str, Any], page: Pointing) -> str:
    found = [page.resolve(parameter) for parameter in operation.get("parameters", [])]
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code>{' <em>required</em>' if one.get('required') else ''}</td>"
        f"<td>{escape(one['in'])}</td><td>{sentence(one['description'])}</td></tr>"
        for one in found
    )
    if not rows:
        return ""
    head = "<tr><th>Parameter</th><th>In</th><th>Meaning</th></tr>"
    return f"<div class='wide'><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>"


def _request_body(operation: dict[str, Any], page: Pointing) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    return "".join(
        f"<h4>Body <code>{escape(media_type)}</code></h4>{_fields(media['schema'], page, ' <em>required</em>', '')}"
        for media_type, media in content.items()
    )


def _fields(schema: dict[str, Any], page: Pointing, always: str = "", sometimes: str = " <em>not always</em>") -> str:
    about = page.resolve(schema).get("description", "")
    marks: dict[bool | None, str] = {True: always, False: sometimes}
    rows = "".join(
        f"<tr><td><code>{escape(row.name)}</code>{marks.get(row.is_required, '')}</td>"
        f"<td>{escape(row.type)}</td><td>{sentence(row.meaning)}</td></tr>"
        for row in field_rows(schema, page)
    )
    prose = f"<p>{sentence(about)}</p>" if about else ""
    if not rows:
        return prose
    head = "<tr><th>Field</th><th>Type</th><th>Meaning</th></tr>"
    return f"{prose}<div class='wide'><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>"


def _response(status: str, response: dict[str, Any], page: Pointing) -> str:
    summary = f"<summary><b class='status s{escape(status[0])}'>{escape(status)}</b> "
    summary += f"<span>{sentence(response['description'])}</span></summary>"
    headers = "".join(
        f"<li><code>{escape(name)}</code> {sentence(page.resolve(header)['description'])}</li>"
        for name, header in response.get("headers", {}).items()
    )
    content = "".join(_answer(kind, media, page) for kind, media in response.get("content", {}).items())
    return f"<details>{summary}<h5>Headers</h5><ul>{headers}</ul>{content}</details>"


def _answer(media_type: str, media: dict[str, Any], page: Pointing) -> str:
    # A problem looks the same everywhere: its fields and examples stand once, at the end of the page.
    if media_type == "application/problem+json":
        return "<p>A <a href='#problems'>problem</a>.</p>"
    examples = "".join(
        as_json(page.resolve(example)["value"], f"Answer: {name}") for name, example in media["examples"].items()
    )
    return f"<h5><code>{escape(media_type)}</code></h5>{_fields(media['schema'], page)}{examples}"


def _all_problems(document: dict[str, Any]) -> str:
    page = Pointing(document)
    examples = [example for name, example in document["components"]["examples"].items() if name.startswith("problem-")]
    rows = "".join(
        f"<tr><td>{example['value']['status']}</td><td><code>{escape(example['value']['type'])}</code></td>"
        f"<td>{sentence(example['summary'])} <q>{escape(example['value']['detail'])}</q></td></tr>"
        for example in examples
    )
    head = "<tr><th>Status</th><th>Type</th><th>When, and what it says</th></tr>"
    most_telling = max(examples, key=lambda example: len(example["value"]["errors"]))
    fields = _fields({"$ref": "#/components/schemas/Problem"}, page)
    table = f"<div class='wide'><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>"
    example = as_json(most_telling["value"], "Answer: application/problem+json")
    return f"<h2 id='problems'>Problems</h2><section>{fields}{example}{table}</section>\n"
