"""The template keeps its promises: least privilege, nothing lost, nothing leaked."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

from leadgate.adapters.dynamodb import keys
from leadgate.runtime import environment

TEMPLATE = Path(__file__).parents[2] / "template.yaml"
PUBLIC = {
    ("/forms/{form_id}", "post"),
    ("/forms/{form_id}", "options"),
    ("/webhooks/{source}/{connection_id}", "post"),
    ("/webhooks/{source}/{connection_id}", "get"),
    ("/health", "get"),
    ("/openapi.json", "get"),
    ("/docs", "get"),
    ("/static/{version}/leadgate.js", "get"),
}
KEYED = {
    ("/leads", "post"),
    ("/demo-requests", "post"),
    ("/signals", "post"),
    ("/status", "get"),
    ("/leads/{lead_id}", "get"),
    ("/leads/{lead_id}/release", "post"),
    ("/leads/{lead_id}/merges", "post"),
    ("/leads/{lead_id}/merges/{other_id}", "delete"),
    ("/leads/{lead_id}/timeline", "get"),
    ("/leads/{lead_id}/decisions", "get"),
    ("/decisions/{decision_id}", "get"),
    ("/decisions/{decision_id}/replay", "post"),
    ("/forms", "get"),
    ("/forms/{form_id}", "get"),
    ("/forms/{form_id}", "put"),
    ("/policies", "get"),
    ("/policies/{name}", "get"),
    ("/policies/{name}/rollback", "post"),
    ("/policies/{name}/versions", "get"),
    ("/policies/{name}/versions", "post"),
    ("/policies/{name}/versions/{version}", "get"),
    ("/policies/{name}/versions/{version}/simulate", "post"),
    ("/policies/{name}/versions/{version}/publish", "post"),
    ("/policies/{name}/versions/{version}/shadow", "post"),
    ("/policies/{name}/versions/{version}/shadow", "delete"),
    ("/connections", "get"),
    ("/connections/{source}", "post"),
    ("/connections/{source}/{connection_id}", "get"),
    ("/connections/{source}/{connection_id}", "put"),
    ("/connections/{source}/{connection_id}", "delete"),
    ("/connections/{source}/{connection_id}/deliveries", "get"),
    ("/connections/{source}/{connection_id}/replay", "post"),
}
ENVIRONMENT = {
    "intake": {"LEADGATE_TABLE", "LEADGATE_SALT_ARN", "LEADGATE_SECRETS"},
    "status": {"LEADGATE_TABLE", "LEADGATE_SALT_ARN"},
    "lifecycle": {"LEADGATE_TABLE", "LEADGATE_SALT_ARN"},
    "admin": {"LEADGATE_TABLE", "LEADGATE_SALT_ARN", "LEADGATE_SECRETS"},
    "authorizer": {"LEADGATE_TABLE"},
    "relay": {"LEADGATE_QUEUE_URL"},
    "qualify": {"LEADGATE_TABLE"},
}
WRITES = {"GetItem", "BatchGetItem", "Query", "PutItem"}
TABLE_ACTIONS = {
    "Intake": WRITES | {"UpdateItem"},
    "Qualify": WRITES,
    "Status": {"GetItem", "Query"},
    "Lifecycle": {"GetItem", "Query", "PutItem", "DeleteItem"},
    "Admin": WRITES | {"UpdateItem", "DeleteItem"},
    "Authorizer": {"GetItem"},
    "Relay": {"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"},
}


def resources() -> dict[str, Any]:
    return yaml_parse(TEMPLATE.read_text())["Resources"]


def properties(name: str) -> dict[str, Any]:
    return resources()[name]["Properties"]


def functions() -> dict[str, dict[str, Any]]:
    return {
        part["Properties"]["CodeUri"].split("/")[1]: part["Properties"]
        for part in resources().values()
        if part["Type"] == "AWS::Serverless::Function"
    }


def statements(role: str) -> list[dict[str, Any]]:
    return [statement for policy in properties(role)["Policies"] for statement in policy["PolicyDocument"]["Statement"]]


def actions(statement: dict[str, Any]) -> list[str]:
    return [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]


ROLES = [f"{name}Role" for name in TABLE_ACTIONS]


def test_only_forms_health_and_the_description_are_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    opened, keyed = set(), set()
    for path, verbs in openapi()["paths"].items():
        for verb, operation in verbs.items():
            names = {name for requirement in operation.get("security", []) for name in requirement}
            assert names in ({"NONE"}, set(), {"BearerKey", "api_key"}), (path, verb, names)
            (keyed if "BearerKey" in names else opened).add((path, verb))
    assert (opened, keyed) == (PUBLIC, KEYED)


def openapi() -> dict[str, Any]:
    document = yaml_parse(TEMPLATE.read_text())
    for part in document["Resources"].values():
        for name in {"CodeUri", "ContentUri"} & part.get("Properties", {}).keys():
            part["Properties"][name] = "s3://bucket/key"
    return transform(document, {}, NoManagedPolicies())["Resources"]["Api"]["Properties"]["Body"]


class NoManagedPolicies:
    """Stands in for the loader that would ask AWS for the names of its policies."""

    def load(self) -> dict[str, str]:
        return {}


def test_the_access_log_is_json_and_names_no_person() -> None:
    setting = properties("Api")["AccessLogSetting"]["Fn::If"][1]
    logged = json.loads(setting["Format"])
    assert logged["route"] == "$context.resourcePath"
    personal = re.compile(r"identity|querystring|\.path$|\.path\b(?!s)|header|body", re.IGNORECASE)
    assert not [value for value in logged.values() if personal.search(value)]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_names_its_actions_and_its_resources(role: str) -> None:
    for statement in statements(role):
        assert not [action for action in actions(statement) if "*" in action]
        assert statement["Resource"] != "*" or actions(statement) == ["dynamodb:ListStreams"]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_with_the_table_what_its_function_does(role: str) -> None:
    allowed = {
        action.removeprefix("dynamodb:")
        for statement in statements(role)
        for action in actions(statement)
        if action.startswith("dynamodb:")
    }
    assert allowed == TABLE_ACTIONS[role.removesuffix("Role")]


def test_secrets_of_connections_are_written_by_administrators_alone_and_below_one_prefix() -> None:
    allowed: dict[str, set[str]] = {}
    for role in ROLES:
        for statement in statements(role):
            if "connections" in json.dumps(statement["Resource"]):
                assert statement["Resource"]["Fn::Sub"].endswith(":secret:${AWS::StackName}/connections/*")
                allowed[role] = {action.removeprefix("secretsmanager:") for action in actions(statement)}
    assert allowed == {
        "IntakeRole": {"GetSecretValue"},
        "AdminRole": {"CreateSecret", "DeleteSecret", "GetSecretValue", "PutSecretValue"},
    }


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_a_function_gets_only_the_variables_it_needs(name: str) -> None:
    variables = functions()[name]["Environment"]["Variables"]
    assert variables.keys() - {"POWERTOOLS_SERVICE_NAME"} == ENVIRONMENT[name]
    assert variables["POWERTOOLS_SERVICE_NAME"] == name


def test_the_template_and_the_package_spell_the_same_variables() -> None:
    read = {name for name in vars(environment).values() if isinstance(name, str) and name.startswith("LEADGATE_")}
    assert set.union(*ENVIRONMENT.values()) == read


def test_every_function_is_small_quick_and_logs_structured_lines_for_a_while() -> None:
    assert set(functions()) == set(ENVIRONMENT)
    for function in functions().values():
        assert function["MemorySize"] <= 512
        assert function["Timeout"] <= 30
        assert function["LoggingConfig"]["LogFormat"] == "JSON"
        assert "RetentionInDays" in properties(function["LoggingConfig"]["LogGroup"]["Ref"])


@pytest.mark.parametrize("name", ["intake", "status", "lifecycle", "admin", "authorizer"])
def test_functions_that_a_caller_waits_for_start_from_a_snapshot(name: str) -> None:
    assert functions()[name]["SnapStart"] == {"ApplyOn": "PublishedVersions"}


def test_a_slow_batch_is_not_delivered_twice_and_a_poisonous_lead_is_set_aside() -> None:
    queue = properties("QualifyQueue")
    assert queue["VisibilityTimeout"] >= 6 * functions()["qualify"]["Timeout"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] >= 5
    assert properties("QualifyDeadLetters")["MessageRetentionPeriod"] > queue["MessageRetentionPeriod"]
    assert functions()["qualify"]["Events"]["LeadNudged"]["Properties"]["FunctionResponseTypes"] == [
        "ReportBatchItemFailures"
    ]


def test_the_relay_is_woken_by_every_change_but_those_of_counts_and_visitors() -> None:
    (only,) = functions()["relay"]["Events"]["TableChanged"]["Properties"]["FilterCriteria"]["Filters"]
    passed_over = [keys.tally("name", 0)["sk"], keys.visitor("key")["sk"]]
    assert json.loads(only["Pattern"]) == {"dynamodb": {"Keys": {"sk": {"S": [{"anything-but": passed_over}]}}}}
    assert keys.lead("lead_1")["sk"] not in passed_over


def test_a_change_that_the_relay_cannot_pass_on_is_tried_again_and_then_set_aside() -> None:
    source = functions()["relay"]["Events"]["TableChanged"]["Properties"]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["BisectBatchOnFunctionError"] is True
    # Bounded by age: tries come fast, and an outage of the queue may last.
    assert source["MaximumRecordAgeInSeconds"] == 12 * 3600
    assert source["MaximumRetryAttempts"] >= 1000
    assert source["StartingPosition"] == "TRIM_HORIZON"
    assert "Destination" in source["DestinationConfig"]["OnFailure"]


@pytest.mark.parametrize("name", ["Table", "PersonSalt"])
def test_what_cannot_be_made_again_outlives_the_stack(name: str) -> None:
    assert resources()[name]["DeletionPolicy"] == "Retain"
    assert resources()[name]["UpdateReplacePolicy"] == "Retain"


def test_the_table_can_be_restored_streams_its_changes_and_is_encrypted() -> None:
    table = properties("Table")
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_every_dead_letter_and_every_delay_raises_an_alarm() -> None:
    watched = {
        json.dumps(part["Properties"]["Dimensions"][0]["Value"]) + part["Properties"]["MetricName"]
        for part in resources().values()
        if part["Type"] == "AWS::CloudWatch::Alarm"
    }
    for queue in ("QualifyDeadLetters", "RelayDeadLetters"):
        assert any(queue in name and name.endswith("MessagesVisible") for name in watched)
    assert any("QualifyQueue" in name and name.endswith("AgeOfOldestMessage") for name in watched)
    assert any("RelayFunction" in name and name.endswith("IteratorAge") for name in watched)
