"""Generated code for what the results of all conditions add up to: points, disqualifiers, the routing line."""

from collections.abc import Iterator, Sequence

from leadgate.domain.policy.fused.names import Names
from leadgate.domain.policy.policy import Conclusions, ScoreLine
from leadgate.domain.policy.score import decayed


def conclusions_code(named: Conclusions, at: Sequence[str], names: Names) -> Iterator[str]:
    """Write the lines that draw conclusions.

    Args:
        named: what to conclude from which place.
        at: the variable of each place of the vector.
        names: receives what the code refers to.
    """
    yield from _sum("fit", named.fit.lines, at, names)
    yield from _sum("engagement", named.engagement.lines, at, names)
    yield "hit = undecided = ()"
    for place, entry in named.disqualify:
        yield f"if {at[place]}: hit = (*hit, {names.bind(entry)})"
        if entry.ask:
            yield f"elif {at[place]} is None: undecided = (*undecided, {names.bind(entry)})"
    lines = [f"{index} if {at[place]} else" for index, place in enumerate(named.routes)]
    yield f"line = {' '.join(lines)} None"


def _sum(name: str, lines: Sequence[ScoreLine], at: Sequence[str], names: Names) -> Iterator[str]:
    yield f"{name}_low = {name}_high = 0"
    for line in lines:
        variable, points = at[line.place], repr(line.points)
        if line.half_life is None:
            yield f"if {variable}: {name}_low += {points}; {name}_high += {points}"
        else:
            newest = "".join(f"{at[place]}, " for place in line.newest)
            yield f"if {variable}:"
            yield f" low, high = {names.bind(decayed)}({points}, {line.half_life!r}, now, ({newest}))"
            yield f" {name}_low += low; {name}_high += high"
        end = "high" if line.points > 0 else "low"
        yield f"elif {variable} is None: {name}_{end} += {points}"
