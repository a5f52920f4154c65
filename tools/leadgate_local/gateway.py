"""Gives the local gateway what the emulator does not take from the template.

Two things, both there on AWS: the gateway's own error answers, and keys that a usage plan meters by
what the authorizer says. The first are put in by calls; the second cannot be had, so the routes are
opened to callers without a plan's key and only the stage's throttle remains.
"""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from leadgate_local.stack import Stack


def complete_gateway(stack: Stack, template: Path) -> None:
    """Bring the local gateway to what the template means."""
    api = stack.client("apigateway")
    for kind, answer in _gateway_responses(template).items():
        headers = answer["ResponseParameters"]["Headers"]
        api.put_gateway_response(
            restApiId=stack.api_id,
            responseType=kind,
            statusCode=str(answer["StatusCode"]),
            responseParameters={f"gatewayresponse.header.{name}": value for name, value in headers.items()},
            responseTemplates=answer["ResponseTemplates"],
        )
    for resource in api.get_resources(restApiId=stack.api_id, limit=500, embed=["methods"])["items"]:
        for verb, method in resource.get("resourceMethods", {}).items():
            if method.get("authorizationType") == "CUSTOM":
                api.update_method(
                    restApiId=stack.api_id,
                    resourceId=resource["id"],
                    httpMethod=verb,
                    patchOperations=[{"op": "remove", "path": "/apiKeyRequired"}],
                )
    # Error answers count from the next deployment on.
    api.create_deployment(restApiId=stack.api_id, stageName=stack.stage)


def _gateway_responses(template: Path) -> dict[str, dict[str, Any]]:
    document = YAML(typ="safe").load(template)
    responses: dict[str, dict[str, Any]] = document["Resources"]["Api"]["Properties"]["GatewayResponses"]
    return responses
