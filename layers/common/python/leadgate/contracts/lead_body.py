"""The body of a lead or demo request, as servers post it and as forms are turned into it."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StrictBool,
    StrictStr,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)

from leadgate.contracts.contact import read_email
from leadgate.contracts.faults import faults_of
from leadgate.contracts.problem import invalid
from leadgate.domain.clock import to_instant


def _digits_as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Line = Annotated[StrictStr, StringConstraints(strip_whitespace=True, max_length=500)]
# Spreadsheets and CRMs send phone numbers and campaign ids as numbers.
Digits = Annotated[
    str, BeforeValidator(_digits_as_text), Strict(), StringConstraints(strip_whitespace=True, max_length=500)
]
Text = Annotated[StrictStr, StringConstraints(max_length=10_000)]
Number = Annotated[float, Strict()]
Name = Annotated[StrictStr, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]


# Whatever somebody answers is kept; what it is worth is found out when it is read as its fact's type.
Value = Annotated[
    Any, WithJsonSchema({"description": "Text, number, true, false or a list of texts; anything else is kept as text"})
]


def _moment(value: object) -> object:
    if value is not None and to_instant(value) is None:
        raise ValueError("is no time; write it like 2026-05-04T09:00:00Z, or as epoch seconds")
    return value


Moment = Annotated[
    Any,
    AfterValidator(_moment),
    WithJsonSchema({"type": ["string", "number", "null"], "description": "RFC 3339, or epoch seconds"}),
]


Address = Annotated[
    StrictStr, StringConstraints(strip_whitespace=True, min_length=1, max_length=320), AfterValidator(read_email)
]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class _Open(BaseModel):
    model_config = ConfigDict(extra="allow", allow_inf_nan=False)
    __pydantic_extra__: dict[Name, Value] = Field(init=False)


class CompanyBody(_Open):
    """What is known of the company; further facts may be added under their own names."""

    name: Value = None
    domain: Value = None
    website: Value = None
    industry: Value = None
    country: Value = None
    employees: Value = None
    revenue_eur: Value = None


class SourceBody(_Open):
    """Where the lead came from."""

    channel: Line | None = None
    motion: Literal["inbound", "outbound", "partner", "plg"] | None = None
    form: Line | None = None
    page: Text | None = None
    referrer: Text | None = None
    campaign: Digits | None = None
    utm: dict[Name, Value] = Field(default_factory=dict, max_length=20)
    partner: dict[Name, Value] = Field(default_factory=dict, max_length=20)


class ConsentBody(_Closed):
    """What the person agreed to, in the words that they saw."""

    marketing: StrictBool | None = None
    text: Text | None = None
    at: Moment = None


class SignalBody(_Closed):
    """One thing that the person did."""

    type: Annotated[StrictStr, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
    at: Moment = None
    page: Text | None = None
    value: Number | None = None
    duration_s: Number | None = None
    source: Line | None = None
    id: Line | None = None


class LeadBody(_Closed):
    """A person who asked, with everything that they or their server said of them."""

    model_config = ConfigDict(
        extra="forbid",
        allow_inf_nan=False,
        json_schema_extra={
            "examples": [
                {
                    "email": "vp@example.com",
                    "full_name": "Ada Example",
                    "title": "VP Sales",
                    "company": {"name": "Example GmbH", "country": "DE", "employees": 120},
                    "answers": {"team_size": 12},
                }
            ]
        },
    )

    email: Address
    first_name: Line | None = None
    last_name: Line | None = None
    full_name: Line | None = None
    phone: Digits | None = None
    title: Line | None = None
    linkedin_url: Line | None = None
    message: Text | None = None
    company: CompanyBody = CompanyBody()
    answers: dict[Name, Value] = Field(default_factory=dict, max_length=200)
    source: SourceBody = SourceBody()
    consent: ConsentBody | None = None
    signals: list[SignalBody] = Field(default_factory=list, max_length=100)
    anonymous_id: Line | None = None
    submitted_at: Moment = None
    test: StrictBool = False


_UNKNOWN = "is not a field of this request; put what is your own under answers"


def read_lead_body(body: dict[str, object]) -> LeadBody:
    """Check a body against the contract.

    Args:
        body: a JSON object; null counts as absent.

    Returns:
        The checked body.

    Raises:
        Problem: 422 with a pointer for each fault.
    """
    present = {name: value for name, value in body.items() if value is not None}
    try:
        return LeadBody.model_validate(present)
    except ValidationError as wrong:
        raise invalid(faults_of(wrong, unknown=_UNKNOWN)) from None
