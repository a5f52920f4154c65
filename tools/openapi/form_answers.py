"""The shapes of forms as administrators see them."""

from typing import Literal

from pydantic import BaseModel, Field

from leadgate.contracts.form_setup import FieldName
from openapi.answers import Web


class FormLimits(BaseModel):
    """How many posts of a form nothing is said against; null where that is not looked at."""

    per_address: int | None
    per_address_held: int | None
    per_address_refused: int | None
    per_form: int | None
    per_form_refused: int | None
    shared_text: int | None


class FormCaptcha(BaseModel):
    """The captcha of a form, without its secret."""

    provider: Literal["turnstile", "hcaptcha"]
    base_url: Web | None


class FormSetUp(BaseModel):
    """A form as it is set up."""

    id: str
    kind: Literal["lead", "demo"]
    origins: list[str] = Field(description="The pages that may post it, by scheme and host; `*` is every page.")
    mapping: dict[FieldName, FieldName] = Field(description="What the form's own names mean.")
    honeypot: str | None = Field(description="The field that no person sees; null when there is none.")
    min_seconds: float = Field(description="Nobody fills the form in in less; 0 when that is not looked at.")
    thank_you_url: Web | None
    channel: str | None
    limits: FormLimits
    captcha: FormCaptcha | None = Field(description="Whose captcha the form has; null when it has none.")


class Forms(BaseModel):
    """A page of forms, in the order of their ids."""

    items: list[FormSetUp]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null at the end.")
