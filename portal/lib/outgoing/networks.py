"""Which addresses may be reached."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final, Self

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def _all(*texts: str) -> tuple[Network, ...]:
    return tuple(ip_network(one) for one in texts)


# This machine and its neighbours on the wire, among them where clouds hand out their
# keys: whoever lists a wide network does not mean them. An entry of their own does.
BY_NAME_ALONE: Final = _all("127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10")
# No single machine's, or another address in disguise (RFC 6890).
NEVER: Final = _all(
    *("0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "ff00::/8"),
    *("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16"),
)


def address_of(text: str) -> Address:
    """As it is meant: an IPv4 address that comes dressed as IPv6 is IPv4."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


@dataclass(frozen=True, slots=True)
class Networks:
    """The list of an installation. Nothing is on it that nobody wrote there."""

    listed: tuple[Network, ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """From “10.20.0.0/16” or “10.20.3.4”; ValueError where it is neither."""
        return cls(tuple(ip_network(one.strip()) for one in texts if one.strip()))

    def allow(self, address: Address) -> bool:
        covering = [one for one in self.listed if address in one]
        for special in BY_NAME_ALONE:
            if address in special:
                return any(_within(one, special) for one in covering)
        return bool(covering) and not any(address in one for one in NEVER)

    def __str__(self) -> str:
        return ", ".join(str(one) for one in self.listed)


def _within(small: Network, large: Network) -> bool:
    if isinstance(small, IPv4Network) and isinstance(large, IPv4Network):
        return small.subnet_of(large)
    if isinstance(small, IPv6Network) and isinstance(large, IPv6Network):
        return small.subnet_of(large)
    return False
