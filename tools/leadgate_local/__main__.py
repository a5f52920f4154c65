"""`python -m leadgate_local run|stop|status|env`: the local stack from a shell."""

import argparse
import sys
from shlex import quote

from leadgate_local import emulator, ports
from leadgate_local.bring_up import bring_up
from leadgate_local.demo import show_demo
from leadgate_local.place import Place
from leadgate_local.seed import seed
from leadgate_local.stack import Stack
from leadgate_local.steps import Steps
from leadgate_local.trouble import StepFailed


def run(place: Place, steps: Steps) -> None:
    """Bring the stack up, set the demo up in it, and say where it is."""
    before = Stack.read(place.stack_file)
    stack = bring_up(place, steps)
    with steps.step("Set up a policy, reps, pools, a form and keys"):
        stack = seed(stack, before)
    stack.write(place.stack_file)
    steps.say(f"Ready after {steps.elapsed():.0f} s: {stack.api_url}")
    show_demo(stack, steps.console)


def stop(place: Place, steps: Steps) -> None:
    """End what `run` started and nothing else; the leads are kept for the next run."""
    with steps.step("Stop the local AWS"):
        ended = emulator.stop(place)
    if ended is None:
        steps.say("It was not running.")
        return
    steps.say(f"Port {ended.port} is free; your leads are kept in {place.state} for the next `make run`.")


def status(place: Place, steps: Steps) -> None:
    """Say whether the stack runs, and where."""
    running = emulator.find(place)
    stack = Stack.read(place.stack_file)
    if running is None or stack is None:
        steps.say("Not running; `make run` starts it.")
        return
    state = "answers" if emulator.is_ready(place, running) else "does not answer"
    steps.say(f"The local AWS (process {running.pid}, port {running.port}) {state}; API: {stack.api_url}")


def env(place: Place, steps: Steps) -> None:
    """Print the API's address and the keys as shell variables."""
    stack = Stack.read(place.stack_file)
    if stack is None:
        raise StepFailed("There is no local stack.", "Run `make run` first.")
    for name, value in {"API": stack.api_url, **{key.upper(): secret for key, secret in stack.keys.items()}}.items():
        steps.console.out(f"export {name}={quote(value)}", highlight=False)


def main() -> int:
    """Run the command that the arguments name; 1 when a step failed."""
    commands = {"run": run, "stop": stop, "status": status, "env": env}
    parser = argparse.ArgumentParser(prog="python -m leadgate_local", description=__doc__)
    parser.add_argument("command", choices=commands)
    chosen = commands[parser.parse_args().command]
    steps = Steps()
    try:
        chosen(Place(wanted_port=ports.asked_for()), steps)
    except StepFailed as failure:
        steps.explain(failure)
        return 1
    except KeyboardInterrupt:
        steps.say("Interrupted; `make stop` ends what is running, `make run` goes on.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
