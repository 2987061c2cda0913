# copied from openapi/runtime/__init__.py, do not edit; change it there and run make generate
"""The part of the client that no contract changes: values, errors, credentials, retries, connections.

Plain Python, copied into the generated package as `_runtime`. The generated modules import it, and it imports none of them.
"""
