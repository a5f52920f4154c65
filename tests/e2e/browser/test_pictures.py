"""The pictures of docs/forms.md, taken anew by `PICTURES=docs/images make browser`."""

import os
from pathlib import Path

from tests.e2e.browser.test_script_on_a_page import READY
from tests.e2e.browser.visiting import Visitor
from tests.e2e.driving import new_address

NAMES = ("form.png", "questions.png", "booking.png")


def test_the_guide_shows_the_form_the_questions_and_the_booking_page(visitor: Visitor, tmp_path: Path) -> None:
    folder = Path(os.environ.get("PICTURES", tmp_path))
    visitor.open("/short")
    visitor.fill({name: READY[name] for name in ("Position", "Firma", "Mitarbeiter")} | {"email": "vera@firm.example"})
    visitor.take_picture(folder / "form.png")
    visitor.fill({"email": new_address()})
    visitor.send()
    visitor.see("fieldset.leadgate-questions")
    visitor.run("document.forms[0].elements.email.value = 'vera@firm.example'")
    visitor.take_picture(folder / "questions.png")
    visitor.open("/demo")
    visitor.fill({**READY, "email": new_address()})
    visitor.send()
    visitor.see("[role=status] a.leadgate-book")
    visitor.take_picture(folder / "booking.png")
    assert all((folder / name).read_bytes().startswith(b"\x89PNG") for name in NAMES)
