"""What several objects share: the bits that matter most, and the halves of a component's address."""

from __future__ import annotations

NORMAL, FIRE = 1, 2


def is_fire(status: int) -> bool:
    """Whatever bit 0 says: of ten sources of fires six send “test” (bit 0 = 0) with every real one."""
    return bool(status & FIRE)


def is_test(status: int) -> bool:
    """Bit 0 clear (figures 6, 7, 13)."""
    return not status & NORMAL


def zone_of(component_address: int) -> int:
    """区号: the lower half, by common reading."""
    return component_address & 0xFFFF


def point_of(component_address: int) -> int:
    """位号: the upper half, by common reading."""
    return component_address >> 16
