"""What a client may keep, and for how long."""

from django.http import HttpRequest, HttpResponse

YEAR = 31_536_000
FOR_EVER = f"private, max-age={YEAR}, immutable"
A_DAY = "private, max-age=86400"
ASK_AGAIN = "private, no-cache"


def is_known(request: HttpRequest, tag: str) -> bool:
    """Whether the client has these very bytes (RFC 9110 13.1.2)."""
    said = request.META.get("HTTP_IF_NONE_MATCH", "")
    return bool(said) and (said.strip() == "*" or f'"{tag}"' in said)


def tagged(answer: HttpResponse, tag: str, keep: str) -> HttpResponse:
    answer["ETag"] = f'"{tag}"'
    answer["Cache-Control"] = keep
    answer["Vary"] = "Accept, Accept-Encoding, Authorization"
    return answer


def not_modified(tag: str, keep: str) -> HttpResponse:
    return tagged(HttpResponse(status=304), tag, keep)
