"""Events of API Gateway, SQS and the table's stream, as the functions get them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

ORIGIN = "https://www.seller.example"


def request(
    method: str,
    path: str,
    body: object = None,
    *,
    headers: Mapping[str, str | Sequence[str]] | None = None,
    scopes: str | None = "intake status",
    query: Mapping[str, str] | None = None,
    is_base64: bool = False,
) -> dict[str, Any]:
    """A proxy event; an object becomes a JSON body, and a header's list is a header that was sent several times."""
    sent: dict[str, list[str]] = {"Host": ["api.example.com"], "X-Forwarded-Proto": ["https"]}
    if method == "POST":
        sent["Content-Type"] = ["application/json"]
    for name, value in (headers or {}).items():
        sent[name] = [value] if isinstance(value, str) else list(value)
    authorizer = {"principalId": "caller", "scopes": scopes, "key_id": "caller", "name": "tests"}
    return {
        "resource": path,
        "path": path,
        "httpMethod": method,
        "headers": {name: values[-1] for name, values in sent.items() if values},
        "multiValueHeaders": {name: values for name, values in sent.items() if values},
        "queryStringParameters": dict(query) if query else None,
        "multiValueQueryStringParameters": {k: [v] for k, v in query.items()} if query else None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "requestId": "0b1f3a52-1d6e-4c57-9d1c-3f1f5a1e9a77",
            "domainName": "api.example.com",
            "path": f"/prod{path}",
            "httpMethod": method,
            "stage": "prod",
            "identity": {"sourceIp": "203.0.113.10"},
            **({} if scopes is None else {"authorizer": authorizer}),
        },
        "body": json.dumps(body) if isinstance(body, dict) else body,
        "isBase64Encoded": is_base64,
    }


def demo_body(email: str = "vera@firm.example", **changes: object) -> dict[str, object]:
    """The body of somebody whom the demo policy qualifies."""
    body: dict[str, object] = {
        "email": email,
        "full_name": "Vera Vogt",
        "title": "VP Marketing",
        "phone": "+49 30 901820",
        "company": {"name": "Firm GmbH", "country": "DE", "employees": 240},
        "answers": {"use_case": "routing", "team_size": 12, "timeline": "this_quarter"},
        "message": "We answer too slowly.",
    }
    return body | changes


def authorizer_request(secret: str | None, header: str = "Authorization", scheme: str = "Bearer") -> dict[str, Any]:
    """What the authorizer is asked."""
    return {
        "type": "REQUEST",
        "methodArn": "arn:aws:execute-api:eu-central-1:000000000000:a1b2c3d4e5/prod/POST/leads",
        "headers": {} if secret is None else {header: f"{scheme} {secret}"},
    }


def messages(*bodies: str) -> dict[str, Any]:
    """An SQS event with messages m0, m1, ..."""
    return {"Records": [{"messageId": f"m{n}", "body": body} for n, body in enumerate(bodies)]}


def nudges(*lead_ids: str) -> dict[str, Any]:
    """An SQS event that names leads."""
    return messages(*(json.dumps({"lead_id": lead_id}) for lead_id in lead_ids))


def changes(*images: Mapping[str, Any]) -> dict[str, Any]:
    """A stream event; each image is the item after the change, in the API's typed spelling."""
    return {
        "Records": [
            {"eventName": "MODIFY", "dynamodb": {"NewImage": dict(image), "SequenceNumber": str(100 + n)}}
            for n, image in enumerate(images)
        ]
    }


def lead_image(lead_id: str, asks: str | None = None) -> dict[str, Any]:
    """The item of a lead, as far as the relay looks at it."""
    image = {"pk": {"S": f"LEAD#{lead_id}"}, "sk": {"S": "LEAD"}, "id": {"S": lead_id}}
    return image if asks is None else image | {"asks": {"S": asks}}
