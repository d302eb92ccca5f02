"""The evidence pack: one JSON file with everything that proves a journey, and a map picture (GeoJSON) drawn from it.

Nothing in it is believed for being there: `verifying.py` proves each part, or says what is wrong.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks.journey import Alarm, Fix, Journey
from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.proofs.trust import read_roots, roots_file
from smartcustoms.trade.elocks.signing.suites import PublicKey

FORM: Final = "smartcustoms-elock-evidence/1"
LARGEST: Final = 64 * 1024 * 1024
MOST: Final = {
    "events": 50_000,
    "certificates": 2_000,
    "verdicts": 100,
    "checkpoints": 1_000,
    "steps": 200,
    "unlocks": 1_000,
}
"""How many of each a pack may hold; a journey of a day has some 3,000 events."""
_LONGEST_PATH: Final = 64


class PackUnreadable(Refused):
    """The file is no evidence pack."""

    code = "elock_pack_unreadable"


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Where an event is in a log, and the path to its root."""

    administration: str
    position: int
    size: int
    path: list[bytes]


@dataclass(frozen=True, slots=True)
class Presented:
    """Tokens that were presented for the unlock which an event tells."""

    event: int
    tokens: list[bytes]


@dataclass(slots=True)
class Pack:
    """What a pack holds."""

    journey: str
    roots: dict[str, PublicKey]
    """The administrations' keys as the pack claims them; a reader's own roots stand above these."""
    certificates: list[bytes]
    contract: bytes
    events: list[bytes]
    checkpoints: list[bytes]
    consistency: list[tuple[str, int, int, list[bytes]]]
    """By administration: that the log of the later size continues the one of the earlier."""
    inclusions: list[Inclusion]
    """One for each event, in the same order."""
    verdicts: list[bytes]
    steps: list[bytes] = field(default_factory=list)
    unlocks: list[Presented] = field(default_factory=list)
    map: dict[str, Any] = field(default_factory=dict)


def picture(journey: Journey, fixes: Sequence[Fix], alarms: Sequence[Alarm]) -> dict[str, Any]:
    """Draw the map as GeoJSON (RFC 7946): the line to follow, the zones, where the lock was, and where each alarm was raised."""
    placed = [fix for fix in fixes if fix.place is not None]
    where = {fix.t: [fix.lon, fix.lat] for fix in placed}
    features = [
        _feature("LineString", [[lon, lat] for lat, lon in journey.line], what="route"),
        *(
            _feature("Point", [lon, lat], what="zone", radius_m=journey.rules.zone_radius_m)
            for lat, lon in journey.zones
        ),
        _feature("MultiPoint", [[fix.lon, fix.lat] for fix in placed], what="fixes", times=[fix.t for fix in placed]),
        *(
            _feature("Point", where[each.raised_at], what="alarm", type=each.type.value, at=each.at)
            for each in alarms
            if each.raised_at in where
        ),
    ]
    return {"type": "FeatureCollection", "features": features}


def _feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def written(pack: Pack) -> bytes:
    """Write a pack."""
    root = {
        "pack": FORM, "journey": pack.journey, **roots_file(pack.roots), "contract": _text(pack.contract),
        "certificates": [_text(each) for each in pack.certificates], "events": [_text(each) for each in pack.events],
        "checkpoints": [_text(each) for each in pack.checkpoints],
        "consistency": [
            {"administration": name, "earlier": earlier, "later": later, "path": [step.hex() for step in path]}
            for name, earlier, later, path in pack.consistency
        ],
        "inclusions": [
            {"administration": one.administration, "position": one.position, "size": one.size, "path": [step.hex() for step in one.path]}
            for one in pack.inclusions
        ],
        "verdicts": [_text(each) for each in pack.verdicts], "steps": [_text(each) for each in pack.steps],
        "unlocks": [{"event": each.event, "tokens": [_text(one) for one in each.tokens]} for each in pack.unlocks],
        "map": pack.map,
    }  # fmt: skip
    return json.dumps(root, ensure_ascii=False, indent=1).encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def read_pack(content: bytes) -> Pack:
    """Read a pack.

    Raises:
        PackUnreadable: it is too large, no JSON, or lacks a part or has one of another type.
    """
    try:
        if len(content) > LARGEST:
            raise FrameRefused(f"length: more than {LARGEST:,} bytes")
        root = read_json(content)
        if not isinstance(root, dict) or root.get("pack") != FORM:
            raise FrameRefused(f"type: it does not say that it is {FORM}")
        return _pack(root)
    except (FrameRefused, JsonUnfit) as fault:
        raise PackUnreadable(
            sentence("The file is no evidence pack of an e-lock."),
            mend=sentence("Ask for the file again; it is made by smartcustoms elocks pack."),
            seen=str(fault)[:200],
        ) from None


def _pack(root: Mapping[str, Any]) -> Pack:
    journey, drawn = root.get("journey"), root.get("map")
    if not isinstance(journey, str) or not isinstance(drawn, dict):
        raise FrameRefused("type: journey is a text, map an object")
    return Pack(
        journey=journey[:80], roots=read_roots(root), certificates=_all(root, "certificates"), contract=_bytes(root.get("contract")),
        events=_all(root, "events"), checkpoints=_all(root, "checkpoints"),
        consistency=[_consistency(each) for each in _list(root, "consistency", MOST["checkpoints"])],
        inclusions=[_inclusion(each) for each in _list(root, "inclusions", MOST["events"])],
        verdicts=_all(root, "verdicts"), steps=_all(root, "steps"),
        unlocks=[_presented(each) for each in _list(root, "unlocks", MOST["unlocks"])], map=drawn,
    )  # fmt: skip


def _list(root: Any, name: str, most: int) -> list[Any]:
    found = root.get(name) if isinstance(root, Mapping) else None
    if not isinstance(found, list) or len(found) > most:
        raise FrameRefused(f"type: {name} is no list of at most {most}")
    return found


def _all(root: Mapping[str, Any], name: str) -> list[bytes]:
    return [_bytes(each) for each in _list(root, name, MOST[name])]


def _bytes(said: Any) -> bytes:
    try:
        return base64.b64decode(said if isinstance(said, str) else "?", validate=True)
    except (binascii.Error, ValueError):
        raise FrameRefused("value: a part is not written in base64") from None


def _whole(said: Any, name: str) -> int:
    found = said.get(name) if isinstance(said, Mapping) else None
    if type(found) is not int or not 0 <= found < 2**53:
        raise FrameRefused(f"value: {name} is no whole number")
    return found


def _path(said: Any) -> list[bytes]:
    try:
        return [bytes.fromhex(each) for each in _list(said, "path", _LONGEST_PATH)]
    except (TypeError, ValueError):
        raise FrameRefused("value: a path is not written in hexadecimal digits") from None


def _name(said: Any) -> str:
    found = said.get("administration") if isinstance(said, Mapping) else None
    if not isinstance(found, str):
        raise FrameRefused("value: an administration is a text")
    return found


def _consistency(said: Any) -> tuple[str, int, int, list[bytes]]:
    return _name(said), _whole(said, "earlier"), _whole(said, "later"), _path(said)


def _inclusion(said: Any) -> Inclusion:
    return Inclusion(_name(said), _whole(said, "position"), _whole(said, "size"), _path(said))


def _presented(said: Any) -> Presented:
    tokens = _list(said, "tokens", 4)
    return Presented(_whole(said, "event"), [_bytes(each) for each in tokens])
