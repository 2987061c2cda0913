# generated from openapi/openapi.yaml, do not edit; run make generate
"""Typed client for the VPP token operations of Microsoft Graph (beta): see AuthenticatedClient, the operations in `api`, and `errors`.

The letters in the docstrings of the operations' modules name the source of a statement: D Microsoft's documentation pages (with a year:
a later version), M Microsoft's machine-readable metadata and SDKs, O users of the live service, P a decision of this project, where the
other three are silent.
"""

from . import errors
from .client import AuthenticatedClient

__version__ = "0.1.0"

__all__ = ("AuthenticatedClient", "__version__", "errors")
