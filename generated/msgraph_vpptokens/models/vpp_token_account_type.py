# generated from openapi/openapi.yaml, do not edit; run make generate
"""The enumeration VppTokenAccountType."""

from ..types import OpenEnum


class VppTokenAccountType(OpenEnum):
    """The kind of Apple account behind the token (M).

    - `business`: Apple Business Manager
    - `education`: Apple School Manager

    May grow: text that is no member here becomes one of its own (M).
    """

    BUSINESS = "business"
    EDUCATION = "education"
