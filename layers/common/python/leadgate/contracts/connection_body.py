"""The body by which a connection to a source is set up."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    StringConstraints,
    ValidationError,
)

from leadgate.contracts.faults import faults_of
from leadgate.contracts.form_fields import CLICK_IDS
from leadgate.contracts.lead_body import LeadBody, Line
from leadgate.contracts.problem import Faults, Problem, invalid
from leadgate.contracts.vendor_access import BaseUrl, Secret
from leadgate.domain.connection import Connection, is_connection_id

SECRET_ID = 20
"""How many characters the id of an unsigned connection has at least: whoever knows it may post."""

# A word or a date repeated is no secret; twenty random characters have twelve different ones almost surely.
_DIFFERENT = 10
KEY = "key"
"""The place, of the generic source alone, of what names a post, so that the same one counts once."""

_GROUPS = ("answers", "company", "consent", "source")
_PLACES = sorted({*LeadBody.model_fields, "company.name", "company.domain", "company.employees", "company.country"})


def _place(value: str) -> str:
    group, _, name = value.partition(".")
    if (name and group in _GROUPS) or (not name and value in LeadBody.model_fields and value not in _GROUPS):
        return value
    if value in ("company", "consent", KEY, *CLICK_IDS) or value.startswith("utm_"):
        return value
    near = get_close_matches(value, _PLACES, 1)
    hint = f"; did you mean {near[0]}?" if near else ", such as email, company.name or answers.team_size"
    raise ValueError(f"is no place in the body of a lead{hint}")


Label = Annotated[StrictStr, StringConstraints(min_length=1, max_length=300)]
Place = Annotated[StrictStr, StringConstraints(max_length=100), AfterValidator(_place)]


class SignatureBody(BaseModel):
    """How a generic source signs, and how a source makes sure of us."""

    model_config = ConfigDict(extra="forbid")

    scheme: Literal["standard-webhooks", "hmac-sha256"] | None = Field(
        default=None, description="Standard Webhooks without one."
    )
    header: Line | None = None
    encoding: Literal["hex", "base64"] | None = None
    prefix: Line | None = None
    verify_token: Line | None = Field(default=None, description="What Meta sends when it makes sure of us.")


class ConnectionBody(BaseModel):
    """A connection as its owner sets it up; what is left out has its default, but secrets stay as they are."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["lead", "demo"] = Field(default="lead", description="`demo`: every post asks for a demo.")
    unsigned: StrictBool = Field(default=False, description="The tool does not sign; then the id has to be secret.")
    channel: Line | None = Field(default=None, description="The `source.channel` of its leads.")
    mapping: dict[Label, Place] = Field(
        default_factory=dict, max_length=200, description="What its fields mean, such as `company.name`."
    )
    signature: SignatureBody | None = Field(default=None, description="How a `generic` source signs.")
    base_url: BaseUrl | None = Field(default=None, description="Where the tool's API is, for those that post ids only.")
    active: StrictBool = Field(default=True, description="False: its deliveries are answered with 404.")
    secret: Secret | None = Field(default=None, description="What its deliveries are signed with; never shown again.")
    access_token: Secret | None = Field(default=None, description="Opens the tool's API; never shown again.")


@dataclass(frozen=True, slots=True)
class ConnectionRequest:
    """A connection that somebody wants to set up, and the secrets that were sent with it."""

    connection: Connection
    secret: str | None
    access_token: str | None


def read_connection_body(body: Mapping[str, object], source: str, connection_id: str) -> ConnectionRequest:
    """Check the body of a connection.

    Args:
        body: a JSON object; null counts as absent.
        source: the name of the source, which is known.
        connection_id: the id, whose form has been checked.

    Returns:
        The connection, and the secrets that were sent.

    Raises:
        Problem: 422 with a pointer for each fault; nothing that was sent is repeated in it.
    """
    try:
        read = ConnectionBody.model_validate({name: value for name, value in body.items() if value is not None})
    except ValidationError as wrong:
        fields = ", ".join(ConnectionBody.model_fields)
        unknown = f"is not a field of this request; those of a connection are {fields}"
        raise invalid(faults_of(wrong, unknown=unknown)) from None
    if read.unsigned:
        _require_secret_id(connection_id)
    connection = Connection(
        source=source,
        id=connection_id,
        kind=read.kind,
        unsigned=read.unsigned,
        channel=read.channel,
        mapping=read.mapping,
        signature=read.signature.model_dump(exclude_none=True) if read.signature else {},
        base_url=read.base_url,
        active=read.active,
    )
    return ConnectionRequest(connection, read.secret, read.access_token)


def check_id(connection_id: str) -> None:
    """Refuse an id that cannot stand in a path and in a key. Raises a 422 problem."""
    if not is_connection_id(connection_id):
        detail = "The id of a connection has 1 to 64 letters, digits, - and _; POST /connections/{source} makes one."
        raise Problem(422, "bad-connection-id", detail)


def _require_secret_id(connection_id: str) -> None:
    if len(connection_id) >= SECRET_ID and len(set(connection_id)) >= _DIFFERENT:
        return
    faults = Faults()
    faults.add(
        ["unsigned"],
        f"asks for an id of at least {SECRET_ID} random characters, because whoever knows it may post; "
        "POST /connections/{source} makes one",
    )
    faults.raise_if_any()
