"""The words in which pages say codes."""

from typing import Final

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.elocks.model import AlarmState, Cause, Stage
from smartcustoms.trade.elocks.running import Look, Standing

STAGES: Final[dict[str, Sentence]] = {
    Stage.REGISTERED.value: sentence("Registered"),
    Stage.LOADED.value: sentence("Loaded"),
    Stage.SEALED.value: sentence("Sealed"),
    Stage.BUNDLED.value: sentence("Bundled with its truck"),
    Stage.DEPARTED.value: sentence("Departed"),
    Stage.BOUNDARY.value: sentence("At the boundary"),
    Stage.HANDED_OVER.value: sentence("Handed over"),
    Stage.ARRIVED.value: sentence("Arrived"),
    Stage.UNSEALED.value: sentence("Unsealed"),
    Stage.CLOSED.value: sentence("Closed"),
}
TYPES: Final[dict[str, Sentence]] = {
    "rope_cut": sentence("Rope cut"),
    "cover_opened": sentence("Back cover opened"),
    "illegal_unlock": sentence("Unlocked where it may not be"),
    "wrong_password": sentence("Wrong password"),
    "off_route": sentence("Off its route"),
    "dwell": sentence("Stands too long"),
    "signal_loss": sentence("Silent too long"),
    "low_battery": sentence("Battery low"),
    "implausible_position": sentence("Position cannot be true"),
    "late_arrival": sentence("Late"),
    "spoofed_position": sentence("Seen elsewhere than it says"),
}
STATES: Final[dict[str, Sentence]] = {
    AlarmState.RAISED.value: sentence("Raised"),
    AlarmState.ACKNOWLEDGED.value: sentence("Taken up"),
    AlarmState.ESCALATED.value: sentence("Escalated"),
    AlarmState.CLOSED.value: sentence("Closed with its cause"),
    AlarmState.WITHDRAWN.value: sentence("Withdrawn by late data"),
}
LOOKS: Final[dict[str, Sentence]] = {
    Look.SEAL.value: sentence("Seal"),
    Look.CHECK.value: sentence("Check"),
    Look.UNSEAL.value: sentence("Unseal"),
}
STANDINGS: Final[dict[str, Sentence]] = {
    Standing.REGISTERED.value: sentence("In the scheme"),
    Standing.WARNED.value: sentence("Warned"),
    Standing.DEREGISTERED.value: sentence("Registration ended"),
}
KINDS: Final[dict[str, Sentence]] = {
    "carrier": sentence("Carrier"),
    "operator": sentence("Operator of locks"),
    "shipper": sentence("Shipper"),
}
MEASURES: Final[dict[str, Sentence]] = {
    "warning": sentence("Warning"),
    "deregistration": sentence("Registration ended"),
}
CAUSES: Final[dict[str, Sentence]] = {
    Cause.CONFIRMED.value: sentence("Confirmed"),
    Cause.LAWFUL.value: sentence("Lawful"),
    Cause.DEVICE_FAULT.value: sentence("Fault of the device"),
    Cause.ROAD_CLOSED.value: sentence("Road closed"),
    Cause.FALSE_ALARM.value: sentence("False alarm"),
}
COLOURS: Final = {
    "raised": "red",
    "acknowledged": "yellow",
    "escalated": "purple",
    "closed": "green",
    "withdrawn": "grey",
}
