# generated from openapi/openapi.yaml, do not edit; run make generate
"""Typed client for the VPP token operations of Microsoft Graph (beta): see AuthenticatedClient, the operations in `api`, and what they raise in `errors`."""

from . import errors
from .client import AuthenticatedClient

__version__ = "0.1.0"

__all__ = ("AuthenticatedClient", "__version__", "errors")
