"""policy.yaml as somebody would write it by hand in plain Python: two-valued, nothing explained, the floor."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from bench.leads import ASSETS, COMPETITORS, COUNTRIES, DAY, FREE_MAIL, INDUSTRIES, TECH

Facts = dict[str, Any]
Signal = dict[str, Any]

_RIVALS, _MAILBOXES = frozenset(COMPETITORS), frozenset(FREE_MAIL)
_SECTORS, _SERVED = frozenset(INDUSTRIES), frozenset(COUNTRIES)
_EMBARGOED = frozenset(("KP", "IR", "SY", "CU", "RU", "BY"))
_WELCOME_TECH, _OLD_TECH = frozenset(TECH[:8]), frozenset(("lotus_notes", "act", "goldmine"))
_PAPERS = frozenset(ASSETS[:10])
_RIVAL_TOOLS = frozenset(f"tool_{number}" for number in range(20))
_senior = re.compile(r"(?i)\b(vp|head|chief|director|leiter|cmo|cro|ceo)\b").search
_learner = re.compile(r"(?i)\b(student|intern|praktikant)\b").search
_pain = re.compile(r"(?i)(too slow|manual|losing leads|excel)").search

# Points by the position of the rule in policy.yaml.
_FIT_POINTS = tuple(zip(
    (*range(16), *range(47, 55)), (8, 8, 5, 5, 4, 1, 4, 1, 3, 3, 2, 8, 5, 4, 1, 2, 10, 8, 8, 6, 3, 4, 2, 2), strict=True
))  # fmt: skip
_ENGAGEMENT_POINTS = tuple(zip(
    range(31, 47), (10, 20, 15, 4, 6, 3, 2, 6, 4, 6, 8, 5, 4, 3, 5, -15), strict=True
))  # fmt: skip
_POINTS: Final = (*_FIT_POINTS, *_ENGAGEMENT_POINTS)
_POOLS: Final = ((55, "enterprise"), (59, "fast_lane"), (56, "dach"), (57, "smb"), (58, "inbound"))
_PAIRS: Final = (31, 34, 35, 38, 40, 41, 45)


class ByHand(NamedTuple):
    """What the hand-written rules say of a lead; results are those of the sixty rules in policy order."""

    outcome: str
    disqualifier: int | None
    pool: str
    score: int
    results: tuple[bool, ...]


def decide_by_hand(lead: Facts, now: int) -> ByHand:
    """Decide about a lead the usual way: what is missing counts as no."""
    company, person, email = lead.get("company") or {}, lead.get("person") or {}, lead.get("email") or {}
    answers, source, signals = lead.get("answers") or {}, lead.get("source") or {}, lead.get("signals") or ()
    results = (
        *_fit(company, person),
        *_disqualifying(lead, company, person, email, answers, signals, now),
        *_early_intent(signals, now),
        *_late_intent(signals, now),
        *_answered(answers, person),
        *_routed(company, source, answers, signals, now),
    )
    score = 0
    for place, points in _POINTS:
        if results[place]:
            score += points
    pool = next((name for place, name in _POOLS if results[place]), "default")
    hit = next((place for place in range(16, 31) if results[place]), None)
    return ByHand(_outcome(results, hit), hit, pool, score, results)


def _outcome(results: tuple[bool, ...], hit: int | None) -> str:
    if hit is not None or not (results[0] and results[1] and results[2]):
        return "disqualified"
    interested = results[32] or results[33] or sum(results[place] for place in _PAIRS) >= 2
    ready = results[50] and (results[49] or results[47]) and results[48]
    return "qualified" if interested and ready else "nurture"


def _count(signals: Sequence[Signal], now: int, window: int, wanted: Callable[[Signal], bool]) -> int:
    since = now - window
    return sum(1 for signal in signals if since <= signal.get("at", 0) <= now and wanted(signal))


def _seen(signals: Sequence[Signal], now: int, window: int, kind: str) -> bool:
    since = now - window
    return any(signal["type"] == kind and since <= signal.get("at", 0) <= now for signal in signals)


def _fit(company: Facts, person: Facts) -> tuple[bool, ...]:
    staff, revenue = company.get("employees"), company.get("revenue_eur")
    tech, crm = company.get("tech") or (), company.get("crm")
    return (
        staff is not None and 50 <= staff <= 2000,
        company.get("industry") in _SECTORS,
        company.get("country") in _SERVED,
        revenue is not None and revenue >= 5_000_000,
        company.get("funding_stage") in ("public", "series_a", "series_b", "series_c"),
        (company.get("founded_year") or 9999) <= 2020,
        not _WELCOME_TECH.isdisjoint(tech),
        _OLD_TECH.isdisjoint(tech),
        crm in ("hubspot", "salesforce") or crm == "dynamics",
        (company.get("growth_pct") or 0) >= 20 and (staff or 0) >= 20,
        revenue is not None and staff is not None and revenue >= 80_000 * staff,
        person.get("seniority") in ("c_level", "director", "head", "vp"),
        person.get("department") in ("marketing", "operations", "revops", "sales"),
        _senior(person.get("title") or "") is not None,
        person.get("language") in ("de", "en", "fr"),
        (company.get("monthly_visits") or 0) > 10_000 or (company.get("ads_spend_eur") or 0) > 2000,
    )


def _disqualifying(  # noqa: PLR0917 - the sections of a lead
    lead: Facts, company: Facts, person: Facts, email: Facts, answers: Facts, signals: Sequence[Signal], now: int
) -> tuple[bool, ...]:
    domain, staff, budget = email.get("domain") or "", company.get("employees"), answers.get("budget_eur")
    return (
        domain in _RIVALS or company.get("domain") in _RIVALS,
        domain in _MAILBOXES and staff is not None and staff < 10,
        email.get("disposable") is True,
        email.get("bounced") is True,
        email.get("role_account") is True and not email.get("verified"),
        company.get("is_customer") is True,
        company.get("is_partner") is True,
        company.get("country") in _EMBARGOED or person.get("country") in _EMBARGOED,
        person.get("seniority") == "student" or _learner(person.get("title") or "") is not None,
        answers.get("consent") is False,
        budget is not None and budget < 1000,
        now - lead.get("created_at", now) > 365 * DAY,
        _count(signals, now, 3600, lambda signal: signal["type"] == "form_submit") >= 5,
        any(signal["type"] == "unsubscribe" for signal in signals),
        (email.get("address") or "").startswith("test") or domain.endswith(".test"),
    )


def _viewed(signals: Sequence[Signal], now: int, prefix: str, days: int) -> int:
    since = now - days * DAY
    return sum(
        1
        for signal in signals
        if since <= signal.get("at", 0) <= now
        and signal["type"] == "page_view"
        and (signal.get("page") or "").startswith(prefix)
    )


def _did(signals: Sequence[Signal], since: int, now: int, kind: str, field: str, least: int) -> bool:
    return any(
        signal["type"] == kind and since <= signal.get("at", 0) <= now and (signal.get(field) or 0) >= least
        for signal in signals
    )


def _early_intent(signals: Sequence[Signal], now: int) -> tuple[bool, ...]:
    def papers(signal: Signal) -> bool:
        return signal["type"] == "download" and signal.get("page") in _PAPERS

    return (
        _viewed(signals, now, "/pricing", 7) >= 2,
        _seen(signals, now, 30 * DAY, "demo_request"),
        _seen(signals, now, 30 * DAY, "trial_start"),
        _viewed(signals, now, "/docs", 14) >= 3,
        _did(signals, now - 60 * DAY, now, "webinar_attend", "duration_s", 1200),
        _count(signals, now, 14 * DAY, lambda signal: signal["type"] == "email_click") >= 2,
        _count(signals, now, 14 * DAY, lambda signal: signal["type"] == "email_open") >= 3,
        _count(signals, now, 45 * DAY, papers) >= 1,
    )


def _late_intent(signals: Sequence[Signal], now: int) -> tuple[bool, ...]:
    last_week = now - 7 * DAY
    on_pages = sum(
        signal.get("duration_s") or 0
        for signal in signals
        if signal["type"] == "page_view" and last_week <= signal.get("at", 0) <= now
    )
    several = ("download", "page_view", "webinar_attend")
    return (
        _count(signals, now, 3 * DAY, lambda _signal: True) >= 1,
        _did(signals, now - 7 * DAY, now, "chat", "value", 3),
        _did(signals, now - 21 * DAY, now, "call", "duration_s", 300),
        _viewed(signals, now, "/compare", 30) >= 1,
        on_pages >= 600,
        _count(signals, now, 30 * DAY, lambda signal: signal["type"] in several) >= 6,
        _seen(signals, now, 30 * DAY, "review_site_visit"),
        _count(signals, now, 30 * DAY, lambda _signal: True) == 0,
    )


def _answered(answers: Facts, person: Facts) -> tuple[bool, ...]:
    budget, team, tool = answers.get("budget_eur"), answers.get("team_size"), answers.get("current_tool")
    timeline = answers.get("timeline_days")
    return (
        budget is not None and budget >= 10_000,
        timeline is not None and timeline <= 90,
        answers.get("decision_maker") is True or person.get("seniority") in ("c_level", "vp"),
        answers.get("use_case") in ("enrichment", "lead_routing", "scoring"),
        team is not None and team >= 5,
        _pain(answers.get("free_text") or "") is not None,
        tool is not None and tool != "none" and tool not in _RIVAL_TOOLS,
        team is not None and budget is not None and team * 50 <= budget,
    )


def _routed(company: Facts, source: Facts, answers: Facts, signals: Sequence[Signal], now: int) -> tuple[bool, ...]:
    staff, revenue, timeline = company.get("employees"), company.get("revenue_eur"), answers.get("timeline_days")
    return (
        staff is not None and staff > 1000 and revenue is not None and revenue > 50_000_000,
        company.get("country") in ("AT", "CH", "DE"),
        staff is not None and staff < 100,
        source.get("channel") in ("direct", "organic", "referral"),
        _seen(signals, now, DAY, "demo_request") or (timeline is not None and timeline <= 14),
    )
