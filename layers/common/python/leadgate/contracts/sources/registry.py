"""Every source that we know, by its name."""

from collections.abc import Mapping
from typing import Final

from leadgate.contracts.sources.calcom import CALCOM
from leadgate.contracts.sources.calendly import CALENDLY
from leadgate.contracts.sources.fillout import FILLOUT
from leadgate.contracts.sources.formbricks import FORMBRICKS
from leadgate.contracts.sources.generic import GENERIC
from leadgate.contracts.sources.google_ads import GOOGLE_ADS
from leadgate.contracts.sources.hubspot import HUBSPOT
from leadgate.contracts.sources.intercom import INTERCOM
from leadgate.contracts.sources.linkedin import LINKEDIN
from leadgate.contracts.sources.meta import META
from leadgate.contracts.sources.segment import SEGMENT
from leadgate.contracts.sources.source import Source
from leadgate.contracts.sources.tally import TALLY
from leadgate.contracts.sources.typeform import TYPEFORM
from leadgate.contracts.sources.webflow import WEBFLOW

SOURCES: Final[Mapping[str, Source]] = {
    source.name: source
    for source in (
        TYPEFORM, TALLY, WEBFLOW, HUBSPOT, CALENDLY, CALCOM, GOOGLE_ADS, META, LINKEDIN, SEGMENT, INTERCOM, FORMBRICKS,
        FILLOUT, GENERIC,
    )
}  # fmt: skip
