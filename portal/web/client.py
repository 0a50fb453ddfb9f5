"""Where a request comes from: the socket's word, or a trusted proxy's."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The client's address. A header is believed only from `TRUSTED_PROXIES`,
    and then the last address in it that is no trusted proxy itself."""
    hops = [request.META.get("REMOTE_ADDR", "")]
    if _is_trusted(hops[0]):
        forwarded = request.headers.get("X-Forwarded-For", "")
        hops += [hop.strip() for hop in reversed(forwarded.split(",")) if hop.strip()]
    strangers = [hop for hop in hops if not _is_trusted(hop)]
    return _address(strangers[0] if strangers else hops[-1])


def _is_trusted(hop: str) -> bool:
    address = _address(hop)
    return address is not None and any(
        ip_address(address) in ip_network(proxy, strict=False)
        for proxy in settings.TRUSTED_PROXIES
    )


def _address(hop: str) -> str | None:
    try:
        return str(ip_address(hop))
    except ValueError:
        return None
