"""No request of a lead ever parses YAML: the functions that serve leads do not know the reader of policies."""

import ast
import json
import subprocess
import sys

import pytest

from tests.architecture.house import FUNCTIONS, PACKAGE, Module, modules_of

SERVING = ("intake", "status", "lifecycle", "qualify", "relay", "authorizer")
YAML = ("ruamel", "yaml", "leadgate.contracts.policy", "leadgate.contracts.policy_upload")
MODULES = {
    ".".join(("leadgate", *module.path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): module
    for module in modules_of(PACKAGE)
}
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-central-1",
    "LEADGATE_TABLE": "leads",
    "LEADGATE_QUEUE_URL": "queue",
    "LEADGATE_SALT_ARN": "salt",
    "LEADGATE_SECRETS": "leadgate/connections",
    "POWERTOOLS_SERVICE_NAME": "tests",
    "POWERTOOLS_METRICS_NAMESPACE": "Tests",
    "PATH": "",
}


def reached(module: Module, wired: str) -> set[str]:
    """Every name that a function imports, now or when it is called; of the wiring, only what wires it."""
    found: set[str] = set()
    waiting = names_in(module.tree)
    while waiting:
        name = waiting.pop()
        known = name if name in MODULES else name.rpartition(".")[0]
        if name in found:
            continue
        found.add(name)
        if known == "leadgate.runtime.wiring":
            waiting += wiring_of(MODULES[known], wired)
        elif known in MODULES:
            waiting += [known, *names_in(MODULES[known].tree)]
    return found


def names_in(tree: ast.AST) -> list[str]:
    whole = ast.Module([node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)], [])
    return list(Module(PACKAGE / "x.py", "", whole).imports())


def wiring_of(wiring: Module, wired: str) -> list[str]:
    """What the wiring imports for one function: by the function of its name, and those that it calls."""
    functions = {function.name: function for function in wiring.functions()}
    waiting, done, found = [wired], set(), []
    while waiting:
        name = waiting.pop()
        if name in functions and name not in done:
            done.add(name)
            found += names_in(functions[name])
            waiting += [node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)]
    return found


def app(function: str) -> Module:
    return next(module for module in modules_of(FUNCTIONS) if module.path.parent.name == function)


def wired_by(function: str) -> str:
    names = [name.rpartition(".") for name in app(function).imports()]
    return next(name for module, _, name in names if module == "leadgate.runtime.wiring")


def yaml_in(names: set[str]) -> list[str]:
    return sorted(name for name in names if any(name == word or name.startswith(f"{word}.") for word in YAML))


@pytest.mark.parametrize("function", SERVING)
def test_a_function_that_serves_leads_reaches_no_reader_of_yaml(function: str) -> None:
    names = reached(app(function), wired_by(function))
    assert len(names) > 10
    assert yaml_in(names) == []


def test_the_function_that_reads_uploads_is_found_to_reach_it() -> None:
    assert "leadgate.contracts.policy_upload.check_upload" in yaml_in(reached(app("admin"), wired_by("admin")))


@pytest.mark.parametrize("function", [*SERVING, "admin"])
def test_starting_a_function_loads_no_reader_of_yaml(function: str) -> None:
    program = "import json, sys, app; print(json.dumps(list(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", program],
        env=ENVIRONMENT | {"PYTHONPATH": f"{FUNCTIONS / function}:{PACKAGE.parent}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert yaml_in(set(json.loads(run.stdout.splitlines()[-1]))) == []
