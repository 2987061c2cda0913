# generated from openapi/openapi.yaml, do not edit; run make generate
from .._runtime.types import OpenEnum


class VppTokenAccountType(OpenEnum):
    """The kind of Apple account behind the token.

    - `business`: Apple Business Manager
    - `education`: Apple School Manager

    May grow: a text that is no member here becomes a value of its own.
    """

    BUSINESS = "business"
    EDUCATION = "education"
