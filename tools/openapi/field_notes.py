"""What the fields of a lead's body are for, in words; their types come from the models."""

FIELD_NOTES = {
    "LeadBody": {
        "email": "The person's address, by which they are known again. The only field that is required.",
        "full_name": "For those who have no first and last name apart.",
        "phone": "Kept as E.164; a national number is read by the company's country.",
        "title": "The position in the company, as the person wrote it.",
        "linkedin_url": "The person's profile.",
        "message": "What the person wrote.",
        "company": "What is known of the company.",
        "answers": "Answers to your own questions, by fact name. A value of the wrong type is kept and reported.",
        "source": "Where the lead came from.",
        "consent": "What the person agreed to. Without it nobody is written to.",
        "signals": "What the person did before, at most 100.",
        "anonymous_id": "The id of the visitor before they gave their name.",
        "submitted_at": "When the person posted, if that was not just now.",
        "test": "Decided and routed like any other, to a sandbox owner.",
    },
    "CompanyBody": {
        "name": "As the person wrote it.",
        "domain": "Such as `firm.example`.",
        "country": "ISO 3166-1 alpha-2, such as `DE`.",
        "employees": "A whole number.",
        "revenue_eur": "A year's, in euros.",
    },
    "SourceBody": {
        "channel": "Such as `website`, `organic` or `event`.",
        "motion": "May choose the policy that decides.",
        "form": "The form's name; may choose the policy that decides.",
        "page": "Where the person asked.",
        "referrer": "Where they came from.",
        "utm": "Campaign parameters, with or without `utm_`.",
        "partner": "Who referred the person.",
    },
    "ConsentBody": {
        "marketing": "Whether the person may be written to.",
        "text": "The words that the person saw.",
        "at": "When they agreed: RFC 3339, or epoch seconds.",
    },
    "SignalBody": {
        "type": "Such as `page_view`, `download` or `webinar_attend`.",
        "at": "When: RFC 3339, or epoch seconds.",
        "duration_s": "How long, in seconds.",
        "id": "Your own id of it.",
    },
}
