"""Set up a form, or change it; the secret of its captcha is kept apart from it."""

from dataclasses import dataclass

from leadgate.application.connection_ports import SecretStore
from leadgate.application.errors import NoCaptchaSecret
from leadgate.application.form_ports import FormRegistry
from leadgate.domain.connection_secrets import Secrets
from leadgate.domain.form import Form


@dataclass(frozen=True, slots=True)
class SettingUpForms:
    """What setting up forms needs; a secret is found by the captcha's provider and the form's id."""

    registry: FormRegistry
    secrets: SecretStore


def set_up_form(form: Form, secret: str | None, *, ports: SettingUpForms) -> None:
    """Keep a form as it shall be from now on.

    Args:
        form: all of it but the secret of its captcha.
        secret: a new one; None leaves the one that is kept.
        ports: where forms and secrets are kept.

    Raises:
        NoCaptchaSecret: there is a captcha, and no secret to ask its service with.
        Congested: others were changing the form at the same time.
    """
    known = ports.registry.find(form.id)
    before = None if known is None else known.captcha
    # The secrets first: while the form says what it said, the call can be made again.
    if form.captcha is not None:
        _keep_secret(form.captcha.provider, form.id, secret, ports.secrets)
    ports.registry.put(form)
    # Last, so that no form ever names a captcha without a secret; what could not be destroyed here only lies idle.
    if before is not None and (form.captcha is None or form.captcha.provider != before.provider):
        ports.secrets.remove(before.provider, form.id)


def _keep_secret(provider: str, form_id: str, secret: str | None, secrets: SecretStore) -> None:
    kept = secrets.find(provider, form_id, no_older_than=0)
    if secret is None and (kept is None or kept.current is None):
        raise NoCaptchaSecret
    if secret is not None and (kept is None or kept.current != secret):
        secrets.put(provider, form_id, Secrets(secret))
