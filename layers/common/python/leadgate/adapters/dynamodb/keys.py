"""How every key of the table is spelled; no personal data is ever part of one."""

LEAD = "LEAD"
ALIAS = "ALIAS"
TIMELINE = "TL#"
REP = "REP#"
NAME = "NAME#"
UPLOAD = "UPLOAD#"
CHANGE = "CHANGE#"
DELIVERY = "DELIVERY#"
TALLY = "TALLY"
VISITOR = "VISITOR"


def lead(lead_id: str) -> dict[str, str]:
    """The lead itself."""
    return {"pk": f"LEAD#{lead_id}", "sk": LEAD}


def alias(receipt_id: str) -> dict[str, str]:
    """Another name of a lead: for whoever posted a form again, or the id of a lead that was merged into it."""
    return {"pk": f"LEAD#{receipt_id}", "sk": ALIAS}


def part(lead_id: str) -> dict[str, str]:
    """What one address alone stated, kept while its lead holds several."""
    return {"pk": f"LEAD#{lead_id}", "sk": "PART"}


def entry(lead_id: str, version: int, position: int) -> dict[str, str]:
    """One entry of a lead's timeline; sorts by the version that it belongs to."""
    return {"pk": f"LEAD#{lead_id}", "sk": f"{TIMELINE}{version:010d}#{position}"}


def person(person_key: str) -> dict[str, str]:
    """The lock that makes one person one lead; `person_key` is a salted hash."""
    return {"pk": f"PERSON#{person_key}", "sk": "LOCK"}


def visitor(visitor_key: str) -> dict[str, str]:
    """A visitor who has not given their name; `visitor_key` is the salted hash of their id."""
    return {"pk": f"VISITOR#{visitor_key}", "sk": VISITOR}


def receipt(record: str) -> dict[str, str]:
    """What is remembered of a post; `record` is a salted hash."""
    return {"pk": f"RECEIPT#{record}", "sk": "RECEIPT"}


def decision(decision_id: str) -> dict[str, str]:
    """One decision."""
    return {"pk": f"DECISION#{decision_id}", "sk": "DECISION"}


def turns(pool_id: str) -> dict[str, str]:
    """Whose turn it is in a pool."""
    return {"pk": f"POOL#{pool_id}", "sk": "TURNS"}


def pool(pool_id: str) -> dict[str, str]:
    """A pool as it is set up; all pools and reps lie together, so that one query reads them."""
    return {"pk": "DIRECTORY", "sk": f"POOL#{pool_id}"}


def rep(rep_id: str) -> dict[str, str]:
    """A rep as they are set up."""
    return {"pk": "DIRECTORY", "sk": f"{REP}{rep_id}"}


def form(form_id: str) -> dict[str, str]:
    """A form as it is set up."""
    return {"pk": f"FORM#{form_id}", "sk": "FORM"}


def listed_form(form_id: str) -> dict[str, str]:
    """The same form in the list of all; they lie together, so that one query gives a page of them."""
    return {"pk": "FORMS", "sk": f"{NAME}{form_id}"}


def allowed(name: str) -> dict[str, str]:
    """An address or a domain that nothing is held against; `name` is its salted hash."""
    return {"pk": f"ALLOWED#{name}", "sk": "ALLOWED"}


def tally(name: str, began: int) -> dict[str, str]:
    """What is counted under a name, a salted hash, in the window that began at a moment."""
    return {"pk": f"TALLY#{name}#{began:012d}", "sk": TALLY}


def key(digest: str) -> dict[str, str]:
    """A bearer key, by its digest."""
    return {"pk": f"KEY#{digest}", "sk": "KEY"}


def live_policies() -> dict[str, str]:
    """The list of the policy versions that decide now, and of those that look on."""
    return {"pk": "POLICY", "sk": "LIVE"}


def policy_name(name: str) -> dict[str, str]:
    """The name of a policy; all names lie together, so that one query lists them."""
    return {"pk": "POLICY", "sk": f"{NAME}{name}"}


def policy_version(name: str, version: str) -> dict[str, str]:
    """One version of a policy, in its compiled form."""
    return {"pk": f"POLICY#{name}", "sk": f"VERSION#{version}"}


def policy_source(name: str, version: str) -> dict[str, str]:
    """The text of a version, apart from its compiled form because both together may not fit into one item."""
    return {"pk": f"POLICY#{name}", "sk": f"SOURCE#{version}"}


def policy_upload(name: str, milliseconds: int, version: str) -> dict[str, str]:
    """What is listed of a version; sorts by the moment of its upload."""
    return {"pk": f"POLICY#{name}", "sk": f"{UPLOAD}{milliseconds:015d}#{version}"}


def policy_change(name: str, revision: int) -> dict[str, str]:
    """One change of the list of live policies that was made for a policy; sorts by the list's revision."""
    return {"pk": f"POLICY#{name}", "sk": f"{CHANGE}{revision:010d}"}


def connection(source: str, connection_id: str) -> dict[str, str]:
    """A connection as it is set up; all of them lie together, so that one query lists them."""
    return {"pk": "CONNECTION", "sk": f"{source}#{connection_id}"}


def raw_delivery(source: str, connection_id: str, milliseconds: int, delivery_id: str) -> dict[str, str]:
    """A raw delivery; sorts by the moment when it came."""
    return {"pk": f"RAW#{source}#{connection_id}", "sk": f"{DELIVERY}{milliseconds:015d}#{delivery_id}"}
