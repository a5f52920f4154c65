"""What a step says when it cannot go on: what failed, what to do, and the end of the log."""

from pathlib import Path


class StepFailed(Exception):
    """A step could not be done; carries the remedy beside the cause."""

    def __init__(self, what: str, remedy: str, log: Path | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.log = log

    def excerpt(self, lines: int = 15) -> str:
        """Return the last lines of the log, or nothing when there is none."""
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
