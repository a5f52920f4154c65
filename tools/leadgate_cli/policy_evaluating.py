"""Deciding about a stream of leads: a line in, a line out, bad lines reported and passed over."""

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Literal

import typer

from leadgate.domain.clock import Instant
from leadgate.domain.policy import Policy, decide
from leadgate_cli.input_files import standard_input, standard_output
from leadgate_cli.policy_explaining import lead_id
from leadgate_cli.progress_lines import Complaints, ProgressLines, leads_of


def evaluate_stream(policy: Policy, leads: str, out: str, now: Instant, trace: Literal["compact", "full"]) -> int:
    """Decide about every lead of a file and write the decisions.

    Args:
        policy: the loaded policy.
        leads: the file of leads, a JSON object a line; `-` for standard input.
        out: the file to write; `-` for standard output.
        now: the clock, epoch seconds.
        trace: how much of the trace each line has.

    Returns:
        The number of lines that were no lead.

    Raises:
        typer.BadParameter: a file cannot be read or written.
    """
    try:
        with ExitStack() as stack:
            source = standard_input() if leads == "-" else stack.enter_context(Path(leads).open("rb"))
            target = standard_output() if out == "-" else stack.enter_context(Path(out).open("wb"))
            lines = stack.enter_context(ProgressLines(source, leads, "deciding"))
            return _evaluate(policy, lines, target, leads, now, trace)
    except BrokenPipeError:
        # Whoever read standard output has seen enough.
        sys.stderr.close()
        return 0
    except OSError as error:
        written = "standard output" if out == "-" else out
        raise typer.BadParameter(f"{error.filename or written}: {error.strerror}") from None


def _evaluate(
    policy: Policy,
    lines: ProgressLines,
    target: IO[bytes],
    name: str,
    now: Instant,
    trace: Literal["compact", "full"],
) -> int:
    bad = Complaints()
    for lead in leads_of(lines, name, bad):
        document = {"id": lead_id(lead), **decide(lead, policy, now).to_document(trace=trace)}
        # ASCII only, so that half a surrogate pair in a lead cannot spoil the file.
        target.write(json.dumps(document, allow_nan=False).encode() + b"\n")
    target.flush()
    return bad.count
