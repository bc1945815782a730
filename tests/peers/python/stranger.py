"""What one without a token may be answered. Read by schemathesis through SCHEMATHESIS_HOOKS."""

import schemathesis


@schemathesis.check
def stranger_is_refused(ctx, response, case):
    """Whatever a stranger sends, well formed or not, the answer is 401 and tells nothing of what is there."""
    if case.method.upper() != case.operation.method.upper():
        assert 400 <= response.status_code < 500, f"{case.method} was answered {response.status_code}"
        return
    assert response.status_code == 401, f"a stranger was answered {response.status_code}"
    assert response.headers["content-type"][0].startswith("application/problem+json")
    assert response.json()["code"] == "UNAUTHENTICATED"
