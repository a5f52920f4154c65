"""How forms are shown to administrators."""

from leadgate.domain.form import Form


def form_view(form: Form) -> dict[str, object]:
    """Show a form as it is set up."""
    return {
        "id": form.id,
        "kind": form.kind,
        "origins": list(form.origins),
        "mapping": dict(form.mapping),
        "honeypot": form.honeypot,
        "min_seconds": form.min_seconds,
        "thank_you_url": form.thank_you_url,
        "channel": form.channel,
    }
