"""Every source that we know, by its name."""

from collections.abc import Mapping
from typing import Final

from leadgate.contracts.sources.meta import META
from leadgate.contracts.sources.source import Source
from leadgate.contracts.sources.typeform import TYPEFORM

SOURCES: Final[Mapping[str, Source]] = {source.name: source for source in (TYPEFORM, META)}
