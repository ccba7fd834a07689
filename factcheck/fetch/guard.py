"""Which addresses may be connected to: public ones only, decided on the resolved address.

The caller connects to the very address that was checked, so a name that resolves differently the
second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from factcheck.errors import FetchError

Allow = Callable[[str, int], bool]
"""Tells whether an IP address and port may be connected to."""

Resolve = Callable[[str, int], list[str]]
"""Returns the IP addresses of a host name; raises OSError."""

PORTS = frozenset({80, 443, 8080, 8443})
"""Ports that web servers use; others belong to other services."""

_PROTOCOL = ipaddress.ip_network("192.0.0.0/24")  # protocol assignments, RFC 6890
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_MAX_URL = 2_048


@dataclass(frozen=True, slots=True)
class Target:
    """A parsed web address: ``path`` has its query, everything is ASCII."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: what robots.txt is about."""
        default = 443 if self.scheme == "https" else 80
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == default else f":{self.port}")

    @property
    def url(self) -> str:
        """The address, without fragment."""
        return self.origin + self.path


def parse(url: str) -> Target:
    """Parse a web address. Raises FetchError for anything but plain http and https."""
    shown = repr(url[:200])
    if len(url) > _MAX_URL or any(char <= " " or char == "\x7f" for char in url):
        raise FetchError(f"{shown}: not an address; give one http or https address without spaces")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        if ":" not in host:
            host = host.encode("idna").decode("ascii")
    except ValueError as error:  # UnicodeError of the idna codec is one
        raise FetchError(f"{shown}: not an address ({error})") from error
    if parts.scheme not in ("http", "https") or not host:
        raise FetchError(f"{shown}: only http and https addresses are fetched")
    if "@" in parts.netloc:
        raise FetchError(f"{shown}: an address with a user name or password is not fetched")
    safe = "/%:@!$&'()*+,;=~-._"
    path = quote(parts.path or "/", safe=safe) + (f"?{quote(parts.query, safe=safe + '?')}" if parts.query else "")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path)


def is_public(address: str, port: int) -> bool:
    """Tell whether ``address`` is a globally routable unicast address and ``port`` one of `PORTS`.

    Private, loopback, link-local, site-local, multicast, reserved and unspecified addresses are not, nor are IPv6
    addresses that carry such an IPv4 address inside (mapped, 6to4, Teredo, NAT64).
    """
    try:
        ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    inner: list[ipaddress.IPv4Address | None] = []
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.is_site_local:
            return False
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    every = [ip, *(one for one in inner if one is not None)]
    return port in PORTS and all(
        one.is_global
        and one not in _PROTOCOL
        and not (one.is_multicast or one.is_reserved or one.is_unspecified or one.is_link_local)
        for one in every
    )


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of ``host`` as the system resolves them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_address(target: Target, resolver: Resolve, allow: Allow) -> str:
    """Return the address to connect to.

    Raises FetchError when the name does not resolve, or when any of its addresses is not allowed.
    """
    try:
        addresses = resolver(target.host, target.port)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{target.url}: the host {target.host} is not known ({error})") from error
    refused = [address for address in addresses if not allow(address, target.port)]
    if refused or not addresses:
        where = refused[0] if refused else "no address"
        raise FetchError(f"{target.url}: {where} port {target.port} is not a public web address; it is not fetched")
    return addresses[0]
