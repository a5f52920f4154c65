"""A form as its owner sets it up, over HTTP and on a setup page alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    StrictStr,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from leadgate.contracts.captcha import TOKEN_FIELDS
from leadgate.contracts.faults import faults_of
from leadgate.contracts.form_fields import KNOWN_FIELDS
from leadgate.contracts.form_watching import CaptchaBody, LimitsBody
from leadgate.contracts.problem import Fault, invalid
from leadgate.domain.form import ELAPSED, HONEYPOT, MIN_SECONDS, Form
from leadgate.domain.rates import NO_LIMITS

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


def _origin(value: str) -> str:
    parts = urlsplit(value)
    is_origin = parts.scheme in ("http", "https") and parts.netloc and value == f"{parts.scheme}://{parts.netloc}"
    if value != "*" and (not is_origin or "@" in value or value != value.lower()):
        raise ValueError("an origin is scheme and host, such as https://www.example.com, without a path")
    return value


def _web_page(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or not value.isprintable() or " " in value:
        raise ValueError("has to be the whole address of a page, such as https://www.example.com/thanks")
    return value


Origin = Annotated[StrictStr, StringConstraints(max_length=300), AfterValidator(_origin)]
FieldName = Annotated[StrictStr, StringConstraints(min_length=1, max_length=200)]
_WATCHED = TOKEN_FIELDS | {ELAPSED}


class FormSetup(BaseModel):
    """A form: what it is for, which pages may post it, what its fields mean, and how programs are noticed."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    kind: Literal["lead", "demo"] = "lead"
    origins: list[Origin] = Field(default_factory=list, max_length=100)
    mapping: dict[FieldName, FieldName] = Field(default_factory=dict, max_length=300)
    honeypot: FieldName | None = HONEYPOT
    min_seconds: Annotated[float, Strict(), Field(ge=0, le=3600)] = MIN_SECONDS
    thank_you_url: Annotated[StrictStr, StringConstraints(max_length=2_000), AfterValidator(_web_page)] | None = None
    channel: Annotated[StrictStr, StringConstraints(min_length=1, max_length=500)] | None = None
    limits: LimitsBody | None = Field(default_factory=LimitsBody)
    captcha: CaptchaBody | None = None

    @field_validator("honeypot")
    @classmethod
    def _nobody_fills_it_in(cls, name: str | None, info: ValidationInfo) -> str | None:
        if name is not None and (name in KNOWN_FIELDS | _WATCHED or name in info.data.get("mapping", {})):
            raise ValueError("is a field that people fill in; name one that they cannot see, or null for none")
        return name

    def to_form(self, form_id: str) -> Form:
        """Give the form as the registry keeps it."""
        plain = self.model_dump(exclude={"origins", "limits", "captcha"})
        limits = NO_LIMITS if self.limits is None else self.limits.to_limits()
        captcha = None if self.captcha is None else self.captcha.to_captcha()
        return Form(id=form_id, origins=tuple(self.origins), limits=limits, captcha=captcha, **plain)


@dataclass(frozen=True, slots=True)
class FormRequest:
    """A form that somebody wants to set up, and the secret of its captcha that was sent with it."""

    form: Form
    secret: str | None = field(repr=False)


def read_form_setup(form_id: str, body: Mapping[str, object]) -> FormRequest:
    """Check a form's id and the body that sets it up.

    Args:
        form_id: the id, as it stands in the path.
        body: a JSON object; what it leaves out has its default.

    Returns:
        The form, and the secret apart from it.

    Raises:
        Problem: 422 with a pointer for each fault.
    """
    faults = [] if _is_id(form_id) else [Fault("", "a form's id has small letters, digits, _ and -, 64 at most")]
    try:
        setup = FormSetup.model_validate(body)
    except ValidationError as wrong:
        raise invalid([*faults, *faults_of(wrong)]) from None
    if faults:
        raise invalid(faults)
    return FormRequest(setup.to_form(form_id), None if setup.captcha is None else setup.captcha.secret)


def _is_id(form_id: str) -> bool:
    try:
        TypeAdapter(Id).validate_python(form_id)
    except ValidationError:
        return False
    return True
