"""A pack of a recorded journey: its fixes attested by this installation's gateway, in a log of their own."""

from collections.abc import Sequence

from smartcustoms.trade.elocks.journey import Fix, Journey, in_order
from smartcustoms.trade.elocks.keyring import Keyring
from smartcustoms.trade.elocks.proofs.log import Log
from smartcustoms.trade.elocks.proofs.pack import Pack
from smartcustoms.trade.elocks.proofs.packing import Chain, Evidence, packed
from smartcustoms.trade.elocks.proofs.verdicts import Contract


def recorded_pack(lock: str, journey: Journey, fixes: Sequence[tuple[float, Fix]], keys: Keyring, at: int) -> Pack:
    """Attest the fixes in event time and pack them. They were recorded before: the gateway vouches for the file, no more."""
    names = tuple(f"zone {number}" for number in range(1, len(journey.zones) + 1))
    contract = Contract(journey, lock, (keys.administration,), (keys.administration,) * len(names), names, at)
    received = {fix: when for when, fix in reversed(fixes)}
    chain, log = Chain(lock, journey.number, keys.gateway, gateway=True), Log(keys.administration)
    events = [chain.add(fix, received=round(received[fix] * 1000), protocol="recorded") for fix in in_order(received)]
    positions = [log.append(each) for each in events]
    evidence = Evidence(
        {keys.administration: keys.own.public}, [keys.gateway_certificate()], contract, keys.own, keys.administration
    )
    return packed(evidence, events, log, positions, at)
