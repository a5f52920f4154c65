"""`python -m bench`: measures the budgets and prints one `name: value` a line."""

import sys
import time
from collections.abc import Callable, Mapping

from bench import backtest, calls, engine, imports, layer

PARTS: dict[str, Callable[[], Mapping[str, float]]] = {
    "engine": engine.measure,
    "backtest": backtest.measure,
    "imports": imports.measure,
    "calls": calls.measure,
    "layer": layer.measure,
}


def main(wanted: list[str]) -> int:
    """Measure all parts, or those that are named.

    Args:
        wanted: names of parts; none means all.

    Returns:
        The exit status: 2 for a part that there is not.
    """
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    for name in wanted or PARTS:
        begun = time.monotonic()
        print(f"measuring {name} ...", file=sys.stderr, end=" ", flush=True)
        figures = PARTS[name]()
        print(f"{time.monotonic() - begun:.0f} s", file=sys.stderr)
        for figure, value in figures.items():
            print(f"{figure}: {value}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
