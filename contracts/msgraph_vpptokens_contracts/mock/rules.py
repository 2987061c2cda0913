"""The table of rules: what the mock answers, and when. `openapi/README.md` has the same table, and the sources of its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from msgraph_vpptokens_contracts.http import accepts_json, show_retry_after
from msgraph_vpptokens_contracts.spec import contract

from .answer import JSON, Answer, Stamp, error
from .faults import Fault, preferred, with_properties
from .request import NOWHERE, Request, is_valid_id
from .tenant import Tenant


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    status: int
    example: str
    """Which of the contract's examples for the status is answered."""
    broken: Callable[[Request, Tenant], object]
    """Tells whether a request breaks the rule."""
    specifics: Callable[[Request, Tenant], dict[str, Any]] = lambda _, __: {}
    """What this request's error has in place of the example's, as arguments of `error`."""


def _quota(request: Request, tenant: Tenant) -> dict[str, Any]:
    if tenant.meter is None:
        return {}
    quota = tenant.meter.quota
    value = show_retry_after(tenant.meter.wait(request.bearer), quota.retry_after)
    return {
        "headers": ((b"retry-after", value.encode()),) if value else (),
        "message": f"The quota of {quota.app} writes for an app, {quota.tenant} for the tenant, in {quota.seconds:g} seconds is used up.",
    }


# fmt: off
PATH_AND_METHOD = (
    Rule(404, "noSuchPath",    lambda request, _:      request.operation is NOWHERE),
    Rule(405, "get",           lambda request, _:      request.method != request.operation.method),
)
# A fault comes in between: what stands in front of the service may answer in its place.
SERVICE = (
    Rule(401, "missingToken",  lambda request, _:      not request.bearer),
    Rule(401, "unknownToken",  lambda request, tenant: not tenant.knows(request.bearer)),
    Rule(403, "intuneMessage", lambda request, tenant: not tenant.permits(request.bearer, request.operation)),
    Rule(406, "xmlOnly",       lambda request, _:      not accepts_json(request.accept)),
    Rule(400, "requestBody",   lambda request, _:      request.has_body),
    Rule(400, "invalidId",     lambda request, _:      request.vpp_token_id and not is_valid_id(request.vpp_token_id)),
    Rule(429, "quota",         lambda request, tenant: tenant.meter and tenant.meter.take(request.bearer), _quota),
    Rule(404, "noSuchToken",   lambda request, tenant: request.vpp_token_id and request.vpp_token_id not in tenant.store),
)
# fmt: on


def respond(request: Request, tenant: Tenant, stamp: Stamp) -> Answer:
    """Return the response to a request: that of the first rule it breaks, else success; a fault may change it."""
    if refused := _first(PATH_AND_METHOD, request, tenant, stamp):
        return refused
    try:
        fault = (request.prefer and preferred(request)) or tenant.faults.take(request.operation.name)
    except ValueError as reason:
        return error(400, stamp, message=f"Prefer: {reason}.", target="Prefer")
    if not fault:
        return _first(SERVICE, request, tenant, stamp) or _success(request, tenant, _NO_FAULT)
    answer = fault.answer(stamp) or _first(SERVICE, request, tenant, stamp) or _success(request, tenant, fault)
    return fault.apply(answer, stamp)


def _first(rules: tuple[Rule, ...], request: Request, tenant: Tenant, stamp: Stamp) -> Answer | None:
    for rule in rules:
        if rule.broken(request, tenant):
            return error(rule.status, stamp, rule.example, **rule.specifics(request, tenant))
    return None


_NO_FAULT = Fault()


def _success(request: Request, tenant: Tenant, fault: Fault) -> Answer:
    if not request.vpp_token_id:
        return Answer(204, started="licenseCountRefresh")
    token = with_properties(tenant.store.sync(request.vpp_token_id), fault.properties)
    if (fault.shape or tenant.settings.shape) == "documented":
        return Answer(200, JSON, b'{"value":' + token + b"}", "licenseSync")
    return Answer(200, JSON, token if b'"@odata.context":' in token else _context() + token[1:], "licenseSync")


@cache
def _context() -> bytes:
    """Return the beginning of the bare body: the `@odata.context` that the service adds."""
    context = contract().get(("components", "examples", "SyncLicensesFull", "value", "@odata.context"))
    return b'{"@odata.context":"%b",' % context.encode()
