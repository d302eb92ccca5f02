"""What is signed, and which addresses may be posted to."""

import asyncio
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.trade.webhooks.addresses import Address, is_public, target
from smartcustoms.trade.webhooks.model import AddressUnfit, Hindrance
from smartcustoms.trade.webhooks.post_gateway import HttpPost, NotDelivered
from smartcustoms.trade.webhooks.signing import is_signed, signature

SECRETS = {"WH1.2": "new", "WH1.1": "old"}


@given(st.binary(max_size=200), st.uuids().map(str), st.integers(0, 2**40))
def test_what_is_signed_is_verified_by_either_secret_and_nothing_else_is(body: bytes, delivery: str, time: int) -> None:
    head = signature(SECRETS, time=time, delivery=delivery, body=body)
    for kid, secret in SECRETS.items():
        assert is_signed(head, {kid: secret}, now=time + 299, delivery=delivery, body=body)
        assert not is_signed(head, {kid: secret + "x"}, now=time, delivery=delivery, body=body)
    assert not is_signed(head, SECRETS, now=time, delivery=delivery, body=body + b" ")
    assert not is_signed(head, SECRETS, now=time, delivery=delivery + "0", body=body)
    assert not is_signed(head, SECRETS, now=time + 301, delivery=delivery, body=body)
    assert not is_signed(head, SECRETS, now=time - 301, delivery=delivery, body=body)


@pytest.mark.parametrize("head", ["", "t=1", "t=x,kid=WH1.1,v1=00", "t=²,kid=WH1.1,v1=", ";;;", "kid=WH1.1,v1=,t=1"])
def test_a_head_that_is_none_is_no_signature(head: str) -> None:
    assert not is_signed(head, SECRETS, now=1, delivery="d", body=b"")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.0.0.1/", "https://0177.0.0.1/",
        "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://[fe80::1]/", "https://[fd00::1]/", "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/", "https://169.254.169.254/latest/meta-data", "https://10.1.2.3/", "https://100.64.0.1/",
        "https://192.168.0.1/", "https://0.0.0.0/", "https://224.0.0.1/", "https://255.255.255.255/", "https://localhost/",
        "https://intranet/", "https://a:b@example.org/", "https://example.org/#x", "https://example.org:22/", "https://example.org:0/",
        "https://example.org:99999/", "ftp://example.org/", "https:///x", "example.org", "https://exa mple.org/",
        "https://example.org/\r\nHost: x", "https://" + "a" * 600 + ".org/", "https://..../", "",
    ],
)  # fmt: skip
def test_an_address_of_no_public_system_is_refused(address: str) -> None:
    with pytest.raises(AddressUnfit) as refused:
        target(address)
    assert str(refused.value.mend)


def test_a_public_address_is_read() -> None:
    found = target("https://Example.org:8443/in/notices?from=customs")
    assert (found.host, found.port, found.rest) == ("example.org", 8443, "/in/notices?from=customs")
    assert found.authority == "example.org:8443"
    assert target("https://[2606:4700::1111]/").authority == "[2606:4700::1111]"


@given(st.integers(0, 2**32 - 1))
def test_a_private_address_inside_another_is_private(number: int) -> None:
    inner = ipaddress.IPv4Address(number)
    for outer in (0xFFFF << 32, 0x64FF9B << 96):
        wrapped = ipaddress.IPv6Address(outer | number)
        assert is_public(inner) or not is_public(wrapped)


def test_a_name_that_points_into_our_own_network_is_not_posted_to() -> None:
    async def rebound(_host: str, _port: int) -> list[Address]:
        return [ipaddress.ip_address("93.184.215.14"), ipaddress.ip_address("10.0.0.7")]

    with pytest.raises(NotDelivered) as refused:
        HttpPost(resolve=rebound).post("https://example.org/", b"", {})
    assert (refused.value.hindrance, refused.value.seen) == (Hindrance.NOT_PUBLIC, "example.org: 10.0.0.7")


def test_the_name_is_asked_for_once_and_the_connection_goes_to_what_was_looked_at() -> None:
    asked: list[str] = []

    async def once(host: str, _port: int) -> list[Address]:
        asked.append(host)
        return [ipaddress.ip_address("127.0.0.1")]

    with pytest.raises(NotDelivered) as refused:  # nothing listens there
        HttpPost(private=True, resolve=once).post("http://example.org:1/", b"", {})
    assert (refused.value.hindrance, asked) == (Hindrance.NOT_REACHED, ["example.org"])


def test_a_name_that_is_nobodys_is_told_so() -> None:
    async def none(_host: str, _port: int) -> list[Address]:
        raise OSError("no such name")

    with pytest.raises(NotDelivered) as refused:
        HttpPost(resolve=none).post("https://nobody.example/", b"", {})
    assert refused.value.hindrance is Hindrance.NAME_UNKNOWN


def test_one_clock_bounds_all_of_a_post() -> None:
    async def asleep(_host: str, _port: int) -> list[Address]:
        await asyncio.sleep(60)
        return []

    with pytest.raises(NotDelivered) as refused:
        HttpPost(resolve=asleep, patience_s=0.05).post("https://example.org/", b"", {})
    assert refused.value.hindrance is Hindrance.TOO_SLOW
