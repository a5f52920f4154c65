"""Bring back what was live before a policy's latest publication."""

from leadgate.application.errors import NoSuchVersion, NotFit
from leadgate.application.publishing import Publishing, change_list, fit_version
from leadgate.domain.publication import Change, LiveList, OtherLive, last_standing, rolled_back


def roll_back_policy(name: str, by: str, *, undoes: str | None = None, ports: Publishing) -> Change:
    """Undo the latest publication of a policy that still stands: what was live before it is live again.

    Args:
        name: the policy.
        by: who does it.
        undoes: the version that has to be live, so that a call that is sent twice goes back once; any when None.
        ports: what publishing needs.

    Returns:
        The change.

    Raises:
        NothingToRollBack: there was nothing before, or the policy is not live.
        OtherLive: another version than `undoes` is live.
        ScopeTaken: another policy was published for the scope since.
        NotFit: what was live before is not fit any more.
        Congested: other publishers were faster every time.
    """

    def undo(current: LiveList) -> Change:
        live = next((line.version for line in current.live if line.name == name), None)
        if undoes is not None and live != undoes:
            raise OtherLive(live)
        change = rolled_back(current, last_standing(ports.publications.history(name)), ports.clock(), by)
        for line in change[1].after:
            try:
                fit_version(line.name, line.version, ports)
            except NoSuchVersion:
                raise NotFit((f"{line.name} {line.version} is not there any more; publish another version.",)) from None
        return change

    return change_list(undo, ports)
