import pytest

from factcheck.errors import FetchError
from factcheck.fetch.guard import checked_address, is_public, parse


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",  # noqa: S104 - an address to refuse, nothing binds to it
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # the metadata service of clouds
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.251",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",  # 6to4 around 127.0.0.1
        "64:ff9b::a00:1",  # NAT64 around 10.0.0.1
        "not an address",
    ],
)
def test_addresses_that_are_not_public_are_refused(address):
    assert not is_public(address, 443)


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111"])
def test_public_addresses_are_allowed_on_web_ports_only(address):
    assert is_public(address, 443)
    assert not is_public(address, 22)
    assert not is_public(address, 6379)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "javascript:alert(1)",
        "//example.org/",
        "http://",
        "http:///path",
        "http://user:secret@example.org/",
        "http://exa mple.org/",
        "http://example.org/a\nHost: other",
        "http://example.org:99999/",
        "http://[::1",
        "http://" + "a" * 80 + ".org/",
        "http://example.org/" + "a" * 3000,
    ],
)
def test_what_is_no_plain_web_address_is_refused(url, refuses):
    with refuses(FetchError):
        parse(url)


def test_an_address_is_parsed_to_ascii_without_its_fragment():
    target = parse("https://Bücher.example/Straße?q=ä b".replace(" ", "%20") + "#part")
    assert target.host == "xn--bcher-kva.example"
    assert target.port == 443
    assert target.url == "https://xn--bcher-kva.example/Stra%C3%9Fe?q=%C3%A4%20b"


def test_an_ipv6_address_keeps_its_brackets():
    assert parse("http://[2606:4700::1111]:8080/x").url == "http://[2606:4700::1111]:8080/x"


def test_one_private_address_among_public_ones_is_enough_to_refuse(refuses):
    with refuses(FetchError, "10.0.0.1"):
        checked_address(parse("http://a.example/"), lambda host, port: ["1.1.1.1", "10.0.0.1"], is_public)


def test_a_host_without_address_is_refused(refuses):
    def unknown(host, port):
        raise OSError("no such host")

    with refuses(FetchError, "a.example", "not known"):
        checked_address(parse("http://a.example/"), unknown, is_public)
    with refuses(FetchError, "a.example"):
        checked_address(parse("http://a.example/"), lambda host, port: [], is_public)
