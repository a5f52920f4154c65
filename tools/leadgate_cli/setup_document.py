"""The page that sets up who sells: policies, reps, pools and forms, checked as a whole."""

from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, PositiveInt, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from leadgate.contracts.contact import read_email
from leadgate.contracts.form_setup import FormSetup, Id
from leadgate.domain.form import Form
from leadgate.domain.routing import Pool, Rep


class BadSetup(Exception):
    """The page has faults; the text lists them, each with where it is."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RepPage(_Closed):
    """A person who takes leads."""

    name: str
    email: Annotated[str, AfterValidator(read_email)]
    booking_url: str | None = None
    active: bool = True


class PoolPage(_Closed):
    """Reps with weights, and who takes what nobody else can."""

    members: dict[Id, PositiveInt]
    catch_all: Id


class SetupPage(_Closed):
    """All of it."""

    policies: list[Path] = []
    reps: dict[Id, RepPage] = {}
    pools: dict[Id, PoolPage] = {}
    forms: dict[Id, FormSetup] = {}

    @model_validator(mode="after")
    def _everybody_is_known(self) -> Self:
        for pool_id, pool in self.pools.items():
            unknown = sorted({*pool.members, pool.catch_all} - set(self.reps))
            if unknown:
                raise ValueError(f"pool {pool_id} names {', '.join(unknown)}, who is not under reps")
        return self

    @model_validator(mode="after")
    def _no_secret_is_in_a_file(self) -> Self:
        named = sorted(form_id for form_id, form in self.forms.items() if form.captcha is not None)
        if named:
            raise ValueError(f"form {named[0]} has a captcha; set it by PUT /forms/{named[0]}, and this page keeps it")
        return self

    def to_reps(self) -> list[Rep]:
        """Give the reps as the directory keeps them."""
        return [Rep(id=rep_id, **rep.model_dump()) for rep_id, rep in self.reps.items()]

    def to_pools(self) -> list[Pool]:
        """Give the pools as the directory keeps them."""
        return [Pool(name, tuple(pool.members.items()), pool.catch_all) for name, pool in self.pools.items()]

    def to_forms(self) -> list[Form]:
        """Give the forms as the registry keeps them."""
        return [form.to_form(form_id) for form_id, form in self.forms.items()]


def read_setup(file: Path) -> SetupPage:
    """Read and check a page.

    Args:
        file: a YAML file; paths of policies are relative to it.

    Returns:
        The checked page, the policies' paths made absolute.

    Raises:
        BadSetup: it cannot be read, or something in it is wrong.
    """
    try:
        document: Any = YAML(typ="safe", pure=True).load(file.read_text("utf-8"))
        page = SetupPage.model_validate(document or {})
    except (OSError, UnicodeDecodeError, YAMLError) as wrong:
        raise BadSetup(f"{file}: {wrong}") from None
    except ValidationError as wrong:
        faults = [f"{file}: {'.'.join(map(str, e['loc'])) or 'page'}: {e['msg']}" for e in wrong.errors()]
        raise BadSetup("\n".join(faults)) from None
    return page.model_copy(update={"policies": [file.parent / policy for policy in page.policies]})
