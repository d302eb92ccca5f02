"""Keys of recognition: an installation's own, derived from its secret; partners', from a file; and trial ones for both sides. Pure."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec

from smartcustoms.business.recognition.model import Keys, KeysUnusable
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import Sentence, sentence

LARGEST: Final = 256 * 1024
_CURVES: Final[dict[str, tuple[ec.EllipticCurve, int, int]]] = {
    "P-256": (ec.SECP256R1(), 32, 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551),
    "P-384": (
        ec.SECP384R1(),
        48,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    ),
}
_USES: Final = ("sig", "enc")


def own_keys(settings: Settings, *, trial: str = "") -> list[dict[str, Any]]:
    """Give an administration's private keys, one for each use and curve, derived from the master secret.

    With `trial` they are those of a party played for trying out; no exchange ever trusts them.
    """
    party = trial or settings.administration
    return [_derived(settings, party, use, curve, trial=bool(trial)) for use in _USES for curve in _CURVES]


def public(keys: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give the public halves of keys."""
    return [{name: value for name, value in each.items() if name != "d"} for each in keys]


def trial_keys(settings: Settings, own: str, parties: Iterable[str]) -> Keys:
    """Give keys of several parties for trying out on one machine; `own` reads what is sent to it."""
    found = [each for party in parties for each in own_keys(settings, trial=party)]
    return Keys(own, {str(each["kid"]): each for each in found})


def keys_of(settings: Settings, partners: Iterable[Mapping[str, Any]]) -> Keys:
    """Give the keys of an exchange: one's own and the public ones of partners that are trusted."""
    found = [*partners, *own_keys(settings)]
    return Keys(settings.administration, {str(each["kid"]): each for each in found})


def read_keys(content: bytes, *, own: str = "") -> Keys:
    """Read a JSON Web Key Set; each key names its `party`, `use` (sig, enc) and `kid`. `own` is the file's, unless given.

    Raises:
        KeysUnusable: it cannot be read, or a key is not of the form.
    """
    if len(content) > LARGEST:
        raise _unusable(sentence("The file is larger than {most} kB.", most=LARGEST // 1024), str(len(content)))
    try:
        said = read_json(content)
    except JsonUnfit as fault:
        raise _unusable(sentence("The file of keys is no JSON."), str(fault)) from fault
    rows = said.get("keys") if isinstance(said, dict) else None
    if not isinstance(rows, list) or not 0 < len(rows) <= 500:
        raise _unusable(sentence("The file holds no JSON Web Key Set."), type(said).__name__)
    found = {str(each["kid"]): each for each in map(_checked, rows)}
    reader = own or (said.get("own") if isinstance(said.get("own"), str) else "")
    private = [each["party"] for each in found.values() if "d" in each and each["use"] == "enc"]
    return Keys(reader or (private[0] if private else ""), found)


def _checked(row: Any) -> dict[str, Any]:
    names = ("kid", "party", "use", "kty", "crv", "x", "y")
    if not isinstance(row, dict) or any(not isinstance(row.get(name), str) for name in names):
        raise _unusable(sentence("A key lacks one of: {names}.", names=", ".join(names)), type(row).__name__)
    if row["kty"] != "EC" or row["crv"] not in _CURVES or row["use"] not in _USES:
        raise _unusable(
            sentence("A key is of a kind that is not used here."), f"{row['kty']} {row['crv']} {row['use']}"[:60]
        )
    curve, size, order = _CURVES[row["crv"]]
    try:
        x, y = _number(row["x"], size), _number(row["y"], size)
        ec.EllipticCurvePublicNumbers(x, y, curve).public_key()
        if "d" in row:
            own = ec.derive_private_key(_number(row["d"], size) % order or 1, curve).public_key().public_numbers()
            if (own.x, own.y) != (x, y):
                raise ValueError("the private half is of another key")
    except (ValueError, TypeError) as fault:
        raise _unusable(
            sentence("A key is no point of its curve, or its halves do not fit."), row["kid"][:40]
        ) from fault
    return dict(row)


def _derived(settings: Settings, party: str, use: str, curve: str, *, trial: bool) -> dict[str, Any]:
    shape, size, order = _CURVES[curve]
    purpose = f"recognition {'trial ' + party if trial else 'own'} {use} {curve}"
    halves = b"".join(key(settings, f"{purpose} {part}") for part in ("a", "b", "c"))
    private = ec.derive_private_key(int.from_bytes(halves[: size + 16]) % (order - 1) + 1, shape)
    numbers = private.public_key().public_numbers()
    made = {"kty": "EC", "crv": curve, "x": _b64(numbers.x, size), "y": _b64(numbers.y, size)}
    name = "trial-" if trial else ""
    made |= {"kid": f"{name}{party}-{use}-{curve}", "party": party, "use": use}
    return made | {"d": _b64(private.private_numbers().private_value, size)}


def _b64(value: int, size: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes(size)).rstrip(b"=").decode()


def _number(text: str, size: int) -> int:
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if len(raw) != size:
        raise ValueError("of another length")
    return int.from_bytes(raw)


def _unusable(says: Sentence, seen: str) -> KeysUnusable:
    return KeysUnusable(
        says,
        mend=sentence(
            "Take the file that `smartcustoms recognition keys --json` or `recognition sign --save-keys` writes."
        ),
        field="keys",
        seen=seen[:80],
    )
