"""`python -m portal.run.healthy`: ends well if this machine's web server answers."""

import os
import sys
import urllib.request

if __name__ == "__main__":
    host = os.environ.get("ALLOWED_HOSTS", "localhost").partition(",")[0]
    request = urllib.request.Request(
        "http://127.0.0.1:8000/healthz",
        headers={"Host": host.lstrip("."), "X-Forwarded-Proto": "https"},
    )
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310
            sys.exit(answer.status != 200)
    except OSError:
        sys.exit(1)
