"""The VPP token contract as running code: a mock server, contract checks and a pytest plugin, all held to openapi.yaml."""
