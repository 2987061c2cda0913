"""Every change of the contract that breaks an importer is told as breaking, every other as harmless, and the version must keep up."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
from long_tables import every_second

import check_breaking
import check_spec
from contract_changes import changes
from msgraph_vpptokens_contracts.spec import Document

OURS = check_spec.SPEC
INVENTED = Path(__file__).parents[1] / "spec" / "bookshop.yaml"
RELEASED = {path: Document.load(path) for path in (OURS, INVENTED)}

HEADER_PARAMETER = "      name: client-request-id\n      in: header\n"
PARAMETERS = "      parameters:\n        - $ref: '#/components/parameters/ClientRequestId'\n"
A_QUERY = "        - { name: trace, in: query, required: %s, schema: { type: string } }\n"
BODY = "      requestBody:\n        required: %s\n        content: { application/json: { schema: { type: object } } }\n"
SECURITY = "      security:\n        - bearer: [DeviceManagementServiceConfig.ReadWrite.All]\n"
ENVELOPE_OR_TOKEN = """\
                oneOf:
                  - $ref: '#/components/schemas/VppTokenEnvelope'
                  - $ref: '#/components/schemas/VppToken'
"""
INLINE_ERROR = """\
          schema: { type: object, required: [error], properties: { error: { $ref: '#/components/schemas/MainError' } } }
          examples:
            get"""

BREAKING = {
    "a path is renamed": (OURS, "/syncLicenseCounts:\n", "/syncCounts:\n", "POST /deviceAppManagement/vppTokens/syncLicenseCounts is gone"),
    "a path parameter is renamed": (OURS, "{vppTokenId}/", "{id}/", "is gone"),
    "a method changes": (OURS, "syncLicenseCounts:\n    post:", "syncLicenseCounts:\n    get:", "is gone"),
    "an operationId is renamed": (OURS, "operationId: syncLicenseCounts\n", "operationId: syncCounts\n", "operationId"),
    "the tag of an operation is renamed": (OURS, "tags: [vppTokens]", "tags: [tokens]", "tags"),
    "a status moves": (OURS, "'200':", "'202':", "200 is gone"),
    "a range takes a status's place": (OURS, "'200':", "2XX:", "200 is gone"),
    "an error's status moves": (OURS, "'404': {", "'410': {", "404 is gone"),
    "a success is added": (OURS, "        '204':\n", "        '202': { description: Later. }\n        '204':\n", "202 is new"),
    "a schema is renamed": (OURS, "InnerError", "InnermostError", "schema InnerError is gone"),
    "a property is renamed": (OURS, "appleId", "appleAccount", "VppToken.appleId is gone"),
    "an optional property is removed": (
        OURS,
        re.compile(r"        appleDeviceAppDeliveryProtocolType:\n(          .*\n)+"),
        "",
        "VppToken.appleDeviceAppDeliveryProtocolType is gone",
    ),
    "a property need not be there any more": (OURS, "        - displayName\n", "", "VppToken.displayName: required true → false"),
    "a property may be null": (OURS, "          type: boolean", "          type: [boolean, 'null']", "may be null"),
    "a type changes": (OURS, "          type: boolean", "          type: string", 'type "boolean" → "string"'),
    "a type is widened": (OURS, "          type: integer", "          type: number", 'type "integer" → "integer or number"'),
    "a type is dropped": (OURS, "          type: integer\n", "", 'type "integer" →'),
    "a format is dropped from a property": (OURS, "      format: date-time\n", "", 'format "date-time" → none'),
    "a format changes": (OURS, "      format: date-time\n", "      format: date\n", 'format "date-time" → "date"'),
    "a format that is a type of the client's is added": (
        OURS, "          readOnly: true\n",
        "          format: uuid\n", 'VppToken.id: format none → "uuid"',
    ),
    "a secret is called one no more": (OURS, "          format: password\n", "", 'format "password" → none'),
    "the pattern of a property is loosened": (OURS, "{1,12})?(Z|", "{1,15})?(Z|", "[0-9]{1,12})?(Z|"),
    "the pattern of a property is dropped": (
        OURS, re.compile(r"      format: date-time\n      pattern: .*\n"),
        "      format: date-time\n", "pattern",
    ),
    "a bound of a property is loosened": (OURS, "          maximum: 2147483647\n", "          maximum: 4294967295\n", "maximum"),
    "a bound of a property is dropped": (OURS, "          minimum: -2147483648\n", "", "minimum"),
    "an enum member is removed": (OURS, "enum: [business, education]", "enum: [business]", 'enum "education" is gone'),
    "an enum loses its last member": (OURS, ", duplicateLocationId]", "]", 'VppTokenState: enum "duplicateLocationId" is gone'),
    "an enum member is renamed": (
        OURS, "enum: [business, education]",
        "enum: [business, school]", 'enum "education" is gone, "school" is new',
    ),
    "an enum becomes free text": (OURS, "      enum: [business, education]\n", "", "enum"),
    "a constant changes": (OURS, "const: '#microsoft.graph.vppToken'", "const: '#microsoft.graph.beta.vppToken'", "const"),
    "a constant is dropped": (OURS, "          const: '#microsoft.graph.vppToken'\n", "", "const"),
    "a parameter is removed": (OURS, "        - $ref: '#/components/parameters/ClientRequestId'\n", "", "client-request-id is gone"),
    "a parameter is renamed": (OURS, HEADER_PARAMETER, HEADER_PARAMETER.replace("request", "call"), "client-request-id is gone"),
    "a parameter moves": (OURS, HEADER_PARAMETER, HEADER_PARAMETER.replace("in: header", "in: query"), "header client-request-id is gone"),
    "a required parameter is added": (OURS, PARAMETERS, PARAMETERS + A_QUERY % "true", "query trace is new"),
    "a parameter becomes required": (
        OURS, "      required: false\n      description: |\n        A GUID",
        "      required: true\n      description: |\n        A GUID", "required",
    ),
    "a parameter gets a pattern": (
        OURS,
        "type: string\n      example: 5e0fcf08",
        "type: string\n        pattern: '^[0-9a-f-]+$'\n      example: 5e0fcf08",
        "pattern none →",
    ),
    "a parameter's pattern is narrowed": (OURS, "[A-Za-z0-9._~-]*$", "[A-Za-z0-9_~-]*$", "pattern"),
    "a parameter gets a format": (
        OURS, "type: string\n      example: 5e0fcf08",
        "type: string\n        format: uuid\n      example: 5e0fcf08", "format",
    ),
    "a parameter gets a shortest length": (
        OURS, "            pattern: '^[A",
        "            minLength: 36\n            pattern: '^[A", "minLength none → 36",
    ),
    "a body is demanded": (
        OURS, "      responses:\n        '204'",
        f"{BODY % 'true'}      responses:\n        '204'", "request body is new",
    ),
    "another permission is demanded besides": (OURS, SECURITY, SECURITY.replace("[", "[User.Read, "), "security"),
    "another permission is demanded instead": (OURS, "bearer: [DeviceManagementServiceConfig", "bearer: [DeviceManagementApps", "security"),
    "a permission is no longer sufficient": (
        OURS, "        - bearer: [DeviceManagementApps.ReadWrite.All]\n",
        "", 'syncLicenses: security {"bearer": ["DeviceManagementApps.ReadWrite.All"]} is gone',
    ),
    "the way to sign in changes": (
        OURS, "      scheme: bearer\n      bearerFormat: JWT\n",
        "      scheme: basic\n", '"scheme": "basic"',
    ),
    "a media type changes": (
        OURS, "            application/json:\n              schema:\n",
        "            application/xml:\n              schema:\n", "json is gone",
    ),
    "an error's media type is removed": (OURS, re.compile(r"        text/html:\n(          .*\n)+"), "", "text/html is gone"),
    "a success answers with another schema": (
        OURS,
        ENVELOPE_OR_TOKEN,
        "                $ref: '#/components/schemas/ODataError'\n",
        "alternative ODataError is new",
    ),
    "a response gets another shape": (OURS, ENVELOPE_OR_TOKEN, f"{ENVELOPE_OR_TOKEN}                  - type: string\n", "alternative"),
    "a response header is removed": (OURS, "        Allow: { $ref: '#/components/headers/Allow' }\n", "", "header allow is gone"),
    "a response header need not be there any more": (
        OURS, re.compile(r"(    Allow:\n(?:      .*\n)*?)      required: true\n"),
        r"\1", "header allow: required true → none",
    ),
    "a response header's pattern is dropped": (OURS, "        pattern: '^Bearer( .+)?$'\n", "", "header www-authenticate: pattern"),
    "the server moves": (OURS, "url: https://graph.microsoft.com/beta", "url: https://graph.microsoft.com/v1.0", "is gone"),
    "another server is put first": (
        OURS, "servers:\n",
        "servers:\n  - url: https://graph.example/beta\n", "servers: first",
    ),
    "an item may be null": (INVENTED, "items: { type: string } }", "items: { type: [string, 'null'] } }", "Book.tags items may be null"),
    "a property of a part of allOf is removed": (
        INVENTED, "            kind: { $ref: '#/components/schemas/Kind' }\n",
        "", "Book.kind is gone",
    ),
    "a property that allOf brings may be missing": (INVENTED, "      required: [id]\n", "", "required"),
    "a length in a response is loosened": (INVENTED, "maxLength: 200", "maxLength: 300", "maxLength"),
    "items need not differ any more": (INVENTED, "uniqueItems: true, ", "", "uniqueItems"),
    "a number may have more digits": (INVENTED, "multipleOf: 0.01", "multipleOf: 0.001", "multipleOf"),
    "an object that was closed is open": (INVENTED, "additionalProperties: false, ", "", "additionalProperties"),
    "further properties may be of another type": (
        INVENTED, "additionalProperties: { type: integer }",
        "additionalProperties: { type: string }", "type",
    ),
    "a union gets a member": (
        INVENTED, "                - type: 'null'\n",
        "                - { type: string }\n                - type: 'null'\n", "alternative",
    ),
    "a member of a union changes its schema": (INVENTED, "schemas/Waiting'", "schemas/Author'", "alternative Author is new"),
    "an anonymous call needs a key": (INVENTED, "        - {}\n", "        - key: []\n", "security"),
    "a way to sign in is removed": (INVENTED, "  - login: [read]\n", "", "security"),
    "two schemes are needed where one was enough": (INVENTED, "  - key: []\n  - login", "  - key: []\n    login", "security"),
    "the key moves": (INVENTED, "name: X-Key", "name: X-Token", "security"),
    "a token comes from elsewhere": (INVENTED, "https://login.example/token", "https://id.example/token", "security"),
    "a body becomes required": (
        INVENTED, "        required: false\n        content",
        "        required: true\n        content", "required false → true",
    ),
    "a media type of a body is removed": (INVENTED, re.compile(r" +application/x-www.*\n"), "", "urlencoded is gone"),
    "a body is removed": (INVENTED, re.compile(r"      requestBody:\n(        .*\n)+?(?=      responses)"), "", "request body is gone"),
    "a property is demanded in a body": (INVENTED, "required: [isbn]", "required: [isbn, copies]", "Order.copies: required false → true"),
    "a new property is demanded in a body": (
        INVENTED,
        "required: [isbn]\n      properties:\n",
        "required: [isbn, shop]\n      properties:\n        shop: { type: string }\n",
        "Order.shop is new and required",
    ),
    "a property of a body must not be null any more": (
        INVENTED, "note: { type: [string, 'null'] }",
        "note: { type: string }", "may no longer be null",
    ),
    "a bound in a body is narrowed": (INVENTED, "maximum: 50", "maximum: 20", "maximum 50 → 20"),
    "a bound in a body is added": (INVENTED, "isbn: { type: string, ", "isbn: { type: string, maxLength: 13, ", "maxLength none → 13"),
    "an enum member is removed from a body": (INVENTED, "enum: [plain, bright]", "enum: [plain]", "enum"),
    "an enum member is removed from a query": (INVENTED, "enum: [title, price]", "enum: [title]", "enum"),
    "the default of a body changes": (INVENTED, "default: false", "default: true", "default false → true"),
    "the default of a body is dropped": (INVENTED, ", default: false", "", "default false → none"),
    "the default of a query changes": (INVENTED, "default: 1 }", "default: 2 }", "default 1 → 2"),
    "the type of a parameter changes": (
        INVENTED, "required: false, schema: { type: string }",
        "required: false, schema: { type: integer }", 'type "string" → "integer"',
    ),
    "a text in a body becomes an enum": (INVENTED, "isbn: { type: string,", "isbn: { type: string, enum: ['1', '2'],", "enum none →"),
    "a text in a body gets a format": (INVENTED, "isbn: { type: string,", "isbn: { type: string, format: isbn,", "format none →"),
    "a property is for responses": (INVENTED, "copies: { type: integer,", "copies: { type: integer, readOnly: true,", "readOnly none →"),
    "a property is for requests": (INVENTED, "title: { type: string,", "title: { type: string, writeOnly: true,", "writeOnly none →"),
    "a body loses an alternative": (
        INVENTED, "oneOf: [{ type: string }, { type: integer }]",
        "type: string", "alternative integer is gone",
    ),
    "a property gets another schema of the same shape": (
        INVENTED, re.compile(r"schemas/Kind((?:.*\n)+)    Kind: (.*\n)"),
        r"schemas/Sort\1    Kind: \2    Sort: \2", 'reference "Kind" → "Sort"',
    ),
    "an inline enum takes its reference's place": (
        INVENTED, "kind: { $ref: '#/components/schemas/Kind' }",
        "kind: { type: string, enum: [paper, audio] }", 'Book.kind: reference "Kind" → none',
    ),
    "an inline object takes its reference's place": (
        OURS, "          schema: { $ref: '#/components/schemas/ODataError' }\n          examples:\n            get",
        INLINE_ERROR,
        'reference "ODataError" → none',
    ),
    "a reference takes the place of an inline enum": (
        INVENTED, "wrap: { type: string, enum: [plain, bright] }",
        "wrap: { $ref: '#/components/schemas/Wrap' }", 'Order.wrap: reference none → "Wrap"',
    ),
    "a body is closed": (
        INVENTED, "    Order:\n      type: object\n",
        "    Order:\n      type: object\n      additionalProperties: false\n", "Order additionalProperties",
    ),
    "a query is written another way": (INVENTED, "explode: false", "explode: true", "explode"),
    "a parameter of the path is removed": (INVENTED, re.compile(r"    parameters:\n      - \{ name: shop.*\n"), "", "header shop is gone"),
    "the default response is removed": (INVENTED, re.compile(r"        default:\n(          .*\n)+"), "", "default is gone"),
    "a path gets a server of its own": (
        INVENTED, "  /orders:\n",
        "  /orders:\n    servers: [{ url: https://orders.example }]\n", "POST /orders: servers",
    ),
    "a flow takes another's place": (INVENTED, "clientCredentials:", "password:", "security scheme login:"),
    "a union is told apart by another property": (INVENTED, "propertyName: kind", "propertyName: type", '{"propertyName": "type"'),
    "a union is told apart no more": (INVENTED, re.compile(r" +discriminator: .*\n"), "", "discriminator"),
    "a server is removed": (INVENTED, "  - url: https://mirror.books.example/v1\n", "", "mirror.books.example/v1 is gone"),
    "an operation is removed": (INVENTED, re.compile(r"    delete:\n(      .*\n)+"), "", "DELETE /books/{isbn} is gone"),
}  # fmt: skip

COMPATIBLE = {
    "nothing changes": (OURS, "paths:", "paths:", None),
    "a description changes": (OURS, "Asks Intune to fetch", "Makes Intune fetch", 'description "Asks Intune'),
    "the end of a description changes": (OURS, "while a sync runs (O)", "while one runs (O)", "while a sync runs (O)"),
    "a summary changes": (OURS, "      summary: Start ", "      summary: Begin ", "summary"),
    "an example changes": (OURS, "examples: [Contoso]", "examples: [Fabrikam]", "examples"),
    "a documented answer changes": (OURS, "          state: valid\n", "          state: expired\n", '"state": "expired"'),
    "the order of properties and members changes": (OURS, "enum: [none, inProgress, completed", "enum: [completed, none, inProgress", None),
    "the order of required properties changes": (
        OURS, "        - id\n        - organizationName\n",
        "        - organizationName\n        - id\n", None,
    ),
    "the order of responses changes": (
        OURS,
        "        '400': { $ref: '#/components/responses/BadRequest' }\n        '401': { $ref: '#/components/responses/Unauthorized' }\n",
        "        '401': { $ref: '#/components/responses/Unauthorized' }\n        '400': { $ref: '#/components/responses/BadRequest' }\n",
        None,
    ),
    "an extension is added": (
        OURS, "      operationId: syncLicenseCounts\n",
        "      operationId: syncLicenseCounts\n      x-ms-docs: here\n", None,
    ),
    "an extension is added to a scheme": (OURS, "      scheme: bearer\n", "      scheme: bearer\n      x-note: here\n", None),
    "an extension is added to the responses": (INVENTED, "        '204': {", "        x-note: here\n        '204': {", None),
    "an extension is added to the paths": (INVENTED, "paths:\n", "paths:\n  x-note: { get: here }\n", None),
    "the case of a scheme's name changes": (OURS, "scheme: bearer\n", "scheme: Bearer\n", None),
    "a flow is added": (
        INVENTED, "      flows:\n",
        "      flows:\n        implicit: { authorizationUrl: https://login.example/ask }\n", "security scheme login:",
    ),
    "a server's address ends with a slash": (INVENTED, "https://books.example/v1\n", "https://books.example/v1/\n", None),
    "a least number of nothing is written out": (INVENTED, "maxItems: 5", "maxItems: 5, minItems: 0", None),
    "inline members of a union change their order": (
        INVENTED, "[{ type: string }, { type: integer }]",
        "[{ type: integer }, { type: string }]", None,
    ),
    "an inline member of a body's union is added in front": (
        INVENTED, "[{ type: string }, { type: integer }]",
        "[{ type: boolean }, { type: string }, { type: integer }]", "alternative boolean is new",
    ),
    "an enum member is added": (OURS, "enum: [business, education]", "enum: [business, education, personal]", "enum"),
    "an optional parameter is added": (OURS, PARAMETERS, PARAMETERS + A_QUERY % "false", "query trace is new"),
    "an optional body is added": (
        OURS, "      responses:\n        '204'",
        f"{BODY % 'false'}      responses:\n        '204'", "body is new",
    ),
    "an operation is added": (
        OURS, "syncLicenseCounts:\n",
        "syncLicenseCounts:\n    get:\n      operationId: readCounts\n      responses: {}\n", "GET",
    ),
    "an alternative permission is added": (
        OURS, SECURITY,
        f"{SECURITY}        - bearer: [DeviceManagementApps.ReadWrite.All]\n", "security",
    ),
    "no permission is needed any more": (OURS, re.compile(r"      security:\n(        - bearer.*\n)+"), "      security: []\n", "security"),
    "an error is added": (OURS, "        4XX: {", "        '409': { description: Conflict. }\n        4XX: {", "409 is new"),
    "a response header is added": (
        OURS, "      headers:\n        request-id",
        "      headers:\n        x-region: { schema: { type: string } }\n        request-id", "x-region is new",
    ),
    "a response header becomes required": (
        OURS, "      required: false\n      schema:\n        type: string\n        pattern: '^([0-9]",
        "      required: true\n      schema:\n        type: string\n        pattern: '^([0-9]", "required",
    ),
    "a property is added": (
        OURS, "        appleId:\n",
        "        note: { type: integer }\n        appleId:\n", "VppToken.note is new",
    ),
    "a property is always there now": (
        OURS, "        - displayName\n",
        "        - displayName\n        - '@odata.type'\n", "required false → true",
    ),
    "a property is null no more": (
        OURS, "        organizationName:\n          type: [string, 'null']",
        "        organizationName:\n          type: string", "may no longer be null",
    ),
    "a bound of a property is added": (
        OURS, "          readOnly: true\n",
        "          readOnly: true\n          minLength: 1\n", "minLength",
    ),
    "an operation is deprecated": (
        OURS, "      operationId: syncLicenseCounts\n",
        "      operationId: syncLicenseCounts\n      deprecated: true\n", "deprecated",
    ),
    "a property is deprecated": (
        OURS, "          readOnly: true\n",
        "          readOnly: true\n          deprecated: true\n", "deprecated",
    ),
    "a server is added": (
        OURS, "servers:\n  - url: https://graph.microsoft.com/beta\n",
        "servers:\n  - url: https://graph.microsoft.com/beta\n  - url: https://graph.example/beta\n", "is new",
    ),
    "a parameter's pattern is dropped": (OURS, re.compile(r"            pattern: '\^\[A.*\n"), "", "pattern"),
    "a schema that makes no class takes its reference's place": (
        INVENTED, "price: { type: number, minimum: 0, multipleOf: 0.01 }\n",
        "price: { $ref: '#/components/schemas/Price' }\n", None,
    ),
    "a reference is the only member of allOf": (
        INVENTED, "kind: { $ref: '#/components/schemas/Kind' }",
        "kind: { allOf: [{ $ref: '#/components/schemas/Kind' }] }", None,
    ),
    "a union of a body takes a reference's place": (
        INVENTED, "{ $ref: '#/components/schemas/Order' }",
        "{ oneOf: [{ $ref: '#/components/schemas/Order' }, { $ref: '#/components/schemas/Author' }] }", "alternative Author is new",
    ),
    "a component that is no schema is renamed": (OURS, re.compile(r"BadRequest(?=' }\n        '401|:\n      desc)"), "Refused", None),
    "a tag gets another description": (OURS, "(Volume Purchase Program)", "(Apple)", None),
    "a schema is added": (OURS, "    ErrorDetail:\n", "    Hint:\n      type: string\n    ErrorDetail:\n", "schema Hint is new"),
    "a parameter may be left out": (
        INVENTED, "      - { name: shop, in: header, required: false,",
        "      - { name: Shop, in: header,", None,
    ),
    "a default style is written out": (
        INVENTED, "- name: sort\n          in: query\n",
        "- name: sort\n          in: query\n          style: form\n          explode: true\n", None,
    ),
    "a bound of a query is loosened": (INVENTED, "maximum: 100,", "maximum: 1000,", "maximum 100 → 1000"),
    "a bound of a body is dropped": (INVENTED, ", maximum: 50", "", "maximum 50 → none"),
    "a property of a body may be left out": (INVENTED, "      required: [isbn]\n", "", "required true → false"),
    "a property of a body may be null": (INVENTED, "isbn: { type: string,", "isbn: { type: [string, 'null'],", "null"),
    "an optional property is added to a body": (
        INVENTED, "        note: {",
        "        shop: { type: string }\n        note: {", "Order.shop is new",
    ),
    "an enum member is added to a query": (INVENTED, "enum: [title, price]", "enum: [title, price, age]", "enum"),
    "a body takes another media type": (
        INVENTED, "          application/x-www",
        "          application/cbor: { schema: { $ref: '#/components/schemas/Order' } }\n          application/x-www", "cbor is new",
    ),
    "a response is bounded tighter": (INVENTED, "maxItems: 100", "maxItems: 50", "maxItems 100 → 50"),
    "a shape of a response is given up": (
        INVENTED, "                - $ref: '#/components/schemas/Author'\n                - type: 'null'\n",
        "                - $ref: '#/components/schemas/Author'\n", "may no longer be null",
    ),
    "null is written another way": (
        INVENTED, "note: { type: [string, 'null'] }",
        "note: { anyOf: [{ type: string }, { type: 'null' }] }", None,
    ),
    "allOf is written out": (
        INVENTED, "      allOf:\n        - $ref: '#/components/schemas/Thing'\n        - type: object\n",
        "      required: [id]\n      properties: { id: { type: string, format: uuid } }\n      allOf:\n        - type: object\n", None,
    ),
    "a union loses a member": (INVENTED, "                  - $ref: '#/components/schemas/Waiting'\n", "", "alternative Waiting is gone"),
    "members of a union change their order": (
        INVENTED, "                  - $ref: '#/components/schemas/Receipt'\n                  - $ref: '#/components/schemas/Waiting'\n",
        "                  - $ref: '#/components/schemas/Waiting'\n                  - $ref: '#/components/schemas/Receipt'\n", None,
    ),
    "a call needs one scheme of two": (INVENTED, "        - key: []\n          login: [write]\n", "        - key: []\n", "security"),
    "ways to sign in change their order": (INVENTED, "  - key: []\n  - login: [read]\n", "  - login: [read]\n  - key: []\n", None),
    "a scheme is renamed": (INVENTED, "key:", "apiKey:", None),
    "a permission is offered and not asked for": (INVENTED, "write: Write. }", "write: Write., audit: Audit. }", None),
}  # fmt: skip


def edited(path: Path, old: str | re.Pattern[str], new: str) -> Document:
    """Return a copy of a contract in which every `old` is replaced by `new`."""
    text = path.read_text(encoding="utf-8")
    changed = old.sub(new, text) if isinstance(old, re.Pattern) else text.replace(old, new)
    assert changed != text or old == new
    return Document(path.with_name("changed.yaml"), changed)


@pytest.mark.parametrize(("path", "old", "new", "told"), every_second(BREAKING))
def test_what_breaks_an_importer_is_told_as_breaking(path: Path, old: str, new: str, told: str) -> None:
    found = changes(RELEASED[path], edited(path, old, new))
    assert any(told in line for line in found if line.startswith("breaking")), found


@pytest.mark.parametrize(("path", "old", "new", "told"), every_second(COMPATIBLE))
def test_what_breaks_no_importer_is_told_and_allowed(path: Path, old: str, new: str, told: str | None) -> None:
    found = changes(RELEASED[path], edited(path, old, new))
    assert not [line for line in found if line.startswith("breaking")]
    if told is None:
        assert not found
    else:
        assert any(told in line for line in found), found


def test_a_schema_of_requests_and_responses_is_held_to_both() -> None:
    shared = INVENTED.read_text(encoding="utf-8").replace("schemas/Order' }", "schemas/Book' }")
    for old, new in (("required: [title, price]", "required: [title]"), ("minLength: 1, maxLength: 200", "minLength: 2, maxLength: 200")):
        found = changes(Document(INVENTED, shared), Document(INVENTED, shared.replace(old, new)))
        assert [line.startswith("breaking") for line in found] == [True]


def contracts(folder: Path, *edits: tuple[str, str], of: Path = OURS) -> Path:
    """Put a contract as released, as 0.1.0 if it is ours, and as edited since, into a folder laid out as the repository; return it."""
    (folder / "openapi").mkdir()
    text = of.read_text(encoding="utf-8")
    text = re.sub("^  version: .*$", "  version: 0.1.0", text, flags=re.MULTILINE) if of == OURS else text
    (folder / "openapi" / "released.yaml").write_text(text, encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (folder / "openapi" / "openapi.yaml").write_text(text, encoding="utf-8")
    return folder


RENAMED = ("operationId: syncLicenseCounts\n", "operationId: syncCounts\n")
HARMLESS = ("summary: List books", "summary: List the books")


@pytest.mark.parametrize(
    ("of", "edits", "exit_code"),
    [
        (OURS, [("Asks Intune to fetch", "Makes Intune fetch")], 0),
        (OURS, [RENAMED], 1),
        (OURS, [RENAMED, ("version: 0.1.0", "version: 0.1.1")], 1),
        (OURS, [RENAMED, ("version: 0.1.0", "version: 0.2.0")], 0),
        (OURS, [RENAMED, ("version: 0.1.0", "version: 1.0.0")], 0),
        (OURS, [("version: 0.1.0", "version: 0.0.9")], 1),
        (INVENTED, [HARMLESS], 0),
        (INVENTED, [HARMLESS, ("version: 1.4.2", "version: 1.4.3")], 0),
        (INVENTED, [("title, price]", "title]")], 1),
        (INVENTED, [("title, price]", "title]"), ("version: 1.4.2", "version: 1.5.0")], 1),
        (INVENTED, [("title, price]", "title]"), ("version: 1.4.2", "version: 2.0.0")], 0),
    ],
)
def test_the_version_must_rise_as_the_changelog_asks(tmp_path: Path, of: Path, edits: list[tuple[str, str]], exit_code: int) -> None:
    assert check_breaking.main(contracts(tmp_path, *edits, of=of)) == exit_code


def test_each_line_of_the_changelog_names_its_place_in_both_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(contracts(tmp_path, ("paths:\n", "# a line more\npaths:\n"), RENAMED))
    check_breaking.main(tmp_path)
    line, at = (RELEASED[OURS].line(at) for at in ((*RELEASED[OURS].operations[1].pointer, "operationId"), ("info", "version")))
    said = capsys.readouterr()
    assert f"breaking      openapi/released.yaml:{line} → openapi/openapi.yaml:{line + 1}: POST" in said.out
    assert "1 breaking, 0 not breaking since 0.1.0." in said.out
    assert said.err == f"error: openapi/openapi.yaml:{at}: Expected the version 0.2.0 or higher, as CHANGELOG.md asks; got 0.1.0\n"


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [("        '404': ", "'404'", "'410'"), ("    bearer:\n", "      scheme: bearer\n      bearerFormat: JWT\n", "      scheme: basic\n")],
)
def test_a_response_or_a_scheme_is_found_at_its_own_line(line: str, old: str, new: str) -> None:
    places = [at for at, text in enumerate(RELEASED[OURS].text.splitlines(keepends=True), 1) if text.startswith(line)]
    breaking = [told for told in changes(RELEASED[OURS], edited(OURS, old, new)) if told.startswith("breaking")]
    assert all(f"openapi.yaml:{at} → " in told for at, told in zip(places, breaking, strict=True)), breaking


def test_where_nothing_was_released_there_is_nothing_to_break(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (contracts(tmp_path) / "openapi" / "released.yaml").unlink()
    assert check_breaking.main(tmp_path) == 0
    assert "nothing has been released yet" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("paths:\n", "paths: [\n", "error: openapi/openapi.yaml:63: not YAML: "),
        ("version: 0.1.0", "version: next", "Expected a version such as 1.2.3; got 'next'"),
        (
            "headers/RequestId'",
            "headers/None'",
            "error: openapi/openapi.yaml:118: the reference '#/components/headers/None' leads nowhere\n",
        ),
        ("            type: string\n", "            allOf: 7\n            required: 7\n", "cannot be compared"),
    ],
)
def test_what_is_no_contract_is_refused_with_the_reason(
    tmp_path: Path, old: str, new: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with contextlib.chdir(contracts(tmp_path, (old, new))):
        assert check_breaking.main(tmp_path) == 1
    assert reason in capsys.readouterr().err


RELEASED_CLIENT = """
class Token:
    name: str | None
    size = 1
    def _private(self) -> int: ...
def sync(token: str, *, retries: int = 3) -> Token | None: ...
async def asyncio(token: str) -> Token | None: ...
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (", *, retries: int = 3", "", "6: `sync(retries)`: *Parameter was removed*"),
        ("3) -> Token |", "3) -> str | Token |", "6: `msgraph_vpptokens.sync`: *Type changed*: `Token | None` → `str | Token | None`"),
        ("name: str |", "name: int |", "3: `msgraph_vpptokens.Token.name`: *Type changed*: `str | None` → `int | None`"),
        ("async def", "def", "7: `msgraph_vpptokens.asyncio`: *Type changed*: `async Token | None` → `Token | None`"),
        ("(token: str)", "(token: str | bytes)", ""),
        ("Token | None", "Token", ""),
        ("size = 1", "size: int = 1", ""),
        ("-> int", "-> str", ""),
    ],
)
def test_what_breaks_the_importers_of_the_clients_python_counts_too(
    tmp_path: Path, old: str, new: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    contracts(tmp_path)
    client = tmp_path / "generated" / check_breaking.PACKAGE / "__init__.py"
    client.parent.mkdir(parents=True)
    client.write_text(RELEASED_CLIENT, encoding="utf-8")
    assert check_breaking.main(tmp_path) == 0
    assert "git has no v0.1.0" in capsys.readouterr().out
    for command in (["init"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--message=1"], ["tag", "v0.1.0"]):
        assert check_breaking.git(tmp_path, *command).returncode == 0
    assert old in RELEASED_CLIENT
    client.write_text(RELEASED_CLIENT.replace(old, new), encoding="utf-8")
    assert check_breaking.main(tmp_path) == bool(told)
    said = capsys.readouterr().out
    assert said.startswith(f"breaking      generated/msgraph_vpptokens/__init__.py:{told}" if told else "0 breaking"), said
