"""How policies, their versions and their publications are shown to administrators."""

from collections.abc import Iterable

from leadgate.domain.clock import to_rfc3339
from leadgate.domain.publication import Line, LiveList, PolicyVersion, Publication

View = dict[str, object]


def version_view(version: PolicyVersion, current: LiveList) -> View:
    """Show what is known of a version besides its text.

    Args:
        version: the version.
        current: says whether it is live, or looks on.

    Returns:
        A JSON document; the moment and the uploader are null for versions of release 0.1.0.
    """
    line = version.line
    is_live, looks_on = line in current.live, line in current.shadow
    return {
        **_line_view(line),
        "status": "live" if is_live else "shadow" if looks_on else "kept",
        "created_at": to_rfc3339(version.at) if version.at else None,
        "created_by": version.by or None,
        "examples": version.examples,
        "warnings": [dict(warning) for warning in version.warnings],
    }


def policy_view(name: str, current: LiveList) -> View:
    """Show which versions of a policy decide and which look on."""
    live = [_version_of(line) for line in current.live if line.name == name]
    shadow = [_version_of(line) for line in current.shadow if line.name == name]
    return {"name": name, "live": live[0] if live else None, "shadow": shadow}


def change_view(change: Publication) -> View:
    """Show one change of the list: who made it when, what went, and what came."""
    return {
        "revision": change.revision,
        "act": change.act.value,
        "at": to_rfc3339(change.at),
        "by": change.by,
        "before": _lines_view(change.before),
        "after": _lines_view(change.after),
    }


def _lines_view(lines: Iterable[Line]) -> list[View]:
    return [_line_view(line) for line in lines]


def _line_view(line: Line) -> View:
    return {"name": line.name, **_version_of(line)}


def _version_of(line: Line) -> View:
    return {"version": line.version, "scope": {"motion": list(line.motions), "form": list(line.forms)}}
