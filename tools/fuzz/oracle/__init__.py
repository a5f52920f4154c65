"""An evaluator of its own, written from the language's description: slow, direct, and sharing nothing with the others.

It walks the compiled form anew for every lead and every signal. Of the package it uses only the reading of clocks.
"""

from fuzz.oracle.deciding import decide_by_oracle

__all__ = ["decide_by_oracle"]
