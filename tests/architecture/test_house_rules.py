"""Files and functions are short and say what they are for, names say something, each spelling has one place."""

import ast
import re

import pytest

from tests.architecture.house import FUNCTIONS, PACKAGE, TESTS, TOOLS, Module, code_lines, modules_of

OURS = [*modules_of(PACKAGE), *modules_of(FUNCTIONS), *modules_of(TOOLS)]
EVERY = [*OURS, *modules_of(TESTS)]
APPS = modules_of(FUNCTIONS)
EMPTY_WORDS = {"util", "utils", "helper", "helpers", "common", "base", "manager", "managers", "misc"}


@pytest.mark.parametrize("module", EVERY, ids=lambda module: module.name)
def test_a_file_says_what_it_is_for(module: Module) -> None:
    said = ast.get_docstring(module.tree) or ""
    assert said.split("\n\n")[0].endswith((".", ":"))


@pytest.mark.parametrize("module", OURS, ids=lambda module: module.name)
def test_a_file_has_at_most_250_lines(module: Module) -> None:
    assert len(module.text.splitlines()) <= 250


@pytest.mark.parametrize("module", modules_of(TESTS), ids=lambda module: module.name)
def test_a_test_file_has_at_most_300_lines(module: Module) -> None:
    assert len(module.text.splitlines()) <= 300


@pytest.mark.parametrize("module", OURS, ids=lambda module: module.name)
def test_a_function_has_at_most_30_lines_besides_its_docstring(module: Module) -> None:
    long = {function.name: code_lines(function) for function in module.functions() if code_lines(function) > 30}
    assert not long


@pytest.mark.parametrize("module", EVERY, ids=lambda module: module.name)
def test_no_name_is_empty_of_meaning(module: Module) -> None:
    assert not EMPTY_WORDS & set(module.path.stem.split("_"))
    classes = [node.name for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
    assert not [name for name in classes if re.search(r"(Util|Helper|Manager|Base)s?$", name)]


def test_every_function_of_lambda_is_exactly_one_file() -> None:
    for folder in sorted(path for path in FUNCTIONS.iterdir() if path.name != "__pycache__"):
        assert [path.name for path in folder.iterdir() if path.name != "__pycache__"] == ["app.py"], folder.name


def paragraph_of(node: ast.stmt) -> str:
    """Name the paragraph that a statement of an app.py belongs to."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return "docstring"
    if isinstance(node, ast.Import | ast.ImportFrom):
        return "imports"
    if isinstance(node, ast.FunctionDef) and node.name == "handler":
        return "handler"
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        return "resolver"
    if isinstance(node, ast.FunctionDef) and ast.unparse(node.decorator_list[0]).startswith("app."):
        return "resolver"
    return ast.unparse(node)


@pytest.mark.parametrize("module", APPS, ids=lambda module: module.name)
def test_an_app_has_the_same_four_paragraphs_and_no_logic(module: Module) -> None:
    paragraphs = list(dict.fromkeys(paragraph_of(node) for node in module.tree.body))
    assert paragraphs == ["docstring", "imports", "resolver", "handler"]
    assert len(module.text.splitlines()) <= 80
    for function in module.functions():
        assert [type(node) for node in function.body] == [ast.Expr, ast.Return], function.name


@pytest.mark.parametrize("module", APPS, ids=lambda module: module.name)
def test_a_handler_logs_and_measures(module: Module) -> None:
    handler = module.tree.body[-1]
    assert isinstance(handler, ast.FunctionDef)
    decorators = [ast.unparse(decorator) for decorator in handler.decorator_list]
    assert decorators == ["logger.inject_lambda_context(clear_state=True)", "metrics.log_metrics"]
    assert [argument.arg for argument in handler.args.args] == ["event", "context"]


KEYS = next(module for module in modules_of(PACKAGE) if module.name.endswith("dynamodb/keys.py"))
PREFIXES = {text for text in KEYS.texts() if re.fullmatch(r"[A-Z]{2,}#", text)}
SORT_KEYS = {text for text in KEYS.texts() if re.fullmatch(r"[A-Z]{3,}", text)}


@pytest.mark.parametrize("module", modules_of(PACKAGE), ids=lambda module: module.name)
def test_keys_of_the_table_are_spelled_in_one_place(module: Module) -> None:
    elsewhere = [text for text in module.texts() if text.startswith(tuple(PREFIXES)) or text in SORT_KEYS - {"KEY"}]
    assert module is KEYS or not elsewhere


def test_the_spellings_are_found() -> None:
    assert {"LEAD#", "PERSON#", "RECEIPT#", "REP#"} <= PREFIXES
    assert {"LEAD", "LOCK", "LIVE", "DIRECTORY"} <= SORT_KEYS
