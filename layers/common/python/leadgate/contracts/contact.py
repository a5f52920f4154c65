"""E-mail addresses and phone numbers, read by the libraries that know them."""

from email_validator import EmailNotValidError, validate_email


def read_email(raw: str) -> str:
    """Check an address and give its normal form; nothing is looked up in the network.

    Args:
        raw: the address as it was posted; internationalised addresses are welcome.

    Returns:
        The address, its domain in lower-case ASCII, as policies compare it.

    Raises:
        ValueError: it is no address; the text says why.

    Source: RFC 5321, RFC 5322, RFC 6531; UTS 46 for the domain.
    """
    if "\ufffd" in raw:
        raise ValueError("is no e-mail address: it was not sent as UTF-8")
    try:
        # A name without a dot gets a detail of our own below; names that no mail can reach, such as `.test`, are none.
        checked = validate_email(raw, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as wrong:
        raise ValueError(f"is no e-mail address: {wrong}") from None
    domain = checked.ascii_domain.lower()
    if "." not in domain:
        raise ValueError("is no e-mail address that can be reached: its domain has no dot")
    return f"{checked.local_part}@{domain}"


def read_phone(raw: str, country: object) -> str | None:
    """Read a phone number as E.164.

    Args:
        raw: the number as it was posted.
        country: the ISO 3166-1 alpha-2 code that a national number is read by, if it is known.

    Returns:
        For example `+4930901820`, or None when it is no possible number. Source: ITU-T E.164.
    """
    # Few posts carry a number, and its metadata is large: a start does not wait for it.
    import phonenumbers  # noqa: PLC0415

    region = country.upper() if isinstance(country, str) and len(country) == 2 else None
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
