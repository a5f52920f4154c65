"""What a model finds wrong with a body, as faults with pointers."""

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from leadgate.contracts.problem import Fault, pointer_to

_DETAILS = {
    "missing": "is required",
    "string_type": "has to be text",
    "bool_type": "has to be true or false",
    "list_type": "has to be a list",
    "dict_type": "has to be an object",
    "model_type": "has to be an object",
    "float_type": "has to be a number",
    "string_pattern_mismatch": "has to be a name of letters, digits and _, starting with a letter, at most 64",
}


def faults_of(wrong: ValidationError, *, unknown: str = "is not a field of this request") -> list[Fault]:
    """Give one fault for each place that a model refused.

    Args:
        wrong: what validating a body raised.
        unknown: what is said of a field that the model does not have.

    Returns:
        The faults in the order of their pointers; of several at one place the first.
    """
    errors = wrong.errors(include_url=False, include_input=False)
    faults = {pointer_to(_path(error["loc"])): _detail(error, unknown) for error in reversed(errors)}
    return [Fault(pointer, faults[pointer]) for pointer in sorted(faults)]


def _path(location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Drop pydantic's mark for the name of a key; what is left are the keys and positions of the body."""
    return location[:-1] if location and location[-1] == "[key]" else location


def _detail(error: ErrorDetails, unknown: str) -> str:
    if error["type"] == "value_error":
        return str(error.get("ctx", {}).get("error", "is not accepted"))
    if error["type"] == "extra_forbidden":
        return unknown
    message = error["msg"]
    return _DETAILS.get(error["type"], message[:1].lower() + message[1:])
