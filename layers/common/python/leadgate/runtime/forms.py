"""The endpoints of the `admin` function for forms: set up, shown, listed."""

from leadgate.application.set_up_form import SettingUpForms, set_up_form
from leadgate.contracts.form_views import form_view
from leadgate.contracts.problem import Problem
from leadgate.domain.access import Scope
from leadgate.runtime.admin import AdminServices
from leadgate.runtime.bodies import read_json_body
from leadgate.runtime.http import Answer, json_answer
from leadgate.runtime.paging import limit_of
from leadgate.runtime.request import Request


def get_forms(request: Request, services: AdminServices) -> Answer:
    """Show all forms in the order of their ids, a page at a time."""
    request.require(Scope.ADMIN)
    page = services.forms.page(cursor=request.parameter("cursor"), limit=limit_of(request))
    return json_answer(request, 200, {"items": [form_view(form) for form in page.items], "next_cursor": page.cursor})


def put_form(request: Request, services: AdminServices, form_id: str) -> Answer:
    """Set a form up as the body says, whatever it was before."""
    request.require(Scope.ADMIN)
    # Checking takes a library that no other route waits for.
    from leadgate.contracts.form_setup import read_form_setup  # noqa: PLC0415

    asked = read_form_setup(form_id, read_json_body(request))
    set_up_form(asked.form, asked.secret, ports=SettingUpForms(services.forms, services.connecting.secrets))
    return json_answer(request, 200, form_view(asked.form))


def get_form(request: Request, services: AdminServices, form_id: str) -> Answer:
    """Show a form."""
    request.require(Scope.ADMIN)
    known = services.forms.find(form_id) if 0 < len(form_id) <= 100 else None
    if known is None:
        raise Problem(404, "no-such-form", "There is no form of this name; GET /forms lists all.")
    return json_answer(request, 200, form_view(known))


ROUTES = {
    ("GET", "/forms"): get_forms,
    ("GET", "/forms/<form_id>"): get_form,
    ("PUT", "/forms/<form_id>"): put_form,
}
"""By method and path, as the function's resolver spells them."""
