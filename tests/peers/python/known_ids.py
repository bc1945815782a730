"""Tells schemathesis ids that exist, because random ones would never get past the first look-up.

Read through SCHEMATHESIS_HOOKS. RUSTINE_KNOWN is JSON with `instanceId`, `workRequestIds` and `document` (name and
content of one that is registered), made by the test.
"""

import itertools
import json
import os

import schemathesis

known = json.loads(os.environ["RUSTINE_KNOWN"])
turns = itertools.count()
work_request_ids = itertools.cycle(known["workRequestIds"])


@schemathesis.hook
def before_call(context, case, kwargs):
    """Every other valid request names what exists: an instance, work that can still be cancelled, a document."""
    if not case.meta.generation.mode.is_positive or next(turns) % 2 == 1:
        return
    if case.operation.path.endswith("/commands") and isinstance(case.body, dict):
        case.body.update(documentName="Rustine-ScanInstance", instanceIds=[known["instanceId"]], parameters={})
        case.body.pop("documentVersion", None)
    elif case.operation.path.endswith("/cancel"):
        case.path_parameters["workRequestId"] = next(work_request_ids)
    elif case.operation.path.endswith("/documents") and isinstance(case.body, dict):
        case.body.update(known["document"])
    elif case.operation.path.endswith("/default-version") and isinstance(case.body, dict):
        case.path_parameters["documentName"] = known["document"]["name"]
        case.body.update(version=1)
