"""Read a flow in the CPP minimal format, part by part."""

from wochorus.einvoice.cpp_minimal.reading.flow import FlowReading, read
from wochorus.einvoice.cpp_minimal.reading.limits import ReadingLimits

__all__ = ["FlowReading", "ReadingLimits", "read"]
