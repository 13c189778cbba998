"""All information objects, up and down."""

from .downlink import (
    ComponentQuery,
    DeviceQuery,
    DeviceRecordsQuery,
    DutyCheck,
    FacilityRecordsQuery,
    SystemQuery,
)
from .uplink import (
    AnalogValue,
    ClockTime,
    ComponentNote,
    ComponentStatus,
    DeviceNote,
    DeviceOperation,
    DeviceStatus,
    DeviceVersion,
    FacilityOperation,
    FacilityVersion,
    SystemNote,
    SystemStatus,
    SystemTime,
)

__all__ = [
    "AnalogValue",
    "ClockTime",
    "ComponentNote",
    "ComponentQuery",
    "ComponentStatus",
    "DeviceNote",
    "DeviceOperation",
    "DeviceQuery",
    "DeviceRecordsQuery",
    "DeviceStatus",
    "DeviceVersion",
    "DutyCheck",
    "FacilityOperation",
    "FacilityRecordsQuery",
    "FacilityVersion",
    "SystemNote",
    "SystemQuery",
    "SystemStatus",
    "SystemTime",
]
