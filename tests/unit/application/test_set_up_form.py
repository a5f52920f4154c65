"""Forms are set up with the secret of their captcha apart, and whatever is cut off half-way can be done again."""

from dataclasses import replace
from typing import Any

import pytest

from leadgate.application.errors import Congested, NoCaptchaSecret
from leadgate.application.set_up_form import SettingUpForms, set_up_form
from leadgate.domain.captcha import Captcha
from leadgate.domain.connection_secrets import Secrets
from leadgate.domain.form import Form
from tests.fakes.connections import InMemorySecretStore
from tests.fakes.stores import InMemoryFormRegistry

PLAIN = Form("demo")
PROVEN = replace(PLAIN, captcha=Captcha("turnstile"))
OTHER = replace(PLAIN, captcha=Captcha("hcaptcha"))
NAME = ("turnstile", "demo")


class BusyFormRegistry(InMemoryFormRegistry):
    """A FormRegistry that others keep changing, until it is told to be quiet."""

    busy = True

    def put(self, form: Form) -> None:
        if self.busy:
            raise Congested
        super().put(form)


@pytest.fixture
def ports() -> Any:
    return SettingUpForms(InMemoryFormRegistry(), InMemorySecretStore())


def test_a_captcha_without_a_secret_is_refused_and_nothing_changes(ports: Any) -> None:
    set_up_form(PLAIN, None, ports=ports)
    for form in (PROVEN, OTHER):
        with pytest.raises(NoCaptchaSecret):
            set_up_form(form, None, ports=ports)
    assert (ports.registry.find("demo"), ports.secrets.kept) == (PLAIN, {})


def test_a_secret_is_kept_apart_and_stays_when_it_is_left_out(ports: Any) -> None:
    set_up_form(PROVEN, "first-secret", ports=ports)
    set_up_form(PROVEN, None, ports=ports)
    set_up_form(PROVEN, "first-secret", ports=ports)
    assert ports.secrets.kept == {NAME: Secrets("first-secret")}
    assert ports.secrets.puts == 1
    assert "first-secret" not in repr(ports.registry.find("demo"))
    set_up_form(PROVEN, "second-secret", ports=ports)
    assert ports.secrets.kept == {NAME: Secrets("second-secret")}


@pytest.mark.parametrize("after", [PLAIN, OTHER])
def test_a_secret_goes_with_its_captcha(ports: Any, after: Form) -> None:
    set_up_form(PROVEN, "first-secret", ports=ports)
    set_up_form(after, "other-secret", ports=ports)
    assert NAME not in ports.secrets.kept
    assert ports.registry.find("demo") == after


def test_what_was_cut_off_is_right_when_it_is_done_again() -> None:
    registry = BusyFormRegistry()
    ports = SettingUpForms(registry, InMemorySecretStore())
    with pytest.raises(Congested):
        set_up_form(PROVEN, "first-secret", ports=ports)
    registry.busy = False
    set_up_form(PROVEN, None, ports=ports)
    registry.busy = True
    with pytest.raises(Congested):
        set_up_form(PLAIN, None, ports=ports)
    registry.busy = False
    set_up_form(PLAIN, None, ports=ports)
    assert (registry.find("demo"), ports.secrets.kept) == (PLAIN, {})
