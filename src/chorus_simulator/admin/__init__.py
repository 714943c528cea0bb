"""The calls that no real portal has, under ``/simulator/``: preparing, breaking, looking.

They speak plain JSON with English names, answer 400 with ``{"erreur": …}`` in French when
something is wrong, and need no key: only this machine can reach them.
"""
