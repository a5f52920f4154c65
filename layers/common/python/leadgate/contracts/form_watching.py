"""The part of a form's setup that says how its posts are watched: how many are too many, and whose captcha it has."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationInfo, field_validator

from leadgate.contracts.vendor_access import BaseUrl, Secret
from leadgate.domain.captcha import Captcha
from leadgate.domain.rates import MOST_MEMBERS, Limits

Posts = Annotated[int, Strict(), Field(ge=1, le=1_000_000)]
_DEFAULT = Limits()
_LESSER = {
    "per_address_held": ("per_address",),
    "per_address_refused": ("per_address_held", "per_address"),
    "per_form_refused": ("per_form",),
}


class LimitsBody(BaseModel):
    """How many posts of the form nothing is said against; null where that is not looked at."""

    model_config = ConfigDict(extra="forbid", validate_default=True)

    per_address: Posts | None = Field(
        default=_DEFAULT.per_address, description="From one network address in ten minutes; more look odd."
    )
    per_address_held: Posts | None = Field(
        default=_DEFAULT.per_address_held, description="From one network address; more are quarantined."
    )
    per_address_refused: Posts | None = Field(
        default=_DEFAULT.per_address_refused, description="From one network address; more are answered with 429."
    )
    per_form: Posts | None = Field(
        default=_DEFAULT.per_form, description="From anywhere in a minute; more look a little odd."
    )
    per_form_refused: Posts | None = Field(
        default=_DEFAULT.per_form_refused, description="From anywhere in a minute; more are answered with 429."
    )
    shared_text: Annotated[int, Strict(), Field(ge=2, le=MOST_MEMBERS)] | None = Field(
        default=_DEFAULT.shared_text, description="So many persons who post one long text in a day look odd."
    )

    @field_validator(*_LESSER)
    @classmethod
    def _grows(cls, limit: int | None, info: ValidationInfo) -> int | None:
        for name in _LESSER[str(info.field_name)]:
            lesser = info.data.get(name)
            if limit is not None and lesser is not None and limit < lesser:
                raise ValueError(f"is {limit}, less than {name}, which is {lesser}; raise it, or send null for none")
        return limit

    def to_limits(self) -> Limits:
        """Give the limits as a form has them."""
        return Limits(**self.model_dump())


class CaptchaBody(BaseModel):
    """The captcha of the form: whose it is, and the secret with which its service is asked."""

    model_config = ConfigDict(extra="forbid")

    provider: Literal["turnstile", "hcaptcha"]
    secret: Secret | None = Field(
        default=None, description="The secret key of the vendor's widget; never shown again, kept when left out."
    )
    base_url: BaseUrl | None = Field(
        default=None, description="Where the service is, when that is not the vendor's own address."
    )

    def to_captcha(self) -> Captcha:
        """Give the captcha as a form has it, without its secret."""
        return Captcha(self.provider, self.base_url)
