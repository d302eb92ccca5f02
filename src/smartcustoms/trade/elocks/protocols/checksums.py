"""Cyclic redundancy checks that device protocols use. They find line noise; they prove nothing about who sent a frame."""

from typing import Final


def _table(polynomial: int) -> tuple[int, ...]:
    """Make the table of a reflected 16-bit CRC."""
    values = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (polynomial if value & 1 else 0)
        values.append(value)
    return tuple(values)


_X25: Final = _table(0x8408)
_ARC: Final = _table(0xA001)


def crc16_x25(piece: bytes) -> int:
    """Reckon CRC-16/X-25 (ITU-T X.25; GT06): polynomial 1021 reflected, all ones at the start and inverted at the end."""
    value = 0xFFFF
    for byte in piece:
        value = value >> 8 ^ _X25[(value ^ byte) & 0xFF]
    return value ^ 0xFFFF


def crc16_arc(piece: bytes) -> int:
    """Reckon CRC-16/ARC (Teltonika): polynomial 8005 reflected, zero at the start."""
    value = 0
    for byte in piece:
        value = value >> 8 ^ _ARC[(value ^ byte) & 0xFF]
    return value
