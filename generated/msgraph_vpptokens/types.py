# generated from openapi/openapi.yaml, do not edit; run make generate
"""What the models and operations share."""

from ._runtime.auth import AccessToken, TokenCredential, TokenSource
from ._runtime.client import Timeout
from ._runtime.errors import Response
from ._runtime.types import UNSET, DateTime, Mismatch, Model, OpenEnum, Unset

__all__ = [
    "UNSET",
    "AccessToken",
    "DateTime",
    "Mismatch",
    "Model",
    "OpenEnum",
    "Response",
    "Timeout",
    "TokenCredential",
    "TokenSource",
    "Unset",
]
