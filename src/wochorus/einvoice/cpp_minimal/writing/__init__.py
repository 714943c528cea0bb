"""Write a flow in the CPP minimal format, piece by piece."""

from wochorus.einvoice.cpp_minimal.writing.document import write_flow

__all__ = ["write_flow"]
