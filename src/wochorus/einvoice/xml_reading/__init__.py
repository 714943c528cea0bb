"""Reading foreign XML without dropping anything in silence.

A :class:`Node` is an element whose children are taken one by one, by name. What was never taken is
content that the model cannot hold: the :class:`ReadingLog` tells it at the end, once per place of
the document with the number of times, after the values that could not be read. Readers of formats
thus say only what they know; the account of the rest makes itself.
"""

from wochorus.einvoice.xml_reading.log import ReadingLog
from wochorus.einvoice.xml_reading.node import Node

__all__ = ["Node", "ReadingLog"]
