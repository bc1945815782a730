"""Tells schemathesis ids that exist, because random ones would never get past the first look-up.

Read through SCHEMATHESIS_HOOKS. RUSTINE_KNOWN is JSON, made by the test, with `instanceId`, `workRequestIds`, `document`
(name and content of one that is registered), `output` (an invocation and its step), `parameter` (name and version),
`groupId` (a listed group), `compartmentId`, `jobId`, `windowId`, `freezeId` and `quorumSetId` with what each was made from,
`canceled` (a work request) and, as `deletable`, ids of each kind that nothing else needs.
"""

import itertools
import json
import os

import schemathesis

known = json.loads(os.environ["RUSTINE_KNOWN"])
turns = itertools.count()
names = itertools.count()
work_request_ids = itertools.cycle(known["workRequestIds"])
deletable = {name: itertools.cycle(ids) for name, ids in known["deletable"].items()}


def spare(case):
    """Leads every deletion to something that is there to be deleted, never to what other requests need."""
    if case.operation.method.upper() != "DELETE":
        return
    for name, ids in deletable.items():
        if name in case.path_parameters:
            case.path_parameters[name] = next(ids)


changes = {
    "groupId": {"name": "known"},
    "compartmentId": {"name": "known"},
    "instanceId": {"displayName": "known"},
    "jobId": {"description": "known"},
    "windowId": {"description": "known"},
    "freezeId": {"reason": "known"},
    "quorumSetId": {"maxDown": 1},
}


def made_from(path):
    """The body of a request that makes one more of what there is; None where any body will do."""
    name = f"made-{next(names)}"
    if path.endswith("/jobs"):
        return {"name": name, **known["job"]}
    if path.endswith("/maintenance-windows"):
        return {"name": name, **known["window"]}
    if path.endswith("/freezes"):
        return {"name": name, **known["freeze"]}
    if path.endswith("/quorum-sets"):
        return {"name": name, "maxDown": 1, "instanceIds": known["members"]}
    if path.endswith("/schedules/preview"):
        return {"schedule": known["job"]["schedule"]}
    return None


def rename(case):
    """A change that is allowed whatever was changed before."""
    for name, change in changes.items():
        if name in case.path_parameters:
            case.path_parameters[name] = known[name]
            case.body = dict(change)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Every other valid request names what exists: an instance, work that can still be cancelled, a document."""
    spare(case)
    if not case.meta.generation.mode.is_positive or next(turns) % 2 == 1:
        return
    if case.operation.method.upper() in ("GET", "POST"):
        for name in ("jobId", "windowId", "freezeId", "quorumSetId"):
            if name in case.path_parameters:
                case.path_parameters[name] = known[name]
    body = made_from(case.operation.path) if case.operation.method.upper() == "POST" else None
    if body is not None:
        case.body = body
    elif case.operation.path.endswith("/jobs/{jobId}/run"):
        case.body = {}
    elif case.operation.path.endswith("/retry"):
        case.path_parameters["workRequestId"] = known["canceled"]
        case.body = {"states": ["CANCELED"]}
    elif case.operation.path.endswith("/commands") and isinstance(case.body, dict):
        case.body.update(documentName="Rustine-ScanInstance", instanceIds=[known["instanceId"]], parameters={})
        case.body.pop("documentVersion", None)
    elif case.operation.path.endswith("/instances/update") and isinstance(case.body, dict):
        case.body.update(targets={"instanceIds": [known["instanceId"]]}, labels={"env": "prod"})
        case.body.pop("compartmentId", None)
    elif "/members" in case.operation.path and case.operation.method.upper() == "POST" and isinstance(case.body, dict):
        case.path_parameters["groupId"] = known["groupId"]
        case.body.update(instanceIds=[known["instanceId"]])
    elif case.operation.path.endswith(("/groups", "/compartments")) and isinstance(case.body, dict):
        for place in ("compartmentId", "parentId", "rule"):
            case.body.pop(place, None)
    elif case.operation.method.upper() == "PATCH" and isinstance(case.body, dict):
        rename(case)
    elif case.operation.path.endswith("/cancel") and "workRequestId" in case.path_parameters:
        case.path_parameters["workRequestId"] = next(work_request_ids)
    elif case.operation.path.endswith("/documents") and isinstance(case.body, dict):
        case.body.update(known["document"])
    elif case.operation.path.endswith("/default-version") and isinstance(case.body, dict):
        case.path_parameters["documentName"] = known["document"]["name"]
        case.body.update(version=1)
    elif case.operation.path.endswith("/parameter/labels") and isinstance(case.body, dict):
        case.body.update(known["parameter"])
    elif case.operation.path.endswith("/output"):
        case.path_parameters["invocationId"] = known["output"]["invocationId"]
        case.query["step"] = known["output"]["step"]
