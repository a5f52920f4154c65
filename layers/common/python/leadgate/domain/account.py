"""Which account a lead belongs to: the organisation's registrable domain, never one where anybody gets an address."""

from collections.abc import Callable, Mapping

from leadgate.domain.lead import Fact, FactValue

Organisation = Callable[[FactValue], str | None]
"""Gives the registrable domain that a fact names; None when it names none, or one that many organisations share."""

_NAMED_BY = ("email.domain", "company.domain", "company.website")


def account_of(facts: Mapping[str, Fact], organisation: Organisation) -> str | None:
    """Give the account that a lead belongs to.

    Args:
        facts: all that is known of the lead, by full names.
        organisation: reads a domain, a host or a web address.

    Returns:
        The registrable domain of the e-mail address; where people have a mailbox of their own, of the company's
        domain or website as it was stated. None when neither says whom they work for.
    """
    named = (facts[name].value for name in _NAMED_BY if name in facts)
    return next(filter(None, map(organisation, named)), None)
