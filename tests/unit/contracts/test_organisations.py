"""Which organisation a lead is of, by what is stated of it."""

import re
import subprocess
import sys
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.contracts.organisations import organisation_of, registrable
from leadgate.domain.account import account_of
from leadgate.domain.lead import Fact, FactValue
from tests.builders.policies import ROOT
from tests.fakes.time import NOON

VECTORS = re.findall(
    r"^checkPublicSuffix\('([^']*)', (?:'([^']*)'|null)\);$",
    (files("publicsuffixlist") / "test_psl.txt").read_text("utf-8"),
    re.MULTILINE,
)


def facts(**stated: FactValue) -> dict[str, Fact]:
    return {name.replace("__", "."): Fact(value, "test", NOON) for name, value in stated.items()}


@pytest.mark.parametrize(
    ("stated", "organisation"),
    [
        ("firm.example", "firm.example"),
        ("www.firm.example", "firm.example"),
        ("eu.mail.firm.co.uk", "firm.co.uk"),
        ("HTTPS://WWW.Firm.Example:8443/a/b?c=d#e", "firm.example"),
        ("//firm.example/a", "firm.example"),
        ("firm.example/?from=https://other.example", "firm.example"),
        ("firm.example:80", "firm.example"),
        ("firm.example/contact", "firm.example"),
        (" firm.example. ", "firm.example"),
        ("info@firm.example", "firm.example"),
        ("https://user:secret@firm.example/", "firm.example"),
        ("https://gmail.com@firm.example", "firm.example"),
        ("B\u00dcCHER.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("firm.\u516c\u53f8.cn", "firm.xn--55qx5d.cn"),
        ("firm.xn--55qx5d.cn", "firm.xn--55qx5d.cn"),
        ("firm.github.io", "firm.github.io"),
        ("https://github.com", "github.com"),
        ("https://github.com/firm", None),
        ("https://www.linkedin.com/company/firm", None),
        ("linkedin.com", "linkedin.com"),
        ("co.uk", None),
        ("\u516c\u53f8.cn", None),
        ("github.io", None),
        ("com", None),
        ("localhost", None),
        ("http://localhost:3000/", None),
        ("10.0.0.1", None),
        ("https://192.168.1.1/", None),
        ("[2001:db8::1]", None),
        ("https://[::1]:80/", None),
        ("http://[", None),
        ("gmail.com", None),
        ("https://www.gmail.com/mail", None),
        ("someone.fastmail.com", None),
        ("mailinator.com", None),
        ("x.mailinator.com", None),
        ("Firm GmbH", None),
        ("n/a", None),
        ("none", None),
        ("", None),
        (" ", None),
        ("a..example", None),
        (".example", None),
        ("-.example", None),
        ("firm_x.example", None),
        ("xn--.example", None),
        ("xn--999999999.example", None),
        ("a" * 64 + ".example", None),
        ("a." * 150 + "example", None),
        (240, None),
        (True, None),
        (["firm.example"], None),
    ],
)
def test_an_organisation_is_read_from_whatever_names_its_domain(stated: FactValue, organisation: str | None) -> None:
    assert organisation_of(stated) == organisation


@given(st.text(max_size=300) | st.text("ab.-:/@[]%xn0ü。", max_size=40))
def test_whatever_is_stated_gives_a_registrable_domain_or_none(stated: str) -> None:
    organisation = organisation_of(stated)
    if organisation is not None:
        assert organisation == registrable(organisation) == organisation_of(f"https://www.{organisation}")
        assert organisation.isascii() and organisation == organisation.lower()


def test_the_list_s_own_vectors_hold() -> None:
    named = [(host.lower(), wanted.lower() or None) for host, wanted in VECTORS if host and host.isascii()]
    assert len(named) > 50
    assert [(host, registrable(host)) for host, _ in named if not host.startswith(".")] == [
        (host, wanted) for host, wanted in named if not host.startswith(".")
    ]


@pytest.mark.parametrize(
    ("stated", "account"),
    [
        (facts(email__domain="mail.firm.example"), "firm.example"),
        (facts(email__domain="firm.example", company__domain="other.example"), "firm.example"),
        (facts(email__domain="gmail.com"), None),
        (facts(email__domain="gmail.com", company__domain="https://firm.example/"), "firm.example"),
        (facts(email__domain="gmail.com", company__website="www.firm.example"), "firm.example"),
        (facts(email__domain="gmail.com", company__domain="a.example", company__website="b.example"), "a.example"),
        (facts(email__domain="gmail.com", company__domain="gmx.de", company__website="b.example"), "b.example"),
        (facts(email__domain="mailinator.com", company__domain="yahoo.com"), None),
        (facts(email__domain="gmail.com", company__domain=240, company__website=["x.example"]), None),
        ({}, None),
    ],
)
def test_the_account_is_the_employer_s_domain_and_never_one_of_anybody_s_mail(
    stated: dict[str, Fact], account: str | None
) -> None:
    assert account_of(stated, organisation_of) == account


def test_who_starts_does_not_wait_for_the_list() -> None:
    program = "import sys, leadgate.contracts.organisations; print('publicsuffixlist' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(ROOT / "layers/common/python"), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"
