"""A Chorus Pro that runs on the user's own machine.

The simulator answers the same calls as the real portal, over HTTP on a loopback address, with
the same shapes, refusals and delays, so that a whole month can be deposited, followed and
refused without any real account. It is a program apart: it shares no code with the product that
talks to it, because a misunderstanding shared by both sides would hide itself.

The way of a call through this package:

    server → app → gateway (token, account, faults, ledger) → operations → store
                                       deposit → life (states) → formats (reading) → controls

`admin` holds the calls under ``/simulator/`` that no real portal has: registering a supplier,
loading the directory, ordering faults and lives, setting the clock, reading the ledger. `pages` are
for people: the simulator's own page, and the desk where one plays the public buyer.
"""

__version__ = "0.1.0"
