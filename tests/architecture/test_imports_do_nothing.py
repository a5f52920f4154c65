"""Nothing happens at import but definitions."""

import json
import subprocess
import sys

from tests.architecture.house import PACKAGE

WATCH = """
import importlib, json, os, pkgutil, sys, threading
seen = []
WATCHED = ("socket.", "subprocess.", "os.system", "os.mkdir", "os.remove", "os.putenv", "urllib.")

def watch(event, arguments):
    if event.startswith(WATCHED):
        seen.append(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        seen.append(f"write {arguments[0]}")

import boto3, botocore.session
import leadgate
made = []
boto3.client = boto3.resource = boto3.session.Session.client = lambda *_, **__: made.append("client")
botocore.session.Session.create_client = lambda *_, **__: made.append("client")
before = dict(os.environ)
sys.dont_write_bytecode = True
sys.addaudithook(watch)
names = [found.name for found in pkgutil.walk_packages(leadgate.__path__, "leadgate.")]
for name in names:
    importlib.import_module(name)
print(json.dumps({
    "modules": len(names), "seen": seen, "clients": made,
    "threads": threading.active_count(), "environment": before == dict(os.environ),
}))
"""


def test_importing_every_module_touches_nothing() -> None:
    environment = {"PYTHONPATH": str(PACKAGE.parent), "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run([sys.executable, "-c", WATCH], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout.splitlines()[-1])
    assert found.pop("modules") > 60
    assert found == {"seen": [], "clients": [], "threads": 1, "environment": True}
    assert run.stderr == ""
