"""An agent of Rustine in Python: PyJWT, cryptography and the standard library, by what the contract says alone.

Argument: the server's address. Standard input: an enrolment token. It enrols, takes one command, uploads one report,
tells the end, and writes what it saw as JSON.
"""

import base64
import csv
import datetime
import hashlib
import io
import json
import sys
import time
import urllib.error
import urllib.request

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PATIENCE_SECONDS = 60
api = f"{sys.argv[1]}/api/v1/agent"
key = Ed25519PrivateKey.generate()


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


public = {"crv": "Ed25519", "kty": "OKP", "x": base64url(key.public_key().public_bytes_raw())}
# RFC 7638: the members that a key of this type requires, in order, without blanks.
kid = base64url(hashlib.sha256(json.dumps(public, separators=(",", ":")).encode()).digest())


def send(method, url, data=None, headers=()):
    """Status and body of an answer, whatever its status."""
    request = urllib.request.Request(url, method=method, data=data, headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def call(path, body=None, **claims):
    """Asks an agent route with a token of its own, signed for this one request."""
    now = int(time.time())
    payload = {"iss": instance_id, "sub": instance_id, "aud": server_id, "iat": now, "exp": now + 60, **claims}
    token = jwt.encode(payload, key, algorithm="EdDSA", headers={"kid": kid})
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    status, answer = send("GET" if body is None else "POST", f"{api}/{path}", data, headers)
    return status, json.loads(answer)


def must(answer):
    status, body = answer
    if status >= 300:
        sys.exit(f"{status}: {body}")
    return body


facts = {
    "hostname": "python",
    "osFamily": "LINUX",
    "osName": "Python's own",
    "osVersion": "1",
    "kernelVersion": "1",
    "architecture": "any",
    "agentVersion": "0",
}
enrolment = {"token": sys.stdin.read().strip(), "publicKey": public, "facts": facts}
status, text = send("POST", f"{api}/enrollments", json.dumps(enrolment).encode(), {"content-type": "application/json"})
enrolled = must((status, json.loads(text)))
instance_id, server_id = enrolled["instanceId"], enrolled["serverId"]

check_in = {
    "bootId": "b",
    "bootedAt": "2026-11-21T12:00:00Z",
    "factsHash": sha256(json.dumps(facts, sort_keys=True).encode()),
    "facts": facts,
}
checked_in = must(call("check-in", check_in))
refused = {
    "expired": call("check-in", check_in, iat=int(time.time()) - 900, exp=int(time.time()) - 600)[0],
    "for_another_server": call("check-in", check_in, aud="srv-another")[0],
    "old_though_not_expired": call("check-in", check_in, iat=int(time.time()) - 900, exp=int(time.time()) + 86_400)[0],
    "with_a_nul": call("check-in", {**check_in, "bootId": "\0"})[0],
}
# A key that nobody enrolled signs in this instance's name.
key, own_key = Ed25519PrivateKey.generate(), key
refused["signed_by_another_key"] = call("check-in", check_in)[0]
key = own_key

deadline = time.monotonic() + PATIENCE_SECONDS
while not (commands := must(call("inbox"))["commands"]):
    if time.monotonic() > deadline:
        sys.exit("No command came.")
    time.sleep(0.1)
invocation_id, jws = commands[0]["invocationId"], commands[0]["jws"]
command_keys = {jwk["kid"]: jwt.PyJWK(jwk, algorithm="EdDSA") for jwk in enrolled["commandKeys"]}
header = jwt.get_unverified_header(jws)


def verify(token, audience=instance_id, issuer=server_id):
    required = {"require": ["aud", "exp", "iat", "iss", "jti"]}
    return jwt.decode(token, command_keys[header["kid"]], algorithms=["EdDSA"], audience=audience, issuer=issuer, options=required)


def refusal(*args, **kwargs):
    try:
        verify(*args, **kwargs)
    except jwt.InvalidTokenError as error:
        return type(error).__name__
    return None


claims = verify(jws)
head, body, signature = jws.split(".")
changed = json.loads(base64.urlsafe_b64decode(body + "=="))
changed["timeoutSeconds"] += 1
tampered = ".".join([head, base64url(json.dumps(changed).encode()), signature])

seq = 0


def tell(**event):
    global seq
    seq += 1
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")
    must(call("events", {"events": [{"invocationId": invocation_id, "seq": seq, "at": now, **event}]}))


tell(type="accepted", bootId="b")
tell(type="started", steps=[])
columns = "schema_version invocation_id instance_id hostname captured_at name version architecture publisher source installed_at size_bytes"
packages = [("plain", "1.0", "Somebody", "2048"), ('od"d, one', "2:1.0~rc1-1+b1", "Zoë\nand others", "")]
sheet = io.StringIO(newline="")
writer = csv.writer(sheet)
writer.writerow(columns.split())
for name, version, publisher, size in packages:
    writer.writerow([1, invocation_id, instance_id, "python", "2026-11-21T12:00:00Z", name, version, "any", publisher, "pypi", "", size])
report = sheet.getvalue().encode()

announced = {"kind": "software-inventory", "sizeBytes": len(report), "sha256": sha256(report)}
grant = must(call("grants", {"invocationId": invocation_id, "reports": [announced]}))["grants"][0]["grant"]
uploaded, _ = send("PUT", grant["url"], report, grant["headers"])
verified = must(call("uploads/verify", {"key": grant["key"]}))
manifest = {
    "schemaVersion": "1",
    "invocationId": invocation_id,
    "instanceId": instance_id,
    "reports": [{**announced, "key": grant["key"]}],
}
signed = jwt.encode(manifest, key, algorithm="EdDSA", headers={"kid": kid, "typ": "rustine-manifest+jws"}).encode()
sums = {"sizeBytes": len(signed), "sha256": sha256(signed)}
manifest_grant = must(call("grants", {"invocationId": invocation_id, "reports": [], "manifest": sums}))["manifest"]
manifest_uploaded, _ = send("PUT", manifest_grant["url"], signed, manifest_grant["headers"])
tell(type="finished", state="SUCCEEDED", message="", rebootRequired=None)

answer = {
    "instanceId": instance_id,
    "invocationId": invocation_id,
    "factsWanted": checked_in["factsWanted"],
    "refused": refused,
    "header": header,
    "claims": {name: claims[name] for name in ("iss", "aud", "jti", "workRequestId")},
    "documentHashHolds": sha256(claims["document"]["content"].encode()) == claims["document"]["sha256"],
    "refusals": {
        "tampered": refusal(tampered),
        "for_another_instance": refusal(jws, audience="mi-another"),
        "of_another_server": refusal(jws, issuer="srv-another"),
    },
    "uploaded": [uploaded, manifest_uploaded],
    "verified": verified,
    "packages": packages,
}
json.dump(answer, sys.stdout)
