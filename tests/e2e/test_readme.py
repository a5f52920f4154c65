"""The README's commands, run as they stand against the deployed stack."""

import re
import subprocess

import pytest

from leadgate_local.place import ROOT
from tests.e2e.driving import Api

README = (ROOT / "README.md").read_text("utf-8")
FROM_MAKE = 'eval "$(make -s env)"\n'


def test_the_curl_lines_do_what_the_readme_says(api: Api) -> None:
    (script,) = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    assert FROM_MAKE in script
    keys = {name.upper(): api.stack.keys[name] for name in ("intake", "cadence", "admin")}
    settings = {"API": api.stack.api_url} | keys
    # The suite's stack is not the one of `make run`, so its address and keys come from here.
    # It may be slow, so that a decision is waited for longer than by default.
    curl = "curl --no-progress-meter --fail -w '\\n' -H 'Prefer: wait=10' -s"
    lines = script.replace(FROM_MAKE, "").replace("curl -s", curl)
    shell = ["/bin/bash", "-euo", "pipefail", "-c", lines]
    env = settings | {"PATH": "/usr/local/bin:/usr/bin:/bin"}
    done = subprocess.run(shell, env=env, check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    asked, answered, status, *form, policy, version = (line for line in done.stdout.splitlines() if line.strip())
    assert '"outcome":"needs_info"' in asked
    assert '"action":"book"' in answered
    assert '"cadence_action":"hold"' in status
    assert form[0].startswith("HTTP/1.1 303")
    assert '"act":"published"' in policy
    assert '"status":"live"' in version


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_make_target_that_is_named_is_there(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)\b", text, re.MULTILINE))
    assert named
    assert named <= targets


def test_every_file_that_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
