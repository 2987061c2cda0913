"""The part of the client that no contract changes: values, errors, credentials, retries, connections.

Plain Python, copied into the generated package as `_runtime`. The generated modules import it, and it imports none of them.
"""
