"""Which spellings of an address are one person, and which are not."""

from string import ascii_lowercase, digits
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.contracts.contact import read_email
from leadgate.domain.identity import identity_of

ATOMS = st.text(ascii_lowercase + digits + "._-+'", min_size=1, max_size=20)
ORGANISATIONS = st.sampled_from(["firm.example", "mail.firm.example", "notgmail.com", "gmail.com.example", "yahoo.com"])
PROVIDERS = st.sampled_from([
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.co.uk", "live.fr", "msn.com", "icloud.com", "me.com",
    "proton.me", "protonmail.com", "pm.me", "fastmail.com",
])  # fmt: skip
NAMES = st.text(ascii_lowercase + digits, min_size=1, max_size=12)
TAGS = st.text(ascii_lowercase + digits + "._-+", max_size=12)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Vera@Firm.example", "vera@firm.example", True),
        (" vera@firm.example ", "vera@firm.example", True),
        ("ÖZIL@firm.example", "özil@firm.example", True),
        ("vera+1@firm.example", "vera@firm.example", False),
        ("v.era@firm.example", "vera@firm.example", False),
        ("V.e.r.a+news@GoogleMail.com", "vera@gmail.com", True),
        ("vera+a+b@gmail.com", "vera@gmail.com", True),
        ("ve-ra@gmail.com", "vera@gmail.com", False),
        ("vera+x@outlook.de", "vera@outlook.de", True),
        ("v.era@outlook.de", "vera@outlook.de", False),
        ("vera@outlook.de", "vera@outlook.com", False),
        ("vera@hotmail.com", "vera@outlook.com", False),
        ("vera+x@hotmail.co.uk", "vera@hotmail.co.uk", True),
        ("vera+x@live.nl", "vera@live.nl", True),
        ("vera+x@msn.com", "vera@msn.com", True),
        ("vera+x@icloud.com", "vera@icloud.com", True),
        ("vera@me.com", "vera@icloud.com", False),
        ("v.era@icloud.com", "vera@icloud.com", False),
        ("v.e_r-a+x@pm.me", "vera@protonmail.com", True),
        ("vera@proton.me", "vera@protonmail.ch", True),
        ("vera+x@fastmail.com", "vera@fastmail.com", True),
        ("v.era@fastmail.com", "vera@fastmail.com", False),
        ("x@vera.fastmail.com", "vera@fastmail.com", False),
        ("vera-shop@yahoo.com", "vera@yahoo.com", False),
        ("vera+shop@yahoo.com", "vera@yahoo.com", False),
    ],
)
def test_a_person_is_an_address_as_its_provider_tells_it_from_others(one: str, other: str, same: bool) -> None:
    assert (identity_of(one) == identity_of(other)) is same


@pytest.mark.parametrize(
    ("domain", "names"),
    [
        *((domain, ["+x", "+y", "+", ".", "..", "...", ".+x", "..+x"]) for domain in ("gmail.com", "googlemail.com")),
        *((domain, ["+x", "+y", "+", ".", "_", "-", "._-", "-+x", "_+x"]) for domain in ("proton.me", "pm.me")),
        ("outlook.com", ["+x", "+y", "+", ".", "..", "-"]),
    ],
)
def test_a_name_of_which_nothing_would_be_left_is_its_own_person(domain: str, names: list[str]) -> None:
    identities = [identity_of(f"{name}@{domain}") for name in names]
    assert len(set(identities)) == len(names)
    assert not any(identity.startswith("@") for identity in identities)


@given(NAMES, TAGS, st.lists(st.integers(0, 12)), st.booleans())
def test_every_spelling_of_a_gmail_mailbox_is_one_person(name: str, tag: str, dots: list[int], is_other: bool) -> None:
    spelled = name
    for place in dots:
        at = place % (len(spelled) + 1)
        spelled = f"{spelled[:at]}.{spelled[at:]}"
    domain = "googlemail.com" if is_other else "gmail.com"
    assert identity_of(f"{spelled}+{tag}@{domain}".upper()) == f"{name}@gmail.com"


@given(NAMES, TAGS, PROVIDERS)
def test_a_tag_is_no_other_person_where_the_provider_says_so(name: str, tag: str, domain: str) -> None:
    assert identity_of(f"{name}+{tag}@{domain}") == identity_of(f"{name}@{domain}")


@given(ATOMS, ATOMS, ORGANISATIONS)
def test_people_of_an_organisation_are_told_apart_by_every_character(one: str, other: str, domain: str) -> None:
    assert (identity_of(f"{one}@{domain}") == identity_of(f"{other}@{domain}")) is (one == other)


@given(st.text(max_size=20), st.one_of(ORGANISATIONS, PROVIDERS, st.text(max_size=8)))
def test_an_identity_is_its_own_identity(name: str, domain: str) -> None:
    identity = identity_of(f"{name}@{domain}")
    assert identity_of(identity) == identity


def test_every_character_is_folded_and_composed_for_good() -> None:
    characters = [chr(code) for code in range(0x20, 0x30000) if not 0xD800 <= code < 0xE000]
    addresses = [f"a{character}b@firm.example" for character in characters]
    assert [a for a in addresses if identity_of(identity_of(a)) != identity_of(a)] == []
    assert [a for a in addresses if identity_of(normalize("NFD", a)) != identity_of(a)] == []


@given(ATOMS.filter(lambda name: not name.startswith((".", "+")) and ".." not in name), PROVIDERS)
def test_no_person_is_without_a_name(name: str, domain: str) -> None:
    assert identity_of(f"{name}@{domain}").partition("@")[0] != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vera@bücher.example", "vera@xn--bcher-kva.example"),
        ("vera@BÜCHER.example", "VERA@XN--BCHER-KVA.EXAMPLE"),
        ("vera@bu\u0308cher.example", "vera@bücher.example"),
        ("zo\u0065\u0308@firm.example", "zo\u00eb@firm.example"),
        ("ZO\u00cb@firm.example", "zoe\u0308@firm.example"),
        ("V.Era+x@GMail.com", "vera@googlemail.com"),
    ],
)
def test_an_address_is_one_person_however_it_was_spelled_on_the_wire(one: str, other: str) -> None:
    assert identity_of(read_email(one)) == identity_of(read_email(other))
