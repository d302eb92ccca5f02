"""The frames that another project's tests quote, with the values its own decoders give: we must agree with all of them."""

import json
from datetime import UTC, datetime

import pytest

from smartcustoms.trade.elocks import queries
from tests.shared_data import shared

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SAME = {
    "odometer": "odometer_m", "rssi": "signal_csq", "sat": "satellites", "batteryLevel": "battery_percent", "event": "event_code",
    "ignition": "ignition", "door": "door_open", "motion": "moving", "index": "index", "wakeSource": "wake_source",
    "sensorBattery": "battery_v", "sensorBatteryLevel": "battery_percent", "sensorRssi": "signal_dbm", "temp1": "temperature_c",
    "humidity": "humidity_percent", "status": "status_word", "gps": "satellites", "alertType": "event_code", "iccid": "sim",
}  # fmt: skip
ALARMS = {
    "sos": "sos", "vibration": "vibration", "powerOff": "power_cut", "gpsAntennaCut": "gnss_antenna_cut",
    "overspeed": "overspeed", "tow": "tow",
}  # fmt: skip


def given() -> list[dict]:
    return json.loads(shared("elocks/frames.json").read_text())["frames"]


@pytest.fixture(scope="module")
def answers() -> list[dict]:
    return list(queries.decoded(given(), received_at=NOW))


def test_every_position_agrees(answers: list[dict]) -> None:
    for frame, answer in zip(given(), answers, strict=True):
        expected = [
            (one["fixTime"].replace("SERVER_NOW", "2026-01-02T03:04:05.000Z"), one["valid"])
            for one in frame["positions"]
        ]
        assert [(one["time"], one["valid"]) for one in answer["positions"]] == expected, frame["input"]


def test_every_state_agrees(answers: list[dict]) -> None:
    told = [
        (number, theirs, ours, one["lock"].get(ours), value)
        for number, (frame, answer) in enumerate(zip(given(), answers, strict=True))
        for one, attributes in zip(answer["positions"], frame["attributes"], strict=True)
        for theirs, ours in SAME.items()
        if (value := attributes.get(theirs)) is not None and not (theirs == "rssi" and value < 0)
    ]
    assert len(told) > 100
    assert [each for each in told if each[3] != each[4]] == []


def test_every_alarm_agrees(answers: list[dict]) -> None:
    for frame, answer in zip(given(), answers, strict=True):
        for one, attributes in zip(answer["positions"], frame["attributes"], strict=True):
            lock = one["lock"]
            named = set(lock.get("alarms", ())) | ({"vibration"} if lock.get("vibration") else set())
            expected = {ALARMS[each] for each in str(attributes.get("alarm", "")).split(",") if each}
            assert expected <= named


def test_only_the_frame_with_an_altered_checksum_is_refused(answers: list[dict]) -> None:
    refused = [(number, answer["refused"]) for number, answer in enumerate(answers) if answer["refused"]]
    assert refused == [(5, "checksum: 1b sent, 86 reckoned")]
