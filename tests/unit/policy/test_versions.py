"""Versions of policies: a stored policy loads by the version that its content has, and by no other."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.domain.policy import canonical_form, load_stored, version, version_of
from tests.unit.policy.writing import compiled_policy

RULES = {"f": "answers.a and answers.s in lists.l", "g": "f and company.employees > 5"}
PLAIN = compiled_policy(RULES, lists={"l": ["größe"]})
PACKED = compiled_policy(
    {"m": "email.domain in lists.disposable_mail or email.domain in lists.free_mail", **RULES},
    lists={"disposable_mail": "builtin", "free_mail": "builtin", "l": ["größe"]},
)
TEXT = canonical_form(PLAIN)


@pytest.mark.parametrize("compiled", [PLAIN, PACKED])
def test_a_policy_that_is_stored_as_it_should_be_is_known_by_its_text_alone(
    compiled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = version_of(compiled)
    monkeypatch.setattr(version, "version_of", None)
    assert load_stored(canonical_form(compiled), name).version == name


@pytest.mark.parametrize("compiled", [PLAIN, PACKED])
def test_a_policy_that_is_spelled_otherwise_is_the_same_version(compiled: dict[str, Any]) -> None:
    for text in (json.dumps(compiled, indent=1), json.dumps(compiled, ensure_ascii=False)):
        policy = load_stored(text.encode(), version_of(compiled))
        assert (policy.version, policy.compiled) == (version_of(compiled), compiled)


@given(st.integers(0, len(TEXT) - 1), st.binary(max_size=2))
def test_whatever_loads_is_what_its_version_names(at: int, other: bytes) -> None:
    try:
        policy = load_stored(TEXT[:at] + other + TEXT[at + 1 :], version_of(PLAIN))
    except ValueError:
        return
    assert policy.version == version_of(policy.compiled) == version_of(PLAIN)


def test_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="not that of its version"):
        load_stored(TEXT, version_of(PACKED))


@pytest.mark.parametrize("stays", [True, False])
def test_what_is_packed_counts_as_such_only_in_its_list(stays: bool) -> None:
    packed = b'"packed":"%b",' % PACKED["lists"]["disposable_mail"]["packed"].encode()
    text = canonical_form(PACKED)
    spoilt = (text if stays else text.replace(packed, b"")).replace(b'"applies_to":{', b'"applies_to":{' + packed)
    with pytest.raises(ValueError, match="damaged compiled policy"):
        load_stored(spoilt, version_of(PACKED))
