"""The benchmark's leads: wide documents with holes and twenty signals each, the same ones every time."""

import random
from collections.abc import Iterator
from typing import Any

Lead = dict[str, Any]

NOW = 1_790_000_000
DAY = 86_400

SENIORITIES = ("c_level", "vp", "director", "head", "manager", "individual", "student")
INDUSTRIES = (
    "saas", "fintech", "ecommerce", "logistics", "manufacturing", "healthtech", "consulting", "media",
    "insurance", "telecom", "energy", "edtech",
)  # fmt: skip
COUNTRIES = ("DE", "AT", "CH", "FR", "NL", "BE", "DK", "SE", "NO", "FI", "GB", "IE", "US", "CA", "AU")
COMPETITORS = tuple(f"rival{number}.com" for number in range(200))
FREE_MAIL = (
    "gmail.com", "gmx.de", "web.de", "yahoo.com", "outlook.com", "hotmail.com", "icloud.com",
    *(f"freemail{number}.net" for number in range(93)),
)  # fmt: skip
TECH = (
    "salesforce", "hubspot", "segment", "snowflake", "marketo", "intercom", "zapier", "aws", "gcp", "azure",
    "php", "act", "goldmine", "wordpress",
)  # fmt: skip
ASSETS = tuple(
    f"/assets/{name}.pdf"
    for name in (
        "roi-calculator", "buyers-guide", "security-whitepaper", "implementation-plan", "rfp-template",
        "case-saas", "case-bank", "pricing-guide", "migration", "sla", "brochure", "newsletter",
    )
)  # fmt: skip

_SIGNAL_WEIGHTS = {
    "page_view": 40, "email_open": 14, "email_click": 6, "form_submit": 5, "demo_request": 2, "trial_start": 2,
    "webinar_attend": 3, "download": 5, "chat": 3, "call": 3, "review_site_visit": 3, "unsubscribe": 1,
}  # fmt: skip
_RANKS = (
    "VP", "Head", "Chief", "Director", "Manager", "Senior", "Lead", "Junior", "Leiter", "Student", "Intern",
    "Specialist",
)  # fmt: skip
_FIELDS = (
    "Marketing", "Sales", "Revenue", "Operations", "Growth", "IT", "Finance", "Product", "HR",
    "Demand Generation",
)  # fmt: skip
_ENDINGS = (
    "", "EMEA", "DACH", "Global", "North", "(m/w/d)", "& Strategy", "Europe", "II", "Enterprise", "SMB", "APAC",
)  # fmt: skip
_REMARKS = (
    "we are too slow in answering", "our team works with excel sheets", "just looking around",
    "losing leads every week", "need a demo for our team", "manual routing hurts", "price list please",
    "we evaluate three vendors", "nothing special",
)  # fmt: skip
_PAGES = (
    "/pricing", "/pricing/enterprise", "/docs/api", "/docs/start", "/compare/rival1", "/", "/blog/a",
    "/customers", "/about",
)  # fmt: skip


def make_leads(count: int, seed: int = 1, signals: int = 20) -> Iterator[Lead]:
    """Yield `count` lead documents, of which about one fact in six is missing or null."""
    dice = random.Random(seed)  # noqa: S311 - the same leads every time is the point
    for number in range(count):
        yield _lead(dice, number, signals)


def _lead(dice: random.Random, number: int, signals: int) -> Lead:
    domain = dice.choice(COMPETITORS) if dice.random() < 0.02 else f"firm{dice.randrange(6000)}.com"
    mail = domain if dice.random() < 0.7 else dice.choice(FREE_MAIL)
    # Every draw below stands in a fixed order: moving one would make other leads.
    lead: Lead = {
        "id": f"lead_{number:07d}",
        "created_at": NOW - int(dice.expovariate(1 / (120 * DAY))),
        "company": _with_holes(dice, _company(dice, number, domain), 0.15),
        "person": _with_holes(dice, _person(dice), 0.15),
        "email": _with_holes(dice, _email(dice, number, mail), 0.05),
    }
    if dice.random() > 0.1:
        lead["answers"] = _with_holes(dice, _answers(dice), 0.3)
    if dice.random() > 0.03:
        channels = ("organic", "direct", "referral", "paid", "outbound", "event")
        lead["source"] = {"channel": dice.choice(channels)}
    if dice.random() > 0.02:
        lead["signals"] = [_signal(dice) for _ in range(signals)]
    return lead


def _with_holes(dice: random.Random, facts: Lead, missing: float) -> Lead:
    kept: Lead = {}
    for name, value in facts.items():
        draw = dice.random()
        if draw >= missing * 0.8:
            kept[name] = None if draw < missing else value
    return kept


def _company(dice: random.Random, number: int, domain: str) -> Lead:
    return {
        "name": f"Firm {number} GmbH",
        "domain": domain,
        "industry": dice.choice((*INDUSTRIES, "agri", "gov", "ngo", "retail")),
        "country": dice.choice((*COUNTRIES * 4, "IN", "BR", "PL", "IT", "ES", "RU", "IR")),
        "employees": int(10 ** dice.uniform(0.3, 4)),
        "revenue_eur": int(10 ** dice.uniform(5, 8.5)),
        "funding_stage": dice.choice(("bootstrapped", "seed", "series_a", "series_b", "series_c", "public")),
        "founded_year": dice.randrange(1970, 2026),
        "tech": dice.sample(TECH, dice.randrange(0, 6)),
        "crm": dice.choice(("salesforce", "hubspot", "dynamics", "pipedrive", "none")),
        "growth_pct": dice.randrange(-20, 80),
        "monthly_visits": int(10 ** dice.uniform(2, 6)),
        "ads_spend_eur": int(10 ** dice.uniform(1, 5)),
        "is_customer": dice.random() < 0.03,
        "is_partner": dice.random() < 0.02,
    }


def _person(dice: random.Random) -> Lead:
    rank, link = dice.choice(_RANKS), "of" if dice.random() < 0.3 else ""
    words = (rank, link, dice.choice(_FIELDS), dice.choice(_ENDINGS))
    return {
        "title": " ".join(word for word in words if word),
        "seniority": dice.choice(SENIORITIES),
        "department": dice.choice(("marketing", "sales", "revops", "operations", "it", "finance", "hr")),
        "country": dice.choice((*COUNTRIES * 4, "IN", "RU")),
        "language": dice.choice(("de", "en", "fr", "es", "it", "pl")),
    }


def _email(dice: random.Random, number: int, mail: str) -> Lead:
    return {
        "address": f"user{number}@{mail}" if dice.random() < 0.98 else f"test{number}@x.test",
        "domain": mail,
        "verified": dice.random() < 0.8,
        "disposable": dice.random() < 0.02,
        "role_account": dice.random() < 0.08,
        "bounced": dice.random() < 0.03,
    }


def _answers(dice: random.Random) -> Lead:
    return {
        "budget_eur": int(10 ** dice.uniform(2.7, 5)),
        "timeline_days": dice.choice((7, 14, 30, 60, 90, 180, 365)),
        "use_case": dice.choice(("lead_routing", "scoring", "enrichment", "other", "reporting")),
        "team_size": dice.randrange(1, 60),
        "current_tool": dice.choice(("none", "excel", "crm", *(f"tool_{number}" for number in range(5)))),
        "decision_maker": dice.random() < 0.4,
        "consent": dice.random() < 0.9,
        "free_text": " ".join(dice.sample(_REMARKS, dice.randrange(1, 4))),
    }


def _signal(dice: random.Random) -> Lead:
    kind = dice.choices(tuple(_SIGNAL_WEIGHTS), tuple(_SIGNAL_WEIGHTS.values()))[0]
    signal: Lead = {"type": kind}
    if dice.random() > 0.01:
        signal["at"] = NOW - int(dice.expovariate(1 / (20 * DAY)))
    if kind == "page_view":
        if dice.random() > 0.03:
            signal["page"] = dice.choice(_PAGES)
        if dice.random() > 0.1:
            signal["duration_s"] = int(dice.expovariate(1 / 90))
    elif kind == "download":
        signal["page"] = dice.choice(ASSETS)
    elif kind in {"webinar_attend", "call"}:
        if dice.random() > 0.1:
            signal["duration_s"] = int(dice.expovariate(1 / 900))
    elif kind == "chat":
        signal["value"] = dice.randrange(1, 9)
    return signal
