"""How forms are shown to administrators."""

from dataclasses import asdict

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
        "limits": asdict(form.limits),
        # What is shown can be sent again: without its secret, which stays as it is.
        "captcha": None if form.captcha is None else asdict(form.captcha),
    }
