"""How merged leads are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadgate.domain.clock import to_rfc3339

if TYPE_CHECKING:
    from leadgate.domain.lead import Lead
    from leadgate.domain.merging import Split


def merged_view(lead: Lead) -> list[dict[str, object]]:
    """Show which leads are part of one, oldest merge first."""
    return [{"lead_id": one.lead_id, "email": one.email, "at": to_rfc3339(one.at), "by": one.by} for one in lead.merged]


def merger_view(lead: Lead) -> dict[str, object]:
    """Show what came of merging."""
    return {
        "lead_id": lead.id,
        "version": lead.version,
        "stage": lead.stage.value,
        "being_decided": lead.asks is not None,
        "merged": merged_view(lead),
    }


def split_view(split: Split) -> dict[str, object]:
    """Show what came of undoing a merge: the lead that stayed, and the one that is a lead of its own again."""
    return {**merger_view(split.lead), "restored": {"lead_id": split.restored.id, "version": split.restored.version}}
